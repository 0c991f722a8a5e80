# files: capture files, saving, exporting

# report: what is taken along
report-picture-title = wirelab { $time }
report-kept = Saved: { $path }
report-not-kept = Not saved: { $why }.
report-remedy-full = Make room on the disk, then try again; what the screen shows is still here.
report-remedy-denied = You may not write there: end wirelab and start it in a folder of your own, or give another path.
report-remedy-folder = There is no such folder: make it first, or give another path.
report-remedy-name = Nothing is ever overwritten: give another name.

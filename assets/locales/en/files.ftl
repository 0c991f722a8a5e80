# files: capture files, saving, exporting
files-io = { $error }
files-not-a-capture = this is no capture file: it begins neither like pcap nor like pcapng (nor like one of them in gzip)
files-empty = the file is empty
files-bad = byte { $offset }, after frame { $after }: { $what }
files-shrunk = the file has become shorter while it was read: byte { $offset } is gone
files-too-large = unpacked, the file is larger than the program takes in
files-cancelled = stopped
files-bad-frame-long = a frame of { $count } bytes is longer than any can be
files-bad-block-length = a block can't be { $count } bytes long
files-bad-lengths = a block says before it that it has { $first } bytes and after it that it has { $second }
files-bad-beyond = a frame of { $count } bytes does not fit into its block
files-bad-interface = the frame belongs to interface { $number }, which the file does not describe
files-bad-interfaces = the file describes too many interfaces
files-bad-order = { $magic } tells no byte order
files-bad-version = version { $version } of the format is not known
files-lost-record = the file stops in mid-record: the record at byte { $offset } needs { $need } bytes and { $have } are there
files-lost-packed = the packed file stops or breaks after { $offset } bytes of what was packed

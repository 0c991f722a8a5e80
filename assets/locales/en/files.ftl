# files: capture files, saving, exporting
files-io = { $error }
files-not-found = there is no such file
files-no-right = you have no right to read this file
files-is-folder = this is a folder, not a file
files-not-a-capture = this is no capture file: it begins neither like pcap nor like pcapng (nor like one of them in gzip)
files-empty = the file is empty
files-cut = the file begins like { $form } and stops after { $have } { $have ->
    [one] byte
   *[other] bytes
}, before its header is over: no frame of it is here
files-cut-packed = the file is packed by gzip and stops after { $have } { $have ->
    [one] byte
   *[other] bytes
}, before anything can be unpacked: no frame of it is here
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
files-write-link = frames of this kind of link ({ $link }) can't be written: capture files have no number for it
files-write-links = pcap holds frames of one kind of link, and these are of several: give the file a name that ends in .pcapng
files-write-fcs = pcap says once for all frames how long their FCS is, in even numbers of bytes, and these frames do not fit that: give the file a name that ends in .pcapng
files-write-no-time = pcap has a time for every frame, and of these some have none: give the file a name that ends in .pcapng
files-write-rebuilt = this frame was rebuilt and not all of it is known: only whole frames are written
files-write-same = this is the file that is being read: give another name
files-thread = no thread for it could be started ({ $error }): close other programs and try again

# Exercise byteorder.

byteorder-title = Byte order
byteorder-about = a number in memory and on the wire: which end first

# Exercise stream.

stream-title = Byte stream
stream-about = sends are not messages: how a byte stream merges and cuts them, and what frames them

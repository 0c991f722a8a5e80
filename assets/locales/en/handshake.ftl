# Exercise handshake.

handshake-title = Handshake
handshake-about = how a connection is opened and closed, segment by segment, with both sides’ states

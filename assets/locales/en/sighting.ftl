# sighting: what the peer's own interface saw

# wire: HTTP, TLS and the protocols of text lines

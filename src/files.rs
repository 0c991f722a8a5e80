//! Capture files: pcap and pcapng, plain or in gzip; reading by position, writing, taking turns.

//! The fuzz targets for some seconds: every shipped capture, cut, spoiled and crossed with others by
//! a generator with a fixed seed, so that each run does the same.

#![allow(clippy::unwrap_used, reason = "helpers of a test may fail it")]

use std::fs;

#[path = "common/fuzzed.rs"]
mod fuzzed;
#[path = "common/shipped.rs"]
mod shipped;

/// Tries of each kind: together a few seconds in a build without optimisation.
const TRIES: usize = 4_000;

/// A small generator (xorshift64*): the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`; 0 for 0.
    fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            0
        } else {
            (self.next() >> 33) as usize % end
        }
    }

    fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Spoils some bytes in the ways that hurt: cut, flipped, extreme values, pieces moved or twice.
fn spoil(bytes: &mut Vec<u8>, others: &[Vec<u8>], dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        match dice.below(7) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            2 if !bytes.is_empty() => bytes[at] = *dice.one(&[0, 1, 0x7f, 0x80, 0xc0, 0xff]),
            3 => {
                let piece = dice.one(others).clone();
                bytes.truncate(at);
                bytes.extend_from_slice(&piece[dice.below(piece.len())..]);
            }
            4 => {
                let piece = bytes[at..].to_vec();
                bytes.extend(piece);
            }
            5 => bytes.insert(at, dice.next() as u8),
            _ if bytes.len() > at + 2 => {
                bytes[at..at + 2].copy_from_slice(&(dice.next() as u16).to_be_bytes());
            }
            _ => {}
        }
    }
    bytes.truncate(4096);
}

/// Every frame of the captures, with its link type's place in front, as [`fuzzed::dissect`] wants it.
fn frames() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    shipped::frames(|_, _, meta, bytes| {
        let link = fuzzed::LINKS.iter().position(|link| *link == meta.link);
        all.push([&[link.unwrap() as u8, 0], bytes].concat());
    });
    all
}

#[test]
fn spoiled_frames_are_taken_apart() {
    let (frames, mut dice) = (frames(), Dice(1));
    for frame in &frames {
        fuzzed::dissect(frame);
    }
    for _ in 0..TRIES {
        let mut bytes = dice.one(&frames).clone();
        spoil(&mut bytes, &frames, &mut dice);
        if let Some(known) = bytes.get_mut(1) {
            *known = dice.next() as u8;
        }
        fuzzed::dissect(&bytes);
    }
}

/// Conversations in segments, as [`fuzzed::assembly`] wants them: what both say, by port.
fn talks() -> Vec<Vec<u8>> {
    /// Which conversation, and who says what.
    type Script = (u8, &'static [(bool, &'static [u8])]);
    const TALKS: &[Script] = &[
        (0, &[(false, b"\0\x1d\0\x07\x01\0\0\x01\0\0\0\0\0\0\x03one\x07example\0\0\x01\0\x01")]),
        (1, &[
            (false, b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\n\r\n"),
            (true, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
            (true, b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\x81\x02hi"),
        ]),
        (1, &[(false, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64")]),
        (2, &[(false, b"\x16\x03\x01\0\x05\x0e\0\0\x01\0\x17\x03\x03\0\x02ab"), (true, b"\x15\x03\x03\0\x02\x02\x28")]),
        (3, &[
            (true, b"220 mx ready\r\n"), (false, b"EHLO a\r\nDATA\r\n"), (true, b"250 a\r\n354 go\r\n"),
            (false, b"Subject: x\r\n\r\n.\r\nSTARTTLS\r\n"), (true, b"250 ok\r\n220 go\r\n"),
        ]),
        (4, &[(true, b"220 ftp\r\n"), (false, b"PASV\r\n"), (true, b"227 (10,0,0,2,9,9)\r\n")]),
        (5, &[(true, b"+OK\r\n"), (false, b"LIST\r\n"), (true, b"+OK\r\n1 20\r\n.\r\n")]),
        (6, &[(true, b"* OK\r\n"), (false, b"a LOGIN {3}\r\nbob x\r\n"), (true, b"a OK\r\n")]),
        (8, &[(false, b"WL\x01\x04\0\0\0\x08\0\0\0\0\0\0\0\0opaqueOP")]),
    ];
    let told = |(port, talk): &(u8, &[(bool, &[u8])])| {
        let mut told = vec![*port];
        for (back, bytes) in *talk {
            told.extend([u8::from(*back), 0, bytes.len() as u8]);
            told.extend_from_slice(bytes);
        }
        told
    };
    TALKS.iter().map(told).collect()
}

#[test]
fn spoiled_conversations_are_put_together() {
    let (talks, mut dice) = (talks(), Dice(4));
    for talk in &talks {
        fuzzed::assembly(talk);
    }
    for _ in 0..TRIES {
        let mut bytes = dice.one(&talks).clone();
        spoil(&mut bytes, &talks, &mut dice);
        fuzzed::assembly(&bytes);
    }
}

#[test]
fn spoiled_files_are_read() {
    let mut dice = Dice(2);
    let files: Vec<Vec<u8>> = shipped::captures()
        .iter()
        .map(|path| fs::read(path).unwrap())
        .filter(|bytes| bytes.len() < 4096)
        .collect();
    for file in &files {
        fuzzed::file(file);
    }
    for _ in 0..TRIES {
        let mut bytes = dice.one(&files).clone();
        spoil(&mut bytes, &files, &mut dice);
        fuzzed::file(&bytes);
    }
}

/// What filters are made of, and what might be taken for it.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "tcp", "udp", "and", "or", "not", "&&", "||", "!", "(", ")", "==", "!=", "<", ">=", "contains", "matches",
    "in", "{", "}", ",", "..", "ip.addr", "ip.src", "10.77.0.0/16", "10.77.1.11", "fd77::/16",
    "tcp.flags.syn", "1", "0x10", "port", "80", "host", "net", "src", "dst", "mine", "flow", "3", "frame",
    "frame.len", "dns.qry.name", "\"example\"", "'x'", "http.host", "eth.src", "02:00:00:00:00:01", "arp",
    "18446744073709551616", "-1", "true", "&", "[", "0:4", "]", "\"", "，", "（", "网", "\u{202e}",
];

#[test]
fn spoiled_filters_are_understood_or_refused() {
    let mut dice = Dice(3);
    for _ in 0..TRIES / 2 {
        let words: Vec<&str> = (0..dice.below(9)).map(|_| *dice.one(WORDS)).collect();
        let mut bytes = words.join(*dice.one(&[" ", " ", ""])).into_bytes();
        if dice.below(3) == 0 {
            spoil(&mut bytes, &[b"ip.ttl < 10".to_vec()], &mut dice);
        }
        fuzzed::filter(&bytes);
    }
    fuzzed::filter("(".repeat(4096).as_bytes());
    fuzzed::filter("not ".repeat(2048).as_bytes());
}

//! Text from outside, wherever it can come in by, and every form in which it is printed: nothing of it acts on
//! a terminal, and a frame stays one line.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "in a test's helper, too, what must not happen fails the test"
)]

use std::path::PathBuf;
use std::process::Command;

use wirelab::say::acts;

/// A title, a colour, C1 controls, line ends, what turns and hides.
const NASTY: &str = "\x1b]0;title\x07\x1b[31m\u{9b}2J\u{90}q\u{9c}\r\n\t\x7f\u{85}\u{202e}\u{2066}\u{200b}\u{2028}\u{feff}\u{e0041}x";

/// A block of pcapng: its type, its body padded to four bytes.
fn block(kind: u32, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let length = (body.len() as u32 + 12).to_le_bytes();
    [&kind.to_le_bytes()[..], &length, &body, &length].concat()
}

/// An option with a nasty text.
fn option(code: u16) -> Vec<u8> {
    let mut option = [code.to_le_bytes(), (NASTY.len() as u16).to_le_bytes()].concat();
    option.extend(NASTY.as_bytes());
    option.resize(option.len().next_multiple_of(4), 0);
    option
}

/// An IPv4 packet over Ethernet with this protocol and payload.
fn packet(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let mut packet = b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0\x45\0".to_vec();
    packet.extend((payload.len() as u16 + 20).to_be_bytes());
    packet.extend(b"\0\0\x40\0\x40");
    packet.push(protocol);
    packet.extend(b"\0\0\x0a\0\0\x01\x0a\0\0\x02");
    packet.extend(payload);
    packet
}

/// A UDP datagram to this port.
fn datagram(port: u16, payload: &[u8]) -> Vec<u8> {
    let mut udp = [12345u16, port, payload.len() as u16 + 8, 0]
        .map(u16::to_be_bytes)
        .concat();
    udp.extend(payload);
    packet(17, &udp)
}

/// A TCP segment from or to this port.
fn segment([from, to]: [u16; 2], payload: &[u8]) -> Vec<u8> {
    let mut tcp = [from.to_be_bytes(), to.to_be_bytes()].concat();
    tcp.extend(b"\0\0\0\x01\0\0\0\x01\x50\x18\x20\0\0\0\0\0");
    tcp.extend(payload);
    packet(6, &tcp)
}

/// A question of the DNS for names of nasty labels, one of them no UTF-8.
fn question() -> Vec<u8> {
    let mut dns = b"\0\x01\x01\0\0\x01\0\0\0\0\0\0".to_vec();
    dns.push(NASTY.len() as u8);
    dns.extend(NASTY.as_bytes());
    dns.extend(b"\x05\x1b[2J\xff\0\0\x01\0\x01");
    dns
}

/// What protocols of text say, with something nasty in each place that takes text.
fn frames() -> Vec<Vec<u8>> {
    let line = |head: &str| format!("{head} {NASTY} {NASTY}\r\n").into_bytes();
    let http = format!("GET /{NASTY} HTTP/1.1\r\nHost: {NASTY}\r\n{NASTY}: {NASTY}\r\n\r\n{NASTY}");
    let tftp = |code: u8| {
        [
            &[0, code][..],
            NASTY.as_bytes(),
            b"\0octet\0",
            NASTY.as_bytes(),
            b"\0",
        ]
        .concat()
    };
    let error = [b"\0\x05\0\0", NASTY.as_bytes(), b"\0"].concat();
    vec![
        datagram(53, &question()),
        datagram(5353, &question()),
        datagram(69, &tftp(1)),
        datagram(69, &error),
        datagram(9, NASTY.as_bytes()),
        datagram(10101, NASTY.as_bytes()),
        segment([12345, 80], http.as_bytes()),
        segment([80, 12345], &line("HTTP/1.1 200")),
        segment([12345, 25], &line("MAIL FROM:")),
        segment([25, 12345], &line("220")),
        segment([12345, 21], &line("USER")),
        segment([12345, 110], &line("USER")),
        segment([12345, 143], &line("a LOGIN")),
        segment([23, 12345], &line("login")),
        segment([12345, 10101], &line("hello")),
        segment([12345, 9], NASTY.as_bytes()),
    ]
}

/// A folder with a capture file whose every text is nasty; it is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("wirelab-foreign-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut file = b"\x4d\x3c\x2b\x1a\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff".to_vec();
        // Comment, hardware, operating system, application.
        file.extend([1, 2, 3, 4].map(option).concat());
        let mut file = block(0x0a0d_0d0a, &file);
        // Comment, name, description, filter's text, operating system, hardware.
        let mut interface = b"\x01\0\0\0\0\0\0\0".to_vec();
        interface.extend([1, 2, 3, 12, 15].map(option).concat());
        file.extend(block(1, &interface));
        // Name resolution: an address and its name; the name server's.
        let mut names = b"\x01\0".to_vec();
        names.extend((NASTY.len() as u16 + 5).to_le_bytes());
        names.extend(b"\x0a\0\0\x01");
        names.extend(NASTY.as_bytes());
        names.push(0);
        names.resize(names.len().next_multiple_of(4), 0);
        names.extend(b"\0\0\0\0");
        names.extend(option(2));
        file.extend(block(4, &names));
        for bytes in frames() {
            let length = (bytes.len() as u32).to_le_bytes();
            let mut frame = [&[0; 12][..], &length, &length, &bytes].concat();
            frame.resize(frame.len().next_multiple_of(4), 0);
            frame.extend(option(1));
            file.extend(block(6, &frame));
        }
        std::fs::write(folder.join("nasty.pcapng"), file).unwrap();
        Self(folder)
    }

    fn file(&self) -> String {
        self.0.join("nasty.pcapng").to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Both outputs, asked like this.
fn printed(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_wirelab"))
        .args(args)
        .env("XDG_CONFIG_HOME", "/dev/null")
        .output()
        .unwrap();
    format!(
        "{}{}",
        String::from_utf8(out.stdout).unwrap(),
        String::from_utf8(out.stderr).unwrap()
    )
}

fn assert_tame(args: &[&str], printed: &str) {
    let acting: Vec<char> = printed.chars().filter(|c| *c != '\n' && acts(*c)).collect();
    assert!(acting.is_empty(), "{args:?}: {acting:?} in {printed:?}");
    assert!(!printed.is_empty(), "{args:?}");
}

#[test]
fn no_form_of_read_prints_a_character_that_acts() {
    let folder = Folder::new("read");
    let file = folder.file();
    for form in [
        &[][..],
        &["-v"],
        &["-x"],
        &["--json"],
        &["--json", "-v"],
        &["--python"],
        &["--flows"],
        &["--stats"],
        &["--stats", "--json"],
        &["--filter", "dns"],
    ] {
        let args = [&["read", &file], form].concat();
        assert_tame(&args, &printed(&args));
    }
    for frame in 1..=frames().len() {
        let frame = frame.to_string();
        for form in [&[][..], &["--json"]] {
            let args = [&["encap", "--file", &file, "--frame", &frame], form].concat();
            assert_tame(&args, &printed(&args));
        }
    }
}

#[test]
fn a_frame_is_one_line_whatever_its_names_hold() {
    let folder = Folder::new("lines");
    let file = folder.file();
    for form in [&[][..], &["--json"]] {
        let args = [&["read", &file], form].concat();
        assert_eq!(printed(&args).lines().count(), frames().len(), "{args:?}");
    }
}

#[test]
fn what_is_written_to_another_file_is_written_as_it_came() {
    let folder = Folder::new("save");
    let copy = folder.0.join("copy.pcapng");
    printed(&["read", &folder.file(), "-w", copy.to_str().unwrap()]);
    let copy = std::fs::read(copy).unwrap();
    let found = copy
        .windows(NASTY.len())
        .filter(|window| *window == NASTY.as_bytes());
    // The interface's name and each comment at least, beside what the frames themselves hold.
    assert!(found.count() > 2 * frames().len());
}

#[test]
fn what_was_typed_does_nothing_to_the_terminal_where_it_is_said_again() {
    let nasty = NASTY.replace('\0', "");
    let path = format!("/tmp/{nasty}.pcap");
    for args in [
        &["read", &path][..],
        &["read", "/dev/null", "--filter", &nasty],
        &["read", "/dev/null", "-w", &path],
        &["encap", "--file", &path, "--frame", "1"],
        &["encap", "--text", "hi", "--to", &nasty],
        &["ip", &nasty],
        &["capture", "-i", &nasty, "--for", "1s"],
        &["chat", "--connect", &nasty],
        &["chat", "--listen", &nasty],
        &["report", &path],
        &[&nasty],
        &["read", &format!("--{nasty}")],
        &["exercise", &nasty],
        &["--language", &nasty, "config"],
    ] {
        assert_tame(args, &printed(args));
    }
}

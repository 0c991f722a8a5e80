//! The commands as scripts use them: output, exit codes, pipes.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "in a test's helper, too, what must not happen fails the test"
)]

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

#[cfg(test)]
#[path = "common/config.rs"]
mod config;

use config::Config;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// No single wait is longer; a passing test never waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// No settings of whoever runs the tests are read.
const NO_FOLDER: &str = "/dev/null";

fn wirelab() -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_wirelab"));
    command.timeout(PATIENCE).env("XDG_CONFIG_HOME", NO_FOLDER);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The program, running, with its outputs line by line. Killed when dropped.
struct Running {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<String>,
    errors: Receiver<String>,
}

fn run(args: &[&str]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirelab"));
    command
        .args(args)
        .env("XDG_CONFIG_HOME", NO_FOLDER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let output = lines(child.stdout.take().unwrap());
    let errors = lines(child.stderr.take().unwrap());
    Running {
        input: child.stdin.take(),
        child,
        output,
        errors,
    }
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (tell, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines() {
            let Ok(line) = line else { break };
            if tell.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

impl Running {
    /// The first line of the output from here on that contains `wanted`.
    fn prints(&self, wanted: &str) -> String {
        await_line(&self.output, wanted)
    }

    /// The same of the errors.
    fn notes(&self, wanted: &str) -> String {
        await_line(&self.errors, wanted)
    }

    /// Where it says it listens.
    fn address(&self) -> SocketAddr {
        self.notes("listening on ")
            .rsplit(' ')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    }

    fn say(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
    }

    /// Waits for its end: its outputs end with it.
    fn ends(&mut self) -> Option<i32> {
        drop(self.input.take());
        for lane in [&self.output, &self.errors] {
            loop {
                match lane.recv_timeout(PATIENCE) {
                    Ok(_) => {}
                    Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
                    Err(why) => panic!("it does not end: {why}"),
                }
            }
        }
        self.child.wait().unwrap().code()
    }
}

fn await_line(lines: &Receiver<String>, wanted: &str) -> String {
    let mut before = Vec::new();
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) if line.contains(wanted) => return line,
            Ok(line) => before.push(line),
            Err(why) => panic!("no line with {wanted:?} came ({why}), only {before:#?}"),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn hear(stream: &mut TcpStream, expected: &str) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut got = vec![0; expected.len()];
    stream.read_exact(&mut got).unwrap();
    assert_eq!(text(&got), expected);
}

#[test]
fn ip_shows_the_interfaces_as_text() {
    let assert = wirelab().arg("ip").assert().success().stderr("");
    let shown = text(&assert.get_output().stdout);
    assert!(shown.contains(": lo <UP,"), "{shown}");
    assert!(
        shown.contains("inet 127.0.0.1/8 netmask 255.0.0.0"),
        "{shown}"
    );
}

#[test]
fn ip_as_json_has_one_object_a_line_with_the_promised_names() {
    let assert = wirelab()
        .args(["ip", "--json"])
        .assert()
        .success()
        .stderr("");
    let shown = text(&assert.get_output().stdout);
    let rows: Vec<serde_json::Value> = shown
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let lo = rows.iter().find(|row| row["name"] == "lo").unwrap();
    for name in [
        "index",
        "kind",
        "flags",
        "mac",
        "mtu",
        "addresses",
        "rx",
        "tx",
    ] {
        assert!(rows.iter().all(|row| row.get(name).is_some()), "{name}");
    }
    assert!(lo["index"].is_u64() && lo["flags"].is_array());
    let address = lo["addresses"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["address"] == "127.0.0.1")
        .unwrap();
    assert_eq!(
        (&address["prefix"], &address["netmask"]),
        (&8.into(), &"255.0.0.0".into())
    );
    assert!(address.get("broadcast").is_some() && address["scope"].is_string());
    for counters in [&lo["rx"], &lo["tx"]] {
        for name in ["bytes", "packets", "errors", "dropped"] {
            assert!(counters[name].is_u64(), "{name} in {counters}");
        }
    }
}

#[test]
fn ip_of_one_interface_and_of_one_that_does_not_exist() {
    let assert = wirelab().args(["ip", "lo", "--json"]).assert().success();
    assert_eq!(text(&assert.get_output().stdout).lines().count(), 1);
    let assert = wirelab()
        .args(["ip", "no-such-one"])
        .assert()
        .code(2)
        .stdout("");
    assert!(text(&assert.get_output().stderr).contains("there are: "));
}

#[test]
fn help_and_version_are_told_and_nonsense_is_refused() {
    let help = wirelab().arg("--help").assert().success().stderr("");
    let help = text(&help.get_output().stdout);
    for word in [
        "ip",
        "chat",
        "capture",
        "read",
        "partner",
        "doctor",
        "--lang",
        "--glyphs",
        "--no-capture",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert!(!help.contains("practice-helper"));
    wirelab()
        .arg("--version")
        .assert()
        .success()
        .stdout(format!("wirelab {}\n", env!("CARGO_PKG_VERSION")));
    wirelab().arg("--no-such-thing").assert().code(2).stdout("");
    wirelab().arg("chat").assert().code(2).stdout("");
}

#[test]
fn the_partner_greets_answers_and_ends_on_a_signal() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let mut partner = run(&["partner", "--listen", "127.0.0.1:0"]);
        let mut client = TcpStream::connect(partner.address()).unwrap();
        hear(&mut client, "Welcome!");
        client.write_all(b"Ada").unwrap();
        hear(&mut client, "Hello, Ada!");
        partner.signal(signal);
        assert_eq!(partner.ends(), Some(0));
    }
}

#[test]
fn what_hears_peers_has_no_right_to_capture() {
    const RAW_AND_ADMIN: u64 = 1 << 13 | 1 << 12;
    if !nix::unistd::geteuid().is_root() {
        println!("skipped: without rights there are none to give up");
        return;
    }
    for args in [
        ["partner", "--listen", "127.0.0.1:0"],
        ["chat", "--listen", "127.0.0.1:0"],
    ] {
        let mut running = run(&args);
        running.address();
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", running.child.id())).unwrap();
        for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix(set))
                .unwrap();
            let bits = u64::from_str_radix(line.trim_start_matches(':').trim(), 16).unwrap();
            assert_eq!(bits & RAW_AND_ADMIN, 0, "{args:?}: {set}{line}");
        }
        running.signal(Signal::SIGTERM);
        assert_eq!(running.ends(), Some(0));
    }
}

#[test]
fn set_user_id_is_refused() {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    if !nix::unistd::geteuid().is_root() {
        println!("skipped: only root can make such a file for somebody else");
        return;
    }
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("wirelab-set-uid");
    // By another process: a file that any thread here holds open for writing could not be run.
    let copied = Command::new("cp")
        .arg(env!("CARGO_BIN_EXE_wirelab"))
        .arg(&path)
        .status()
        .unwrap();
    assert!(copied.success());
    chown(&path, Some(65_534), None).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o4755)).unwrap();
    let output = Command::new(&path).arg("ip").output();
    std::fs::remove_file(&path).unwrap();
    let output = output.unwrap();
    if output.status.success()
        && nix::sys::statvfs::statvfs(env!("CARGO_TARGET_TMPDIR"))
            .unwrap()
            .flags()
            .contains(nix::sys::statvfs::FsFlags::ST_NOSUID)
    {
        println!("skipped: the bit does not count on this file system");
        return;
    }
    let said = text(&output.stderr);
    assert!(
        output.status.code() == Some(1) && said.contains("set-user-ID"),
        "{said}"
    );
}

/// A pcap file of `count` frames of 60 zero bytes, a microsecond apart.
fn capture_of(count: u32) -> Vec<u8> {
    let mut file = vec![
        0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0,
    ];
    for n in 0..count {
        for word in [1, n, 60, 60] {
            file.extend(word.to_le_bytes());
        }
        file.extend([0; 60]);
    }
    file
}

#[test]
fn read_takes_a_file_from_standard_input() {
    let lines = wirelab()
        .args(["read", "-"])
        .write_stdin(capture_of(3))
        .assert()
        .success()
        .stderr("");
    assert_eq!(text(&lines.get_output().stdout).lines().count(), 3);
    let json = wirelab()
        .args(["read", "-", "--json", "-c", "2"])
        .write_stdin(capture_of(3))
        .assert()
        .success();
    let json = text(&json.get_output().stdout);
    assert_eq!(json.lines().count(), 2);
    assert!(
        json.starts_with("{\"number\":1,\"time\":\"1.000000000\","),
        "{json}"
    );
}

#[test]
fn read_says_what_is_lost_and_what_it_cannot_read() {
    let mut cut = capture_of(3);
    cut.truncate(cut.len() - 10);
    let cut = wirelab()
        .args(["read", "-"])
        .write_stdin(cut)
        .assert()
        .success();
    assert_eq!(text(&cut.get_output().stdout).lines().count(), 2);
    let said = text(&cut.get_output().stderr);
    assert!(
        said.contains("mid-record") && said.contains("byte 176") && said.contains("66 are there"),
        "{said}"
    );
    let mut bad = capture_of(2);
    bad.extend([0xff; 16]);
    let bad = wirelab()
        .args(["read", "-"])
        .write_stdin(bad)
        .assert()
        .code(1);
    assert_eq!(text(&bad.get_output().stdout).lines().count(), 2);
    assert!(text(&bad.get_output().stderr).contains("after frame 2"));
    wirelab()
        .args(["read", "-"])
        .write_stdin("no capture")
        .assert()
        .code(1)
        .stdout("");
    wirelab()
        .args(["read", "/no/such/file"])
        .assert()
        .code(1)
        .stdout("");
    wirelab()
        .args(["read", "-", "--filter", "tcp and"])
        .write_stdin(capture_of(1))
        .assert()
        .code(2)
        .stdout("");
    wirelab()
        .args(["read", "-", "--json", "--stats", "-w", "x"])
        .assert()
        .code(2)
        .stdout("");
}

#[test]
fn read_writes_what_matches_to_standard_output() {
    let out = wirelab()
        .args(["read", "-", "-c", "2", "-w", "-"])
        .write_stdin(capture_of(3))
        .assert()
        .success();
    let again = wirelab()
        .args(["read", "-", "--stats"])
        .write_stdin(out.get_output().stdout.clone())
        .assert()
        .success();
    assert!(
        text(&again.get_output().stdout)
            .contains("all                   2 frames            120 bytes")
    );
}

#[test]
fn an_address_in_use_is_said_and_fails() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let partner = wirelab()
        .args(["partner", "--listen", &address])
        .assert()
        .code(1)
        .stdout("");
    assert!(text(&partner.get_output().stderr).contains(&format!("already listens on {address}")));
    let chat = wirelab()
        .args(["chat", "--listen", &address])
        .assert()
        .code(1)
        .stdout("");
    let said = text(&chat.get_output().stderr);
    assert!(
        said.contains("wirelab: ") && !said.contains("os error"),
        "{said}"
    );
}

#[test]
fn a_reader_that_goes_away_is_not_an_error() {
    for args in [
        &["ip"][..],
        &["ip", "--json"],
        &["doctor"],
        &["doctor", "--json"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_wirelab"))
            .args(args)
            .stdin(Stdio::null())
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(
            (output.status.code(), text(&output.stderr)),
            (Some(0), String::new()),
            "{args:?}"
        );
    }
}

#[test]
fn a_filter_or_an_interface_that_makes_no_sense_is_a_usage_error() {
    let filter = wirelab()
        .args(["capture", "--filter", "tcp and"])
        .assert()
        .code(2)
        .stdout("");
    assert!(text(&filter.get_output().stderr).contains("column 8"));
    wirelab()
        .args(["capture", "-i", "no-such-one"])
        .assert()
        .code(2)
        .stdout("");
}

#[test]
fn capture_without_the_right_fails_and_says_what_an_administrator_types() {
    let mut command = if nix::unistd::geteuid().is_root() {
        if Command::new("setpriv").arg("--version").output().is_err() {
            println!("skipped: no setpriv here to give the right up with");
            return;
        }
        let mut dropped = assert_cmd::Command::new("setpriv");
        dropped.args([
            "--bounding-set=-net_raw",
            "--inh-caps=-net_raw",
            env!("CARGO_BIN_EXE_wirelab"),
        ]);
        dropped
    } else if std::fs::read_to_string("/proc/self/status")
        .unwrap()
        .contains("CapEff:\t0000000000000000")
    {
        wirelab()
    } else {
        println!("skipped: an ordinary user with rights");
        return;
    };
    let assert = command
        .args(["capture", "-c", "1", "-i", "lo"])
        .timeout(PATIENCE)
        .assert()
        .code(1)
        .stdout("");
    let said = text(&assert.get_output().stderr);
    assert!(
        said.contains("sudo setcap cap_net_raw") && said.contains(env!("CARGO_BIN_EXE_wirelab")),
        "{said}"
    );
}

#[test]
fn doctor_says_what_works_here() {
    let assert = wirelab().arg("doctor").assert().success().stderr("");
    let said = text(&assert.get_output().stdout);
    for word in ["capture", "namespaces", "terminal", "locale"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let assert = wirelab()
        .args(["doctor", "--json"])
        .assert()
        .success()
        .stderr("");
    for line in text(&assert.get_output().stdout).lines() {
        assert!(
            serde_json::from_str::<serde_json::Value>(line)
                .unwrap()
                .is_object()
        );
    }
}

#[test]
fn two_labs_chat_line_by_line() {
    for more in [&[][..], &["--udp"]] {
        let mut ada = run(&[&["chat", "--listen", "127.0.0.1:0", "--nick", "ada"], more].concat());
        let address = ada.address().to_string();
        let mut bob = run(&[
            &["chat", "--connect", &address, "--nick", "bob", "--once"],
            more,
        ]
        .concat());
        bob.say("good morning, 世界");
        assert_eq!(ada.prints("morning"), "bob: good morning, 世界");
        ada.say("you too");
        assert_eq!(bob.prints("you too"), "ada: you too");
        assert_eq!(bob.ends(), Some(0));
        ada.signal(Signal::SIGTERM);
        assert_eq!(ada.ends(), Some(0));
    }
}

#[test]
fn a_closed_port_is_said_in_plain_words() {
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let assert = wirelab()
        .args(["chat", "--connect", &gone, "--once"])
        .assert()
        .code(1)
        .stdout("");
    let said = text(&assert.get_output().stderr);
    assert!(
        said.contains("refused") || said.contains("nobody") || said.contains("listens"),
        "{said}"
    );
    assert!(
        !said.contains("os error") && !said.contains("panicked"),
        "{said}"
    );
}

#[test]
fn a_plain_peer_that_sends_no_newline_is_heard() {
    let mut chat = run(&["chat", "--listen", "127.0.0.1:0", "--nick", "ada"]);
    let mut peer = TcpStream::connect(chat.address()).unwrap();
    peer.write_all("hello, 世界".as_bytes()).unwrap();
    assert!(chat.prints("hello, ").ends_with(": hello, 世界"));
    peer.write_all(b"one\ntwo\n").unwrap();
    assert!(chat.prints("one").ends_with(": one"));
    assert!(chat.prints("two").ends_with(": two"));
    chat.say("good morning");
    // A plain program gets what was typed and nothing else.
    hear(&mut peer, "good morning\n");
    drop(peer);
    // It may only have ended its sending: it is served until the input ends, as nc does it.
    chat.notes("has ended its sending");
    chat.signal(Signal::SIGINT);
    assert_eq!(chat.ends(), Some(0));
}

#[test]
fn the_lab_serves_the_courses_own_server_as_a_client() {
    let partner = run(&["partner", "--listen", "127.0.0.1:0"]);
    let mut chat = run(&["chat", "--connect", &partner.address().to_string()]);
    assert!(chat.prints("Welcome!").ends_with(": Welcome!"));
    chat.say("Ada");
    assert!(chat.prints("Hello").ends_with(": Hello, Ada!"));
    chat.say("exit");
    chat.notes("has ended its sending");
    assert_eq!(chat.ends(), Some(0));
}

#[test]
fn filters_of_files_know_conversations_and_what_became_of_them() {
    let capture = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/captures/live-loss.pcap"
    );
    let lines = |filter: &str| {
        let read = wirelab()
            .args(["read", capture, "--filter", filter])
            .assert()
            .success();
        text(&read.get_output().stdout).lines().count()
    };
    assert_eq!(lines("tcp.analysis.retransmission"), 4);
    assert_eq!((lines("flow 1"), lines("flow 2")), (158, 0));
    assert_eq!(lines("frame.time_relative < 0.0001"), 3);
    assert_eq!(
        lines("tcp.analysis.retransmission && tcp.payload contains \"x\"")
            + lines("not tcp.analysis.retransmission"),
        154
    );
}

/// Does a way lead to this address of loopback? None does where loopback is down, or IPv6 off.
fn reaches(address: &str) -> bool {
    std::net::UdpSocket::bind((address, 0)).is_ok_and(|socket| socket.connect((address, 9)).is_ok())
}

/// The steps that `wirelab encap --json` prints.
fn steps(args: &[&str]) -> Vec<serde_json::Value> {
    let out = wirelab()
        .arg("encap")
        .arg("--json")
        .args(args)
        .assert()
        .success();
    text(&out.get_output().stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn encap_prints_the_way_of_a_message_that_was_not_sent() {
    if !reaches("127.0.0.1") {
        return;
    }
    let to = ["--text", "hi", "--to", "127.0.0.1:10101", "--udp"];
    let steps = steps(&to);
    let names = [
        "frame", "frames", "step", "steps", "phase", "look", "layer", "name", "pdu", "adds",
        "before", "after", "line", "more", "checks", "inferred", "bytes", "origin",
    ];
    for step in &steps {
        let object = step.as_object().unwrap();
        assert!(
            names.iter().all(|name| object.contains_key(*name)) && object.len() == names.len(),
            "{step}"
        );
        assert_eq!(
            (
                step["frame"].as_u64(),
                step["frames"].as_u64(),
                &step["origin"]
            ),
            (Some(1), Some(1), &"rebuilt".into())
        );
    }
    assert_eq!(steps.len() as u64, steps[0]["steps"].as_u64().unwrap());
    let udp = steps
        .iter()
        .find(|s| s["phase"] == "down" && s["layer"] == 4)
        .unwrap();
    assert_eq!(
        udp["bytes"], "????2775000b????",
        "the port it comes from is not known before it is sent"
    );
    assert_eq!(
        (udp["before"].as_u64(), udp["after"].as_u64()),
        (Some(3), Some(11))
    );
    assert_eq!(
        udp["adds"],
        serde_json::json!([{"protocol": "UDP", "role": "header", "osi": 4, "at": 34, "size": 8}])
    );
    let wire = steps.iter().find(|s| s["phase"] == "wire").unwrap()["bytes"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(wire.ends_with("68690a"), "{wire}");
    assert_eq!(wire.len(), 45 * 2);
}

#[test]
fn encap_says_what_the_lab_adds_and_merges_layers() {
    if !reaches("::1") {
        return;
    }
    let lab = steps(&[
        "--text",
        "hi",
        "--to",
        "[::1]:10101",
        "--lab",
        "--from-port",
        "40000",
        "--model",
        "4",
    ]);
    assert_eq!(lab.iter().filter(|s| s["phase"] == "down").count(), 4);
    assert_eq!(lab[0]["after"].as_u64(), Some(16 + 2 + 2));
    let tcp = lab
        .iter()
        .find(|s| s["phase"] == "down" && s["name"] == "transport")
        .unwrap();
    assert!(
        tcp["bytes"]
            .as_str()
            .unwrap()
            .starts_with("9c402775????????"),
        "{tcp}"
    );
    assert!(
        tcp["line"]
            .as_str()
            .unwrap()
            .contains("from port 40000 to port 10101")
    );
}

#[test]
fn encap_shows_a_frame_of_a_file_with_its_bytes() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/captures/arp.pcap");
    let steps = steps(&["--file", file, "--frame", "2"]);
    let wire = steps.iter().find(|s| s["phase"] == "wire").unwrap();
    assert_eq!(
        (wire["frame"].as_u64(), &wire["origin"]),
        (Some(2), &"opened".into())
    );
    let read = wirelab()
        .args(["read", "--json", "-c", "2", file])
        .assert()
        .success();
    let second: serde_json::Value =
        serde_json::from_str(text(&read.get_output().stdout).lines().nth(1).unwrap()).unwrap();
    assert_eq!(second["number"].as_u64(), Some(2));
    assert_eq!(wire["after"], second["length"]);
    let said = wirelab()
        .args(["encap", "--file", file, "--frame", "2", "--hex"])
        .assert()
        .success();
    let said = text(&said.get_output().stdout);
    assert!(
        said.contains("7 layers (OSI)") && said.contains("      0000 "),
        "{said}"
    );
    let short = wirelab()
        .args(["encap", "--file", file, "--frame", "2"])
        .assert()
        .success();
    assert!(
        !text(&short.get_output().stdout).contains("      0000 "),
        "bytes only where asked for"
    );
}

#[test]
fn encap_says_plainly_what_cannot_be() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/captures/arp.pcap");
    let long = "x".repeat(66_000);
    for (args, code, why) in [
        (
            vec!["--file", file, "--frame", "4000"],
            2,
            "no frame 4000; its frames go from 1 to ",
        ),
        (
            vec!["--file", "/nowhere.pcap", "--frame", "1"],
            1,
            "/nowhere.pcap",
        ),
        (
            vec!["--text", "x", "--to", "300.1.1.1:5"],
            2,
            "four numbers from 0 to 255",
        ),
        (vec!["--text", "x", "--to", "127.0.0.1:0"], 2, "port 0"),
        (
            vec!["--text", &long, "--to", "127.0.0.1:5", "--udp"],
            2,
            "too many for one datagram",
        ),
        (vec!["--text", "x"], 2, "--to"),
        (vec!["--file", file], 2, "--frame"),
        (vec![], 2, "--text"),
    ] {
        if args.contains(&"127.0.0.1:5") && !reaches("127.0.0.1") {
            continue;
        }
        let out = wirelab().arg("encap").args(&args).assert().code(code);
        let said = text(&out.get_output().stderr);
        assert!(said.contains(why), "{args:.40?}: {said}");
        assert!(out.get_output().stdout.is_empty());
    }
}

/// A folder with picks, as the lab leaves it; goes with the test.
struct Picks(std::path::PathBuf);

impl Picks {
    fn new(name: &str, list: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("wirelab-cli-report-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("picks.jsonl"), list).unwrap();
        std::fs::write(path.join("01-chat.svg"), "<svg></svg>").unwrap();
        std::fs::write(path.join("01-chat.txt"), "12:03 bob hello\n").unwrap();
        Self(path)
    }

    fn report(&self, args: &[&str]) -> assert_cmd::assert::Assert {
        wirelab()
            .current_dir(self.0.parent().unwrap())
            .args(["report", "--dir"])
            .arg(self.0.file_name().unwrap())
            .args(args)
            .assert()
    }

    fn page(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Picks {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const PICK: &str = concat!(
    r#"{"number":1,"time":1795258465,"utc_offset":0,"kind":"view","title":"Chat","note":"he greets","#,
    r#""picture":"01-chat.svg","text":"01-chat.txt","host":"lab-3","language":"zh-CN"}"#,
    "\n"
);

#[test]
fn a_report_is_made_in_the_language_of_its_picks_and_remembers_whose_it_is() {
    let picks = Picks::new("page", PICK);
    picks.report(&["--name", "Ann", "--seat", "B-7"]).success();
    let page = picks.page("report.md");
    assert!(
        page.starts_with("# 实验报告\n")
            && page.contains("| Ann |")
            && page.contains("(01-chat.svg)"),
        "{page}"
    );
    picks.report(&[]).success();
    assert_eq!(
        picks.page("report.md"),
        page,
        "the same picks give the same bytes, name and seat are remembered"
    );
    let english = text(
        &picks
            .report(&["--lang", "en", "-o", "-"])
            .success()
            .get_output()
            .stdout,
    );
    assert!(
        english.starts_with("# Lab report\n") && english.contains("he greets"),
        "{english}"
    );
    let folder = picks.0.file_name().unwrap().to_str().unwrap();
    assert!(
        english.contains(&format!("({folder}/01-chat.svg)")),
        "links lead from where one is: {english}"
    );
}

#[test]
fn a_report_changed_by_hand_is_never_overwritten() {
    let picks = Picks::new("hand", PICK);
    picks.report(&[]).success();
    std::fs::write(picks.0.join("report.md"), "mine now").unwrap();
    let said = text(&picks.report(&[]).success().get_output().stderr);
    assert!(said.contains("changed by hand"), "{said}");
    assert_eq!(picks.page("report.md"), "mine now");
    assert!(picks.page("report-2.md").contains("he greets"));
    let mine = picks.0.join("report.md");
    picks
        .report(&["-o", mine.to_str().unwrap()])
        .failure()
        .code(1);
}

#[test]
fn an_unfinished_line_is_a_warning_and_nothing_to_report_on_is_a_failure() {
    let picks = Picks::new("unfinished", &format!("{PICK}{{\"number\":2,"));
    let said = text(&picks.report(&[]).success().get_output().stderr);
    assert!(said.contains("not finished"), "{said}");
    let none = Picks::new("none", "");
    let said = text(&none.report(&[]).failure().code(1).get_output().stderr);
    assert!(said.contains("Press r in the lab"), "{said}");
    wirelab()
        .args(["report", "--dir", "/nowhere/at/all"])
        .assert()
        .failure()
        .code(1);
}

/// A pipe that takes nothing more: its reader reads nothing.
fn full_pipe() -> (std::os::fd::OwnedFd, std::os::fd::OwnedFd) {
    use nix::fcntl::{FcntlArg, OFlag, fcntl};
    let (reader, writer) = nix::unistd::pipe().unwrap();
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).unwrap();
    while nix::unistd::write(&writer, &[b'x'; 4096]).is_ok() {}
    while nix::unistd::write(&writer, b"x").is_ok() {}
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::empty())).unwrap();
    (reader, writer)
}

/// Does the process take this signal for itself?
fn catches(pid: u32, signal: Signal) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let caught = status
        .lines()
        .find_map(|line| line.strip_prefix("SigCgt:"))
        .unwrap_or_default();
    u64::from_str_radix(caught.trim(), 16).is_ok_and(|bits| bits & (1 << (signal as u32 - 1)) != 0)
}

#[test]
fn a_signal_ends_a_command_whose_output_nobody_takes() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let (_reader, writer) = full_pipe();
        let mut command = Command::new(env!("CARGO_BIN_EXE_wirelab"));
        command.args(["chat", "--listen", "127.0.0.1:0", "--json"]);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(writer)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = std::time::Instant::now() + PATIENCE;
        while !catches(child.id(), signal) {
            assert!(std::time::Instant::now() < deadline, "it does not start");
            std::thread::sleep(Duration::from_millis(1));
        }
        kill(Pid::from_raw(child.id() as i32), signal).unwrap();
        while child.try_wait().unwrap().is_none() {
            if std::time::Instant::now() > deadline {
                child.kill().unwrap();
                panic!("{signal} did not end it");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// What `wirelab config --json` says of a setting: value, where from, and which line, variable or flag.
fn in_force(command: &mut assert_cmd::Command, name: &str) -> (serde_json::Value, String, String) {
    let output = command.assert().success();
    let objects: Vec<serde_json::Value> = text(&output.get_output().stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let object = objects
        .iter()
        .find(|object| object["name"] == name)
        .unwrap();
    let which = ["line", "variable", "flag"]
        .iter()
        .map(|which| &object[*which])
        .find(|which| !which.is_null())
        .map(|which| which.to_string().trim_matches('"').to_owned());
    (
        object["value"].clone(),
        object["from"].as_str().unwrap().to_owned(),
        which.unwrap_or_default(),
    )
}

#[test]
fn each_setting_is_shown_with_where_it_is_from() {
    let config = Config::of("from", "\nport = 7000\n[colours]\nwarn = \"bold red\"\n");
    let json = ["config", "--json", "--config", &config.path()];
    let said = |value: serde_json::Value, from: &str, which: &str| {
        (value, from.to_owned(), which.to_owned())
    };
    assert_eq!(
        in_force(wirelab().args(json), "port"),
        said(7000.into(), "file", "2")
    );
    assert_eq!(
        in_force(wirelab().args(json), "colours.warn"),
        said("bold red".into(), "file", "4")
    );
    assert_eq!(
        in_force(wirelab().args(json).env("WIRELAB_PORT", "7001"), "port"),
        said(7001.into(), "variable", "WIRELAB_PORT")
    );
    let mut flags = wirelab();
    flags.args(["--port", "7002"]).env("WIRELAB_PORT", "7001");
    assert_eq!(
        in_force(flags.args(json), "port"),
        said(7002.into(), "flag", "port")
    );
    assert_eq!(
        in_force(wirelab().args(json), "memory"),
        said(256.into(), "default", "")
    );
}

#[test]
fn the_file_is_the_platforms_or_the_one_that_is_named() {
    let config = Config::of("named", "nick = \"Ada\"");
    let ada = |command: &mut assert_cmd::Command| in_force(command, "nick").0 == "Ada";
    let json = ["config", "--json"];
    assert!(ada(wirelab()
        .args(json)
        .env("XDG_CONFIG_HOME", config.folder())));
    assert!(ada(wirelab()
        .args(json)
        .env("WIRELAB_CONFIG", config.path())));
    assert!(ada(wirelab().args(["--config", &config.path()]).args(json)));
    assert!(ada(wirelab().args(json).args(["--config", &config.path()])));
    assert!(!ada(wirelab().args(json)));
    let shown = wirelab()
        .arg("config")
        .env("XDG_CONFIG_HOME", config.folder())
        .assert()
        .success();
    let shown = text(&shown.get_output().stdout);
    assert!(shown.starts_with(&config.path()), "{shown}");
    let none = text(
        &wirelab()
            .arg("config")
            .assert()
            .success()
            .get_output()
            .stdout,
    );
    assert!(none.contains("there is none"), "{none}");
}

#[test]
fn a_file_asked_for_by_name_must_be_there_and_be_one() {
    let folder = Config::of("unread", [b'a', b' ', 0xff]);
    let long = Config::of("long", vec![b'#'; (1 << 20) + 1]);
    for (path, why) in [
        ("/nowhere/config.toml", "cannot be read"),
        ("/", "cannot be read"),
        (&folder.path(), "byte 3 is no UTF-8"),
        (&long.path(), "longer than 1048576 bytes"),
    ] {
        for before in [true, false] {
            let args = if before {
                ["--config", path, "ip"]
            } else {
                ["ip", "--config", path]
            };
            let refused = wirelab().args(args).assert().code(2).stdout("");
            let errors = text(&refused.get_output().stderr);
            assert!(errors.contains(why) && errors.contains(path), "{errors}");
        }
        wirelab()
            .arg("ip")
            .env("WIRELAB_CONFIG", path)
            .assert()
            .code(2);
    }
}

#[test]
fn the_platforms_file_is_only_missed_where_it_cannot_be_read() {
    let folder = Config::of("missed", "");
    std::fs::remove_file(folder.path()).unwrap();
    std::fs::create_dir(folder.path()).unwrap();
    let warned = wirelab()
        .arg("ip")
        .env("XDG_CONFIG_HOME", folder.folder())
        .assert()
        .success();
    let errors = text(&warned.get_output().stderr);
    assert!(
        errors.contains("cannot be read") && errors.contains(&folder.path()),
        "{errors}"
    );
}

#[test]
fn all_mistakes_are_said_at_once_with_their_lines_and_unknown_names_only_warn() {
    let config = Config::of("wrong", "port = 0\n\ntheme = \"lihgt\"\nmemry = 1\n");
    let path = config.path();
    let refused = wirelab()
        .args(["--config", &path, "ip"])
        .assert()
        .code(2)
        .stdout("");
    let errors = text(&refused.get_output().stderr);
    for said in [
        format!("{path}:1:8: port"),
        "  1 | port = 0\n    |        ^ a number from 1 to 65535".to_owned(),
        format!("{path}:3:9: theme"),
        "did you mean light?".to_owned(),
    ] {
        assert!(errors.contains(&said), "{said}: {errors}");
    }
    let config = Config::of("unknown", "memry = 1\n");
    let warned = wirelab()
        .args(["--config", &config.path(), "ip"])
        .assert()
        .success();
    let errors = text(&warned.get_output().stderr);
    assert!(
        errors.contains(":1:1: nothing is called memry") && errors.contains("did you mean memory?")
    );
    // What would repair a broken file works with one.
    let config = Config::of("broken", "][");
    wirelab()
        .args(["--config", &config.path(), "config", "--default"])
        .assert()
        .success();
    let doctor = wirelab()
        .args(["--config", &config.path(), "doctor"])
        .assert()
        .success();
    assert!(text(&doctor.get_output().stdout).contains("PROBLEM settings"));
}

#[test]
fn keys_are_shown_as_bound_and_refused_where_they_collide() {
    let config = Config::of(
        "keys",
        "[keys.global]\nquit = [\"Q\", \"F10\"]\nqiut = \"x\"\n",
    );
    let json = ["config", "--json", "--config", &config.path()];
    let quit = in_force(wirelab().args(json), "keys.global.quit");
    let wanted = serde_json::json!(["Q", "F10"]);
    assert_eq!(quit, (wanted, "file".to_owned(), "2".to_owned()));
    let help = in_force(wirelab().args(json), "keys.global.help");
    let wanted = serde_json::json!(["?", "F1"]);
    assert_eq!(help, (wanted, "default".to_owned(), String::new()));
    let warned = wirelab().args(json).assert().success();
    let errors = text(&warned.get_output().stderr);
    assert!(
        errors.contains(":3:1: nothing is called qiut") && errors.contains("did you mean quit?"),
        "{errors}"
    );
    let config = Config::of("collide", "[keys.global]\nquit = \"t\"\n");
    let refused = wirelab()
        .args(["--config", &config.path(), "ip"])
        .assert()
        .code(2);
    let errors = text(&refused.get_output().stderr);
    for said in [
        ":2:1: t would ask for",
        "“quit”",
        "“other colours”",
        "[keys.global] theme",
    ] {
        assert!(errors.contains(said), "{said}: {errors}");
    }
}

#[test]
fn another_version_of_the_file_is_refused() {
    let config = Config::of("version", "version = 2\nwhat = 1\n");
    let refused = wirelab()
        .args(["--config", &config.path(), "config"])
        .assert()
        .code(2);
    let errors = text(&refused.get_output().stderr);
    assert!(
        errors.contains(":1:11: this file is of version 2"),
        "{errors}"
    );
    assert!(!errors.contains("what"), "{errors}");
}

#[test]
fn a_wrong_flag_or_variable_is_said_with_what_is_allowed() {
    let refused = wirelab()
        .args(["--glyphs", "unicod", "config"])
        .assert()
        .code(2);
    let errors = text(&refused.get_output().stderr);
    assert!(
        errors.contains("--glyphs: “unicod” is not allowed for glyphs"),
        "{errors}"
    );
    assert!(errors.contains("did you mean unicode?"), "{errors}");
    let refused = wirelab()
        .args(["chat", "--listen", "x"])
        .env("WIRELAB_PORT", "0")
        .assert()
        .code(2);
    assert!(
        text(&refused.get_output().stderr).contains("WIRELAB_PORT: “0” is not allowed for port")
    );
}

/// What `wirelab config` prints with this file: each setting with its value, and where it is from.
fn rows(file: Option<&str>) -> Vec<(String, String)> {
    let config = file.map(|file| Config::of("rows", file));
    let mut command = wirelab();
    command.args(["config", "--json"]);
    if let Some(config) = &config {
        command.args(["--config", &config.path()]);
    }
    let printed = command.assert().success().stderr("");
    let rows = text(&printed.get_output().stdout);
    let rows = rows.lines().skip(1).map(|row| {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let said = format!("{} = {}", row["name"], row["value"]);
        (said, row["from"].as_str().unwrap().to_owned())
    });
    rows.collect()
}

#[test]
fn the_file_of_everything_is_read_without_a_word_and_changes_nothing() {
    let printed = wirelab()
        .args(["config", "--default"])
        .assert()
        .success()
        .stderr("");
    let file = text(&printed.get_output().stdout);
    let defaults = rows(None);
    assert!(
        defaults
            .iter()
            .any(|(said, _)| said.contains("keys.packets."))
    );
    assert_eq!(rows(Some(&file)), defaults);
    // The same with every line of it switched on.
    let on = |line: &str| match line.strip_prefix('#') {
        Some(set) if !set.starts_with(' ') => set.to_owned(),
        _ => line.to_owned(),
    };
    let on: Vec<_> = file.lines().map(on).collect();
    let from_file: Vec<_> = defaults
        .into_iter()
        .map(|(said, _)| (said, "file".to_owned()))
        .collect();
    assert_eq!(rows(Some(&on.join("\n"))), from_file);
}

#[test]
fn the_chat_takes_nick_and_port_from_the_settings() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let config = Config::of("chat", format!("nick = \"Grace\"\nport = {port}\n"));
    let mut listener = run(&["chat", "--listen", "127.0.0.1", "--config", &config.path()]);
    assert_eq!(listener.address().port(), port);
    let mut other = run(&[
        "chat",
        "--connect",
        "127.0.0.1",
        "--config",
        &config.path(),
        "--speaks",
        "lab",
        "--nick",
        "Ada",
    ]);
    other.say("hello");
    listener.prints("Ada");
    listener.say("hi");
    other.prints("Grace");
}

#[test]
fn a_refused_file_tells_its_unknown_names_too() {
    let config = Config::of("refused", "them = 1\nport = 0\n");
    let refused = wirelab()
        .args(["config", "--config", &config.path()])
        .assert()
        .code(2);
    let errors = text(&refused.get_output().stderr);
    assert!(errors.contains(":2:8: port"), "{errors}");
    assert!(errors.contains("did you mean theme?"), "{errors}");
}

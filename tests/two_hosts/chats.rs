//! Chats between two hosts.

use std::io::{Read as _, Write as _};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use wirelab::msg::chat::{ChatEvent, Delivery, MessageId};
use wirelab::practice::Practice;
use wirelab::practice::topology::link_local;
use wirelab::record::Transport;

use crate::PARTNERS_MAC;
use crate::desk::{self, Desk, Talker};
use crate::lab::{Failure, PARTNER, PATIENCE, Running, YOU, connect, failure, line, run_on};

/// How the partner's host is reached, as typed: IPv4, IPv6, link-local with its zone.
pub fn ways() -> [String; 3] {
    [
        "10.1.0.3".to_owned(),
        "[fd00:1::3]".to_owned(),
        format!("[{}%eth0]", link_local(PARTNERS_MAC)),
    ]
}

/// A listener and a caller, and how they talk.
struct Pair {
    way: String,
    bob: Running,
    ada: Running,
}

/// The chat of the command line: every way, over TCP and UDP, both directions, all at once.
pub fn chat_both_ways(practice: &Practice) -> Result<(), Failure> {
    let mut pairs = Vec::new();
    for (number, way) in ways().iter().enumerate() {
        for transport in [None, Some("--udp")] {
            let at = format!("{way}:{}", 4000 + number);
            let run = |host, nick, role| {
                let args = ["chat", role, &at, "--nick", nick, "--once"]
                    .into_iter()
                    .chain(transport);
                run_on(practice, host, &args.collect::<Vec<_>>())
            };
            let mut bob = run(PARTNER, "Bob", "--listen")?;
            let said = line(&mut bob.errors)?;
            assert!(said.starts_with("listening on "), "{at}: {said}");
            let ada = run(YOU, "Ada", "--connect")?;
            pairs.push(Pair {
                way: format!("{at} {}", transport.unwrap_or("tcp")),
                bob,
                ada,
            });
        }
    }
    for Pair { way, bob, ada } in &mut pairs {
        ada.input.write_all("hello 世界\nsecond\n".as_bytes())?;
        assert_eq!(
            [line(&mut bob.output)?, line(&mut bob.output)?],
            ["Ada: hello 世界", "Ada: second"],
            "{way}"
        );
        bob.input.write_all(b"hi Ada\n")?;
        assert_eq!(line(&mut ada.output)?, "Bob: hi Ada", "{way}");
    }
    // All inputs end first, so that those who wait for the last words of the others wait at once.
    let rests: Vec<_> = pairs
        .into_iter()
        .flat_map(|Pair { way, bob, ada }| [(way.clone(), ended(ada)), (way, ended(bob))])
        .collect();
    for (way, (guest, mut output)) in rests {
        assert_eq!(guest.wait(PATIENCE)?, 0, "{way}");
        let mut rest = String::new();
        output.read_to_string(&mut rest)?;
        assert_eq!(rest, "", "{way}: every line exactly once");
    }
    Ok(())
}

fn ended(running: Running) -> (wirelab::practice::lab::Guest, std::io::PipeReader) {
    drop(running.input);
    // Nobody reads the notices: the chat goes on without.
    (running.guest, running.output)
}

/// Said within this time of the cable's going out.
const SAID: Duration = Duration::from_secs(15);

/// Nobody tells these chats about the cable: they find out by the silence.
pub fn cable_pulled_in_mid_chat(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let (mut ada, mut bob) = (
            Talker::on(&practice.opener(YOU), "Ada"),
            Talker::on(&practice.opener(PARTNER), "Bob"),
        );
        bob.listen(Transport::Tcp, "10.1.0.3:4000").await?;
        let to_bob = ada.connect(Transport::Tcp, "10.1.0.3:4000").await?;
        let to_ada = bob.joined().await?;
        ada.say(1, to_bob, "before")?;
        bob.hear("before").await?;

        practice.cut()?;
        let since = Instant::now();
        ada.say(2, to_bob, "the cable is out")?;
        bob.say(1, to_ada, "here too")?;
        ada.until(SAID, "the silence is said", |event| {
            matches!(event, ChatEvent::Silent { .. }).then_some(())
        })
        .await?;
        assert!(since.elapsed() < SAID, "{:?}", since.elapsed());
        // The first attempt to connect anew must fail.
        let second = |event: &ChatEvent| {
            matches!(event, ChatEvent::Reconnecting { attempt: 2, .. }).then_some(())
        };
        ada.until(SAID, "a second attempt", second).await?;
        ada.say(3, to_bob, "still out")?;
        let kept = |event: &ChatEvent| match event {
            ChatEvent::Tick {
                message: MessageId(3),
                delivery,
                ..
            } => Some(*delivery),
            _ => None,
        };
        assert_eq!(
            ada.until(PATIENCE, "what is typed is kept", kept).await?,
            Delivery::Waiting
        );

        practice.mend()?;
        let there = |event: &ChatEvent| {
            matches!(
                event,
                ChatEvent::Tick {
                    message: MessageId(3),
                    delivery: Delivery::PeerProgram,
                    ..
                }
            )
            .then_some(())
        };
        ada.until(2 * PATIENCE, "what was kept has arrived", there)
            .await?;
        ada.say(4, to_bob, "after")?;
        bob.hear("after").await?;
        bob.say(2, to_ada, "good")?;
        ada.hear("good").await?;
        assert_eq!(
            bob.heard,
            ["before", "the cable is out", "still out", "after"]
        );
        assert_eq!(ada.heard, ["here too", "good"]);
        Ok(())
    })
}

/// At the desk the host is watched: the chat hears of the cable at once.
pub fn desk_hears_of_the_cable(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let (mut desk, mut bob) = (
            Desk::on(&practice.opener(YOU)).await?,
            Talker::on(&practice.opener(PARTNER), "Bob"),
        );
        bob.listen(Transport::Tcp, "10.1.0.3:4000").await?;
        desk.connect(Transport::Tcp, "10.1.0.3:4000").await?;
        practice.cut()?;
        let since = Instant::now();
        desk.until("the pane says that Bob is away", |model| {
            (model.screens.chat.connected() == 0).then_some(())
        })
        .await?;
        assert!(
            since.elapsed() < Duration::from_secs(5),
            "{:?}",
            since.elapsed()
        );
        desk.enter("typed meanwhile")?;
        practice.mend()?;
        bob.hear("typed meanwhile").await?;
        desk.until("Bob is back", |model| {
            (model.screens.chat.connected() == 1).then_some(())
        })
        .await?;
        desk.enter("and now")?;
        bob.hear("and now").await?;
        assert_eq!(bob.heard, ["typed meanwhile", "and now"]);
        Ok(())
    })
}

/// More than a program that keeps nothing back would ever need.
const MOST_MEMORY: u64 = 64 << 20;

/// A peer over the wire sends what a terminal must never see, and never ends its line.
pub fn hostile_peer(practice: &Practice) -> Result<(), Failure> {
    let mut chat = run_on(practice, YOU, &["chat", "--listen", "10.1.0.2:4000"])?;
    let said = line(&mut chat.errors)?;
    assert!(said.starts_with("listening on "), "{said}");
    let at = "10.1.0.2:4000".parse()?;
    let partner = practice.opener(PARTNER);
    let (mut hostile, mut friend) = (connect(&partner, at)?, connect(&partner, at)?);
    let (tell, told) = mpsc::channel();
    let output = chat.output;
    let reader = std::thread::spawn(move || read_all(output, &tell));
    // Colours, the title, the clipboard, the 8-bit introducer, half a character.
    let evil = b"\x1b[31m\x1b]0;owned\x07\x1b]52;c;aGk=\x07\xc2\x9b5n\xe4\xb8AAAAAAAAAAAAAAAA";
    let flood = evil.repeat(64);
    let writes = (10 << 20) / flood.len();
    let mut most = 0;
    for number in 0..writes {
        hostile.write_all(&flood)?;
        most = most.max(resident(chat.guest.pid())?);
        if number == writes / 2 {
            friend.write_all("the friend\n".as_bytes())?;
            told.recv_timeout(PATIENCE)
                .map_err(|_| failure("the other peer is not served"))?;
        }
    }
    drop(hostile);
    line_with(&mut chat.errors, "has ended its sending")?;
    chat.guest.signal(libc::SIGTERM)?;
    assert_eq!(chat.guest.wait(PATIENCE)?, 0);
    let total = reader
        .join()
        .map_err(|_| failure("the reader panicked"))??;
    assert!(total > 1 << 20, "the flood was shown: {total} bytes");
    assert!(most < MOST_MEMORY, "{most} bytes");
    Ok(())
}

/// Reads to the end, and tells when the friend was heard. The number of bytes.
fn read_all(mut output: std::io::PipeReader, heard: &mpsc::Sender<()>) -> std::io::Result<usize> {
    let (mut tail, mut buffer, mut total) = (Vec::new(), vec![0; 65_536], 0);
    loop {
        let length = output.read(&mut buffer)?;
        let new = &buffer[..length];
        if new.is_empty() {
            return Ok(total);
        }
        total += length;
        if new.iter().any(|b| (*b < 0x20 && *b != b'\n') || *b == 0x7f) {
            return Err(std::io::Error::other("a control character came through"));
        }
        // Of what was read before, enough is kept to find the words across two reads.
        tail.extend_from_slice(new);
        if String::from_utf8_lossy(&tail).contains(": the friend\n") {
            let _ = heard.send(());
            tail.clear();
        }
        tail.drain(..tail.len().saturating_sub(64));
    }
}

/// Reads lines up to one with these words in it.
fn line_with(from: &mut std::io::PipeReader, words: &str) -> Result<(), Failure> {
    while !line(from)?.contains(words) {}
    Ok(())
}

/// Memory of a process, in bytes (`VmRSS`, proc(5)).
fn resident(pid: u32) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or_else(|| failure("no VmRSS"))?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
}

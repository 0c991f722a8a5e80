//! Who asks and who is asked, over loopback, each test at a port of its own.

use std::net::UdpSocket;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::*;
use crate::chat::ChatConfig;
use crate::chat::lane::{Receivers, channels};
use crate::chat::shared::Shared;
use crate::proto::chat::finder::{self, Answer, Message, Question, Token};
use crate::record::{Call, Purpose, SocketEvent};
use crate::sys::factory::{SharedFactory, ThisMachine};

/// Long enough for any machine; a test that works never waits for it.
const LIMIT: Duration = Duration::from_secs(20);

/// One wirelab on this machine.
struct Lab {
    shared: Arc<Shared>,
    opener: SharedFactory,
    port: u16,
    lane: Receivers,
}

impl Lab {
    fn new(port: u16, instance: u64) -> Self {
        let opener: SharedFactory = Arc::new(ThisMachine);
        let (to, lane) = channels(4096);
        let config = ChatConfig {
            nick: "Ada".into(),
            instance,
            finder: port,
            ..ChatConfig::default()
        };
        let shared = Arc::new(Shared::new(config, Arc::clone(&opener), to));
        Self {
            shared,
            opener,
            port,
            lane,
        }
    }

    fn presence(&self) -> Presence {
        Presence::start(&self.shared, Arc::clone(&self.opener))
    }

    async fn listening(&self, transport: Transport, address: &str) -> Presence {
        let presence = self.presence();
        presence.announce(transport, address.parse().unwrap()).await;
        presence
    }

    async fn ask(&self, transport: Transport, address: &str) -> Verdict {
        timeout(
            LIMIT,
            ask(
                &self.shared,
                &self.opener,
                address.parse().unwrap(),
                transport,
            ),
        )
        .await
        .unwrap()
    }

    /// Asks again until that is the verdict: what is under way on this host takes its time.
    async fn until(&self, transport: Transport, address: &str, verdict: Verdict) {
        let asked = async { while self.ask(transport, address).await != verdict {} };
        timeout(LIMIT, asked)
            .await
            .unwrap_or_else(|_| panic!("never {verdict:?} at {address}"));
    }

    /// As when the program ends.
    async fn end(&self) {
        self.shared.leaving.cancel();
        self.shared.tasks.close();
        timeout(LIMIT, self.shared.tasks.wait()).await.unwrap();
    }

    fn calls(&mut self) -> Vec<SocketEvent> {
        let mut calls = Vec::new();
        while let Ok(told) = self.lane.calls.try_recv() {
            calls.push(told.event);
        }
        calls
    }
}

/// A UDP port that nobody has.
fn free_port() -> u16 {
    UdpSocket::bind("[::]:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Somebody else's socket at the finder's port, which answers each question as it likes.
fn stranger(
    port: u16,
    reply: impl Fn(Question) -> Vec<Vec<u8>> + Send + 'static,
) -> std::thread::JoinHandle<usize> {
    let socket = UdpSocket::bind(("127.0.0.1", port)).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_millis(1500)))
        .unwrap();
    std::thread::spawn(move || {
        let mut buffer = [0; 100];
        let mut heard = 0;
        while let Ok((length, from)) = socket.recv_from(&mut buffer) {
            let Ok(Message::Question(question)) = finder::decode(&buffer[..length]) else {
                continue;
            };
            heard += 1;
            for bytes in reply(question) {
                socket.send_to(&bytes, from).unwrap();
            }
        }
        heard
    })
}

#[tokio::test]
async fn who_listens_is_found_and_nobody_else() {
    let port = free_port();
    let (ada, bob) = (Lab::new(port, 1), Lab::new(port, 2));
    assert_eq!(
        ada.ask(Transport::Tcp, "127.0.0.1:4000").await,
        Verdict::Refused
    );
    let presence = bob.listening(Transport::Tcp, "[::]:4000").await;
    presence
        .announce(Transport::Udp, "[::]:5000".parse().unwrap())
        .await;
    for address in ["127.0.0.1", "[::1]", "127.0.0.2", "[::ffff:127.0.0.1]"] {
        assert_eq!(
            ada.ask(Transport::Tcp, &format!("{address}:4000")).await,
            Verdict::Lab(2),
            "{address}"
        );
        assert_eq!(
            ada.ask(Transport::Udp, &format!("{address}:5000")).await,
            Verdict::Lab(2),
            "{address}"
        );
    }
    assert_eq!(
        ada.ask(Transport::Udp, "127.0.0.1:4000").await,
        Verdict::Nobody
    );
    presence
        .withdraw(Transport::Udp, "[::]:5000".parse().unwrap())
        .await;
    assert_eq!(
        ada.ask(Transport::Udp, "127.0.0.1:5000").await,
        Verdict::Nobody
    );
    presence
        .withdraw(Transport::Tcp, "[::]:4000".parse().unwrap())
        .await;
    assert_eq!(
        ada.ask(Transport::Tcp, "127.0.0.1:4000").await,
        Verdict::Refused,
        "the port is bound only while one listens"
    );
    presence
        .announce(Transport::Tcp, "127.0.0.1:4000".parse().unwrap())
        .await;
    assert_eq!(
        ada.ask(Transport::Tcp, "127.0.0.1:4000").await,
        Verdict::Lab(2)
    );
    assert_eq!(
        ada.ask(Transport::Tcp, "127.0.0.2:4000").await,
        Verdict::Nobody,
        "it is bound to another address"
    );
}

#[tokio::test]
async fn two_on_one_host_are_found_and_the_second_takes_over() {
    let port = free_port();
    let (asker, one, two, three) = (
        Lab::new(port, 9),
        Lab::new(port, 1),
        Lab::new(port, 2),
        Lab::new(port, 3),
    );
    let _first = one.listening(Transport::Tcp, "[::]:4001").await;
    let second = two.listening(Transport::Tcp, "[::]:4002").await;
    let third = three.listening(Transport::Udp, "0.0.0.0:4003").await;
    assert_eq!(
        asker.ask(Transport::Tcp, "127.0.0.1:4001").await,
        Verdict::Lab(1)
    );
    assert_eq!(
        asker.ask(Transport::Tcp, "[::1]:4002").await,
        Verdict::Lab(2)
    );
    assert_eq!(
        asker.ask(Transport::Udp, "127.0.0.1:4003").await,
        Verdict::Lab(3)
    );

    second
        .announce(Transport::Tcp, "[::]:4004".parse().unwrap())
        .await;
    assert_eq!(
        asker.ask(Transport::Tcp, "127.0.0.1:4004").await,
        Verdict::Lab(2),
        "a guest's change is told"
    );

    one.end().await;
    asker
        .until(Transport::Tcp, "127.0.0.1:4002", Verdict::Lab(2))
        .await;
    asker
        .until(Transport::Udp, "127.0.0.1:4003", Verdict::Lab(3))
        .await;
    assert_eq!(
        asker.ask(Transport::Tcp, "127.0.0.1:4001").await,
        Verdict::Nobody
    );

    drop(second);
    asker
        .until(Transport::Udp, "127.0.0.1:4003", Verdict::Lab(3))
        .await;
    assert_eq!(
        asker.ask(Transport::Tcp, "127.0.0.1:4002").await,
        Verdict::Nobody,
        "who has gone is forgotten"
    );
    drop(third);
    asker
        .until(Transport::Udp, "127.0.0.1:4003", Verdict::Refused)
        .await;
}

#[tokio::test]
async fn a_guest_that_goes_is_forgotten() {
    let port = free_port();
    let (asker, one, two) = (Lab::new(port, 9), Lab::new(port, 1), Lab::new(port, 2));
    let _first = one.listening(Transport::Tcp, "[::]:4001").await;
    let _second = two.listening(Transport::Tcp, "[::]:4002").await;
    assert_eq!(
        asker.ask(Transport::Tcp, "127.0.0.1:4002").await,
        Verdict::Lab(2)
    );
    two.end().await;
    asker
        .until(Transport::Tcp, "127.0.0.1:4002", Verdict::Nobody)
        .await;
    assert_eq!(
        asker.ask(Transport::Tcp, "127.0.0.1:4001").await,
        Verdict::Lab(1)
    );
}

#[tokio::test]
async fn a_student_s_own_program_at_the_port_is_left_alone_and_the_port_taken_when_it_ends() {
    let port = free_port();
    let own = UdpSocket::bind(("127.0.0.1", port)).unwrap();
    let (asker, bob) = (Lab::new(port, 9), Lab::new(port, 1));
    let _presence = bob.listening(Transport::Tcp, "[::]:4001").await;
    assert_eq!(
        asker.ask(Transport::Tcp, "127.0.0.1:4001").await,
        Verdict::Nobody
    );
    own.set_nonblocking(true).unwrap();
    let mut heard = 0;
    while own.recv(&mut [0; 100]).is_ok() {
        heard += 1;
    }
    assert_eq!(heard, 3, "it is asked three times");
    drop(own);
    asker
        .until(Transport::Tcp, "127.0.0.1:4001", Verdict::Lab(1))
        .await;
}

#[tokio::test]
async fn a_forged_or_replayed_answer_changes_nothing() {
    let port = free_port();
    let lab = Lab::new(port, 9);
    let heard = stranger(port, |question| {
        let instance = 7;
        let old = Question {
            token: Token([0; 16]),
            ..question
        };
        let elsewhere = Question {
            service: service(Transport::Tcp, 4001),
            ..question
        };
        let other = Question {
            service: service(Transport::Udp, 4000),
            ..question
        };
        let right = Answer { question, instance }.encode();
        vec![
            Answer {
                question: old,
                instance,
            }
            .encode()
            .to_vec(),
            Answer {
                question: elsewhere,
                instance,
            }
            .encode()
            .to_vec(),
            Answer {
                question: other,
                instance,
            }
            .encode()
            .to_vec(),
            question.encode().to_vec(),
            right[..40].to_vec(),
            [&right[..], &[0]].concat(),
            Vec::new(),
        ]
    });
    assert_eq!(
        lab.ask(Transport::Tcp, "127.0.0.1:4000").await,
        Verdict::Nobody
    );
    assert_eq!(heard.join().unwrap(), 3);
}

#[tokio::test]
async fn the_answer_to_one_question_is_none_to_the_next() {
    let port = free_port();
    let lab = Lab::new(port, 9);
    let first = std::sync::Mutex::new(None);
    let heard = stranger(port, move |question| {
        let first = *first.lock().unwrap().get_or_insert(question);
        vec![
            Answer {
                question: first,
                instance: 7,
            }
            .encode()
            .to_vec(),
        ]
    });
    assert_eq!(
        lab.ask(Transport::Tcp, "127.0.0.1:4000").await,
        Verdict::Lab(7)
    );
    assert_eq!(
        lab.ask(Transport::Tcp, "127.0.0.1:4000").await,
        Verdict::Nobody,
        "its token is another one"
    );
    assert_eq!(heard.join().unwrap(), 4);
}

#[tokio::test]
async fn what_is_no_question_gets_no_answer_and_a_question_one_as_long() {
    let port = free_port();
    let bob = Lab::new(port, 1);
    let _presence = bob.listening(Transport::Tcp, "[::]:4000").await;
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.connect(("127.0.0.1", port)).await.unwrap();
    let question = Question {
        token: Token([7; 16]),
        service: service(Transport::Tcp, 4000),
    };
    let elsewhere = Question {
        token: Token([8; 16]),
        service: service(Transport::Tcp, 4001),
    };
    let whole = question.encode();
    let silent = [
        &b"hello"[..],
        &[],
        &whole[..47],
        &[&whole[..], &[0]].concat(),
        &Answer {
            question,
            instance: 1,
        }
        .encode(),
        &elsewhere.encode(),
    ];
    for bytes in silent.iter().copied().chain([&whole[..]]) {
        socket.send(bytes).await.unwrap();
    }
    let mut buffer = [0; 100];
    let length = timeout(LIMIT, socket.recv(&mut buffer))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(length, whole.len());
    assert_eq!(
        finder::decode(&buffer[..length]),
        Ok(Message::Answer(Answer {
            question,
            instance: 1
        }))
    );
}

#[tokio::test]
async fn a_flood_is_answered_within_its_bound_and_ends_in_time() {
    let port = free_port();
    let bob = Lab::new(port, 1);
    let _presence = bob.listening(Transport::Tcp, "[::]:4000").await;
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(("127.0.0.1", port)).unwrap();
    let question = Question {
        token: Token([7; 16]),
        service: service(Transport::Tcp, 4000),
    }
    .encode();
    for _ in 0..20_000 {
        socket.send(&question).unwrap();
    }
    let asker = Lab::new(port, 9);
    // Another address has a share of its own.
    asker
        .until(Transport::Tcp, "[::1]:4000", Verdict::Lab(1))
        .await;
    socket.set_nonblocking(true).unwrap();
    let mut answers = 0;
    while socket.recv(&mut [0; 100]).is_ok() {
        answers += 1;
    }
    assert!(answers < 2_000, "{answers} answers to 20 000 questions");
    bob.end().await;
}

#[tokio::test]
async fn the_very_port_meant_and_groups_are_not_asked() {
    let mut lab = Lab::new(free_port(), 1);
    let own = format!("127.0.0.1:{}", lab.port);
    assert_eq!(lab.ask(Transport::Udp, &own).await, Verdict::NotAsked);
    for address in [
        "255.255.255.255:4000",
        "224.0.0.1:4000",
        "[ff02::1]:4000",
        "127.0.0.1:0",
    ] {
        assert_eq!(
            lab.ask(Transport::Udp, address).await,
            Verdict::NotAsked,
            "{address}"
        );
    }
    assert!(lab.calls().is_empty());
    // A network's own broadcast address is known to the kernel alone.
    assert_eq!(
        lab.ask(Transport::Udp, "127.255.255.255:4000").await,
        Verdict::NotAsked
    );
}

#[tokio::test]
async fn every_call_is_told_and_is_housekeeping() {
    let port = free_port();
    let (mut ada, mut bob) = (Lab::new(port, 1), Lab::new(port, 2));
    let presence = bob.listening(Transport::Tcp, "[::]:4000").await;
    assert_eq!(
        ada.ask(Transport::Tcp, "127.0.0.1:4000").await,
        Verdict::Lab(2)
    );
    drop(presence);
    bob.shared.tasks.close();
    timeout(LIMIT, bob.shared.tasks.wait()).await.unwrap();
    let (asked, answered) = (ada.calls(), bob.calls());
    assert!(
        asked
            .iter()
            .chain(&answered)
            .all(|event| event.purpose == Purpose::Housekeeping)
    );
    let names = |events: &[SocketEvent]| -> Vec<String> {
        events
            .iter()
            .map(|event| {
                format!("{:?}", event.call)
                    .split(['(', ' '])
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    };
    assert_eq!(
        names(&asked),
        ["Socket", "Option", "Connect", "Send", "Recv", "Close"]
    );
    assert_eq!(
        names(&answered),
        [
            "Socket", "Option", "Option", "Bind", "RecvFrom", "SendTo", "Close"
        ]
    );
    let sent = answered
        .iter()
        .find(|event| matches!(event.call, Call::SendTo(..)))
        .unwrap();
    assert_eq!(
        sent.peer,
        asked
            .iter()
            .find(|event| matches!(event.call, Call::Send(_)))
            .unwrap()
            .local
    );
}

#[tokio::test]
async fn a_question_that_nobody_waits_for_any_more_closes_its_socket() {
    let port = free_port();
    let _silent = UdpSocket::bind(("127.0.0.1", port)).unwrap();
    let mut lab = Lab::new(port, 1);
    tokio::select! {
        biased;
        verdict = lab.ask(Transport::Tcp, "127.0.0.1:4000") => panic!("{verdict:?}"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(
        lab.calls().last().map(|event| event.call.clone()),
        Some(Call::Close)
    );
}

#[tokio::test]
async fn who_speaks_wrongly_at_the_door_is_shown_out_and_spoils_nothing() {
    let port = free_port();
    let (asker, bob) = (Lab::new(port, 9), Lab::new(port, 1));
    let _presence = bob.listening(Transport::Tcp, "[::]:4000").await;
    let mut lines = Vec::new();
    for message in [
        &b"hello"[..],
        &[0; register::LENGTH],
        &[1; register::LENGTH + 9],
    ] {
        let line = local::Line::connect(&asker.opener, port).unwrap();
        line.send(message).await.unwrap();
        assert_eq!(
            timeout(LIMIT, line.receive(&mut [0; 8]))
                .await
                .unwrap()
                .unwrap(),
            0,
            "it hangs up"
        );
        lines.push(line);
    }
    // More than there are places for: they wait in silence, or are sent away.
    for _ in 0..register::MOST_GUESTS + 20 {
        lines.extend(local::Line::connect(&asker.opener, port));
        tokio::task::yield_now().await;
    }
    assert_eq!(
        asker.ask(Transport::Tcp, "127.0.0.1:4000").await,
        Verdict::Lab(1)
    );
}

#[tokio::test]
async fn a_refusal_is_noticed_at_once_and_not_with_the_next_question() {
    let mut lab = Lab::new(free_port(), 1);
    for address in ["127.0.0.1:4000", "[::1]:4000"] {
        assert_eq!(lab.ask(Transport::Tcp, address).await, Verdict::Refused);
        let sent = lab
            .calls()
            .iter()
            .filter(|event| matches!(event.call, Call::Send(_)))
            .count();
        assert_eq!(sent, 1, "{address}");
    }
}

//! The finder between real hosts: who listens is found there, from wherever it is asked; who connects
//! believes only the answer to its own question.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6, TcpListener, UdpSocket};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};
use wirelab::host::snapshot;
use wirelab::place::HostId;
use wirelab::practice::Practice;
use wirelab::practice::topology::link_local;
use wirelab::proto::chat::finder::{self, Answer, Message, Over, Question, Service, Token};
use wirelab::sys::factory::SharedFactory;

use crate::PARTNERS_MAC;
use crate::lab::{
    self, Failure, PARTNER, PATIENCE, ROUTER, Running, YOU, any, failure, line, run_on, udp,
};

const TCP: Service = Service {
    over: Over::Tcp,
    port: 4000,
};
const UDP: Service = Service {
    over: Over::Udp,
    port: 4001,
};
/// Who would answer has answered by then, on one machine: so long a silence is waited for.
const SILENCE: Duration = Duration::from_millis(300);

/// Waits for peers at that address, until its input ends.
fn listener(
    practice: &Practice,
    host: HostId,
    at: &str,
    more: &[&str],
) -> Result<Running, Failure> {
    let mut running = run_on(practice, host, &[&["chat", "--listen", at], more].concat())?;
    let said = line(&mut running.errors)?;
    if said.starts_with("listening on ") {
        Ok(running)
    } else {
        Err(failure(said))
    }
}

/// Asks once, from a socket that hears only who was asked; `None`: nobody answers, or the port is closed.
fn asked(from: &SharedFactory, ip: SocketAddr, service: Service) -> Result<Option<u64>, Failure> {
    let mut to = ip;
    to.set_port(finder::PORT);
    let (local, number) = if ip.is_ipv6() {
        ("[::]:0", 6)
    } else {
        ("0.0.0.0:0", 4)
    };
    let socket = udp(from, local.parse()?)?;
    socket.set_read_timeout(Some(SILENCE))?;
    socket.connect(to)?;
    let question = Question {
        token: Token([number; 16]),
        service,
    };
    socket.send(&question.encode())?;
    let mut buffer = [0; 100];
    let Ok(length) = socket.recv(&mut buffer) else {
        return Ok(None);
    };
    match finder::decode(&buffer[..length]) {
        Ok(Message::Answer(answer)) if answer.question == question => Ok(Some(answer.instance)),
        other => Err(failure(format!("{other:?}"))),
    }
}

/// Asks until somebody answers; fails after [`PATIENCE`].
fn found(from: &SharedFactory, ip: SocketAddr, service: Service) -> Result<u64, Failure> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if let Some(instance) = asked(from, ip, service)? {
            return Ok(instance);
        }
        // The port may be closed just now, which is told at once.
        std::thread::yield_now();
    }
    Err(failure(format!("nobody answers at {ip} for {service:?}")))
}

fn near(from: &SharedFactory, mac: [u8; 6]) -> Result<SocketAddr, Failure> {
    let scope = snapshot(&**from)?
        .interfaces
        .iter()
        .find(|interface| interface.name == "eth0")
        .map_or(0, |i| i.index.0);
    Ok(SocketAddrV6::new(link_local(mac), 0, 0, scope).into())
}

fn at(ip: &str) -> Result<SocketAddr, Failure> {
    Ok(SocketAddr::new(ip.parse::<IpAddr>()?, 0))
}

/// IPv4, IPv6, link-local, TCP and UDP; and once it has ended nobody.
pub fn who_listens_is_found(practice: &Practice) -> Result<(), Failure> {
    let you = practice.opener(YOU);
    let ways = [at("10.1.0.3")?, at("fd00:1::3")?, near(&you, PARTNERS_MAC)?];
    for way in ways {
        assert_eq!(asked(&you, way, TCP)?, None, "{way}: nobody listens yet");
    }
    let tcp = listener(practice, PARTNER, "[::]:4000", &[])?;
    let udp = listener(practice, PARTNER, "[::]:4001", &["--udp"])?;
    for way in ways {
        let (one, other) = (found(&you, way, TCP)?, found(&you, way, UDP)?);
        assert_ne!(one, other, "{way}: two programs");
        let nowhere = [
            Service {
                over: Over::Udp,
                ..TCP
            },
            Service {
                over: Over::Tcp,
                ..UDP
            },
        ];
        for service in nowhere {
            assert_eq!(asked(&you, way, service)?, None, "{way}: {service:?}");
        }
    }
    for running in [tcp, udp] {
        drop(running.input);
        running.guest.signal(libc::SIGINT)?;
        running.guest.wait(PATIENCE)?;
    }
    for way in ways {
        assert_eq!(
            asked(&you, way, TCP)?,
            None,
            "{way}: nobody listens any more"
        );
    }
    Ok(())
}

/// Through a router; and a host of several addresses answers from the one that was asked.
pub fn through_a_router(_: &Practice) -> Result<(), Failure> {
    let practice = lab::routed()?;
    let you = practice.opener(YOU);
    let _far = listener(&practice, PARTNER, "[::]:4000", &[])?;
    let _between = listener(&practice, ROUTER, "[::]:4000", &[])?;
    let four = found(&you, at("10.2.0.3")?, TCP)?;
    assert_eq!(found(&you, at("fd00:2::3")?, TCP)?, four);
    let router = found(&you, at("10.1.0.1")?, TCP)?;
    assert_ne!(router, four);
    for other_side in ["10.2.0.1", "fd00:2::1"] {
        assert_eq!(
            found(&you, at(other_side)?, TCP)?,
            router,
            "{other_side}: its address on the other side"
        );
    }
    Ok(())
}

/// Two on one host: the second is found too, and takes over when the first is killed.
pub fn two_on_one_host(practice: &Practice) -> Result<(), Failure> {
    let (you, ip) = (practice.opener(YOU), at("10.1.0.3")?);
    let first = listener(practice, PARTNER, "[::]:4000", &[])?;
    let _second = listener(practice, PARTNER, "10.1.0.3:4001", &["--udp"])?;
    let (one, two) = (found(&you, ip, TCP)?, found(&you, ip, UDP)?);
    assert_ne!(one, two);
    assert_eq!(
        asked(&you, at("fd00:1::3")?, UDP)?,
        None,
        "it listens at another address alone"
    );
    first.guest.signal(libc::SIGKILL)?;
    first.guest.wait(PATIENCE)?;
    assert_eq!(found(&you, ip, UDP)?, two);
    assert_eq!(asked(&you, ip, TCP)?, None);
    let _third = listener(practice, PARTNER, "[::]:4000", &[])?;
    assert_ne!(found(&you, ip, TCP)?, one, "another program");
    Ok(())
}

/// A question to a group, a broken one and one about nothing get no answer.
pub fn strangers_get_no_answer(practice: &Practice) -> Result<(), Failure> {
    let you = practice.opener(YOU);
    let _bob = listener(practice, PARTNER, "[::]:4000", &[])?;
    let question = Question {
        token: Token([9; 16]),
        service: TCP,
    }
    .encode();
    let socket = Socket::from(you.open(Domain::IPV4.into(), Type::DGRAM.into(), 0)?);
    socket.set_broadcast(true)?;
    socket.bind(&any(0).into())?;
    let socket = UdpSocket::from(socket);
    socket.send_to(&question, ("10.1.0.255", finder::PORT))?;
    socket.send_to(&question[..40], ("10.1.0.3", finder::PORT))?;
    socket.send_to(b"\n", ("10.1.0.3", finder::PORT))?;
    let six = udp(&you, "[::]:0".parse()?)?;
    let SocketAddr::V6(near) = near(&you, PARTNERS_MAC)? else {
        return Err(failure("no scope"));
    };
    let all = SocketAddrV6::new(
        Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 1),
        finder::PORT,
        0,
        near.scope_id(),
    );
    six.send_to(&question, all)?;
    for socket in [&socket, &six] {
        socket.set_read_timeout(Some(SILENCE))?;
        assert!(socket.recv(&mut [0; 100]).is_err(), "an answer came");
    }
    found(&you, at("10.1.0.3")?, TCP).map(drop)
}

/// Who connects asks beside the talk, and believes nothing that does not answer this very question: the
/// plain program gets exactly what was typed.
pub fn forged_answers_change_nothing(practice: &Practice) -> Result<(), Failure> {
    let partner = practice.opener(PARTNER);
    let liar = udp(&partner, any(finder::PORT))?;
    let server = tcp_listener(&partner, 4000)?;
    let mut before = None;
    for _ in 0..2 {
        let mut ada = run_on(
            practice,
            YOU,
            &["chat", "--connect", "10.1.0.3:4000", "--once"],
        )?;
        ada.input.write_all(b"hello\n")?;
        let (mut peer, _) = server.accept()?;
        lie(&liar, &mut before)?;
        drop(ada.input);
        let mut heard = Vec::new();
        peer.set_read_timeout(Some(PATIENCE))?;
        peer.read_to_end(&mut heard)?;
        assert_eq!(heard, b"hello\n");
        drop(peer);
        ada.guest.wait(PATIENCE)?;
    }
    Ok(())
}

/// Answers one question with everything but the truth; `before` is an earlier one.
fn lie(liar: &UdpSocket, before: &mut Option<Question>) -> Result<(), Failure> {
    let mut buffer = [0; 100];
    let (question, from) = loop {
        let (length, from) = liar.recv_from(&mut buffer)?;
        let Ok(Message::Question(question)) = finder::decode(&buffer[..length]) else {
            return Err(failure("no question"));
        };
        assert_eq!(question.service, TCP);
        // Those left of the time before are the same one, asked again.
        if *before != Some(question) {
            break (question, from);
        }
    };
    let lies = [
        Question {
            token: Token([0; 16]),
            ..question
        },
        Question {
            service: Service {
                over: Over::Udp,
                ..TCP
            },
            ..question
        },
        Question {
            service: Service { port: 4001, ..TCP },
            ..question
        },
    ];
    for question in lies.iter().chain(before.as_ref()) {
        liar.send_to(
            &Answer {
                question: *question,
                instance: 7,
            }
            .encode(),
            from,
        )?;
    }
    *before = Some(question);
    Ok(())
}

fn tcp_listener(on: &SharedFactory, port: u16) -> Result<TcpListener, Failure> {
    let socket = Socket::from(on.open(Domain::IPV4.into(), Type::STREAM.into(), 0)?);
    socket.set_reuse_address(true)?;
    socket.bind(&any(port).into())?;
    socket.listen(8)?;
    Ok(socket.into())
}

/// The very port that is meant is never asked: a student's own server at UDP port 10100 hears what was
/// typed and nothing else.
pub fn a_server_at_the_finders_port(practice: &Practice) -> Result<(), Failure> {
    let server = udp(&practice.opener(PARTNER), any(finder::PORT))?;
    let mut ada = run_on(
        practice,
        YOU,
        &["chat", "--connect", "10.1.0.3:10100", "--udp", "--once"],
    )?;
    ada.input.write_all(b"hello\n")?;
    let mut buffer = [0; 100];
    let length = server.recv(&mut buffer)?;
    assert_eq!(&buffer[..length], b"hello");
    drop(ada.input);
    ada.guest.wait(PATIENCE)?;
    server.set_read_timeout(Some(SILENCE))?;
    assert!(server.recv(&mut buffer).is_err(), "nothing else came");
    Ok(())
}

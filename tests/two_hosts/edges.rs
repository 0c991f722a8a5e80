//! Who connects from where, and what is said of those who cannot be reached.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use wirelab::msg::chat::{ChatCommand, ChatEvent, Delivery, Farewell, Manner, Trouble};
use wirelab::net::Subnet;
use wirelab::place::HostId;
use wirelab::practice::Practice;
use wirelab::practice::topology::link_local;
use wirelab::record::Transport;
use wirelab::sys::factory::{SharedFactory, ThisMachine};

use crate::PARTNERS_MAC;
use crate::desk::{self, Talker};
use crate::lab::{self, Failure, PARTNER, PATIENCE, YOU, any, udp};

/// Ada on this machine, with the practice lab beside it.
fn with_lab(practice: &Practice) -> Talker {
    let here: SharedFactory = Arc::new(ThisMachine);
    let ada = Talker::on(&here, "Ada");
    let nets = practice
        .topology()
        .addresses()
        .filter_map(|(address, prefix)| Subnet::new(address, prefix));
    ada.chat.add_host(practice.opener(YOU), nets.collect());
    ada
}

async fn called_from(
    ada: &mut Talker,
    transport: Transport,
    target: &str,
) -> Result<(HostId, SocketAddr), Failure> {
    ada.chat.command(ChatCommand::Connect {
        transport,
        target: target.to_owned(),
        manner: Manner::Auto,
    })?;
    ada.until(PATIENCE, target, |event| match event {
        ChatEvent::Connecting { host, address, .. } => Some((*host, *address)),
        _ => None,
    })
    .await
}

async fn listens_on(
    ada: &mut Talker,
    transport: Transport,
    address: &str,
) -> Result<HostId, Failure> {
    ada.chat.command(ChatCommand::Listen {
        transport,
        address: Some(address.to_owned()),
    })?;
    ada.until(PATIENCE, address, |event| match event {
        ChatEvent::Listening { host, .. } => Some(*host),
        _ => None,
    })
    .await
}

pub fn who_connects_from_where(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let mut ada = with_lab(practice);
        // The student's own server, on this machine.
        let server = TcpListener::bind("127.0.0.1:0")?;
        let port = server.local_addr()?.port();
        for target in [
            format!("127.0.0.1:{port}"),
            format!("localhost:{port}"),
            format!("{port}"),
        ] {
            let (host, address) = called_from(&mut ada, Transport::Tcp, &target).await?;
            assert_eq!(host, HostId::HERE, "{target}");
            if address.is_ipv4() {
                let (stream, from) = server.accept()?;
                assert!(from.ip().is_loopback());
                drop(stream);
            }
        }
        let near = format!("[{}%eth0]:10101", link_local(PARTNERS_MAC));
        for target in ["10.1.0.3", "[fd00:1::3]:10101", &near] {
            for transport in [Transport::Tcp, Transport::Udp] {
                assert_eq!(
                    called_from(&mut ada, transport, target).await?.0,
                    YOU,
                    "{target}"
                );
            }
            ada.hear("Welcome!").await?;
        }
        for transport in [Transport::Tcp, Transport::Udp] {
            assert_eq!(listens_on(&mut ada, transport, "0").await?, HostId::HERE);
            assert_eq!(
                listens_on(&mut ada, transport, "127.0.0.1:0").await?,
                HostId::HERE
            );
            assert_eq!(listens_on(&mut ada, transport, "10.1.0.2:0").await?, YOU);
        }
        Ok(())
    })
}

async fn refused(ada: &mut Talker, transport: Transport, target: &str) -> Result<Trouble, Failure> {
    ada.chat.command(ChatCommand::Connect {
        transport,
        target: target.to_owned(),
        manner: Manner::Auto,
    })?;
    // Over UDP nothing is sent before something is said.
    let ready = |event: &ChatEvent| match event {
        ChatEvent::Ready { peer, .. } => Some(Ok(*peer)),
        ChatEvent::ConnectFailed { trouble, .. } => Some(Err(trouble.clone())),
        _ => None,
    };
    let peer = match ada.until(PATIENCE, target, ready).await? {
        Ok(peer) => peer,
        Err(trouble) => return Ok(trouble),
    };
    ada.say(1, peer, "anybody?")?;
    ada.until(PATIENCE, target, |event| match event {
        ChatEvent::Unreachable { trouble, .. } => Some(trouble.clone()),
        ChatEvent::Left {
            why: Farewell::Broke(what),
            ..
        } => Some(Trouble {
            what: what.clone(),
            remedy: None,
        }),
        _ => None,
    })
    .await
}

pub fn icmp_is_no_rst(_: &Practice) -> Result<(), Failure> {
    let practice = lab::routed()?;
    desk::run(async {
        let mut ada = Talker::on(&practice.opener(YOU), "Ada");
        for (transport, target, key) in [
            // A router says so only a few times a second (icmp(7), icmp_ratelimit): the datagram goes first.
            (Transport::Udp, "10.99.0.1:4000", "chat-icmp-network"),
            (Transport::Tcp, "10.99.0.1:4000", "chat-icmp-network"),
            (Transport::Tcp, "[fd00:99::1]:4000", "chat-icmp-network"),
            (Transport::Tcp, "10.2.0.3:4000", "chat-refused"),
            (Transport::Tcp, "[fd00:2::3]:4000", "chat-refused"),
            (Transport::Udp, "10.2.0.3:4000", "chat-udp-unreachable"),
            (Transport::Tcp, "127.0.0.1:4000", "chat-refused-here"),
            (Transport::Tcp, "10.1.0.2:4000", "chat-refused-here"),
            (Transport::Tcp, "10.1.0.255:4000", "chat-many"),
        ] {
            assert_eq!(
                refused(&mut ada, transport, target).await?.what.key,
                key,
                "{target} {transport:?}"
            );
        }
        Ok(())
    })
}

pub fn broadcast(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let mut ada = Talker::on(&practice.opener(YOU), "Ada");
        let bob = udp(&practice.opener(PARTNER), any(4000))?;
        ada.chat.command(ChatCommand::Connect {
            transport: Transport::Udp,
            target: "10.1.0.255:4000".to_owned(),
            manner: Manner::Auto,
        })?;
        let everyone = |event: &ChatEvent| match event {
            ChatEvent::BroadcastAllowed { peer, .. } => Some(*peer),
            _ => None,
        };
        let everyone = ada.until(PATIENCE, "leave to broadcast", everyone).await?;
        ada.say(1, everyone, "all of you")?;
        let out = |event: &ChatEvent| {
            matches!(
                event,
                ChatEvent::Tick {
                    delivery: Delivery::Kernel,
                    ..
                }
            )
            .then_some(())
        };
        ada.until(PATIENCE, "sent", out).await?;
        let mut bytes = [0; 2048];
        let from = loop {
            let (n, from) = bob.recv_from(&mut bytes)?;
            if bytes.get(..n) == Some(b"all of you") {
                break from;
            }
        };
        bob.send_to(b"I am Bob", from)?;
        ada.hear("I am Bob").await?;
        assert_ne!(ada.known()?, everyone, "he has an address of his own");
        Ok(())
    })
}

pub fn nobody_answers_arp(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let mut ada = Talker::on(&practice.opener(YOU), "Ada");
        for (target, key) in [
            ("10.1.0.99:4000", "chat-no-neighbour"),
            ("[fd00:1::99]:4000", "chat-no-neighbour-6"),
        ] {
            assert_eq!(
                refused(&mut ada, Transport::Tcp, target).await?.what.key,
                key
            );
            let told = refused(&mut ada, Transport::Udp, target).await?;
            assert_eq!(told.what.key, key, "told although nothing more is sent");
        }
        Ok(())
    })
}

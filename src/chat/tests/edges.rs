//! What is said where nobody is, where many are, and of names.

use std::net::UdpSocket;

use super::super::traced::Traced;
use super::*;
use crate::net::Subnet;

const LAB: HostId = HostId(7);

/// A practice lab's host, which notes whether it was asked for the socket by which wirelabs of one host know
/// each other.
#[derive(Debug, Default)]
struct Practice(std::sync::atomic::AtomicBool);

impl crate::sys::factory::SocketFactory for Practice {
    fn host(&self) -> HostId {
        LAB
    }

    fn open(&self, domain: i32, kind: i32, protocol: i32) -> std::io::Result<std::os::fd::OwnedFd> {
        self.0
            .fetch_or(domain == libc::AF_UNIX, std::sync::atomic::Ordering::SeqCst);
        ThisMachine.open(domain, kind, protocol)
    }

    fn setting(&self, name: &str) -> std::io::Result<String> {
        ThisMachine.setting(name)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_that_was_built_anew_is_found_in_its_new_network() {
    let mut lab = Lab::new("Ada");
    let net = Subnet::new("127.7.7.7".parse().unwrap(), 32).unwrap();
    for _ in 0..2 {
        let host = Arc::new(Practice::default());
        lab.chat
            .add_host(Arc::clone(&host) as SharedFactory, vec![net]);
        lab.listen(Transport::Tcp, "127.7.7.7:0").await;
        assert!(
            host.0.load(std::sync::atomic::Ordering::SeqCst),
            "its own network is asked"
        );
        lab.chat.remove_host(LAB);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_stops_listening_stops_at_every_port() {
    let mut lab = Lab::new("Ada");
    for transport in [Transport::Tcp, Transport::Udp] {
        let ports = [
            lab.listen(transport, "127.0.0.1:0").await,
            lab.listen(transport, "127.0.0.1:0").await,
        ];
        lab.chat.command(ChatCommand::StopListening).unwrap();
        for at in ports {
            let free = async { while lab.try_listen(transport, at).await.is_none() {} };
            timeout(LIMIT, free).await.expect("its socket is closed");
        }
    }
}
use crate::record::{Call, Purpose};

/// A lab that listens at its own, with this choice about broadcast addresses.
fn lab_that(broadcast: Broadcast) -> Lab {
    let (to, lane) = channels(LANE);
    let config = ChatConfig {
        nick: "Ada".into(),
        instance: Shared::random(),
        broadcast,
        reserved: vec!["you".into()],
        finder: FINDER_OF_THIS_TEST.with(|port| *port),
        ..ChatConfig::default()
    };
    Lab {
        chat: start(config, Arc::new(ThisMachine), to),
        lane,
    }
}

#[tokio::test]
async fn an_icmp_error_wakes_a_udp_socket_by_itself_and_once() {
    let gone = UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut socket = Traced::open(&ThisMachine, Transport::Udp, false).unwrap();
    socket.keep_icmp_errors().unwrap();
    socket.writable().await;
    assert_eq!(socket.try_send_to(b"x", gone).unwrap(), Some(1));
    timeout(LIMIT, socket.readable()).await.unwrap();
    let error = socket.icmp_error().unwrap();
    assert_eq!((error.destination, error.errno), (gone, libc::ECONNREFUSED));
    let message = error.message.unwrap();
    assert_eq!(
        (message.v6, message.kind, message.code, message.from),
        (false, 3, 3, Some(gone.ip()))
    );
    tokio::select! {
        biased;
        () = socket.readable() => panic!("what is taken wakes again"),
        () = std::future::ready(()) => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_udp_somebody_is_there_when_something_came_from_it_and_not_before() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect(Transport::Udp, address);
    let peer = lab
        .until(|event| match event {
            ChatEvent::Joined { .. } => panic!("nothing has come from it"),
            ChatEvent::Ready { peer, .. } => Some(*peer),
            _ => None,
        })
        .await;
    lab.say(1, peer, "hi");
    // The kernel chooses our port when it first sends.
    let local = lab
        .until(|event| {
            if let ChatEvent::Changed { info, .. } = event {
                Some(info.local)
            } else {
                None
            }
        })
        .await;
    silent.send_to(b"here I am", local).unwrap();
    assert_eq!(lab.joined().await.0, peer);
    assert_eq!(lab.received().await.1, "here I am");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_it_connects_icmp_is_listened_for_and_afterwards_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect(Transport::Tcp, listener.local_addr().unwrap());
    let mut options = Vec::new();
    // The finder's socket, which is asked beside, keeps its own.
    lab.called(|event| {
        if event.transport == Transport::Tcp
            && matches!(event.call, Call::Option(name) if name.starts_with("IP_RECVERR"))
        {
            options.push((event.call.clone(), event.purpose));
        }
        (options.len() == 2).then_some(())
    })
    .await;
    let wanted =
        ["IP_RECVERR", "IP_RECVERR=0"].map(|name| (Call::Option(name), Purpose::Housekeeping));
    assert_eq!(options, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broadcast_address_gets_the_sockets_leave_and_whoever_answers_is_a_peer() {
    let one = UdpSocket::bind("0.0.0.0:0").unwrap();
    let port = one.local_addr().unwrap().port();
    let mut lab = lab_that(Broadcast::Allowed);
    lab.connect(Transport::Udp, format!("127.255.255.255:{port}"));
    let everyone = lab
        .until(|event| match event {
            ChatEvent::BroadcastAllowed { peer, .. } => Some(*peer),
            _ => None,
        })
        .await;
    lab.say(1, everyone, "all of you");
    lab.ticked(1, Delivery::Kernel).await;
    let mut bytes = [0; 2048];
    let from = loop {
        let (n, from) = one.recv_from(&mut bytes).unwrap();
        if &bytes[..n] == b"all of you" {
            break from;
        }
    };
    one.send_to(b"I am one", from).unwrap();
    let (peer, info) = lab.joined().await;
    assert_ne!(peer, everyone);
    assert_eq!((info.remote.port(), info.incoming), (port, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_leave_the_kernels_refusal_is_told() {
    let mut lab = lab_that(Broadcast::Refused);
    lab.connect(Transport::Udp, "127.255.255.255:9");
    let (peer, _) = lab.ready().await;
    lab.say(1, peer, "all of you");
    let trouble = lab.until(|event| match event {
        ChatEvent::BroadcastAllowed { .. } => panic!("it was not to be"),
        ChatEvent::Unreachable { trouble, .. } => Some(trouble.clone()),
        _ => None,
    });
    assert_eq!(trouble.await.what.key, "chat-broadcast-refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_of_one_name_are_told_apart_and_nobody_is_you() {
    let mut lab = lab_that(Broadcast::Allowed);
    let at = lab.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut guests = Vec::new();
    for (nick, marked) in [
        ("Bob", false),
        ("bob", true),
        ("Ada", true),
        ("You", true),
        ("wirelab", true),
    ] {
        let guest = Lab::new(nick);
        guest.connect(Transport::Tcp, at);
        let (_, info) = lab.joined().await;
        let wanted = if marked {
            format!("{nick} ({})", info.remote)
        } else {
            nick.to_owned()
        };
        assert_eq!(info.nick, wanted);
        guests.push(guest);
    }
}

//! The finder's UDP port: questions come in, answers go out, and nothing else.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::chat::lane::Lane;
use crate::chat::traced::{Destination, Traced};
use crate::proto::chat::finder::{self, Answer, Message};
use crate::record::{Purpose, Transport};
use crate::sys::factory::SharedFactory;

use super::rate::Rate;
use super::register::Register;

/// Datagrams read in one go.
const BURST: usize = 64;
/// The pause after as many: a flood costs so much of the processor and no more, the kernel drops the
/// rest. A question among them is asked again.
const PAUSE: Duration = Duration::from_millis(4);

/// The bound socket.
#[derive(Debug)]
pub(super) struct Post {
    lane: Lane,
    socket: Traced,
    rate: Rate,
}

impl Post {
    /// Binds the port at all addresses.
    ///
    /// # Errors
    /// `EADDRINUSE`: another program has it.
    pub(super) async fn bind(lane: &Lane, opener: &SharedFactory, port: u16) -> io::Result<Self> {
        let six = SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), port);
        let four = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), port);
        match bound(lane, opener, six).await {
            // A host without IPv6.
            Err(error) if error.kind() != io::ErrorKind::AddrInUse => {
                bound(lane, opener, four).await
            }
            result => result,
        }
        .map(|socket| Self {
            lane: lane.clone(),
            socket,
            rate: Rate::new(Instant::now()),
        })
    }

    /// Waits until something has come.
    pub(super) async fn readable(&self) {
        self.socket.readable().await;
    }

    /// Answers what has come.
    pub(super) async fn answer(&mut self, register: &Register) {
        for _ in 0..BURST {
            match self.one(register) {
                Ok(true) => {}
                Ok(false) => return,
                // A passing trouble of the network; that it lasts must not make this spin.
                Err(_) => break,
            }
        }
        sleep(PAUSE).await;
    }

    /// Answers one datagram; `false`: there is none. What gets no answer leaves no trace in the log: a
    /// stranger could fill it.
    fn one(&mut self, register: &Register) -> io::Result<bool> {
        // One byte more than there may be, so that a longer datagram is not taken for one of ours.
        let mut buffer = [0; finder::LENGTH + 1];
        let Some((length, from, to)) = self.socket.try_recv_at(&mut buffer)? else {
            return Ok(false);
        };
        let answer = buffer
            .get(..length)
            .and_then(|bytes| reply(bytes, to, register));
        match answer.filter(|_| self.rate.allows(from.ip(), Instant::now())) {
            Some(answer) => {
                // Who asks with an address that nothing can be sent to gets no answer.
                let _ = self.socket.try_send_from(&answer.encode(), to, from);
                self.tell_journal();
            }
            None => drop(self.socket.journal()),
        }
        Ok(true)
    }

    fn tell_journal(&mut self) {
        self.lane.tell_calls_if_room(self.socket.journal());
    }

    /// Gives the port back.
    pub(super) async fn close(self) {
        self.lane.tell_calls(self.socket.close()).await;
    }
}

/// The answer to a datagram, if it deserves one: only what was sent to one host, never to a group.
fn reply(bytes: &[u8], to: Option<Destination>, register: &Register) -> Option<Answer> {
    let Ok(Message::Question(question)) = finder::decode(bytes) else {
        return None;
    };
    let asked = to.map(|to| to.ip);
    let group = asked.is_some_and(|ip| match ip {
        IpAddr::V4(ip) => ip.is_multicast() || ip.is_broadcast(),
        IpAddr::V6(ip) => ip.is_multicast(),
    });
    let instance = register.find(question.service, asked).filter(|_| !group)?;
    Some(Answer { question, instance })
}

async fn bound(lane: &Lane, opener: &SharedFactory, address: SocketAddr) -> io::Result<Traced> {
    let opened = Traced::open_for(
        Purpose::Housekeeping,
        opener.as_ref(),
        Transport::Udp,
        address.is_ipv6(),
    );
    let mut socket = lane.opened(opened).await?;
    match prepare(&mut socket, address) {
        Ok(()) => {
            lane.tell_calls(socket.journal()).await;
            Ok(socket)
        }
        Err(error) => {
            lane.tell_calls(socket.close()).await;
            Err(error)
        }
    }
}

fn prepare(socket: &mut Traced, address: SocketAddr) -> io::Result<()> {
    if address.is_ipv6() {
        socket.both_families()?;
    }
    socket.keep_destinations()?;
    socket.bind(address)
}

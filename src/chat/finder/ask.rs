//! The question of who connects.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::chat::lane::Lane;
use crate::chat::shared::Shared;
use crate::chat::traced::{Traced, canonical};
use crate::chat::unreached::{Meaning, meaning};
use crate::proto::chat::finder::{self, Message, Question, Token};
use crate::record::{Purpose, Transport};
use crate::sys::factory::SharedFactory;
use crate::sys::socket::IcmpError;

use super::service;

/// When the question is asked, counted from the first time: a datagram may be lost.
const ASKED_AT: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_millis(150),
    Duration::from_millis(400),
];
/// When no answer is waited for any more.
const END: Duration = Duration::from_millis(700);
/// Datagrams read before anything else gets its turn.
const BURST: usize = 8;

/// What is known of the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A wirelab listens there: the number of its running program.
    Lab(u64),
    /// Nobody has answered.
    Nobody,
    /// ICMP says 'port unreachable': nobody there has the finder's port.
    Refused,
    /// The question could not go there, or not arrive: what the network said of it.
    Unreachable(IcmpError),
    /// ICMP says 'administratively prohibited': somebody on the way, or the host, does not let the
    /// question through. A wirelab may be there all the same.
    Prohibited,
    /// The question was not asked: it would have gone to the very port that is meant, or to more than
    /// one host, or there was no random number to be had.
    NotAsked,
}

/// Asks whether a wirelab listens at that address. Takes 700 ms at most (plus the time for which the
/// lane to the screen is full). When it is dropped the socket is closed.
pub async fn ask(
    shared: &Shared,
    opener: &SharedFactory,
    address: SocketAddr,
    transport: Transport,
) -> Verdict {
    let port = shared.finder;
    let address = canonical(address);
    let own = transport == Transport::Udp && address.port() == port;
    let Some(token) = token().filter(|_| !own && address.port() != 0 && is_one_host(address.ip()))
    else {
        return Verdict::NotAsked;
    };
    let opened = Traced::open_for(
        Purpose::Housekeeping,
        opener.as_ref(),
        Transport::Udp,
        address.is_ipv6(),
    );
    let socket = match shared.lane.opened(opened).await {
        Ok(socket) => socket,
        Err(error) => return unsent(&error, address),
    };
    let question = Question {
        token,
        service: service(transport, address.port()),
    };
    let mut asking = Asking {
        lane: &shared.lane,
        socket: Some(socket),
        question,
        to: to(address, port),
    };
    let verdict = asking.run().await;
    asking.close().await;
    verdict
}

/// The same host and zone, another port.
const fn to(mut address: SocketAddr, port: u16) -> SocketAddr {
    address.set_port(port);
    address
}

fn is_one_host(ip: IpAddr) -> bool {
    let many = match ip {
        IpAddr::V4(ip) => ip.is_broadcast() || ip.is_multicast(),
        IpAddr::V6(ip) => ip.is_multicast(),
    };
    !many
}

fn token() -> Option<Token> {
    let mut token = Token([0; 16]);
    getrandom::fill(&mut token.0).ok().map(|()| token)
}

/// What it means that the question could not be sent.
fn unsent(error: &io::Error, destination: SocketAddr) -> Verdict {
    match error.raw_os_error() {
        // The kernel wants SO_BROADCAST first: the address stands for all hosts of a network.
        Some(libc::EACCES) => Verdict::NotAsked,
        Some(libc::ECONNREFUSED) => Verdict::Refused,
        errno => {
            let errno = errno.unwrap_or(libc::EIO);
            Verdict::Unreachable(IcmpError {
                destination,
                errno,
                message: None,
            })
        }
    }
}

/// What an error means that came for a question.
fn told(error: &IcmpError) -> Verdict {
    match error.message.as_ref().map(meaning) {
        Some(Meaning::Port) => Verdict::Refused,
        // On the way, or at the host: a wirelab may be there all the same.
        Some(Meaning::Prohibited) => Verdict::Prohibited,
        Some(
            Meaning::Host
            | Meaning::Network
            | Meaning::Protocol
            | Meaning::HopLimit
            | Meaning::Other,
        )
        | None => Verdict::Unreachable(*error),
    }
}

/// A question under way.
struct Asking<'a> {
    lane: &'a Lane,
    /// Until it is closed.
    socket: Option<Traced>,
    question: Question,
    /// Where it is asked.
    to: SocketAddr,
}

impl Asking<'_> {
    async fn run(&mut self) -> Verdict {
        let to = self.to;
        let begun = Instant::now();
        if let Err(error) = self.connect(to).await {
            self.tell_journal().await;
            return unsent(&error, to);
        }
        let mut times = ASKED_AT.iter();
        let mut due = times.next();
        loop {
            let wake = begun + due.copied().unwrap_or(END);
            let verdict = tokio::select! {
                biased;
                () = sleep_until(wake) => if due.is_some() {
                    due = times.next();
                    self.send()
                } else {
                    // On a busy machine the answer may be there already.
                    self.take().or(Some(Verdict::Nobody))
                },
                () = heard(self.socket.as_ref()) => self.take(),
            };
            self.tell_journal().await;
            if let Some(verdict) = verdict {
                return verdict;
            }
        }
    }

    /// A socket that is connected hears only whom it asks: the kernel drops what others send.
    async fn connect(&mut self, to: SocketAddr) -> io::Result<()> {
        let socket = self.socket.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        // Without this option some of ICMP's answers stay unsaid, nothing more.
        let _ = socket.keep_icmp_errors();
        socket.connect(to).await
    }

    fn send(&mut self) -> Option<Verdict> {
        let bytes = self.question.encode();
        match self.socket.as_mut()?.try_send(&bytes) {
            // No room: the next time will do.
            Ok(_) => None,
            // It may be the answer to the question before, told with this call.
            Err(error) => Some(self.failed(&error)),
        }
    }

    /// Reads what has come.
    fn take(&mut self) -> Option<Verdict> {
        // One byte more than there may be, so that a longer datagram is not taken for one of ours.
        let mut buffer = [0; finder::LENGTH + 1];
        for _ in 0..BURST {
            match self.socket.as_mut()?.try_recv(&mut buffer) {
                Ok(Some(length)) => {
                    if let Some(instance) = self.answered(&buffer[..length]) {
                        return Some(Verdict::Lab(instance));
                    }
                }
                Ok(None) => return self.socket.as_ref()?.icmp_error().map(|error| told(&error)),
                Err(error) => return Some(self.failed(&error)),
            }
        }
        None
    }

    /// The instance, where that is the answer to this very question.
    fn answered(&self, bytes: &[u8]) -> Option<u64> {
        match finder::decode(bytes) {
            Ok(Message::Answer(answer)) if answer.question == self.question => {
                Some(answer.instance)
            }
            Ok(_) | Err(_) => None,
        }
    }

    /// A call has failed: the error queue knows better than errno what it was.
    fn failed(&self, error: &io::Error) -> Verdict {
        match self.socket.as_ref().and_then(Traced::icmp_error) {
            Some(error) => told(&error),
            None => unsent(error, self.to),
        }
    }

    async fn tell_journal(&mut self) {
        let calls = self.socket.as_mut().map(Traced::journal);
        self.lane.tell_calls(calls.unwrap_or_default()).await;
    }

    async fn close(&mut self) {
        let calls = self.socket.take().map(Traced::close);
        self.lane.tell_calls(calls.unwrap_or_default()).await;
    }
}

/// Nobody waits for the verdict any more: that the socket is closed is told where there is room.
impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let calls = self.socket.take().map(Traced::close);
        self.lane.tell_calls_if_room(calls.unwrap_or_default());
    }
}

async fn heard(socket: Option<&Traced>) {
    match socket {
        Some(socket) => socket.readable().await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::socket::IcmpMessage;

    fn error(message: Option<(bool, u8, u8)>) -> IcmpError {
        let message = message.map(|(v6, kind, code)| IcmpMessage {
            v6,
            kind,
            code,
            from: None,
        });
        IcmpError {
            destination: SocketAddr::from(([10, 1, 0, 3], finder::PORT)),
            errno: libc::EHOSTUNREACH,
            message,
        }
    }

    #[test]
    fn icmp_tells_a_closed_port_from_a_prohibition_and_from_no_way_there() {
        for code in [9, 10, 13] {
            assert_eq!(
                told(&error(Some((false, 3, code)))),
                Verdict::Prohibited,
                "{code}"
            );
        }
        for code in [1, 5, 6] {
            assert_eq!(
                told(&error(Some((true, 1, code)))),
                Verdict::Prohibited,
                "{code}"
            );
        }
        for message in [Some((false, 3, 3)), Some((true, 1, 4))] {
            assert_eq!(told(&error(message)), Verdict::Refused, "{message:?}");
        }
        for message in [None, Some((false, 3, 1)), Some((false, 11, 9))] {
            assert_eq!(
                told(&error(message)),
                Verdict::Unreachable(error(message)),
                "{message:?}"
            );
        }
    }

    #[test]
    fn a_question_goes_to_one_host() {
        for ip in ["255.255.255.255", "224.0.0.1", "ff02::1"] {
            assert!(!is_one_host(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["10.1.0.3", "127.0.0.1", "fe80::1", "::1"] {
            assert!(is_one_host(ip.parse().unwrap()), "{ip}");
        }
    }
}

//! Which datagrams the partner answers: never one that would make two programs answer each other for ever.
//!
//! One forged datagram is enough to set two echo servers on each other, or one on itself. So the partner
//! stays silent toward service ports, toward itself, and toward what holds its own answers in one
//! another; and whoever asks gets no more than a rate allows.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use super::answer::is_answer_to_an_answer;

/// Ports below this one are services' (RFC 6335 6, "system ports"): echo (7), chargen (19), DNS (53) …
/// A program that asks has a port above.
const FIRST_FREE_PORT: u16 = 1024;
/// Answers that an address may have at once, after a pause.
const BURST: u32 = 200;
/// An address that has used them up has another one after this long.
const ONE_MORE: Duration = Duration::from_millis(20);
/// Addresses remembered. Who is forgotten begins anew; forging so many at once still gains nothing, for
/// an answer is hardly longer than its question.
const MOST: usize = 256;

/// Whom was answered how often.
#[derive(Debug, Default)]
pub struct Manners {
    /// Who asked last stands at the end.
    recent: VecDeque<Account>,
}

/// What one address has left.
#[derive(Debug)]
struct Account {
    address: IpAddr,
    /// Answers it may have at once.
    left: u32,
    /// Until when its answers have been earned again.
    earned: Instant,
}

impl Manners {
    /// Is that datagram answered? `own`: the socket's address, which may be bound to all.
    pub fn answers(
        &mut self,
        own: SocketAddr,
        from: SocketAddr,
        said: &[u8],
        now: Instant,
    ) -> bool {
        let service = from.port() < FIRST_FREE_PORT;
        let oneself =
            from.port() == own.port() && (from.ip() == own.ip() || from.ip().is_loopback());
        !service && !oneself && !is_answer_to_an_answer(said) && self.pays(from.ip(), now)
    }

    fn pays(&mut self, address: IpAddr, now: Instant) -> bool {
        let known = self
            .recent
            .iter()
            .position(|account| account.address == address);
        let known = known.and_then(|at| self.recent.remove(at));
        let mut account = known.unwrap_or(Account {
            address,
            left: BURST,
            earned: now,
        });
        let more = now.saturating_duration_since(account.earned).as_nanos() / ONE_MORE.as_nanos();
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        account.left = account.left.saturating_add(more).min(BURST);
        account.earned = if account.left == BURST {
            now
        } else {
            account.earned + ONE_MORE * more
        };
        let pays = account.left > 0;
        account.left = account.left.saturating_sub(1);
        if self.recent.len() >= MOST {
            self.recent.pop_front();
        }
        self.recent.push_back(account);
        pays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "10.1.0.3:10101";

    fn answers(own: &str, from: &str, said: &[u8]) -> bool {
        Manners::default().answers(
            own.parse().unwrap(),
            from.parse().unwrap(),
            said,
            Instant::now(),
        )
    }

    #[test]
    fn a_students_datagram_is_answered_and_a_services_is_not() {
        for from in ["10.1.0.2:40000", "10.1.0.2:10101", "[fd00:1::2]:1024"] {
            assert!(answers(OWN, from, b"Ada"), "{from}");
        }
        for from in [
            "10.1.0.2:7",
            "10.1.0.2:19",
            "10.1.0.2:53",
            "10.1.0.2:0",
            "10.1.0.2:1023",
        ] {
            assert!(!answers(OWN, from, b"x"), "{from}");
        }
    }

    #[test]
    fn it_does_not_answer_itself() {
        assert!(!answers("127.0.0.1:21010", "127.0.0.1:21010", b"x"));
        assert!(!answers("[::]:10101", "[::1]:10101", b"x"));
        assert!(answers("127.0.0.1:21010", "127.0.0.1:21011", b"x"));
    }

    /// Two echo servers, one forged datagram: what passes between them ends.
    #[test]
    fn whatever_the_other_echo_server_makes_of_an_answer_the_two_fall_silent() {
        type Echo = fn(&[u8]) -> Vec<u8>;
        let others: [Echo; 3] = [
            |said| said.to_vec(),
            |said| [b"Hello, ", said, b"!"].concat(),
            |said| [b"Echo: ", said].concat(),
        ];
        for other in others {
            let (mut manners, mut said, mut answers) = (Manners::default(), b"x".to_vec(), 0);
            let (own, from) = (OWN.parse().unwrap(), "10.1.0.2:21010".parse().unwrap());
            while manners.answers(own, from, &said, Instant::now()) {
                said = other(&super::super::answer::hello(&said));
                answers += 1;
                assert!(answers < 4, "they go on");
            }
        }
        assert!(
            answers(OWN, "10.1.0.2:40000", b"Hello, partner!"),
            "a person may greet"
        );
    }

    #[test]
    fn an_address_has_its_burst_then_a_rate_and_others_are_not_touched() {
        let (mut manners, start) = (Manners::default(), Instant::now());
        let own = OWN.parse().unwrap();
        let mut ask = |from: &str, after: Duration| {
            manners.answers(own, from.parse().unwrap(), b"x", start + after)
        };
        let answered = (0..1000)
            .filter(|port| ask(&format!("10.1.0.2:{}", 2000 + port), Duration::ZERO))
            .count();
        assert_eq!(answered, BURST as usize, "whatever ports it asks from");
        assert!(ask("10.1.0.9:2000", Duration::ZERO));
        assert!(ask("10.1.0.2:2000", ONE_MORE));
        assert!(!ask("10.1.0.2:2000", ONE_MORE));
        assert!(ask("10.1.0.2:2000", ONE_MORE * 2));
        let later = Duration::from_hours(1);
        assert_eq!(
            (0..1000).filter(|_| ask("10.1.0.2:2000", later)).count(),
            BURST as usize
        );
    }

    #[test]
    fn few_addresses_are_remembered() {
        let (mut manners, now) = (Manners::default(), Instant::now());
        for last in 0..2000_u32 {
            let from = SocketAddr::new(IpAddr::V4((0x0a00_0000 + last).into()), 2000);
            assert!(manners.answers(OWN.parse().unwrap(), from, b"x", now));
        }
        assert_eq!(manners.recent.len(), MOST);
    }
}

//! Who listens where on this host: the presiding wirelab's own, and what its guests have told it.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::chat::lock::lock;
use crate::proto::chat::finder::{Over, Service};

use super::Listening;

/// Guests at the same time, at most.
pub(super) const MOST_GUESTS: usize = 64;
/// What one wirelab can listen at, as far as it is told.
pub(super) const MOST_LISTENING: usize = 64;
/// Bytes in front of what is listened at: magic 4, version 1, count 1, reserved 2, instance 8.
const HEAD: usize = 16;
/// Bytes of one: transport 1, reserved 1, port 2, address 16 (IPv4 as `::ffff:a.b.c.d`).
const EACH: usize = 20;
/// Bytes of a registration: always all, so that a length can't lie.
pub(super) const LENGTH: usize = HEAD + MOST_LISTENING * EACH;
/// Another magic than the finder's own: this one never goes over a wire.
const MAGIC: [u8; 4] = *b"WLhs";
const VERSION: u8 = 1;

/// What one wirelab says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Registration {
    /// Its running program.
    pub(super) instance: u64,
    /// What it listens at, [`MOST_LISTENING`] at most.
    pub(super) listening: Vec<Listening>,
}

impl Registration {
    /// Its bytes.
    pub(super) fn encode(&self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        let count = self.listening.len().min(MOST_LISTENING);
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4] = VERSION;
        bytes[5] = count as u8;
        bytes[8..HEAD].copy_from_slice(&self.instance.to_be_bytes());
        for (place, listening) in bytes[HEAD..].chunks_exact_mut(EACH).zip(&self.listening) {
            place[0] = listening.service.over.number();
            place[2..4].copy_from_slice(&listening.service.port.to_be_bytes());
            let ip = match listening.address {
                IpAddr::V4(ip) => ip.to_ipv6_mapped(),
                IpAddr::V6(ip) => ip,
            };
            place[4..].copy_from_slice(&ip.octets());
        }
        bytes
    }

    /// Reads one; `None`: these bytes are none. Another user may have sent them.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; LENGTH] = bytes.try_into().ok()?;
        let count = usize::from(bytes[5]);
        if bytes[..4] != MAGIC || bytes[4] != VERSION || count > MOST_LISTENING {
            return None;
        }
        let instance = u64::from_be_bytes(bytes[8..HEAD].try_into().ok()?);
        let listening = bytes[HEAD..]
            .chunks_exact(EACH)
            .take(count)
            .map(one)
            .collect::<Option<_>>()?;
        Some(Self {
            instance,
            listening,
        })
    }
}

fn one(bytes: &[u8]) -> Option<Listening> {
    let over = Over::of(*bytes.first()?)?;
    let port = u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?);
    let ip: [u8; 16] = bytes.get(4..EACH)?.try_into().ok()?;
    (port > 0).then(|| Listening {
        service: Service { over, port },
        address: Ipv6Addr::from(ip).to_canonical(),
    })
}

#[derive(Debug, Default)]
struct Entries {
    own: Option<Registration>,
    guests: BTreeMap<u64, Option<Registration>>,
    next: u64,
}

/// All registrations of one host, shared by the tasks that serve it.
#[derive(Debug, Clone, Default)]
pub(super) struct Register(Arc<Mutex<Entries>>);

impl Register {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        lock(&self.0)
    }

    /// What this program itself listens at.
    pub(super) fn set_own(&self, registration: Registration) {
        self.entries().own = Some(registration);
    }

    /// A guest has come; `None`: there are [`MOST_GUESTS`] already.
    pub(super) fn enter(&self) -> Option<Guest> {
        let mut entries = self.entries();
        if entries.guests.len() >= MOST_GUESTS {
            return None;
        }
        let number = entries.next;
        entries.next += 1;
        entries.guests.insert(number, None);
        Some(Guest {
            register: self.clone(),
            number,
        })
    }

    /// The running program that is reached at that address and service: this one first, then whoever
    /// came first.
    pub(super) fn find(&self, service: Service, asked: Option<IpAddr>) -> Option<u64> {
        let entries = self.entries();
        let mut all = entries.own.iter().chain(entries.guests.values().flatten());
        let found = all.find(|one| {
            one.listening
                .iter()
                .any(|listening| listening.reached(service, asked))
        });
        found.map(|one| one.instance)
    }
}

/// A guest's place; it is forgotten when this is dropped.
#[derive(Debug)]
pub(super) struct Guest {
    register: Register,
    number: u64,
}

impl Guest {
    /// What it listens at from now on.
    pub(super) fn set(&self, registration: Registration) {
        self.register
            .entries()
            .guests
            .insert(self.number, Some(registration));
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.register.entries().guests.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use proptest::prelude::*;

    use super::*;
    use crate::chat::finder::service;
    use crate::record::Transport;

    fn listening(transport: Transport, address: &str) -> Listening {
        Listening::at(transport, address.parse::<SocketAddr>().unwrap())
    }

    fn registration(instance: u64, listening: Vec<Listening>) -> Registration {
        Registration {
            instance,
            listening,
        }
    }

    fn found(register: &Register, port: u16, asked: &str) -> Option<u64> {
        register.find(service(Transport::Tcp, port), asked.parse().ok())
    }

    #[test]
    fn what_is_written_is_read() {
        let all = vec![
            listening(Transport::Tcp, "0.0.0.0:10101"),
            listening(Transport::Udp, "[::]:4000"),
            listening(Transport::Tcp, "10.1.0.3:1"),
            listening(Transport::Udp, "[fe80::1]:65535"),
        ];
        let one = registration(7, all);
        assert_eq!(Registration::decode(&one.encode()), Some(one));
        let most = registration(
            8,
            vec![listening(Transport::Tcp, "[::]:1"); MOST_LISTENING + 5],
        );
        assert_eq!(
            Registration::decode(&most.encode())
                .unwrap()
                .listening
                .len(),
            MOST_LISTENING
        );
    }

    #[test]
    fn other_bytes_are_none() {
        let whole = registration(7, vec![listening(Transport::Tcp, "[::]:1")]).encode();
        for n in (0..LENGTH).chain([LENGTH + 1]) {
            assert_eq!(
                Registration::decode(&[&whole[..], &[0]].concat()[..n]),
                None,
                "{n} bytes"
            );
        }
        for (index, value) in [(0, b'w'), (4, 2), (5, 65), (5, 2), (16, 1)] {
            let mut spoilt = whole;
            spoilt[index] = value;
            assert_eq!(Registration::decode(&spoilt), None, "{index}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(index in 0..LENGTH, value: u8, bytes in prop::collection::vec(any::<u8>(), LENGTH)) {
            let _ = Registration::decode(&bytes);
            let mut whole = registration(7, vec![listening(Transport::Udp, "[::]:1"); 3]).encode();
            whole[index] = value;
            let _ = Registration::decode(&whole);
        }
    }

    #[test]
    fn who_is_bound_to_one_address_is_found_at_that_one_alone() {
        let register = Register::default();
        register.set_own(registration(
            1,
            vec![listening(Transport::Tcp, "127.0.0.1:4000")],
        ));
        let guest = register.enter().unwrap();
        guest.set(registration(
            2,
            vec![
                listening(Transport::Tcp, "10.1.0.3:4000"),
                listening(Transport::Tcp, "[::]:5000"),
            ],
        ));
        assert_eq!(found(&register, 4000, "127.0.0.1"), Some(1));
        assert_eq!(found(&register, 4000, "10.1.0.3"), Some(2));
        assert_eq!(found(&register, 4000, "::1"), None);
        assert_eq!(found(&register, 5000, "::1"), Some(2));
        assert_eq!(found(&register, 5000, "10.1.0.4"), Some(2));
        assert_eq!(
            register.find(service(Transport::Udp, 5000), "::1".parse().ok()),
            None
        );
    }

    #[test]
    fn all_ipv4_addresses_are_no_ipv6_ones() {
        let register = Register::default();
        register.set_own(registration(
            1,
            vec![listening(Transport::Tcp, "0.0.0.0:4000")],
        ));
        assert_eq!(found(&register, 4000, "127.0.0.1"), Some(1));
        assert_eq!(found(&register, 4000, "::1"), None);
    }

    #[test]
    fn a_guest_that_goes_is_forgotten_and_makes_room() {
        let register = Register::default();
        let mut guests: Vec<_> = (0..MOST_GUESTS)
            .map(|_| register.enter().unwrap())
            .collect();
        assert!(register.enter().is_none());
        guests[0].set(registration(
            5,
            vec![listening(Transport::Tcp, "[::]:4000")],
        ));
        assert_eq!(found(&register, 4000, "::1"), Some(5));
        guests.remove(0);
        assert_eq!(found(&register, 4000, "::1"), None);
        assert!(register.enter().is_some());
    }
}

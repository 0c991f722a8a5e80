//! Who has a place at a UDP socket.
//!
//! A datagram's sender address proves nothing, so nobody may be kept out by forged ones: of those who
//! cannot be proved the one that matters least makes room, and of those who were proved, one of the
//! address that has most places.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::time::Instant;

use crate::msg::chat::Farewell;
use crate::proto::chat::codec::Body;

use super::Post;
use super::peer::Peer;

/// Plain peers that came to us, at most.
pub const MOST_PLAIN: usize = 64;
/// Labs at one socket, at most.
pub const MOST_LABS: usize = 256;
/// So many who cannot be proved are taken in at once, and then one each [`Newcomers::EACH`]: what floods in
/// under forged addresses must not cost the screen its time.
const AT_ONCE: u32 = 64;

/// How many more who cannot be proved are taken in just now.
#[derive(Debug)]
pub struct Newcomers {
    left: u32,
    since: Instant,
}

impl Default for Newcomers {
    fn default() -> Self {
        Self {
            left: AT_ONCE,
            since: Instant::now(),
        }
    }
}

impl Newcomers {
    /// One more each.
    const EACH: Duration = Duration::from_millis(50);

    /// Is one taken in?
    pub fn take(&mut self, now: Instant) -> bool {
        let more = now.saturating_duration_since(self.since).as_millis() / Self::EACH.as_millis();
        if more > 0 {
            self.left = self
                .left
                .saturating_add(more.min(u128::from(AT_ONCE)) as u32)
                .min(AT_ONCE);
            self.since = now;
        }
        let taken = self.left > 0;
        self.left -= u32::from(taken);
        taken
    }
}

/// The plain peer that matters least: one that was never written to before one that was, and of those
/// the one that was not heard for longest.
fn least_plain<'a>(peers: impl Iterator<Item = (&'a SocketAddr, &'a Peer)>) -> Option<SocketAddr> {
    let plain = peers.filter(|(_, peer)| peer.incoming && !peer.is_lab());
    plain
        .min_by_key(|(_, peer)| (peer.written_to, peer.last_heard))
        .map(|(address, _)| *address)
}

/// Of the address that has most labs the one that was not heard for longest.
fn most_labs<'a>(peers: impl Iterator<Item = (&'a SocketAddr, &'a Peer)>) -> Option<SocketAddr> {
    let labs: Vec<_> = peers
        .filter(|(_, peer)| peer.incoming && peer.is_lab())
        .collect();
    let mut counts: HashMap<IpAddr, usize> = HashMap::new();
    for (address, _) in &labs {
        *counts.entry(address.ip()).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    let crowd = labs
        .into_iter()
        .filter(|(address, _)| counts.get(&address.ip()) == Some(&most));
    crowd
        .min_by_key(|(_, peer)| peer.last_heard)
        .map(|(address, _)| *address)
}

impl Post {
    /// A place for one more plain peer; `false`: too many come just now.
    pub(super) async fn make_room_for_plain(&mut self) -> bool {
        if !self.newcomers.take(Instant::now()) {
            return false;
        }
        if self
            .peers
            .values()
            .filter(|peer| peer.incoming && !peer.is_lab())
            .count()
            >= MOST_PLAIN
            && let Some(address) = least_plain(self.peers.iter())
        {
            self.remove(address, Farewell::Idle).await;
        }
        true
    }

    /// A place for one more lab.
    pub(super) async fn make_room_for_lab(&mut self) {
        if self
            .peers
            .values()
            .filter(|peer| peer.incoming && peer.is_lab())
            .count()
            >= MOST_LABS
            && let Some(address) = most_labs(self.peers.iter())
        {
            self.send_control(address, Body::Bye(String::new())).await;
            self.remove(address, Farewell::Idle).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_newcomers_is_taken_in_slowly() {
        let mut newcomers = Newcomers::default();
        let start = newcomers.since;
        let taken = |newcomers: &mut Newcomers, at: Instant| {
            (0..1000).filter(|_| newcomers.take(at)).count()
        };
        assert_eq!(taken(&mut newcomers, start), AT_ONCE as usize);
        assert_eq!(taken(&mut newcomers, start + Duration::from_secs(1)), 20);
        assert_eq!(
            taken(&mut newcomers, start + Duration::from_mins(10)),
            AT_ONCE as usize,
            "no more are saved up"
        );
    }
}

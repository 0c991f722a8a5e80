//! Which sessions there are, and who keeps each: by this a new connection finds the session it carries on.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;

use crate::proto::chat::Hello;
use crate::proto::chat::secret::Secret;
use crate::say::Clean;

use super::conn::Conn;
use super::crowd::Place;
use super::lock::lock;
use crate::msg::chat::PeerId;

/// A connection whose other end has proved that it carries a session on.
#[derive(Debug)]
pub struct Arrival {
    /// The connection.
    pub conn: Conn,
    /// What its hello said.
    pub hello: Hello,
    /// What the other side has received.
    pub received: u32,
    /// Its place among the incoming connections.
    pub place: Place,
}

/// Who keeps a session.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Whose orders end it.
    pub peer: PeerId,
    /// The other side's running program.
    pub instance: u64,
    /// What only both ends know.
    pub secret: Secret,
    /// Where its new connections go.
    pub arrivals: mpsc::Sender<Arrival>,
    /// What the other side calls itself, and where it came from.
    pub known_as: (Clean, IpAddr),
    /// The highest text number received, and whether there is a connection now.
    pub state: Arc<OwnerState>,
}

/// What changes about a session while others look at it.
#[derive(Debug, Default)]
pub struct OwnerState {
    received: AtomicU32,
    away: AtomicBool,
}

impl OwnerState {
    /// This much has been received.
    pub fn set_received(&self, number: u32) {
        self.received.store(number, Ordering::Release);
    }

    /// The connection has broken, or is back.
    pub fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::Release);
    }
}

impl Owner {
    /// The highest text number received. It may have grown when the answer is used; what comes twice for
    /// that is dropped by its number.
    pub fn received(&self) -> u32 {
        self.state.received.load(Ordering::Acquire)
    }

    /// Hands over a connection that carries its session on. An owner that is just going closes it; the
    /// other side tries again.
    pub fn take(&self, arrival: Arrival) {
        drop(self.arrivals.try_send(arrival));
    }
}

/// The sessions whose connections come to us, by their numbers.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<HashMap<u64, Owner>>);

impl Sessions {
    /// Who keeps this session with that program?
    pub fn owner(&self, session: u64, instance: u64) -> Option<Owner> {
        lock(&self.0)
            .get(&session)
            .filter(|owner| owner.instance == instance)
            .cloned()
    }

    /// This session's connections go to its owner from now on.
    pub fn own(&self, session: u64, owner: Owner) {
        lock(&self.0).insert(session, owner);
    }

    /// The session is over.
    pub fn disown(&self, session: u64) {
        lock(&self.0).remove(&session);
    }

    /// Those who wait for a connection while their program is here anew: the same name at the same
    /// address, but another running program.
    pub fn superseded(&self, instance: u64, known_as: &(Clean, IpAddr)) -> Vec<Owner> {
        let is_old = |owner: &&Owner| {
            owner.instance != instance
                && owner.known_as == *known_as
                && owner.state.away.load(Ordering::Acquire)
        };
        lock(&self.0).values().filter(is_old).cloned().collect()
    }

    /// Is the program that this peer was here anew: the same name at the same address, but another running
    /// program, and come later? Then nobody will carry its session on.
    pub fn is_succeeded(&self, peer: PeerId) -> bool {
        let sessions = lock(&self.0);
        let Some(old) = sessions.values().find(|owner| owner.peer == peer) else {
            return false;
        };
        sessions.values().any(|new| {
            new.peer > peer && new.instance != old.instance && new.known_as == old.known_as
        })
    }
}

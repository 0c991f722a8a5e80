//! What moves at this moment.

use crate::exercise::backlog::{Crowd, Guest, Place};
use crate::exercise::{Call, Happening, Journal, Role};
use crate::screens::exercises::scene::Scene;
use crate::wire::TcpFlags;

/// What moves at this moment, and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Motion {
    what: What,
    /// 0 to 1.
    pub(super) phase: f64,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Nothing,
    /// This client tries to connect.
    Knocks(u16),
    /// These clients are found at another place than before.
    Found(Vec<u16>),
    /// Something is on its way at this client's row: what, and towards the server?
    Carries(u16, String, bool),
    /// This client's connection goes to the server.
    Accepts(u16),
}

impl Motion {
    pub(super) fn of(scene: &Scene<'_>, crowd: &Crowd) -> Self {
        let what = match scene.newest.filter(|_| scene.phase < 1.0) {
            None => What::Nothing,
            Some(Happening::Frame(at)) => frame(scene.journal, at, crowd).unwrap_or(What::Nothing),
            Some(Happening::Began(at) | Happening::Waits(at) | Happening::Ended(at)) => {
                call(scene, at, crowd).unwrap_or(What::Nothing)
            }
        };
        Self {
            what,
            phase: scene.phase,
        }
    }

    /// Does this client's line still grow towards the queue?
    pub(super) fn grows(&self, guest: &Guest) -> bool {
        match &self.what {
            What::Knocks(number) => *number == guest.number,
            What::Found(numbers) => numbers.contains(&guest.number),
            What::Nothing | What::Carries(..) | What::Accepts(_) => false,
        }
    }

    /// What is on its way at this client's row, and whether towards the server.
    pub(super) fn carries(&self, guest: &Guest) -> Option<(&str, bool)> {
        let What::Carries(number, what, there) = &self.what else {
            return None;
        };
        (*number == guest.number).then_some((what.as_str(), *there))
    }

    /// Is this client's connection being taken out of the queue?
    pub(super) fn accepts(&self, guest: &Guest) -> bool {
        self.what == What::Accepts(guest.number)
    }
}

fn call(scene: &Scene<'_>, at: usize, crowd: &Crowd) -> Option<What> {
    let entry = scene.journal.entries.get(at)?;
    let (call, number) = (&entry.step.call, entry.step.on.number);
    let of_turn = |turn: u16| {
        let is = |guest: &&Guest| guest.turn == Some(turn);
        crowd.guests.iter().find(is).map(|guest| guest.number)
    };
    if let Call::Accept(made) = call {
        return Some(What::Accepts(of_turn(made.number)?));
    }
    if matches!(call, Call::Connect(_)) && entry.step.who.role == Role::Client {
        return Some(What::Knocks(number));
    }
    if matches!(call, Call::Send(_) | Call::Recv(_)) {
        let reads = matches!(call, Call::Recv(_));
        let client = if reads { of_turn(number)? } else { number };
        return Some(What::Carries(
            client,
            format!("{} B", entry.number()?),
            true,
        ));
    }
    if *call != Call::Look {
        return None;
    }
    let before = before(scene, at);
    let moved = crowd.guests.iter().filter(|guest| {
        let old = before.guests.iter().find(|old| old.number == guest.number);
        old.is_some_and(|old| old.place != guest.place)
    });
    Some(What::Found(moved.map(|guest| guest.number).collect()))
}

/// The clients as they were known before this look.
fn before(scene: &Scene<'_>, look: usize) -> Crowd {
    let mut then = scene.journal.clone();
    then.entries.truncate(look);
    Crowd::at(&then, scene.session.journal())
}

fn frame(journal: &Journal, at: usize, crowd: &Crowd) -> Option<What> {
    let segment = journal.frames.get(at)?.segment()?;
    let is = |end| move |guest: &&Guest| guest.address == Some(end);
    let from = crowd.guests.iter().find(is(segment.from));
    let to = crowd.guests.iter().find(is(segment.to));
    let flags = segment.flags;
    let what = if segment.len > 0 {
        format!("{} B", segment.len)
    } else {
        let names = [
            (TcpFlags::SYN, "SYN"),
            (TcpFlags::RST, "RST"),
            (TcpFlags::ACK, "ACK"),
        ];
        let set = names.iter().filter(|(flag, _)| flags.has(*flag));
        set.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
    };
    let guest = from.or(to)?;
    // Of somebody who is in, an acknowledgement is nothing to look at.
    let quiet = what == "ACK" && matches!(guest.place, Place::Queued | Place::Accepted);
    (!quiet).then(|| What::Carries(guest.number, what, from.is_some()))
}

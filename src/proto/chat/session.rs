//! A session: what both sides have said and received, whatever connection carries it.
//!
//! It keeps every text until the other side's program has acknowledged it. When a connection breaks,
//! [`Session::resume`] makes everything that is kept due again; the receiver drops what it already
//! has by its number ([`Session::incoming`]). Together: each text arrives exactly once, in order.

use std::collections::VecDeque;

use super::header::{MAX_BODY, at};
use super::malformed::{Flaw, Malformed};

/// Texts kept for one peer, at most.
pub const MAX_KEPT: usize = 1000;
/// Their bytes, at most: 1 MiB.
pub const MAX_KEPT_BYTES: usize = 1 << 20;
/// The longest text: a body less the presentation header.
pub const MAX_TEXT: usize = MAX_BODY - 2;

/// A text that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// [`MAX_KEPT`] texts or [`MAX_KEPT_BYTES`] wait already.
    #[error("too many texts wait for this peer")]
    Full,
    /// Above [`MAX_TEXT`] bytes.
    #[error("the text is too long for one record")]
    TooLong,
}

/// A text that waits to be acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number in this session, from 1.
    pub number: u32,
    /// Whatever the sender calls it.
    pub tag: u64,
    /// The text.
    pub text: String,
    /// Handed to the present connection.
    handed: bool,
    /// The other side's TCP has acknowledged it, on this connection or an earlier one.
    reached: bool,
}

/// What to do with a text that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incoming {
    /// It is the next one: show it.
    Fresh,
    /// It came before, over an earlier connection: drop it, acknowledge again.
    Duplicate,
}

/// One session with one peer.
#[derive(Debug, Clone, Default)]
pub struct Session {
    id: u64,
    numbered: u32,
    received: u32,
    kept: VecDeque<Kept>,
    kept_bytes: usize,
}

impl Session {
    /// A session with this id; 0 = not named yet.
    #[must_use]
    pub fn new(id: u64) -> Self {
        Self {
            id,
            ..Self::default()
        }
    }

    /// Its id, 0 before the listener has named one.
    #[must_use]
    pub const fn id(&self) -> u64 {
        self.id
    }

    /// Highest number received: what every record of ours acknowledges.
    #[must_use]
    pub const fn received(&self) -> u32 {
        self.received
    }

    /// Texts not yet acknowledged.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.kept.len()
    }

    /// Does the text of this number still wait to be acknowledged?
    #[must_use]
    pub fn waits(&self, number: u32) -> bool {
        self.kept.front().is_some_and(|kept| kept.number <= number)
    }

    /// Keeps a text to be sent; returns its number.
    ///
    /// # Errors
    /// [`NotKept::Full`] when too many wait, [`NotKept::TooLong`].
    pub fn keep(&mut self, tag: u64, text: String) -> Result<u32, NotKept> {
        if text.len() > MAX_TEXT {
            return Err(NotKept::TooLong);
        }
        if self.kept.len() >= MAX_KEPT || self.kept_bytes + text.len() > MAX_KEPT_BYTES {
            return Err(NotKept::Full);
        }
        self.numbered += 1;
        self.kept_bytes += text.len();
        self.kept.push_back(Kept {
            number: self.numbered,
            tag,
            text,
            handed: false,
            reached: false,
        });
        Ok(self.numbered)
    }

    /// The next text to hand to the connection, marked as handed.
    pub fn next_due(&mut self) -> Option<&Kept> {
        let kept = self.kept.iter_mut().find(|kept| !kept.handed)?;
        kept.handed = true;
        Some(kept)
    }

    /// Is there a text to hand to the connection?
    #[must_use]
    pub fn has_due(&self) -> bool {
        self.kept.back().is_some_and(|kept| !kept.handed)
    }

    /// The other side has received all up to `number`; returns the tags of those it now has.
    ///
    /// # Errors
    /// [`Flaw::NeverSent`] for a number above the last one given out.
    pub fn acknowledged(&mut self, number: u32) -> Result<Vec<u64>, Malformed> {
        if number > self.numbered {
            return Err(Malformed::new(
                "acknowledgement",
                at::ACKNOWLEDGEMENT.start,
                Flaw::NeverSent(number),
            ));
        }
        let mut tags = Vec::new();
        while self.kept.front().is_some_and(|kept| kept.number <= number) {
            if let Some(kept) = self.kept.pop_front() {
                self.kept_bytes -= kept.text.len();
                tags.push(kept.tag);
            }
        }
        Ok(tags)
    }

    /// Takes note of a text's number.
    ///
    /// # Errors
    /// [`Flaw::Gap`] when a text between was left out, which a stream cannot do by itself.
    pub fn incoming(&mut self, number: u32) -> Result<Incoming, Malformed> {
        if number <= self.received {
            return Ok(Incoming::Duplicate);
        }
        if number != self.received + 1 {
            return Err(Malformed::new(
                "sequence",
                at::SEQUENCE.start,
                Flaw::Gap(number),
            ));
        }
        self.received = number;
        Ok(Incoming::Fresh)
    }

    /// A new connection carries the same session: the other side has all up to `number`, everything
    /// after it is due again. Returns the tags of those it has.
    ///
    /// # Errors
    /// As [`Session::acknowledged`].
    pub fn resume(&mut self, number: u32) -> Result<Vec<u64>, Malformed> {
        let tags = self.acknowledged(number)?;
        self.kept.iter_mut().for_each(|kept| kept.handed = false);
        Ok(tags)
    }

    /// It begins now: what waits, and was handed to nobody, is numbered from 1.
    pub fn begin(&mut self) {
        self.numbered = 0;
        for kept in &mut self.kept {
            self.numbered += 1;
            kept.number = self.numbered;
        }
    }

    /// The session has got its id.
    pub const fn name(&mut self, id: u64) {
        self.id = id;
    }

    /// The other side's TCP has this text; whether its program has, only an acknowledgement tells.
    pub fn reached(&mut self, number: u32) {
        if let Some(kept) = self.kept.iter_mut().find(|kept| kept.number == number) {
            kept.reached = true;
        }
    }

    /// Forgets all that is kept; returns the tags of what will not arrive, in order. What has reached
    /// the other side's TCP is not among them: its program may well have read it.
    pub fn abandon(&mut self) -> Vec<u64> {
        self.kept_bytes = 0;
        self.kept
            .drain(..)
            .filter(|kept| !kept.reached)
            .map(|kept| kept.tag)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// A connection in virtual time: what is sent arrives `DELAY` later unless it breaks before.
    struct Wire {
        in_flight: VecDeque<(Duration, bool, Note)>,
    }

    #[derive(Debug, Clone)]
    enum Note {
        Text(u32, String),
        Ack(u32),
    }

    const DELAY: Duration = Duration::from_millis(10);

    struct End {
        session: Session,
        shown: Vec<String>,
        acked: Vec<u64>,
    }

    impl End {
        fn new() -> Self {
            Self {
                session: Session::new(1),
                shown: Vec::new(),
                acked: Vec::new(),
            }
        }

        fn send(&mut self, wire: &mut Wire, now: Duration, to_b: bool) {
            while let Some(kept) = self.session.next_due() {
                wire.in_flight.push_back((
                    now + DELAY,
                    to_b,
                    Note::Text(kept.number, kept.text.clone()),
                ));
            }
        }

        fn take(&mut self, note: Note) -> Option<Note> {
            match note {
                Note::Text(number, text) => {
                    if self.session.incoming(number).unwrap() == Incoming::Fresh {
                        self.shown.push(text);
                    }
                    Some(Note::Ack(self.session.received()))
                }
                Note::Ack(number) => {
                    self.acked
                        .extend(self.session.acknowledged(number).unwrap());
                    None
                }
            }
        }
    }

    fn reconnect(a: &mut End, b: &mut End, wire: &mut Wire) {
        wire.in_flight.clear();
        let (from_a, from_b) = (a.session.received(), b.session.received());
        a.acked.extend(a.session.resume(from_b).unwrap());
        b.acked.extend(b.session.resume(from_a).unwrap());
    }

    #[test]
    fn with_breaks_at_any_time_every_text_arrives_exactly_once_and_in_order() {
        for break_every in 1..40_u64 {
            let (mut a, mut b) = (End::new(), End::new());
            let mut wire = Wire {
                in_flight: VecDeque::new(),
            };
            for step in 0..400_u64 {
                let now = Duration::from_millis(step * 3);
                if step < 60 {
                    a.session.keep(step, format!("a{step}")).unwrap();
                    b.session.keep(step, format!("b{step}")).unwrap();
                }
                if step < 300 && step % break_every == 0 {
                    reconnect(&mut a, &mut b, &mut wire);
                }
                a.send(&mut wire, now, true);
                b.send(&mut wire, now, false);
                while wire.in_flight.front().is_some_and(|(due, ..)| *due <= now) {
                    let (_, to_b, note) = wire.in_flight.pop_front().unwrap();
                    let end = if to_b { &mut b } else { &mut a };
                    if let Some(answer) = end.take(note) {
                        wire.in_flight.push_back((now + DELAY, !to_b, answer));
                    }
                }
            }
            let wanted: Vec<_> = (0..60).map(|n| format!("a{n}")).collect();
            assert_eq!(b.shown, wanted, "break every {break_every} steps");
            assert_eq!(a.acked, (0..60).collect::<Vec<_>>());
            assert_eq!(a.session.waiting() + b.session.waiting(), 0);
        }
    }

    #[test]
    fn a_full_queue_takes_no_more_until_something_is_acknowledged() {
        let mut session = Session::new(1);
        for n in 0..MAX_KEPT as u64 {
            session.keep(n, "x".into()).unwrap();
        }
        assert_eq!(session.keep(0, "x".into()), Err(NotKept::Full));
        assert_eq!(session.acknowledged(1), Ok(vec![0]));
        assert!(session.keep(0, "x".into()).is_ok());
    }

    #[test]
    fn a_full_queue_is_counted_in_bytes_too() {
        let mut session = Session::new(1);
        let large = "x".repeat(MAX_TEXT);
        while session.keep(0, large.clone()).is_ok() {}
        assert!(session.waiting() * MAX_TEXT <= MAX_KEPT_BYTES);
        assert_eq!(
            session.keep(0, "x".repeat(MAX_TEXT + 1)),
            Err(NotKept::TooLong)
        );
    }

    #[test]
    fn what_reached_the_other_sides_tcp_is_not_called_lost() {
        let mut session = Session::new(1);
        for tag in 0..3 {
            session.keep(tag, "x".into()).unwrap();
            session.next_due();
        }
        session.reached(2);
        assert_eq!(session.abandon(), [0, 2]);
        assert_eq!(session.waiting(), 0);
    }

    #[test]
    fn impossible_numbers_are_refused() {
        let mut session = Session::new(1);
        assert_eq!(session.incoming(2).unwrap_err().flaw, Flaw::Gap(2));
        assert_eq!(
            session.acknowledged(1).unwrap_err().flaw,
            Flaw::NeverSent(1)
        );
    }

    #[test]
    fn what_was_typed_before_the_session_had_its_name_keeps_its_number() {
        let mut session = Session::default();
        session.keep(10, "early".into()).unwrap();
        session.name(2);
        assert_eq!(
            (session.id(), session.next_due().map(|kept| kept.number)),
            (2, Some(1))
        );
    }
}

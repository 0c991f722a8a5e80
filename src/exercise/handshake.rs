//! `handshake`: how a connection is opened and closed, segment by segment, with both sides' states as the kernel
//! tells them.
//!
//! Four targets: a socket that listens, a port where nobody does, one whose segments are dropped, a host that is
//! missing. The connection that comes about is closed in four segments, in three, or by both at the same time. What
//! really went over the cable is read off the frames and never assumed.

mod answers;
mod chosen;
mod findings;
mod ladder;
mod script;
mod seen;

use super::ground::Ground;
use super::journal::Journal;
use super::knob::{Knob, Values};
use super::recipe::Recipe;
use super::{Exercise, Finding, Question, Step};
use crate::say::Say;

pub use chosen::{Close, Handshake, Side, Target};
pub use ladder::{Counted, Rung, Sum, number, rungs};
pub use seen::{Observed, Outcome, observed, outcome, questions};

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "handshake",
    title: "handshake-title",
    about: "handshake-about",
    knobs: &[
        Knob {
            name: "to",
            label: "handshake-knob-to",
            values: Values::Words(&[
                ("all", "handshake-to-all"),
                ("listening", "handshake-to-listening"),
                ("closed", "handshake-to-closed"),
                ("dropped", "handshake-to-dropped"),
                ("missing", "handshake-to-missing"),
            ]),
        },
        Knob {
            name: "close",
            label: "handshake-knob-close",
            values: Values::Words(&[
                ("four", "handshake-close-four"),
                ("three", "handshake-close-three"),
                ("simultaneous", "handshake-close-simultaneous"),
                ("slow", "handshake-close-slow"),
            ]),
        },
        Knob {
            name: "first",
            label: "handshake-knob-first",
            values: Values::Words(&[
                ("client", "handshake-client"),
                ("server", "handshake-server"),
            ]),
        },
    ],
    controls: &[],
    ground: Ground::Cable,
    make: |choices| Box::new(Handshake::new(choices)),
};

impl Exercise for Handshake {
    fn next(&self, journal: &Journal) -> Option<Step> {
        script::script(*self, journal)
            .into_iter()
            .nth(journal.steps())
    }

    fn question(&self) -> Question {
        answers::question(*self)
    }

    fn answer(&self, journal: &Journal) -> Option<usize> {
        answers::answer(*self, journal)
    }

    fn sentence(&self, journal: &Journal) -> Option<Say> {
        answers::sentence(*self, journal)
    }

    fn findings(&self, journal: &Journal) -> Vec<Finding> {
        findings::all(*self, journal)
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use bytes::Bytes;

    pub(super) use super::Side;
    use super::*;
    use crate::clock::Time;
    use crate::exercise::journal::{Ended, Entry, Seen, StepId};
    use crate::exercise::{Call, Choices, Setting, SocketRow, Step, TcpFacts, TcpState, Value};
    use crate::frame::{Direction, FrameMeta, Origin};
    use crate::place::Place;
    use crate::wire::{ChecksumStatus, Detail, Digest, LinkType, Protocol, TcpFlags};

    fn end(port: u16) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, port).into()
    }

    fn ended(step: Step, at: i64, value: Value) -> Entry {
        Entry {
            id: StepId(0),
            step,
            began: Some(Time(at)),
            waits: None,
            ended: Some(Ended {
                at: Time(at),
                outcome: Ok(value),
                local: Some(end(40_000)),
                peer: None,
                tcp: None,
            }),
        }
    }

    /// A connection to a listening socket with these segments: who, flags, seq, ack, payload.
    pub(super) fn run(segments: &[(Side, u16, u32, u32, u32)]) -> (Handshake, Journal) {
        let mut choices = Choices::new(RECIPE.knobs);
        choices.set("to", "listening").unwrap();
        let chosen = Handshake::new(&choices);
        let (who, sock) = chosen.end(Side::Client);
        let connect = Step::new(who, sock, Call::Connect(end(8_000)));
        let frames = segments.iter().enumerate();
        let frames = frames.map(|(at, (from, flags, seq, ack, len))| {
            let (src_port, dst_port) = match from {
                Side::Client => (40_000, 8_000),
                Side::Server => (8_000, 40_000),
            };
            Seen {
                meta: FrameMeta {
                    time: Time(at as i64 * 100),
                    place: Place::default(),
                    direction: Direction::Out,
                    link: LinkType::Ethernet,
                    origin: Origin::Captured,
                    length: 60,
                    fcs: crate::frame::FcsLength::NONE,
                    checksum: ChecksumStatus::default(),
                },
                digest: Digest {
                    transport: Protocol::Tcp,
                    src: Some(Ipv4Addr::LOCALHOST.into()),
                    dst: Some(Ipv4Addr::LOCALHOST.into()),
                    src_port,
                    dst_port,
                    payload_len: *len,
                    detail: Detail::Tcp {
                        flags: TcpFlags(*flags),
                        seq: *seq,
                        ack: *ack,
                        window: 0,
                    },
                    ..Digest::default()
                },
                bytes: Bytes::new(),
            }
        });
        let journal = Journal {
            setting: Some(Setting::here()),
            entries: vec![ended(connect, 0, Value::Number(0))],
            frames: frames.collect(),
            ..Journal::default()
        };
        (chosen, journal)
    }

    fn row(local: u16, remote: u16, state: TcpState) -> SocketRow {
        SocketRow {
            udp: false,
            local: end(local),
            remote: end(remote),
            state: Some(state),
            receive_queue: 0,
            send_queue: 0,
            timer: None,
            retransmits: 0,
            far: false,
        }
    }

    #[test]
    fn a_side_is_gone_only_once_it_was_there() {
        let (chosen, mut journal) = run(&[]);
        let look = |at, rows| ended(Step::lab(Call::Look), at, Value::Sockets(rows));
        journal.entries.extend([
            look(10, vec![]),
            look(20, vec![row(40_000, 8_000, TcpState::FinWait2)]),
            look(30, vec![row(8_000, 40_000, TcpState::LastAck)]),
        ]);
        let seen = observed(chosen, Target::Listening, &journal);
        assert_eq!(
            seen::path(&seen, Side::Client),
            [Some(TcpState::FinWait2), None]
        );
        assert_eq!(seen::path(&seen, Side::Server), [Some(TcpState::LastAck)]);
    }

    #[test]
    fn time_wait_is_read_off_the_last_look_and_only_when_both_have_closed() {
        let (chosen, mut journal) = run(&[]);
        let rows = vec![row(8_000, 40_000, TcpState::TimeWait)];
        let look = ended(Step::lab(Call::Look), 30, Value::Sockets(rows));
        journal.entries.push(look.clone());
        assert_eq!(chosen.answer(&journal), None);
        for side in [Side::Client, Side::Server] {
            let (who, sock) = chosen.end(side);
            let close = Step::new(who, sock, Call::Close);
            journal.entries.push(ended(close, 20, Value::Number(0)));
        }
        journal.entries.push(look);
        assert_eq!(chosen.answer(&journal), Some(1));
    }

    #[test]
    fn nobody_in_time_wait_is_none_of_the_answers() {
        let (chosen, mut journal) = run(&[]);
        for side in [Side::Client, Side::Server] {
            let (who, sock) = chosen.end(side);
            let close = Step::new(who, sock, Call::Close);
            journal.entries.push(ended(close, 20, Value::Number(0)));
        }
        let look = ended(Step::lab(Call::Look), 30, Value::Sockets(Vec::new()));
        journal.entries.push(look);
        assert_eq!(chosen.answer(&journal), None);
        assert_eq!(
            chosen.sentence(&journal).unwrap().key,
            "handshake-keeps-nobody"
        );
    }

    #[test]
    fn what_listens_is_another_socket_than_what_is_connected() {
        let (chosen, mut journal) = run(&[]);
        let listener = Target::Listening.server().unwrap();
        let listen = Step::new(crate::exercise::Actor::SERVER, listener, Call::Listen(1));
        let mut listens = ended(listen, 0, Value::Number(0));
        listens.ended.as_mut().unwrap().tcp = Some(TcpFacts {
            state: TcpState::Listen,
            retransmits: 0,
            rto: std::time::Duration::ZERO,
            unacked: 0,
            sacked: 0,
            total_retrans: 0,
            not_sent: 0,
            peer_window: None,
        });
        journal.entries.push(listens);
        let rows = vec![
            row(8_000, 0, TcpState::Listen),
            row(8_000, 40_000, TcpState::Established),
        ];
        let look = ended(Step::lab(Call::Look), 30, Value::Sockets(rows));
        journal.entries.push(look);
        let seen = observed(chosen, Target::Listening, &journal);
        assert_eq!(
            seen::path(&seen, Side::Server),
            [Some(TcpState::Established)]
        );
        assert_eq!(seen::listener_path(chosen, &journal), [TcpState::Listen]);
    }

    /// Plays a run; the last looks find what `looks` gives, one after the other.
    fn play(close: &str, looks: &[Option<TcpState>], connects: bool) -> (Handshake, Journal) {
        let mut choices = Choices::new(RECIPE.knobs);
        choices.set("to", "listening").unwrap();
        choices.set("close", close).unwrap();
        let chosen = Handshake::new(&choices);
        let mut journal = Journal {
            setting: Some(Setting::here()),
            ..Journal::default()
        };
        let mut looks = looks.iter();
        while let Some(step) = chosen.next(&journal) {
            let last = step.why.contains("time-wait") || step.why.contains("both-closed");
            let value = match step.call {
                Call::Accept(_) => Value::Accepted(end(40_000)),
                Call::Look if last => {
                    let state = looks.next().copied().flatten();
                    let rows = state.map(|state| row(40_001, 40_000, state));
                    Value::Sockets(rows.into_iter().collect())
                }
                Call::Look => Value::Sockets(Vec::new()),
                _ => Value::Number(0),
            };
            let fails = !connects && matches!(step.call, Call::Connect(_));
            let local = end(if step.on == Target::Listening.server().unwrap() {
                40_000
            } else {
                40_001
            });
            let mut entry = ended(step, journal.entries.len() as i64, value);
            let how = entry.ended.as_mut().unwrap();
            how.local = Some(local);
            if fails {
                how.outcome = Err(crate::record::Errno {
                    number: 101,
                    name: "ENETUNREACH".to_owned(),
                });
            }
            journal.entries.push(entry);
            assert!(journal.entries.len() < 100, "it does not end");
        }
        (chosen, journal)
    }

    #[test]
    fn the_last_look_is_made_again_until_both_ends_rest() {
        let last = |states: &[Option<TcpState>]| play("four", states, true).1;
        let rested = last(&[Some(TcpState::TimeWait)]).entries.len();
        let moving = last(&[Some(TcpState::FinWait2), Some(TcpState::TimeWait)]);
        assert_eq!(moving.entries.len(), rested + 2, "a pause and a look more");
        let never = last(&[Some(TcpState::Closing); 50]);
        assert!(never.entries.len() > rested + 10);
    }

    #[test]
    fn where_connect_fails_nobody_waits_in_accept() {
        for close in ["four", "three", "simultaneous"] {
            let (chosen, journal) = play(close, &[], false);
            assert!(matches!(
                journal.last().unwrap().step.call,
                Call::Connect(_)
            ));
            let said = chosen.sentence(&journal).unwrap();
            assert_eq!(said.key, "handshake-sentence-connect");
        }
    }

    #[test]
    fn without_frames_one_time_wait_means_that_they_did_not_close_at_once() {
        let (chosen, journal) = play("simultaneous", &[Some(TcpState::TimeWait)], true);
        let said = chosen.sentence(&journal).unwrap();
        assert_eq!(said.key, "handshake-sentence-not-at-once");
        let found = chosen.findings(&journal);
        let wanted = found.iter().find(|found| found.name == "as_wanted");
        assert_eq!(wanted.unwrap().figure, crate::exercise::Figure::Yes(false));
    }

    #[test]
    fn the_script_only_grows() {
        let mut choices = Choices::new(RECIPE.knobs);
        choices.set("to", "listening").unwrap();
        let chosen = Handshake::new(&choices);
        let mut journal = Journal {
            setting: Some(Setting::here()),
            ..Journal::default()
        };
        let mut before = Vec::new();
        while let Some(step) = chosen.next(&journal) {
            let value = match step.call {
                Call::Accept(_) => Value::Accepted(end(40_000)),
                Call::Look => Value::Sockets(Vec::new()),
                _ => Value::Number(0),
            };
            journal.entries.push(ended(step, 0, value));
            let now = script::script(chosen, &journal);
            assert_eq!(now.get(..before.len()), Some(before.as_slice()));
            before = now;
        }
        assert_eq!(journal.last().unwrap().step.call, Call::Look);
    }
}

use std::net::SocketAddr;

use super::*;
use crate::clock::Time;
use crate::exercise::call::{Readiness, Received, Value};
use crate::exercise::journal::{Ended, Entry, StepId};
use crate::exercise::{Setting, TcpFacts, TcpState};
use crate::record::Errno;

/// What this step gives on a machine whose buffers hold `room` bytes in all, of which `in_use` are.
fn outcome(step: &Step, room: i64, in_use: &mut i64) -> Result<Value, Errno> {
    let again = || Errno {
        number: 11,
        name: "EAGAIN".to_owned(),
    };
    Ok(match &step.call {
        Call::Send(bytes) => {
            let taken = (room - *in_use).min(bytes.len() as i64);
            *in_use += taken;
            if taken == 0 {
                return Err(again());
            }
            Value::Number(taken)
        }
        Call::SendAll(bytes) => Value::Sent(bytes.len(), 3),
        Call::RecvWhole(most) => Value::Data(Received {
            bytes: vec![b'x'; *most].into(),
            from: None,
        }),
        Call::Recv(_) => return Err(again()),
        Call::Get(_) => Value::Number(100_000),
        Call::Poll(watched, _) => Value::Ready(
            watched
                .iter()
                .map(|(sock, _)| (*sock, Readiness::default()))
                .collect(),
        ),
        _ => Value::Number(0),
    })
}

/// A run of this part on such a machine, to its end.
fn played(part: &str, room: i64) -> Journal {
    let mut choices = Choices::new(RECIPE.knobs);
    choices.set("part", part).unwrap();
    let exercise = Blocking::new(&choices);
    let mut journal = Journal {
        setting: Some(Setting::here()),
        ..Journal::default()
    };
    let mut in_use = 0;
    while let Some(step) = exercise.next(&journal) {
        let at = journal.entries.len() as i64;
        assert!(at < 400, "{part} does not end");
        let outcome = outcome(&step, room, &mut in_use);
        journal.entries.push(Entry {
            id: StepId(at as u32 + 1),
            step,
            began: Some(Time(at * 10)),
            waits: None,
            ended: Some(Ended {
                at: Time(at * 10 + 5),
                outcome,
                local: Some(SocketAddr::from(([127, 0, 0, 1], 4_000))),
                peer: None,
                tcp: None,
            }),
        });
    }
    journal
}

#[test]
fn sends_grow_until_two_in_a_row_take_nothing_and_the_sum_is_what_fitted() {
    for room in [1_000, 70_000, 1_000_000] {
        let filled = filled::Filled::of(&played("full", room)).unwrap();
        assert_eq!(filled.fitted, room);
        assert_eq!(filled.errno.as_deref(), Some("EAGAIN"));
    }
    let endless = filled::Filled::of(&played("full", i64::MAX)).unwrap();
    assert_eq!(endless.errno, None, "it was never full");
}

#[test]
fn sendall_gets_what_the_one_send_has_not_taken() {
    let partly = filled::Partly::of(&played("partial", 30_000)).unwrap();
    assert_eq!((partly.taken, partly.asked), (30_000, 400_000));
    assert_eq!(partly.rest, Some((370_000, 3)));
    let whole = filled::Partly::of(&played("partial", i64::MAX)).unwrap();
    assert_eq!(
        (whole.taken, whole.rest),
        (400_000, None),
        "nothing is left"
    );
}

#[test]
fn a_send_that_waited_and_returned_by_itself_owes_nothing_to_a_reader() {
    let mut journal = played("full", 50_000);
    let send = |entry: &Entry| matches!(entry.step.call, Call::Send(_));
    let send = journal.entries.iter().rposition(send).unwrap();
    let entry = &mut journal.entries[send];
    entry.waits = entry.began;
    let returned = entry.ended.as_mut().unwrap();
    returned.outcome = Ok(Value::Number(1));
    let filled = filled::Filled::of(&journal).unwrap();
    assert_eq!((filled.waits, filled.resumed_by), (true, None));
    let said = tell::sentence(Part::One(Chapter::Full), &journal).unwrap();
    assert_eq!(said.key, "blocking-sentence-filled");
}

#[test]
fn where_connect_fails_the_run_ends_and_says_so() {
    let exercise = Blocking::new(&Choices::new(RECIPE.knobs));
    let mut journal = played("all", 100_000);
    let connects = |entry: &Entry| matches!(entry.step.call, Call::Connect(_));
    let connect = journal.entries.iter().position(connects).unwrap();
    journal.entries.truncate(connect + 1);
    assert!(exercise.next(&journal).is_some(), "somebody accepts");
    journal.entries[connect].ended.as_mut().unwrap().outcome = Err(Errno {
        number: 101,
        name: "ENETUNREACH".to_owned(),
    });
    assert_eq!(exercise.next(&journal), None);
    let said = exercise.sentence(&journal).unwrap();
    assert_eq!(said.key, "blocking-sentence-failed");
}

#[test]
fn a_call_that_never_returns_ends_the_run() {
    let exercise = Blocking::new(&Choices::new(RECIPE.knobs));
    let mut journal = played("all", 100_000);
    let accepts = |entry: &Entry| matches!(entry.step.call, Call::Accept(_));
    let accept = journal.entries.iter().position(accepts).unwrap();
    journal.entries.truncate(accept + 1);
    journal.entries[accept].ended = None;
    journal.entries[accept].waits = journal.entries[accept].began;
    assert_eq!(exercise.next(&journal), None);
}

#[test]
fn every_call_belongs_to_one_lesson_and_all_lessons_are_run() {
    let journal = played("all", 100_000);
    let mut seen: Vec<_> = journal.entries.iter().filter_map(chapter_of).collect();
    seen.dedup();
    assert_eq!(seen, Chapter::ALL);
    for model in Model::ALL {
        assert!(!service::entries(&journal, model).is_empty(), "{model:?}");
    }
}

#[test]
fn a_script_stays_as_it_was_asked_for_whatever_returns_later() {
    let mut journal = played("full", 50_000);
    let count = journal.entries.len();
    let reads = |journal: &Journal| {
        let reads = |entry: &&Entry| matches!(entry.step.call, Call::RecvWhole(_));
        journal.entries.iter().filter(reads).count()
    };
    assert_eq!(
        reads(&journal),
        0,
        "the send did not wait: nobody needs to read"
    );
    let send = |entry: &Entry| matches!(entry.step.call, Call::Send(_));
    let send = journal.entries.iter().rposition(send).unwrap();
    journal.entries.truncate(send + 1);
    journal.entries[send].ended = None;
    let exercise = Blocking::new(&{
        let mut choices = Choices::new(RECIPE.knobs);
        choices.set("part", "full").unwrap();
        choices
    });
    let read = exercise.next(&journal).unwrap();
    assert!(matches!(read.call, Call::RecvWhole(_)), "{read:?}");
    let mut entry = journal.entries[send].clone();
    entry.step = read;
    entry.ended = journal.entries[0].ended.clone();
    journal.entries.push(entry);
    journal.entries[send].ended = journal.entries[0].ended.clone();
    let next = exercise.next(&journal).unwrap();
    assert!(
        !matches!(next.call, Call::RecvWhole(_)),
        "the read was asked for and the send is back: {next:?}"
    );
    assert!(count > send);
}

#[test]
fn what_was_taken_and_not_read_lies_in_the_one_buffer_or_the_other() {
    let pair = Pair::of(Chapter::Full);
    let entry = |on, call, value, not_sent| Entry {
        id: StepId(1),
        step: Step::new(Actor::CLIENT, on, call),
        began: Some(Time(0)),
        waits: None,
        ended: Some(Ended {
            at: Time(1),
            outcome: Ok(value),
            local: None,
            peer: None,
            tcp: Some(TcpFacts {
                state: TcpState::Established,
                retransmits: 0,
                rto: std::time::Duration::ZERO,
                unacked: 0,
                sacked: 0,
                total_retrans: 0,
                not_sent,
                peer_window: Some(0),
            }),
        }),
    };
    let sent = entry(
        pair.near,
        Call::Send(Bytes::from_static(b"x")),
        Value::Number(1000),
        700,
    );
    let read = |bytes| {
        let got = Received {
            bytes: vec![0; bytes].into(),
            from: None,
        };
        entry(pair.far, Call::RecvWhole(bytes), Value::Data(got), 0)
    };
    let level = |entries: Vec<Entry>| {
        let journal = Journal {
            entries,
            ..Journal::default()
        };
        let level = filled::level(&journal, pair.near, pair.far);
        (level.send, level.receive)
    };
    assert_eq!(level(vec![sent.clone()]), (700, 300));
    assert_eq!(
        level(vec![sent.clone(), read(200)]),
        (500, 300),
        "filled again"
    );
    assert_eq!(level(vec![sent, read(900)]), (0, 100));
    assert_eq!(level(Vec::new()), (0, 0));
}

use std::net::SocketAddr;
use std::time::Duration;

use super::script::plan;
use super::*;
use crate::clock::Time;
use crate::exercise::call::{Call, Kind, Opt, Received, Value, Wait};
use crate::exercise::{
    Ended, Entry, Setting, Sock, SocketRow, StepId, TcpFacts, TcpState, Timer, session::MOST_STEPS,
};
use crate::record::Errno;

const NEAR: &str = "127.0.0.1:40000";
const FAR: &str = "127.0.0.1:50000";

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn facts(state: TcpState) -> TcpFacts {
    TcpFacts {
        state,
        retransmits: 0,
        rto: Duration::from_millis(200),
        unacked: 0,
        sacked: 0,
        total_retrans: 0,
        not_sent: 0,
        peer_window: None,
    }
}

/// Which end of the connection a socket is.
fn local(sock: Sock) -> SocketAddr {
    let near = [CLIENT, RECEIVER].contains(&sock);
    address(if near { NEAR } else { FAR })
}

/// A kernel that answers every call at once and well; `rows` are its sockets at each look, the last ones from then on.
struct Kernel {
    rows: Vec<Vec<SocketRow>>,
    recv: &'static [u8],
    state: TcpState,
}

impl Kernel {
    const fn quiet() -> Self {
        Self {
            rows: Vec::new(),
            recv: b"",
            state: TcpState::Established,
        }
    }

    fn value(&self, step: &Step, looks: usize) -> Value {
        match &step.call {
            Call::Recv(_) | Call::RecvFrom(_) => Value::Data(Received {
                bytes: self.recv.into(),
                from: None,
            }),
            Call::Look => {
                let rows = self.rows.get(looks).or_else(|| self.rows.last());
                Value::Sockets(rows.cloned().unwrap_or_default())
            }
            Call::Get(_) => Value::Number(1),
            Call::Setting(_) => Value::Text("15".to_owned()),
            Call::Accept(_) => Value::Accepted(address(NEAR)),
            _ => Value::Number(0),
        }
    }

    /// The run to its end.
    fn play(&self, endings: &[Ending]) -> Journal {
        let mut journal = Journal {
            setting: Some(Setting::here()),
            ..Journal::default()
        };
        let mut looks = 0;
        while let Some((_, step)) = plan(endings, &journal).into_iter().nth(journal.steps()) {
            assert!(journal.steps() < MOST_STEPS);
            let at = Time(journal.steps() as i64);
            let value = self.value(&step, looks);
            looks += usize::from(step.call == Call::Look);
            let tcp = !matches!(step.call, Call::Close | Call::Socket(_, Kind::Dgram));
            journal.entries.push(Entry {
                id: StepId(journal.steps() as u32 + 1),
                began: Some(at),
                waits: None,
                ended: Some(Ended {
                    at,
                    outcome: Ok(value),
                    local: Some(local(step.on)),
                    peer: None,
                    tcp: tcp.then(|| facts(self.state)),
                }),
                step,
            });
        }
        journal
    }
}

fn row(local: &str, remote: &str, state: TcpState) -> SocketRow {
    SocketRow {
        udp: false,
        local: address(local),
        remote: address(remote),
        state: Some(state),
        receive_queue: 0,
        send_queue: 0,
        timer: (state == TcpState::TimeWait)
            .then_some((Timer::TimeWait, Duration::from_millis(59_500))),
        retransmits: 0,
        far: false,
    }
}

#[test]
fn what_was_asked_for_once_stays() {
    let journal = Kernel::quiet().play(&Ending::ALL);
    let whole = plan(&Ending::ALL, &journal);
    assert_eq!(whole.len(), journal.steps());
    for count in 0..journal.steps() {
        let then = Journal {
            entries: journal.entries[..count].to_vec(),
            ..journal.clone()
        };
        let known = plan(&Ending::ALL, &then);
        assert!(known.len() > count, "{count}: it goes on");
        assert_eq!(known[..], whole[..known.len()], "{count}");
    }
}

#[test]
fn each_ending_has_its_own_calls_in_order() {
    let journal = Kernel::quiet().play(&Ending::ALL);
    let cases = case::cases(&Ending::ALL, &journal);
    let endings: Vec<_> = cases.iter().map(|case| case.ending).collect();
    assert_eq!(endings, Ending::ALL);
    let calls: usize = cases.iter().map(|case| case.entries.len()).sum();
    assert_eq!(calls, journal.steps());
}

#[test]
fn the_kernel_is_asked_until_the_states_rest() {
    let passing = vec![
        row(FAR, NEAR, TcpState::FinWait1),
        row(NEAR, FAR, TcpState::CloseWait),
    ];
    let resting = vec![
        row(FAR, NEAR, TcpState::FinWait2),
        row(NEAR, FAR, TcpState::CloseWait),
    ];
    let over = vec![row(FAR, NEAR, TcpState::TimeWait)];
    let kernel = Kernel {
        rows: vec![passing.clone(), passing, resting, over],
        ..Kernel::quiet()
    };
    let journal = kernel.play(&[Ending::Fin]);
    let looks = journal
        .entries
        .iter()
        .filter(|entry| entry.step.call == Call::Look);
    assert_eq!(looks.count(), 4);
    let cases = case::cases(&[Ending::Fin], &journal);
    let far: Vec<_> = cases[0].moments().iter().map(|moment| moment.far).collect();
    for state in [TcpState::FinWait1, TcpState::FinWait2, TcpState::TimeWait] {
        assert!(far.contains(&Some(State::Tcp(state))), "{state}");
    }
    assert_eq!(cases[0].now().near, Some(State::Gone));
    let (end, left) = cases[0].time_wait().unwrap();
    assert_eq!((end, left.as_millis()), (End::Far, 59_500));
}

#[test]
fn an_end_that_was_let_go_of_is_unknown_until_the_kernel_is_asked() {
    let journal = Kernel::quiet().play(&[Ending::Reset]);
    let cases = case::cases(&[Ending::Reset], &journal);
    let close = journal
        .entries
        .iter()
        .position(|entry| entry.step.on == SERVED && entry.step.call == Call::Close);
    let moments = cases[0].moments();
    assert_eq!(moments[close.unwrap()].far, Some(State::Unknown));
    assert_eq!(moments.last().unwrap().far, Some(State::Gone));
    assert_eq!(cases[0].time_wait(), None);
}

#[test]
fn a_program_whose_connection_waits_on_in_the_kernel_is_told_closed_and_that_changes_nothing() {
    let over = vec![row(FAR, NEAR, TcpState::TimeWait)];
    let kernel = Kernel {
        rows: vec![over],
        state: TcpState::Closed,
        ..Kernel::quiet()
    };
    let journal = kernel.play(&[Ending::HalfClose]);
    let cases = case::cases(&[Ending::HalfClose], &journal);
    assert_eq!(cases[0].now().far, Some(State::Tcp(TcpState::TimeWait)));
}

#[test]
fn a_result_is_written_as_python_and_as_c_show_it() {
    let failed = |name: &str| Told::Failed(name.to_owned());
    let written = |told: Told| (told.python(), told.c());
    let pair = |python: &str, c: &str| (python.to_owned(), c.to_owned());
    assert_eq!(
        written(Told::Gave(b"".as_slice().into(), false)),
        pair("b''", "0")
    );
    assert_eq!(
        written(Told::Gave(b"hi".as_slice().into(), true)),
        pair("(b'hi', address)", "2")
    );
    assert_eq!(
        written(failed("ECONNRESET")),
        pair("ConnectionResetError", "-1 ECONNRESET")
    );
    assert_eq!(written(failed("EAGAIN")), pair("TimeoutError", "-1 EAGAIN"));
    assert_eq!(
        written(failed("EADDRINUSE")),
        pair(
            "OSError: [Errno 98] Address already in use",
            "-1 EADDRINUSE"
        )
    );
    assert_eq!(failed("EADDRINUSE").short(), "OSError [Errno 98]");
    assert_eq!(failed("ECONNRESET").short(), "ConnectionResetError");
    assert_eq!(failed("EPROTO").short(), "OSError EPROTO");
}

#[test]
fn the_right_answer_is_what_happened() {
    let mut journal = Kernel::quiet().play(&[Ending::Unread]);
    let answer = |journal: &Journal| {
        question::answer(
            Some(Ending::Unread),
            &case::cases(&[Ending::Unread], journal),
        )
    };
    assert_eq!(answer(&journal), Some(0), "a kernel that sends a FIN");
    let recv = journal
        .entries
        .iter_mut()
        .find(|entry| entry.step.on == CLIENT && matches!(entry.step.call, Call::Recv(_)));
    recv.unwrap().ended.as_mut().unwrap().outcome = Err(Errno {
        number: 104,
        name: "ECONNRESET".to_owned(),
    });
    assert_eq!(answer(&journal), Some(2), "one that sends a RST");
    journal.entries.truncate(3);
    assert_eq!(answer(&journal), None);
}

#[test]
fn where_a_connection_cannot_be_made_the_run_ends_and_says_so() {
    let mut journal = Kernel::quiet().play(&Ending::ALL);
    let connects = |entry: &Entry| matches!(entry.step.call, Call::Connect(_));
    let connect = journal.entries.iter().position(connects).unwrap();
    journal.entries.truncate(connect + 1);
    let call = journal.entries.last_mut().unwrap();
    call.ended.as_mut().unwrap().outcome = Err(Errno {
        number: 101,
        name: "ENETUNREACH".to_owned(),
    });
    let exercise = Endings { one: None };
    assert_eq!(exercise.next(&journal), None);
    assert_eq!(exercise.answer(&journal), None);
    let said = exercise.sentence(&journal).unwrap();
    assert_eq!(said.key, "endings-sentence-failed");
    let found = exercise.findings(&journal);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].name, "run_stopped");
}

#[test]
fn every_call_that_may_wait_is_waited_for_only_so_long() {
    let journal = Kernel::quiet().play(&Ending::ALL);
    for entry in &journal.entries {
        let waits = matches!(
            entry.step.call,
            Call::Accept(_) | Call::Connect(_) | Call::Recv(_) | Call::RecvFrom(_)
        );
        let bounded = matches!(entry.step.wait, Wait::AtMost(_));
        assert!(bounded || !waits, "{:?}", entry.step);
    }
}

#[test]
fn a_host_that_could_not_vanish_is_not_said_to_have_vanished() {
    let mut journal = Kernel::quiet().play(&[Ending::Vanished]);
    let exercise = Endings {
        one: Some(Ending::Vanished),
    };
    let key = |journal: &Journal| exercise.sentence(journal).unwrap().key;
    // A peer whose host is gone gives nothing, so this was something else.
    assert_eq!(key(&journal), "endings-sentence-vanished-else");
    let fail = |journal: &mut Journal, is: fn(&Call) -> bool, name: &str| {
        let mut entries = journal.entries.iter_mut();
        let entry = entries.find(|entry| is(&entry.step.call)).unwrap();
        entry.ended.as_mut().unwrap().outcome = Err(Errno {
            number: 1,
            name: name.to_owned(),
        });
    };
    fail(&mut journal, |call| matches!(call, Call::Recv(_)), "EAGAIN");
    assert_eq!(key(&journal), "endings-sentence-vanished");
    fail(
        &mut journal,
        |call| *call == Call::Set(Opt::Deaf(true)),
        "EPERM",
    );
    assert_eq!(key(&journal), "endings-sentence-not-vanished");
}

#[test]
fn nothing_is_said_before_it_has_happened() {
    let exercise = Endings { one: None };
    let journal = Kernel::quiet().play(&Ending::ALL);
    for count in [0, 5, 20] {
        let then = Journal {
            entries: journal.entries[..count].to_vec(),
            ..journal.clone()
        };
        assert_eq!(exercise.sentence(&then), None, "{count}");
        assert_eq!(exercise.answer(&then), None, "{count}");
    }
    assert!(exercise.sentence(&journal).is_some());
}

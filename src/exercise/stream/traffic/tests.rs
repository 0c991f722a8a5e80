//! What is read off a journal, by journals as a run would leave them.

use super::*;
use crate::clock::Time;
use crate::exercise::call::Received;
use crate::exercise::stream::{RECIPE, script};
use crate::exercise::{Actor, Choices, Ended, Setting, Sock, Step, StepId, Value};

fn plan(chosen: &[(&str, &str)]) -> Plan {
    let mut choices = Choices::new(RECIPE.knobs);
    for (name, value) in chosen {
        choices.set(name, value).unwrap();
    }
    Plan::of(&choices)
}

fn ended(value: Value, local: Option<&str>) -> Ended {
    Ended {
        at: Time(0),
        outcome: Ok(value),
        local: local.map(|text| text.parse().unwrap()),
        peer: None,
        tcp: None,
    }
}

fn push(journal: &mut Journal, step: Step, ended: Ended) {
    journal.entries.push(Entry {
        id: StepId(0),
        step,
        began: Some(Time(0)),
        waits: None,
        ended: Some(ended),
    });
}

/// A run whose recvs gave so many bytes each.
fn run(plan: &Plan, recvs: &[usize]) -> Journal {
    let mut journal = Journal::default();
    let stream: Vec<u8> = (0..plan.sends).flat_map(|at| plan.wire(at)).collect();
    for number in 0..plan.sends {
        let wire = plan.wire(number);
        let taken = Value::Number(wire.len() as i64);
        let step = Step::new(Actor::CLIENT, CLIENT, Call::Send(wire));
        push(&mut journal, step, ended(taken, None));
    }
    let mut at = 0;
    for most in recvs {
        let bytes = Bytes::copy_from_slice(&stream[at..at + most]);
        at += most;
        let step = Step::new(Actor::SERVER, CONNECTION, Call::Recv(plan.recv));
        let data = Value::Data(Received { bytes, from: None });
        push(&mut journal, step, ended(data, None));
    }
    journal
}

#[test]
fn three_sends_in_two_recvs_are_a_merge_a_cut_and_half_a_character() {
    let plan = plan(&[]);
    let traffic = Traffic::of(&plan, &run(&plan, &[16, 2]));
    assert_eq!((traffic.sends.len(), traffic.recvs.len()), (3, 2));
    assert_eq!((traffic.merges(), traffic.cut_sends()), (1, 1));
    assert_eq!((traffic.joints(), traffic.cuts()), (vec![6, 9], vec![16]));
    assert_eq!((traffic.cut_characters(), traffic.undecodable()), (1, 2));
    assert_eq!(traffic.recovered(&plan), 0);
}

#[test]
fn one_recv_for_each_send_is_neither_joined_nor_cut() {
    let plan = plan(&[]);
    let traffic = Traffic::of(&plan, &run(&plan, &[6, 3, 9]));
    assert_eq!((traffic.merges(), traffic.cut_sends()), (0, 0));
    assert_eq!((traffic.joints(), traffic.cuts()), (vec![], vec![]));
    assert_eq!((traffic.cut_characters(), traffic.recovered(&plan)), (0, 3));
}

#[test]
fn what_nobody_has_read_joins_nothing_yet() {
    let plan = plan(&[]);
    let traffic = Traffic::of(&plan, &run(&plan, &[6]));
    assert_eq!(traffic.unread(), 12);
    assert_eq!((traffic.merges(), traffic.cut_sends()), (0, 0));
    assert_eq!((traffic.joints(), traffic.cuts()), (vec![], vec![]));
}

#[test]
fn framed_messages_come_out_right_however_they_were_cut() {
    for framing in ["delimiter", "length", "fixed"] {
        let plan = plan(&[("framing", framing), ("text", "a\\nb|你|c\\d")]);
        for first in 1..plan.total() {
            let journal = run(&plan, &[first, plan.total() - first]);
            let traffic = Traffic::of(&plan, &journal);
            assert_eq!(traffic.recovered(&plan), 3, "{framing} {first}");
        }
    }
}

#[test]
fn the_server_reads_until_it_has_all_and_only_then_comes_udp() {
    let plan = plan(&[]);
    let mut journal = run(&plan, &[16]);
    assert_eq!(script::reads(&plan, &journal), (2, false));
    journal = run(&plan, &[16, 2]);
    assert_eq!(script::reads(&plan, &journal), (2, true));
    journal.setting = Some(Setting::here());
    let listens = Step::new(Actor::SERVER, script::LISTENER, Call::Listen(1));
    let accept = Step::new(Actor::SERVER, script::LISTENER, Call::Accept(CONNECTION));
    let to = "127.0.0.1:9".parse().unwrap();
    push(
        &mut journal,
        listens,
        ended(Value::Number(0), Some("127.0.0.1:9")),
    );
    push(&mut journal, accept, ended(Value::Accepted(to), None));
    let on = |sock: Sock| {
        let steps = script::script(&plan, &journal);
        steps.iter().filter(|step| step.on == sock).count()
    };
    assert_eq!((on(CLIENT), on(CONNECTION)), (2 + 3, 2 + 2));
    assert_eq!((on(UDP_SERVER), on(UDP_CLIENT)), (2, 1));
}

#[test]
fn a_lost_datagram_is_not_taken_for_the_next() {
    let plan = plan(&[("text", "one|two|six")]);
    let mut journal = Journal::default();
    let to = "127.0.0.1:9".parse().unwrap();
    for number in 0..3 {
        let call = Call::SendTo(plan.wire(number), to);
        let step = Step::new(Actor::CLIENT, UDP_CLIENT, call);
        push(&mut journal, step, ended(Value::Number(3), None));
    }
    for number in [0, 2] {
        let step = Step::new(Actor::SERVER, UDP_SERVER, Call::RecvFrom(2));
        let bytes = plan.wire(number).slice(..2);
        let data = Value::Data(Received { bytes, from: None });
        push(&mut journal, step, ended(data, None));
    }
    let traffic = Traffic::of(&plan, &journal);
    let came = traffic.datagrams.iter().map(|one| one.received.is_some());
    assert_eq!(came.collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(traffic.datagrams_received(), (2, 2));
}

#[test]
fn the_reader_stops_after_many_recvs_but_not_while_a_send_waits_for_room() {
    let plan = plan(&[("size", "500"), ("recv", "1")]);
    let mut journal = run(&plan, &[1; script::MOST_RECVS]);
    assert_eq!(script::reads(&plan, &journal), (script::MOST_RECVS, true));
    journal.entries[2].ended = None;
    assert_eq!(
        script::reads(&plan, &journal),
        (script::MOST_RECVS + 1, false)
    );
}

//! What a run has shown: the question with its answer, the sentence, the findings.

use super::framing::Framing;
use super::plan::{BUSY, Plan};
use super::script::{CONNECTION, reads, recvs};
use super::traffic::Traffic;
use crate::exercise::call::{Ask, Call};
use crate::exercise::{Entry, Finding, Journal, Question};
use crate::say;
use crate::say::Say;

/// A send of so few bytes fills no segment on an Ethernet.
const SMALL: usize = 1_000;

pub(super) fn question(plan: &Plan) -> Question {
    if plan.framing == Framing::None {
        return Question {
            ask: say!(
                "stream-ask-first",
                sends = plan.sends,
                bytes = plan.wire(0).len(),
                recv = plan.recv
            ),
            answers: vec![
                say!("stream-answer-exactly"),
                say!("stream-answer-part"),
                say!("stream-answer-more"),
            ],
        };
    }
    Question {
        ask: say!(
            "stream-ask-messages",
            sends = plan.sends,
            framing = cure(plan)
        ),
        answers: vec![
            say!("stream-answer-all"),
            say!("stream-answer-some"),
            say!("stream-answer-no"),
        ],
    }
}

/// What is to keep the messages apart.
fn cure(plan: &Plan) -> Say {
    match plan.framing {
        Framing::None => say!("stream-cure-none"),
        Framing::Delimiter => say!("stream-cure-delimiter"),
        Framing::Length => say!("stream-cure-length"),
        Framing::Fixed(length) => say!("stream-cure-fixed", length = length),
        Framing::Pause => say!("stream-cure-pause", pause = plan.gap.as_millis() as u64),
    }
}

pub(super) fn answer(plan: &Plan, journal: &Journal) -> Option<usize> {
    let traffic = Traffic::of(plan, journal);
    if plan.framing == Framing::None {
        let (first, sent) = (traffic.recvs.first()?, traffic.sends.first()?);
        return Some(match first.range.end.cmp(&sent.range.end) {
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Greater => 2,
        });
    }
    reads(plan, journal).1.then_some(())?;
    // What was sent by hand afterwards was not asked about.
    let asked = traffic.messages(plan).into_iter();
    let right = asked
        .filter(|(taken, right)| *right && taken.range.end <= plan.total())
        .count();
    Some(match right {
        0 => 2,
        all if all == plan.sends => 0,
        _ => 1,
    })
}

pub(super) fn sentence(plan: &Plan, journal: &Journal) -> Option<Say> {
    let traffic = Traffic::of(plan, journal);
    if traffic.recvs.is_empty() {
        let failed = journal.entries.iter().find(|entry| entry.errno().is_some());
        return failed.map(failed_to_say);
    }
    reads(plan, journal).1.then_some(())?;
    let messages = traffic.messages(plan);
    let right = messages.iter().filter(|(_, right)| *right).count();
    let all_right = right == traffic.sends.len() && right == messages.len();
    let (sends, recvs) = (traffic.sends.len(), traffic.recvs.len());
    Some(if plan.framing.is_in_the_bytes() {
        framed(plan, &traffic, right, all_right)
    } else if plan.framing == Framing::Pause {
        pause(plan, journal, &traffic, (right, all_right))
    } else if all_right {
        say!("stream-sentence-apart", sends = sends)
    } else {
        say!(
            "stream-sentence-mixed",
            sends = sends,
            recvs = recvs,
            merges = traffic.merges(),
            cuts = traffic.cut_sends(),
            letters = traffic.cut_characters(),
            unread = traffic.unread()
        )
    })
}

fn failed_to_say(failed: &Entry) -> Say {
    say!(
        "stream-sentence-failed",
        call = crate::exercise::code::name(&failed.step.call),
        errno = failed.errno_name().to_owned()
    )
}

fn framed(plan: &Plan, traffic: &Traffic, right: usize, all_right: bool) -> Say {
    let (sends, recvs) = (traffic.sends.len(), traffic.recvs.len());
    if all_right {
        say!(
            "stream-sentence-framed",
            sends = sends,
            recvs = recvs,
            cure = cure(plan)
        )
    } else {
        say!(
            "stream-sentence-framed-part",
            sends = sends,
            right = right,
            unread = traffic.unread(),
            cure = cure(plan)
        )
    }
}

fn pause(
    plan: &Plan,
    journal: &Journal,
    traffic: &Traffic,
    (right, all_right): (usize, bool),
) -> Say {
    let gap = plan.gap.as_millis() as u64;
    let (sends, recvs) = (traffic.sends.len(), traffic.recvs.len());
    let waited = waiting_bytes(journal);
    let merged_before = plan.slow && waited > i64::try_from(plan.wire(0).len()).ok();
    match (all_right, merged_before) {
        (true, true) => say!(
            "stream-sentence-pause-recv",
            gap = gap,
            bytes = waited.unwrap_or(0),
            recv = plan.recv
        ),
        (true, false) => say!("stream-sentence-pause-luck", gap = gap, sends = sends),
        (false, _) if plan.exceeds_recv() => say!(
            "stream-sentence-pause-less",
            gap = gap,
            recv = plan.recv,
            sends = sends,
            recvs = recvs,
            right = right
        ),
        (false, true) if traffic.merges() > 0 => say!(
            "stream-sentence-pause-slow",
            gap = gap,
            busy = BUSY,
            sends = sends,
            recvs = recvs,
            right = right
        ),
        (false, _) => say!(
            "stream-sentence-pause-fast",
            gap = gap,
            sends = sends,
            recvs = recvs,
            right = right
        ),
    }
}

/// The first call that failed, where there was no connection.
fn failure(journal: &Journal) -> Option<&Entry> {
    let failed = |entry: &&Entry| entry.errno().is_some();
    let connected = journal.accepted(CONNECTION).is_some();
    journal.entries.iter().find(failed).filter(|_| !connected)
}

pub(super) fn findings(plan: &Plan, journal: &Journal) -> Vec<Finding> {
    if let Some(failed) = failure(journal) {
        return vec![Finding::text(
            "failed",
            failed.errno_name(),
            failed_to_say(failed),
        )];
    }
    let traffic = Traffic::of(plan, journal);
    let mut found = vec![
        Finding::number(
            "sends",
            traffic.sends.len(),
            say!(
                "stream-found-sends",
                n = traffic.sends.len(),
                bytes = traffic.sent()
            ),
        ),
        Finding::number(
            "recvs",
            traffic.recvs.len(),
            say!(
                "stream-found-recvs",
                n = traffic.recvs.len(),
                bytes = traffic.received()
            ),
        ),
    ];
    found.extend(waiting(journal));
    found.extend(borders(&traffic));
    found.extend(messages(plan, &traffic));
    found.extend(segments(plan, &traffic, journal));
    found.extend(datagrams(&traffic));
    found.extend(unread(plan, &traffic, journal));
    found
}

/// How many bytes had come before the first `recv`, as the kernel counted them.
fn waiting_bytes(journal: &Journal) -> Option<i64> {
    let mut calls = journal.on(CONNECTION);
    let asked = calls.find(|entry| entry.step.call == Call::Get(Ask::Unread));
    asked?.number()
}

fn waiting(journal: &Journal) -> Option<Finding> {
    let bytes = waiting_bytes(journal)?;
    let say = say!("stream-found-waiting", bytes = bytes, busy = BUSY);
    Some(Finding::number("waiting_before_first_recv", bytes, say))
}

fn borders(traffic: &Traffic) -> [Finding; 4] {
    let count = |name, n: usize, say| Finding::number(name, n, say);
    let (merges, cuts) = (traffic.merges(), traffic.cut_sends());
    let (letters, wrong) = (traffic.cut_characters(), traffic.undecodable());
    [
        count("merges", merges, say!("stream-found-merges", n = merges)),
        count("cuts", cuts, say!("stream-found-cuts", n = cuts)),
        count(
            "characters_cut",
            letters,
            say!("stream-found-letters", n = letters),
        ),
        count(
            "undecodable",
            wrong,
            say!("stream-found-undecodable", n = wrong),
        ),
    ]
}

fn messages(plan: &Plan, traffic: &Traffic) -> [Finding; 2] {
    let (right, all) = (traffic.recovered(plan), traffic.messages(plan).len());
    let sends = traffic.sends.len();
    [
        Finding::number(
            "messages_recovered",
            right,
            say!(
                "stream-found-recovered",
                right = right,
                sends = sends,
                cure = cure(plan)
            ),
        ),
        Finding::number(
            "messages_wrong",
            all - right,
            say!("stream-found-wrong", n = all - right),
        ),
    ]
}

fn segments(plan: &Plan, traffic: &Traffic, journal: &Journal) -> Vec<Finding> {
    let captured = journal.setting.as_ref().is_some_and(|on| on.frames);
    if !captured && journal.frames.is_empty() {
        let unseen = say!("stream-found-nagle-unseen");
        return vec![
            Finding::yes("frames", false, say!("stream-found-no-frames")),
            Finding::text("nagle", "unseen", unseen),
        ];
    }
    let (n, sends) = (traffic.segments.len(), traffic.sends.len());
    let count = say!("stream-found-segments", n = n, sends = sends);
    let mut found = vec![Finding::number("segments", n, count)];
    // Late frames may be missing; and large sends fill segments, which Nagle's algorithm lets go.
    let all = sends > 0 && traffic.left() == traffic.sent();
    let small = traffic.sends.iter().all(|part| part.range.len() <= SMALL);
    found.extend((all && small).then(|| nagle(plan, n, sends)));
    found
}

/// What Nagle's algorithm did with the sends.
fn nagle(plan: &Plan, segments: usize, sends: usize) -> Finding {
    let (word, say) = match (plan.nagle, segments < sends) {
        (true, true) => ("joined", say!("stream-found-nagle-joined")),
        (true, false) => ("apart", say!("stream-found-nagle-apart")),
        (false, _) => ("off", say!("stream-found-nagle-off")),
    };
    Finding::text("nagle", word, say)
}

fn datagrams(traffic: &Traffic) -> [Finding; 2] {
    let (came, cut) = traffic.datagrams_received();
    let sent = traffic.datagrams.len();
    [
        Finding::number(
            "udp_datagrams",
            came,
            say!("stream-found-datagrams", sent = sent, came = came),
        ),
        Finding::number("udp_cut", cut, say!("stream-found-datagrams-cut", n = cut)),
    ]
}

/// What nobody has read: the reader stops after many calls.
fn unread(plan: &Plan, traffic: &Traffic, journal: &Journal) -> Option<Finding> {
    let bytes = traffic.unread();
    let stopped = reads(plan, journal).1 && bytes > 0;
    let calls = recvs(journal).count();
    stopped.then(|| {
        let say = say!("stream-found-unread", bytes = bytes, calls = calls);
        Finding::number("unread", bytes, say)
    })
}

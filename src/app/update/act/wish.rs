//! What screens wish of the program, carried out in one place.

use crate::app::model::desk::{Overlay, Question};
use crate::app::model::trace::{self, file, open};
use crate::app::model::{Model, messages, sightings};
use crate::app::outcome::{Outcome, Redraw};
use crate::record::RecordKey;
use crate::say;
use crate::screens::answer::Said;
use crate::screens::packets::PacketLog;
use crate::screens::{Answer, ScreenId, Turn, View, Wish};
use crate::store::{Body, Packets};

use super::act;

/// Takes a screen's answer: carries its wishes out, tells why something could not be done.
pub(in crate::app::update) fn take(model: &mut Model, answer: Answer) -> Outcome {
    let Answer { said, wishes } = answer;
    let mut outcome = Outcome::of(match said {
        Said::Done => Redraw::Now,
        Said::No => Redraw::No,
        Said::Why(why) => {
            model.desk.tell(why, true);
            Redraw::Now
        }
    });
    for wish in wishes {
        let done = carry_out(model, wish);
        outcome = outcome.and(done);
    }
    outcome
}

fn carry_out(model: &mut Model, wish: Wish) -> Outcome {
    let now = Outcome::of(Redraw::Now);
    match wish {
        Wish::Do(effect) => return Outcome::now(vec![*effect]),
        Wish::Act(action) => return act(model, action),
        Wish::Alone => model.desk.show(View::Alone(model.desk.focus)),
        Wish::Help => model.desk.overlay = Some(Overlay::Help(0)),
        Wish::Write(line) => write(model, &line),
        Wish::AskPaste(lines) => model.desk.overlay = Some(Overlay::Ask(Question::Paste(lines))),
        Wish::Watch(entry) => {
            messages::show(model, entry);
            model.desk.follow_to(ScreenId::Encapsulation);
        }
        Wish::Turn(turn) => turned(model, turn),
        Wish::AskSighting => sightings::looked_at(model),
        Wish::Compare => messages::compare(model),
        Wish::WillAskFor(name) => model.trace.own.add_name(&name),
        Wish::Reread => {
            if let Some(entry) = messages::looked_at(model) {
                messages::show(model, entry);
            }
        }
        Wish::OpenFile => return open::ask_for_file(model),
        Wish::StopReading => return stop_reading(model),
        Wish::Encapsulate(key) => encapsulate(model, key),
        Wish::Pin(key) => trace::pin(model, key),
        Wish::Open(key) => return listed(model, |log, packets| log.open_record(key, packets)),
        Wish::Ladder(flow) => return listed(model, |log, packets| log.show_ladder(flow, packets)),
        Wish::LadderOfListed => return listed(model, PacketLog::ladder_of_listed),
        Wish::Stream(flow) => return listed(model, |log, packets| log.show_stream(flow, packets)),
        Wish::Flows => return listed(model, PacketLog::show_flows),
        Wish::WorkOut => return listed(model, PacketLog::work_out),
        Wish::Housekeeping => return listed(model, PacketLog::toggle_housekeeping),
    }
    now
}

/// Something to be done with the packet list and what lies over it: it is seen there, whoever wished it.
fn listed(model: &mut Model, act: impl FnOnce(&mut PacketLog, &Packets) -> Answer) -> Outcome {
    let (log, packets) = model.listed_mut();
    let answer = act(log, packets);
    if answer.said == Said::Done {
        model.desk.focus_on(ScreenId::Packets);
    }
    take(model, answer)
}

/// Sends a record's frame through the layers, or says why not.
fn encapsulate(model: &mut Model, key: RecordKey) {
    if trace::encapsulate(model, key) {
        return;
    }
    let record = model.trace.shown().get(key);
    let is_call = record.is_some_and(|record| matches!(record.body, Body::Event(_)));
    if model.messages.wanted_frame.is_some() {
        return model.desk.tell(messages::being_read(), false);
    }
    let why = if is_call {
        say!("app-call-has-no-frame")
    } else {
        say!("app-frame-is-gone")
    };
    model.desk.tell(why, true);
}

/// Stops reading the open file; where there is nothing to stop, leaves the view.
fn stop_reading(model: &mut Model) -> Outcome {
    file::stop_reading(model).unwrap_or_else(|| leave(model))
}

/// Nothing is open that could be closed: back to where one came from or to the dashboard, or said so.
pub(super) fn leave(model: &mut Model) -> Outcome {
    if model.desk.go_back() {
        return Outcome::of(Redraw::Now);
    }
    if model.desk.view == View::Lab {
        model.desk.tell(say!("app-nothing-open"), false);
        return Outcome::of(Redraw::Now);
    }
    super::show(model, View::Lab)
}

/// Begins a line in the chat; what is half written there stays.
fn write(model: &mut Model, line: &str) {
    model.desk.focus_on(ScreenId::Chat);
    if !model.screens.chat.begin(line) {
        model.desk.tell(say!("chat-pane-line-in-use"), true);
    }
}

fn turned(model: &mut Model, turn: Turn) {
    let done = match turn {
        Turn::MessageBefore => messages::walk(model, true),
        Turn::MessageAfter => messages::walk(model, false),
        Turn::FrameBefore => messages::turn_part(model, false),
        Turn::FrameAfter => messages::turn_part(model, true),
    };
    if !done {
        model.desk.tell(
            match turn {
                Turn::MessageBefore => say!("encap-no-message-before"),
                Turn::MessageAfter => say!("encap-no-message-after"),
                Turn::FrameBefore => say!("encap-no-frame-before"),
                Turn::FrameAfter => say!("encap-no-frame-after"),
            },
            true,
        );
    }
}

#[cfg(test)]
mod tests;

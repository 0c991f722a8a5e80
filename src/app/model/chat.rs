//! What the chat tells, brought to those it concerns: the pane, the messages and their frames, sightings.

use crate::app::outcome::{Outcome, Redraw};
use crate::msg::chat::{ChatCommand, ChatEvent, Delivery};
use crate::record::Carried;
use crate::say;
use crate::screens::chat::Tone;

use super::{Model, messages, sightings};

/// The chat tells.
pub(in crate::app) fn update(model: &mut Model, event: ChatEvent) -> Outcome {
    match event {
        ChatEvent::Busy(command) => busy(model, command),
        ChatEvent::SightingAsked { peer, question } => sightings::asked(model, peer, question),
        ChatEvent::Sighted { peer, answer } => sightings::told(model, peer, answer),
        event @ (ChatEvent::Listening { .. }
        | ChatEvent::ListenFailed { .. }
        | ChatEvent::ListenStopped { .. }
        | ChatEvent::Connecting { .. }
        | ChatEvent::ConnectFailed { .. }
        | ChatEvent::Ready { .. }
        | ChatEvent::Joined { .. }
        | ChatEvent::Changed { .. }
        | ChatEvent::Silent { .. }
        | ChatEvent::Reconnecting { .. }
        | ChatEvent::Resumed { .. }
        | ChatEvent::BroadcastAllowed { .. }
        | ChatEvent::Unreachable { .. }
        | ChatEvent::Left { .. }
        | ChatEvent::Finished { .. }
        | ChatEvent::Plainly { .. }
        | ChatEvent::NotDelivered { .. }
        | ChatEvent::TurnedAway { .. }
        | ChatEvent::Received { .. }
        | ChatEvent::Binary { .. }
        | ChatEvent::Sent { .. }
        | ChatEvent::Tick { .. }
        | ChatEvent::RoundTrip { .. }) => hear(model, event),
    }
}

/// The pane hears of it, with the message's entry in the ledger where there is one.
fn hear(model: &mut Model, mut event: ChatEvent) -> Outcome {
    if let ChatEvent::Ready { info, .. }
    | ChatEvent::Joined { info, .. }
    | ChatEvent::Changed { info, .. } = &mut event
        // The partner bears its name, not its address.
        && model.practice.is_partner(info)
    {
        info.nick = model.text.get("practice-pane-name").into();
    }
    let mut entry = None;
    if let ChatEvent::Sent {
        message, carried, ..
    } = &event
    {
        let id = messages::note(model, carried.clone());
        model.screens.chat.link(*message, id);
        messages::await_frames(model, id);
    } else if let Some(carried) = received(&event) {
        let id = messages::note(model, carried.clone());
        entry = Some(id);
        messages::await_frames(model, id);
    } else if let ChatEvent::Left { peer, .. } = &event {
        sightings::left(model, *peer);
    }
    model.screens.chat.hear(event, model.clock.now, entry);
    Outcome::now(sightings::go_on(model))
}

/// The bytes of a peer's message, where the event brings one.
const fn received(event: &ChatEvent) -> Option<&Carried> {
    if let ChatEvent::Received { carried, .. }
    | ChatEvent::Binary {
        carried: Some(carried),
        ..
    } = event
    {
        Some(carried)
    } else {
        None
    }
}

/// The chat could not take a request: a text in it will not arrive.
fn busy(model: &mut Model, command: ChatCommand) -> Outcome {
    let now = model.clock.now;
    if let ChatCommand::Send { message, peers, .. } = command {
        for peer in peers {
            let lost = ChatEvent::Tick {
                message,
                peer,
                delivery: Delivery::Lost,
            };
            model.screens.chat.hear(lost, now, None);
        }
    }
    let what = say!("chat-pane-busy");
    let remedy = say!("chat-pane-busy-remedy");
    model
        .screens
        .chat
        .notice(now, Tone::Bad, what, Some(remedy));
    Outcome::of(Redraw::Now)
}

#[cfg(test)]
mod tests;

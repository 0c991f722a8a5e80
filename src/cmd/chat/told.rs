//! What happens in the line-by-line chat, as JSON's stable names and as words.

use serde_json::{Map, Value, json};

use crate::msg::chat::{ChatEvent, Delivery, Encoding, Farewell, Flow, Kind, PeerId, Speaks};
use crate::text::Text;

use super::reading;

/// The event's name; `None`: nothing is told of it.
pub fn name(event: &ChatEvent) -> Option<&'static str> {
    Some(match event {
        ChatEvent::Listening { .. } => "listening",
        ChatEvent::Connecting { .. } => "connecting",
        ChatEvent::Ready { .. } => "ready",
        ChatEvent::BroadcastAllowed { .. } => "broadcast_allowed",
        ChatEvent::Joined { .. } => "joined",
        ChatEvent::Finished { .. } => "finished",
        ChatEvent::Plainly { .. } => "plainly",
        ChatEvent::NotDelivered { .. } => "not_delivered",
        ChatEvent::TurnedAway { .. } => "turned_away",
        ChatEvent::Changed { .. } => "changed",
        ChatEvent::Left { .. } => "left",
        ChatEvent::Received { .. } => "received",
        ChatEvent::Binary { data, .. } if data.state == Flow::Over => "binary",
        ChatEvent::Tick { .. } => "tick",
        ChatEvent::Unreachable { .. } => "unreachable",
        ChatEvent::Silent { .. } => "silent",
        ChatEvent::Reconnecting { .. } => "reconnecting",
        ChatEvent::Resumed { .. } => "resumed",
        ChatEvent::RoundTrip { .. } => "round_trip",
        _ => return None,
    })
}

/// Whose event it is; `None`: nobody's who is there by then.
pub const fn whose(event: &ChatEvent) -> Option<PeerId> {
    match event {
        ChatEvent::Ready { peer, .. }
        | ChatEvent::BroadcastAllowed { peer, .. }
        | ChatEvent::Joined { peer, .. }
        | ChatEvent::Finished { peer, .. }
        | ChatEvent::Plainly { peer, .. }
        | ChatEvent::NotDelivered { peer, .. }
        | ChatEvent::Changed { peer, .. }
        | ChatEvent::Left { peer, .. }
        | ChatEvent::Received { peer, .. }
        | ChatEvent::Binary { peer, .. }
        | ChatEvent::Tick { peer, .. }
        | ChatEvent::Unreachable { peer, .. }
        | ChatEvent::Silent { peer, .. }
        | ChatEvent::Reconnecting { peer, .. }
        | ChatEvent::Resumed { peer }
        | ChatEvent::RoundTrip { peer, .. } => Some(*peer),
        _ => None,
    }
}

/// What only this event has.
pub fn details(event: &ChatEvent, encoding: Encoding, words: &Text) -> Map<String, Value> {
    let details = match event {
        ChatEvent::Listening {
            address, transport, ..
        } => json!({"address": address.to_string(), "transport": transport.name()}),
        ChatEvent::Connecting { address, .. } | ChatEvent::BroadcastAllowed { address, .. } => {
            json!({"address": address.to_string()})
        }
        ChatEvent::TurnedAway { from } => json!({"address": from.to_string()}),
        ChatEvent::Joined { info, .. } => {
            json!({"speaks": speaks(info.speaks), "proved": info.proved})
        }
        ChatEvent::Changed { info, .. } => json!({"speaks": speaks(info.speaks)}),
        ChatEvent::Plainly { trouble, .. } | ChatEvent::Unreachable { trouble, .. } => {
            json!({"why": words.say(&trouble.what)})
        }
        ChatEvent::NotDelivered {
            first, last, count, ..
        } => json!({"count": count, "first": first.0, "last": last.0}),
        ChatEvent::Left { why, .. } => json!({"why": reason(why, words)}),
        ChatEvent::Received {
            text,
            carried,
            cut,
            assumed,
            ..
        } => {
            let mut object = json!({"text": text, "cut": cut, "assumed": assumed});
            reading::add(&mut object, carried, encoding);
            object
        }
        ChatEvent::Binary { data, .. } => {
            json!({"offset": data.offset, "bytes": data.bytes, "kind": data.kind.map(Kind::name)})
        }
        ChatEvent::Tick {
            message, delivery, ..
        } => json!({"message": message.0, "delivery": stage(*delivery)}),
        ChatEvent::Silent { quiet: time, .. } | ChatEvent::RoundTrip { time, .. } => {
            json!({"seconds": time.as_secs_f64()})
        }
        ChatEvent::Reconnecting { attempt, .. } => json!({"attempt": attempt}),
        _ => Value::Null,
    };
    match details {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// What it speaks, in words.
pub const fn speaks(speaks: Speaks) -> &'static str {
    match speaks {
        Speaks::Lab => "wirelab",
        Speaks::Plain => "plain text",
        Speaks::Unknown => "silent so far",
    }
}

const fn stage(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Waiting => "waiting",
        Delivery::Kernel => "kernel",
        Delivery::PeerTcp => "peer_tcp",
        Delivery::PeerProgram => "peer_program",
        Delivery::Lost => "lost",
    }
}

/// Why it has gone, in words.
pub fn reason(why: &Farewell, words: &Text) -> String {
    match why {
        Farewell::Bye => "it said goodbye".into(),
        Farewell::Finished => "it closed the connection".into(),
        Farewell::Reset => "it reset the connection".into(),
        Farewell::Silent => "nothing heard from it for too long".into(),
        Farewell::ByYou => "closed here".into(),
        Farewell::Idle => "not heard for long, its place went to a newcomer".into(),
        Farewell::Broke(what) => words.say(what),
        Farewell::Crowded | Farewell::AlsoCrowded => {
            "it had said nothing, and too many silent connections are open".into()
        }
        Farewell::Full => "as many talk here already as can be served".into(),
        Farewell::Recognised => "it is a peer already known, over a new connection".into(),
        Farewell::Returned => "its program was started anew".into(),
        Farewell::Renewed => "it has begun another session".into(),
        Farewell::Succeeded => "another program answers at its address now".into(),
    }
}

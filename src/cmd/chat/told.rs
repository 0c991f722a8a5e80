//! What happens in the line-by-line chat, as JSON's stable names and as words.

use serde_json::{Value, json};

use crate::msg::chat::{ChatEvent, Delivery, Encoding, Farewell, Flow, Kind, PeerId, Speaks};
use crate::text::Text;

use super::reading;

/// Whose event it is, its name, and what only it has.
pub fn facts(
    event: &ChatEvent,
    encoding: Encoding,
    words: &Text,
) -> Option<(Option<PeerId>, &'static str, Value)> {
    Some(match event {
        ChatEvent::Listening {
            address, transport, ..
        } => (
            None,
            "listening",
            json!({"address": address.to_string(), "transport": transport.name()}),
        ),
        ChatEvent::Connecting { address, .. } => {
            (None, "connecting", json!({"address": address.to_string()}))
        }
        ChatEvent::Ready { peer, .. } => (Some(*peer), "ready", json!({})),
        ChatEvent::BroadcastAllowed { peer, address } => (
            Some(*peer),
            "broadcast_allowed",
            json!({"address": address.to_string()}),
        ),
        ChatEvent::Joined { peer, info } => (
            Some(*peer),
            "joined",
            json!({"speaks": speaks(info.speaks), "proved": info.proved}),
        ),
        ChatEvent::Finished { peer, .. } => (Some(*peer), "finished", json!({})),
        ChatEvent::Plainly { peer, trouble } => (
            Some(*peer),
            "plainly",
            json!({"why": words.say(&trouble.what)}),
        ),
        ChatEvent::NotDelivered {
            peer,
            first,
            last,
            count,
        } => (
            Some(*peer),
            "not_delivered",
            json!({"count": count, "first": first.0, "last": last.0}),
        ),
        ChatEvent::TurnedAway { from } => {
            (None, "turned_away", json!({"address": from.to_string()}))
        }
        ChatEvent::Changed { peer, info } => (
            Some(*peer),
            "changed",
            json!({"speaks": speaks(info.speaks)}),
        ),
        ChatEvent::Left { peer, why } => (Some(*peer), "left", json!({"why": reason(why, words)})),
        ChatEvent::Received {
            peer,
            text,
            carried,
            cut,
            assumed,
            ..
        } => {
            let mut object = json!({"text": text, "cut": cut, "assumed": assumed});
            reading::add(&mut object, carried, encoding);
            (Some(*peer), "received", object)
        }
        ChatEvent::Binary { peer, data, .. } if data.state == Flow::Over => (
            Some(*peer),
            "binary",
            json!({"offset": data.offset, "bytes": data.bytes, "kind": data.kind.map(Kind::name)}),
        ),
        ChatEvent::Tick {
            message,
            peer,
            delivery,
        } => (
            Some(*peer),
            "tick",
            json!({"message": message.0, "delivery": stage(*delivery)}),
        ),
        ChatEvent::Unreachable { peer, trouble } => (
            Some(*peer),
            "unreachable",
            json!({"why": words.say(&trouble.what)}),
        ),
        ChatEvent::Silent { peer, quiet } => (
            Some(*peer),
            "silent",
            json!({"seconds": quiet.as_secs_f64()}),
        ),
        ChatEvent::Reconnecting { peer, attempt } => {
            (Some(*peer), "reconnecting", json!({"attempt": attempt}))
        }
        ChatEvent::Resumed { peer } => (Some(*peer), "resumed", json!({})),
        ChatEvent::RoundTrip { peer, time } => (
            Some(*peer),
            "round_trip",
            json!({"seconds": time.as_secs_f64()}),
        ),
        _ => return None,
    })
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

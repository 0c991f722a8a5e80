//! What the line-by-line chat writes: texts and data on standard output, or each event as JSON; notices on
//! standard error.

use serde_json::{Value, json};

use super::super::out::{Stop, line, note, stdout};
use super::queues::Lost;
use super::told::{details, name, reason, speaks, whose};
use super::{Session, reading};
use crate::msg::chat::{ChatEvent, Farewell, Flow, PeerId, Trouble};

impl Session {
    /// Trouble in words, with what to try.
    pub(super) fn told(&self, trouble: &Trouble) -> String {
        let remedy = trouble
            .remedy
            .as_ref()
            .map(|remedy| format!(" {}", self.words.say(remedy)));
        format!(
            "{}{}",
            self.words.say(&trouble.what),
            remedy.unwrap_or_default()
        )
    }

    /// Writes what is to be written of an event.
    pub(super) fn print(&self, event: &ChatEvent) -> Result<(), Stop> {
        if let Some(notice) = self.notice(event) {
            // Without a reader of notices the chat goes on.
            note!("{notice}");
        }
        if self.json {
            return match self.object(event) {
                Some(object) => line(&mut stdout(), &object.to_string()),
                None => Ok(()),
            };
        }
        match event {
            ChatEvent::Received { peer, text, .. } => {
                line(&mut stdout(), &format!("{}: {text}", self.nick(*peer)))
            }
            ChatEvent::Binary { peer, data, .. } if data.state == Flow::Over => line(
                &mut stdout(),
                &format!("{}: {}", self.nick(*peer), reading::data(data, &self.words)),
            ),
            _ => Ok(()),
        }
    }

    /// What a peer is called.
    pub(super) fn nick(&self, peer: PeerId) -> &str {
        self.peers.get(&peer).map_or("?", |info| info.nick.as_str())
    }

    /// What is worth a line beside the texts.
    fn notice(&self, event: &ChatEvent) -> Option<String> {
        Some(match event {
            ChatEvent::Listening { address, .. } => format!("listening on {address}"),
            ChatEvent::Connecting { address, .. } => format!("connecting to {address}"),
            ChatEvent::TurnedAway { from } => {
                format!("* {from} was turned away: 1000 peers talk here already")
            }
            ChatEvent::BroadcastAllowed { address, .. } => format!(
                "* {} is a broadcast address: SO_BROADCAST is set, all hosts of that network get it",
                address.ip()
            ),
            ChatEvent::Unreachable { trouble, .. } | ChatEvent::Plainly { trouble, .. } => {
                format!("* {}", self.told(trouble))
            }
            ChatEvent::NotDelivered {
                peer,
                first,
                last,
                count,
            } => {
                let (first, last, count) = (*first, *last, *count);
                not_delivered(self.nick(*peer), Lost { first, last, count })
            }
            of_a_peer => format!("* {}", self.news(of_a_peer)?),
        })
    }

    /// What has become of a peer.
    fn news(&self, event: &ChatEvent) -> Option<String> {
        Some(match event {
            ChatEvent::Ready { info, .. } => {
                format!("sending to {}; nothing has come from it yet", info.remote)
            }
            ChatEvent::Joined { info, .. } => format!(
                "{} is there ({}, {})",
                info.nick,
                info.remote,
                speaks(info.speaks)
            ),
            ChatEvent::Finished { peer, .. } => format!(
                "{} has ended its sending; you can still write",
                self.nick(*peer)
            ),
            ChatEvent::Left {
                why: Farewell::AlsoCrowded,
                ..
            } => return None,
            ChatEvent::Left { peer, why } => format!(
                "{} has gone: {}",
                self.nick(*peer),
                reason(why, &self.words)
            ),
            ChatEvent::Silent { peer, quiet } => format!(
                "nothing heard from {} for {} s",
                self.nick(*peer),
                quiet.as_secs()
            ),
            ChatEvent::Reconnecting { peer, attempt: 0 } => {
                format!("{} is away: waiting for it", self.nick(*peer))
            }
            ChatEvent::Reconnecting { peer, attempt } => {
                format!("reaching {} again, attempt {attempt}", self.nick(*peer))
            }
            ChatEvent::Resumed { peer } => format!("{} is back", self.nick(*peer)),
            _ => return None,
        })
    }

    /// The event as one object: always `time` and `event`; `nick` and `address` where there is a peer.
    fn object(&self, event: &ChatEvent) -> Option<Value> {
        let name = name(event)?;
        let mut object = details(event, self.encoding, &self.words);
        let time = match event {
            ChatEvent::Received { time, .. } | ChatEvent::Binary { time, .. } => *time,
            _ => crate::sys::clock::now(),
        };
        object.insert("time".into(), json!(time));
        object.insert("event".into(), json!(name));
        if let Some(info) = whose(event).and_then(|peer| self.peers.get(&peer)) {
            object.insert("nick".into(), json!(info.nick));
            object.insert("address".into(), json!(info.remote.to_string()));
        }
        Some(object.into())
    }
}

/// What a peer does not get, when that is more than a line.
pub fn not_delivered(nick: &str, lost: Lost) -> String {
    format!(
        "* not delivered to {nick}: {} lines, numbers {} to {}",
        lost.count, lost.first.0, lost.last.0
    )
}

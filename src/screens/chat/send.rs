//! What one writes goes to whom it is meant for, or stays in the line.

use crate::clock::Time;
use crate::msg::Effect;
use crate::msg::chat::{ChatCommand, Delivery, MessageId, PeerId};
use crate::record::Transport;
use crate::say;
use crate::say::{Foreign, Say};
use crate::screens::{Answer, Wish};
use crate::store::EntryId;

use super::{Chat, Said, To, Tone};

impl Chat {
    /// One pasted line goes into the line; before more are sent, one is asked.
    pub(super) fn paste_line(&mut self, text: &str, now: Time) {
        self.typing = true;
        let cut = self.line.insert(text);
        if cut > 0 {
            self.notice(now, Tone::Warn, say!("chat-pane-paste-long", n = cut), None);
        }
    }

    /// Is there nobody these pasted lines could go to? Then that is said, and the draft stays.
    pub(super) fn refuses_lines(&mut self, lines: usize, now: Time) -> bool {
        let Err((why, remedy)) = self.recipients() else {
            return false;
        };
        self.notice(
            now,
            Tone::Warn,
            say!("chat-pane-paste-refused", n = lines),
            None,
        );
        self.notice(now, Tone::Warn, why, Some(remedy));
        true
    }

    /// Sends pasted lines as they are, a slash in front or not; the draft stays in the line.
    pub fn send_lines(&mut self, lines: &[String], now: Time) -> Answer {
        if self.refuses_lines(lines.len(), now) {
            return Answer::done();
        }
        if let Ok(peers) = self.recipients()
            && let Some((why, remedy)) = self.unwritable(&peers, &lines.iter().map(String::as_str))
        {
            self.notice(
                now,
                Tone::Warn,
                say!("chat-pane-paste-refused", n = lines.len()),
                None,
            );
            self.notice(now, Tone::Warn, why, Some(remedy));
            return Answer::done();
        }
        self.show_end();
        let sent = lines.iter().flat_map(|line| self.send(line, line, now));
        Answer::wishes(sent.collect())
    }

    /// Over what one talks now: the connections' own, to the one addressed or to all; with nobody there, what
    /// the next connection will use.
    pub(super) fn transports(&self) -> Vec<Transport> {
        let addressed = |id: &PeerId| !matches!(self.to, To::One(one) if one != *id);
        let there: Vec<_> = self
            .peers
            .iter()
            .filter(|(id, _)| addressed(id))
            .map(|(_, peer)| peer.info.transport)
            .collect();
        let used = [Transport::Tcp, Transport::Udp]
            .into_iter()
            .filter(|transport| there.contains(transport));
        let used: Vec<_> = used.collect();
        if used.is_empty() {
            vec![self.transport]
        } else {
            used
        }
    }

    /// Who gets what is sent now; else why nobody does, and what to try.
    pub(super) fn recipients(&self) -> Result<Vec<PeerId>, (Say, Say)> {
        match &self.to {
            To::One(peer) => Ok(vec![*peer]),
            To::Everyone if !self.peers.is_empty() => Ok(self.peers.keys().copied().collect()),
            To::Everyone => Err((say!("chat-pane-nobody"), say!("chat-pane-nobody-remedy"))),
            To::Gone(nick) => Err((
                say!("chat-pane-to-gone", nick = nick.clone()),
                say!("chat-pane-to-gone-remedy"),
            )),
        }
    }

    /// Enters a line as if it had been typed.
    pub fn enter(&mut self, text: &str, now: Time) -> Vec<Wish> {
        if text.trim().is_empty() {
            return Vec::new();
        }
        self.show_end();
        // A switched-on input method makes ／ or 、 of the slash.
        match text.strip_prefix(['/', '／', '、']) {
            Some(rest) if !rest.starts_with(['/', '／', '、']) => self.command(rest, now),
            // `//text` sends `/text`.
            Some(rest) => self.send(rest, text, now),
            None => self.send(text, text, now),
        }
    }

    /// Sends a text; `typed`: what stood in the line for it.
    pub(super) fn send(&mut self, text: &str, typed: &str, now: Time) -> Vec<Wish> {
        let sendable = self.recipients().and_then(|peers| {
            match self.unwritable(&peers, &std::iter::once(text)) {
                None => Ok(peers),
                Some(refusal) => Err(refusal),
            }
        });
        let peers = match sendable {
            Ok(peers) => peers,
            Err((why, remedy)) => {
                // Nothing typed is ever lost: it stays in the line.
                self.line.set(typed);
                self.notice(now, Tone::Warn, why, Some(remedy));
                return Vec::new();
            }
        };
        let only_to = if let To::One(peer) = self.to {
            self.nick_of(peer).map(ToOwned::to_owned)
        } else {
            None
        };
        self.next_message += 1;
        let message = MessageId(self.next_message);
        let deliveries = peers.iter().map(|p| (*p, Delivery::Waiting)).collect();
        self.push(Said::Mine {
            time: now,
            message,
            text: Foreign::new(text),
            only_to,
            deliveries,
            entry: None,
        });
        let command = ChatCommand::Send {
            message,
            peers,
            text: text.to_owned(),
        };
        vec![Effect::Chat(command).into()]
    }

    /// Ties a message to its ledger entry.
    pub fn link(&mut self, message: MessageId, id: EntryId) {
        if let Some(Said::Mine { entry, .. }) = self.lines.mine(message) {
            *entry = Some(id);
        }
    }

    pub(super) fn tick(&mut self, message: MessageId, peer: PeerId, state: Delivery) {
        if let Some(Said::Mine { deliveries, .. }) = self.lines.mine(message) {
            for (_, known) in deliveries
                .iter_mut()
                .filter(|(p, d)| *p == peer && *d < state)
            {
                *known = state;
            }
        }
    }
}

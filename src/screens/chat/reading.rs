//! How plain peers' bytes are read and how one writes to them: the encoding of each, what bytes could be
//! otherwise, and what cannot be written.

use bytes::Bytes;
use std::ops::ControlFlow;

use crate::clock::Time;
use crate::journey::Reading;
use crate::msg::Effect;
use crate::msg::chat::encoding::{Candidate, candidates};
use crate::msg::chat::{ChatCommand, Encoding, PeerId, Speaks, Unwritable, Whom, body};
use crate::record::Carried;
use crate::say;
use crate::say::Clean;
use crate::say::Say;
use crate::screens::{Answer, Wish};
use crate::store::EntryId;

use super::{Chat, Peer, Said, To, Tone};

/// Characters of another reading that are shown.
const MOST_SHOWN: usize = 24;

/// A line's text as it reads, and what is to be said of that.
pub(super) fn read_as(raw: &[u8], encoding: Encoding) -> (Clean, Option<Say>) {
    let body = body(raw);
    let decoded = encoding.decode(&body);
    let text = Clean::spoken(&decoded.text);
    let title = encoding.title();
    let others: Vec<_> = candidates(&body)
        .into_iter()
        .filter(|c| !c.encodings.contains(&encoding))
        .collect();
    let says = match (decoded.fits, &others[..]) {
        // Bytes of another set are seldom valid UTF-8 by chance.
        (true, [first, ..]) if first.encodings.contains(&Encoding::Utf8) => {
            Some(say!("chat-pane-utf8-too", text = shown(&first.text)))
        }
        (true, _) => None,
        (false, []) => Some(say!("chat-pane-unreadable", encoding = title)),
        (false, [only]) => Some(say!(
            "chat-pane-could-be",
            encoding = title,
            names = names(only),
            text = shown(&only.text)
        )),
        (false, [first, .., last]) => Some(say!(
            "chat-pane-could-be-either",
            encoding = title,
            names = names(first),
            text = shown(&first.text),
            other = names(last),
            otherwise = shown(&last.text)
        )),
    };
    (text, says)
}

fn names(candidate: &Candidate) -> String {
    let titles: Vec<_> = candidate
        .encodings
        .iter()
        .map(|encoding| encoding.title())
        .collect();
    titles.join(" / ")
}

fn shown(text: &str) -> String {
    let text = Clean::spoken(text);
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(MOST_SHOWN).collect();
    if characters.next().is_some() {
        format!("{start}…")
    } else {
        start
    }
}

impl Peer {
    /// Does it get and send text in whatever encoding is chosen? A lab's records are UTF-8.
    pub(super) fn takes_any(&self) -> bool {
        self.info.speaks != Speaks::Lab
    }
}

impl Chat {
    /// Plain peers who come are written to and read in this encoding.
    pub const fn set_encoding(&mut self, encoding: Encoding) {
        self.encoding = encoding;
    }

    /// How plain peers who come are written to and read.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// `/encoding`: for the one addressed, else for all plain peers and those who come.
    pub(super) fn encode_as(&mut self, name: &str, now: Time) -> Vec<Wish> {
        if name.is_empty() {
            self.tell_encodings(now);
            return Vec::new();
        }
        let Some(encoding) = Encoding::named(name) else {
            let what = say!("chat-pane-no-such-encoding", name = name.to_owned());
            self.notice(
                now,
                Tone::Bad,
                what,
                Some(say!("chat-pane-encodings", names = Encoding::names())),
            );
            self.line.set(&format!("/encoding {name}"));
            return Vec::new();
        };
        let whom = match &self.to {
            To::Everyone => Whom::Everyone,
            To::One(peer) if self.peers.get(peer).is_some_and(Peer::takes_any) => Whom::One(*peer),
            To::One(peer) => {
                let what = say!(
                    "chat-pane-encoding-lab",
                    nick = self.nick_of(*peer).unwrap_or("?").to_owned()
                );
                self.notice(now, Tone::Warn, what, None);
                return Vec::new();
            }
            To::Gone(nick) => {
                let what = say!("chat-pane-to-gone", nick = nick.clone());
                self.notice(
                    now,
                    Tone::Warn,
                    what,
                    Some(say!("chat-pane-to-gone-remedy")),
                );
                return Vec::new();
            }
        };
        self.take_encoding(whom, encoding, now);
        vec![
            Effect::Chat(ChatCommand::Encoding { whom, encoding }).into(),
            Wish::Reread,
        ]
    }

    fn take_encoding(&mut self, whom: Whom, encoding: Encoding, now: Time) {
        if whom == Whom::Everyone {
            self.encoding = encoding;
        }
        let is_meant = |id: PeerId| whom == Whom::Everyone || whom == Whom::One(id);
        let mut nicks = Vec::new();
        for (id, peer) in self
            .peers
            .iter_mut()
            .filter(|(id, peer)| is_meant(**id) && peer.takes_any())
        {
            (peer.writes, peer.reads) = (encoding, encoding);
            nicks.push((*id, peer.info.nick.clone()));
        }
        for (id, _) in &nicks {
            self.read_again(*id);
        }
        let nicks: Vec<_> = nicks.into_iter().map(|(_, nick)| nick).collect();
        let encoding = encoding.title();
        let none = nicks.is_empty();
        let what = match (whom, none) {
            (Whom::One(_), _) => say!("chat-pane-encoding-one", encoding = encoding, nick = nicks),
            (Whom::Everyone, false) => {
                say!("chat-pane-encoding-all", encoding = encoding, nicks = nicks)
            }
            (Whom::Everyone, true) => say!("chat-pane-encoding-coming", encoding = encoding),
        };
        let only_labs = whom == Whom::Everyone && none && !self.peers.is_empty();
        self.notice(
            now,
            Tone::Good,
            what,
            only_labs.then(|| say!("chat-pane-encoding-only-labs")),
        );
    }

    fn tell_encodings(&mut self, now: Time) {
        let plain = self.peers.values().filter(|peer| peer.takes_any());
        let lines: Vec<_> = plain
            .map(|peer| {
                let (writes, reads) = (peer.writes.title(), peer.reads.title());
                say!(
                    "chat-pane-encoding-of",
                    nick = peer.info.nick.clone(),
                    writes = writes,
                    reads = reads
                )
            })
            .collect();
        for what in lines {
            self.notice(now, Tone::Quiet, what, None);
        }
        let what = say!(
            "chat-pane-encoding-coming",
            encoding = self.encoding.title()
        );
        self.notice(
            now,
            Tone::Quiet,
            what,
            Some(say!("chat-pane-encodings", names = Encoding::names())),
        );
    }

    /// Shows what a plain peer has said in the next reading: that of the newest line in view, else the one addressed.
    pub(super) fn read_otherwise(&mut self, now: Time) -> Answer {
        let plain = self.plain_in_view();
        let Some((id, peer)) = plain.and_then(|id| Some((id, self.peers.get_mut(&id)?))) else {
            return Answer::why(say!("chat-pane-nothing-to-read"));
        };
        peer.reads = peer.reads.next_reading();
        let (nick, reads, writes) = (peer.info.nick.clone(), peer.reads, peer.writes);
        self.read_again(id);
        // Walking through the readings leaves one line, not many.
        self.lines.take_back("chat-pane-read-as");
        let what = say!("chat-pane-read-as", nick = nick, encoding = reads.title());
        let both = || {
            say!(
                "chat-pane-read-as-writes",
                writes = writes.title(),
                name = reads.name()
            )
        };
        self.notice(now, Tone::Quiet, what, (reads != writes).then(both));
        Answer::wish(Wish::Reread)
    }

    fn plain_in_view(&self) -> Option<PeerId> {
        let is_plain = |id: &PeerId| self.peers.get(id).is_some_and(Peer::takes_any);
        let in_view = self
            .lines
            .up_to(self.reading)
            .rev()
            .find_map(|said| match said {
                Said::Theirs {
                    peer, raw: Some(_), ..
                } => Some(*peer).filter(is_plain),
                Said::Theirs { .. }
                | Said::Mine { .. }
                | Said::Data { .. }
                | Said::Notice { .. } => None,
            });
        let addressed = match &self.to {
            To::One(peer) => Some(*peer),
            To::Everyone => self.peers.keys().copied().find(is_plain),
            To::Gone(_) => None,
        };
        in_view.or_else(|| addressed.filter(is_plain))
    }

    /// Reads what a peer has said so far as it is read now.
    fn read_again(&mut self, id: PeerId) {
        let Some(encoding) = self.peers.get(&id).map(|peer| peer.reads) else {
            return;
        };
        self.lines.of(id, |said| {
            if let Said::Theirs {
                raw: Some(raw),
                text,
                reading,
                ..
            } = said
            {
                (*text, *reading) = read_as(raw, encoding);
            }
            ControlFlow::Continue(())
        });
    }

    /// A plain peer's bytes that another reading could show otherwise.
    pub(super) fn raw(&self, peer: PeerId, bytes: &[u8]) -> Option<Bytes> {
        let plain = self.peers.get(&peer).is_some_and(Peer::takes_any);
        // A copy: a slice would keep alive all that was read from the socket with it.
        (plain && !bytes.is_ascii()).then(|| Bytes::copy_from_slice(bytes))
    }

    /// Why these lines cannot be sent to them: the first thing that somebody's encoding cannot write.
    pub(super) fn unwritable<'a>(
        &self,
        to: &[PeerId],
        lines: &(impl Iterator<Item = &'a str> + Clone),
    ) -> Option<(Say, Say)> {
        let peers = to
            .iter()
            .filter_map(|id| self.peers.get(id))
            .filter(|peer| peer.takes_any());
        peers.into_iter().find_map(|peer| {
            let refused = lines
                .clone()
                .find_map(|line| peer.writes.encode(line).err())?;
            Some(refusal(&refused, peer.info.nick.clone()))
        })
    }

    /// How a plain peer's message is characters: as its bytes were written, or as they are read now.
    #[must_use]
    pub fn reading_of(&self, id: EntryId, carried: &Carried) -> Option<Reading> {
        let peer = self
            .peers
            .values()
            .find(|peer| peer.info.remote == carried.remote && peer.info.socket == carried.socket);
        let bytes = carried
            .bytes
            .get(carried.text.clone())
            .filter(|_| carried.session.is_empty())?;
        if !carried.outgoing {
            let reads = peer.map_or(self.encoding, |peer| peer.reads);
            return Some(if reads == Encoding::default() {
                Reading::Taken
            } else {
                Reading::Chosen(reads)
            });
        }
        let text = self.lines.iter().rev().find_map(|said| match said {
            Said::Mine { entry, text, .. } if *entry == Some(id) => Some(text.verbatim()),
            Said::Mine { .. } | Said::Theirs { .. } | Said::Data { .. } | Said::Notice { .. } => {
                None
            }
        })?;
        // What is used now may not be what was used then: the bytes tell.
        let known = peer
            .map(|peer| peer.writes)
            .into_iter()
            .chain(Encoding::ALL);
        let wrote = |encoding: &Encoding| {
            encoding
                .encode(text)
                .is_ok_and(|written| bytes.starts_with(&written))
        };
        known.into_iter().find(wrote).map(Reading::Written)
    }
}

fn refusal(refused: &Unwritable, nick: Clean) -> (Say, Say) {
    let quoted: Vec<_> = refused
        .characters
        .iter()
        .map(|c| {
            format!(
                "{} (U+{:04X})",
                Clean::spoken(&c.to_string()),
                u32::from(*c)
            )
        })
        .collect();
    let encoding = refused.encoding.title();
    let what = if refused.more {
        say!(
            "chat-pane-unwritable-more",
            encoding = encoding,
            nick = nick,
            characters = quoted
        )
    } else {
        say!(
            "chat-pane-unwritable",
            encoding = encoding,
            nick = nick,
            characters = quoted
        )
    };
    (what, say!("chat-pane-unwritable-remedy"))
}

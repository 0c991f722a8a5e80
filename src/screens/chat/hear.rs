//! What the chat tells, taken in: peers come and go, texts arrive, ticks grow.

use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::time::Duration;

use crate::clock::Time;
use crate::msg::chat::{
    Binary, ChatEvent, Delivery, Farewell, MessageId, PeerId, PeerInfo, Speaks, Trouble,
};
use crate::place::HostId;
use crate::record::{Carried, Transport};
use crate::say;
use crate::say::{Clean, Say};
use crate::store::EntryId;

use super::reading::read_as;
use super::{Chat, Peer, Said, To, Tone};

impl Chat {
    /// Takes in what the chat tells. `entry`: the ledger's entry of a received text.
    pub fn hear(&mut self, event: ChatEvent, now: Time, entry: Option<EntryId>) {
        match event {
            // What other parts of the program take in.
            ChatEvent::Busy(_) | ChatEvent::SightingAsked { .. } | ChatEvent::Sighted { .. } => {}
            ChatEvent::Listening {
                host,
                transport,
                address,
            } => self.is_listening(now, host, transport, address),
            ChatEvent::ListenFailed { trouble, .. }
            | ChatEvent::ConnectFailed { trouble, .. }
            | ChatEvent::Unreachable { trouble, .. } => self.trouble(now, trouble),
            ChatEvent::ListenStopped { transport } => self.stopped_listening(now, transport),
            ChatEvent::Connecting {
                host,
                target,
                address,
                ..
            } => self.connecting(now, host, target, address.to_string()),
            ChatEvent::BroadcastAllowed { address, .. } => self.may_broadcast(now, address),
            ChatEvent::Ready { peer, info } => self.ready(now, peer, info),
            ChatEvent::Joined { peer, info } => self.joined(now, peer, info),
            ChatEvent::Changed { peer, info } => self.changed(now, peer, info),
            ChatEvent::Received {
                peer,
                time,
                text,
                carried,
                cut,
                assumed,
            } => self.received((peer, time), text, &carried, (cut, assumed), entry),
            ChatEvent::Binary {
                peer, time, data, ..
            } => self.data(peer, time, data, entry),
            ChatEvent::Sent { message, peer, .. } => self.tick(message, peer, Delivery::Kernel),
            ChatEvent::Tick {
                message,
                peer,
                delivery,
            } => self.tick(message, peer, delivery),
            ChatEvent::RoundTrip { peer, time } => self.round_trip(peer, time),
            ChatEvent::Left { peer, why } => self.left(now, peer, why),
            ChatEvent::Finished { peer, closing } => self.finished(now, peer, closing),
            ChatEvent::Plainly { peer, trouble } => self.plainly(now, peer, trouble),
            ChatEvent::NotDelivered {
                peer,
                first,
                last,
                count,
            } => self.not_delivered(now, peer, [first, last], count),
            ChatEvent::TurnedAway { from } => self.turned_away(now, from),
            ChatEvent::Silent { peer, quiet } => self.silent(now, peer, quiet),
            ChatEvent::Reconnecting { peer, attempt } => self.reconnecting(now, peer, attempt),
            ChatEvent::Resumed { peer } => self.resumed(now, peer),
        }
    }

    fn stopped_listening(&mut self, now: Time, transport: Transport) {
        self.listening.retain(|(t, _)| *t != transport);
        let what = say!("chat-pane-listen-stopped", transport = transport.name());
        self.notice(now, Tone::Quiet, what, None);
    }

    fn may_broadcast(&mut self, now: Time, address: SocketAddr) {
        let what = say!("chat-pane-broadcast", address = address.ip().to_string());
        let meaning = say!("chat-pane-broadcast-what");
        self.notice(now, Tone::Quiet, what, Some(meaning));
    }

    fn round_trip(&mut self, peer: PeerId, time: Duration) {
        if let Some(known) = self.peers.get_mut(&peer) {
            known.round_trip = Some(time);
        }
    }

    /// It is asked no further whether a lab is there: the peer is served as a plain one.
    fn plainly(&mut self, now: Time, peer: PeerId, trouble: Trouble) {
        let what = say!("chat-pane-plainly", nick = self.name(peer));
        self.notice(now, Tone::Quiet, what, None);
        self.notice(now, Tone::Warn, trouble.what, trouble.remedy);
    }

    fn not_delivered(&mut self, now: Time, peer: PeerId, ends: [MessageId; 2], count: usize) {
        let [first, last] = ends.map(|message| message.0.to_string());
        let what = say!(
            "chat-pane-not-delivered",
            nick = self.name(peer),
            count = count,
            first = first,
            last = last
        );
        self.notice(now, Tone::Bad, what, None);
    }

    fn turned_away(&mut self, now: Time, from: SocketAddr) {
        let what = say!("chat-pane-turned-away", address = from.to_string());
        let remedy = say!("chat-pane-turned-away-remedy");
        self.notice(now, Tone::Warn, what, Some(remedy));
    }

    /// Nothing has come from a peer for so long.
    fn silent(&mut self, now: Time, peer: PeerId, quiet: Duration) {
        let over = self.peers.get(&peer).map(|known| known.info.transport);
        let (nick, seconds) = (self.name(peer), quiet.as_secs());
        let what = match over {
            Some(Transport::Udp) => {
                say!("chat-pane-silent-udp", nick = nick, seconds = seconds)
            }
            Some(Transport::Tcp) | None => {
                say!("chat-pane-silent", nick = nick, seconds = seconds)
            }
        };
        self.is_here(peer, true);
        self.notice(now, Tone::Warn, what, None);
    }

    /// A connection has broken (attempt 0), and is made anew; only the first attempt is told.
    fn reconnecting(&mut self, now: Time, peer: PeerId, attempt: u32) {
        let nick = self.name(peer);
        let what = match attempt {
            0 => say!("chat-pane-away", nick = nick),
            1 => say!("chat-pane-reconnecting", nick = nick),
            _ => return,
        };
        self.is_here(peer, false);
        self.notice(now, Tone::Warn, what, None);
    }

    fn resumed(&mut self, now: Time, peer: PeerId) {
        self.is_here(peer, true);
        let what = say!("chat-pane-resumed", nick = self.name(peer));
        self.notice(now, Tone::Good, what, None);
    }

    /// Whether a peer's connection stands.
    fn is_here(&mut self, peer: PeerId, here: bool) {
        if let Some(known) = self.peers.get_mut(&peer) {
            known.here = here;
        }
    }

    /// The peer has ended its sending; said once, and then only how long our own FIN waits.
    fn finished(&mut self, now: Time, peer: PeerId, closing: Option<Duration>) {
        let Some(known) = self.peers.get_mut(&peer) else {
            return;
        };
        known.closing = closing.map(|wait| now.after(wait));
        if !std::mem::replace(&mut known.told_finished, true) {
            let what = say!("chat-pane-finished", nick = known.info.nick.clone());
            self.notice(
                now,
                Tone::Warn,
                what,
                closing.map(|_| say!("chat-pane-finished-remedy")),
            );
        }
    }

    fn name(&self, peer: PeerId) -> String {
        self.nick_of(peer)
            .map_or_else(|| "?".to_owned(), ToOwned::to_owned)
    }

    /// A host of one's own, in words: the lab's by its name where it has several.
    fn own(&self, host: HostId) -> Say {
        let named = self.labs.iter().find(|lab| lab.id == host);
        match named.filter(|_| self.labs.len() > 1) {
            _ if host == HostId::HERE => say!("chat-pane-host-here"),
            Some(lab) => say!("chat-pane-host-named", name = lab.label.clone()),
            None => say!("chat-pane-host-lab"),
        }
    }

    fn connecting(&mut self, now: Time, host: HostId, target: Clean, address: String) {
        let what = if target == address {
            say!("chat-pane-connecting-address", address = address)
        } else {
            say!("chat-pane-connecting", target = target, address = address)
        };
        let what = if self.labs.is_empty() {
            what
        } else {
            say!("chat-pane-from", what = what, host = self.own(host))
        };
        self.notice(now, Tone::Quiet, what, None);
    }

    fn joined(&mut self, now: Time, peer: PeerId, info: PeerInfo) {
        if self.answered(now, peer, &info) {
            return;
        }
        let (nick, address, transport) = (
            info.nick.clone(),
            info.remote.to_string(),
            info.transport.name(),
        );
        // A name that holds the address says it once.
        let what = match (info.incoming, nick.contains(&address)) {
            (true, false) => say!(
                "chat-pane-joined",
                nick = nick,
                address = address,
                transport = transport
            ),
            (true, true) => say!(
                "chat-pane-joined-address",
                nick = nick,
                transport = transport
            ),
            (false, false) => say!(
                "chat-pane-connected",
                nick = nick,
                address = address,
                transport = transport
            ),
            (false, true) => say!(
                "chat-pane-connected-address",
                nick = nick,
                transport = transport
            ),
        };
        let plain = match (info.speaks, info.transport) {
            (Speaks::Plain, Transport::Tcp) => Some(say!("chat-pane-plain")),
            (Speaks::Plain, Transport::Udp) => Some(say!("chat-pane-plain-udp")),
            _ => None,
        };
        let (incoming, proved, plain_text) =
            (info.incoming, info.proved, info.speaks == Speaks::Plain);
        let unproved = incoming && !proved && plain_text;
        self.peers.insert(peer, Peer::new(info, self.encoding));
        self.notice(now, Tone::Good, what, plain);
        if unproved {
            self.notice(now, Tone::Quiet, say!("chat-pane-unproved"), None);
        }
    }

    /// One can send to it; whether it is there, nobody has told.
    fn ready(&mut self, now: Time, peer: PeerId, info: PeerInfo) {
        let what = say!("chat-pane-sends", address = info.remote.to_string());
        self.peers.insert(peer, Peer::new(info, self.encoding));
        self.notice(now, Tone::Quiet, what, None);
    }

    /// The first datagram of a peer that one could write to already: it is there.
    fn answered(&mut self, now: Time, peer: PeerId, info: &PeerInfo) -> bool {
        let Some(known) = self.peers.get_mut(&peer) else {
            return false;
        };
        known.info = info.clone();
        let what = say!(
            "chat-pane-answered",
            nick = info.nick.clone(),
            address = info.remote.to_string()
        );
        let plain = (info.speaks == Speaks::Plain).then(|| say!("chat-pane-plain-udp"));
        self.notice(now, Tone::Good, what, plain);
        true
    }

    fn changed(&mut self, now: Time, peer: PeerId, info: PeerInfo) {
        let Some(known) = self.peers.get_mut(&peer) else {
            return;
        };
        let before = std::mem::replace(&mut known.info, info);
        let (nick, speaks) = (known.info.nick.clone(), known.info.speaks);
        if before.nick != nick {
            let address = known.info.remote.to_string();
            let what = say!(
                "chat-pane-renamed",
                before = before.nick,
                nick = nick.clone(),
                address = address
            );
            self.notice(now, Tone::Quiet, what, None);
        }
        if before.speaks != speaks && speaks == Speaks::Plain {
            self.notice(
                now,
                Tone::Quiet,
                say!("chat-pane-is-plain", nick = nick),
                None,
            );
        }
    }

    fn received(
        &mut self,
        (peer, time): (PeerId, Time),
        text: Clean,
        carried: &Carried,
        (cut, assumed): (bool, bool),
        entry: Option<EntryId>,
    ) {
        // Said once for a peer: it will not change its ways.
        let known = self.peers.get_mut(&peer);
        let assumed =
            assumed && known.is_some_and(|k| !std::mem::replace(&mut k.told_assumed, true));
        let remark = match (cut, assumed) {
            (true, _) => Some(say!("chat-pane-cut")),
            (_, true) => Some(say!("chat-pane-assumed")),
            _ => None,
        };
        let nick = self.name(peer);
        let raw = carried.bytes.get(carried.text.clone());
        let raw = self.raw(peer, raw.unwrap_or_default());
        let reads = self
            .peers
            .get(&peer)
            .map_or(self.encoding, |known| known.reads);
        let (text, reading) = raw.as_ref().map_or((text, None), |raw| read_as(raw, reads));
        self.push(Said::Theirs {
            time,
            peer,
            nick,
            text,
            remark,
            entry,
            raw,
            reading,
        });
    }

    /// What is no text is one line, however often it is told.
    fn data(&mut self, peer: PeerId, time: Time, data: Binary, entry: Option<EntryId>) {
        let mut fresh = Some(data);
        self.lines.of(peer, |said| {
            let Said::Data { data: known, .. } = said else {
                return ControlFlow::Continue(());
            };
            if let Some(data) = fresh.take_if(|data| data.offset == known.offset) {
                *known = data;
            }
            ControlFlow::Break(())
        });
        if let Some(data) = fresh {
            let nick = self.name(peer);
            self.push(Said::Data {
                time,
                peer,
                nick,
                data,
                entry,
            });
        }
    }

    fn left(&mut self, now: Time, peer: PeerId, why: Farewell) {
        let nick = self.name(peer);
        self.peers.remove(&peer);
        if self.to == To::One(peer) {
            self.to = To::Gone(nick.clone());
        }
        let (tone, why) = match why {
            Farewell::Bye => (Tone::Quiet, say!("chat-pane-left-bye")),
            Farewell::Finished => (Tone::Quiet, say!("chat-pane-left-finished")),
            Farewell::Reset => (Tone::Warn, say!("chat-pane-left-reset")),
            Farewell::Silent => (Tone::Bad, say!("chat-pane-left-silent")),
            Farewell::ByYou => (Tone::Quiet, say!("chat-pane-left-by-you")),
            Farewell::Idle => (Tone::Quiet, say!("chat-pane-left-idle")),
            Farewell::Broke(what) => (Tone::Bad, what),
            Farewell::AlsoCrowded => return,
            Farewell::Crowded => (Tone::Warn, say!("chat-pane-left-crowded")),
            Farewell::Full => (Tone::Warn, say!("chat-pane-left-full")),
            Farewell::Recognised => (Tone::Quiet, say!("chat-pane-left-recognised")),
            Farewell::Returned => (Tone::Warn, say!("chat-pane-left-returned")),
            Farewell::Renewed => (Tone::Warn, say!("chat-pane-left-renewed")),
            Farewell::Succeeded => (Tone::Warn, say!("chat-pane-left-succeeded")),
        };
        self.notice(
            now,
            tone,
            say!("chat-pane-left", nick = nick, why = why),
            None,
        );
    }

    fn is_listening(&mut self, now: Time, host: HostId, transport: Transport, address: SocketAddr) {
        self.listening
            .retain(|(t, a)| *t != transport || *a != address);
        self.listening.push((transport, address));
        let what = say!(
            "chat-pane-listening",
            transport = transport.name(),
            address = address.to_string()
        );
        let what = if self.labs.is_empty() {
            what
        } else {
            say!("chat-pane-on", what = what, host = self.own(host))
        };
        self.notice(
            now,
            Tone::Good,
            what,
            Some(self.what_to_type(transport, address)),
        );
    }

    /// What the other one must type, with the address that reaches this machine.
    pub(super) fn what_to_type(&self, transport: Transport, address: SocketAddr) -> Say {
        let ip = if address.ip().is_unspecified() {
            self.reachable.first().copied()
        } else {
            Some(address.ip())
        };
        let Some(ip) = ip else {
            return say!(
                "chat-pane-no-address",
                target = format!("localhost:{}", address.port())
            );
        };
        let target = match (address.port(), ip) {
            (crate::msg::chat::PORT, ip) => ip.to_string(),
            (port, ip) => SocketAddr::new(ip, port).to_string(),
        };
        if ip.is_loopback() {
            say!("chat-pane-type-here", target = target)
        } else if transport == Transport::Udp {
            say!("chat-pane-type-udp", target = target)
        } else {
            say!("chat-pane-type", target = target)
        }
    }
}

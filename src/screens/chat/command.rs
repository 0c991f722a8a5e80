//! The chat's commands: `/listen`, `/connect`, … with completion.

use crate::clock::Time;
use crate::msg::Effect;
use crate::msg::chat::{ChatCommand, Encoding, Manner, PeerId};
use crate::record::Transport;
use crate::say;
use crate::screens::Wish;

use super::{Chat, To, Tone};

/// Every command: its word, and the message that says what it does.
pub(super) const COMMANDS: [(&str, &str); 12] = [
    ("listen", "chat-command-listen"),
    ("connect", "chat-command-connect"),
    ("tcp", "chat-command-tcp"),
    ("udp", "chat-command-udp"),
    ("nick", "chat-command-nick"),
    ("peers", "chat-command-peers"),
    ("to", "chat-command-to"),
    ("speaks", "chat-command-speaks"),
    ("keep", "chat-command-keep"),
    ("encoding", "chat-command-encoding"),
    ("close", "chat-command-close"),
    ("help", "chat-command-help"),
];

/// A command as one begins to write it: where it takes more, the blank is there already.
pub(super) fn begun(word: &str) -> String {
    let takes_more = matches!(
        word,
        "listen" | "connect" | "nick" | "to" | "speaks" | "encoding" | "keep" | "close"
    );
    let blank = if takes_more { " " } else { "" };
    format!("/{word}{blank}")
}

impl Chat {
    /// Carries out a command, given without its slash.
    pub(super) fn command(&mut self, line: &str, now: Time) -> Vec<Wish> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match word.to_ascii_lowercase().as_str() {
            "listen" => self.listen(rest, now),
            "connect" => self.connect(rest, now),
            "tcp" => self.use_transport(Transport::Tcp, now),
            "udp" => self.use_transport(Transport::Udp, now),
            "nick" => self.rename(rest, now),
            "peers" => self.list_peers(now),
            "to" => self.address(rest, now),
            "speaks" => self.use_manner(rest, now),
            "keep" => self.keep(rest, now),
            "encoding" => self.encode_as(rest, now),
            "close" => self.close(rest, now),
            "help" => vec![Wish::Help],
            _ => {
                let what = say!("chat-pane-no-such-command", word = word.to_owned());
                self.notice(
                    now,
                    Tone::Bad,
                    what,
                    Some(say!("chat-pane-no-such-command-remedy")),
                );
                // Nothing typed is lost: it can be mended.
                self.line.set(&format!("/{line}"));
                Vec::new()
            }
        }
    }

    fn listen(&mut self, address: &str, now: Time) -> Vec<Wish> {
        let already = self
            .listening
            .iter()
            .find(|(transport, _)| *transport == self.transport);
        if let (Some((transport, at)), true) = (already.copied(), address.is_empty()) {
            let what = say!(
                "chat-pane-already-listening",
                transport = transport.name(),
                address = at.to_string()
            );
            self.notice(
                now,
                Tone::Quiet,
                what,
                Some(self.what_to_type(transport, at)),
            );
            return Vec::new();
        }
        let address = (!address.is_empty()).then(|| address.to_owned());
        let command = ChatCommand::Listen {
            transport: self.transport,
            address,
        };
        vec![Effect::Chat(command).into()]
    }

    fn connect(&mut self, target: &str, now: Time) -> Vec<Wish> {
        if target.is_empty() {
            self.notice(
                now,
                Tone::Warn,
                say!("chat-pane-connect-where"),
                Some(say!("chat-pane-connect-example")),
            );
            self.line.set("/connect ");
            return Vec::new();
        }
        let name = target.rsplit_once(':').map_or(target, |(host, _)| host);
        let command = ChatCommand::Connect {
            transport: self.transport,
            target: target.to_owned(),
            manner: self.manner,
        };
        vec![
            Wish::WillAskFor(name.to_owned()),
            Effect::Chat(command).into(),
        ]
    }

    fn use_transport(&mut self, transport: Transport, now: Time) -> Vec<Wish> {
        self.transport = transport;
        let what = match transport {
            Transport::Tcp => say!("chat-pane-use-tcp"),
            Transport::Udp => say!("chat-pane-use-udp"),
        };
        self.notice(now, Tone::Quiet, what, None);
        Vec::new()
    }

    /// What peers are taken to speak from now on.
    fn use_manner(&mut self, word: &str, now: Time) -> Vec<Wish> {
        let manner = match word {
            "" => self.manner,
            "auto" => Manner::Auto,
            "plain" => Manner::Plain,
            "lab" => Manner::Lab,
            _ => {
                self.notice(
                    now,
                    Tone::Warn,
                    say!("chat-pane-speaks-what", word = word.to_owned()),
                    None,
                );
                self.line.set("/speaks ");
                return Vec::new();
            }
        };
        self.manner = manner;
        let what = match manner {
            Manner::Auto => say!("chat-pane-speaks-auto"),
            Manner::Plain => say!("chat-pane-speaks-plain"),
            Manner::Lab => say!("chat-pane-speaks-lab"),
        };
        self.notice(now, Tone::Quiet, what, None);
        Vec::new()
    }

    /// Keeps the connection to a peer that has ended its sending.
    fn keep(&mut self, nick: &str, now: Time) -> Vec<Wish> {
        let kept: Vec<_> = match self.find(nick) {
            Some(peer) => vec![peer],
            None if nick.is_empty() => self
                .peers
                .iter()
                .filter(|(_, peer)| peer.closing.is_some())
                .map(|(id, _)| *id)
                .collect(),
            None => {
                self.unknown_peer(nick, now);
                return Vec::new();
            }
        };
        if kept.is_empty() {
            self.notice(now, Tone::Quiet, say!("chat-pane-nothing-to-keep"), None);
        }
        for peer in &kept {
            let what = say!(
                "chat-pane-kept",
                nick = self.nick_of(*peer).unwrap_or("?").to_owned()
            );
            self.notice(now, Tone::Quiet, what, None);
        }
        kept.into_iter()
            .map(|peer| Effect::Chat(ChatCommand::Keep(peer)).into())
            .collect()
    }

    fn rename(&mut self, nick: &str, now: Time) -> Vec<Wish> {
        let nick: String = nick.chars().filter(|c| !c.is_control()).take(32).collect();
        if nick.is_empty() {
            self.notice(
                now,
                Tone::Quiet,
                say!("chat-pane-your-nick", nick = self.nick.clone()),
                None,
            );
            return Vec::new();
        }
        self.nick.clone_from(&nick);
        self.notice(
            now,
            Tone::Quiet,
            say!("chat-pane-your-nick", nick = nick.clone()),
            None,
        );
        vec![Effect::Chat(ChatCommand::Nick(nick)).into()]
    }

    fn list_peers(&mut self, now: Time) -> Vec<Wish> {
        if self.peers.is_empty() {
            self.notice(
                now,
                Tone::Quiet,
                say!("chat-pane-peers-none"),
                Some(say!("chat-pane-nobody-remedy")),
            );
            return Vec::new();
        }
        let lines: Vec<_> = self
            .peers
            .values()
            .map(|p| {
                let rtt = p.round_trip.map_or_else(
                    || "?".to_owned(),
                    |t| format!("{:.1}", t.as_secs_f64() * 1000.0),
                );
                let (nick, transport) = (p.info.nick.clone(), p.info.transport.name());
                let (address, local) = (p.info.remote.to_string(), p.info.local.to_string());
                if !p.here {
                    return say!(
                        "chat-pane-peer-away",
                        nick = nick,
                        transport = transport,
                        address = address
                    );
                }
                say!(
                    "chat-pane-peer",
                    nick = nick,
                    transport = transport,
                    address = address,
                    local = local,
                    rtt = rtt
                )
            })
            .collect();
        for what in lines {
            self.notice(now, Tone::Quiet, what, None);
        }
        Vec::new()
    }

    fn find(&self, nick: &str) -> Option<PeerId> {
        let exact = self.peers.iter().find(|(_, p)| p.info.nick == nick);
        exact
            .or_else(|| {
                self.peers
                    .iter()
                    .find(|(_, p)| p.info.nick.eq_ignore_ascii_case(nick))
            })
            .map(|(id, _)| *id)
    }

    fn address(&mut self, nick: &str, now: Time) -> Vec<Wish> {
        if nick.is_empty() || nick == "*" {
            self.to = To::Everyone;
            self.notice(now, Tone::Quiet, say!("chat-pane-to-all"), None);
        } else if let Some(peer) = self.find(nick) {
            self.to = To::One(peer);
        } else {
            self.unknown_peer(nick, now);
        }
        Vec::new()
    }

    fn unknown_peer(&mut self, nick: &str, now: Time) {
        let known: Vec<_> = self.peers.values().map(|p| p.info.nick.clone()).collect();
        let remedy = if known.is_empty() {
            say!("chat-pane-nobody-remedy")
        } else {
            say!("chat-pane-known", nicks = known)
        };
        self.notice(
            now,
            Tone::Warn,
            say!("chat-pane-unknown-peer", nick = nick.to_owned()),
            Some(remedy),
        );
    }

    fn close(&mut self, nick: &str, now: Time) -> Vec<Wish> {
        let chosen = match self.to {
            _ if !nick.is_empty() => self.find(nick),
            To::One(peer) => Some(peer),
            To::Everyone | To::Gone(_) => self.peers.keys().next().copied(),
        };
        match chosen {
            Some(peer) => vec![Effect::Chat(ChatCommand::ClosePeer(peer)).into()],
            None if nick.is_empty() && !self.listening.is_empty() => {
                vec![Effect::Chat(ChatCommand::StopListening).into()]
            }
            None if nick.is_empty() => {
                self.notice(now, Tone::Quiet, say!("chat-pane-nothing-to-close"), None);
                Vec::new()
            }
            None => {
                self.unknown_peer(nick, now);
                Vec::new()
            }
        }
    }

    /// Completes what stands before the cursor; again: the next candidate. `false`: nothing to complete.
    pub(super) fn complete(&mut self) -> bool {
        if let Some((candidates, at)) = &mut self.completion {
            *at = (*at + 1) % candidates.len().max(1);
            let text = candidates.get(*at).cloned().unwrap_or_default();
            self.line.set(&text);
            return true;
        }
        let candidates = self.candidates();
        let Some(first) = candidates.first().cloned() else {
            return false;
        };
        self.line.set(&first);
        self.completion = (candidates.len() > 1).then_some((candidates, 0));
        true
    }

    /// Whole lines that what is written could become.
    pub(super) fn candidates(&self) -> Vec<String> {
        let text = self.line.text();
        let Some(rest) = text.strip_prefix('/') else {
            return Vec::new();
        };
        if let Some((word, argument)) = rest.split_once(' ') {
            if word == "speaks" {
                let manners = ["auto", "plain", "lab"]
                    .into_iter()
                    .filter(|m| m.starts_with(argument) && *m != argument);
                return manners.map(|manner| format!("/{word} {manner}")).collect();
            }
            if word == "encoding" {
                let names = Encoding::ALL.map(Encoding::name).into_iter();
                return names
                    .filter(|n| n.starts_with(argument) && *n != argument)
                    .map(|n| format!("/{word} {n}"))
                    .collect();
            }
            if !matches!(word, "to" | "close" | "keep") {
                return Vec::new();
            }
            let nicks = self
                .peers
                .values()
                .map(|p| &p.info.nick)
                .filter(|n| n.starts_with(argument) && *n != argument);
            return nicks.map(|n| format!("/{word} {n}")).collect();
        }
        COMMANDS
            .iter()
            .filter(|(word, _)| word.starts_with(rest) && *word != rest)
            .map(|(word, _)| begun(word))
            .collect()
    }
}

//! `wirelab chat`: line by line, for pipes and scripts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Instant, sleep_until};

use crate::chat::{self, Broadcast, ChatConfig, ChatHandle};
use crate::cli::{ChatArgs, SpeaksArg};
use crate::msg::chat::{
    ChatCommand, ChatEvent, Delivery, Encoding, Farewell, Manner, MessageId, PeerId, PeerInfo,
    Speaks, Whom,
};
use crate::record::{Carried, Transport};
use crate::settings::Settings;
use crate::sys::factory::ThisMachine;
use crate::text::{Lang, Text};

use super::out::{Stop, note};
use input::{Input, pieces};
use print::not_delivered;
use queues::Queues;
use told::reason;

mod input;
mod print;
mod queues;
mod reading;
mod told;

/// With `--once`: after our FIN, or after the end of input over UDP.
const LAST: Duration = Duration::from_secs(1);
/// With `--once`: a peer that takes longer than this to say goodbye is left.
const GIVE_UP: Duration = Duration::from_secs(10);

/// Runs until the end of the chat.
///
/// # Errors
/// [`Stop::Failed`] when nobody can be reached or waited for; [`Stop::ReaderGone`].
pub fn run(args: &ChatArgs, settings: &Settings) -> Result<(), Stop> {
    crate::sys::descriptors::make_enough();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let result = runtime.block_on(talk(args, settings));
    // The thread that reads standard input may be waiting there for ever.
    runtime.shutdown_background();
    result
}

async fn talk(args: &ChatArgs, settings: &Settings) -> Result<(), Stop> {
    let encoding = settings.encoding.value;
    let transport = if args.udp {
        Transport::Udp
    } else {
        Transport::Tcp
    };
    let command = first_command(args, transport)?;
    let (to, lane) = chat::channels(chat::LANE);
    let handle = chat::start(config(args, settings), Arc::new(ThisMachine), to);
    let mut session = Session::new(args, handle, transport, encoding);
    session
        .command(ChatCommand::Encoding {
            whom: Whom::Everyone,
            encoding,
        })
        .await;
    session.command(command).await;
    let result = session.run(lane).await;
    session.say_what_was_lost();
    session.handle.shutdown().await;
    match session.lost {
        0 => result,
        lost => result.and_then(|()| {
            Err(Stop::Failed(format!(
                "lines that were not delivered: {lost}"
            )))
        }),
    }
}

/// Who we are.
fn config(args: &ChatArgs, settings: &Settings) -> ChatConfig {
    let nick = Some(settings.nick.value.clone())
        .filter(|nick| !nick.is_empty())
        .or_else(|| std::env::var("USER").ok())
        .unwrap_or_else(|| "wirelab".into());
    ChatConfig {
        nick,
        instance: chat::instance(),
        finder: chat::FINDER,
        port: settings.port.value.0,
        // Who ends its sending is served until our input ends, as nc does it.
        half_close: None,
        broadcast: if args.no_broadcast {
            Broadcast::Refused
        } else {
            Broadcast::Allowed
        },
        reserved: Text::in_each_language(&chat::RESERVED),
    }
}

/// Listening, or connecting.
fn first_command(args: &ChatArgs, transport: Transport) -> Result<ChatCommand, Stop> {
    match (&args.listen, &args.connect) {
        (Some(address), _) => Ok(ChatCommand::Listen {
            transport,
            address: Some(address.clone()),
        }),
        (None, Some(target)) => Ok(ChatCommand::Connect {
            transport,
            target: target.clone(),
            manner: manner(args.speaks),
        }),
        (None, None) => Err(Stop::Usage("say --listen or --connect".into())),
    }
}

struct Session {
    handle: ChatHandle,
    words: Text,
    json: bool,
    once: bool,
    connects: bool,
    transport: Transport,
    /// How plain peers are written to and read.
    encoding: Encoding,
    peers: HashMap<PeerId, PeerInfo>,
    /// Those of whom it was said that they do not write in this encoding.
    misread: HashSet<PeerId>,
    queues: Queues,
    next: u64,
    input: Input,
    /// With `--once`, after the end of input: nothing came until then.
    quiet_at: Option<Instant>,
    /// The end, whatever happens.
    end: Option<Instant>,
    /// Lines that did not arrive.
    lost: usize,
}

impl Session {
    fn new(args: &ChatArgs, handle: ChatHandle, transport: Transport, encoding: Encoding) -> Self {
        Self {
            handle,
            words: Text::new(Lang::En),
            json: args.json,
            once: args.once,
            connects: args.connect.is_some(),
            transport,
            encoding,
            peers: HashMap::new(),
            misread: HashSet::new(),
            queues: Queues::default(),
            next: 0,
            input: Input::NotYet,
            quiet_at: None,
            end: None,
            lost: 0,
        }
    }

    /// Hands a command over, however busy the chat is.
    async fn command(&self, command: ChatCommand) {
        while self.handle.command(command.clone()).is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    async fn run(&mut self, mut lane: chat::Receivers) -> Result<(), Stop> {
        crate::sys::ending::watch(crate::sys::ending::Asked::ToEnd, || {})?;
        let (mut interrupt, mut terminate) = (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        );
        loop {
            let now = Instant::now();
            let room_at = self.queues.room_at(self.peers.keys(), now);
            let room = room_at.is_some_and(|at| at <= now);
            let due = self
                .end
                .or(self.quiet_at)
                .into_iter()
                .chain(room_at.filter(|_| !room))
                .min();
            tokio::select! {
                event = lane.event() => {
                    let Some(event) = event else { return Ok(()) };
                    if self.happened(&event)? {
                        return Ok(());
                    }
                }
                typed = self.input.line(), if room => match typed {
                    Some(text) => self.say(&text).await,
                    None => self.input = Input::Ended,
                },
                () = ended(&mut interrupt, &mut terminate) => return Ok(()),
                () = sleep_until(due.unwrap_or(now + Duration::from_hours(1))) => {
                    if self.end.is_some_and(|end| end <= Instant::now()) {
                        return Ok(());
                    }
                }
            }
            self.finish_when_done().await;
        }
    }

    /// With `--once`: says goodbye when all that was typed is out.
    ///
    /// Who listens lets a lab that came finish first: it waits until nothing has come for a second. Else
    /// a listener without input would say goodbye before anybody could say anything.
    async fn finish_when_done(&mut self) {
        if !matches!(self.input, Input::Ended) {
            return;
        }
        self.close_finished().await;
        let done = self.queues.are_empty();
        if !self.once || !done || self.end.is_some() {
            return;
        }
        let now = Instant::now();
        let quiet_at = *self.quiet_at.get_or_insert(now + LAST);
        let patient = |info: &PeerInfo| {
            info.transport == Transport::Udp || (info.incoming && info.speaks == Speaks::Lab)
        };
        if quiet_at > now && self.peers.values().any(patient) {
            return;
        }
        // Over UDP, and where nobody is left, there is no end to wait for.
        let open = self.transport == Transport::Tcp && !self.peers.is_empty();
        self.end = Some(if open { now + GIVE_UP } else { now });
        for peer in self.peers.keys().copied().collect::<Vec<_>>() {
            self.command(ChatCommand::ClosePeer(peer)).await;
        }
    }

    /// Who has ended its sending has got all that there was to say.
    async fn close_finished(&mut self) {
        let got_all = |peer: &PeerId| self.queues.is_empty(*peer);
        let finished: Vec<_> = self
            .peers
            .iter()
            .filter(|(id, info)| info.finished && got_all(id))
            .map(|(id, _)| *id)
            .collect();
        for peer in finished {
            self.command(ChatCommand::ClosePeer(peer)).await;
            if let Some(info) = self.peers.get_mut(&peer) {
                // Asked once.
                info.finished = false;
            }
        }
    }

    /// Is it one who is written to? Who answers a broadcast hears what goes to all; written to as well, it
    /// would hear it twice.
    const fn is_meant(&self, info: &PeerInfo) -> bool {
        !(self.connects && info.incoming)
    }

    async fn say(&mut self, text: &str) {
        let peers: Vec<_> = self
            .peers
            .iter()
            .filter(|(_, info)| self.is_meant(info))
            .map(|(peer, _)| *peer)
            .collect();
        if peers.is_empty() {
            self.lost += 1;
            note!("* nobody is there; not sent: {text}");
        }
        if let Some(refused) = self.unwritable(text) {
            self.lost += 1;
            note!("* {refused}; not sent: {text}");
            return;
        }
        for piece in pieces(text) {
            self.next += 1;
            let message = MessageId(self.next);
            for peer in &peers {
                self.queues.put(*peer, message, Instant::now());
            }
            self.command(ChatCommand::Send {
                message,
                peers: peers.clone(),
                text: piece.to_owned(),
            })
            .await;
        }
    }

    /// What of a line a plain peer's encoding cannot write.
    fn unwritable(&self, text: &str) -> Option<String> {
        let refused = self
            .encoding
            .encode(text)
            .err()
            .filter(|_| self.peers.values().any(|info| info.speaks != Speaks::Lab))?;
        let named: Vec<_> = refused
            .characters
            .iter()
            .map(|c| format!("{c} (U+{:04X})", u32::from(*c)))
            .collect();
        let more = if refused.more { " and more" } else { "" };
        Some(format!(
            "{} has no bytes for {}{more}",
            self.encoding.name(),
            named.join(", ")
        ))
    }

    /// Says, once for a peer, that its bytes are not of the encoding in use.
    fn say_misfit(&mut self, peer: PeerId, carried: &Carried) {
        if self.misread.contains(&peer) {
            return;
        }
        if let Some(could_be) = reading::could_be(carried, self.encoding) {
            self.misread.insert(peer);
            note!("* {}: {could_be}", self.nick(peer));
        }
    }

    /// Takes note of an event and prints it; `true`: that was all.
    fn happened(&mut self, event: &ChatEvent) -> Result<bool, Stop> {
        self.take_note(event)?;
        self.print(event)?;
        match event {
            ChatEvent::Left { peer, why } => self.left(*peer, why),
            _ => Ok(false),
        }
    }

    fn take_note(&mut self, event: &ChatEvent) -> Result<(), Stop> {
        match event {
            ChatEvent::ListenFailed { trouble, .. } | ChatEvent::ConnectFailed { trouble, .. } => {
                return Err(Stop::Failed(self.told(trouble)));
            }
            ChatEvent::Ready { peer, info }
            | ChatEvent::Joined { peer, info }
            | ChatEvent::Changed { peer, info } => self.met(*peer, info),
            ChatEvent::Tick {
                message,
                peer,
                delivery,
            } => self.ticked(*message, *peer, *delivery),
            // What comes moves the end of the quiet on.
            ChatEvent::Received { peer, carried, .. } => {
                self.quiet_at = None;
                self.say_misfit(*peer, carried);
            }
            ChatEvent::Binary { .. } => self.quiet_at = None,
            ChatEvent::NotDelivered { peer, count, .. } => self.queues.told(*peer, *count),
            _ => {}
        }
        Ok(())
    }

    /// A peer has come, or is known better.
    fn met(&mut self, peer: PeerId, info: &PeerInfo) {
        let before = self.peers.insert(peer, info.clone());
        if let Some(before) = before.filter(|before| before.nick != info.nick) {
            note!("* {} is now {} ({})", before.nick, info.nick, info.remote);
        }
        if self.is_meant(info) {
            self.input.open();
        }
    }

    /// A peer has gone; `true`: that was all.
    fn left(&mut self, peer: PeerId, why: &Farewell) -> Result<bool, Stop> {
        let nick = self.nick(peer).to_owned();
        self.peers.remove(&peer);
        self.misread.remove(&peer);
        let (unknown, lost) = self.queues.remove(peer);
        if let Some(lost) = lost.filter(|lost| lost.count > 1) {
            note!("{}", not_delivered(&nick, lost));
        }
        if unknown > 0 {
            self.lost += unknown;
            note!("* whether the last lines arrived is not known");
        }
        if self.connects && matches!(why, Farewell::Reset | Farewell::Silent | Farewell::Broke(_)) {
            return Err(Stop::Failed(format!(
                "the connection ended: {}",
                reason(why, &self.words)
            )));
        }
        Ok(self.peers.is_empty() && (self.connects || self.end.is_some()))
    }

    fn ticked(&mut self, message: MessageId, peer: PeerId, delivery: Delivery) {
        let lab = self
            .peers
            .get(&peer)
            .is_some_and(|info| info.speaks == Speaks::Lab && self.transport == Transport::Tcp);
        match delivery {
            Delivery::Waiting => {}
            Delivery::Kernel | Delivery::PeerTcp if lab => {}
            Delivery::Kernel | Delivery::PeerTcp | Delivery::PeerProgram => {
                self.queues.arrived(peer, message, Instant::now());
            }
            Delivery::Lost => {
                // Were there more, they are said by number when it has gone, or at the chat's end.
                if self.queues.lost(peer, message) {
                    let line = message.0;
                    note!("* not delivered to {}: line {line}", self.nick(peer));
                }
                self.lost += 1;
            }
        }
    }

    /// At the end: what those who are still there did not get.
    fn say_what_was_lost(&self) {
        for (peer, lost) in self.queues.all_lost().filter(|(_, lost)| lost.count > 1) {
            note!("{}", not_delivered(self.nick(peer), lost));
        }
    }
}

const fn manner(speaks: SpeaksArg) -> Manner {
    match speaks {
        SpeaksArg::Auto => Manner::Auto,
        SpeaksArg::Plain => Manner::Plain,
        SpeaksArg::Lab => Manner::Lab,
    }
}

async fn ended(interrupt: &mut Signal, terminate: &mut Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

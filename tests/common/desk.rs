//! The program's parts on one host of a lab, without a screen: a chat alone ([`Talker`]), or the whole
//! model with chat, capture and host watch, fed as the loop feeds it ([`Desk`]).

use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use wirelab::app::model::{Model, Start};
use wirelab::app::update::{next_deadline, update};
use wirelab::chat::{self, Broadcast, ChatConfig, ChatHandle};
use wirelab::host::{self, WatchHandle};
use wirelab::msg::capture::{self, Backend, SourceEvent};
use wirelab::msg::chat::{ChatCommand, ChatEvent, Manner, MessageId, PORT, PeerId};
use wirelab::msg::host::HostEvent;
use wirelab::msg::{CaptureEffect, CaptureEvent, Effect, Event, Input, Key, KeyCode, LabHost};
use wirelab::record::Transport;
use wirelab::screens::ScreenId;
use wirelab::source::{self, CaptureHandle};
use wirelab::sys::factory::SharedFactory;
use wirelab::text::Lang;
use wirelab::ui::look::Glyphs;
use wirelab::ui::theme::Themes;

use crate::lab::{Failure, PATIENCE, failure};

/// Runs what waits for several things at once.
pub fn run<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?
        .block_on(work)
}

fn config(nick: &str) -> ChatConfig {
    let instance = nick.bytes().map(u64::from).sum();
    ChatConfig {
        nick: nick.to_owned(),
        instance,
        finder: chat::FINDER,
        port: PORT,
        half_close: Some(chat::HALF_CLOSE),
        broadcast: Broadcast::Allowed,
        reserved: Vec::new(),
    }
}

/// A chat on a host.
pub struct Talker {
    /// To be told what to do.
    pub chat: ChatHandle,
    lane: chat::Receivers,
    /// What has been received so far.
    pub heard: Vec<String>,
    known: Option<PeerId>,
}

impl Talker {
    /// Nobody to talk to yet.
    pub fn on(host: &SharedFactory, nick: &str) -> Self {
        let (to, lane) = chat::channels(chat::LANE);
        let config = config(nick);
        Self {
            chat: chat::start(config, host.clone(), to),
            lane,
            heard: Vec::new(),
            known: None,
        }
    }

    /// Waits for peers at this address, as typed.
    pub async fn listen(&mut self, transport: Transport, address: &str) -> Result<(), Failure> {
        self.chat.command(ChatCommand::Listen {
            transport,
            address: Some(address.to_owned()),
        })?;
        self.until(PATIENCE, "listening", |event| {
            matches!(event, ChatEvent::Listening { .. }).then_some(())
        })
        .await
    }

    /// Connects; the peer's number.
    pub async fn connect(&mut self, transport: Transport, target: &str) -> Result<PeerId, Failure> {
        self.chat.command(ChatCommand::Connect {
            transport,
            target: target.to_owned(),
            manner: Manner::Auto,
        })?;
        self.joined().await
    }

    /// The next peer that comes.
    pub async fn joined(&mut self) -> Result<PeerId, Failure> {
        self.until(PATIENCE, "a peer", |event| match event {
            ChatEvent::Joined { peer, .. } => Some(*peer),
            _ => None,
        })
        .await
    }

    /// The peer that came last.
    pub fn known(&self) -> Result<PeerId, Failure> {
        self.known.ok_or_else(|| failure("nobody is there"))
    }

    /// Says something to a peer.
    pub fn say(&self, number: u64, peer: PeerId, text: &str) -> Result<(), Failure> {
        Ok(self.chat.command(ChatCommand::Send {
            message: MessageId(number),
            peers: vec![peer],
            text: text.to_owned(),
        })?)
    }

    /// Waits until this text has come.
    pub async fn hear(&mut self, wanted: &str) -> Result<(), Failure> {
        if self.heard.iter().any(|text| text == wanted) {
            return Ok(());
        }
        self.until(PATIENCE, wanted, |event| {
            matches!(event, ChatEvent::Received { text, .. } if text == wanted).then_some(())
        })
        .await
    }

    /// Waits for the first event that `pick` takes.
    pub async fn until<T>(
        &mut self,
        limit: Duration,
        what: &str,
        mut pick: impl FnMut(&ChatEvent) -> Option<T>,
    ) -> Result<T, Failure> {
        let end = Instant::now() + limit;
        let mut seen = Vec::new();
        loop {
            let next = timeout(
                end.saturating_duration_since(Instant::now()),
                self.lane.event(),
            )
            .await;
            let Ok(Some(event)) = next else {
                return Err(failure(format!(
                    "not so after {limit:?}: {what}; there was {seen:?}"
                )));
            };
            if let ChatEvent::Received { text, .. } = &event {
                self.heard.push(text.to_string());
            }
            if let ChatEvent::Joined { peer, .. } = &event {
                self.known = Some(*peer);
            }
            if let Some(found) = pick(&event) {
                return Ok(found);
            }
            seen.push(event);
        }
    }
}

/// The model on a host, with real chat, capture and watch.
pub struct Desk {
    /// The program's state.
    pub model: Model,
    host: SharedFactory,
    chat: ChatHandle,
    chat_lane: chat::Receivers,
    frames: (mpsc::Sender<SourceEvent>, mpsc::Receiver<SourceEvent>),
    hosts: mpsc::Receiver<HostEvent>,
    capture: Option<CaptureHandle>,
    _watch: WatchHandle,
    started: Instant,
}

impl Desk {
    /// Starts Ada's, and waits until it captures.
    pub async fn on(host: &SharedFactory) -> Result<Self, Failure> {
        Self::of(host, "Ada").await
    }

    /// Starts somebody's, and waits until it captures.
    pub async fn of(host: &SharedFactory, nick: &str) -> Result<Self, Failure> {
        let (to, chat_lane) = chat::channels(chat::LANE);
        let config = config(nick);
        let chat = chat::start(config, host.clone(), to);
        let (hosts_to, hosts) = mpsc::channel(16);
        let watch = host::watch(host, hosts_to)?;
        let mut model = Model::new(start(), wirelab::app::start::keys());
        let id = host.host();
        let label = "p".to_owned();
        model.hosts.join(&[LabHost { id, label }]);
        let mut desk = Self {
            model,
            host: host.clone(),
            chat,
            chat_lane,
            frames: mpsc::channel(capture::LANE),
            hosts,
            capture: None,
            _watch: watch,
            started: Instant::now(),
        };
        desk.until("the capture runs", move |model| {
            let running = model.hosts.get(id)?.capture.running.len();
            (running == 2).then_some(())
        })
        .await?;
        Ok(desk)
    }

    /// Presses a key, whatever has the focus.
    pub fn press(&mut self, key: char) -> Result<(), Failure> {
        self.take(Event::Input(Input::Key(Key::char(key))))
    }

    /// Presses a key that is no character.
    pub fn key(&mut self, code: KeyCode) -> Result<(), Failure> {
        self.take(Event::Input(Input::Key(Key::plain(code))))
    }

    /// Types a line into the chat pane.
    pub fn enter(&mut self, line: &str) -> Result<(), Failure> {
        self.model.desk.focus = ScreenId::Chat;
        self.model.screens.chat.set_typing(true);
        for code in line.chars().map(KeyCode::Char).chain([KeyCode::Enter]) {
            self.take(Event::Input(Input::Key(Key::plain(code))))?;
        }
        Ok(())
    }

    /// Connects from the chat pane; returns when the one peer is there.
    pub async fn connect(&mut self, transport: Transport, at: &str) -> Result<(), Failure> {
        self.choose(transport)?;
        self.enter(&format!("/connect {at}"))?;
        self.until("the peer is there", |model| {
            (model.screens.chat.connected() == 1).then_some(())
        })
        .await
    }

    /// What is typed is for this transport from now on.
    pub fn choose(&mut self, transport: Transport) -> Result<(), Failure> {
        self.enter(match transport {
            Transport::Tcp => "/tcp",
            Transport::Udp => "/udp",
        })
    }

    /// Lets things happen until `find` finds something in the model.
    pub async fn until<T>(
        &mut self,
        what: &str,
        find: impl Fn(&Model) -> Option<T>,
    ) -> Result<T, Failure> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(found) = find(&self.model) {
                return Ok(found);
            }
            let due = next_deadline(&self.model).saturating_sub(self.started.elapsed());
            let event = tokio::select! {
                biased;
                Some(told) = self.chat_lane.calls.recv() => Event::Socket(told.event),
                Some(told) = self.chat_lane.events.recv() => Event::Chat(told.event),
                Some(event) = self.frames.1.recv() => Event::Capture(CaptureEvent::Source(event)),
                Some(event) = self.hosts.recv() => Event::Host(event),
                () = sleep(due) => Event::Deadline,
            };
            self.take(event)?;
        }
        let said: Vec<_> = self.model.screens.chat.lines().collect();
        Err(failure(format!(
            "not so after {PATIENCE:?}: {what}; the chat pane: {said:?}"
        )))
    }

    fn take(&mut self, event: Event) -> Result<(), Failure> {
        (self.model.clock.now, self.model.clock.elapsed) =
            (wirelab::sys::clock::now(), self.started.elapsed());
        for effect in update(&mut self.model, event).effects {
            match effect {
                Effect::Chat(command) => self.chat.command(command)?,
                Effect::Capture(CaptureEffect::Run(wish)) => match &self.capture {
                    Some(capture) => capture.set_wish(wish),
                    None => {
                        self.capture = Some(source::start(
                            Backend::Ring,
                            self.host.clone(),
                            wish,
                            self.frames.0.clone(),
                        )?);
                    }
                },
                // Counters are not looked at here.
                _ => {}
            }
        }
        Ok(())
    }
}

fn start() -> Start {
    Start {
        lang: Lang::En,
        theme: Themes::without_colours(),
        glyphs: Glyphs::ASCII,
        reduced_motion: true,
        nick: "Ada".to_owned(),
        utc_offset: 0,
        interfaces: Vec::new(),
        snaplen: None,
        memory: 256 << 20,
        promiscuous: false,
        left_out: None,
        // What every Linux namespace begins with (`net.ipv4.ip_default_ttl`).
        default_ttl: Some(64),
        size: (120, 36),
        chinese: false,
    }
}

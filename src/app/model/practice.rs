//! The practice lab: a partner to talk to, on hosts of its own where that can be had.

use std::net::SocketAddr;
use std::time::Duration;

use crate::app::outcome::{Outcome, Redraw};
use crate::msg::chat::{ChatCommand, Manner, PeerInfo, Trouble};
use crate::msg::{CaptureEffect, Effect, LabHost, PracticeEffect, PracticeEvent};
use crate::record::Transport;
use crate::say;
use crate::say::Say;
use crate::screens::chat::Tone;
use crate::screens::{KnownHosts as _, ScreenId};

use super::Model;
use super::desk::{Overlay, Question};
use super::sightings;

/// The partner is called at the latest this long after its host is there, captured or not.
const CAPTURE_READY: Duration = Duration::from_millis(500);

/// How far the lab is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Not there.
    #[default]
    Off,
    /// Being built.
    Starting,
    /// There, on hosts of its own.
    OnHosts,
    /// There, on this machine's loopback.
    OnLoopback,
}

impl State {
    /// Is the partner there?
    #[must_use]
    pub const fn is_on(self) -> bool {
        matches!(self, Self::OnHosts | Self::OnLoopback)
    }
}

/// A call to the partner that waits until its frames can be captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The partner's address: it is called by its name, not by this.
    pub partner: SocketAddr,
    /// When it is called at the latest, on the loop's own clock; `None`: it was called.
    pub latest: Option<Duration>,
}

/// The practice lab.
#[derive(Debug, Default)]
pub struct Practice {
    /// How far it is.
    pub state: State,
    /// Why the lab's own hosts could not be had, and what to do about it.
    pub no_lab: Option<(Say, Option<Say>)>,
    /// The call to the partner.
    pub call: Option<Call>,
}

impl Practice {
    /// The call, once it is due: its host's frames are captured (`ready`), so that the handshake is seen; or
    /// it has waited long enough.
    pub fn call(&mut self, now: Duration, ready: bool) -> Option<Effect> {
        let call = self
            .call
            .as_mut()
            .filter(|call| call.latest.is_some_and(|latest| ready || latest <= now))?;
        call.latest = None;
        Some(Effect::Chat(ChatCommand::Connect {
            transport: Transport::Tcp,
            target: call.partner.to_string(),
            manner: Manner::Auto,
        }))
    }

    /// When the call is due at the latest, on the loop's own clock.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.call.as_ref().and_then(|call| call.latest)
    }

    /// Is this peer the partner?
    #[must_use]
    pub fn is_partner(&self, info: &PeerInfo) -> bool {
        self.call
            .as_ref()
            .is_some_and(|call| call.partner == info.remote)
    }
}

/// The practice lab tells.
pub(in crate::app) fn update(model: &mut Model, event: PracticeEvent) -> Outcome {
    match event {
        PracticeEvent::Ready {
            hosts,
            partner,
            fallback,
        } => ready(model, &hosts, partner, fallback),
        PracticeEvent::Failed(trouble) => {
            model.practice.state = State::Off;
            model.practice.no_lab = Some((trouble.what.clone(), trouble.remedy.clone()));
            let now = model.clock.now;
            model
                .screens
                .chat
                .notice(now, Tone::Bad, trouble.what, trouble.remedy);
            Outcome::of(Redraw::Now)
        }
        PracticeEvent::Died if model.practice.state == State::Off => Outcome::of(Redraw::No),
        PracticeEvent::Died => Outcome::now(vec![Effect::Practice(PracticeEffect::Stop)]),
        PracticeEvent::Ended => ended(model),
    }
}

fn ready(
    model: &mut Model,
    hosts: &[LabHost],
    partner: SocketAddr,
    fallback: Option<Trouble>,
) -> Outcome {
    let own = hosts.first().map(|host| host.id);
    model.practice.state = if own.is_some() {
        State::OnHosts
    } else {
        State::OnLoopback
    };
    model.hosts.join(hosts);
    model.screens.chat.set_labs(hosts);
    tell_ready(model, fallback);
    model.screens.chat.set_typing(true);
    let wait = own.map_or(Duration::ZERO, |_| CAPTURE_READY);
    model.practice.call = Some(Call {
        partner,
        latest: Some(model.clock.elapsed + wait),
    });
    let call = model.practice.call(model.clock.elapsed, own.is_none());
    let join = Effect::Practice(PracticeEffect::Join);
    Outcome::now([join].into_iter().chain(call).collect())
}

fn tell_ready(model: &mut Model, fallback: Option<Trouble>) {
    let now = model.clock.now;
    let Some(trouble) = fallback else {
        model.practice.no_lab = None;
        let what = say!("practice-pane-ready");
        let more = say!("practice-pane-ready-what");
        return model.screens.chat.notice(now, Tone::Good, what, Some(more));
    };
    model.practice.no_lab = Some((trouble.what.clone(), trouble.remedy.clone()));
    let what = say!("practice-pane-loopback");
    let more = say!("practice-pane-loopback-what");
    model.screens.chat.notice(now, Tone::Warn, what, Some(more));
    model
        .screens
        .chat
        .notice(now, Tone::Quiet, trouble.what, trouble.remedy);
}

fn ended(model: &mut Model) -> Outcome {
    model.practice.state = State::Off;
    // What is still heard of the partner is the partner's: its address is forgotten with the next one.
    if let Some(call) = &mut model.practice.call {
        call.latest = None;
    }
    model.screens.chat.set_labs(&[]);
    let gone = model.hosts.leave();
    model.screens.interfaces.keep_only(&model.hosts.snapshots());
    let what = say!("practice-pane-ended");
    model
        .screens
        .chat
        .notice(model.clock.now, Tone::Quiet, what, None);
    let stop = gone
        .into_iter()
        .map(|host| Effect::Capture(CaptureEffect::Stop(host)));
    let told = sightings::announce(model);
    Outcome::now(told.into_iter().chain(stop).collect())
}

/// The partner is taken away: who talks with it says goodbye first, so that the end is seen as what it is.
pub(in crate::app) fn end(model: &Model) -> Outcome {
    let peers = model.screens.chat.peers();
    let talks = peers.filter(|(_, peer)| peer.here && model.practice.is_partner(&peer.info));
    let goodbye = talks.map(|(id, _)| Effect::Chat(ChatCommand::ClosePeer(id)));
    let stop = Effect::Practice(PracticeEffect::Stop);
    Outcome::now(goodbye.chain([stop]).collect())
}

/// The user wants the partner, or no longer.
pub(in crate::app) fn asked_for(model: &mut Model) -> Outcome {
    match model.practice.state {
        State::Off => start(model),
        State::Starting => {
            model.desk.tell(say!("practice-pane-starting"), false);
            Outcome::of(Redraw::Now)
        }
        // It has gone (`exit`): called again; while one talks with it, `p` asks whether to end that.
        State::OnHosts | State::OnLoopback if model.screens.chat.connected() == 0 => {
            call_again(model)
        }
        State::OnHosts | State::OnLoopback => {
            model.desk.overlay = Some(Overlay::Ask(Question::EndPractice));
            Outcome::of(Redraw::Now)
        }
    }
}

fn start(model: &mut Model) -> Outcome {
    model.practice.state = State::Starting;
    let what = say!("practice-pane-starting");
    model
        .screens
        .chat
        .notice(model.clock.now, Tone::Quiet, what, None);
    model.desk.focus_on(ScreenId::Chat);
    Outcome::now(vec![Effect::Practice(PracticeEffect::Start)])
}

/// Calls the partner anew, after it has gone.
fn call_again(model: &mut Model) -> Outcome {
    let now = model.clock.elapsed;
    if let Some(call) = &mut model.practice.call {
        call.latest = Some(now);
    }
    model.desk.focus_on(ScreenId::Chat);
    model.screens.chat.set_typing(true);
    Outcome::now(model.practice.call(now, true).into_iter().collect())
}

#[cfg(test)]
mod tests;

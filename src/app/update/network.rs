//! What comes from outside: the chat, frames, hosts, the practice lab.

use std::net::IpAddr;
use std::time::Duration;

use crate::app::model::{Awaited, Call, Model, Practice};
use crate::msg::action::{PaneId, View};
use crate::msg::capture::SourceEvent;
use crate::msg::chat::{ChatCommand, ChatEvent, Delivery, Manner, PeerInfo};
use crate::msg::{Effect, Event};
use crate::net::{Interface, LinkState, Snapshot};
use crate::panes::chat::Tone;
use crate::panes::encap::Mode;
use crate::place::HostId;
use crate::record::{Carried, RecordKey, Transport};
use crate::say;
use crate::say::Say;
use crate::store::EntryId;

use super::layers::{compare, looked_at, show};
use super::{Outcome, Redraw, sightings};

/// A message waits this long for its captured frames; then a rebuilt one stands in.
const WAIT: Duration = Duration::from_millis(200);
/// A received message's frames came at most this long before it, in nanoseconds.
const LOOK_BACK: i64 = 2_000_000_000;
/// Flows, stream and ladder are drawn up anew at most this often: they look through all records.
const REFRESH: Duration = Duration::from_millis(250);
/// The partner is called at the latest this long after its host is there, captured or not.
const CAPTURE_READY: Duration = Duration::from_millis(500);

pub(super) fn event(model: &mut Model, event: Event) -> Outcome {
    match event {
        Event::Chat(event) => chat(model, event),
        Event::Source(event) => source(model, event),
        Event::Host(snapshot) => host(model, *snapshot),
        Event::Counters(id, rows) => {
            let visible = matches!(model.view, View::Lab | View::Interfaces);
            let changed = model
                .interfaces
                .count(id, model.now, &rows, &mut model.hosts);
            Outcome::of(if changed && visible {
                Redraw::Soon
            } else {
                Redraw::No
            })
        }
        event => other(model, event),
    }
}

/// The chat could not take a request: a text in it will not arrive.
fn busy(model: &mut Model, command: ChatCommand) {
    if let ChatCommand::Send { message, peers, .. } = command {
        for peer in peers {
            model.chat.hear(
                ChatEvent::Tick {
                    message,
                    peer,
                    delivery: Delivery::Lost,
                },
                model.now,
                None,
            );
        }
    }
    model.chat.notice(
        model.now,
        Tone::Bad,
        say!("chat-pane-busy"),
        Some(say!("chat-pane-busy-remedy")),
    );
}

fn other(model: &mut Model, event: Event) -> Outcome {
    match event {
        Event::ChatBusy(command) => busy(model, command),
        Event::PracticeReady {
            you,
            partner,
            fallback,
        } => return practice_ready(model, you, partner, fallback),
        Event::PracticeFailed(trouble) => {
            model.practice = Practice::Off;
            model.no_lab = Some((trouble.what.clone(), trouble.remedy.clone()));
            model
                .chat
                .notice(model.now, Tone::Bad, trouble.what, trouble.remedy);
        }
        Event::PracticeDied if model.practice == Practice::Off => return Outcome::of(Redraw::No),
        Event::PracticeDied => return Outcome::now(vec![Effect::StopPractice]),
        Event::PracticeEnded => return practice_ended(model),
        Event::CaptureDenied(trouble) => {
            model.capture.denied = Some((trouble.what, trouble.remedy));
        }
        Event::CaptureAllowed => {
            model.capture_allowed = true;
            let wish = model.here().map(|here| model.wish(here));
            return Outcome::now(wish.map(Effect::Capture).into_iter().collect());
        }
        _ => return Outcome::of(Redraw::No),
    }
    Outcome::of(Redraw::Now)
}

fn practice_ready(
    model: &mut Model,
    you: HostId,
    partner: std::net::SocketAddr,
    fallback: Option<crate::msg::chat::Trouble>,
) -> Outcome {
    model.practice = Practice::On(you);
    model.chat.set_lab((you != HostId::HERE).then_some(you));
    match fallback {
        None => {
            model.no_lab = None;
            model.chat.notice(
                model.now,
                Tone::Good,
                say!("practice-pane-ready"),
                Some(say!("practice-pane-ready-what")),
            );
        }
        Some(trouble) => {
            model.no_lab = Some((trouble.what.clone(), trouble.remedy.clone()));
            model.chat.notice(
                model.now,
                Tone::Warn,
                say!("practice-pane-loopback"),
                Some(say!("practice-pane-loopback-what")),
            );
            model
                .chat
                .notice(model.now, Tone::Quiet, trouble.what, trouble.remedy);
        }
    }
    model.chat.set_typing(true);
    let waits = you != HostId::HERE;
    model.call = Some(Call {
        partner,
        latest: Some(model.elapsed + if waits { CAPTURE_READY } else { Duration::ZERO }),
    });
    let mut effects = vec![Effect::JoinPractice];
    effects.extend(call_partner(model, !waits));
    Outcome::now(effects)
}

/// Calls the partner once its host's frames are captured (`ready`), so that the handshake is seen;
/// or when it has waited long enough.
pub(super) fn call_partner(model: &mut Model, ready: bool) -> Option<Effect> {
    let now = model.elapsed;
    let call = model
        .call
        .as_mut()
        .filter(|c| c.latest.is_some_and(|latest| ready || latest <= now))?;
    call.latest = None;
    let target = call.partner.to_string();
    Some(Effect::Chat(ChatCommand::Connect {
        transport: Transport::Tcp,
        target,
        manner: Manner::Auto,
    }))
}

/// Calls the partner anew, after it has gone.
pub(super) fn call_again(model: &mut Model) -> Vec<Effect> {
    if let Some(call) = &mut model.call {
        call.latest = Some(model.elapsed);
    }
    model.focus = PaneId::Chat;
    model.chat.set_typing(true);
    call_partner(model, true).into_iter().collect()
}

/// The partner bears its name, not its address.
fn name_partner(model: &Model, info: &mut PeerInfo) {
    if model
        .call
        .as_ref()
        .is_some_and(|c| c.partner == info.remote)
    {
        info.nick = model.text.get("practice-pane-name");
    }
}

fn practice_ended(model: &mut Model) -> Outcome {
    model.practice = Practice::Off;
    model.call = None;
    model.chat.set_lab(None);
    model.hosts.retain(|h| h.host == HostId::HERE);
    model.practice_capture = super::super::model::CaptureState::default();
    model.interfaces.keep_only(&model.hosts);
    model
        .chat
        .notice(model.now, Tone::Quiet, say!("practice-pane-ended"), None);
    Outcome::now(vec![Effect::StopCapture(HostId::PRACTICE_YOU)])
}

fn host(model: &mut Model, snapshot: Snapshot) -> Outcome {
    let id = snapshot.host;
    let before = model.host(id).map(|h| (model.wish(h), link_states(h)));
    let told = links_of_talks(model, &snapshot);
    let gateways: Vec<_> = snapshot.routes.iter().filter_map(|r| r.gateway).collect();
    match model.hosts.iter_mut().find(|h| h.host == id) {
        Some(known) => *known = snapshot,
        None => model.hosts.push(snapshot),
    }
    model.hosts.sort_by_key(|h| h.host);
    if id == HostId::HERE && before.is_none() {
        name_missing(model);
    }
    for gateway in gateways {
        model.own.add_peer(gateway);
    }
    model.interfaces.keep_only(&model.hosts);
    for (tone, what) in told {
        model.chat.notice(model.now, tone, what, None);
    }
    let reachable = model.reachable();
    model.chat.set_reachable(reachable);
    let mut effects = Vec::new();
    if let Some(now) = model.host(id) {
        let (wish, links) = (model.wish(now), link_states(now));
        let asked = id != HostId::HERE || model.capture_allowed;
        if asked && before.as_ref().is_none_or(|(old, _)| *old != wish) {
            effects.push(Effect::Capture(wish));
        }
        if before.is_some_and(|(_, old)| old != links) {
            effects.push(Effect::Chat(ChatCommand::LinkChanged));
        }
    }
    Outcome {
        effects,
        redraw: Redraw::Soon,
    }
}

/// Says which interfaces asked for by `-i` are not there. They are captured when they come.
fn name_missing(model: &mut Model) {
    let Some(here) = model.here() else { return };
    let there: Vec<_> = here.interfaces.iter().map(|i| i.name.clone()).collect();
    let missing: Vec<_> = model
        .start
        .interfaces
        .iter()
        .filter(|name| !there.contains(name))
        .cloned()
        .collect();
    if !missing.is_empty() {
        let what = say!("app-no-interface", names = missing);
        model.chat.notice(
            model.now,
            Tone::Warn,
            what,
            Some(say!("app-no-interface-remedy", names = there)),
        );
    }
}

/// What is to be told of links that have gone or come back, where somebody is talked to through them.
fn links_of_talks(model: &Model, now: &Snapshot) -> Vec<(Tone, Say)> {
    let Some(before) = model.host(now.host) else {
        return Vec::new();
    };
    let talks = |ip: IpAddr| {
        model
            .chat
            .peers()
            .any(|(_, peer)| peer.info.host == now.host && peer.info.local.ip() == ip)
    };
    let is_news = |interface: &&Interface| {
        let old = before
            .interfaces
            .iter()
            .find(|old| old.index == interface.index && old.state != interface.state);
        let mut addresses = old
            .into_iter()
            .chain([*interface])
            .flat_map(|interface| &interface.addresses);
        old.is_some() && addresses.any(|address| talks(address.address))
    };
    let told = now.interfaces.iter().filter(is_news).map(|interface| {
        let name = interface.name.clone();
        match interface.state {
            LinkState::Up => (Tone::Good, say!("app-link-back", name = name)),
            LinkState::NoCarrier => (Tone::Bad, say!("app-link-lost", name = name)),
            LinkState::Down => (Tone::Bad, say!("app-link-off", name = name)),
        }
    });
    told.collect()
}

fn link_states(snapshot: &Snapshot) -> Vec<(u32, LinkState)> {
    snapshot
        .interfaces
        .iter()
        .map(|i| (i.index.0, i.state))
        .collect()
}

fn chat(model: &mut Model, mut event: ChatEvent) -> Outcome {
    let mut entry = None;
    if let ChatEvent::Ready { info, .. }
    | ChatEvent::Joined { info, .. }
    | ChatEvent::Changed { info, .. } = &mut event
    {
        name_partner(model, info);
    }
    match &event {
        ChatEvent::Socket(socket) => {
            let socket = socket.clone();
            if model.own.learn(&socket) {
                let since = crate::clock::Time(socket.time.0.saturating_sub(LOOK_BACK));
                for key in model.packets.claim_again(&mut model.own, since) {
                    took_in(model, key);
                }
            }
            let key = model.packets.add_event(socket);
            if let Some(record) = model.packets.get(key) {
                model.log.arrived(&record);
            }
            // Calls fill the log, too, with nothing captured.
            model.log.keep_from(model.packets.first());
            return Outcome::of(Redraw::Soon);
        }
        ChatEvent::Sent {
            message, carried, ..
        } => {
            let id = note(model, carried.clone());
            model.chat.link(*message, id);
            await_frames(model, id);
        }
        ChatEvent::Received { carried, .. }
        | ChatEvent::Binary {
            carried: Some(carried),
            ..
        } => {
            let id = note(model, carried.clone());
            entry = Some(id);
            await_frames(model, id);
        }
        ChatEvent::SightingAsked { peer, question } => {
            return sightings::asked(model, *peer, *question);
        }
        ChatEvent::Sighted { peer, answer } => {
            return sightings::told(model, *peer, answer.clone());
        }
        ChatEvent::Left { peer, .. } => sightings::left(model, *peer),
        _ => {}
    }
    let now = model.now;
    model.chat.hear(event, now, entry);
    Outcome::of(Redraw::Now)
}

fn note(model: &mut Model, carried: Carried) -> EntryId {
    model
        .ledger
        .note(carried, model.now, &model.packets, LOOK_BACK)
}

/// Shows the message as soon as its frames are there; without capture on its host, at once.
fn await_frames(model: &mut Model, id: EntryId) {
    let Some(entry) = model.ledger.get(id) else {
        return;
    };
    let captures = !model.capture_of(entry.carried.host).running.is_empty();
    if !entry.frames.is_empty() || !captures {
        show(model, id);
    }
    if model.ledger.get(id).is_some_and(|e| e.frames.is_empty()) && captures {
        model.awaited.push(Awaited {
            entry: id,
            until: model.elapsed + WAIT,
        });
    }
}

/// Rebuilt frames stand in for those that did not come in time. `true`: one was shown.
pub(super) fn stand_in(model: &mut Model) -> bool {
    let now = model.elapsed;
    let due: Vec<_> = model
        .awaited
        .iter()
        .filter(|a| a.until <= now)
        .map(|a| a.entry)
        .collect();
    model.awaited.retain(|a| a.until > now);
    for id in &due {
        show(model, *id);
    }
    !due.is_empty()
}

/// Frames have come, or have become the lab's own: the log lists them, messages find them.
fn took_in(model: &mut Model, key: RecordKey) -> bool {
    let Some(record) = model.packets.get(key) else {
        return false;
    };
    let listed = model.log.arrived(&record);
    if !record.mine {
        return listed;
    }
    for id in model.ledger.arrived(&record) {
        let waited = model.awaited.iter().any(|a| a.entry == id);
        model.awaited.retain(|a| a.entry != id);
        if waited || model.shown == Some(id) || looked_at(model) == Some(id) {
            show(model, id);
        }
    }
    listed
}

fn source(model: &mut Model, event: SourceEvent) -> Outcome {
    match event {
        SourceEvent::Running { host, interfaces } => {
            let state = model.capture_of_mut(host);
            state.running = interfaces;
            state.denied = None;
            let call = if host == HostId::HERE {
                None
            } else {
                call_partner(model, true)
            };
            Outcome::now(call.into_iter().collect())
        }
        SourceEvent::Frames { batch, .. } => {
            let mut keys = Vec::with_capacity(batch.frames.len());
            model
                .packets
                .add_frames(&batch, &mut model.own, |record| keys.push(record.key));
            let mut seen = false;
            for key in keys {
                seen |= took_in(model, key);
            }
            model.log.keep_from(model.packets.first());
            if model.log.has_screens() && model.elapsed >= model.next_refresh {
                model.next_refresh = model.elapsed + REFRESH;
                model.log.refresh(&model.packets);
            }
            if model.encap.mode() == Mode::SideBySide && model.elapsed >= model.next_compare {
                model.next_compare = model.elapsed + REFRESH;
                compare(model);
            }
            // The counter in the header lives too, but it may wait for the next frame.
            let _ = seen;
            Outcome::of(Redraw::Soon)
        }
        SourceEvent::Stats { host, stats } => {
            model.capture_of_mut(host).stats = stats;
            Outcome::of(Redraw::Soon)
        }
        SourceEvent::Lost { interface, why, .. } => {
            let what = say!("app-capture-lost", name = interface, why = why);
            model.chat.notice(model.now, Tone::Quiet, what, None);
            Outcome::of(Redraw::Now)
        }
        SourceEvent::Ended { host, why } => {
            let state = model.capture_of_mut(host);
            state.running.clear();
            state.denied = why.map(|why| (why, None));
            Outcome::of(Redraw::Now)
        }
    }
}

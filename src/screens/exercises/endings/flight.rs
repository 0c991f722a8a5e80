//! What passes from one end to the other: the frame that was captured, or what must have been sent, marked `≈`.

use ratatui::style::Style;

use crate::exercise::call::How;
use crate::exercise::endings::{CLIENT, Case, End, Ending, RECEIVER, SENDER, SERVED, State};
use crate::exercise::{Call, Entry, Happening, Seen, TcpState};
use crate::ui::fit;
use crate::ui::look::Look;
use crate::wire::TcpFlags;

use crate::screens::exercises::scene::Scene;

/// A segment or datagram under way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flight {
    /// `FIN ACK`, `14 B`.
    pub(super) label: String,
    pub(super) to: End,
    /// It is thrown away where it arrives.
    pub(super) lost: bool,
    pub(super) style: Style,
}

/// What is under way at the moment shown.
pub(super) fn now(scene: &Scene<'_>, case: Case<'_>) -> Option<Flight> {
    match scene.newest? {
        Happening::Frame(at) => of_frame(scene.journal.frames.get(at)?, case, &scene.look),
        Happening::Ended(at) if !has_frames(scene) => {
            of_call(scene.journal.entries.get(at)?, case, &scene.look)
        }
        Happening::Began(_) | Happening::Waits(_) | Happening::Ended(_) => None,
    }
}

/// Are frames seen? Then nothing needs to be inferred.
pub(super) fn has_frames(scene: &Scene<'_>) -> bool {
    let captures = |journal: &crate::exercise::Journal| {
        !journal.frames.is_empty() || journal.setting.as_ref().is_some_and(|on| on.frames)
    };
    captures(scene.session.journal())
}

/// A frame of this ending's own connection, or one of its datagrams.
pub(super) fn of_frame(seen: &Seen, case: Case<'_>, look: &Look<'_>) -> Option<Flight> {
    let Some(segment) = seen.segment() else {
        return of_datagram(seen, case, look);
    };
    let to = case.pairs().find_map(|pair| {
        let way = (segment.from, segment.to);
        if way == (pair.near, pair.far) {
            Some(End::Far)
        } else {
            (way == (pair.far, pair.near)).then_some(End::Near)
        }
    })?;
    let label = if segment.len > 0 && !segment.flags.has(TcpFlags::FIN) {
        fit::bytes(segment.len.into())
    } else {
        segment.flags.names()
    };
    Some(Flight {
        style: style(&label, look),
        label,
        to,
        lost: to == End::Far && case.is_deaf(seen.meta.time),
    })
}

fn of_datagram(seen: &Seen, case: Case<'_>, look: &Look<'_>) -> Option<Flight> {
    let bound = case
        .entries
        .iter()
        .find(|entry| entry.step.on == RECEIVER && matches!(entry.step.call, Call::Bind(_)))?;
    let port = bound.ended.as_ref()?.local?.port();
    (seen.digest.dst_port == port).then(|| Flight {
        label: fit::bytes(seen.digest.payload_len.into()),
        to: End::Near,
        lost: false,
        style: look.theme.layer(4),
    })
}

/// What a call must have sent.
pub(super) fn of_call(entry: &Entry, case: Case<'_>, look: &Look<'_>) -> Option<Flight> {
    if !entry.succeeded() {
        return None;
    }
    let on = entry.step.on;
    let to = if on == CLIENT {
        End::Far
    } else if on == SERVED || on == SENDER {
        End::Near
    } else {
        return None;
    };
    let label = match &entry.step.call {
        Call::Send(_) | Call::SendTo(..) => fit::bytes(u64::try_from(entry.number()?).unwrap_or(0)),
        Call::Shutdown(How::Write) => "FIN".to_owned(),
        Call::Close => closing(entry, case)?.to_owned(),
        _ => return None,
    };
    let about = if look.glyphs.ascii { "~" } else { "≈" };
    Some(Flight {
        style: style(&label, look),
        label: format!("{about}{label}"),
        to,
        lost: to == End::Far && entry.began.is_some_and(|began| case.is_deaf(began)),
    })
}

/// What `close` sends: a FIN, unless the connection is over or is thrown away.
fn closing(close: &Entry, case: Case<'_>) -> Option<&'static str> {
    let server = close.step.on == SERVED;
    let at = case.entries.iter().position(|entry| entry.id == close.id)?;
    let moments = case.moments();
    let before = moments.get(at.checked_sub(1)?)?;
    let state = if server { before.far } else { before.near };
    match state {
        Some(State::Tcp(TcpState::Closed | TcpState::TimeWait) | State::Gone) | None => None,
        Some(_) if server && case.ending == Ending::Reset => Some("RST"),
        Some(_) if server && case.unread().is_some_and(|bytes| bytes > 0) => Some("RST"),
        Some(_) => Some("FIN"),
    }
}

fn style(label: &str, look: &Look<'_>) -> Style {
    if label.contains("RST") {
        look.theme.bad
    } else if label.contains("FIN") {
        look.theme.warn
    } else {
        look.theme.layer(4)
    }
}

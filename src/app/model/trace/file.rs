//! Capture files: opened, read, closed; frames saved and copied.

use bytes::Bytes;

use crate::app::model::desk::{Overlay, SaveForm, Which};
use crate::app::model::{Model, messages};
use crate::app::outcome::{Outcome, Redraw};
use crate::export;
use crate::msg::file::{Chosen, FileBatch, SaveOrder, Wanted};
use crate::msg::{Effect, FileEffect, FileEvent, Key, KeyCode, ReadEvent, ScreenEffect};
use crate::net::Snapshot;
use crate::place::Place;
use crate::record::RecordKey;
use crate::say;
use crate::say::Foreign;
use crate::screens::KnownHosts as _;
use crate::screens::line::{Edited, LineEdit};
use crate::screens::packets::file::Reading;
use crate::screens::packets::{OpenedFile, PacketLog};
use crate::store::packets::FileOffset;
use crate::store::{Body, Packets};

use super::open;

/// Opens a capture file instead of the live trace: asked for on the command line.
fn open_now(model: &mut Model, path: String) -> Outcome {
    open::show(model, &path);
    Outcome::now(vec![Effect::File(FileEffect::Open(path))])
}

/// Stops the reading of a file under way. `None`: there is nothing to stop.
pub(in crate::app) fn stop_reading(model: &mut Model) -> Option<Outcome> {
    let file = model
        .trace
        .file
        .as_mut()
        .filter(|f| f.reading == Reading::Going)?;
    file.reading = Reading::Stopped;
    Some(Outcome::now(vec![Effect::File(FileEffect::StopReading)]))
}

/// A file has told something.
pub(in crate::app) fn update(model: &mut Model, event: FileEvent) -> Outcome {
    match event {
        FileEvent::Open(path) => open_now(model, path),
        FileEvent::Saved {
            path,
            frames,
            left_out,
        } => {
            let what = say!("packets-saved", n = frames, path = path, left = left_out);
            model.desk.tell(what, false);
            Outcome::of(Redraw::Now)
        }
        FileEvent::NotSaved(why) => {
            let what = say!("packets-not-saved", why = why);
            model.desk.tell(what, true);
            Outcome::of(Redraw::Now)
        }
        FileEvent::Completed(found) => open::completed(model, found),
        FileEvent::Read(event) => {
            open::event(model, event).unwrap_or_else(|event| read(model, event))
        }
    }
}

/// Something about the open file; one that was closed meanwhile is of no interest.
fn read(model: &mut Model, event: ReadEvent) -> Outcome {
    let (Some(file), log) = (model.trace.file.as_mut(), &mut model.screens.packets) else {
        return Outcome::of(Redraw::No);
    };
    match event {
        ReadEvent::Opened { name, total } => {
            file.name = name;
            file.read.1 = total;
        }
        ReadEvent::Frames { batch, read } => {
            let (before, height) = (log.rows(), usize::from(model.start.size.1));
            take_in(file, log, &batch, read);
            // What one looks at is the same as before: the new rows stand below it.
            if !log.has_overs() && log.has_in_view(before, height) {
                return Outcome::of(Redraw::Soon);
            }
            return with_bytes(model, Redraw::Soon);
        }
        ReadEvent::Done(problem) => {
            if file.reading == Reading::Going {
                file.read.0 = file.read.1;
                file.reading = Reading::Done(problem);
            }
            log.all_came(&file.packets);
        }
        ReadEvent::Failed(why) => file.reading = Reading::Failed(why),
        ReadEvent::Bytes(frames) => {
            for (id, bytes) in frames {
                file.came(id, bytes);
                log.bytes_came(id, &file.packets);
            }
            log.refresh_bytes(&file.packets);
            messages::show_wanted(model);
        }
        ReadEvent::Matches {
            request,
            numbers,
            read,
            last,
        } => {
            log.matched(request, &numbers, read, last, &file.packets);
            return with_bytes(model, Redraw::Soon);
        }
    }
    with_bytes(model, Redraw::Now)
}

/// Frames whose bytes are kept at once when a file's first ones come, so that the first screen is whole.
const FIRST: u64 = 200;

fn take_in(file: &mut OpenedFile, log: &mut PacketLog, batch: &FileBatch, read: u64) {
    for frame in &batch.frames.frames {
        let bytes = batch.bytes_of(frame);
        let key = file.packets.add_opened(
            &frame.meta,
            &frame.digest,
            FileOffset(batch.offset_of(frame)),
            bytes,
        );
        if key.id.0 <= FIRST {
            file.came(key.id, Bytes::copy_from_slice(bytes));
        }
        log.arrived_opened(key, &file.packets);
    }
    file.interfaces = batch.interfaces.iter().map(|i| i.name.clone()).collect();
    log.keep_from(file.packets.first());
    file.read.0 = read;
    // A file is read from its beginning.
    log.stay_at_top();
}

/// What the open file is asked for after a key: a filter, the bytes of what is looked at now.
pub(in crate::app) fn asked_of_file(model: &mut Model, mut outcome: Outcome) -> Outcome {
    if let Some((request, text)) = model.screens.packets.take_request()
        && model.trace.file.is_some()
    {
        let filter = Effect::File(FileEffect::Filter(request, text));
        outcome.effects.push(filter);
    }
    let redraw = outcome.redraw;
    outcome.and(with_bytes(model, redraw))
}

/// Asks for the bytes of the frames in view that are not here yet, if a file is open.
pub(in crate::app) fn with_bytes(model: &mut Model, redraw: Redraw) -> Outcome {
    let height = usize::from(model.start.size.1);
    let Some(file) = model.trace.file.as_mut() else {
        return Outcome::of(redraw);
    };
    let keys = model.screens.packets.looked_at(height, &file.packets);
    let missing = file.missing(keys.iter().map(|k| k.id));
    let wanted: Vec<Wanted> = keys
        .iter()
        .filter(|k| missing.contains(&k.id))
        .filter_map(|k| wanted(&file.packets, *k))
        .collect();
    let effects = if wanted.is_empty() {
        Vec::new()
    } else {
        vec![Effect::File(FileEffect::Read(wanted))]
    };
    Outcome { effects, redraw }
}

fn wanted(packets: &Packets, key: RecordKey) -> Option<Wanted> {
    let record = packets.get(key)?;
    let Body::Frame { meta, .. } = record.body else {
        return None;
    };
    Some(Wanted {
        id: key.id,
        meta,
        at: record.at?.0,
        captured: record.captured,
    })
}

/// Asks where to save, and what.
pub(in crate::app) fn ask_to_save(model: &mut Model) -> Outcome {
    let time = model.clock.now.hms(model.start.utc_offset).replace(':', "");
    let line = LineEdit::with_text(&format!("wirelab-{time}.pcapng"));
    let which = if model.screens.packets.is_open() {
        Which::Selected
    } else {
        Which::Listed
    };
    let count = chosen_keys(model, which).len();
    model.desk.overlay = Some(Overlay::Save(SaveForm { line, which, count }));
    Outcome::of(Redraw::Now)
}

/// A key while the form is filled in.
pub(in crate::app) fn save_key(model: &mut Model, key: Key, mut form: SaveForm) -> Outcome {
    if key.code == KeyCode::Esc {
        return Outcome::of(Redraw::Now);
    }
    if key.code == KeyCode::Tab {
        form.which = form.which.next();
        form.count = chosen_keys(model, form.which).len();
    } else if let Edited::Entered(path) = form.line.key(key) {
        return save(model, path.trim(), form.which);
    } else if model.ends(key) {
        model.end();
        return Outcome::of(Redraw::Now);
    }
    model.desk.overlay = Some(Overlay::Save(form));
    Outcome::of(Redraw::Now)
}

fn chosen_keys(model: &Model, which: Which) -> Vec<RecordKey> {
    let (log, packets) = model.listed();
    let is_frame = |key: &RecordKey| {
        packets
            .get(*key)
            .is_some_and(|r| matches!(r.body, Body::Frame { .. }))
    };
    let selected = log.current();
    match which {
        Which::Selected => selected.into_iter().filter(is_frame).collect(),
        Which::Listed => log.keys().copied().filter(is_frame).collect(),
        Which::All => packets
            .iter()
            .filter(|r| matches!(r.body, Body::Frame { .. }))
            .map(|r| r.key)
            .collect(),
        Which::Flow => {
            let Some(flow) = selected
                .and_then(|key| packets.get(key))
                .and_then(|r| r.flow)
            else {
                return Vec::new();
            };
            packets.of_flow(flow).map(|r| r.key).collect()
        }
    }
}

fn save(model: &mut Model, path: &str, which: Which) -> Outcome {
    let keys = chosen_keys(model, which);
    if path.is_empty() || keys.is_empty() {
        model.desk.tell(say!("packets-nothing-to-save"), true);
        return Outcome::of(Redraw::Now);
    }
    let frames = if model.trace.file.is_some() {
        Chosen::Opened(keys.iter().map(|k| k.id.0).collect())
    } else {
        let frame = |key: &RecordKey| {
            let record = model.trace.packets.get(*key)?;
            Some((key.id, record.frame()?, record.reading))
        };
        Chosen::Live(keys.iter().filter_map(frame).collect())
    };
    let interfaces = interfaces(model);
    Outcome::now(vec![Effect::File(FileEffect::Save(Box::new(SaveOrder {
        path: path.to_owned(),
        frames,
        interfaces,
    })))])
}

/// The names of all interfaces that are known, by their places.
fn interfaces(model: &Model) -> Vec<(Place, Foreign)> {
    let of = |host: &Snapshot| {
        let id = host.host;
        let named = host
            .interfaces
            .iter()
            .map(move |i| (Place::on(id, i.index), i.name.clone().into()));
        named.collect::<Vec<_>>()
    };
    model.hosts.snapshots().into_iter().flat_map(of).collect()
}

/// Copies bytes that are selected, as Python or as a dump; `None`: nothing that has any is.
pub(in crate::app) fn copy(model: &mut Model, bytes: Option<Bytes>, python: bool) -> Outcome {
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
        let what = say!("packets-nothing-to-copy");
        model.desk.tell(what, true);
        return Outcome::of(Redraw::Now);
    };
    let mut text = Vec::new();
    if python {
        export::python(&mut text, &bytes);
    } else {
        export::hex_dump(&mut text, &bytes);
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    let what = say!("packets-copied", n = bytes.len());
    model.desk.tell(what, false);
    Outcome::now(vec![Effect::Screen(ScreenEffect::Copy(text))])
}

#[cfg(test)]
mod tests;

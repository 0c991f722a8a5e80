//! What the lab says of every frame of `assets/captures/`: each field and each layer has a sentence in
//! both languages, with nothing left out of it.

#![allow(clippy::unwrap_used, reason = "helpers of a test may fail it")]

use std::collections::BTreeSet;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget as _;
use wirelab::clock::Time;
use wirelab::frame::{Frame, Provenance};
use wirelab::journey::told::told;
use wirelab::journey::{Facts, Journey, Medium, Model, Party, Phase, Subject};
use wirelab::proto;
use wirelab::say::Say;
use wirelab::text::{Lang, Text};
use wirelab::ui::hex_dump::HexDump;
use wirelab::ui::look::{Glyphs, Look};
use wirelab::ui::theme::Theme;
use wirelab::wire::{Context, Field, SourceId};

#[path = "captures/agree.rs"]
mod agree;
#[path = "captures/cases.rs"]
mod cases;
#[path = "common/shipped.rs"]
mod shipped;

/// A sentence with the field it speaks of.
type Said = (&'static str, Say);

/// Every sentence about these fields; the names of those without one are noted in `silent`.
fn gather(fields: &[Field], said: &mut Vec<Said>, silent: &mut BTreeSet<&'static str>) {
    for field in fields {
        match &field.meaning {
            Some(meaning) => said.push((field.name, meaning.clone())),
            None => drop(silent.insert(field.name)),
        }
        gather(&field.children, said, silent);
    }
}

/// Is it a sentence, and not a key, an empty line or one with a gap?
fn is_whole(words: &str) -> bool {
    !words.trim().is_empty()
        && !words.contains("{$")
        && !words.contains("{ $")
        && !words.contains("wire-")
}

#[test]
fn every_field_of_every_capture_has_a_meaning_in_both_languages() {
    let texts = Lang::ALL.map(Text::new);
    let (mut silent, mut broken, mut frames) = (BTreeSet::new(), BTreeSet::new(), 0);
    shipped::frames(|_, _, meta, bytes| {
        let context = Context {
            wire_length: meta.length as usize,
            ..Context::default()
        };
        let tree = proto::dissect(meta.link, bytes, &context);
        let mut said = Vec::new();
        for layer in &tree.layers {
            said.push((layer.protocol.name(), layer.summary.clone()));
            said.extend(
                layer
                    .problem
                    .iter()
                    .map(|problem| ("problem", problem.why.clone())),
            );
            gather(&layer.fields, &mut said, &mut silent);
        }
        for (name, say) in &said {
            broken.extend(
                texts
                    .iter()
                    .map(|text| text.say(say))
                    .filter(|words| !is_whole(words))
                    .map(|words| (*name, words)),
            );
        }
        frames += 1;
    });
    assert!(frames > 500, "{frames} frames are not all there are");
    assert!(silent.is_empty(), "fields without a meaning: {silent:?}");
    assert!(broken.is_empty(), "sentences with gaps: {broken:#?}");
}

/// Every frame of every capture, with its place.
fn frames(mut each: impl FnMut(&str, Frame)) {
    shipped::frames(|path, number, meta, bytes| {
        let name = path.file_name().unwrap().to_string_lossy();
        let frame = Frame {
            meta,
            bytes: bytes::Bytes::copy_from_slice(bytes),
            origins: Vec::new(),
        };
        each(&format!("{name} frame {number}"), frame);
    });
}

fn journey(frame: Frame, medium: Medium) -> Journey {
    let dissection = proto::dissect(frame.meta.link, &frame.bytes, &Context::of(&frame.meta));
    let party = |name: &str| Party::Name(name.into());
    Journey::new(
        frame,
        dissection,
        Facts {
            medium,
            ..Facts::plain(Subject::Message(1), party("a"), party("b"))
        },
    )
}

/// The bytes that a hex dump shows: two digits each, read off its cells.
fn dumped(way: &Journey) -> Vec<u8> {
    let (text, bytes) = (Text::new(Lang::En), &way.on_wire.bytes);
    let look = Look {
        theme: &Theme::NONE,
        glyphs: &Glyphs::UNICODE,
        text: &text,
        now: Time(0),
        elapsed: Duration::ZERO,
        utc_offset: 0,
    };
    let mut shown = Vec::new();
    // Picture after picture, a hundred rows each.
    for offset in (0..HexDump::rows(bytes.len(), 80, true)).step_by(100) {
        let mut buf = Buffer::empty(Rect::new(0, 0, 80, 100));
        HexDump {
            bytes,
            origins: &way.on_wire.origins,
            source: SourceId(0),
            layers: &way.dissection.layers,
            highlight: None,
            aside: &[],
            absent: &[],
            offset,
            dense: true,
            look: &look,
        }
        .render(buf.area, &mut buf);
        for (y, x) in (0..100_u16).flat_map(|y| (0..79_u16).map(move |x| (y, x))) {
            // From left to right the first cell of a byte is its first digit.
            if HexDump::byte_at(x, y, offset, 80, true) == Some(shown.len()) {
                let digits = format!("{}{}", buf[(x, y)].symbol(), buf[(x + 1, y)].symbol());
                shown.extend(u8::from_str_radix(&digits, 16));
            }
        }
    }
    shown
}

/// Where a byte of a frame is from, if it was not captured.
fn origin(frame: &Frame, at: usize) -> Option<Provenance> {
    let mut origins = frame.origins.iter();
    origins
        .find(|(range, _)| range.contains(&at))
        .map(|(_, from)| *from)
}

#[test]
fn what_a_journey_shows_of_a_captured_frame_is_the_capture() {
    let (text, mut count) = (Text::new(Lang::En), 0);
    frames(|name, frame| {
        let captured = frame.bytes.clone();
        let way = journey(frame, Medium::Unknown);
        for shown in [&way.frame, &way.on_wire] {
            assert!(shown.bytes.starts_with(&captured), "{name}");
            let behind = captured.len()..shown.bytes.len();
            let is_unknown = |at| origin(shown, at) == Some(Provenance::Unknown);
            assert!(behind.into_iter().all(is_unknown), "{name}: cut off");
        }
        let mut at = 0;
        for block in &way.blocks {
            assert_eq!(
                block.range.start, at,
                "{name}: blocks leave no gap: {:?}",
                way.blocks
            );
            at = block.range.end;
        }
        assert_eq!(
            at,
            way.on_wire.bytes.len(),
            "{name}: blocks cover the frame"
        );
        for model in [Model::Seven, Model::Five, Model::Four] {
            let added: usize = way
                .steps(model)
                .iter()
                .filter(|s| s.phase == Phase::Down)
                .flat_map(|s| &s.adds)
                .map(|b| b.range.len())
                .sum();
            assert_eq!(
                added,
                way.on_wire.bytes.len(),
                "{name}: each byte is put on once in {model:?}"
            );
        }
        assert!(dumped(&way).starts_with(&captured), "{name}: the hex dump");
        // The same bytes as text, as they are printed and handed in.
        let said = told(&way, Model::Four, &|say| text.say(say));
        let wire = said
            .split("on the wire")
            .nth(1)
            .unwrap()
            .split("\nStep ")
            .next()
            .unwrap();
        let rows = wire
            .lines()
            .filter_map(|line| line.strip_prefix("      ")?.get(4..4 + 3 * 16 + 2));
        let digits: String = rows
            .flat_map(|row| row.chars())
            .filter(|c| !c.is_whitespace())
            .collect();
        let printed = (0..way.on_wire.bytes.len().min(1024)).fold(String::new(), |text, at| {
            text + &captured
                .get(at)
                .map_or_else(|| "??".to_owned(), |byte| format!("{byte:02x}"))
        });
        assert_eq!(digits, printed, "{name}: as text");
        count += 1;
    });
    assert!(count > 500, "{count} frames are not all there are");
}

#[test]
fn what_a_card_would_add_leaves_the_captured_bytes_as_they_are() {
    frames(|name, frame| {
        let captured = frame.bytes.clone();
        let way = journey(frame, Medium::Cable);
        assert!(way.frame.bytes.starts_with(&captured), "{name}");
        for (at, byte) in captured.iter().enumerate() {
            let by_the_card = way
                .on_wire
                .origins
                .iter()
                .any(|(r, from)| r.contains(&at) && *from != Provenance::Captured);
            assert!(
                by_the_card || way.on_wire.bytes[at] == *byte,
                "{name}: byte {at} is changed without a word"
            );
        }
        let behind = captured.len()..way.on_wire.bytes.len();
        let cut_off = captured.len()..way.frame.meta.length as usize;
        // A checksum over bytes that nobody knows is not known either.
        let marked = |at: usize| match origin(&way.on_wire, at) {
            Some(Provenance::Unknown) => !cut_off.is_empty(),
            Some(Provenance::Computed) => !cut_off.contains(&at),
            _ => false,
        };
        assert!(
            behind.into_iter().all(marked),
            "{name}: what is added is marked as computed, what was cut off as unknown"
        );
    });
}

//! What the lab says of every frame of `assets/captures/`: each field and each layer has a sentence in
//! both languages, with nothing left out of it.

#![allow(clippy::unwrap_used, reason = "helpers of a test may fail it")]

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use wirelab::files::Reader;
use wirelab::proto;
use wirelab::say::Say;
use wirelab::text::{Lang, Text};
use wirelab::wire::{Context, Field};

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
    !words.trim().is_empty() && !words.contains("{$") && !words.contains("{ $") && !words.contains("wire-")
}

#[test]
fn every_field_of_every_capture_has_a_meaning_in_both_languages() {
    let texts = Lang::ALL.map(Text::new);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/captures");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (mut silent, mut broken, mut frames) = (BTreeSet::new(), BTreeSet::new(), 0);
    for path in files.filter(|path| path.extension().is_some_and(|ending| ending != "md")) {
        let mut reader = Reader::of_stream(fs::File::open(path).unwrap(), &mut |_| ControlFlow::Continue(())).unwrap();
        while let Some(batch) = reader.next_batch().unwrap() {
            for frame in &batch.frames.frames {
                let context = Context { wire_length: frame.meta.length as usize, ..Context::default() };
                let tree = proto::dissect(frame.meta.link, batch.bytes_of(frame), &context);
                let mut said = Vec::new();
                for layer in &tree.layers {
                    said.push((layer.protocol.name(), layer.summary.clone()));
                    said.extend(layer.problem.iter().map(|problem| ("problem", problem.why.clone())));
                    gather(&layer.fields, &mut said, &mut silent);
                }
                for (name, say) in &said {
                    broken.extend(
                        texts.iter().map(|text| text.say(say)).filter(|words| !is_whole(words)).map(|words| (*name, words)),
                    );
                }
                frames += 1;
            }
        }
    }
    assert!(frames > 500, "{frames} frames are not all there are");
    assert!(silent.is_empty(), "fields without a meaning: {silent:?}");
    assert!(broken.is_empty(), "sentences with gaps: {broken:#?}");
}

//! What only the frame taken apart tells.

use std::cell::OnceCell;

use super::Facts;
use super::expr::{Ask, Check, Cmp, How, Literal};
use super::names::{Name, Place, Sort};
use super::search;
use super::seen::{Judge, Seen};
use crate::wire::catalog::Kind;
use crate::wire::{Context, Dissection, Field, Protocol, Value};

/// The tree of the frame in question: made when it is first asked for, and once.
pub(super) struct Tree<'a> {
    facts: &'a Facts<'a>,
    made: OnceCell<(Dissection, Context)>,
}

impl<'a> Tree<'a> {
    pub(super) const fn new(facts: &'a Facts<'a>) -> Self {
        Self {
            facts,
            made: OnceCell::new(),
        }
    }

    /// The tree, and what its layers' bytes are found by.
    fn get(&self) -> &(Dissection, Context) {
        self.made.get_or_init(|| {
            let context = self.facts.context();
            let made = (self.facts.dissect)(self.facts.meta.link, self.facts.bytes, &context);
            (made, context)
        })
    }

    /// The answer of the fields with these names.
    pub(super) fn answers(&self, ask: &Ask, names: &[&str]) -> bool {
        if self.is_hopeless(ask) {
            return false;
        }
        let mut judge = Judge::new(&ask.check);
        if let Place::Tree(entry) = ask.name.place
            && !entry.name.contains('.')
        {
            return self.has(entry.protocols);
        }
        let (made, context) = self.get();
        for layer in &made.layers {
            let bytes = context.bytes(self.facts.bytes, layer.source);
            if visit(&layer.fields, names, &mut |field| {
                judge.see(&seen(field, &ask.name, bytes))
            }) {
                break;
            }
        }
        judge.verdict()
    }

    /// Is it certain, without taking the frame apart, that it holds no such value?
    fn is_hopeless(&self, ask: &Ask) -> bool {
        if !self.facts.is_alone() {
            return false;
        }
        let elsewhere =
            matches!(ask.name.place, Place::Tree(entry) if !entry.may_be_in(self.facts.digest));
        elsewhere
            || ask
                .traces
                .iter()
                .any(|trace| !search::holds(self.facts.bytes, trace))
    }

    /// Does a layer of these, with what it carries, hold the bytes?
    pub(super) fn carries(&self, protocols: &[Protocol], needle: &[u8]) -> bool {
        if self.facts.is_alone() && !search::holds(self.facts.bytes, needle) {
            return false;
        }
        let (made, context) = self.get();
        made.layers
            .iter()
            .filter(|layer| protocols.contains(&layer.protocol))
            .any(|layer| {
                let bytes = context.bytes(self.facts.bytes, layer.source);
                bytes
                    .get(layer.range.start..)
                    .is_some_and(|bytes| search::holds(bytes, needle))
            })
    }

    /// Has it a layer of these?
    fn has(&self, protocols: &[Protocol]) -> bool {
        let (made, _) = self.get();
        made.layers
            .iter()
            .any(|layer| protocols.contains(&layer.protocol))
    }
}

/// Shows the fields with these names, outer ones first, until `look` has seen enough.
fn visit<'f>(
    fields: &'f [Field],
    names: &[&str],
    look: &mut impl FnMut(&'f Field) -> bool,
) -> bool {
    fields.iter().any(|field| {
        names.contains(&field.filter) && look(field) || visit(&field.children, names, look)
    })
}

/// A field's value as a filter sees it.
fn seen<'f>(field: &'f Field, name: &Name, bytes: &'f [u8]) -> Seen<'f> {
    let is_words = matches!(name.place, Place::Tree(entry) if entry.kind == Kind::Words);
    let raw = || bytes.get(field.bytes()).unwrap_or_default();
    match (&field.value, name.sort) {
        (_, Sort::Presence) | (Value::Unknown, _) => Seen::There,
        (Value::Number(n), _) if is_words => Seen::Number(n * 4),
        (Value::Number(n) | Value::Hex(n, _), _) => Seen::Number(*n),
        (Value::Flag(set), _) => Seen::Number(u64::from(*set)),
        (Value::Mac(mac), _) => Seen::Mac(*mac),
        (Value::Ipv4(a), _) => Seen::Ip((*a).into()),
        (Value::Ipv6(a), _) => Seen::Ip((*a).into()),
        (Value::Text(text), Sort::Text) => Seen::Bytes(text.as_bytes()),
        (Value::Text(text), Sort::Bytes) if raw().is_empty() => Seen::Bytes(text.as_bytes()),
        // A number shown in words.
        (_, Sort::Number(_) | Sort::Flag) => bits(field, bytes).map_or(Seen::There, Seen::Number),
        _ => Seen::Bytes(raw()),
    }
}

/// The number that the field's own bits make.
fn bits(field: &Field, bytes: &[u8]) -> Option<u64> {
    let count = field
        .bits
        .end
        .checked_sub(field.bits.start)
        .filter(|count| (1..=64).contains(count))?;
    let wide = bytes
        .get(field.bytes())?
        .iter()
        .fold(0_u128, |n, b| n << 8 | u128::from(*b));
    let surplus = (8 - field.bits.end % 8) % 8;
    Some((wide >> surplus) as u64 & u64::MAX.checked_shr(64 - count as u32).unwrap_or(0))
}

/// What must stand in the bytes of every frame in which the field passes the check. Most frames can be passed
/// over by it without being taken apart.
pub(super) fn traces(name: &Name, check: &Check) -> Vec<Vec<u8>> {
    let (Place::Tree(entry), How::Contains(text) | How::Compare(Cmp::Eq, Literal::Bytes(text))) =
        (name.place, &check.how)
    else {
        return Vec::new();
    };
    // What is not printable ASCII, or looks like an escape, may be shown otherwise than it lies there.
    if text.is_empty() || !text.iter().all(|b| (0x20..0x7f).contains(b) && *b != b'\\') {
        return Vec::new();
    }
    match entry.kind {
        Kind::Verbatim | Kind::Bytes => vec![text.clone()],
        Kind::Domain => {
            let labels = text.split(|b| *b == b'.');
            labels
                .filter(|label| !label.is_empty())
                .map(<[u8]>::to_vec)
                .collect()
        }
        _ => Vec::new(),
    }
}

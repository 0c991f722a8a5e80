//! Reads a payload's fields one behind the other, each into a field of the tree.

use crate::say::{Clean, Say};
use crate::wire::named::Named;
use crate::wire::{Field, Layer, Protocol, SourceId, Value};

/// A payload being read.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    /// Where the payload begins in the frame.
    pub(super) base: usize,
    /// Where it stands in the payload.
    pub(super) position: usize,
    /// Where the body ends by its stated length: a field that has no room before is not read.
    end: usize,
    fields: Vec<Field>,
    /// The bytes ended within a field.
    pub(super) short: bool,
    /// What is said of the field that the bytes end in.
    cut: Say,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8], base: usize, cut: Say) -> Self {
        Self {
            bytes,
            base,
            position: 0,
            end: usize::MAX,
            fields: Vec::new(),
            short: false,
            cut,
        }
    }

    /// The bytes that stand next, not read yet.
    pub(super) fn ahead(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    /// The next byte as a number, not read yet; 0 where there is none.
    pub(super) fn peek(&self) -> usize {
        self.ahead().first().copied().map_or(0, usize::from)
    }

    /// Bytes up to where the body ends by its stated length.
    pub(super) const fn left(&self) -> usize {
        self.end.saturating_sub(self.position)
    }

    /// Reads `parts` out of a body of `length` bytes and no further.
    pub(super) fn within(&mut self, length: usize, parts: impl FnOnce(&mut Self)) {
        self.end = self.position + length;
        parts(self);
        self.end = usize::MAX;
    }

    fn push(&mut self, count: usize, named: Named, value: Value, meaning: Say) {
        let from = (self.base + self.position) * 8;
        self.position += count;
        self.fields.push(Field {
            name: named.name,
            filter: named.filter,
            bits: from..from + count * 8,
            value,
            meaning: Some(meaning),
            reference: named.section,
            children: Vec::new(),
        });
    }

    /// The next `count` bytes as one field. Bytes that end too early become a last field of their own.
    pub(super) fn field(
        &mut self,
        count: usize,
        named: Named,
        read: impl FnOnce(&[u8]) -> (Value, Say),
    ) {
        if count == 0 || count > self.left() || self.short {
            return;
        }
        let rest = self.ahead();
        if let Some(bytes) = rest.get(..count) {
            let (value, meaning) = read(bytes);
            return self.push(count, named, value, meaning);
        }
        self.short = true;
        if !rest.is_empty() {
            self.push(rest.len(), named, Value::Bytes, self.cut.clone());
        }
    }

    pub(super) fn number(&mut self, count: usize, named: Named, meaning: impl FnOnce(u64) -> Say) {
        self.field(count, named, |bytes| {
            let n = number(bytes);
            (Value::Number(n), meaning(n))
        });
    }

    pub(super) fn hex(&mut self, count: usize, named: Named, meaning: Say) {
        self.field(count, named, |bytes| {
            (Value::Hex(number(bytes), (count * 2) as u8), meaning)
        });
    }

    pub(super) fn text(&mut self, count: usize, named: Named, meaning: Say) {
        self.field(count, named, |bytes| {
            let text = Clean::spoken(&String::from_utf8_lossy(bytes));
            (Value::Text(text), meaning)
        });
    }

    /// Bytes without a shorter form.
    pub(super) fn raw(&mut self, count: usize, named: Named, meaning: Say) {
        self.field(count, named, |_| (Value::Bytes, meaning));
    }

    /// What is left of the body.
    pub(super) fn rest(&mut self, named: Named, meaning: Say) {
        self.raw(self.left(), named, meaning);
    }

    /// What was read since `from` as a layer.
    pub(super) fn layer(&mut self, from: usize, protocol: Protocol, summary: Say) -> Layer {
        Layer {
            protocol,
            osi: protocol.osi(),
            source: SourceId(0),
            range: self.base + from..self.base + self.position,
            fields: std::mem::take(&mut self.fields),
            summary,
            problem: None,
        }
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte))
}

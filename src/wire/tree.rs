//! How a protocol file reads its header: field after field, each beginning where the last ended.
//!
//! That is why leaves tile their layer: a [`Head`] has one place where it stands, counted in bits,
//! and every way of moving it leaves a field behind. Where the bytes end too early, what is left
//! becomes one last field, a problem is noted once, and all later reads give zero and no field.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::digest::Protocol;
use super::field::{Field, Layer, Problem, SourceId, Value};
use super::types::MacAddr;
use crate::say;
use crate::say::Say;

/// A field's names: by its RFC, in Wireshark's filters, and where it is specified.
pub(super) struct Named(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) &'static str,
);

/// A header being read.
pub(super) struct Head<'a> {
    bytes: &'a [u8],
    start: usize,
    bit: usize,
    end: usize,
    fields: Vec<Field>,
    problem: Option<Problem>,
    /// An end where running out of bytes is no problem: what is missing comes in the next segment.
    open: Option<usize>,
}

impl<'a> Head<'a> {
    /// Begins at byte `start`; nothing at or after byte `end` is read.
    pub(super) fn new(bytes: &'a [u8], start: usize, end: usize) -> Self {
        let end = end.min(bytes.len());
        let start = start.min(end);
        Self {
            bytes,
            start,
            bit: start * 8,
            end,
            fields: Vec::new(),
            problem: None,
            open: None,
        }
    }

    /// Where it stands, in bytes of the frame.
    pub(super) const fn at(&self) -> usize {
        self.bit / 8
    }

    /// Bytes left before the end.
    pub(super) const fn left(&self) -> usize {
        self.end.saturating_sub(self.at())
    }

    /// Did the bytes end too early, or was another problem noted?
    pub(super) const fn is_bad(&self) -> bool {
        self.problem.is_some()
    }

    /// The bytes from `from` to `to`, as far as they are there.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a [u8] {
        self.bytes.get(from..to.min(self.end)).unwrap_or_default()
    }

    /// Moves the end nearer: the header is shorter than the bytes.
    pub(super) fn limit(&mut self, end: usize) {
        self.end = self.end.min(end.max(self.at()));
    }

    /// Its bytes go on in another segment or record: to run out of them at the end is no problem from
    /// here on. [`Head::left`] tells that nothing is left; [`Head::is_bad`] does not.
    pub(super) const fn goes_on(&mut self) {
        self.open = Some(self.end);
    }

    fn is_open(&self) -> bool {
        self.open == Some(self.end)
    }

    /// Notes a problem; the first one stays.
    pub(super) fn problem(&mut self, offset: usize, field: &'static str, why: Say) {
        self.problem.get_or_insert(Problem { offset, field, why });
    }

    /// Moves over `bits` bits. `None` if they are not all there: then the rest is kept as one field.
    fn advance(&mut self, bits: usize, named: &Named) -> Option<usize> {
        let (from, limit) = (self.bit, self.end * 8);
        if bits <= limit.saturating_sub(from) {
            self.bit = from + bits;
            return Some(from);
        }
        let (need, have) = (bits.div_ceil(8), limit.saturating_sub(from) / 8);
        if !self.is_open() {
            self.problem(
                from / 8,
                named.0,
                say!("wire-cut-why", need = need, have = have),
            );
        }
        if from < limit {
            self.bit = limit;
            let meaning = if self.is_open() {
                say!("wire-goes-on")
            } else {
                say!("wire-cut")
            };
            self.push(from, named, Value::Bytes, Some(meaning));
        }
        None
    }

    fn push(&mut self, from: usize, named: &Named, value: Value, meaning: Option<Say>) {
        let &Named(name, filter, reference) = named;
        let bits = from..self.bit;
        self.fields.push(Field {
            name,
            filter,
            bits,
            value,
            meaning,
            reference,
            children: Vec::new(),
        });
    }

    /// At most 64 bits as a number; the caller has moved over them.
    fn number_at(&self, from: usize, bits: usize) -> u64 {
        let bytes = self
            .bytes
            .get(from / 8..(from + bits).div_ceil(8))
            .unwrap_or_default();
        let wide = bytes.iter().fold(0_u128, |n, b| n << 8 | u128::from(*b));
        let surplus = (8 - (from + bits) % 8) % 8;
        (wide >> surplus) as u64 & u64::MAX.checked_shr(64 - bits as u32).unwrap_or(0)
    }

    fn read(
        &mut self,
        bits: usize,
        named: &Named,
        value: impl FnOnce(u64) -> Value,
        meaning: impl FnOnce(u64) -> Say,
    ) -> u64 {
        let Some(from) = self.advance(bits, named) else {
            return 0;
        };
        let number = self.number_at(from, bits);
        self.push(from, named, value(number), Some(meaning(number)));
        number
    }

    /// A number shown in decimal. Zero where the bytes ended too early (as with all that follow).
    pub(super) fn num(
        &mut self,
        bits: usize,
        named: &Named,
        meaning: impl FnOnce(u64) -> Say,
    ) -> u64 {
        self.read(bits, named, Value::Number, meaning)
    }

    /// A number shown in hexadecimal.
    pub(super) fn hex(
        &mut self,
        bits: usize,
        named: &Named,
        meaning: impl FnOnce(u64) -> Say,
    ) -> u64 {
        self.read(
            bits,
            named,
            |n| Value::Hex(n, bits.div_ceil(4) as u8),
            meaning,
        )
    }

    /// One bit.
    pub(super) fn flag(&mut self, named: &Named, meaning: impl FnOnce(bool) -> Say) -> bool {
        self.read(1, named, |n| Value::Flag(n != 0), |n| meaning(n != 0)) != 0
    }

    /// Six bytes: a MAC address.
    pub(super) fn mac(&mut self, named: &Named, meaning: impl FnOnce(MacAddr) -> Say) -> MacAddr {
        let mac = |n: u64| {
            let [_, _, a, b, c, d, e, f] = n.to_be_bytes();
            MacAddr([a, b, c, d, e, f])
        };
        mac(self.read(48, named, |n| Value::Mac(mac(n)), |n| meaning(mac(n))))
    }

    /// Four bytes: an IPv4 address.
    pub(super) fn ipv4(
        &mut self,
        named: &Named,
        meaning: impl FnOnce(Ipv4Addr) -> Say,
    ) -> Ipv4Addr {
        let address = |n: u64| Ipv4Addr::from(n as u32);
        address(self.read(
            32,
            named,
            |n| Value::Ipv4(address(n)),
            |n| meaning(address(n)),
        ))
    }

    /// Sixteen bytes: an IPv6 address.
    pub(super) fn ipv6(
        &mut self,
        named: &Named,
        meaning: impl FnOnce(Ipv6Addr) -> Say,
    ) -> Ipv6Addr {
        let Some(from) = self.advance(128, named) else {
            return Ipv6Addr::UNSPECIFIED;
        };
        let bytes = self.bytes.get(from / 8..from / 8 + 16).unwrap_or_default();
        let address = Ipv6Addr::from(<[u8; 16]>::try_from(bytes).unwrap_or_default());
        self.push(from, named, Value::Ipv6(address), Some(meaning(address)));
        address
    }

    /// `count` bytes, read as `read` says. Nothing at all for zero bytes.
    pub(super) fn bytes(
        &mut self,
        count: usize,
        named: &Named,
        read: impl FnOnce(&[u8]) -> (Value, Say),
    ) -> &'a [u8] {
        let Some(from) = self
            .advance(count.saturating_mul(8), named)
            .filter(|_| count > 0)
        else {
            return &[];
        };
        let bytes = self.slice(from / 8, from / 8 + count);
        let (value, meaning) = read(bytes);
        self.push(from, named, value, Some(meaning));
        bytes
    }

    /// The next `count` bytes, as far as they are there; not read yet.
    pub(super) fn ahead(&self, count: usize) -> &'a [u8] {
        self.slice(self.at(), self.at().saturating_add(count))
    }

    /// All bytes that are left; not read yet.
    pub(super) fn remaining(&self) -> &'a [u8] {
        self.slice(self.at(), self.end)
    }

    /// `count` bytes that have no shorter form.
    pub(super) fn raw(&mut self, count: usize, named: &Named, meaning: Say) {
        self.bytes(count, named, |_| (Value::Bytes, meaning));
    }

    /// All that is left as bytes; no field where nothing is.
    pub(super) fn rest(&mut self, named: &Named, meaning: Say) {
        self.raw(self.left(), named, meaning);
    }

    /// `count` bytes of text, shown without the spaces and the line end behind it.
    pub(super) fn text(&mut self, count: usize, named: &Named, meaning: Say) {
        self.bytes(count, named, |bytes| {
            (Value::Text(harmless(bytes.trim_ascii_end())), meaning)
        });
    }

    /// One bit: what it says when it is set, and when it is not.
    pub(super) fn on_off(&mut self, named: &Named, set: Say, unset: Say) -> bool {
        self.flag(named, |on| if on { set } else { unset })
    }

    /// A field that owns no bits: what follows from others.
    pub(super) fn derived(&mut self, named: &Named, value: Value, meaning: Say) {
        let from = self.bit;
        self.push(from, named, value, Some(meaning));
    }

    /// Text that a zero byte ends, the zero byte included. Where none ends it, all that is left.
    pub(super) fn text_to_zero(
        &mut self,
        named: &Named,
        meaning: impl FnOnce(&str) -> Say,
    ) -> String {
        let rest = self.slice(self.at(), self.end);
        let count = rest
            .iter()
            .position(|b| *b == 0)
            .map_or(rest.len(), |zero| zero + 1);
        let text = harmless(
            rest.get(..count)
                .unwrap_or_default()
                .strip_suffix(&[0])
                .unwrap_or(rest),
        );
        if count > 0 && rest.get(count - 1) != Some(&0) {
            self.problem(self.at(), named.0, say!("wire-low-no-zero"));
        }
        self.bytes(count, named, |_| {
            (Value::Text(text.clone()), meaning(&text))
        });
        text
    }

    /// A field whose parts `parts` reads. It gives the group's value and meaning when it has read them.
    pub(super) fn group(&mut self, named: &Named, parts: impl FnOnce(&mut Self) -> (Value, Say)) {
        let from = self.bit;
        let outer = std::mem::take(&mut self.fields);
        let (value, meaning) = parts(self);
        let children = std::mem::replace(&mut self.fields, outer);
        if !children.is_empty() {
            self.push(from, named, value, Some(meaning));
            if let Some(group) = self.fields.last_mut() {
                group.children = children;
            }
        }
    }

    /// Reads `parts` out of the next `count` bytes and no further; what they leave is kept as `rest`.
    pub(super) fn within(
        &mut self,
        count: usize,
        rest: &Named,
        meaning: Say,
        parts: impl FnOnce(&mut Self),
    ) {
        let outer = self.end;
        if count > self.left() && !self.is_open() {
            let (need, have) = (count, self.left());
            self.problem(
                self.at(),
                rest.0,
                say!("wire-cut-why", need = need, have = have),
            );
        }
        self.end = (self.at() + count).min(outer);
        parts(self);
        let left = self.left();
        self.bytes(left, rest, |_| (Value::Bytes, meaning));
        self.end = outer;
    }

    /// The layer that was read.
    pub(super) fn layer(self, protocol: Protocol, summary: Say) -> Layer {
        Layer {
            protocol,
            osi: protocol.osi(),
            source: SourceId(0),
            range: self.start..self.bit.div_ceil(8),
            fields: self.fields,
            summary,
            problem: self.problem,
        }
    }
}

/// Text out of a frame made harmless: no control, formatting or direction-changing characters (each
/// becomes `·`), broken UTF-8 becomes `�`.
pub(super) fn harmless(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .chars()
        .map(|c| if is_harmless(c) { c } else { '·' })
        .collect()
}

fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Do these bytes look like text a person wrote? UTF-8 (its last character may be cut), with no
/// control characters but line ends and tabs.
pub(super) fn looks_like_text(bytes: &[u8]) -> bool {
    if is_plain(bytes) {
        return !bytes.is_empty();
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default())
                .unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty()
        && text
            .chars()
            .all(|c| is_harmless(c) || matches!(c, '\r' | '\n' | '\t'))
}

/// Nothing but printable ASCII, line ends and tabs? Most text is: so it is asked in strides first.
fn is_plain(bytes: &[u8]) -> bool {
    let plain = |byte: &u8| matches!(byte, 0x20..=0x7e | b'\r' | b'\n' | b'\t');
    bytes
        .chunks(32)
        .all(|stride| stride.iter().fold(true, |all, byte| all & plain(byte)))
}

/// The first `most` characters of text bytes, line ends shown as `⏎`; `…` where more follows.
pub(super) fn preview(bytes: &[u8], most: usize) -> Option<String> {
    let head = bytes
        .get(..bytes.len().min(most.saturating_mul(4)))
        .unwrap_or_default();
    if !looks_like_text(head) {
        return None;
    }
    let trimmed = head
        .strip_suffix(b"\n")
        .map_or(head, |t| t.strip_suffix(b"\r").unwrap_or(t));
    // Text but for its last character, which may be cut.
    let text = trimmed
        .utf8_chunks()
        .next()
        .map_or("", |chunk| chunk.valid())
        .trim_end_matches('\u{fffd}');
    let mut shown = String::with_capacity(text.len().min(most.saturating_mul(4)) + 3);
    let (mut rest, mut room, mut cut) = (text, most, bytes.len() > head.len());
    while !rest.is_empty() {
        if room == 0 {
            cut = true;
            break;
        }
        let run = rest.find(['\r', '\n', '\t']).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(run);
        if !run.is_empty() {
            let kept = run
                .char_indices()
                .nth(room)
                .filter(|_| run.len() > room)
                .map_or(run, |(at, _)| run.split_at(at).0);
            shown.push_str(kept);
            room -= kept.chars().count();
            rest = rest.split_at(kept.len()).1;
            continue;
        }
        let (sign, count) = match tail.as_bytes() {
            [b'\r', b'\n', ..] => ('⏎', 2),
            [b'\t', ..] => (' ', 1),
            _ => ('⏎', 1),
        };
        shown.push(sign);
        room -= 1;
        rest = tail.split_at(count).1;
    }
    if cut {
        shown.push('…');
    }
    (!shown.is_empty()).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    const F: Named = Named("F", "", "");

    #[test]
    fn sub_byte_fields_follow_each_other() {
        let mut head = Head::new(&[0xa5, 0x3c], 0, 2);
        assert_eq!(
            [
                head.num(4, &F, |_| say!("wire-cut")),
                head.num(5, &F, |_| say!("wire-cut"))
            ],
            [0xa, 0b01010]
        );
        assert_eq!(head.num(7, &F, |_| say!("wire-cut")), 0x3c);
        let layer = head.layer(Protocol::Data, say!("wire-cut"));
        let bits: Vec<_> = layer.fields.iter().map(|f| f.bits.clone()).collect();
        assert_eq!(bits, [0..4, 4..9, 9..16]);
    }

    #[test]
    fn what_is_cut_becomes_one_leaf_and_one_problem() {
        let mut head = Head::new(&[1, 2, 3], 0, 3);
        assert_eq!(head.num(16, &F, |_| say!("wire-cut")), 0x0102);
        assert_eq!(head.num(16, &F, |_| say!("wire-cut")), 0);
        assert_eq!(head.num(8, &F, |_| say!("wire-cut")), 0);
        let layer = head.layer(Protocol::Data, say!("wire-cut"));
        assert_eq!(layer.fields.len(), 2);
        assert_eq!(layer.problem.unwrap().offset, 2);
        assert_eq!(layer.range, 0..3);
    }

    #[test]
    fn harmless_text_has_no_controls() {
        assert_eq!(harmless(b"a\x1b[2J\xe2\x80\xaeb"), "a·[2J·b");
        assert_eq!(preview(b"hello\r\n", 20).as_deref(), Some("hello"));
        assert_eq!(preview(b"hello", 3).as_deref(), Some("hel…"));
        assert_eq!(preview("你好吗".as_bytes(), 2).as_deref(), Some("你好…"));
        assert_eq!(preview(b"\x00\x01", 20), None);
        assert_eq!(
            preview(b"a\r\nb\tc\rd\n\n", 20).as_deref(),
            Some("a⏎b c⏎d⏎")
        );
        assert_eq!(preview(b"a\r\nbc", 3).as_deref(), Some("a⏎b…"));
        assert_eq!(preview(b"a\r\nb", 3).as_deref(), Some("a⏎b"));
        // A last character that is cut in two is left out.
        assert_eq!(
            preview("ab你".as_bytes().get(..4).unwrap(), 20).as_deref(),
            Some("ab")
        );
    }
}

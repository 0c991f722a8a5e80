//! How a protocol file reads its header: field after field, each beginning where the last ended.
//!
//! That is why leaves tile their layer: a [`Head`] has one place where it stands, counted in bits,
//! and every way of moving it leaves a field behind. Where the bytes end too early, what is left
//! becomes one last field, a problem is noted once, and all later reads give zero and no field. That
//! zero is nothing the bytes say: [`Head::known`] tells it from one that they do, and no group and no
//! derived field says anything made of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::field::{Field, Layer, Problem, SourceId, Value};
use super::named::Named;
use super::protocol::Protocol;
use super::types::MacAddr;
use crate::say;
use crate::say::{Clean, Say};

pub(super) use super::said::{by_table, either, known, number, unknown};
use super::width::{Extent, Width};

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
    /// Did a field not have all its bytes? What was read from there on is not known.
    cut: bool,
    /// An end where bytes are missing: what reaches up to it goes on behind it.
    short: Option<usize>,
    /// Where that end would be with them.
    promised: usize,
    /// Part of a stream whose end was not kept: what goes on behind it may go on in this very segment.
    lacks: bool,
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
            cut: false,
            short: None,
            promised: end,
            lacks: false,
        }
    }

    /// What was just read, or made from what was read so far; `None` where bytes of it were missing.
    pub(super) fn known<T>(&self, value: T) -> Option<T> {
        (!self.cut).then_some(value)
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

    /// The bytes of a field of this header by its named range, wherever the head stands by now.
    pub(super) fn field(&self, field: Range<usize>) -> &'a [u8] {
        self.slice(self.start + field.start, self.start + field.end)
    }

    /// Moves the end nearer: the header is shorter than the bytes.
    pub(super) fn limit(&mut self, end: usize) {
        let end = end.max(self.at());
        if end < self.end {
            (self.end, self.promised) = (end, end);
        }
    }

    /// Bytes that belong before its end are missing: what reaches up to there is not all there.
    pub(super) const fn ends_short(&mut self, promised: usize) {
        self.short = Some(self.end);
        self.promised = promised;
    }

    /// Bytes of a stream are missing behind its end: that they come in the next segment is not said.
    pub(super) const fn ends_anywhere(&mut self) {
        self.lacks = true;
    }

    /// Where its end would be, were all its bytes here.
    pub(super) const fn promised(&self) -> usize {
        self.promised
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

    /// Notes a problem of the field at this named range; the first problem stays.
    pub(super) fn problem_in(&mut self, field: &Range<usize>, name: &'static str, why: Say) {
        self.problem(self.start + field.start, name, why);
    }

    /// Notes that `need` bytes were to be here, where there are fewer.
    pub(super) fn too_short(&mut self, field: &'static str, need: usize) {
        let have = (self.end * 8).saturating_sub(self.bit) / 8;
        let why = say!("wire-cut-why", need = need, have = have);
        self.problem(self.at(), field, why);
    }

    /// Moves over `bits` bits. `None` if they are not all there: then the rest is kept as one field.
    fn advance(&mut self, bits: usize, named: &Named) -> Option<usize> {
        let (from, limit) = (self.bit, self.end * 8);
        if bits > limit.saturating_sub(from) {
            self.cut(bits.div_ceil(8), named);
            return None;
        }
        self.bit = from + bits;
        Some(from)
    }

    /// What is left of a field whose `need` bytes are not all there.
    fn cut(&mut self, need: usize, named: &Named) {
        let (from, limit) = (self.bit, self.end * 8);
        self.cut = true;
        let meaning = self.missing();
        if !self.is_open() {
            self.too_short(named.name, need);
        }
        if from < limit {
            self.bit = limit;
            // A part of a number is no number.
            let value = if self.is_open() {
                Value::Bytes
            } else {
                Value::Unknown
            };
            self.push(from, named, value, Some(meaning));
        }
    }

    /// What is said of a field whose bytes are not all there.
    fn missing(&self) -> Say {
        if self.is_open() {
            say!("wire-goes-on")
        } else {
            say!("wire-cut")
        }
    }

    /// Does a field that was just read from bit `from` on stand where its named range says?
    fn is_in_place(&self, extent: &Extent, from: usize) -> bool {
        let place = |begins| (self.start + begins) * 8;
        extent.begins.is_none_or(|begins| from == place(begins))
    }

    fn push(&mut self, from: usize, named: &Named, value: Value, meaning: Option<Say>) {
        let &Named {
            name,
            filter,
            section,
            ..
        } = named;
        let bits = from..self.bit;
        let goes_on = |say: &Say| self.lacks && say.key == "wire-goes-on";
        let meaning = match meaning {
            Some(say) if goes_on(&say) => Some(say!("wire-cut")),
            meaning => meaning,
        };
        self.fields.push(Field {
            name,
            filter,
            bits,
            value,
            meaning,
            reference: section,
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
        extent: &Extent,
        named: &Named,
        value: impl FnOnce(u64) -> Value,
        meaning: impl FnOnce(u64) -> Say,
    ) -> u64 {
        let bits = extent.bits;
        let Some(from) = self.advance(bits, named) else {
            return 0;
        };
        debug_assert!(self.is_in_place(extent, from), "{}", named.name);
        let number = self.number_at(from, bits);
        self.push(from, named, value(number), Some(meaning(number)));
        number
    }

    /// A number shown in decimal. Zero where the bytes ended too early (as with all that follow).
    pub(super) fn num(
        &mut self,
        width: impl Width,
        named: &Named,
        meaning: impl FnOnce(u64) -> Say,
    ) -> u64 {
        self.read(&width.in_bits(), named, Value::Number, meaning)
    }

    /// A number shown in hexadecimal.
    pub(super) fn hex(
        &mut self,
        width: impl Width,
        named: &Named,
        meaning: impl FnOnce(u64) -> Say,
    ) -> u64 {
        let extent = width.in_bits();
        let digits = extent.bits.div_ceil(4) as u8;
        self.read(&extent, named, |n| Value::Hex(n, digits), meaning)
    }

    /// One bit.
    pub(super) fn flag(&mut self, named: &Named, meaning: impl FnOnce(bool) -> Say) -> bool {
        self.read(
            &1.in_bits(),
            named,
            |n| Value::Flag(n != 0),
            |n| meaning(n != 0),
        ) != 0
    }

    /// Six bytes: a MAC address.
    pub(super) fn mac(&mut self, named: &Named, meaning: impl FnOnce(MacAddr) -> Say) -> MacAddr {
        let mac = |n: u64| {
            let [_, _, a, b, c, d, e, f] = n.to_be_bytes();
            MacAddr([a, b, c, d, e, f])
        };
        mac(self.read(
            &48.in_bits(),
            named,
            |n| Value::Mac(mac(n)),
            |n| meaning(mac(n)),
        ))
    }

    /// Four bytes: an IPv4 address.
    pub(super) fn ipv4(
        &mut self,
        named: &Named,
        meaning: impl FnOnce(Ipv4Addr) -> Say,
    ) -> Ipv4Addr {
        let address = |n: u64| Ipv4Addr::from(n as u32);
        address(self.read(
            &32.in_bits(),
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

    /// Four or sixteen bytes: an IP address of this version.
    pub(super) fn ip(
        &mut self,
        v6: bool,
        named: &Named,
        meaning: impl FnOnce(IpAddr) -> Say,
    ) -> IpAddr {
        if v6 {
            IpAddr::V6(self.ipv6(named, |address| meaning(address.into())))
        } else {
            IpAddr::V4(self.ipv4(named, |address| meaning(address.into())))
        }
    }

    /// So many bytes, read as `read` says. Nothing at all for zero bytes.
    pub(super) fn bytes(
        &mut self,
        width: impl Width,
        named: &Named,
        read: impl FnOnce(&[u8]) -> (Value, Say),
    ) -> &'a [u8] {
        let extent = width.in_bytes();
        let count = extent.bits / 8;
        let Some(from) = self.advance(extent.bits, named).filter(|_| count > 0) else {
            return &[];
        };
        debug_assert!(self.is_in_place(&extent, from), "{}", named.name);
        let (start, end) = (from / 8, from / 8 + count);
        let bytes = self.slice(start, end);
        let (value, meaning) = read(bytes);
        self.push(from, named, value, Some(meaning));
        bytes
    }

    /// So many bytes that have no shorter form. Nothing at all for zero bytes.
    pub(super) fn raw(&mut self, width: impl Width, named: &Named, meaning: Say) {
        self.bytes(width, named, |_| (Value::Bytes, meaning));
    }

    /// All bytes that are left, as they are.
    pub(super) fn rest(&mut self, named: &Named, meaning: Say) {
        self.all(named, |_| (Value::Bytes, meaning));
    }

    /// All bytes that are left, read as `read` says; where more belong to them, they are only bytes.
    pub(super) fn all(&mut self, named: &Named, read: impl FnOnce(&[u8]) -> (Value, Say)) {
        let left = self.left();
        if self.is_short() && left > 0 {
            self.cut = true;
            let meaning = self.missing();
            self.bytes(left, named, |_| (Value::Bytes, meaning));
        } else {
            self.bytes(left, named, read);
        }
    }

    /// Are bytes that belong before its end missing there?
    pub(super) fn is_short(&self) -> bool {
        self.short == Some(self.end)
    }

    /// The next byte, without moving over it; `None` where there is none.
    pub(super) fn peek(&self) -> Option<u8> {
        self.ahead().first().copied()
    }

    /// All bytes that are left, without moving over them.
    pub(super) fn ahead(&self) -> &'a [u8] {
        self.slice(self.at(), self.end)
    }

    /// `count` bytes of text, shown without the spaces and the line end behind it.
    pub(super) fn text(&mut self, count: usize, named: &Named, meaning: Say) {
        self.bytes(count, named, |bytes| {
            (Value::Text(Clean::bytes(bytes.trim_ascii_end())), meaning)
        });
    }

    /// A field that owns no bits: what follows from others, where all of those were there.
    pub(super) fn derived(&mut self, named: &Named, value: Value, meaning: Say) {
        if !self.cut {
            self.push(self.bit, named, value, Some(meaning));
        }
    }

    /// Text that a zero byte ends, the zero byte included. Where none ends it, all that is left.
    pub(super) fn text_to_zero(
        &mut self,
        named: &Named,
        meaning: impl FnOnce(&str) -> Say,
    ) -> Clean {
        let rest = self.ahead();
        let zero = rest.iter().position(|byte| *byte == 0);
        let text = Clean::bytes(rest.get(..zero.unwrap_or(rest.len())).unwrap_or_default());
        let count = zero.map_or(rest.len(), |zero| zero + 1);
        if zero.is_none() && count > 0 {
            if self.is_short() {
                self.too_short(named.name, count + 1);
                self.all(named, |_| (Value::Bytes, say!("wire-cut")));
                return text;
            }
            self.problem(self.at(), named.name, say!("wire-low-no-zero"));
        }
        self.bytes(count, named, |_| {
            (Value::Text(text.clone()), meaning(&text))
        });
        text
    }

    /// A field whose parts `parts` reads. It gives the group's value and meaning when it has read them;
    /// neither is known where bytes of the parts are missing, unless those come in the next segment.
    pub(super) fn group(&mut self, named: &Named, parts: impl FnOnce(&mut Self) -> (Value, Say)) {
        let from = self.bit;
        let outer = std::mem::take(&mut self.fields);
        let (mut value, mut meaning) = parts(self);
        if self.cut && !self.is_open() {
            meaning = say!("wire-cut");
            if value != Value::Group {
                value = Value::Unknown;
            }
        }
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
        let (outer, short, cut) = (self.end, self.short, self.cut);
        let promised = self.promised;
        self.promised = self.at() + count;
        let is_short = count > self.left() && !self.is_open();
        if is_short {
            self.too_short(rest.name, count);
        }
        self.end = (self.at() + count).min(outer);
        self.short = is_short.then_some(outer);
        parts(self);
        self.rest(rest, meaning);
        (self.end, self.short, self.promised) = (outer, short, promised);
        // Also where all parts that are there could be read: others are missing. Where none are missing, a
        // part that is too long for these bytes hides nothing of what stands behind them.
        self.cut = is_short || if self.is_open() { self.cut } else { cut };
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

#[cfg(test)]
mod tests {
    use super::*;

    const F: Named = Named::plain("F", "");

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
}

//! From layer to layer: each protocol file reads its own header and says what comes [`Next`].
//!
//! Two walks go the same way: [`Scan`] gathers a digest, [`Walk`] builds the tree. Neither calls
//! itself: the loop above them takes one step after the other, so no frame can nest too deep.

use std::net::IpAddr;
use std::ops::Range;

use super::checksum::{Check, Pseudo, Verdict};
use super::digest::{Digest, Flaw};
use super::field::{Context, Field, Layer, Problem, SourceId, Value};
use super::leftover::{data, padding};
use super::pieces::{self, Whole};
use super::protocol::Protocol;
use super::reading::{Reading, Reassembled};
use super::stream::Voice;
use super::tree::Head;
use super::types::{EtherType, IpProtocol, LinkType, Provenance};
use crate::say;
use crate::say::Say;

mod verify;

/// What a header says comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// A link header.
    Link(LinkType),
    /// What an EtherType names.
    Ether(EtherType),
    /// What an IP protocol number names.
    Ip(IpProtocol),
    /// What these ports (source, destination) of TCP or UDP may tell.
    Ports(Protocol, u16, u16),
    /// Nothing that anybody knows: what is left is data.
    End,
}

/// A digest being gathered.
pub(super) struct Scan<'a> {
    /// The frame.
    pub(super) bytes: &'a [u8],
    /// Where the next header begins.
    pub(super) at: usize,
    /// Where the payload ends by what the headers say; may lie beyond the bytes.
    pub(super) end: usize,
    /// A first fragment: what it begins is longer than it.
    pub(super) first_fragment: bool,
    /// What was gathered.
    pub(super) out: Digest,
}

impl<'a> Scan<'a> {
    /// What of the payload was captured.
    #[inline]
    pub(super) fn payload(&self) -> &'a [u8] {
        self.out.payload(self.bytes)
    }

    /// What is left before that end, as far as it was captured.
    #[inline]
    pub(super) fn ahead(&self) -> &'a [u8] {
        let end = self.end.min(self.bytes.len());
        self.bytes.get(self.at..end).unwrap_or_default()
    }

    /// Notes the ports of a transport header that is not all there: they are its first four bytes.
    pub(super) fn note_ports(&mut self) {
        if let Some(&[a, b, c, d]) = self.ahead().first_chunk() {
            self.out.src_port = u16::from_be_bytes([a, b]);
            self.out.dst_port = u16::from_be_bytes([c, d]);
        }
    }

    /// A header says that the payload ends here. What the outermost says counts beyond what was captured;
    /// what stands in something cannot be longer than that.
    #[inline]
    pub(super) fn narrow(&mut self, end: usize) {
        if end > self.end && !self.first_fragment {
            self.short(end);
        }
        self.end = if self.end == self.bytes.len() {
            end
        } else {
            self.end.min(end)
        };
    }

    /// Notes that the payload is what stands from here up to the end that the headers say.
    #[inline]
    pub(super) fn note_payload(&mut self) {
        self.out.payload_at = self.at as u32;
        self.out.payload_len = self.end.saturating_sub(self.at) as u32;
    }

    /// The next `N` bytes, moving over them; `None` where they are not all there, which is noted.
    #[inline]
    pub(super) fn take<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let Some(bytes) = self.ahead().first_chunk() else {
            self.short(self.at + N);
            return None;
        };
        self.at += N;
        Some(bytes)
    }

    /// Notes that not all is there of what ends at byte `end`: a capture has kept less, or what it stands
    /// in is shorter. The first piece of a datagram is no more than a beginning.
    pub(super) const fn short(&mut self, end: usize) -> Next {
        if end > self.bytes.len() {
            self.out.flaw = Flaw::Short;
        } else if !self.first_fragment {
            self.out.flaw = Flaw::Malformed;
        }
        Next::End
    }

    /// Notes that a header says what cannot be.
    #[inline]
    pub(super) const fn malformed(&mut self) -> Next {
        self.out.flaw = Flaw::Malformed;
        Next::End
    }
}

/// What IP said about the packet that a transport header is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Carrier {
    /// IP source.
    pub(super) src: IpAddr,
    /// IP destination.
    pub(super) dst: IpAddr,
    /// A piece of a larger datagram.
    pub(super) fragment: bool,
    /// Are all bytes that IP promised here?
    pub(super) whole: bool,
    /// More than a frame of the usual size carries: cut up or put together by the network card.
    pub(super) large: bool,
    /// Where the payload ends by what IP says, in bytes of the frame; may lie beyond the bytes.
    pub(super) end: usize,
}

/// A tree being built.
pub(super) struct Walk<'a> {
    /// The bytes being read: the frame, or what was put together from several.
    pub(super) bytes: &'a [u8],
    /// What is known beside the bytes.
    pub(super) context: &'a Context,
    /// Where the next header begins.
    pub(super) at: usize,
    /// Where the bytes of this layer's payload end; never beyond the frame.
    pub(super) end: usize,
    /// The layers so far.
    pub(super) layers: Vec<Layer>,
    /// The innermost IP header.
    pub(super) carrier: Option<Carrier>,
    /// Inside a packet that an ICMP error quotes: only its beginning is there, rightly.
    pub(super) quoted: bool,
    /// The checksums met, in order.
    pub(super) checks: Vec<Check>,
    /// The innermost transport and its ports.
    ports: Option<(Protocol, [u16; 2])>,
    /// Who says the message being read, and in which sense.
    pub(super) voice: Voice,
    /// Which bytes `bytes` are.
    source: SourceId,
    frame: &'a [u8],
    tails: Vec<(SourceId, Range<usize>)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(bytes: &'a [u8], context: &'a Context) -> Self {
        Self {
            bytes,
            context,
            at: 0,
            end: bytes.len(),
            layers: Vec::with_capacity(6),
            carrier: None,
            quoted: false,
            checks: Vec::new(),
            ports: None,
            voice: Voice::default(),
            source: SourceId(0),
            frame: bytes,
            tails: Vec::new(),
        }
    }

    /// Begins the header that stands next. Where bytes are missing, a message ends short; a part of a
    /// stream may end anywhere.
    pub(super) fn head(&self) -> Head<'a> {
        let mut head = Head::new(self.bytes, self.at, self.end);
        let is_stream = || {
            self.layers
                .iter()
                .any(|layer| layer.protocol == Protocol::Tcp)
        };
        if self.lacks_bytes() && is_stream() {
            head.ends_anywhere();
        } else if self.lacks_bytes() {
            let end = self.carrier.map_or(self.end, |carrier| carrier.end);
            head.ends_short(end);
        }
        head
    }

    /// The innermost transport read so far, with its source and destination port.
    pub(super) fn ports(&self) -> Option<(Protocol, [u16; 2])> {
        self.ports
    }

    /// Adds a layer; the next header begins where it ends. That a quote is cut short is no problem.
    pub(super) fn push(&mut self, mut layer: Layer) {
        if matches!(layer.protocol, Protocol::Tcp | Protocol::Udp) {
            self.ports = ports(&layer);
        }
        if self.quoted {
            layer.problem = None;
        }
        self.at = layer.range.end;
        layer.source = self.source;
        self.layers.push(layer);
    }

    /// Was this IP payload a piece, and is the whole known? Then the piece stays one leaf of the frame
    /// (it begins at byte `offset` of the whole), and the walk goes on in the whole, from its beginning.
    pub(super) fn datagram(&mut self, offset: usize, v6: bool) -> bool {
        let piece =
            self.carrier.is_some_and(|c| c.fragment) && !self.quoted && self.source == SourceId(0);
        let Some(whole) = self.context.datagram.as_ref().filter(|_| piece) else {
            return false;
        };
        let kind = if v6 { Whole::Ipv6 } else { Whole::Ipv4 };
        self.switch(whole, kind, Some(offset));
        true
    }

    /// Does the rest of the connection tell how the payload that stands next is to be read?
    pub(super) fn is_told(&self) -> bool {
        !self.quoted && self.context.reading != Reading::Alone
    }

    /// Leads into what the frame's last bytes complete, and back: `inside` reads messages there.
    pub(super) fn stretch(&mut self, whole: &'a Reassembled, inside: impl FnOnce(&mut Self)) {
        let (bytes, end, source, carrier) = (self.bytes, self.end, self.source, self.carrier);
        self.switch(whole, Whole::Stream, None);
        let back = end;
        inside(self);
        (self.bytes, self.at, self.end) = (bytes, back, end);
        (self.source, self.carrier) = (source, carrier);
    }

    fn switch(&mut self, whole: &'a Reassembled, kind: Whole, offset: Option<usize>) {
        let layer = pieces::layer(self.bytes, self.at..self.end, whole, kind, offset);
        self.push(layer);
        self.source = match kind {
            Whole::Stream if self.context.datagram.is_some() => SourceId(2),
            _ => SourceId(1),
        };
        (self.bytes, self.at, self.end) = (&whole.bytes, 0, whole.bytes.len());
        if let Some(carrier) = &mut self.carrier {
            carrier.end = self.end;
            (carrier.fragment, carrier.whole) = (false, true);
        }
    }

    /// The headers say that the payload ends here: what lies behind is filling, not payload.
    pub(super) fn narrow(&mut self, end: usize) {
        let end = end.max(self.at);
        if end < self.end {
            self.tails.push((self.source, end..self.end));
            self.end = end;
        }
    }

    /// Should all bytes that a length promises be here?
    pub(super) fn is_complete(&self) -> bool {
        let whole = |carrier: Carrier| carrier.whole && !carrier.fragment;
        !self.quoted && self.carrier.is_some_and(whole)
    }

    /// Are bytes missing of what stands next, by what the headers say?
    pub(super) fn lacks_bytes(&self) -> bool {
        self.carrier.is_some_and(|carrier| !carrier.whole)
    }

    /// Was the frame longer on the wire than what was kept of it?
    pub(super) fn is_cut(&self) -> bool {
        self.source == SourceId(0) && self.context.wire_length > self.bytes.len()
    }

    /// Remembers a checksum of the layer that is being read, so that it can be worked out on request.
    pub(super) fn note_check(
        &mut self,
        range: Range<usize>,
        field: usize,
        pseudo: Option<Pseudo>,
        verdict: Verdict,
    ) {
        self.checks.push(Check {
            layer: self.layers.len(),
            source: self.source,
            range,
            field,
            pseudo,
            verdict,
        });
    }

    /// What is left after the last header, and the filling behind each layer's end.
    fn finish(&mut self) {
        if self.at < self.end {
            let layer = data(self.bytes, self.at..self.end);
            self.push(layer);
        }
        while let Some((source, tail)) = self.tails.pop() {
            (self.source, self.bytes) = (source, self.context.bytes(self.frame, source));
            let layer = padding(self.bytes, &tail);
            self.push(layer);
        }
    }

    /// The finished layers, with what nobody can know marked, and the checksums met.
    pub(super) fn into_parts(mut self) -> (Vec<Layer>, Vec<Check>) {
        self.finish();
        let origins = self.context.origins.iter();
        let unknown: Vec<_> = origins
            .filter(|(_, from)| *from == Provenance::Unknown)
            .map(|(range, _)| range.clone())
            .collect();
        self.hide(SourceId(0), &unknown, rebuilt);
        for (source, whole) in (1..).zip(self.context.wholes()) {
            let missing: Vec<_> = whole.missing().collect();
            self.hide(SourceId(source), &missing, missed);
        }
        (self.layers, self.checks)
    }

    /// Marks what nobody can know of a source's bytes.
    fn hide(&mut self, source: SourceId, unknown: &[Range<usize>], told: Told) {
        if unknown.is_empty() {
            return;
        }
        for layer in self.layers.iter_mut().filter(|l| l.source == source) {
            forgive(layer, unknown);
            hide_unknown(&mut layer.fields, unknown, told);
        }
    }
}

/// What a field says of itself of which so many of so many bytes are not known; whether its value stays.
type Told = fn(usize, usize) -> (Say, bool);

/// A frame made of what is known: what is not stays empty.
fn rebuilt(_: usize, _: usize) -> (Say, bool) {
    (say!("wire-unknown"), false)
}

/// A message put together from segments of which not all were seen.
fn missed(missing: usize, count: usize) -> (Say, bool) {
    if missing == count {
        (say!("wire-missed"), false)
    } else {
        let said = say!("wire-missed-part", missing = missing, count = count);
        (said, true)
    }
}

/// A transport with its source and destination port; `None` where one is not there.
fn ports(layer: &Layer) -> Option<(Protocol, [u16; 2])> {
    let src = port(layer, ["tcp.srcport", "udp.srcport"])?;
    let dst = port(layer, ["tcp.dstport", "udp.dstport"])?;
    Some((layer.protocol, [src, dst]))
}

/// The value of a layer's port field, which bears one of these filter names.
fn port(layer: &Layer, filters: [&str; 2]) -> Option<u16> {
    let mut fields = layer.fields.iter();
    let field = fields.find(|field| filters.contains(&field.filter))?;
    match field.value {
        Value::Number(port) => u16::try_from(port).ok(),
        _ => None,
    }
}

/// A problem seen in place-holders is none.
fn forgive(layer: &mut Layer, unknown: &[Range<usize>]) {
    let end = layer.range.end;
    let lies_in = |problem: &Problem, range: &Range<usize>| {
        range.start < end && range.contains(&problem.offset)
    };
    let touched = |problem: &Problem| unknown.iter().any(|range| lies_in(problem, range));
    if layer.problem.as_ref().is_some_and(touched) {
        layer.problem = None;
    }
}

fn hide_unknown(fields: &mut [Field], unknown: &[Range<usize>], told: Told) {
    for field in fields {
        let bytes = field.bytes();
        if !field.children.is_empty() {
            hide_unknown(&mut field.children, unknown, told);
            continue;
        }
        let shared = |r: &Range<usize>| {
            r.end
                .min(bytes.end)
                .saturating_sub(r.start.max(bytes.start))
        };
        let missing = unknown.iter().map(shared).sum();
        if missing > 0 {
            let (meaning, stays) = told(missing, bytes.len());
            // Text with holes would read as if it were whole: its bytes show what there is.
            let long = matches!(field.value, Value::Bytes | Value::Text(_));
            field.value = if stays && long {
                Value::Bytes
            } else {
                Value::Unknown
            };
            field.meaning = Some(meaning);
        }
    }
}

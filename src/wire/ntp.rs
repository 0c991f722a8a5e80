//! NTP (RFC 5905): what time it is, asked and told in four moments on two clocks.
//!
//! A message of version 3 (RFC 1305) or SNTP (RFC 4330) has the same header. A moment is 64 bits: seconds
//! since 1900, and what part of a second. The seconds are used up in 2036 and begin anew (era 1); 0 says
//! that the moment is not known.

use super::about::About;
use super::entry::{Claim, Entry, Reader, Summary};
use super::field::Value;
use super::moment::utc;
use super::named::{Named, fields};
use super::protocol::Protocol;
use super::tree::{Head, by_table};
use super::udp;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::{Clean, Say};

mod control;
mod names;

/// The server's port; servers among themselves use it on both sides.
pub const PORT: u16 = 123;

/// Modes of association: the low three bits of the first byte.
const CLIENT: u8 = 3;
const SERVER: u8 = 4;
const BROADCAST: u8 = 5;
const CONTROL: u8 = 6;
const PRIVATE: u8 = 7;

/// Bytes of a key's number and the longest digest that versions up to 4 have behind it (RFC 7822 §3).
const LONGEST_MAC: usize = 24;
/// Bytes of a header up to its last moment.
const TIMES: usize = 48;

const HEADER: &str = "RFC 5905 §7.3";
const EXTENSIONS: &str = "RFC 7822 §3";

fields! {
    FLAGS: Number "ntp.flags" = "LI, VN, Mode", HEADER;
    LEAP: Number "ntp.flags.li" = "Leap Indicator", HEADER;
    VERSION: Number "ntp.flags.vn" = "Version Number", HEADER;
    MODE: Number "ntp.flags.mode" = "Mode", HEADER;
    STRATUM: Number "ntp.stratum" = "Stratum", HEADER;
    POLL: Number "ntp.ppoll" = "Poll", HEADER;
    PRECISION: Number "ntp.precision" = "Precision", HEADER;
    ROOT_DELAY: Number "ntp.rootdelay" = "Root Delay", HEADER;
    ROOT_DISPERSION: Number "ntp.rootdispersion" = "Root Dispersion", HEADER;
    REFERENCE_ID: Bytes "ntp.refid" = "Reference ID", HEADER;
    REFERENCE: Text "ntp.reftime" = "Reference Timestamp", HEADER;
    ORIGIN: Text "ntp.org" = "Origin Timestamp", HEADER;
    RECEIVE: Text "ntp.rec" = "Receive Timestamp", HEADER;
    TRANSMIT: Text "ntp.xmt" = "Transmit Timestamp", HEADER;
    ON_THE_WAY = "T2 − T1", "RFC 5905 §8";
    AT_THE_SERVER = "T3 − T2", "RFC 5905 §8";

    EXTENSION: Protocol "ntp.ext" = "Extension Field", EXTENSIONS;
    EXTENSION_TYPE: Number "ntp.ext.type" = "Field Type", EXTENSIONS;
    EXTENSION_LENGTH: Number "ntp.ext.length" = "Length", EXTENSIONS;
    EXTENSION_VALUE: Bytes "ntp.ext.value" = "Value", EXTENSIONS;
    KEY_ID: Bytes "ntp.keyid" = "Key Identifier", HEADER;
    DIGEST: Bytes "ntp.mac" = "Message Digest", HEADER;

    REST = "Rest", HEADER;
}

pub(super) const ENTRY: Entry = Entry {
    name: "NTP",
    filter: "ntp",
    readers: &[Reader {
        claims: &[Claim::Udp(PORT)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS, control::FIELDS],
    summary: Summary::Payload(|about: &About<'_>| sentence(about.payload)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    if is_ntp(scan.payload(), scan.out.payload_len as usize) {
        scan.out.protocol = Protocol::Ntp;
    }
    Next::End
}

/// May a message of so many bytes begin so? Its version and mode exist, and it is as long as a header of
/// that mode; of one that tells the time the stratum is no reserved one (RFC 5905 §7.3).
fn is_ntp(payload: &[u8], promised: usize) -> bool {
    let Some(&first) = payload.first() else {
        return false;
    };
    let least = match mode(first) {
        // Version 1 had no modes yet (RFC 1059 §B).
        0 if version(first) != 1 => return false,
        // RFC 9327 §2; ntpd's own requests.
        CONTROL => 12,
        PRIVATE => 8,
        _ => TIMES,
    };
    let stratum = payload.get(1).copied().unwrap_or_default();
    matches!(version(first), 1..=4) && promised >= least && (least != TIMES || stratum <= 16)
}

const fn version(first: u8) -> u8 {
    first >> 3 & 7
}

const fn mode(first: u8) -> u8 {
    first & 7
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let message = head.ahead();
    if !is_ntp(message, udp::promised(walk)) {
        return Next::End;
    }
    let Some(first) = head.peek() else {
        return Next::End;
    };
    flags(&mut head, first);
    match mode(first) {
        CONTROL => control::read(&mut head),
        PRIVATE => {}
        _ => times(&mut head, &Times::of(message), version(first)),
    }
    let meaning = say!("wire-ntp-rest", count = head.left());
    head.rest(&REST, meaning);
    walk.push(head.layer(Protocol::Ntp, sentence(message)));
    Next::End
}

fn flags(head: &mut Head<'_>, first: u8) {
    head.group(&FLAGS, |head| {
        head.num(2, &LEAP, |n| known(names::LEAPS, n));
        head.num(3, &VERSION, |n| {
            say!("wire-ntp-version", number = n.to_string())
        });
        let mode = head.num(3, &MODE, |n| known(names::MODES, n));
        (Value::Hex(u64::from(first), 2), known(names::MODES, mode))
    });
}

/// What a number means by a table that has all of them.
fn known(table: &[(u64, &'static str)], number: u64) -> Say {
    by_table(table, number)
        .unwrap_or_else(|| say!("wire-number-unknown", number = number.to_string()))
}

/// What the meanings of a message's fields need to know of each other.
struct Times {
    mode: u8,
    stratum: u8,
    reference_id: [u8; 4],
    origin: Moment,
    receive: Moment,
    transmit: Moment,
}

impl Times {
    fn of(message: &[u8]) -> Self {
        let byte = |at: usize| message.get(at).copied().unwrap_or(0);
        let moment = |at: usize| {
            let bytes = message.get(at..).and_then(<[u8]>::first_chunk);
            Moment(bytes.map_or(0, |bytes| u64::from_be_bytes(*bytes)))
        };
        Self {
            mode: mode(byte(0)),
            stratum: byte(1),
            reference_id: [byte(12), byte(13), byte(14), byte(15)],
            origin: moment(24),
            receive: moment(32),
            transmit: moment(40),
        }
    }

    /// Does it answer a question with the time, so that its moments are those of question and answer?
    fn answers(&self) -> bool {
        let moments = [self.origin, self.receive, self.transmit];
        self.mode == SERVER && !self.is_kiss() && !moments.into_iter().any(Moment::is_unknown)
    }

    /// A server's refusal (RFC 5905 §7.4).
    fn is_kiss(&self) -> bool {
        self.stratum == 0 && self.mode != CLIENT && self.reference_id != [0; 4]
    }
}

/// The header of all messages but those of modes 6 and 7, and what may stand behind it.
fn times(head: &mut Head<'_>, all: &Times, version: u8) {
    head.num(8, &STRATUM, |n| stratum(all, n as u8));
    head.num(8, &POLL, |n| poll(n as u8 as i8));
    head.num(8, &PRECISION, |n| precision(n as u8 as i8));
    head.num(32, &ROOT_DELAY, |n| {
        say!("wire-ntp-root-delay", time = span(short(n)))
    });
    head.num(32, &ROOT_DISPERSION, |n| {
        say!("wire-ntp-root-dispersion", time = span(short(n)))
    });
    head.bytes(4, &REFERENCE_ID, |_| (Value::Bytes, reference(all)));
    for (named, meaning) in [
        (&REFERENCE, say!("wire-ntp-reference")),
        (&ORIGIN, origin(all.mode)),
        (&RECEIVE, receive(all.mode)),
        (&TRANSMIT, transmit(all.mode)),
    ] {
        moment(head, named, meaning);
    }
    if head.is_bad() {
        return;
    }
    if all.answers() {
        derived(head, all);
    }
    // What stands behind is known by how long it is.
    if !head.is_short() {
        if version > 3 {
            extensions(head);
        }
        authentication(head);
    }
}

fn stratum(all: &Times, stratum: u8) -> Say {
    match stratum {
        0 if all.mode == CLIENT => say!("wire-ntp-stratum-client"),
        0 => say!("wire-ntp-stratum-zero"),
        1 => say!("wire-ntp-stratum-one"),
        2..=15 => say!("wire-ntp-stratum", number = stratum - 1),
        16 => say!("wire-ntp-stratum-none"),
        _ => say!("wire-ntp-stratum-reserved"),
    }
}

/// Both are powers of two of a second.
fn poll(exponent: i8) -> Say {
    match power(exponent) {
        Some(time) => say!("wire-ntp-poll", time = time),
        None => say!("wire-ntp-power"),
    }
}

fn precision(exponent: i8) -> Say {
    match power(exponent) {
        Some(time) => say!("wire-ntp-precision", time = time),
        None => say!("wire-ntp-power"),
    }
}

/// 2 to this power, of seconds; `None` where that makes no sense for a clock.
fn power(exponent: i8) -> Option<String> {
    match exponent {
        0..=31 => Some(span(i128::from(SECOND) << exponent)),
        -29..0 => Some(span(i128::from(SECOND) >> exponent.unsigned_abs())),
        _ => None,
    }
}

/// What the time came from.
fn reference(all: &Times) -> Say {
    let id = all.reference_id;
    let [a, b, c, d] = id;
    match all.stratum {
        _ if id == [0; 4] => say!("wire-ntp-id-none"),
        0 => kiss(id),
        1 => say!("wire-ntp-id-clock", name = letters(id)),
        _ if a == 127 => say!("wire-ntp-id-own"),
        _ => say!("wire-ntp-id-server", address = format!("{a}.{b}.{c}.{d}")),
    }
}

/// A kiss code: why there is no time, or what the client shall do.
fn kiss(id: [u8; 4]) -> Say {
    let why = names::KISSES.iter().find(|(code, _)| **code == id);
    let why = why.map_or(say!("wire-ntp-kiss-other"), |(_, key)| Say::plain(key));
    say!("wire-ntp-kiss", code = letters(id), why = why)
}

/// Four letters, filled up with zeros.
fn letters(id: [u8; 4]) -> Clean {
    Clean::bytes(id.split(|byte| *byte == 0).next().unwrap_or_default())
}

/// A moment as on the wire: seconds in the upper 32 bits, their fraction in the lower.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Moment(u64);

impl Moment {
    /// From 1900 to 1970, in seconds.
    const UNIX: i64 = 2_208_988_800;

    const fn is_unknown(self) -> bool {
        self.0 == 0
    }

    /// Seconds begin anew every 136 years. Those with the highest bit are taken for era 0 (from 1968 on), the
    /// others for era 1 (from 2036 on; RFC 4330 §3).
    const fn era(self) -> i64 {
        if self.0 >> 63 == 1 { 0 } else { 1 }
    }

    /// With nine decimals, as many as a nanosecond has.
    fn text(self) -> String {
        let seconds = (self.0 >> 32) as i64 + (self.era() << 32) - Self::UNIX;
        let nanos = ((self.0 & 0xffff_ffff) * SECOND) >> 32;
        utc(seconds).replace(" UTC", &format!(".{nanos:09} UTC"))
    }

    /// How much later it is than another one, in nanoseconds; right as long as they are 68 years apart at most.
    const fn since(self, earlier: Self) -> i128 {
        (self.0.wrapping_sub(earlier.0) as i64 as i128 * SECOND as i128) >> 32
    }
}

/// Nanoseconds.
const SECOND: u64 = 1_000_000_000;

fn moment(head: &mut Head<'_>, named: &Named, meaning: Say) {
    head.bytes(8, named, |bytes| {
        let moment = Moment(bytes.first_chunk().map_or(0, |b| u64::from_be_bytes(*b)));
        match moment.era() {
            _ if moment.is_unknown() => (
                Value::Text("0".into()),
                say!("wire-ntp-unknown", what = meaning),
            ),
            0 => (Value::Text(moment.text().into()), meaning),
            _ => (
                Value::Text(moment.text().into()),
                say!("wire-ntp-era", what = meaning),
            ),
        }
    });
}

fn origin(mode: u8) -> Say {
    match mode {
        CLIENT => say!("wire-ntp-origin-client"),
        SERVER => say!("wire-ntp-origin-server"),
        BROADCAST => say!("wire-ntp-none-broadcast"),
        _ => say!("wire-ntp-origin-peer"),
    }
}

fn receive(mode: u8) -> Say {
    match mode {
        CLIENT => say!("wire-ntp-receive-client"),
        SERVER => say!("wire-ntp-receive-server"),
        BROADCAST => say!("wire-ntp-none-broadcast"),
        _ => say!("wire-ntp-receive-peer"),
    }
}

fn transmit(mode: u8) -> Say {
    match mode {
        CLIENT => say!("wire-ntp-transmit-client"),
        SERVER => say!("wire-ntp-transmit-server"),
        _ => say!("wire-ntp-transmit-other"),
    }
}

/// What an answer's moments say together. The fourth one, when it arrives, is not in it: offset and delay are
/// worked out by the client.
fn derived(head: &mut Head<'_>, all: &Times) {
    /// Further apart no two clocks are that somebody sets: the client wrote a random number.
    const DAY: i128 = 86_400 * SECOND as i128;
    let way = all.receive.since(all.origin);
    if way.abs() < DAY {
        let meaning = say!("wire-ntp-way");
        head.derived(&ON_THE_WAY, Value::Text(span(way).into()), meaning);
    }
    let held = all.transmit.since(all.receive);
    let meaning = say!("wire-ntp-held");
    head.derived(&AT_THE_SERVER, Value::Text(span(held).into()), meaning);
}

/// A 32-bit number of NTP's short format, 16 bits of them behind the point, in nanoseconds.
fn short(number: u64) -> i128 {
    (i128::from(number) * i128::from(SECOND)) >> 16
}

/// A span of time in the unit that suits it, to three decimals at most.
fn span(nanos: i128) -> String {
    let sign = if nanos < 0 { "−" } else { "" };
    let nanos = nanos.unsigned_abs();
    let (unit, name) = match nanos {
        0..1_000 => (1, "ns"),
        1_000..1_000_000 => (1_000, "µs"),
        1_000_000..1_000_000_000 => (1_000_000, "ms"),
        _ => (1_000_000_000, "s"),
    };
    let thousandths = format!("{:03}", nanos % unit * 1_000 / unit);
    match thousandths.trim_end_matches('0') {
        "" => format!("{sign}{} {name}", nanos / unit),
        decimals => format!("{sign}{}.{decimals} {name}", nanos / unit),
    }
}

/// Extension fields: what is longer than a key's number and a digest begins with one.
fn extensions(head: &mut Head<'_>) {
    while head.left() > LONGEST_MAC && !head.is_bad() {
        head.group(&EXTENSION, |head| {
            let kind = head.hex(16, &EXTENSION_TYPE, |n| extension_meaning(n as u16));
            let at = head.at();
            let length = head.num(16, &EXTENSION_LENGTH, |n| {
                say!("wire-ntp-ext-length", count = n)
            });
            if length < 16 || !length.is_multiple_of(4) {
                head.problem(at, EXTENSION_LENGTH.name, say!("wire-ntp-ext-bad"));
            }
            let count = (length as usize).saturating_sub(4).min(head.left());
            head.raw(count, &EXTENSION_VALUE, say!("wire-ntp-ext-value"));
            (Value::Group, extension_meaning(kind as u16))
        });
    }
}

fn extension_meaning(kind: u16) -> Say {
    match kind {
        0x0104 => say!("wire-ntp-ext-unique"),
        0x0204 => say!("wire-ntp-ext-cookie"),
        0x0304 => say!("wire-ntp-ext-placeholder"),
        0x0404 => say!("wire-ntp-ext-authenticator"),
        _ => say!("wire-ntp-ext-other"),
    }
}

/// Which key, and what was worked out with it over all that stands before.
fn authentication(head: &mut Head<'_>) {
    if head.left() < 4 || head.is_bad() {
        return;
    }
    head.bytes(4, &KEY_ID, |bytes| {
        let number = bytes.first_chunk().map_or(0, |b| u32::from_be_bytes(*b));
        (
            Value::Bytes,
            say!("wire-ntp-key", number = number.to_string()),
        )
    });
    head.rest(&DIGEST, say!("wire-ntp-digest"));
}

/// A message in one sentence.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    let Some(&first) = payload.first() else {
        return say!("wire-say-cut", name = "NTP");
    };
    let number = version(first).to_string();
    match mode(first) {
        CONTROL => match payload.get(1) {
            Some(operation) => control::sentence(*operation),
            None => say!("wire-say-cut", name = "NTP"),
        },
        PRIVATE => say!("wire-ntp-mode-private"),
        _ if payload.len() < TIMES => say!("wire-say-cut", name = "NTP"),
        CLIENT => say!("wire-say-ntp-asks", number = number),
        _ => told(&Times::of(payload)),
    }
}

/// What a message says that tells the time, or why it tells none.
fn told(all: &Times) -> Say {
    if all.is_kiss() {
        return say!("wire-say-ntp-kiss", why = kiss(all.reference_id));
    }
    if all.transmit.is_unknown() || matches!(all.stratum, 0 | 16..) {
        return say!("wire-say-ntp-none");
    }
    let (time, stratum) = (all.transmit.text(), all.stratum.to_string());
    say!("wire-say-ntp-tells", time = time, stratum = stratum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_their_era() {
        let text = |seconds: u64, fraction: u64| Moment(seconds << 32 | fraction).text();
        // RFC 5905 §4, figure 4.
        assert_eq!(text(2_208_988_800, 0), "1970-01-01 00:00:00.000000000 UTC");
        assert_eq!(
            text(u32::MAX.into(), 1 << 31),
            "2036-02-07 06:28:15.500000000 UTC"
        );
        assert_eq!(text(0, 1 << 30), "2036-02-07 06:28:16.250000000 UTC");
    }

    #[test]
    fn moments_are_compared_over_the_end_of_an_era() {
        let (before, after) = (Moment(u64::MAX - 0xffff_ffff), Moment(1 << 32));
        assert_eq!(after.since(before), 2 * i128::from(SECOND));
        assert_eq!(before.since(after), -2 * i128::from(SECOND));
    }

    #[test]
    fn spans_have_the_unit_that_suits_them() {
        assert_eq!(span(60), "60 ns");
        assert_eq!(span(-35_200), "−35.2 µs");
        assert_eq!(span(short(4)), "61.035 µs");
        assert_eq!(power(6).as_deref(), Some("64 s"));
        assert_eq!(power(-24).as_deref(), Some("59 ns"));
        assert_eq!(power(-128), None);
    }

    #[test]
    fn a_stratum_says_what_the_reference_is() {
        let mut message = [0; TIMES];
        message[0] = 0x24;
        let mut of = |stratum, id: [u8; 4]| {
            message[1] = stratum;
            message[12..16].copy_from_slice(&id);
            reference(&Times::of(&message)).key
        };
        assert_eq!(of(1, *b"GPS\0"), "wire-ntp-id-clock");
        assert_eq!(of(2, [10, 77, 2, 13]), "wire-ntp-id-server");
        assert_eq!(of(10, [127, 127, 1, 1]), "wire-ntp-id-own");
        assert_eq!(of(0, *b"RATE"), "wire-ntp-kiss");
    }
}

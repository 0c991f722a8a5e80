//! The sections behind the header: what is asked, and records that answer it or help (RFC 1035 §4.1.2, §4.1.3).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::named::{Named, fields};
use crate::wire::tree::Head;

use super::name::Message;
use super::opcode::Opcode;
use super::{data, edns, kind, update};

const QUESTION: &str = "RFC 1035 §4.1.2";
const RECORD: &str = "RFC 1035 §4.1.3";
const UPDATE: &str = "RFC 2136 §2";

fields! {
    QNAME: Domain "dns.qry.name" = "NAME", QUESTION;
    QTYPE: Number "dns.qry.type" = "TYPE", QUESTION;
    QCLASS: Number "dns.qry.class" = "CLASS", QUESTION;
    QU: Flag "dns.qry.qu" = "Unicast Response", "RFC 6762 §18";
    NAME: Domain "dns.resp.name" = "NAME", RECORD;
    TYPE: Number "dns.resp.type" = "TYPE", RECORD;
    CLASS: Number "dns.resp.class" = "CLASS", RECORD;
    CACHE_FLUSH: Flag "dns.resp.cache_flush" = "Cache Flush", "RFC 6762 §18";
    TTL: Number "dns.resp.ttl" = "TTL", RECORD;
    RDLENGTH: Number "dns.resp.len" = "RDLENGTH", RECORD;
    RDATA: Bytes "dns.data" = "RDATA", RECORD;

    QUESTION_FIELD = "Question", QUESTION;
    ANSWER = "Answer", RECORD;
    AUTHORITY = "Authority", RECORD;
    ADDITIONAL = "Additional", RECORD;
    ZONE = "Zone", UPDATE;
    PREREQUISITE = "Prerequisite", UPDATE;
    UPDATE_FIELD = "Update", UPDATE;
}

/// What reads one entry of a section; gives the entry's value and meaning.
type ReadEntry = fn(&mut Head<'_>, Message<'_>) -> (Value, Say);

/// The sections of an ordinary message.
const SECTIONS: [(Named, ReadEntry); 4] = [
    (QUESTION_FIELD, question),
    (ANSWER, answer),
    (AUTHORITY, authority),
    (ADDITIONAL, plain),
];

/// Those of an update.
const UPDATE_SECTIONS: [(Named, ReadEntry); 4] = [
    (ZONE, zone),
    (PREREQUISITE, prerequisite),
    (UPDATE_FIELD, change),
    (ADDITIONAL, plain),
];

/// Reads all sections; `counts`: how many entries each has.
pub(super) fn read(head: &mut Head<'_>, message: Message<'_>, counts: [u64; 4]) {
    let sections = match message.opcode() {
        Opcode::Update => &UPDATE_SECTIONS,
        _ => &SECTIONS,
    };
    for ((named, entry), count) in sections.iter().zip(counts) {
        for _ in 0..count {
            if head.left() == 0 && !head.is_bad() {
                head.problem(head.at(), named.name, say!("wire-dns-missing"));
            }
            if head.is_bad() {
                return;
            }
            head.group(named, |head| entry(head, message));
        }
    }
}

/// What is asked: a name, and the type of records wanted.
fn question(head: &mut Head<'_>, message: Message<'_>) -> (Value, Say) {
    let name = message.name(head, &QNAME, say!("wire-dns-name"));
    let kind = head.num(16, &QTYPE, |n| data::meaning(n as u16)) as u16;
    let bit = (&QU, ["wire-mdns-unicast", "wire-mdns-multicast"]);
    class(head, message, &QCLASS, bit);
    let text = format!("{name} {}", kind::name(kind));
    (Value::Text(text.into()), say!("wire-dns-question"))
}

/// Which zone an update changes, in the form of a question.
fn zone(head: &mut Head<'_>, message: Message<'_>) -> (Value, Say) {
    let (value, _) = question(head, message);
    (value, say!("wire-dns-zone"))
}

/// In a question of mDNS: what the asker knows already (RFC 6762 §7.1).
fn answer(head: &mut Head<'_>, message: Message<'_>) -> (Value, Say) {
    let (value, _) = record(head, message);
    let is_known = message.is_mdns() && !message.is_response();
    let meaning = if is_known {
        say!("wire-mdns-known")
    } else {
        say!("wire-dns-record")
    };
    (value, meaning)
}

/// In a question of mDNS: what the asker is about to take for itself (RFC 6762 §8.2).
fn authority(head: &mut Head<'_>, message: Message<'_>) -> (Value, Say) {
    let (value, _) = record(head, message);
    let is_proposed = message.is_mdns() && !message.is_response();
    let meaning = if is_proposed {
        say!("wire-mdns-proposed")
    } else {
        say!("wire-dns-record")
    };
    (value, meaning)
}

fn plain(head: &mut Head<'_>, message: Message<'_>) -> (Value, Say) {
    let (value, _) = record(head, message);
    (value, say!("wire-dns-record"))
}

fn prerequisite(head: &mut Head<'_>, message: Message<'_>) -> (Value, Say) {
    let (value, read) = record(head, message);
    (value, update::condition(read.class, read.kind))
}

fn change(head: &mut Head<'_>, message: Message<'_>) -> (Value, Say) {
    let (value, read) = record(head, message);
    (value, update::change(read.class, read.kind))
}

/// What was read of a record beside its text.
struct Read {
    kind: u16,
    class: u16,
}

/// A resource record: whose it is, of which type, how long it holds, its data.
fn record(head: &mut Head<'_>, message: Message<'_>) -> (Value, Read) {
    let owner = message.name(head, &NAME, say!("wire-dns-name"));
    let kind = head.num(16, &TYPE, |n| data::meaning(n as u16)) as u16;
    let mut of = 0;
    if kind == kind::OPT {
        edns::class_and_ttl(head, message);
    } else {
        let bit = (&CACHE_FLUSH, ["wire-mdns-flush", "wire-mdns-shared"]);
        of = class(head, message, &CLASS, bit);
        head.num(32, &TTL, |n| ttl(n, message));
    }
    let length = head.num(16, &RDLENGTH, |n| say!("wire-dns-rdlength", count = n));
    head.within(length as usize, &RDATA, say!("wire-dns-rdata"), |head| {
        data::read(head, message, kind);
    });
    let text = format!("{owner} {}", kind::name(kind));
    (Value::Text(text.into()), Read { kind, class: of })
}

/// A record that holds no longer is taken back by mDNS with a TTL of zero (RFC 6762 §10.1).
fn ttl(seconds: u64, message: Message<'_>) -> Say {
    match seconds {
        0 if message.is_mdns() => say!("wire-mdns-goodbye"),
        0 if message.opcode() == Opcode::Update => say!("wire-dns-ttl-update"),
        _ => say!("wire-dns-ttl", seconds = seconds),
    }
}

/// The class, whose first bit mDNS uses for itself (RFC 6762 §5.4, §10.2): `bit` is what it is called and what it
/// says, set and not.
fn class(
    head: &mut Head<'_>,
    message: Message<'_>,
    named: &Named,
    (bit, [set, not]): (&Named, [&'static str; 2]),
) -> u16 {
    let mut width = 16;
    if message.is_mdns() {
        head.flag(bit, |is_set| Say::plain(if is_set { set } else { not }));
        width = 15;
    }
    head.hex(width, named, |n| class_meaning(n as u16)) as u16
}

fn class_meaning(class: u16) -> Say {
    match (class, kind::class_name(class)) {
        (1, _) => say!("wire-dns-class-in"),
        (_, Some(name)) => say!("wire-dns-class-named", name = name),
        (_, None) => say!("wire-dns-class-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::HEADER;
    use super::super::flavour::Flavour;
    use super::*;
    use crate::wire::{Field, Protocol};

    fn read_as(bytes: &[u8], flavour: Flavour, counts: [u64; 4]) -> Vec<Field> {
        let mut head = Head::new(bytes, HEADER, bytes.len());
        read(&mut head, Message::new(bytes, 0, flavour), counts);
        head.layer(Protocol::Dns, say!("wire-cut")).fields
    }

    #[test]
    fn only_mdns_has_a_use_for_the_first_bit_of_the_class() {
        let question = b"\0\0\0\0\0\x01\0\0\0\0\0\0\x02pc\x05local\0\0\x01\x80\x01";
        let of = |flavour| -> Vec<_> {
            let fields = read_as(question, flavour, [1, 0, 0, 0]).remove(0).children;
            let last = fields.iter().skip(2);
            last.map(|f| (f.filter, f.value.clone())).collect()
        };
        assert_eq!(
            of(Flavour::Mdns),
            [
                ("dns.qry.qu", Value::Flag(true)),
                ("dns.qry.class", Value::Hex(1, 4))
            ]
        );
        assert_eq!(of(Flavour::Dns), [("dns.qry.class", Value::Hex(0x8001, 4))]);
    }

    #[test]
    fn an_update_has_sections_of_its_own() {
        let update = b"\0\x02\x28\0\0\x01\0\x01\0\x01\0\0\x03lab\0\0\x06\0\x01\
            \xc0\x0c\0\xff\0\xfe\0\0\0\0\0\0\xc0\x0c\0\x01\0\xff\0\0\0\0\0\0";
        let fields = read_as(update, Flavour::Dns, [1, 1, 1, 0]);
        let said: Vec<_> = fields
            .iter()
            .map(|f| (f.name, f.meaning.clone().unwrap().key))
            .collect();
        assert_eq!(
            said,
            [
                ("Zone", "wire-dns-zone"),
                ("Prerequisite", "wire-dns-if-not-used"),
                ("Update", "wire-dns-delete-set")
            ]
        );
    }

    #[test]
    fn what_an_asker_of_mdns_brings_along_is_no_answer() {
        let record = b"\x02pc\0\0\x01\0\x01\0\0\0\0\0\x04\x0a\0\0\x01";
        let message = [&[0; 12][..], record, record].concat();
        let meanings = |flavour| -> Vec<_> {
            let fields = read_as(&message, flavour, [0, 1, 1, 0]);
            fields
                .into_iter()
                .filter_map(|f| f.meaning)
                .map(|say| say.key)
                .collect()
        };
        assert_eq!(
            meanings(Flavour::Mdns),
            ["wire-mdns-known", "wire-mdns-proposed"]
        );
        assert_eq!(
            meanings(Flavour::Dns),
            ["wire-dns-record", "wire-dns-record"]
        );
    }
}

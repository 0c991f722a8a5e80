//! What is said of messages, and what is not.

use super::super::kind;
use super::*;
use crate::text::{Lang, Text};

const IN: u16 = 1;
const SOA: &[u8] = b"\x02ns\0\x04root\0\0\0\x07\xea\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// A message being written: its flags, and entry after entry.
#[derive(Clone)]
struct Draft(Vec<u8>);

fn draft(flags: u16) -> Draft {
    let [high, low] = flags.to_be_bytes();
    Draft([&[0x12, 0x34, high, low][..], &[0; 8]].concat())
}

fn labels(name: &str) -> Vec<u8> {
    let words = name.split('.').filter(|word| !word.is_empty());
    let mut labels: Vec<u8> = words
        .flat_map(|word| [&[word.len() as u8], word.as_bytes()].concat())
        .collect();
    labels.push(0);
    labels
}

impl Draft {
    fn count(mut self, section: usize) -> Self {
        self.0[5 + 2 * section] += 1;
        self
    }

    fn asks(mut self, name: &str, kind: u16, class: u16) -> Self {
        self.0.extend(labels(name));
        self.0
            .extend([kind.to_be_bytes(), class.to_be_bytes()].concat());
        self.count(0)
    }

    fn record(
        mut self,
        section: usize,
        name: &str,
        [kind, class]: [u16; 2],
        ttl: u32,
        data: &[u8],
    ) -> Self {
        self.0.extend(labels(name));
        self.0
            .extend([kind.to_be_bytes(), class.to_be_bytes()].concat());
        self.0.extend(ttl.to_be_bytes());
        self.0.extend((data.len() as u16).to_be_bytes());
        self.0.extend(data);
        self.count(section)
    }

    fn answer(self, name: &str, kind: u16, data: &[u8]) -> Self {
        self.record(1, name, [kind, IN], 60, data)
    }

    fn authority(self, name: &str, kind: u16, data: &[u8]) -> Self {
        self.record(2, name, [kind, IN], 60, data)
    }

    /// An OPT record with these upper bits of the result code.
    fn opt(self, upper: u8) -> Self {
        self.record(3, "", [kind::OPT, 1232], u32::from(upper) << 24, b"")
    }

    fn said(&self, flavour: Flavour) -> String {
        Text::new(Lang::En).say(&sentence(&self.0, flavour))
    }

    fn dns(&self) -> String {
        self.said(Flavour::Dns)
    }

    fn mdns(&self) -> String {
        self.said(Flavour::Mdns)
    }
}

/// An answer with these flags beside QR, to a question for www.lab A.
fn answer_of(flags: u16) -> Draft {
    draft(0x8000 | flags).asks("www.lab", kind::A, IN)
}

#[test]
fn only_who_is_in_charge_denies() {
    let denial = "answer: www.lab has no A";
    let soa = answer_of(0).authority("lab", kind::SOA, SOA);
    assert_eq!(soa.dns(), denial);
    assert_eq!(answer_of(0x400).dns(), denial, "AA and nothing more");
    assert_eq!(
        answer_of(0).dns(),
        denial,
        "no servers are named: no referral (RFC 2308 §2.2)"
    );
    let all = draft(0x8000).asks("www.lab", kind::ANY, IN);
    assert_eq!(all.dns(), "answer: www.lab has no records");
    let silent = "answer: nothing about www.lab A; it does not say that there is none";
    let other = answer_of(0).authority("lab", kind::TXT, b"\x01x");
    assert_eq!(other.dns(), silent);
    let servers = answer_of(0x400).authority("lab", kind::NS, &labels("ns.lab"));
    assert_eq!(servers.dns(), silent, "AA and no SOA");
    assert_eq!(
        answer_of(0).said(Flavour::Llmnr),
        "LLMNR: answer: www.lab has no A"
    );
}

#[test]
fn a_referral_says_whom_to_ask() {
    let mut referral = answer_of(0);
    for number in 1..=2 {
        let server = labels(&format!("ns{number}.lab"));
        referral = referral.authority("lab", kind::NS, &server);
    }
    assert_eq!(
        referral.dns(),
        "answer: for www.lab A ask the servers of lab: ns1.lab, ns2.lab"
    );
}

#[test]
fn what_is_cut_off_denies_nothing() {
    let empty = answer_of(0x600).authority("lab", kind::SOA, SOA);
    assert_eq!(
        empty.dns(),
        "answer for www.lab A cut off: ask again over TCP"
    );
    let some = answer_of(0x200).answer("www.lab", kind::A, &[192, 0, 2, 7]);
    assert_eq!(
        some.dns(),
        "answer: www.lab A 192.0.2.7; cut off: ask again over TCP"
    );
}

#[test]
fn what_was_not_captured_denies_nothing() {
    let mut soa = answer_of(0x400).authority("lab", kind::SOA, SOA);
    soa.0.truncate(soa.0.len() - 1);
    assert_eq!(soa.dns(), "answer for www.lab A, not complete here");
    let mut upper = answer_of(3).opt(1);
    upper.0.pop();
    assert_eq!(
        upper.dns(),
        "answer for www.lab A, not complete here",
        "3 may be the end of BADMODE"
    );
    assert_eq!(
        draft(0x8000).said(Flavour::Dns),
        "a DNS message without question or answer"
    );
    assert_eq!(sentence(&[0; 11], Flavour::Dns), say!("wire-say-dns-cut"));
}

#[test]
fn the_result_code_has_its_upper_bits_in_the_opt_record() {
    let badvers = answer_of(0).opt(1).dns();
    assert!(
        badvers.starts_with("answer for www.lab: BADVERS"),
        "{badvers}"
    );
    let badcookie = answer_of(7).opt(1).dns();
    assert!(
        badcookie.starts_with("answer for www.lab: BADCOOKIE"),
        "{badcookie}"
    );
    let badmode = answer_of(3).opt(1).dns();
    assert!(
        badmode.starts_with("answer for www.lab: BADMODE"),
        "{badmode}"
    );
    assert_eq!(answer_of(3).opt(0).dns(), "answer: no such name www.lab");
}

#[test]
fn every_result_code_has_its_name() {
    let names = [
        "FORMERR",
        "SERVFAIL",
        "NXDOMAIN",
        "NOTIMP",
        "REFUSED",
        "YXDOMAIN",
        "YXRRSET",
        "NXRRSET",
        "NOTAUTH",
        "NOTZONE",
        "DSOTYPENI",
    ];
    for (code, name) in (1..).zip(names) {
        assert!(
            Text::new(Lang::En)
                .say(&rcode::meaning(code))
                .starts_with(name)
        );
    }
    let bare = draft(0x8001).dns();
    assert_eq!(
        bare,
        "answer: FORMERR: the server could not read the question"
    );
}

#[test]
fn an_alias_is_followed_to_its_end() {
    let alias = answer_of(0).answer("WWW.lab", kind::CNAME, &labels("web.lab"));
    assert_eq!(
        alias.dns(),
        "answer: www.lab is another name for web.lab, whose A is not in it"
    );
    let empty = alias.clone().authority("lab", kind::SOA, SOA);
    assert_eq!(
        empty.dns(),
        "answer: www.lab is another name for web.lab, which has no A"
    );
    let whole = alias.answer("web.LAB", kind::A, &[192, 0, 2, 7]);
    assert_eq!(
        whole.dns(),
        "answer: web.LAB A 192.0.2.7 and more, 2 in all"
    );
    let gone = answer_of(3)
        .answer("www.lab", kind::CNAME, &labels("web.lab"))
        .authority("lab", kind::SOA, SOA);
    assert_eq!(
        gone.dns(),
        "answer: www.lab is another name for web.lab, and no such name exists",
        "it is the last name that is missing"
    );
    let circle = answer_of(0)
        .answer("www.lab", kind::CNAME, &labels("web.lab"))
        .answer("web.lab", kind::CNAME, &labels("www.lab"));
    assert_eq!(
        circle.dns(),
        "answer: www.lab CNAME web.lab and more, 2 in all"
    );
    let asked = draft(0x8000).asks("www.lab", kind::CNAME, IN).answer(
        "www.lab",
        kind::CNAME,
        &labels("web.lab"),
    );
    assert_eq!(asked.dns(), "answer: www.lab CNAME web.lab");
}

#[test]
fn questions_are_told_as_many_as_they_are() {
    let one = draft(0x100).asks("a.lab", kind::A, IN);
    assert_eq!(one.dns(), "asks for a.lab A");
    let two = one.asks("a.lab", kind::AAAA, IN);
    assert_eq!(two.dns(), "asks for a.lab A and more, 2 in all");
    let chaos = draft(0).asks("version.bind", kind::TXT, 3);
    assert_eq!(chaos.dns(), "asks for version.bind CH TXT");
    assert_eq!(draft(0).dns(), "a DNS message without question or answer");
    let mut loops = draft(0).asks("", kind::A, IN);
    loops.0.splice(12..13, [0xc0, 12]);
    assert_eq!(loops.dns(), "asks for a name that cannot be read");
}

#[test]
fn other_operations_are_told_as_what_they_are() {
    let notify = draft(0x2400).asks("lab", kind::SOA, IN);
    assert_eq!(notify.dns(), "NOTIFY: zone lab has changed");
    assert_eq!(
        notify.answer("lab", kind::SOA, SOA).dns(),
        "NOTIFY: zone lab has changed, now serial 2026"
    );
    let taken = draft(0xa400).asks("lab", kind::SOA, IN);
    assert_eq!(
        taken.dns(),
        "answer to ‘NOTIFY: zone lab has changed’: no error"
    );
    assert_eq!(draft(0x1000).dns(), "STATUS: how is the server?");
    assert_eq!(
        draft(0x9004).dns(),
        "answer to ‘STATUS: how is the server?’: NOTIMP: the server cannot do this kind of request"
    );
    assert_eq!(draft(0x0800).dns(), "inverse query (given up by RFC 3425)");
    assert_eq!(
        draft(0x1800).dns(),
        "DNS opcode 3, which nobody has assigned"
    );
    let mut keepalive = draft(0x3000);
    keepalive.0.extend(b"\0\x01\0\x08\0\0\x3a\x98\0\0\x3a\x98");
    assert_eq!(keepalive.dns(), "DSO: KeepAlive");
}

#[test]
fn an_update_says_what_shall_change() {
    let zone = draft(0x2800).asks("lab", kind::SOA, IN);
    let address: &[u8] = &[10, 77, 1, 99];
    let add = zone.clone().authority("new.lab", kind::A, address);
    assert_eq!(add.dns(), "UPDATE of zone lab: add new.lab A 10.77.1.99");
    let one = zone
        .clone()
        .record(2, "old.lab", [kind::A, 254], 0, address);
    assert_eq!(one.dns(), "UPDATE of zone lab: remove old.lab A 10.77.1.99");
    let set = zone.clone().record(2, "old.lab", [kind::A, 255], 0, b"");
    assert_eq!(set.dns(), "UPDATE of zone lab: remove all A of old.lab");
    let name = zone.clone().record(2, "old.lab", [kind::ANY, 255], 0, b"");
    assert_eq!(name.dns(), "UPDATE of zone lab: remove old.lab");
    let careful = zone
        .record(1, "new.lab", [kind::ANY, 254], 0, b"")
        .authority("new.lab", kind::A, address);
    assert_eq!(
        careful.dns(),
        "UPDATE of zone lab: add new.lab A 10.77.1.99, if 1 condition holds"
    );
    let refused = draft(0xa809).asks("lab", kind::SOA, IN).dns();
    assert!(
        refused.starts_with("answer to ‘UPDATE of zone lab’: NOTAUTH"),
        "{refused}"
    );
}

#[test]
fn mdns_tells_what_holds_and_what_no_longer_does() {
    let address: &[u8] = &[10, 0, 0, 1];
    let told = draft(0x8400).record(1, "pc.local", [kind::A, 0x8001], 120, address);
    assert_eq!(told.mdns(), "mDNS: pc.local A 10.0.0.1");
    let gone = draft(0x8400).record(1, "pc.local", [kind::A, 0x8001], 0, address);
    assert_eq!(
        gone.mdns(),
        "mDNS: goodbye: pc.local A 10.0.0.1 holds no longer"
    );
    let map = [&labels("pc.local")[..], b"\0\x01\x40"].concat();
    let only = draft(0x8400).record(1, "pc.local", [kind::NSEC, 0x8001], 120, &map);
    assert_eq!(only.mdns(), "mDNS: pc.local has A and nothing else");
    assert_eq!(draft(0x8400).mdns(), "mDNS: an answer without records");
    let code = draft(0x8403).asks("pc.local", kind::A, IN).mdns();
    assert!(code.starts_with("mDNS: passed over by all"), "{code}");
}

#[test]
fn a_question_of_mdns_brings_along_what_is_known_or_wanted() {
    let asks = draft(0).asks("_http._tcp.local", kind::PTR, 0x8001);
    assert_eq!(
        asks.mdns(),
        "mDNS: asks for _http._tcp.local PTR, answer to the asker alone"
    );
    let knows = draft(0x200).asks("_http._tcp.local", kind::PTR, IN).answer(
        "_http._tcp.local",
        kind::PTR,
        &labels("lab._http._tcp.local"),
    );
    assert_eq!(
        knows.mdns(),
        "mDNS: asks for _http._tcp.local PTR; knows 1 answer already, and more in the next message"
    );
    let rest = draft(0).answer("_http._tcp.local", kind::PTR, &labels("x.local"));
    assert_eq!(rest.mdns(), "mDNS: the asker knows 1 more answer already");
    let probe =
        draft(0)
            .asks("pc.local", kind::ANY, IN)
            .authority("pc.local", kind::A, &[10, 0, 0, 1]);
    assert_eq!(
        probe.mdns(),
        "mDNS: does anybody have pc.local already? (probe)"
    );
}

#[test]
fn a_sentence_of_mdns_covers_what_it_says() {
    let asks = draft(0)
        .asks("a.local", kind::A, 0x8001)
        .asks("b.local", kind::A, IN);
    assert_eq!(
        asks.mdns(),
        "mDNS: asks for a.local A and more, 2 in all; 1 of them answered to the asker alone"
    );
    let address: &[u8] = &[10, 0, 0, 1];
    let both = draft(0x8400)
        .record(1, "a.local", [kind::A, 0x8001], 0, address)
        .record(1, "b.local", [kind::A, 0x8001], 120, address);
    assert_eq!(
        both.mdns(),
        "mDNS: b.local A 10.0.0.1 and more, 2 in all; 1 of them holds no longer"
    );
    let update = draft(0x2800).asks("local", kind::SOA, IN);
    assert_eq!(
        update.mdns(),
        "mDNS: passed over by all, for it is no query (its opcode is not 0)"
    );
}

#[test]
fn what_has_no_short_form_leaves_no_gap() {
    let info = answer_of(0).answer("www.lab", 13, b"\x01a\x01b");
    assert_eq!(info.dns(), "answer: www.lab HINFO");
    let mut loops = draft(0x8000).asks("", kind::A, IN);
    loops.0.splice(12..13, [0xc0, 12]);
    assert_eq!(
        loops.dns(),
        "answer to a question whose name cannot be read"
    );
}

#[test]
fn llmnr_has_two_flags_of_its_own() {
    let address: &[u8] = &[10, 0, 0, 1];
    let tentative = draft(0x8100)
        .asks("pc", kind::A, IN)
        .answer("pc", kind::A, address);
    assert_eq!(
        tentative.said(Flavour::Llmnr),
        "LLMNR: answer: pc A 10.0.0.1; whether others have this name too is not known yet"
    );
    let conflict = draft(0x0400).asks("pc", kind::A, IN);
    assert_eq!(
        conflict.said(Flavour::Llmnr),
        "LLMNR: asks for pc A; says that several hosts claim this name"
    );
}

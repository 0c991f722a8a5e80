//! What is said of a frame whose end is missing: only what its bytes say. A cut frame must say of each
//! field what the whole frame says, or that it is not known; never 0, nor anything made of zeros.
//!
//! Every frame of the shipped captures is cut at every length, as a capture with a small snap length
//! would have it, and as a frame that really was so short.

#![allow(clippy::unwrap_used, reason = "helpers of a test may fail it")]

use std::collections::{BTreeMap, BTreeSet, HashSet};

use wirelab::frame::FrameMeta;
use wirelab::proto;
use wirelab::say::{Arg, Say};
use wirelab::store::filter::{Facts, Filter};
use wirelab::wire::{
    self, Context, Detail, Digest, Dissection, EtherType, Field, Flaw, IpProtocol, Layer, LinkType,
    Protocol, SourceId, Value,
};

#[path = "common/shipped.rs"]
mod shipped;

/// Sentences that say that bytes are missing, or what is left of them.
const OF_A_CUT: &[&str] = &[
    "wire-cut",
    "wire-goes-on",
    "wire-say-cut",
    "wire-say-malformed",
    "wire-say-dns-cut",
    "wire-checksum-cut",
    "wire-arp-operation-cut",
    "wire-tcp-seq-cut",
    "wire-tcp-ack-cut",
    "wire-igmp-delay-cut",
    "wire-dhcp-name-cut",
    // What is named may be `?`; which kind of message it is says less than the message, and so do these.
    "wire-name",
    "wire-ip-line",
    "wire-ndp-ns",
    "wire-ndp-na",
    "wire-say-ndp-here",
    "wire-say-dhcp-discover",
    "wire-say-dhcp-offer",
    "wire-say-dns-answer-cut",
    "wire-say-dns-alias-cut",
    "wire-say-dns-dso-bare",
    "wire-say-dns-failed",
    "wire-say-dns-failed-bare",
    "wire-dns-nxdomain",
    "wire-say-dns-notify",
    "wire-say-dns-notify-bare",
    "wire-say-dns-truncated-empty",
    "wire-say-dns-update",
    "wire-say-dns-update-bare",
    "wire-say-http2-begins",
    "wire-say-nothing",
    "wire-say-port-usual",
    // Less of a stream's message: its line as far as it goes, its records without what is in them.
    "wire-line",
    "wire-line-empty",
    "wire-command-other",
    "wire-say-reply",
    "wire-say-http-request",
    "wire-say-http-response",
    "wire-http-authorization",
    "wire-http-body-part",
    "wire-http-chunk-part",
    "wire-say-tls",
    "wire-say-tls-change-unknown",
    "wire-say-tls-client-hello",
    "wire-say-tls-client-hello-again",
    "wire-say-tls-handshake-part",
    "wire-say-tls-retry",
    "wire-tls-change-unknown",
    "wire-tls-app-data-part",
    "wire-tls-length-part",
    "wire-tls-message-part",
    "wire-tls-server-hello-or-retry",
    "wire-telnet-key",
    "wire-say-telnet-command",
    "wire-say-data",
    // The lab's own.
    "chat-field-cut",
    "finder-field-cut",
    // That filling is behind the packet is seen only where it is there.
    "wire-ipv4-length",
];

/// A server's hello of which too little is there.
const SERVER_OR_RETRY: &str = "ServerHello or HelloRetryRequest";

/// A frame as the captures have it.
struct Whole {
    name: String,
    link: LinkType,
    meta: FrameMeta,
    bytes: Vec<u8>,
    wire_length: usize,
    digest: Digest,
    summary: Said,
    tree: Dissection,
}

/// One frame of each shape: what a second one of the same layers and fields would show, the first has shown.
fn frames() -> Vec<Whole> {
    let (mut all, mut shapes) = (Vec::new(), HashSet::new());
    shipped::frames(|path, number, meta, bytes| {
        let bytes = bytes.to_vec();
        let context = Context {
            wire_length: meta.length as usize,
            ..Context::default()
        };
        let tree = proto::dissect(meta.link, &bytes, &context);
        let digest = wire::digest(meta.link, &bytes);
        let summary = wire::summary(&digest, &bytes, &context);
        let mut shape = format!("{:?} {}", meta.link, summary.key);
        for layer in &tree.layers {
            shape += layer.protocol.name();
            shape += layer.summary.key;
            let mut names = BTreeSet::new();
            each_field(&layer.fields, &mut |field| names.extend([field.name]));
            shape += &format!("{names:?}");
        }
        if !shapes.insert(shape) {
            return;
        }
        let name = path.file_name().unwrap().to_string_lossy();
        all.push(Whole {
            name: format!("{name} frame {number}"),
            link: meta.link,
            meta,
            wire_length: (meta.length as usize).max(bytes.len()),
            digest,
            summary: Said::of(&summary),
            tree,
            bytes,
        });
    });
    all
}

fn each_field<'a>(fields: &'a [Field], each: &mut impl FnMut(&'a Field)) {
    for field in fields {
        each(field);
        each_field(&field.children, each);
    }
}

/// What a sentence says: its keys, and all that stands in it.
#[derive(Default)]
struct Said {
    keys: BTreeSet<&'static str>,
    words: BTreeSet<String>,
}

impl Said {
    fn of(say: &Say) -> Self {
        let mut said = Self::default();
        said.add(say);
        said
    }

    fn add(&mut self, say: &Say) {
        self.keys.insert(say.key);
        for (name, arg) in &say.args {
            match arg {
                // How long a packet or a frame is is told: by its header, or by all of it.
                Arg::Number(number) if say.key == "wire-say-ip" => {
                    self.words.insert(number.to_string());
                }
                // How many bytes there are is seen, not read.
                Arg::Number(_)
                    if matches!(say.key, "wire-http-body-part" | "wire-http-chunk-part") => {}
                Arg::Number(_) if matches!(*name, "count" | "have" | "here" | "need" | "rest") => {}
                // Of an answer the first address there is, of a payload its beginning.
                Arg::Text(_) if matches!(say.key, "wire-say-dns-answer" | "wire-say-text") => {}
                // Who speaks is no part of what is said.
                Arg::Text(_)
                    if matches!(
                        say.key,
                        "wire-say-cut" | "wire-say-malformed" | "wire-say-port-usual"
                    ) => {}
                // A status line that is cut as it stands, whole without its version; so with HTTP/2.
                Arg::Text(text)
                    if say.key == "wire-say-http-request"
                        && (text.starts_with("HTTP/") || is_preface(text)) => {}
                // Of an answer that is cut what was asked.
                Arg::Text(_)
                    if matches!(
                        say.key,
                        "wire-say-dns-answer-cut"
                            | "wire-say-dns-alias-cut"
                            | "wire-say-dns-truncated-empty"
                    ) => {}
                // A hello that asks for another one is sent as the server's hello.
                Arg::Text(text) if &**text == SERVER_OR_RETRY => {}
                // Whole it has a sentence of its own, with what the server chooses.
                Arg::Text(text) if &**text == "ServerHello" => {}
                Arg::Number(number) => drop(self.words.insert(number.to_string())),
                Arg::Text(text) => drop(self.words.insert(text.to_string())),
                Arg::Say(say) => self.add(say),
                Arg::List(list) => self.words.extend(list.iter().map(ToString::to_string)),
            }
        }
    }

    /// What `other` says and this one does not, where it is neither unknown nor a beginning.
    fn lacks(&self, other: &Self) -> Option<String> {
        let key = other
            .keys
            .iter()
            .find(|key| !self.keys.contains(*key) && !OF_A_CUT.contains(key));
        let is_told = |word: &str| {
            let word = word.trim_end_matches('…');
            let in_key = NAMED_BY_KEY
                .iter()
                .any(|(key, name)| *name == word && self.keys.contains(*key));
            word == "?" || in_key || self.words.iter().any(|whole| whole.starts_with(word))
        };
        let word = other.words.iter().find(|word| !is_told(word));
        key.map(|key| (*key).to_owned())
            .or_else(|| word.map(|word| format!("{:?}: {word:?}", other.keys)))
    }
}

/// Sentences that name a message themselves, which a cut one names by its kind.
const NAMED_BY_KEY: &[(&str, &str)] = &[("wire-say-tls-server-hello", "ServerHello")];

/// What is wrong with what is said of a cut frame: sorts of wrong, each with an example.
#[derive(Default)]
struct Wrong(BTreeMap<String, (usize, String)>);

impl Wrong {
    /// `why` is the sort of wrong, and what is said instead of what, behind a `:`.
    fn add(&mut self, who: &str, why: &str, place: impl FnOnce() -> String) {
        let (sort, example) = why.split_once(':').unwrap_or((why, ""));
        let entry = self.0.entry(format!("{who}: {sort}"));
        entry
            .or_insert_with(|| (0, format!("{example} in {}", place())))
            .0 += 1;
    }
}

/// The fields of the frame's own bytes, by their layer's protocol, name and first bit.
type Places<'a> = BTreeMap<(&'static str, usize), Vec<&'a Field>>;

fn places(tree: &Dissection) -> Places<'_> {
    let mut places = Places::new();
    for layer in tree.layers.iter().filter(|l| l.source == SourceId(0)) {
        each_field(&layer.fields, &mut |field| {
            let place = (field.name, field.bits.start);
            places.entry(place).or_default().push(field);
        });
    }
    places
}

/// Does HTTP/2 begin like this (RFC 9113 §3.4)?
fn is_preface(text: &str) -> bool {
    "PRI * HTTP/2.0".starts_with(text.trim_end_matches('…'))
}

fn is_of_a_cut(meaning: Option<&Say>) -> bool {
    meaning.is_some_and(|say| OF_A_CUT.contains(&say.key))
}

/// A field of the cut frame beside that of the whole one.
fn field_is_true(field: &Field, whole: &Places<'_>) -> Result<(), String> {
    let same = whole.get(&(field.name, field.bits.start));
    let Some(same) = same else {
        // What is made of others stands behind them, wherever those end.
        let is_same = |other: &&&Field| other.name == field.name && other.value == field.value;
        let derived = field.bits.is_empty() && whole.values().flatten().any(|f| is_same(&f));
        // How HTTP/2 begins a request could begin too.
        let is_preface = matches!(&field.value, Value::Text(text) if is_preface(text));
        let is_cut = field.value == Value::Unknown || is_of_a_cut(field.meaning.as_ref());
        return if derived || is_preface || is_cut {
            Ok(())
        } else {
            Err("is not in the whole".to_owned())
        };
    };
    let is_whole = |whole: &&&Field| whole.bits == field.bits;
    // The last word of a line that is cut may be the only one, and then as long as what it is part of.
    let is_beginning = |whole: &&Field| match (&field.value, &whole.value) {
        (Value::Text(cut), Value::Text(all)) => all.starts_with(&**cut),
        _ => false,
    };
    if let Some(whole) = same
        .iter()
        .find(is_whole)
        .filter(|_| !same.iter().any(is_beginning))
    {
        let is_open =
            matches!(field.value, Value::Unknown | Value::Group) && !field.children.is_empty();
        let is_cut = field.value == Value::Bytes && is_of_a_cut(field.meaning.as_ref());
        if whole.value != field.value && !is_cut && !is_open {
            return Err(format!(
                "another value: {:?} instead of {:?}",
                field.value, whole.value
            ));
        }
        return meaning_is_true(field, whole);
    }
    let whole = same[0];
    match &field.value {
        value if *value == whole.value => {}
        Value::Text(name) if &**name == SERVER_OR_RETRY => {}
        Value::Bytes | Value::Unknown | Value::Group => {}
        // A text may be shown as far as it goes.
        Value::Text(text) if matches!(&whole.value, Value::Text(all) if all.starts_with(text.trim_end_matches('…'))) =>
            {}
        value => {
            return Err(format!(
                "value of a part: {value:?}, of all {:?}",
                whole.value
            ));
        }
    }
    meaning_is_true(field, whole)
}

fn meaning_is_true(field: &Field, whole: &Field) -> Result<(), String> {
    let of = |field: &Field| field.meaning.as_ref().map(Said::of).unwrap_or_default();
    match of(whole).lacks(&of(field)) {
        None => Ok(()),
        Some(said) => Err(format!("meaning {said}")),
    }
}

/// `cut` says what `whole` says, or nothing.
fn same<T: PartialEq + Default + std::fmt::Debug>(
    what: &str,
    cut: &T,
    whole: &T,
) -> Result<(), String> {
    if cut == whole || *cut == T::default() {
        Ok(())
    } else {
        Err(format!("{what}: {cut:?} instead of {whole:?}"))
    }
}

/// Is this what IP or one of its extension headers says comes next?
fn is_carried(carried: IpProtocol, tree: &Dissection) -> bool {
    let mut is_carried = false;
    for layer in &tree.layers {
        each_field(&layer.fields, &mut |field| {
            let names = field.name == "Protocol" || field.name == "Next Header";
            is_carried |= names && field.value == Value::Number(carried.0.into());
        });
    }
    is_carried
}

fn digest_is_true(cut: &Digest, frame: &Whole) -> Result<(), String> {
    let whole = &frame.digest;
    same("mac_src", &cut.mac_src, &whole.mac_src)?;
    same("mac_dst", &cut.mac_dst, &whole.mac_dst)?;
    // A tag whose own type is cut off stands for what it carries.
    let is_tag = matches!(cut.ether_type, EtherType::VLAN | EtherType::QINQ);
    // So does a length in the place of a type.
    if !is_tag && cut.ether_type.0 > 1500 {
        same("type", &cut.ether_type, &whole.ether_type)?;
    }
    same("vlan", &cut.vlan, &whole.vlan)?;
    // Of a packet in a packet the outer one stands for the inner one that is cut off.
    let is_ip = |layer: &&Layer| matches!(layer.protocol, Protocol::Ipv4 | Protocol::Ipv6);
    if frame.tree.layers.iter().filter(is_ip).count() < 2 {
        same("src", &cut.src, &whole.src)?;
        same("dst", &cut.dst, &whole.dst)?;
        same("ttl", &cut.ttl, &whole.ttl)?;
    }
    same("fragment", &cut.fragment, &whole.fragment)?;
    same("src_port", &cut.src_port, &whole.src_port)?;
    same("dst_port", &cut.dst_port, &whole.dst_port)?;
    same("transport", &cut.transport, &whole.transport)?;
    if let Detail::Unread(carried) = cut.detail {
        let told = || is_carried(carried, &frame.tree);
        return if told() {
            Ok(())
        } else {
            Err(format!("carries {carried:?}"))
        };
    }
    if cut.detail != Detail::None && cut.detail != whole.detail {
        return Err(format!(
            "detail: {:?} instead of {:?}",
            cut.detail, whole.detail
        ));
    }
    Ok(())
}

fn check(frame: &Whole, length: usize, wire_length: usize, wrong: &mut Wrong) {
    let bytes = &frame.bytes[..length];
    let place = || format!("{} cut to {length} of {wire_length}", frame.name);
    let digest = wire::digest(frame.link, bytes);
    if let Err(why) = digest_is_true(&digest, frame) {
        wrong.add("digest", &why, place);
    }
    let context = Context {
        wire_length,
        ..Context::default()
    };
    let summary = wire::summary(&digest, bytes, &context);
    // Of a frame of which less is known, another layer may speak: then all its layers count.
    let mut said = Said::of(&frame.tree.layers[0].summary);
    for layer in &frame.tree.layers {
        said.add(&layer.summary);
    }
    said.keys.extend([
        "wire-say-link",
        "wire-say-ip",
        "wire-say-bytes",
        "wire-say-text",
        "wire-say-data",
    ]);
    // What a chain of headers leads to, of a chain that is cut off each of its headers.
    for field in places(&frame.tree).values().flatten() {
        if field.name == "Next Header" {
            said.words
                .extend(Said::of(field.meaning.as_ref().unwrap()).words);
        }
    }
    said.keys.extend(&frame.summary.keys);
    said.words.extend(frame.summary.words.iter().cloned());
    let lacks = said.lacks(&Said::of(&summary));
    if let Some(why) = lacks {
        wrong.add(&format!("list {}", digest.protocol.name()), &why, place);
    }
    let tree = proto::dissect(frame.link, bytes, &context);
    let whole = places(&frame.tree);
    for layer in tree.layers.iter().filter(|l| l.source == SourceId(0)) {
        let name = layer.protocol.name();
        let mut all = Said::default();
        for whole in frame
            .tree
            .layers
            .iter()
            .filter(|l| l.range.start == layer.range.start || l.protocol == layer.protocol)
        {
            all.add(&whole.summary);
        }
        let is_data = matches!(layer.protocol, Protocol::Data | Protocol::Padding);
        if let Some(why) = all.lacks(&Said::of(&layer.summary)).filter(|_| !is_data) {
            wrong.add(&format!("{name} line"), &why, place);
        }
        each_field(&layer.fields, &mut |field| {
            if is_data {
                return;
            }
            if let Err(why) = field_is_true(field, &whole) {
                wrong.add(&format!("{name} {}", field.name), &why, place);
            }
        });
    }
}

#[test]
fn a_cut_frame_says_what_the_whole_one_says_or_that_it_is_not_known() {
    let mut wrong = Wrong::default();
    let frames = frames();
    assert!(frames.len() > 100, "{}", frames.len());
    for frame in &frames {
        // Behind the headers one place is as good as another.
        let lengths = (0..frame.bytes.len()).filter(|at| *at < 360 || at % 61 == 0);
        for length in lengths {
            check(frame, length, frame.wire_length, &mut wrong);
            check(frame, length, length, &mut wrong);
        }
    }
    let list: Vec<_> = wrong
        .0
        .iter()
        .map(|(sort, (count, example))| format!("{count:6} {sort}  ({example})"))
        .collect();
    assert!(list.is_empty(), "{}:\n{}", list.len(), list.join("\n"));
}

/// What is not there is no 0: no filter for it takes a cut frame that it would not take whole.
#[test]
fn no_filter_takes_what_is_cut_off_for_zero() {
    const FILTERS: &[&str] = &[
        "eth.type == 0",
        "vlan.id == 0",
        "arp.opcode == 0",
        "arp.src.proto_ipv4 == 0.0.0.0",
        "ip.ttl == 0",
        "ip.len == 0",
        "ip.proto == 0",
        "ip.src == 0.0.0.0",
        "ip.dst == 0.0.0.0",
        "ipv6.hlim == 0",
        "ipv6.nxt == 0",
        "ipv6.dst == ::",
        "tcp.srcport == 0",
        "tcp.dstport == 0",
        "port 0",
        "tcp.seq_raw == 0",
        "tcp.ack_raw == 0",
        "tcp.flags == 0",
        "tcp.flags.syn == 0",
        "tcp.window_size_value == 0",
        "tcp.len == 0",
        "udp.srcport == 0",
        "udp.dstport == 0",
        "udp.length == 0",
        "udp.length == 8",
        "icmp.type == 0",
        "icmp.code == 0",
        "icmp.ident == 0",
        "icmp.seq == 0",
        "icmpv6.type == 0",
        "icmpv6.code == 0",
        "dhcp.ip.your == 0.0.0.0",
        "dns.count.answers == 0",
    ];
    let filters: Vec<_> = FILTERS
        .iter()
        .map(|text| (text, Filter::parse(text).unwrap()))
        .collect();
    let mut wrong = BTreeMap::new();
    for frame in frames() {
        let whole = Facts::new(&frame.digest, &frame.meta, &frame.bytes);
        let others: Vec<_> = filters.iter().filter(|(_, f)| !f.matches(&whole)).collect();
        for length in 0..frame.bytes.len().min(120) {
            let bytes = &frame.bytes[..length];
            let digest = wire::digest(frame.link, bytes);
            let cut = Facts::new(&digest, &frame.meta, bytes);
            for (text, filter) in &others {
                if filter.matches(&cut) {
                    wrong
                        .entry(text)
                        .or_insert_with(|| format!("{} cut to {length}", frame.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The mark of the list is drawn from the digest alone: it says no more than the tree would.
#[test]
fn a_frame_is_marked_only_for_what_its_tree_shows_too() {
    let (mut marked, mut wrong) = (0, Vec::new());
    for frame in frames() {
        for length in 0..=frame.bytes.len().min(200) {
            let bytes = &frame.bytes[..length];
            let digest = wire::digest(frame.link, bytes);
            let context = Context {
                wire_length: length,
                ..Context::default()
            };
            let tree = proto::dissect(frame.link, bytes, &context);
            let shown = tree.layers.iter().any(|layer| layer.problem.is_some());
            let is_marked = digest.is_malformed(true);
            marked += usize::from(is_marked);
            if is_marked && !shown && length > 0 {
                wrong.push(format!("{} cut to {length}: {:?}", frame.name, digest.flaw));
            }
            // Kept in part and sound as far as it goes: only cut.
            let is_cut = length < frame.bytes.len() && frame.digest.flaw == Flaw::None;
            if is_cut && digest.is_malformed(false) {
                wrong.push(format!("{} is only cut to {length}", frame.name));
            }
        }
    }
    assert!(marked > 1000, "{marked}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

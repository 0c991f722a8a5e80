//! What could be written next.

use super::lex::{Kind, Token, tokens};
use super::names::{self, Sort};
use crate::say;
use crate::say::Say;

/// Most candidates that are offered.
const MOST: usize = 200;

/// Letters of a name's middle that it is found by.
const SHORTEST: usize = 3;

/// Something that could stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What would be written.
    pub insert: String,
    /// Characters before the place where it would begin: what stands from there to the cursor gives way.
    pub column: usize,
    /// What it is.
    pub about: About,
}

/// What a candidate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A field: its name in its RFC (empty where there is none), what its value is.
    Field(&'static str, Sort),
    /// A protocol.
    Protocol,
    /// A word or a sign.
    Word(Say),
    /// A value that is often asked for, by its name in every language.
    Value(&'static str),
}

/// What could stand at the cursor, which has `cursor` characters before it: the names that begin with
/// what stands there; behind a field the comparisons; behind a comparison common values; behind a
/// condition `and` and `or`. In alphabetical or natural order; nothing where the text before makes no sense.
#[must_use]
pub fn complete(text: &str, cursor: usize) -> Vec<Candidate> {
    let before: Vec<char> = text.chars().take(cursor).collect();
    let begun = before
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '/'))
        .count();
    let column = before.len() - begun;
    let head: String = before.iter().take(column).collect();
    let word: String = before
        .iter()
        .skip(column)
        .collect::<String>()
        .to_ascii_lowercase();
    let Ok(tokens) = tokens(&head) else {
        return Vec::new();
    };
    let mut offers = offers(&tokens, &word);
    // Names are found by what stands within them, too.
    let fits = |insert: &str, about: &About| {
        matches!(about, About::Field(..)) || insert.starts_with(&word)
    };
    offers.retain(|(insert, about)| *insert != word && fits(insert, about));
    offers.truncate(MOST);
    offers
        .into_iter()
        .map(|(insert, about)| Candidate {
            insert,
            column,
            about,
        })
        .collect()
}

type Offer = (String, About);

fn offers(tokens: &[Token], word: &str) -> Vec<Offer> {
    let Some((last, before)) = tokens.split_last() else {
        return all_names(word);
    };
    match &last.kind {
        Kind::Open | Kind::Not | Kind::And | Kind::Or => all_names(word),
        Kind::Compare(..) | Kind::Bits => before.last().map_or_else(Vec::new, values_of),
        Kind::OpenSet | Kind::Comma => set_field(before).map_or_else(Vec::new, values_of),
        Kind::Close | Kind::CloseSet | Kind::Quoted(_) => joins(),
        Kind::Word(_) if is_value(before) => joins(),
        Kind::Word(last) => behind(&last.small),
    }
}

/// Is the word behind these tokens a value, rather than a name?
fn is_value(before: &[Token]) -> bool {
    match before.last().map(|token| &token.kind) {
        Some(Kind::Compare(..) | Kind::Bits | Kind::OpenSet | Kind::Comma) => true,
        Some(Kind::Word(word)) => {
            matches!(
                word.small.as_str(),
                "port"
                    | "portrange"
                    | "host"
                    | "net"
                    | "less"
                    | "greater"
                    | "flow"
                    | "ether"
                    | "contains"
            )
        }
        _ => false,
    }
}

/// What may follow a word.
fn behind(word: &str) -> Vec<Offer> {
    let these = |words: &[&'static str]| {
        words
            .iter()
            .filter_map(|word| Some(((*word).to_owned(), plain(word)?)))
            .collect()
    };
    match word {
        "src" | "dst" => these(&["port", "host", "net", "portrange"]),
        "ether" => these(&["src", "dst", "host"]),
        "port" | "portrange" | "host" | "net" | "less" | "greater" | "contains" => Vec::new(),
        "in" | "flow" => joins(),
        _ => match names::field(word) {
            Some(field) => operators(field.sort),
            None => joins(),
        },
    }
}

/// The field whose set is being written.
fn set_field(before: &[Token]) -> Option<&Token> {
    let open = before
        .iter()
        .rposition(|token| token.kind == Kind::OpenSet)
        .unwrap_or(before.len());
    before.get(open.checked_sub(2)?)
}

fn all_names(word: &str) -> Vec<Offer> {
    let about = |name: &'static str| {
        plain(name).unwrap_or_else(|| match names::field(name) {
            Some(field) => About::Field(names::in_rfc(name), field.sort),
            None => About::Protocol,
        })
    };
    let offer = |name: &'static str| (name.to_owned(), about(name));
    let all = || names::all().iter().copied();
    // Of nothing begun only the short ones: the others are too many to look through.
    let begun = |name: &&str| name.starts_with(word) && (!word.is_empty() || !name.contains('.'));
    let offers: Vec<_> = all().filter(begun).map(offer).collect();
    if !offers.is_empty() || word.len() < SHORTEST {
        return offers;
    }
    // Nothing begins so: what people call it elsewhere, or a part of a name.
    let other = names::ALIASES
        .iter()
        .filter(|(other, _)| other.starts_with(word));
    let other: Vec<_> = other.map(|(_, name)| *name).collect();
    let found = |name: &&str| other.contains(name) || name.contains(word);
    all().filter(found).map(offer).collect()
}

fn joins() -> Vec<Offer> {
    vec![
        ("and".to_owned(), About::Word(say!("filter-word-and"))),
        ("or".to_owned(), About::Word(say!("filter-word-or"))),
    ]
}

fn operators(sort: Sort) -> Vec<Offer> {
    let mut list = match sort {
        Sort::Presence => Vec::new(),
        Sort::Flag => vec![
            ("== 1", say!("filter-sign-set")),
            ("== 0", say!("filter-sign-unset")),
        ],
        _ => vec![
            ("==", say!("filter-sign-eq")),
            ("!=", say!("filter-sign-ne")),
            ("<", say!("filter-sign-lt")),
            ("<=", say!("filter-sign-le")),
            (">", say!("filter-sign-gt")),
            (">=", say!("filter-sign-ge")),
            ("in {", say!("filter-sign-in")),
        ],
    };
    if sort.contains() {
        list.insert(0, ("contains", say!("filter-sign-contains")));
        list.retain(|(sign, _)| !sign.starts_with(['<', '>']));
    }
    if matches!(sort, Sort::Number(_)) {
        list.push(("&", say!("filter-sign-bits")));
    }
    list.push(("and", say!("filter-word-and")));
    list.push(("or", say!("filter-word-or")));
    list.into_iter()
        .map(|(sign, say)| (sign.to_owned(), About::Word(say)))
        .collect()
}

/// What a plain word means.
fn plain(word: &str) -> Option<About> {
    Some(About::Word(match word {
        "mine" => say!("filter-word-mine"),
        "housekeeping" => say!("filter-word-housekeeping"),
        "socket" => say!("filter-word-socket"),
        "in" => say!("filter-word-in"),
        "out" => say!("filter-word-out"),
        "flow" => say!("filter-word-flow"),
        "port" => say!("filter-word-port"),
        "portrange" => say!("filter-word-portrange"),
        "host" => say!("filter-word-host"),
        "net" => say!("filter-word-net"),
        "src" => say!("filter-word-src"),
        "dst" => say!("filter-word-dst"),
        "ether" => say!("filter-word-ether"),
        "less" => say!("filter-word-less"),
        "greater" => say!("filter-word-greater"),
        "multicast" => say!("filter-word-multicast"),
        "frame" => say!("filter-word-frame"),
        "mdns" | "llmnr" => return Some(About::Protocol),
        _ => return None,
    }))
}

/// Values often asked for, with their names.
const VALUES: [(&str, &[(&str, &str)]); 9] = [
    ("arp.opcode", &[("1", "request"), ("2", "reply")]),
    (
        "dns.flags.rcode",
        &[
            ("0", "NOERROR"),
            ("2", "SERVFAIL"),
            ("3", "NXDOMAIN"),
            ("5", "REFUSED"),
        ],
    ),
    (
        "dns.qry.type",
        &[
            ("1", "A"),
            ("28", "AAAA"),
            ("5", "CNAME"),
            ("12", "PTR"),
            ("15", "MX"),
            ("16", "TXT"),
        ],
    ),
    (
        "eth.type",
        &[
            ("0x0800", "IPv4"),
            ("0x0806", "ARP"),
            ("0x86dd", "IPv6"),
            ("0x8100", "802.1Q"),
        ],
    ),
    (
        "icmp.type",
        &[
            ("0", "Echo Reply"),
            ("3", "Destination Unreachable"),
            ("8", "Echo"),
            ("11", "Time Exceeded"),
        ],
    ),
    (
        "icmpv6.type",
        &[
            ("128", "Echo Request"),
            ("129", "Echo Reply"),
            ("135", "Neighbor Solicitation"),
            ("136", "Neighbor Advertisement"),
        ],
    ),
    (
        "ip.proto",
        &[("1", "ICMP"), ("2", "IGMP"), ("6", "TCP"), ("17", "UDP")],
    ),
    (
        "tcp.port",
        &[
            ("22", "SSH"),
            ("23", "Telnet"),
            ("25", "SMTP"),
            ("53", "DNS"),
            ("80", "HTTP"),
            ("443", "HTTPS"),
            ("10101", "wirelab"),
        ],
    ),
    (
        "udp.port",
        &[
            ("53", "DNS"),
            ("67", "DHCP"),
            ("69", "TFTP"),
            ("123", "NTP"),
            ("5353", "mDNS"),
            ("10101", "wirelab"),
        ],
    ),
];

/// Common values of the field that a token names.
fn values_of(token: &Token) -> Vec<Offer> {
    let Kind::Word(word) = &token.kind else {
        return Vec::new();
    };
    let Some(field) = names::field(&word.small) else {
        return Vec::new();
    };
    let either = match field.text {
        "tcp.srcport" | "tcp.dstport" => "tcp.port",
        "udp.srcport" | "udp.dstport" => "udp.port",
        name => name,
    };
    let known = VALUES
        .iter()
        .find(|(name, _)| *name == either)
        .map_or(&[][..], |(_, values)| values);
    let mut list: Vec<Offer> = known
        .iter()
        .map(|(value, name)| ((*value).to_owned(), About::Value(name)))
        .collect();
    if field.sort == Sort::Flag {
        list.push(("1".to_owned(), About::Word(say!("filter-sign-set"))));
        list.push(("0".to_owned(), About::Word(say!("filter-sign-unset"))));
    }
    list
}

impl About {
    /// What it is, in a few words.
    #[must_use]
    pub fn say(&self) -> Say {
        match self {
            Self::Field(_, sort) => match sort {
                Sort::Number(_) => say!("filter-about-number"),
                Sort::Flag => say!("filter-about-flag"),
                Sort::Mac => say!("filter-about-mac"),
                Sort::Ipv4 => say!("filter-about-ipv4"),
                Sort::Ipv6 => say!("filter-about-ipv6"),
                Sort::Text => say!("filter-about-text"),
                Sort::Bytes => say!("filter-about-bytes"),
                Sort::Seconds => say!("filter-about-seconds"),
                Sort::Presence => say!("filter-about-presence"),
            },
            Self::Protocol => say!("filter-about-protocol"),
            Self::Word(say) => say.clone(),
            Self::Value(name) => say!("filter-about-value", name = *name),
        }
    }
}

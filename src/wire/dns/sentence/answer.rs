//! The answer to an ordinary question: the record, a denial (RFC 2308 §2), a referral (RFC 1034 §4.3.2), or a part.

use crate::say;
use crate::say::Say;
use crate::wire::dns::flavour::Flavour;
use crate::wire::dns::kind;
use crate::wire::dns::survey::{Followed, Record, Survey};

use super::value::{kind_of, shown, value};

/// Servers that a referral names.
const MOST_SERVERS: usize = 3;

/// An answer without an error.
pub(super) fn sentence(seen: &Survey<'_>) -> Say {
    let followed = seen.follow();
    let record = followed.and_then(|followed| followed.found);
    let alias = followed.filter(|followed| followed.is_alias);
    let line = match (record, alias) {
        (Some(record), _) => told(seen, &record),
        (None, Some(alias)) => alias_only(seen, &alias),
        (None, None) => match some_record(seen) {
            Some(record) => told(seen, &record),
            None => return empty(seen),
        },
    };
    cut_off(seen, line)
}

/// What TC adds: the records of the answer are not all there (RFC 2181 §9).
fn cut_off(seen: &Survey<'_>, line: Say) -> Say {
    if seen.is_truncated() {
        say!("wire-say-dns-truncated", line = line)
    } else {
        line
    }
}

/// Where nothing has the name asked for: the first address, else whatever comes first.
fn some_record(seen: &Survey<'_>) -> Option<Record> {
    let mut answers = seen.answers();
    let address = answers.clone().find(Record::is_address);
    address.or_else(|| answers.next())
}

fn told(seen: &Survey<'_>, record: &Record) -> Say {
    say!(
        "wire-say-dns-answer",
        name = seen.name(record.owner).unwrap_or_default(),
        record = shown(seen, record),
        count = u32::from(seen.counts[1])
    )
}

/// The name asked for is an alias, and what the last name of the chain has is not told.
fn alias_only(seen: &Survey<'_>, alias: &Followed) -> Say {
    let (name, kind) = question(seen);
    let target = seen.name(alias.name).unwrap_or_default();
    if !seen.is_whole && !seen.is_truncated() {
        say!("wire-say-dns-alias-cut", name = name, target = target)
    } else if has(seen, kind::SOA) && !seen.is_truncated() {
        say!(
            "wire-say-dns-alias-empty",
            name = name,
            kind = kind,
            target = target
        )
    } else {
        say!(
            "wire-say-dns-alias",
            name = name,
            kind = kind,
            target = target
        )
    }
}

/// An answer without a record in it.
fn empty(seen: &Survey<'_>) -> Say {
    let (name, kind) = question(seen);
    match seen.counts {
        _ if seen.is_truncated() => say!("wire-say-dns-truncated-empty", name = name, kind = kind),
        _ if !seen.is_whole => say!("wire-say-dns-answer-cut", name = name, kind = kind),
        [0, ..] => say!("wire-say-dns-other"),
        _ if seen.asked().is_none() => say!("wire-say-dns-answer-unread"),
        _ if denies(seen) && asks_for_all(seen) => say!("wire-say-dns-none", name = name),
        _ if denies(seen) => say!("wire-say-dns-empty", name = name, kind = kind),
        _ if refers(seen) => referral(seen, name, kind),
        _ => say!("wire-say-dns-silent", name = name, kind = kind),
    }
}

/// Is the question for no type of its own, but for whatever there is?
fn asks_for_all(seen: &Survey<'_>) -> bool {
    seen.question.is_some_and(|asked| asked.kind == kind::ANY)
}

/// Does it say that there is none? It does where the zone's SOA record stands beside it, or no record at all:
/// only one that names servers is a referral (RFC 2308 §2.2). Who answers in LLMNR is always in charge
/// (RFC 4795 §2.3).
fn denies(seen: &Survey<'_>) -> bool {
    match seen.flavour {
        Flavour::Llmnr => true,
        Flavour::Dns | Flavour::Mdns => has(seen, kind::SOA) || seen.counts[2] == 0,
    }
}

fn refers(seen: &Survey<'_>) -> bool {
    has(seen, kind::NS) && !seen.is_authoritative()
}

/// Does the section about who is in charge hold a record of this type?
fn has(seen: &Survey<'_>, kind: u16) -> bool {
    seen.authority().any(|record| record.kind == kind)
}

/// Not here: ask the servers that are in charge.
fn referral(seen: &Survey<'_>, name: String, kind: String) -> Say {
    let mut named = seen.authority().filter(|record| record.kind == kind::NS);
    let zone = named
        .clone()
        .next()
        .and_then(|record| seen.name(record.owner));
    let first = named.by_ref().take(MOST_SERVERS);
    let mut servers: Vec<_> = first.map(|record| value(seen, &record)).collect();
    if named.next().is_some() {
        servers.push("…".to_owned());
    }
    say!(
        "wire-say-dns-referral",
        name = name,
        kind = kind,
        zone = zone.unwrap_or_default(),
        servers = servers
    )
}

/// Of a chain of aliases it is the last name that does not exist (RFC 6604 §3).
pub(super) fn no_such_name(seen: &Survey<'_>) -> Say {
    let asked = seen.asked();
    let alias = seen.follow().filter(|followed| followed.is_alias);
    let target = alias.and_then(|alias| seen.name(alias.name));
    let line = match (asked, target) {
        (None, _) => return super::failed(seen, super::rcode::NXDOMAIN),
        // Whether it is another name for one that does not exist, an answer would tell that is cut off.
        (_, None) if !seen.is_whole && seen.counts[1] > 0 => {
            return super::failed(seen, super::rcode::NXDOMAIN);
        }
        (Some(name), None) => say!("wire-say-dns-nxdomain", name = name),
        (Some(name), Some(target)) => {
            say!("wire-say-dns-nxdomain-alias", name = name, target = target)
        }
    };
    cut_off(seen, line)
}

/// The name and the type asked for; a name that cannot be read is a question mark.
fn question(seen: &Survey<'_>) -> (String, String) {
    let name = seen.asked().unwrap_or_else(|| "?".to_owned());
    let kind = seen.question.map_or_else(
        || "?".to_owned(),
        |asked| kind_of(asked.kind, asked.class, seen.flavour),
    );
    (name, kind)
}

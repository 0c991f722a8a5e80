//! What the differences between the two ends mean.

use super::{Cell, CompareRow, Pieces, Standing, Verdict, is_sum};
use crate::say;
use crate::say::Say;
use crate::wire::Protocol;

const MACS: [&str; 2] = ["eth.src", "eth.dst"];
const ADDRESSES: [&str; 4] = ["ip.src", "ip.dst", "ipv6.src", "ipv6.dst"];
const PORTS: [&str; 4] = ["tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"];
const TTL: [&str; 2] = ["ip.ttl", "ipv6.hlim"];

fn any(rows: &[CompareRow], filters: &[&str], standing: Standing) -> bool {
    rows.iter()
        .any(|row| filters.contains(&row.filter) && row.standing == standing)
}

/// Has the frame other MACs there? (A link without any has no others.)
fn other_macs(rows: &[CompareRow]) -> bool {
    let mut macs = rows.iter().filter(|row| MACS.contains(&row.filter));
    macs.any(|row| {
        row.standing == Standing::Differs
            && row.mine.text().is_some()
            && row.theirs.text().is_some()
    })
}

/// How many routers took one off the TTL; below 0: it grew. `None`: not known at both ends.
fn hops(rows: &[CompareRow], outgoing: bool) -> Option<i16> {
    let row = rows.iter().find(|row| TTL.contains(&row.filter))?;
    let number = |cell: &Cell| cell.text()?.parse::<i16>().ok();
    let (mine, theirs) = (number(&row.mine)?, number(&row.theirs)?);
    Some(if outgoing {
        mine - theirs
    } else {
        theirs - mine
    })
}

fn is_loopback(rows: &[CompareRow]) -> bool {
    let at = |filter: &str| {
        rows.iter()
            .find(|row| row.filter == filter)
            .and_then(|row| row.mine.text())
    };
    let no_mac = MACS
        .iter()
        .all(|filter| at(filter) == Some("00:00:00:00:00:00"));
    no_mac
        || at("ip.dst").is_some_and(|address| address.starts_with("127."))
        || at("ipv6.dst") == Some("::1")
}

pub(super) fn verdict(rows: &[CompareRow], outgoing: bool) -> Verdict {
    if is_loopback(rows) {
        return Verdict::Loopback;
    }
    let hops = hops(rows, outgoing);
    let routers = hops.and_then(|n| u8::try_from(n).ok());
    if any(rows, &ADDRESSES, Standing::Differs) || any(rows, &PORTS, Standing::Differs) {
        return Verdict::Nat(routers);
    }
    match (hops, routers) {
        (None, _) => Verdict::Unsure,
        (Some(0), _) if other_macs(rows) => Verdict::Relayed,
        (Some(0), _) if rows.iter().any(|row| row.standing == Standing::Differs) => {
            Verdict::Straight
        }
        (Some(0), _) if rows.iter().any(|row| row.standing == Standing::Unknown) => {
            Verdict::SameSoFar
        }
        (Some(0), _) => Verdict::Same,
        (_, Some(n)) => Verdict::Routers(n),
        (_, None) => Verdict::Anew,
    }
}

pub(super) fn said(rows: &[CompareRow], verdict: Verdict, peer: &str) -> Say {
    let name = peer.to_owned();
    let six = rows.iter().any(|row| row.protocol == Protocol::Ipv6);
    match verdict {
        Verdict::Loopback => say!("sighting-verdict-loopback"),
        Verdict::Same => say!("sighting-verdict-same", name = name),
        Verdict::SameSoFar => say!("sighting-verdict-same-so-far", name = name),
        Verdict::Straight if six => say!("sighting-verdict-straight-six", name = name),
        Verdict::Straight => say!("sighting-verdict-straight", name = name),
        Verdict::Routers(n) if six => say!("sighting-verdict-routers-six", n = n, name = name),
        Verdict::Routers(n) => say!("sighting-verdict-routers", n = n, name = name),
        Verdict::Nat(Some(n)) if n > 0 => say!("sighting-verdict-nat-routers", n = n, name = name),
        Verdict::Nat(_) => say!("sighting-verdict-nat", name = name),
        Verdict::Relayed if six => say!("sighting-verdict-relayed-six", name = name),
        Verdict::Relayed => say!("sighting-verdict-relayed", name = name),
        Verdict::Anew if six => say!("sighting-verdict-anew-six", name = name),
        Verdict::Anew => say!("sighting-verdict-anew", name = name),
        Verdict::Unsure if six => say!("sighting-verdict-unsure-six", name = name),
        Verdict::Unsure => say!("sighting-verdict-unsure", name = name),
    }
}

pub(super) fn notes(
    rows: &[CompareRow],
    pieces: Pieces,
    (here, there): (usize, usize),
    peer: &str,
) -> Vec<Say> {
    let mut notes = Vec::new();
    match pieces {
        Pieces::Alike => {}
        Pieces::LargeHere => notes.push(say!(
            "sighting-note-large-here",
            here = here,
            there = there,
            name = peer.to_owned()
        )),
        Pieces::LargeThere => notes.push(say!(
            "sighting-note-large-there",
            here = here,
            there = there,
            name = peer.to_owned()
        )),
    }
    if rows
        .iter()
        .any(|row| row.mine == Cell::Unknown && row.theirs.text().is_some())
    {
        notes.push(say!("sighting-note-told", name = peer.to_owned()));
    }
    notes
}

/// Gives every row that differs its reason, and rows with a story their remark.
pub(super) fn explain(rows: &mut [CompareRow], verdict: Verdict, pieces: Pieces, peer: &str) {
    let ttl_changed = any(rows, &TTL, Standing::Differs);
    for row in rows.iter_mut() {
        row.why = match row.standing {
            _ if is_sum(row) => sum(row, verdict, pieces, peer),
            Standing::Same => None,
            Standing::Unknown => unknown(row, peer),
            Standing::Differs => Some(changed(row, verdict, pieces, ttl_changed, peer)),
        };
    }
}

fn unknown(row: &CompareRow, peer: &str) -> Option<Say> {
    (row.mine == Cell::Unknown && row.theirs.text().is_some())
        .then(|| say!("sighting-why-told", name = peer.to_owned()))
}

/// A checksum that a card may have completed.
fn sum(row: &CompareRow, verdict: Verdict, pieces: Pieces, peer: &str) -> Option<Say> {
    let name = peer.to_owned();
    match (&row.mine, &row.theirs, row.standing) {
        (Cell::Unfinished(_), Cell::Unfinished(_), _) => Some(say!("sighting-why-sum-both")),
        (Cell::Completed(_), _, Standing::Same) => {
            Some(say!("sighting-why-sum-completed", name = name))
        }
        (_, _, Standing::Same) => None,
        (_, Cell::Unfinished(_), _) => Some(say!("sighting-why-sum-theirs", name = name)),
        (Cell::Unfinished(_), ..) => Some(say!("sighting-why-sum-mine")),
        (_, _, Standing::Unknown) => unknown(row, peer),
        _ if pieces != Pieces::Alike => Some(say!("sighting-why-pieces")),
        _ if matches!(verdict, Verdict::Nat(_)) => Some(say!("sighting-why-sum-nat")),
        _ => Some(say!("sighting-why-sum-again")),
    }
}

fn changed(
    row: &CompareRow,
    verdict: Verdict,
    pieces: Pieces,
    ttl_changed: bool,
    peer: &str,
) -> Say {
    let nat = matches!(verdict, Verdict::Nat(_));
    match row.filter {
        _ if row.mine == Cell::Absent || row.theirs == Cell::Absent => absent(row, peer),
        filter if MACS.contains(&filter) => match verdict {
            Verdict::Relayed => say!("sighting-why-mac-relayed"),
            Verdict::Unsure => say!("sighting-why-mac-unsure"),
            _ => say!("sighting-why-mac"),
        },
        filter if TTL.contains(&filter) => match verdict {
            Verdict::Routers(n) | Verdict::Nat(Some(n)) => say!("sighting-why-ttl", n = n),
            _ => say!("sighting-why-ttl-anew"),
        },
        filter if ADDRESSES.contains(&filter) => say!("sighting-why-nat-address"),
        filter if PORTS.contains(&filter) => say!("sighting-why-nat-port"),
        "ip.checksum" if pieces != Pieces::Alike => say!("sighting-why-pieces"),
        "ip.checksum" if nat => say!("sighting-why-ip-checksum-nat"),
        "ip.checksum" if ttl_changed => say!("sighting-why-ip-checksum-ttl"),
        "ip.checksum" => say!("sighting-why-ip-checksum"),
        "ip.dsfield.dscp" | "ip.dsfield.ecn" | "ipv6.tclass.dscp" | "ipv6.tclass.ecn" => {
            say!("sighting-why-class")
        }
        filter if filter.starts_with("vlan.") => say!("sighting-why-vlan"),
        "ip.len" | "ipv6.plen" | "ip.id" | "tcp.seq_raw" | "tcp.flags"
            if pieces != Pieces::Alike =>
        {
            say!("sighting-why-pieces")
        }
        _ if row.protocol == Protocol::Tcp || row.filter == "ip.id" => say!("sighting-why-again"),
        _ => say!("sighting-why-other"),
    }
}

/// A field that only one end has.
fn absent(row: &CompareRow, peer: &str) -> Say {
    match row.protocol {
        Protocol::Vlan => say!("sighting-why-vlan"),
        _ if row.osi == 2 => say!("sighting-why-link"),
        _ if row.theirs == Cell::Absent => say!("sighting-why-not-told", name = peer.to_owned()),
        _ => say!("sighting-why-only-there", name = peer.to_owned()),
    }
}

//! Neighbour discovery (RFC 4861 §4): who is on this link, by which MAC, and which routers lead out of it.

use std::net::IpAddr;
use std::ops::Range;

use super::super::header::ipv6_in;
use super::super::named::fields;
use super::super::tree::{Head, either};
use super::super::types::MacAddr;
use super::{NEIGHBOR_SOLICIT, options, unused};
use crate::say;
use crate::say::Say;

/// The address asked for or told, behind a message's first eight bytes.
const TARGET: Range<usize> = 0..16;
/// The first option behind it.
const OPTION: Range<usize> = 16..24;

const ADVERTISEMENT: &str = "RFC 4861 §4.2";

fields! {
    CUR_HOP_LIMIT: Number "icmpv6.nd.ra.cur_hop_limit" = "Cur Hop Limit", ADVERTISEMENT;
    MANAGED_ADDRESS_CONFIGURATION: Flag "icmpv6.nd.ra.flag.m"
        = "Managed Address Configuration", ADVERTISEMENT;
    OTHER_CONFIGURATION: Flag "icmpv6.nd.ra.flag.o" = "Other Configuration", ADVERTISEMENT;
    HOME_AGENT: Flag "icmpv6.nd.ra.flag.h" = "Home Agent", "RFC 6275 §7.1";
    DEFAULT_ROUTER_PREFERENCE: Number "icmpv6.nd.ra.flag.prf"
        = "Default Router Preference", "RFC 4191 §2.2";
    PROXY: Flag "icmpv6.nd.ra.flag.p" = "Proxy", "RFC 4389 §4.1.3.3";
    RESERVED: Number "icmpv6.nd.ra.flag.rsv" = "Reserved", ADVERTISEMENT;
    REACHABLE_TIME: Number "icmpv6.nd.ra.reachable_time" = "Reachable Time", ADVERTISEMENT;
    RETRANS_TIMER: Number "icmpv6.nd.ra.retrans_timer" = "Retrans Timer", ADVERTISEMENT;
    TARGET_ADDRESS: Ipv6 "icmpv6.nd.ns.target_address" = "Target Address", "RFC 4861 §4.3";
    ROUTER_FLAG: Flag "icmpv6.nd.na.flag.r" = "Router Flag", "RFC 4861 §4.4";
    SOLICITED_FLAG: Flag "icmpv6.nd.na.flag.s" = "Solicited Flag", "RFC 4861 §4.4";
    OVERRIDE_FLAG: Flag "icmpv6.nd.na.flag.o" = "Override Flag", "RFC 4861 §4.4";
    RSV: Number "icmpv6.nd.na.flag.rsv" = "Reserved", "RFC 4861 §4.4";
    NA_TARGET_ADDRESS: Ipv6 "icmpv6.nd.na.target_address" = "Target Address", "RFC 4861 §4.4";
    RD_TARGET_ADDRESS: Ipv6 "icmpv6.nd.rd.target_address" = "Target Address", "RFC 4861 §4";
    DESTINATION_ADDRESS: Ipv6 "icmpv6.rd.na.destination_address"
        = "Destination Address", "RFC 4861 §4";
    ROUTER_LIFETIME: Number "icmpv6.nd.ra.router_lifetime" = "Router Lifetime", ADVERTISEMENT;
}

/// Which routers are there?
pub(super) fn router_solicitation(head: &mut Head<'_>) {
    unused(head);
    options::read(head);
}

/// A router is here, and this is how hosts get their addresses.
pub(super) fn router_advertisement(head: &mut Head<'_>) {
    head.num(8, &CUR_HOP_LIMIT, |_| say!("wire-ra-hops"));
    router_flags(head);
    router_times(head);
    options::read(head);
}

fn router_flags(head: &mut Head<'_>) {
    head.flag(
        &MANAGED_ADDRESS_CONFIGURATION,
        either("wire-ra-managed", "wire-ra-managed-not"),
    );
    head.flag(
        &OTHER_CONFIGURATION,
        either("wire-ra-other", "wire-ra-other-not"),
    );
    head.flag(&HOME_AGENT, either("wire-ra-home", "wire-flag-off"));
    head.num(2, &DEFAULT_ROUTER_PREFERENCE, options::preference);
    head.flag(&PROXY, either("wire-ra-proxy", "wire-flag-off"));
    head.num(2, &RESERVED, |n| match n {
        0 => say!("wire-reserved-zero"),
        _ => say!("wire-reserved-set"),
    });
}

fn router_times(head: &mut Head<'_>) {
    head.num(16, &ROUTER_LIFETIME, |n| match n {
        0 => say!("wire-ra-lifetime-zero"),
        _ => say!("wire-ra-lifetime", seconds = n),
    });
    head.num(32, &REACHABLE_TIME, |_| say!("wire-ra-reachable"));
    head.num(32, &RETRANS_TIMER, |_| say!("wire-ra-retrans"));
}

/// Who has this address? Gives the question in one sentence, where the address is there.
pub(super) fn solicitation(head: &mut Head<'_>) -> Option<Say> {
    unused(head);
    let target = head.ipv6(&TARGET_ADDRESS, |_| say!("wire-ndp-asked"));
    let target = head.known(target);
    options::read(head);
    Some(say!("wire-say-ndp-who", whom = target?.to_string()))
}

/// This address is here. Gives the answer in one sentence, where the address is there.
pub(super) fn advertisement(head: &mut Head<'_>) -> Option<Say> {
    head.flag(
        &ROUTER_FLAG,
        either("wire-ndp-router", "wire-ndp-router-not"),
    );
    let solicited = either("wire-ndp-solicited", "wire-ndp-solicited-not");
    head.flag(&SOLICITED_FLAG, solicited);
    head.flag(
        &OVERRIDE_FLAG,
        either("wire-ndp-override", "wire-ndp-override-not"),
    );
    head.num(29, &RSV, |_| say!("wire-reserved-zero"));
    let target = head.ipv6(&NA_TARGET_ADDRESS, |_| say!("wire-ndp-told"));
    let target = head.known(target);
    let mac = options::read(head);
    let target = target?.to_string();
    Some(match mac {
        Some(mac) => say!("wire-say-ndp-is-at", who = target, mac = mac.to_string()),
        None => say!("wire-say-ndp-here", who = target),
    })
}

/// There is a better way to a destination.
pub(super) fn redirect(head: &mut Head<'_>) {
    unused(head);
    head.ipv6(&RD_TARGET_ADDRESS, |_| say!("wire-icmp-gateway"));
    head.ipv6(&DESTINATION_ADDRESS, |_| say!("wire-ndp-redirected"));
    options::read(head);
}

/// A question or an answer in one sentence; `message` begins behind its first eight bytes, `src` is
/// who asks. `None` where the address is not all there.
pub(in super::super) fn sentence(kind: u8, message: &[u8], src: Option<IpAddr>) -> Option<Say> {
    let target = ipv6_in(message, TARGET)?.to_string();
    if kind != NEIGHBOR_SOLICIT {
        return Some(answer(target, message));
    }
    Some(match src.filter(|src| !src.is_unspecified()) {
        Some(src) => say!("wire-say-ndp-request", whom = target, who = src.to_string()),
        None => say!("wire-say-ndp-probe", whom = target),
    })
}

fn answer(target: String, message: &[u8]) -> Say {
    match message.get(OPTION) {
        Some(&[options::TARGET_ADDRESS, 1, a, b, c, d, e, f]) => {
            let mac = MacAddr([a, b, c, d, e, f]).to_string();
            say!("wire-say-ndp-is-at", who = target, mac = mac)
        }
        _ => say!("wire-say-ndp-here", who = target),
    }
}

//! Neighbour discovery (RFC 4861 §4): who is on this link, by which MAC, and which routers lead out of it.

use std::net::IpAddr;
use std::ops::Range;

use super::super::header::ipv6_at;
use super::super::tree::{Head, Named, either};
use super::super::types::MacAddr;
use super::{NEIGHBOR_SOLICIT, options, unused};
use crate::say;
use crate::say::Say;

/// The address asked for or told, behind a message's first eight bytes.
const TARGET: Range<usize> = 0..16;
/// The first option behind it.
const OPTION: Range<usize> = 16..24;

/// Which routers are there?
pub(super) fn router_solicitation(head: &mut Head<'_>) {
    unused(head);
    options::read(head);
}

const ADVERTISEMENT: &str = "RFC 4861 §4.2";

/// A router is here, and this is how hosts get their addresses.
pub(super) fn router_advertisement(head: &mut Head<'_>) {
    let named = Named("Cur Hop Limit", "icmpv6.nd.ra.cur_hop_limit", ADVERTISEMENT);
    head.num(8, &named, |_| say!("wire-ra-hops"));
    router_flags(head);
    router_times(head);
    options::read(head);
}

fn router_flags(head: &mut Head<'_>) {
    let filter = "icmpv6.nd.ra.flag.m";
    let named = Named("Managed Address Configuration", filter, ADVERTISEMENT);
    head.flag(&named, either("wire-ra-managed", "wire-ra-managed-not"));
    let named = Named("Other Configuration", "icmpv6.nd.ra.flag.o", ADVERTISEMENT);
    head.flag(&named, either("wire-ra-other", "wire-ra-other-not"));
    let named = Named("Home Agent", "icmpv6.nd.ra.flag.h", "RFC 6275 §7.1");
    head.flag(&named, either("wire-ra-home", "wire-flag-off"));
    let filter = "icmpv6.nd.ra.flag.prf";
    let named = Named("Default Router Preference", filter, "RFC 4191 §2.2");
    head.num(2, &named, options::preference);
    let named = Named("Proxy", "icmpv6.nd.ra.flag.p", "RFC 4389 §4.1.3.3");
    head.flag(&named, either("wire-ra-proxy", "wire-flag-off"));
    let named = Named("Reserved", "icmpv6.nd.ra.flag.rsv", ADVERTISEMENT);
    head.num(2, &named, |n| match n {
        0 => say!("wire-reserved-zero"),
        _ => say!("wire-reserved-set"),
    });
}

fn router_times(head: &mut Head<'_>) {
    let filter = "icmpv6.nd.ra.router_lifetime";
    let named = Named("Router Lifetime", filter, ADVERTISEMENT);
    head.num(16, &named, |n| match n {
        0 => say!("wire-ra-lifetime-zero"),
        _ => say!("wire-ra-lifetime", seconds = n),
    });
    let filter = "icmpv6.nd.ra.reachable_time";
    let named = Named("Reachable Time", filter, ADVERTISEMENT);
    head.num(32, &named, |_| say!("wire-ra-reachable"));
    let named = Named("Retrans Timer", "icmpv6.nd.ra.retrans_timer", ADVERTISEMENT);
    head.num(32, &named, |_| say!("wire-ra-retrans"));
}

/// Who has this address? Gives the question in one sentence.
pub(super) fn solicitation(head: &mut Head<'_>) -> Say {
    unused(head);
    let filter = "icmpv6.nd.ns.target_address";
    let named = Named("Target Address", filter, "RFC 4861 §4.3");
    let target = head.ipv6(&named, |_| say!("wire-ndp-asked"));
    options::read(head);
    say!("wire-say-ndp-who", whom = target.to_string())
}

/// This address is here. Gives the answer in one sentence.
pub(super) fn advertisement(head: &mut Head<'_>) -> Say {
    const RFC: &str = "RFC 4861 §4.4";
    let named = Named("Router Flag", "icmpv6.nd.na.flag.r", RFC);
    head.flag(&named, either("wire-ndp-router", "wire-ndp-router-not"));
    let named = Named("Solicited Flag", "icmpv6.nd.na.flag.s", RFC);
    let solicited = either("wire-ndp-solicited", "wire-ndp-solicited-not");
    head.flag(&named, solicited);
    let named = Named("Override Flag", "icmpv6.nd.na.flag.o", RFC);
    head.flag(&named, either("wire-ndp-override", "wire-ndp-override-not"));
    let named = Named("Reserved", "icmpv6.nd.na.flag.rsv", RFC);
    head.num(29, &named, |_| say!("wire-reserved-zero"));
    let named = Named("Target Address", "icmpv6.nd.na.target_address", RFC);
    let target = head.ipv6(&named, |_| say!("wire-ndp-told")).to_string();
    match options::read(head) {
        Some(mac) => say!("wire-say-ndp-is-at", who = target, mac = mac.to_string()),
        None => say!("wire-say-ndp-here", who = target),
    }
}

/// There is a better way to a destination.
pub(super) fn redirect(head: &mut Head<'_>) {
    const RFC: &str = "RFC 4861 §4";
    unused(head);
    let named = Named("Target Address", "icmpv6.nd.rd.target_address", RFC);
    head.ipv6(&named, |_| say!("wire-icmp-gateway"));
    let filter = "icmpv6.rd.na.destination_address";
    let named = Named("Destination Address", filter, RFC);
    head.ipv6(&named, |_| say!("wire-ndp-redirected"));
    options::read(head);
}

/// A question or an answer in one sentence; `message` begins behind its first eight bytes, `src` is
/// who asks. `None` where the address is not all there.
pub(in super::super) fn sentence(kind: u8, message: &[u8], src: Option<IpAddr>) -> Option<Say> {
    message.get(TARGET)?;
    let target = ipv6_at(message, TARGET).to_string();
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

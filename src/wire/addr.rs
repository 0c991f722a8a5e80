//! What addresses mean: the special ranges of IP (RFC 6890), the bits and vendors of MACs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::types::MacAddr;
use crate::say;
use crate::say::Say;

/// What sort of address this is, in a few words: `private (RFC 1918)`, `loopback: this machine`, …
#[must_use]
pub fn address_kind(address: IpAddr) -> Say {
    match address {
        IpAddr::V4(a) => ipv4_kind(a),
        IpAddr::V6(a) => a
            .to_ipv4_mapped()
            .map_or_else(|| ipv6_kind(a), |_| say!("wire-addr-mapped")),
    }
}

fn ipv4_kind(address: Ipv4Addr) -> Say {
    match address.octets() {
        [0, 0, 0, 0] => say!("wire-addr-unspecified"),
        [0, ..] => say!("wire-addr-this-network"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => say!("wire-addr-private"),
        [100, 64..=127, ..] => say!("wire-addr-shared"),
        [127, ..] => say!("wire-addr-loopback"),
        [169, 254, ..] => say!("wire-addr-link-local"),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => say!("wire-addr-documentation"),
        [198, 18 | 19, ..] => say!("wire-addr-benchmark"),
        [224, 0, 0, 1] => say!("wire-addr-all-hosts"),
        [224, 0, 0, 2] => say!("wire-addr-all-routers"),
        [224, 0, 0, 22] => say!("wire-addr-igmp-routers"),
        [224, 0, 0, 251] => say!("wire-addr-mdns"),
        [224, 0, 0, 252] => say!("wire-addr-llmnr"),
        [239, 255, 255, 250] => say!("wire-addr-ssdp"),
        [224..=239, ..] => say!("wire-addr-multicast"),
        [255, 255, 255, 255] => say!("wire-addr-broadcast"),
        [240..=255, ..] => say!("wire-addr-reserved"),
        _ => say!("wire-addr-global"),
    }
}

fn ipv6_kind(address: Ipv6Addr) -> Say {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => say!("wire-addr-unspecified"),
        [0, 0, 0, 0, 0, 0, 0, 1] => say!("wire-addr-loopback"),
        [0xff02, 0, 0, 0, 0, 0, 0, 1] => say!("wire-addr-all-hosts"),
        [0xff02, 0, 0, 0, 0, 0, 0, 2] => say!("wire-addr-all-routers"),
        [0xff02, 0, 0, 0, 0, 0, 0, 0x16] => say!("wire-addr-mld-routers"),
        [0xff02, 0, 0, 0, 0, 0, 0, 0xfb] => say!("wire-addr-mdns"),
        [0xff02, 0, 0, 0, 0, 0, 1, 3] => say!("wire-addr-llmnr"),
        [0xff02, 0, 0, 0, 0, 1, high, low] if high >> 8 == 0xff => {
            say!(
                "wire-addr-solicited",
                tail = format!("{:02x}:{low:04x}", high & 0xff)
            )
        }
        [0xff00..=0xffff, ..] => say!("wire-addr-multicast"),
        [0xfe80..=0xfebf, ..] => say!("wire-addr-link-local"),
        [0xfc00..=0xfdff, ..] => say!("wire-addr-unique-local"),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] => say!("wire-addr-documentation"),
        [0x2000..=0x3fff, ..] => say!("wire-addr-global"),
        _ => say!("wire-addr-reserved"),
    }
}

/// First three bytes of MACs often met in a lab, and whose they are (IEEE OUI registry, or custom).
const VENDORS: &[([u8; 3], &str)] = &[
    ([0x00, 0x00, 0x0c], "Cisco"),
    ([0x00, 0x00, 0x5e], "IANA (VRRP)"),
    ([0x00, 0x03, 0x93], "Apple"),
    ([0x00, 0x05, 0x69], "VMware"),
    ([0x00, 0x0c, 0x29], "VMware"),
    ([0x00, 0x0f, 0xe2], "H3C"),
    ([0x00, 0x14, 0x22], "Dell"),
    ([0x00, 0x15, 0x5d], "Microsoft (Hyper-V, WSL)"),
    ([0x00, 0x16, 0x3e], "Xen"),
    ([0x00, 0x18, 0x82], "Huawei"),
    ([0x00, 0x1b, 0x21], "Intel"),
    ([0x00, 0x1b, 0x54], "Cisco"),
    ([0x00, 0x1e, 0x73], "ZTE"),
    ([0x00, 0x50, 0x56], "VMware"),
    ([0x00, 0x60, 0x8c], "3Com"),
    ([0x00, 0xd0, 0xf8], "Ruijie"),
    ([0x00, 0xe0, 0x4c], "Realtek"),
    ([0x00, 0xe0, 0xfc], "Huawei"),
    ([0x02, 0x42, 0xac], "Docker"),
    ([0x08, 0x00, 0x27], "VirtualBox"),
    ([0x14, 0xcc, 0x20], "TP-Link"),
    ([0x18, 0x03, 0x73], "Dell"),
    ([0x24, 0x0a, 0xc4], "Espressif"),
    ([0x28, 0x6c, 0x07], "Xiaomi"),
    ([0x30, 0xae, 0xa4], "Espressif"),
    ([0x3c, 0xd9, 0x2b], "HP"),
    ([0x3c, 0xfd, 0xfe], "Intel"),
    ([0x50, 0xc7, 0xbf], "TP-Link"),
    ([0x52, 0x54, 0x00], "QEMU/KVM"),
    ([0x64, 0x09, 0x80], "Xiaomi"),
    ([0xa0, 0x36, 0x9f], "Intel"),
    ([0xa4, 0x83, 0xe7], "Apple"),
    ([0xb8, 0x27, 0xeb], "Raspberry Pi"),
    ([0xdc, 0xa6, 0x32], "Raspberry Pi"),
    ([0xe4, 0x5f, 0x01], "Raspberry Pi"),
    ([0xf0, 0x18, 0x98], "Apple"),
];

/// Whose range a MAC is from, where this short table knows it.
#[must_use]
pub fn vendor(mac: MacAddr) -> Option<&'static str> {
    let [a, b, c, ..] = mac.0;
    VENDORS
        .binary_search_by_key(&[a, b, c], |v| v.0)
        .ok()
        .and_then(|i| VENDORS.get(i))
        .map(|v| v.1)
}

/// What a MAC address tells by itself: to all, to a group, made by software, whose range; `None`
/// when it is one station's and nothing more is known.
#[must_use]
pub fn mac_kind(mac: MacAddr) -> Option<Say> {
    if mac.is_group() {
        return Some(group_kind(mac));
    }
    match (vendor(mac), mac.is_local()) {
        _ if mac == MacAddr::ZERO => Some(say!("wire-mac-zero")),
        (Some(vendor), true) => Some(say!("wire-mac-local-vendor", vendor = vendor)),
        (Some(vendor), false) => Some(say!("wire-mac-vendor", vendor = vendor)),
        (None, true) => Some(say!("wire-mac-local")),
        (None, false) => None,
    }
}

/// Which group of stations it is.
fn group_kind(mac: MacAddr) -> Say {
    let [_, _, c, d, e, f] = mac.0;
    match mac.0 {
        _ if mac.is_broadcast() => say!("wire-mac-broadcast"),
        [0x01, 0x00, 0x5e, 0..=0x7f, ..] => {
            say!("wire-mac-group-v4", tail = format!("{d}.{e}.{f}"))
        }
        [0x33, 0x33, ..] => {
            let tail = format!("{c:02x}{d:02x}:{e:02x}{f:02x}");
            say!("wire-mac-group-v6", tail = tail)
        }
        [0x01, 0x80, 0xc2, 0, 0, 0] => say!("wire-mac-stp"),
        [0x01, 0x80, 0xc2, 0, 0, 0x0e] => say!("wire-mac-lldp"),
        _ => say!("wire-mac-multicast"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_ranges_end_where_they_should() {
        let kind = |text: &str| address_kind(text.parse().unwrap()).key;
        assert_eq!(kind("172.15.255.255"), "wire-addr-global");
        assert_eq!(kind("172.16.0.0"), "wire-addr-private");
        assert_eq!(kind("172.31.255.255"), "wire-addr-private");
        assert_eq!(kind("172.32.0.0"), "wire-addr-global");
        assert_eq!(kind("100.63.255.255"), "wire-addr-global");
        assert_eq!(kind("100.64.0.1"), "wire-addr-shared");
        assert_eq!(kind("255.255.255.255"), "wire-addr-broadcast");
        assert_eq!(kind("255.255.255.254"), "wire-addr-reserved");
        assert_eq!(kind("fe80::1"), "wire-addr-link-local");
        assert_eq!(kind("fec0::1"), "wire-addr-reserved");
        assert_eq!(kind("fd00::1"), "wire-addr-unique-local");
        assert_eq!(kind("ff02::1:ff12:3456"), "wire-addr-solicited");
        assert_eq!(kind("::ffff:10.0.0.1"), "wire-addr-mapped");
        assert_eq!(kind("::1"), "wire-addr-loopback");
    }

    #[test]
    fn macs_tell_what_their_bits_say() {
        let kind = |text: &str| mac_kind(text.parse().unwrap()).map(|s| s.key);
        assert_eq!(kind("ff:ff:ff:ff:ff:ff"), Some("wire-mac-broadcast"));
        assert_eq!(kind("01:00:5e:00:00:fb"), Some("wire-mac-group-v4"));
        assert_eq!(kind("52:54:00:12:34:56"), Some("wire-mac-local-vendor"));
        assert_eq!(kind("b8:27:eb:00:00:01"), Some("wire-mac-vendor"));
        assert_eq!(kind("00:00:00:00:00:01"), None);
        assert!(VENDORS.windows(2).all(|two| two[0].0 < two[1].0));
    }
}

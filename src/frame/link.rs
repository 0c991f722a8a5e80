//! Link types: the numbers of capture files (<https://www.tcpdump.org/linktypes.html>).

use super::Origin;
use crate::wire::LinkType;

/// A link type's number as capture files have it.
pub type Number = u16;

/// How the first header of frames with this number reads. One that nobody here knows stays as it is.
#[must_use]
pub const fn from_number(number: Number) -> LinkType {
    match number {
        1 => LinkType::Ethernet,
        // RAW, and what two systems wrote for it; IPv4 and IPv6 alone.
        101 | 12 | 14 | 228 | 229 => LinkType::RawIp,
        113 => LinkType::LinuxSll,
        276 => LinkType::LinuxSll2,
        // NULL has the family in the capturing machine's order, LOOP in network order.
        0 | 108 => LinkType::Null,
        other => LinkType::Other(other),
    }
}

/// The number to write for a link type; `None` where there is none. A [`LinkType::Other`] that was
/// read from a file keeps its number; a captured one bears the kernel's, which is translated.
#[must_use]
pub const fn to_number(link: LinkType, origin: Origin) -> Option<Number> {
    match (link, origin) {
        (LinkType::Ethernet, _) => Some(1),
        (LinkType::RawIp, _) => Some(101),
        (LinkType::LinuxSll, _) => Some(113),
        (LinkType::LinuxSll2, _) => Some(276),
        (LinkType::Null, _) => Some(0),
        (LinkType::Other(number), Origin::Opened) => Some(number),
        (LinkType::Other(kernel), _) => match kernel {
            801 => Some(105), // 802.11
            802 => Some(119), // 802.11 with Prism header
            803 => Some(127), // 802.11 with radiotap header
            280 => Some(227), // CAN
            824 => Some(253), // netlink
            804 => Some(195), // 802.15.4
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written_as_the_same_link() {
        for number in [0, 1, 12, 14, 101, 108, 113, 127, 228, 229, 276, 9999] {
            let link = from_number(number);
            let again = to_number(link, Origin::Opened).unwrap();
            assert_eq!(from_number(again), link);
        }
        assert_eq!(to_number(LinkType::Other(803), Origin::Captured), Some(127));
        assert_eq!(to_number(LinkType::Other(5), Origin::Captured), None);
    }
}

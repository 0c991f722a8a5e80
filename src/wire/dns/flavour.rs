//! The three protocols that share the format of DNS's messages.

/// Which of them a message is of. They differ in what some bits mean, and in what silence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// DNS itself (RFC 1035).
    Dns,
    /// Multicast DNS (RFC 6762).
    Mdns,
    /// Link-local multicast name resolution (RFC 4795).
    Llmnr,
}

impl Flavour {
    /// By source and destination port. Port 53 makes it DNS, whatever port the other side happens to have.
    pub(super) const fn of(ports: [u16; 2]) -> Self {
        match ports {
            [53, _] | [_, 53] => Self::Dns,
            [5353, _] | [_, 5353] => Self::Mdns,
            [5355, _] | [_, 5355] => Self::Llmnr,
            _ => Self::Dns,
        }
    }

    /// Its name, where it is not DNS itself.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Dns => None,
            Self::Mdns => Some("mDNS"),
            Self::Llmnr => Some("LLMNR"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_well_known_port_tells_whichever_side_has_it() {
        assert_eq!(Flavour::of([5353, 40000]), Flavour::Mdns);
        assert_eq!(Flavour::of([40000, 5355]), Flavour::Llmnr);
        assert_eq!(Flavour::of([53, 40000]), Flavour::Dns);
        assert_eq!(
            Flavour::of([5353, 53]),
            Flavour::Dns,
            "a resolver's port by chance"
        );
    }
}

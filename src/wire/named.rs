//! What a field is called: by its RFC, in filters, and where it is specified; what its value is; and
//! which fact of the digest says the same.
//!
//! A protocol's file has its fields in one table, written with [`fields!`]. The table is all that the
//! catalogue and the filters know of them.

/// A field's names, and what is known of it before any frame is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// As its RFC calls it, for example `Time to Live`.
    pub name: &'static str,
    /// As a filter asks for it, for example `ip.ttl`: Wireshark's name where it has one. Empty: it
    /// cannot be asked for.
    pub filter: &'static str,
    /// Where it is specified, for example `RFC 791 §3.1`.
    pub section: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// The fact that says the same without the frame being taken apart.
    pub fact: Option<Fact>,
}

impl Named {
    /// A field that no filter asks for.
    #[must_use]
    pub const fn plain(name: &'static str, section: &'static str) -> Self {
        Self {
            name,
            filter: "",
            section,
            kind: Kind::Bytes,
            fact: None,
        }
    }

    /// The same field where its RFC has another name for it.
    #[must_use]
    pub(super) const fn called(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// The same field where another section describes it.
    #[must_use]
    pub(super) const fn of(self, section: &'static str) -> Self {
        Self { section, ..self }
    }

    /// The same names for what no filter asks for.
    #[must_use]
    pub(super) const fn unasked(self) -> Self {
        Self::plain(self.name, self.section)
    }
}

/// What a field's value is, and so what it can be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number, whether it is shown in decimal, in hexadecimal, or, as `tcp.flags`, in words for its
    /// bits: then the number is those bits.
    Number,
    /// A number of words of four bytes each: what one asks for is bytes, as in Wireshark.
    Words,
    /// One bit, or yes and no.
    Flag,
    /// A MAC address.
    Mac,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// Text that may be shown otherwise than it stands in the bytes.
    Text,
    /// Text that stands in the bytes as it is shown: who looks for it need not take apart what lacks it.
    Verbatim,
    /// A name of the DNS: its labels stand in the bytes, each behind its length.
    Domain,
    /// Bytes without a shorter form. Where they are readable the tree may show them as text.
    Bytes,
    /// A protocol or a part of one: it is there or not, and has nothing to compare.
    Protocol,
}

/// What the digest of a frame, or its payload, tells of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fact {
    /// Ethernet's source.
    EthSrc,
    /// Ethernet's destination.
    EthDst,
    /// Both.
    EthEither,
    /// The EtherType of the outermost header.
    EthType,
    /// The VLAN's number.
    VlanId,
    /// ARP's operation.
    ArpOpcode,
    /// Who asks or answers, by IPv4.
    ArpSrc,
    /// Who is asked for or answered, by IPv4.
    ArpDst,
    /// The sender's MAC address.
    ArpSrcMac,
    /// IPv4 source.
    Ip4Src,
    /// IPv4 destination.
    Ip4Dst,
    /// Both.
    Ip4Either,
    /// IPv6 source.
    Ip6Src,
    /// IPv6 destination.
    Ip6Dst,
    /// Both.
    Ip6Either,
    /// IPv4's time to live.
    Ttl,
    /// IPv6's hop limit.
    HopLimit,
    /// The protocol number in the IPv4 header.
    Protocol,
    /// ICMP's type.
    IcmpType,
    /// ICMP's code.
    IcmpCode,
    /// ICMPv6's type.
    Icmp6Type,
    /// ICMPv6's code.
    Icmp6Code,
    /// TCP source port.
    TcpSrc,
    /// TCP destination port.
    TcpDst,
    /// Both.
    TcpEither,
    /// TCP's flags.
    TcpFlags,
    /// One of them, by its bit.
    TcpFlag(u16),
    /// Sequence number.
    Seq,
    /// Acknowledgement number.
    Ack,
    /// Window, not scaled.
    Window,
    /// How many bytes a segment carries.
    TcpLen,
    /// What it carries.
    TcpPayload,
    /// UDP source port.
    UdpSrc,
    /// UDP destination port.
    UdpDst,
    /// Both.
    UdpEither,
    /// The length in the UDP header.
    UdpLength,
    /// What a datagram carries.
    UdpPayload,
}

impl Fact {
    /// The largest number that it can be; `None` where it is none.
    #[must_use]
    pub const fn largest(self) -> Option<u64> {
        Some(match self {
            Self::Ttl
            | Self::HopLimit
            | Self::Protocol
            | Self::IcmpType
            | Self::IcmpCode
            | Self::Icmp6Type
            | Self::Icmp6Code => 0xff,
            Self::TcpFlags | Self::VlanId => 0xfff,
            Self::EthType
            | Self::ArpOpcode
            | Self::TcpSrc
            | Self::TcpDst
            | Self::TcpEither
            | Self::UdpSrc
            | Self::UdpDst
            | Self::UdpEither
            | Self::UdpLength
            | Self::Window => 0xffff,
            Self::Seq | Self::Ack | Self::TcpLen => 0xffff_ffff,
            _ => return None,
        })
    }
}

/// A name that only the digest answers to: the tree has no field of this name, but others that are asked
/// in its place where the digest does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// As a filter asks for it, for example `ip.addr`.
    pub filter: &'static str,
    /// What it is in the words of the protocol's RFC; empty where it has none.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// What the digest says.
    pub fact: Fact,
    /// The fields that say the same.
    pub fields: &'static [&'static str],
}

/// A protocol's fields: each a constant of the file, and all together `FIELDS`.
///
/// A line is the constant; kind and filter name, where it can be asked for; in parentheses the
/// [`Fact`] that says the same; behind `=` its name in the RFC and the section there. `FIELDS` repeats the
/// values, not the constants: so the compiler still says of one that nobody reads that it is dead.
macro_rules! fields {
    ($(
        $(#[$doc:meta])*
        $vis:vis $field:ident $(: $kind:ident $filter:literal $(($fact:expr))?)? = $name:expr, $section:expr;
    )*) => {
        $(
            $(#[$doc])*
            $vis const $field: $crate::wire::named::Named =
                $crate::wire::named::named!($($kind $filter $(($fact))?)? = $name, $section);
        )*

        /// All of them.
        pub(in $crate::wire) const FIELDS: &[$crate::wire::named::Named] = &[
            $($crate::wire::named::named!($($kind $filter $(($fact))?)? = $name, $section)),*
        ];
    };
}

/// One line of [`fields!`].
macro_rules! named {
    (= $name:expr, $section:expr) => {
        $crate::wire::named::Named::plain($name, $section)
    };
    ($kind:ident $filter:literal = $name:expr, $section:expr) => {
        $crate::wire::named::Named {
            name: $name,
            filter: $filter,
            section: $section,
            kind: $crate::wire::named::Kind::$kind,
            fact: None,
        }
    };
    ($kind:ident $filter:literal ($fact:expr) = $name:expr, $section:expr) => {
        $crate::wire::named::Named {
            name: $name,
            filter: $filter,
            section: $section,
            kind: $crate::wire::named::Kind::$kind,
            fact: {
                use $crate::wire::named::Fact::*;
                Some($fact)
            },
        }
    };
}

pub(crate) use {fields, named};

//! The options that are known here (RFC 2132 and later), one table.

use crate::say;
use crate::say::Say;
use crate::wire::tree::Named;

/// How an option's data reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One IPv4 address or several.
    Address,
    Text,
    Seconds,
    Number,
    /// Yes or no.
    Switch,
    /// The DHCP message type.
    MessageType,
    /// Which fixed fields hold options too.
    Overload,
    /// A list of options' codes.
    Codes,
    /// The client identifier.
    Client,
    /// Names as in DNS.
    Names,
    /// Routes with their prefix lengths.
    Routes,
    /// A name with flags before it.
    Fqdn,
    Bytes,
}

/// An option.
pub(super) struct Known {
    pub(super) code: u8,
    /// Its name, that of its data in filters, and where it is specified.
    pub(super) named: Named,
    /// What it is for.
    pub(super) meaning: Say,
    pub(super) form: Form,
}

const fn known(code: u8, named: Named, form: Form, meaning: Say) -> Known {
    Known {
        code,
        named,
        meaning,
        form,
    }
}

impl Known {
    /// An option that is not in the table.
    pub(super) fn other(code: u8) -> Self {
        let named = Named("Option", "dhcp.option.value", "RFC 2132 §2");
        let meaning = say!("wire-option-unknown", number = code.to_string());
        known(code, named, Form::Bytes, meaning)
    }

    /// The names of its data.
    pub(super) const fn data(&self) -> Named {
        Named("Data", self.named.1, self.named.2)
    }
}

/// The option of this code.
pub(super) fn find(code: u8) -> Option<&'static Known> {
    let at = KNOWN.binary_search_by_key(&code, |known| known.code).ok()?;
    KNOWN.get(at)
}

/// In order of their codes.
static KNOWN: &[Known] = &[
    known(
        1,
        Named("Subnet Mask", "dhcp.option.subnet_mask", "RFC 2132 §3.3"),
        Form::Address,
        say!("wire-dhcp-mask"),
    ),
    known(
        2,
        Named("Time Offset", "dhcp.option.time_offset", "RFC 2132 §3.4"),
        Form::Number,
        say!("wire-dhcp-time-offset"),
    ),
    known(
        3,
        Named("Router", "dhcp.option.router", "RFC 2132 §3.5"),
        Form::Address,
        say!("wire-dhcp-router"),
    ),
    known(
        4,
        Named("Time Server", "dhcp.option.time_server", "RFC 2132 §3.6"),
        Form::Address,
        say!("wire-dhcp-time"),
    ),
    known(
        6,
        Named(
            "Domain Name Server",
            "dhcp.option.domain_name_server",
            "RFC 2132 §3.8",
        ),
        Form::Address,
        say!("wire-dhcp-dns"),
    ),
    known(
        7,
        Named("Log Server", "dhcp.option.log_server", "RFC 2132 §3.9"),
        Form::Address,
        say!("wire-dhcp-log"),
    ),
    known(
        12,
        Named("Host Name", "dhcp.option.hostname", "RFC 2132 §3.14"),
        Form::Text,
        say!("wire-dhcp-hostname"),
    ),
    known(
        15,
        Named("Domain Name", "dhcp.option.domain_name", "RFC 2132 §3.17"),
        Form::Text,
        say!("wire-dhcp-domain"),
    ),
    known(
        17,
        Named("Root Path", "dhcp.option.root_path", "RFC 2132 §3.19"),
        Form::Text,
        say!("wire-dhcp-root"),
    ),
    known(
        19,
        Named(
            "IP Forwarding",
            "dhcp.option.ip_forwarding",
            "RFC 2132 §4.1",
        ),
        Form::Switch,
        say!("wire-dhcp-forwarding"),
    ),
    known(
        23,
        Named(
            "Default IP Time-to-live",
            "dhcp.option.default_ip_ttl",
            "RFC 2132 §4.5",
        ),
        Form::Number,
        say!("wire-dhcp-ttl"),
    ),
    known(
        26,
        Named(
            "Interface MTU",
            "dhcp.option.interface_mtu",
            "RFC 2132 §5.1",
        ),
        Form::Number,
        say!("wire-dhcp-mtu"),
    ),
    known(
        28,
        Named(
            "Broadcast Address",
            "dhcp.option.broadcast_address",
            "RFC 2132 §5.3",
        ),
        Form::Address,
        say!("wire-dhcp-broadcast-address"),
    ),
    known(
        31,
        Named(
            "Perform Router Discovery",
            "dhcp.option.perform_router_discover",
            "RFC 2132 §5.6",
        ),
        Form::Switch,
        say!("wire-dhcp-discovery"),
    ),
    known(
        33,
        Named(
            "Static Route",
            "dhcp.option.static_route.ip",
            "RFC 2132 §5.8",
        ),
        Form::Address,
        say!("wire-dhcp-route"),
    ),
    known(
        42,
        Named(
            "Network Time Protocol Servers",
            "dhcp.option.ntp_server",
            "RFC 2132 §8.3",
        ),
        Form::Address,
        say!("wire-dhcp-ntp"),
    ),
    known(
        43,
        Named(
            "Vendor Specific Information",
            "dhcp.option.value",
            "RFC 2132 §8.4",
        ),
        Form::Bytes,
        say!("wire-dhcp-vendor"),
    ),
    known(
        44,
        Named(
            "NetBIOS Name Server",
            "dhcp.option.netbios_over_tcpip_name_server",
            "RFC 2132 §8.5",
        ),
        Form::Address,
        say!("wire-dhcp-netbios"),
    ),
    known(
        46,
        Named(
            "NetBIOS Node Type",
            "dhcp.option.netbios_over_tcpip_node_type",
            "RFC 2132 §8.7",
        ),
        Form::Number,
        say!("wire-dhcp-netbios"),
    ),
    known(
        47,
        Named(
            "NetBIOS Scope",
            "dhcp.option.netbios_over_tcpip_scope",
            "RFC 2132 §8.8",
        ),
        Form::Text,
        say!("wire-dhcp-netbios"),
    ),
    known(
        50,
        Named(
            "Requested IP Address",
            "dhcp.option.requested_ip_address",
            "RFC 2132 §9.1",
        ),
        Form::Address,
        say!("wire-dhcp-requested"),
    ),
    known(
        51,
        Named(
            "IP Address Lease Time",
            "dhcp.option.ip_address_lease_time",
            "RFC 2132 §9.2",
        ),
        Form::Seconds,
        say!("wire-dhcp-lease"),
    ),
    known(
        52,
        Named(
            "Option Overload",
            "dhcp.option.option_overload",
            "RFC 2132 §9.3",
        ),
        Form::Overload,
        say!("wire-dhcp-overload"),
    ),
    known(
        53,
        Named("DHCP Message Type", "dhcp.option.dhcp", "RFC 2132 §9.6"),
        Form::MessageType,
        say!("wire-dhcp-type"),
    ),
    known(
        54,
        Named(
            "Server Identifier",
            "dhcp.option.dhcp_server_id",
            "RFC 2132 §9.7",
        ),
        Form::Address,
        say!("wire-dhcp-server"),
    ),
    known(
        55,
        Named(
            "Parameter Request List",
            "dhcp.option.request_list_item",
            "RFC 2132 §9.8",
        ),
        Form::Codes,
        say!("wire-dhcp-list"),
    ),
    known(
        56,
        Named("Message", "dhcp.option.message", "RFC 2132 §9.9"),
        Form::Text,
        say!("wire-dhcp-message"),
    ),
    known(
        57,
        Named(
            "Maximum DHCP Message Size",
            "dhcp.option.dhcp_max_message_size",
            "RFC 2132 §9.10",
        ),
        Form::Number,
        say!("wire-dhcp-max"),
    ),
    known(
        58,
        Named(
            "Renewal (T1) Time Value",
            "dhcp.option.renewal_time_value",
            "RFC 2132 §9.11",
        ),
        Form::Seconds,
        say!("wire-dhcp-t1"),
    ),
    known(
        59,
        Named(
            "Rebinding (T2) Time Value",
            "dhcp.option.rebinding_time_value",
            "RFC 2132 §9.12",
        ),
        Form::Seconds,
        say!("wire-dhcp-t2"),
    ),
    known(
        60,
        Named(
            "Vendor Class Identifier",
            "dhcp.option.vendor_class_id",
            "RFC 2132 §9.13",
        ),
        Form::Text,
        say!("wire-dhcp-class"),
    ),
    known(
        61,
        Named("Client-identifier", "dhcp.client_id", "RFC 2132 §9.14"),
        Form::Client,
        say!("wire-dhcp-client"),
    ),
    known(
        66,
        Named(
            "TFTP Server Name",
            "dhcp.option.tftp_server_name",
            "RFC 2132 §9.4",
        ),
        Form::Text,
        say!("wire-dhcp-tftp"),
    ),
    known(
        67,
        Named(
            "Bootfile Name",
            "dhcp.option.bootfile_name",
            "RFC 2132 §9.5",
        ),
        Form::Text,
        say!("wire-dhcp-bootfile"),
    ),
    known(
        80,
        Named("Rapid Commit", "", "RFC 4039 §4"),
        Form::Bytes,
        say!("wire-dhcp-rapid"),
    ),
    known(
        81,
        Named("Client FQDN", "dhcp.fqdn.name", "RFC 4702 §2"),
        Form::Fqdn,
        say!("wire-dhcp-fqdn"),
    ),
    known(
        82,
        Named(
            "Relay Agent Information",
            "dhcp.option.agent_information_option.value",
            "RFC 3046 §2",
        ),
        Form::Bytes,
        say!("wire-dhcp-relay"),
    ),
    known(
        114,
        Named(
            "Captive-Portal",
            "dhcp.option.captive_portal",
            "RFC 8910 §2.1",
        ),
        Form::Text,
        say!("wire-dhcp-portal"),
    ),
    known(
        116,
        Named(
            "Auto-Configure",
            "dhcp.option.dhcp_auto_configuration",
            "RFC 2563 §2",
        ),
        Form::Number,
        say!("wire-dhcp-auto"),
    ),
    known(
        119,
        Named(
            "Domain Search",
            "dhcp.option.dhcp_dns_domain_search_list_fqdn",
            "RFC 3397 §2",
        ),
        Form::Names,
        say!("wire-dhcp-search"),
    ),
    known(
        121,
        Named(
            "Classless Static Route",
            "dhcp.option.classless_static_route",
            "RFC 3442",
        ),
        Form::Routes,
        say!("wire-dhcp-route"),
    ),
    known(
        252,
        Named(
            "Proxy Autodiscovery",
            "dhcp.option.private_proxy_autodiscovery",
            "draft-ietf-wrec-wpad",
        ),
        Form::Text,
        say!("wire-dhcp-proxy"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(KNOWN.windows(2).all(|two| two[0].code < two[1].code));
    }

    #[test]
    fn every_option_in_the_table_has_words_of_its_own() {
        assert!(
            KNOWN
                .iter()
                .all(|known| known.meaning.key != "wire-option-unknown")
        );
    }
}

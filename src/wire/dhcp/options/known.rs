//! The options that are known here (RFC 2132 and later), one table.

use crate::say;
use crate::say::Say;
use crate::wire::named::{Named, fields};

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

fields! {
    OPTION: Bytes "dhcp.option.value" = "Option", "RFC 2132 §2";
    SUBNET_MASK: Ipv4 "dhcp.option.subnet_mask" = "Subnet Mask", "RFC 2132 §3.3";
    TIME_OFFSET: Number "dhcp.option.time_offset" = "Time Offset", "RFC 2132 §3.4";
    ROUTER: Ipv4 "dhcp.option.router" = "Router", "RFC 2132 §3.5";
    TIME_SERVER: Ipv4 "dhcp.option.time_server" = "Time Server", "RFC 2132 §3.6";
    DOMAIN_NAME_SERVER: Ipv4 "dhcp.option.domain_name_server"
        = "Domain Name Server", "RFC 2132 §3.8";
    LOG_SERVER: Ipv4 "dhcp.option.log_server" = "Log Server", "RFC 2132 §3.9";
    HOST_NAME: Verbatim "dhcp.option.hostname" = "Host Name", "RFC 2132 §3.14";
    DOMAIN_NAME: Text "dhcp.option.domain_name" = "Domain Name", "RFC 2132 §3.17";
    ROOT_PATH: Text "dhcp.option.root_path" = "Root Path", "RFC 2132 §3.19";
    IP_FORWARDING: Number "dhcp.option.ip_forwarding" = "IP Forwarding", "RFC 2132 §4.1";
    DEFAULT_IP_TIME_TO_LIVE: Number "dhcp.option.default_ip_ttl"
        = "Default IP Time-to-live", "RFC 2132 §4.5";
    INTERFACE_MTU: Number "dhcp.option.interface_mtu" = "Interface MTU", "RFC 2132 §5.1";
    BROADCAST_ADDRESS: Ipv4 "dhcp.option.broadcast_address" = "Broadcast Address", "RFC 2132 §5.3";
    PERFORM_ROUTER_DISCOVERY: Number "dhcp.option.perform_router_discover"
        = "Perform Router Discovery", "RFC 2132 §5.6";
    STATIC_ROUTE: Ipv4 "dhcp.option.static_route.ip" = "Static Route", "RFC 2132 §5.8";
    NETWORK_TIME_PROTOCOL_SERVERS: Ipv4 "dhcp.option.ntp_server"
        = "Network Time Protocol Servers", "RFC 2132 §8.3";
    VENDOR_SPECIFIC_INFORMATION: Bytes "dhcp.option.value"
        = "Vendor Specific Information", "RFC 2132 §8.4";
    NETBIOS_NAME_SERVER: Ipv4 "dhcp.option.netbios_over_tcpip_name_server"
        = "NetBIOS Name Server", "RFC 2132 §8.5";
    NETBIOS_NODE_TYPE: Number "dhcp.option.netbios_over_tcpip_node_type"
        = "NetBIOS Node Type", "RFC 2132 §8.7";
    NETBIOS_SCOPE: Text "dhcp.option.netbios_over_tcpip_scope" = "NetBIOS Scope", "RFC 2132 §8.8";
    REQUESTED_IP_ADDRESS: Ipv4 "dhcp.option.requested_ip_address"
        = "Requested IP Address", "RFC 2132 §9.1";
    IP_ADDRESS_LEASE_TIME: Number "dhcp.option.ip_address_lease_time"
        = "IP Address Lease Time", "RFC 2132 §9.2";
    OPTION_OVERLOAD: Number "dhcp.option.option_overload" = "Option Overload", "RFC 2132 §9.3";
    DHCP_MESSAGE_TYPE: Number "dhcp.option.dhcp" = "DHCP Message Type", "RFC 2132 §9.6";
    SERVER_IDENTIFIER: Ipv4 "dhcp.option.dhcp_server_id" = "Server Identifier", "RFC 2132 §9.7";
    PARAMETER_REQUEST_LIST: Number "dhcp.option.request_list_item"
        = "Parameter Request List", "RFC 2132 §9.8";
    MESSAGE: Text "dhcp.option.message" = "Message", "RFC 2132 §9.9";
    MAXIMUM_DHCP_MESSAGE_SIZE: Number "dhcp.option.dhcp_max_message_size"
        = "Maximum DHCP Message Size", "RFC 2132 §9.10";
    RENEWAL_T1_TIME_VALUE: Number "dhcp.option.renewal_time_value"
        = "Renewal (T1) Time Value", "RFC 2132 §9.11";
    REBINDING_T2_TIME_VALUE: Number "dhcp.option.rebinding_time_value"
        = "Rebinding (T2) Time Value", "RFC 2132 §9.12";
    VENDOR_CLASS_IDENTIFIER: Text "dhcp.option.vendor_class_id"
        = "Vendor Class Identifier", "RFC 2132 §9.13";
    CLIENT_IDENTIFIER: Bytes "dhcp.client_id" = "Client-identifier", "RFC 2132 §9.14";
    TFTP_SERVER_NAME: Text "dhcp.option.tftp_server_name" = "TFTP Server Name", "RFC 2132 §9.4";
    BOOTFILE_NAME: Text "dhcp.option.bootfile_name" = "Bootfile Name", "RFC 2132 §9.5";
    RAPID_COMMIT = "Rapid Commit", "RFC 4039 §4";
    CLIENT_FQDN: Text "dhcp.fqdn.name" = "Client FQDN", "RFC 4702 §2";
    RELAY_AGENT_INFORMATION: Bytes "dhcp.option.agent_information_option.value"
        = "Relay Agent Information", "RFC 3046 §2";
    CAPTIVE_PORTAL: Text "dhcp.option.captive_portal" = "Captive-Portal", "RFC 8910 §2.1";
    AUTO_CONFIGURE: Number "dhcp.option.dhcp_auto_configuration" = "Auto-Configure", "RFC 2563 §2";
    DOMAIN_SEARCH: Text "dhcp.option.dhcp_dns_domain_search_list_fqdn"
        = "Domain Search", "RFC 3397 §2";
    CLASSLESS_STATIC_ROUTE: Bytes "dhcp.option.classless_static_route"
        = "Classless Static Route", "RFC 3442";
    PROXY_AUTODISCOVERY: Text "dhcp.option.private_proxy_autodiscovery"
        = "Proxy Autodiscovery", "draft-ietf-wrec-wpad";
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
        let meaning = say!("wire-option-unknown", number = code.to_string());
        known(code, OPTION, Form::Bytes, meaning)
    }

    /// The names of its data.
    pub(super) const fn data(&self) -> Named {
        self.named.called("Data")
    }
}

/// The option of this code.
pub(super) fn find(code: u8) -> Option<&'static Known> {
    let at = KNOWN.binary_search_by_key(&code, |known| known.code).ok()?;
    KNOWN.get(at)
}

/// In order of their codes.
static KNOWN: &[Known] = &[
    known(1, SUBNET_MASK, Form::Address, say!("wire-dhcp-mask")),
    known(2, TIME_OFFSET, Form::Number, say!("wire-dhcp-time-offset")),
    known(3, ROUTER, Form::Address, say!("wire-dhcp-router")),
    known(4, TIME_SERVER, Form::Address, say!("wire-dhcp-time")),
    known(6, DOMAIN_NAME_SERVER, Form::Address, say!("wire-dhcp-dns")),
    known(7, LOG_SERVER, Form::Address, say!("wire-dhcp-log")),
    known(12, HOST_NAME, Form::Text, say!("wire-dhcp-hostname")),
    known(15, DOMAIN_NAME, Form::Text, say!("wire-dhcp-domain")),
    known(17, ROOT_PATH, Form::Text, say!("wire-dhcp-root")),
    known(
        19,
        IP_FORWARDING,
        Form::Switch,
        say!("wire-dhcp-forwarding"),
    ),
    known(
        23,
        DEFAULT_IP_TIME_TO_LIVE,
        Form::Number,
        say!("wire-dhcp-ttl"),
    ),
    known(26, INTERFACE_MTU, Form::Number, say!("wire-dhcp-mtu")),
    known(
        28,
        BROADCAST_ADDRESS,
        Form::Address,
        say!("wire-dhcp-broadcast-address"),
    ),
    known(
        31,
        PERFORM_ROUTER_DISCOVERY,
        Form::Switch,
        say!("wire-dhcp-discovery"),
    ),
    known(33, STATIC_ROUTE, Form::Address, say!("wire-dhcp-route")),
    known(
        42,
        NETWORK_TIME_PROTOCOL_SERVERS,
        Form::Address,
        say!("wire-dhcp-ntp"),
    ),
    known(
        43,
        VENDOR_SPECIFIC_INFORMATION,
        Form::Bytes,
        say!("wire-dhcp-vendor"),
    ),
    known(
        44,
        NETBIOS_NAME_SERVER,
        Form::Address,
        say!("wire-dhcp-netbios"),
    ),
    known(
        46,
        NETBIOS_NODE_TYPE,
        Form::Number,
        say!("wire-dhcp-netbios"),
    ),
    known(47, NETBIOS_SCOPE, Form::Text, say!("wire-dhcp-netbios")),
    known(
        50,
        REQUESTED_IP_ADDRESS,
        Form::Address,
        say!("wire-dhcp-requested"),
    ),
    known(
        51,
        IP_ADDRESS_LEASE_TIME,
        Form::Seconds,
        say!("wire-dhcp-lease"),
    ),
    known(
        52,
        OPTION_OVERLOAD,
        Form::Overload,
        say!("wire-dhcp-overload"),
    ),
    known(
        53,
        DHCP_MESSAGE_TYPE,
        Form::MessageType,
        say!("wire-dhcp-type"),
    ),
    known(
        54,
        SERVER_IDENTIFIER,
        Form::Address,
        say!("wire-dhcp-server"),
    ),
    known(
        55,
        PARAMETER_REQUEST_LIST,
        Form::Codes,
        say!("wire-dhcp-list"),
    ),
    known(56, MESSAGE, Form::Text, say!("wire-dhcp-message")),
    known(
        57,
        MAXIMUM_DHCP_MESSAGE_SIZE,
        Form::Number,
        say!("wire-dhcp-max"),
    ),
    known(
        58,
        RENEWAL_T1_TIME_VALUE,
        Form::Seconds,
        say!("wire-dhcp-t1"),
    ),
    known(
        59,
        REBINDING_T2_TIME_VALUE,
        Form::Seconds,
        say!("wire-dhcp-t2"),
    ),
    known(
        60,
        VENDOR_CLASS_IDENTIFIER,
        Form::Text,
        say!("wire-dhcp-class"),
    ),
    known(
        61,
        CLIENT_IDENTIFIER,
        Form::Client,
        say!("wire-dhcp-client"),
    ),
    known(66, TFTP_SERVER_NAME, Form::Text, say!("wire-dhcp-tftp")),
    known(67, BOOTFILE_NAME, Form::Text, say!("wire-dhcp-bootfile")),
    known(80, RAPID_COMMIT, Form::Bytes, say!("wire-dhcp-rapid")),
    known(81, CLIENT_FQDN, Form::Fqdn, say!("wire-dhcp-fqdn")),
    known(
        82,
        RELAY_AGENT_INFORMATION,
        Form::Bytes,
        say!("wire-dhcp-relay"),
    ),
    known(114, CAPTIVE_PORTAL, Form::Text, say!("wire-dhcp-portal")),
    known(116, AUTO_CONFIGURE, Form::Number, say!("wire-dhcp-auto")),
    known(119, DOMAIN_SEARCH, Form::Names, say!("wire-dhcp-search")),
    known(
        121,
        CLASSLESS_STATIC_ROUTE,
        Form::Routes,
        say!("wire-dhcp-route"),
    ),
    known(
        252,
        PROXY_AUTODISCOVERY,
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

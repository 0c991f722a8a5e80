//! Every protocol, from the link upwards: the one list of which there are.

/// Hands the list to a macro: of each protocol its variant of `Protocol`, the file that knows it and what
/// it is called there. A protocol is added by its file and a line here.
macro_rules! protocols {
    ($make:ident) => {
        $make! {
            /// Not recognised.
            #[default]
            Unknown = bare::UNKNOWN,
            /// Ethernet II.
            Ethernet = ethernet::ENTRY,
            /// Linux cooked capture.
            Cooked = cooked::ENTRY,
            /// BSD loopback header.
            Null = cooked::NULL,
            /// 802.1Q / 802.1ad tag.
            Vlan = vlan::ENTRY,
            /// ARP.
            Arp = arp::ENTRY,
            /// IPv4.
            Ipv4 = ipv4::ENTRY,
            /// IPv6 with its extension headers.
            Ipv6 = ipv6::ENTRY,
            /// ICMP for IPv4.
            Icmp = icmp::ENTRY,
            /// ICMP for IPv6.
            Icmpv6 = icmpv6::ENTRY,
            /// TCP.
            Tcp = tcp::ENTRY,
            /// UDP.
            Udp = udp::ENTRY,
            /// IGMP.
            Igmp = igmp::ENTRY,
            /// DNS (also mDNS, LLMNR).
            Dns = dns::ENTRY,
            /// DHCP for IPv4.
            Dhcp = dhcp::ENTRY,
            /// TFTP.
            Tftp = tftp::ENTRY,
            /// HTTP/1.
            Http = http::ENTRY,
            /// HTTP/2.
            Http2 = http2::ENTRY,
            /// WebSocket.
            WebSocket = websocket::ENTRY,
            /// TLS.
            Tls = tls::ENTRY,
            /// FTP's control connection.
            Ftp = ftp::ENTRY,
            /// FTP's data connection.
            FtpData = ftp_data::ENTRY,
            /// SMTP.
            Smtp = smtp::ENTRY,
            /// POP3.
            Pop3 = pop3::ENTRY,
            /// IMAP.
            Imap = imap::ENTRY,
            /// Telnet.
            Telnet = telnet::ENTRY,
            /// NTP.
            Ntp = ntp::ENTRY,
            /// The lab's session header.
            LabSession = lab::SESSION,
            /// The lab's presentation header.
            LabPresentation = lab::PRESENTATION,
            /// The lab's chat text or other application data.
            LabApplication = lab::APPLICATION,
            /// Bytes that no dissector knows, carried by the layer below.
            Data = bare::DATA,
            /// Filling up to the least length of an Ethernet frame.
            Padding = bare::PADDING,
            /// The frame check sequence behind an Ethernet frame: no capture shows it.
            Fcs = bare::FCS,
        }
    };
}

pub(super) use protocols;

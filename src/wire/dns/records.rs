//! The data of DNS's rarer records, and the options of EDNS.

use crate::say;
use crate::wire::field::Value;
use crate::wire::tree::{Head, Named, harmless};

use super::{name, type_text};

/// Reads the data of a record of type `kind` as far as it is known here; what is left over stays bytes.
/// `base` is where `message` begins in the frame.
pub(super) fn data(head: &mut Head<'_>, message: &[u8], base: usize, kind: u16) {
    match kind {
        13 => {
            string(
                head,
                ["dns.hinfo.cpu_length", "dns.hinfo.cpu"],
                "CPU",
                "RFC 1035 §3.3.2",
            );
            string(
                head,
                ["dns.hinfo.os_length", "dns.hinfo.os"],
                "OS",
                "RFC 1035 §3.3.2",
            );
        }
        35 => naptr(head, message, base),
        41 => options(head),
        43 => signer(head),
        46 => signature(head, message, base),
        47 => {
            const NSEC: &str = "RFC 4034 §4.1";
            name(
                head,
                message,
                base,
                &Named("Next Domain Name", "dns.nsec.next_domain_name", NSEC),
                say!("wire-dns-nsec-next"),
            );
            let left = head.left();
            head.bytes(left, &Named("Type Bit Maps", "", NSEC), |_| {
                (Value::Bytes, say!("wire-dns-nsec-types"))
            });
        }
        48 => key(head),
        64 | 65 => service(head, message, base),
        257 => authority(head),
        _ => {}
    }
}

/// Text with its length in one byte before it.
fn string(
    head: &mut Head<'_>,
    [length, text]: [&'static str; 2],
    what: &'static str,
    reference: &'static str,
) {
    let count = head.num(8, &Named("Length", length, reference), |n| {
        say!("wire-dns-txt-length", count = n)
    }) as usize;
    head.bytes(count, &Named(what, text, reference), |bytes| {
        (Value::Text(harmless(bytes)), say!("wire-name", name = what))
    });
}

fn naptr(head: &mut Head<'_>, message: &[u8], base: usize) {
    const NAPTR: &str = "RFC 3403 §4.1";
    head.num(16, &Named("ORDER", "dns.naptr.order", NAPTR), |_| {
        say!("wire-dns-mx-preference")
    });
    head.num(
        16,
        &Named("PREFERENCE", "dns.naptr.preference", NAPTR),
        |_| say!("wire-dns-mx-preference"),
    );
    string(
        head,
        ["dns.naptr.flags_length", "dns.naptr.flags"],
        "FLAGS",
        NAPTR,
    );
    string(
        head,
        ["dns.naptr.service_length", "dns.naptr.service"],
        "SERVICES",
        NAPTR,
    );
    string(
        head,
        ["dns.naptr.regex_length", "dns.naptr.regex"],
        "REGEXP",
        NAPTR,
    );
    name(
        head,
        message,
        base,
        &Named("REPLACEMENT", "dns.naptr.replacement", NAPTR),
        say!("wire-dns-naptr-replacement"),
    );
}

/// EDNS options (RFC 6891 §6.1.2): a code, a length, and that many bytes.
fn options(head: &mut Head<'_>) {
    const OPTION: &str = "RFC 6891 §6.1.2";
    while head.left() > 0 && !head.is_bad() {
        head.group(&Named("Option", "dns.opt", OPTION), |head| {
            let meaning = |code: u16| match code {
                3 => say!("wire-edns-nsid"),
                8 => say!("wire-edns-subnet"),
                10 => say!("wire-edns-cookie"),
                11 => say!("wire-edns-keepalive"),
                12 => say!("wire-edns-padding"),
                15 => say!("wire-edns-error"),
                _ => say!("wire-edns-other"),
            };
            let code = head.num(16, &Named("OPTION-CODE", "dns.opt.code", OPTION), |n| {
                meaning(n as u16)
            }) as u16;
            let length = head.num(16, &Named("OPTION-LENGTH", "dns.opt.len", OPTION), |n| {
                say!("wire-dns-rdlength", count = n)
            });
            let rest = Named("OPTION-DATA", "dns.opt.data", OPTION);
            head.within(length as usize, &rest, meaning(code), |head| {
                option(head, code);
            });
            (Value::Group, meaning(code))
        });
    }
}

fn option(head: &mut Head<'_>, code: u16) {
    let left = head.left();
    match (code, left) {
        (8, 4..) => {
            const SUBNET: &str = "RFC 7871 §6";
            let family = head.num(
                16,
                &Named("FAMILY", "dns.opt.client.family", SUBNET),
                |_| say!("wire-edns-family"),
            );
            head.num(
                8,
                &Named("SOURCE PREFIX-LENGTH", "dns.opt.client.netmask", SUBNET),
                |n| say!("wire-edns-prefix", count = n),
            );
            head.num(
                8,
                &Named("SCOPE PREFIX-LENGTH", "dns.opt.client.scope", SUBNET),
                |_| say!("wire-edns-scope"),
            );
            // Only the bytes that hold the prefix are sent; what is missing is zero.
            let left = head.left();
            if family == 2 {
                head.bytes(
                    left,
                    &Named("ADDRESS", "dns.opt.client.addr6", SUBNET),
                    |bytes| {
                        (
                            Value::Ipv6(filled::<16>(bytes).into()),
                            say!("wire-edns-subnet"),
                        )
                    },
                );
            } else {
                head.bytes(
                    left,
                    &Named("ADDRESS", "dns.opt.client.addr4", SUBNET),
                    |bytes| {
                        (
                            Value::Ipv4(filled::<4>(bytes).into()),
                            say!("wire-edns-subnet"),
                        )
                    },
                );
            }
        }
        (10, 8..) => {
            const COOKIE: &str = "RFC 7873 §4";
            head.bytes(
                8,
                &Named("Client Cookie", "dns.opt.cookie.client", COOKIE),
                |_| (Value::Bytes, say!("wire-edns-cookie")),
            );
            let named = Named("Server Cookie", "dns.opt.cookie.server", COOKIE);
            head.bytes(left - 8, &named, |_| {
                (Value::Bytes, say!("wire-edns-cookie"))
            });
        }
        (12, 1..) => {
            let named = Named("Padding", "dns.opt.padding", "RFC 7830 §3");
            head.bytes(left, &named, |_| (Value::Bytes, say!("wire-edns-padding")));
        }
        (15, 2..) => {
            const ERROR: &str = "RFC 8914 §2";
            head.num(
                16,
                &Named("INFO-CODE", "dns.opt.ext_error.info_code", ERROR),
                |_| say!("wire-edns-error"),
            );
            head.bytes(
                left - 2,
                &Named("EXTRA-TEXT", "dns.opt.ext_error.extra_text", ERROR),
                |bytes| (Value::Text(harmless(bytes)), say!("wire-edns-error")),
            );
        }
        _ => {}
    }
}

fn filled<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut all = [0; N];
    for (to, from) in all.iter_mut().zip(bytes) {
        *to = *from;
    }
    all
}

fn algorithm(head: &mut Head<'_>, filter: &'static str, reference: &'static str) {
    head.num(8, &Named("Algorithm", filter, reference), |n| {
        let name = match n {
            5 => "RSA/SHA-1",
            8 => "RSA/SHA-256",
            10 => "RSA/SHA-512",
            13 => "ECDSA P-256/SHA-256",
            14 => "ECDSA P-384/SHA-384",
            15 => "Ed25519",
            16 => "Ed448",
            _ => return say!("wire-number-unknown", number = n.to_string()),
        };
        say!("wire-name", name = name)
    });
}

fn signer(head: &mut Head<'_>) {
    const DS: &str = "RFC 4034 §5.1";
    head.num(16, &Named("Key Tag", "dns.ds.key_id", DS), |_| {
        say!("wire-dns-key-tag")
    });
    algorithm(head, "dns.ds.algorithm", DS);
    head.num(
        8,
        &Named("Digest Type", "dns.ds.digest_type", DS),
        |n| match n {
            1 => say!("wire-name", name = "SHA-1"),
            2 => say!("wire-name", name = "SHA-256"),
            4 => say!("wire-name", name = "SHA-384"),
            other => say!("wire-number-unknown", number = other.to_string()),
        },
    );
    let left = head.left();
    head.bytes(left, &Named("Digest", "dns.ds.digest", DS), |_| {
        (Value::Bytes, say!("wire-dns-ds"))
    });
}

fn key(head: &mut Head<'_>) {
    const DNSKEY: &str = "RFC 4034 §2.1";
    head.hex(
        16,
        &Named("Flags", "dns.dnskey.flags", DNSKEY),
        |n| match n {
            257 => say!("wire-dns-key-signing"),
            256 => say!("wire-dns-key-zone"),
            _ => say!("wire-dns-key"),
        },
    );
    head.num(8, &Named("Protocol", "dns.dnskey.protocol", DNSKEY), |_| {
        say!("wire-dns-key-protocol")
    });
    algorithm(head, "dns.dnskey.algorithm", DNSKEY);
    let left = head.left();
    head.bytes(
        left,
        &Named("Public Key", "dns.dnskey.public_key", DNSKEY),
        |_| (Value::Bytes, say!("wire-dns-key")),
    );
}

fn signature(head: &mut Head<'_>, message: &[u8], base: usize) {
    const RRSIG: &str = "RFC 4034 §3.1";
    head.num(
        16,
        &Named("Type Covered", "dns.rrsig.type_covered", RRSIG),
        |n| say!("wire-name", name = type_text(n as u16)),
    );
    algorithm(head, "dns.rrsig.algorithm", RRSIG);
    head.num(8, &Named("Labels", "dns.rrsig.labels", RRSIG), |_| {
        say!("wire-dns-rrsig-labels")
    });
    head.num(
        32,
        &Named("Original TTL", "dns.rrsig.original_ttl", RRSIG),
        |n| say!("wire-dns-ttl", seconds = n),
    );
    head.num(
        32,
        &Named(
            "Signature Expiration",
            "dns.rrsig.signature_expiration",
            RRSIG,
        ),
        |_| say!("wire-dns-rrsig-end"),
    );
    head.num(
        32,
        &Named(
            "Signature Inception",
            "dns.rrsig.signature_inception",
            RRSIG,
        ),
        |_| say!("wire-dns-rrsig-begin"),
    );
    head.num(16, &Named("Key Tag", "dns.rrsig.key_tag", RRSIG), |_| {
        say!("wire-dns-key-tag")
    });
    name(
        head,
        message,
        base,
        &Named("Signer's Name", "dns.rrsig.signers_name", RRSIG),
        say!("wire-dns-rrsig-signer"),
    );
    let left = head.left();
    head.bytes(
        left,
        &Named("Signature", "dns.rrsig.signature", RRSIG),
        |_| (Value::Bytes, say!("wire-dns-rrsig")),
    );
}

/// SVCB and HTTPS (RFC 9460): where a service is, and what it speaks.
fn service(head: &mut Head<'_>, message: &[u8], base: usize) {
    const SVCB: &str = "RFC 9460 §2.2";
    head.num(
        16,
        &Named("SvcPriority", "dns.svcb.svcpriority", SVCB),
        |n| match n {
            0 => say!("wire-dns-svcb-alias"),
            _ => say!("wire-dns-mx-preference"),
        },
    );
    name(
        head,
        message,
        base,
        &Named("TargetName", "dns.svcb.targetname", SVCB),
        say!("wire-dns-svcb-target"),
    );
    while head.left() > 0 && !head.is_bad() {
        head.group(&Named("SvcParam", "dns.svcb.svcparam", SVCB), |head| {
            let key = head.num(
                16,
                &Named("SvcParamKey", "dns.svcb.svcparam.key", SVCB),
                |n| say!("wire-name", name = parameter(n)),
            );
            let named = Named(
                "SvcParamValue Length",
                "dns.svcb.svcparam.value.length",
                SVCB,
            );
            let length = head.num(16, &named, |n| say!("wire-dns-rdlength", count = n));
            let rest = Named("SvcParamValue", "dns.svcb.svcparam.value", SVCB);
            head.within(
                length as usize,
                &rest,
                say!("wire-name", name = parameter(key)),
                |head| value(head, key),
            );
            (Value::Text(parameter(key)), say!("wire-dns-svcb-parameter"))
        });
    }
}

fn parameter(key: u64) -> String {
    let name = match key {
        0 => "mandatory",
        1 => "alpn",
        2 => "no-default-alpn",
        3 => "port",
        4 => "ipv4hint",
        5 => "ech",
        6 => "ipv6hint",
        other => return format!("key{other}"),
    };
    name.to_owned()
}

fn value(head: &mut Head<'_>, key: u64) {
    const SVCB: &str = "RFC 9460 §7";
    while head.left() > 0 && !head.is_bad() {
        match key {
            1 => string(
                head,
                ["dns.svcb.svcparam.alpn.length", "dns.svcb.svcparam.alpn"],
                "ALPN",
                SVCB,
            ),
            3 => {
                head.num(16, &Named("Port", "dns.svcb.svcparam.port", SVCB), |n| {
                    say!("wire-dns-srv-port", number = n.to_string())
                });
            }
            4 => {
                head.ipv4(
                    &Named("Address", "dns.svcb.svcparam.ipv4hint.ip", SVCB),
                    |_| say!("wire-dns-type-a"),
                );
            }
            6 => {
                head.ipv6(
                    &Named("Address", "dns.svcb.svcparam.ipv6hint.ip", SVCB),
                    |_| say!("wire-dns-type-aaaa"),
                );
            }
            _ => return,
        }
    }
}

/// CAA (RFC 8659): who may sign certificates for the name.
fn authority(head: &mut Head<'_>) {
    const CAA: &str = "RFC 8659 §4.1";
    head.hex(8, &Named("Flags", "dns.caa.flags", CAA), |n| match n {
        0x80 => say!("wire-dns-caa-critical"),
        _ => say!("wire-dns-caa-flags"),
    });
    string(head, ["dns.caa.tag_length", "dns.caa.tag"], "Tag", CAA);
    let left = head.left();
    head.bytes(left, &Named("Value", "dns.caa.value", CAA), |bytes| {
        (Value::Text(harmless(bytes)), say!("wire-dns-caa"))
    });
}

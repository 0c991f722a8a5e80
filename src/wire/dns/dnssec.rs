//! DNSSEC's records (RFC 4034): signatures, the keys that made them, and what does not exist.

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::moment::utc;
use crate::wire::named::fields;
use crate::wire::tree::Head;

use super::kind;
use super::name::Message;

const DS: &str = "RFC 4034 §5.1";
const DNSKEY: &str = "RFC 4034 §2.1";

const RRSIG: &str = "RFC 4034 §3.1";
const NSEC: &str = "RFC 4034 §4.1";

fields! {
    DS_KEY_TAG: Number "dns.ds.key_id" = "Key Tag", DS;
    DS_ALGORITHM: Number "dns.ds.algorithm" = "Algorithm", DS;
    DIGEST_TYPE: Number "dns.ds.digest_type" = "Digest Type", DS;
    DIGEST: Bytes "dns.ds.digest" = "Digest", DS;

    FLAGS: Number "dns.dnskey.flags" = "Flags", DNSKEY;
    PROTOCOL: Number "dns.dnskey.protocol" = "Protocol", DNSKEY;
    KEY_ALGORITHM: Number "dns.dnskey.algorithm" = "Algorithm", DNSKEY;
    PUBLIC_KEY: Bytes "dns.dnskey.public_key" = "Public Key", DNSKEY;

    TYPE_COVERED: Number "dns.rrsig.type_covered" = "Type Covered", RRSIG;
    ALGORITHM: Number "dns.rrsig.algorithm" = "Algorithm", RRSIG;
    LABELS: Number "dns.rrsig.labels" = "Labels", RRSIG;
    ORIGINAL_TTL: Number "dns.rrsig.original_ttl" = "Original TTL", RRSIG;
    EXPIRATION: Number "dns.rrsig.signature_expiration" = "Signature Expiration", RRSIG;
    INCEPTION: Number "dns.rrsig.signature_inception" = "Signature Inception", RRSIG;
    KEY_TAG: Number "dns.rrsig.key_tag" = "Key Tag", RRSIG;
    SIGNER: Text "dns.rrsig.signers_name" = "Signer's Name", RRSIG;
    SIGNATURE: Bytes "dns.rrsig.signature" = "Signature", RRSIG;

    NEXT_NAME: Text "dns.nsec.next_domain_name" = "Next Domain Name", NSEC;
    TYPE_BIT_MAPS = "Type Bit Maps", NSEC;
}

/// Delegation signer: the parent zone's word for which key the child signs with.
pub(super) fn ds(head: &mut Head<'_>, _: Message<'_>) {
    head.num(16, &DS_KEY_TAG, |_| say!("wire-dns-key-tag"));
    head.num(8, &DS_ALGORITHM, algorithm);
    head.num(8, &DIGEST_TYPE, digest_type);
    head.rest(&DIGEST, say!("wire-dns-ds"));
}

/// A zone's public key.
pub(super) fn dnskey(head: &mut Head<'_>, _: Message<'_>) {
    head.hex(16, &FLAGS, |n| match n {
        257 => say!("wire-dns-key-signing"),
        256 => say!("wire-dns-key-zone"),
        _ => say!("wire-dns-key"),
    });
    head.num(8, &PROTOCOL, |_| say!("wire-dns-key-protocol"));
    head.num(8, &KEY_ALGORITHM, algorithm);
    head.rest(&PUBLIC_KEY, say!("wire-dns-key"));
}

/// The signature over all records of one name and type.
pub(super) fn rrsig(head: &mut Head<'_>, message: Message<'_>) {
    head.num(16, &TYPE_COVERED, |n| {
        say!("wire-name", name = kind::name(n as u16))
    });
    head.num(8, &ALGORITHM, algorithm);
    head.num(8, &LABELS, |_| say!("wire-dns-rrsig-labels"));
    head.num(32, &ORIGINAL_TTL, |n| say!("wire-dns-ttl", seconds = n));
    head.num(32, &EXPIRATION, |n| {
        say!("wire-dns-rrsig-end", time = utc(n as i64))
    });
    head.num(32, &INCEPTION, |n| {
        say!("wire-dns-rrsig-begin", time = utc(n as i64))
    });
    head.num(16, &KEY_TAG, |_| say!("wire-dns-key-tag"));
    message.name(head, &SIGNER, say!("wire-dns-rrsig-signer"));
    head.rest(&SIGNATURE, say!("wire-dns-rrsig"));
}

/// The next name that exists, and which types this one has: so that their absence can be signed.
/// In mDNS the next name is the owner's own and says nothing (RFC 6762 §6.1).
pub(super) fn nsec(head: &mut Head<'_>, message: Message<'_>) {
    let (next, types) = if message.is_mdns() {
        (say!("wire-dns-nsec-self"), say!("wire-dns-nsec-only"))
    } else {
        (say!("wire-dns-nsec-next"), say!("wire-dns-nsec-types"))
    };
    message.name(head, &NEXT_NAME, next);
    head.bytes(head.left(), &TYPE_BIT_MAPS, |bytes| {
        (Value::Text(kind::in_bit_map(bytes).join(" ").into()), types)
    });
}

/// Algorithms of signatures (IANA DNS Security Algorithm Numbers).
fn algorithm(number: u64) -> Say {
    let name = match number {
        5 => "RSA/SHA-1",
        8 => "RSA/SHA-256",
        10 => "RSA/SHA-512",
        13 => "ECDSA P-256/SHA-256",
        14 => "ECDSA P-384/SHA-384",
        15 => "Ed25519",
        16 => "Ed448",
        _ => return say!("wire-number-unknown", number = number.to_string()),
    };
    say!("wire-name", name = name)
}

fn digest_type(number: u64) -> Say {
    match number {
        1 => say!("wire-name", name = "SHA-1"),
        2 => say!("wire-name", name = "SHA-256"),
        4 => say!("wire-name", name = "SHA-384"),
        other => say!("wire-number-unknown", number = other.to_string()),
    }
}

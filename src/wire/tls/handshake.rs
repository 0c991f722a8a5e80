//! TLS's handshake messages (RFC 8446 §4, RFC 5246 §7.4).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::tree::{Head, Named};

use super::{extensions, names};

/// A message's type and length.
const HEADER: usize = 4;
/// The longest message that is believed: above it, the bytes are no message.
const LONGEST: u64 = 1 << 17;

const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
const NEW_SESSION_TICKET: u8 = 4;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const CERTIFICATE_VERIFY: u8 = 15;
const CLIENT_KEY_EXCHANGE: u8 = 16;
const FINISHED: u8 = 20;

/// The messages in a record.
pub(super) fn messages(head: &mut Head<'_>) {
    while head.left() > 0 {
        match *head.slice(head.at(), head.at() + HEADER) {
            [kind, a, b, c] if is_message(kind, u64::from(u32::from_be_bytes([0, a, b, c]))) => {
                message(head, kind);
            }
            // Cut so early that nothing can be told.
            [kind, ..] if head.left() < HEADER && names::message(kind).is_some() => {
                let left = head.left();
                let rest = Named("Handshake Type", "tls.handshake.type", "RFC 8446 §4");
                head.bytes(left, &rest, |_| (Value::Bytes, say!("wire-goes-on")));
            }
            _ => encrypted(head),
        }
    }
}

/// Nobody can tell encrypted bytes from others; a type that does not exist or an absurd length tells.
fn is_message(kind: u8, length: u64) -> bool {
    kind > 0 && names::message(kind).is_some() && length <= LONGEST
}

/// All that is left of a record which nobody on the way can read.
pub(super) fn encrypted(head: &mut Head<'_>) {
    let left = head.left();
    let named = Named(
        "Encrypted Handshake Message",
        "tls.handshake",
        "RFC 5246 §7.4.9",
    );
    head.bytes(left, &named, |_| {
        (Value::Bytes, say!("wire-tls-handshake-hidden"))
    });
}

fn message(head: &mut Head<'_>, kind: u8) {
    const REFERENCE: &str = "RFC 8446 §4";
    let name = names::message(kind).unwrap_or_default();
    head.group(&Named("Handshake", "tls.handshake", REFERENCE), |head| {
        head.num(
            8,
            &Named("Handshake Type", "tls.handshake.type", REFERENCE),
            |_| names::message_meaning(kind),
        );
        let left = head.left().saturating_sub(3);
        let told = head.num(
            24,
            &Named("Length", "tls.handshake.length", REFERENCE),
            |n| match n as usize {
                told if told > left => say!("wire-tls-message-part", count = told, here = left),
                told => say!("wire-tls-message-length", count = told),
            },
        ) as usize;
        if told > left {
            head.goes_on();
        }
        let rest = Named("Rest", "", REFERENCE);
        head.within(told.min(left), &rest, say!("wire-tls-rest"), |head| {
            body(head, kind);
        });
        (Value::Text(name.to_owned()), names::message_meaning(kind))
    });
}

fn body(head: &mut Head<'_>, kind: u8) {
    match kind {
        CLIENT_HELLO => client_hello(head),
        SERVER_HELLO => server_hello(head),
        NEW_SESSION_TICKET => ticket(head),
        CERTIFICATE => certificates(head),
        SERVER_KEY_EXCHANGE => server_key(head),
        CLIENT_KEY_EXCHANGE => client_key(head),
        CERTIFICATE_VERIFY => signature(head),
        FINISHED => {
            let left = head.left();
            head.bytes(
                left,
                &Named(
                    "Verify Data",
                    "tls.handshake.verify_data",
                    "RFC 5246 §7.4.9",
                ),
                |_| (Value::Bytes, say!("wire-tls-verify-data")),
            );
        }
        _ => {}
    }
}

/// A list with its length in `bits` bits before it; `item` reads one of its entries, at least a byte.
pub(super) fn list(head: &mut Head<'_>, bits: usize, named: &Named, item: impl Fn(&mut Head<'_>)) {
    let count = head.num(bits, named, |n| say!("wire-tls-list", count = n)) as usize;
    head.within(
        count,
        &Named("Rest", "", named.2),
        say!("wire-tls-rest"),
        |head| {
            while head.left() > 0 {
                let before = head.at();
                item(head);
                if head.at() == before {
                    break;
                }
            }
        },
    );
}

/// Bytes with their length in `bits` bits before them.
pub(super) fn opaque(head: &mut Head<'_>, bits: usize, [length, data]: [&Named; 2], meaning: Say) {
    let count = head.num(bits, length, |n| say!("wire-tls-bytes", count = n)) as usize;
    head.bytes(count, data, |_| (Value::Bytes, meaning));
}

fn version(head: &mut Head<'_>, reference: &'static str) {
    head.hex(
        16,
        &Named("Legacy Version", "tls.handshake.version", reference),
        |n| say!("wire-tls-hello-version", name = names::version(n as u16)),
    );
}

fn session_id(head: &mut Head<'_>, reference: &'static str) {
    let names = [
        &Named(
            "Session ID Length",
            "tls.handshake.session_id_length",
            reference,
        ),
        &Named("Legacy Session ID", "tls.handshake.session_id", reference),
    ];
    opaque(head, 8, names, say!("wire-tls-session-id"));
}

fn suite(head: &mut Head<'_>, reference: &'static str, chosen: bool) {
    head.hex(
        16,
        &Named("Cipher Suite", "tls.handshake.ciphersuite", reference),
        |n| {
            let name = names::suite(n as u16);
            match n as u16 {
                n if names::is_grease(n) => say!("wire-tls-grease"),
                0x00ff => say!("wire-tls-scsv"),
                _ if chosen => say!("wire-tls-suite-chosen", name = name),
                _ => say!("wire-tls-suite", name = name),
            }
        },
    );
}

fn compression(head: &mut Head<'_>, reference: &'static str) {
    head.num(
        8,
        &Named("Compression Method", "tls.handshake.comp_method", reference),
        |n| match n {
            0 => say!("wire-tls-compression-none"),
            _ => say!("wire-tls-compression"),
        },
    );
}

fn client_hello(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 8446 §4.1.2";
    version(head, REFERENCE);
    head.bytes(
        32,
        &Named("Random", "tls.handshake.random", REFERENCE),
        |_| (Value::Bytes, say!("wire-tls-random")),
    );
    session_id(head, REFERENCE);
    list(
        head,
        16,
        &Named(
            "Cipher Suites Length",
            "tls.handshake.cipher_suites_length",
            REFERENCE,
        ),
        |head| {
            suite(head, REFERENCE, false);
        },
    );
    list(
        head,
        8,
        &Named(
            "Compression Methods Length",
            "tls.handshake.comp_methods_length",
            REFERENCE,
        ),
        |head| {
            compression(head, REFERENCE);
        },
    );
    if head.left() > 0 {
        extensions::read(head, false);
    }
}

fn server_hello(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 8446 §4.1.3";
    version(head, REFERENCE);
    head.bytes(
        32,
        &Named("Random", "tls.handshake.random", REFERENCE),
        |bytes| {
            let meaning = if bytes == names::RETRY {
                say!("wire-tls-random-retry")
            } else {
                say!("wire-tls-random")
            };
            (Value::Bytes, meaning)
        },
    );
    session_id(head, REFERENCE);
    suite(head, REFERENCE, true);
    compression(head, REFERENCE);
    if head.left() > 0 {
        extensions::read(head, true);
    }
}

/// TLS 1.2's; that of 1.3 is encrypted.
fn ticket(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 5077 §3.3";
    head.num(
        32,
        &Named(
            "Ticket Lifetime Hint",
            "tls.handshake.session_ticket_lifetime_hint",
            REFERENCE,
        ),
        |n| say!("wire-lifetime", seconds = n),
    );
    let names = [
        &Named(
            "Ticket Length",
            "tls.handshake.session_ticket_length",
            REFERENCE,
        ),
        &Named("Ticket", "tls.handshake.session_ticket", REFERENCE),
    ];
    opaque(head, 16, names, say!("wire-tls-ticket"));
}

fn certificates(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 5246 §7.4.2";
    list(
        head,
        24,
        &Named(
            "Certificates Length",
            "tls.handshake.certificates_length",
            REFERENCE,
        ),
        |head| {
            let names = [
                &Named(
                    "Certificate Length",
                    "tls.handshake.certificate_length",
                    REFERENCE,
                ),
                &Named("Certificate", "tls.handshake.certificate", REFERENCE),
            ];
            opaque(head, 24, names, say!("wire-tls-certificate"));
        },
    );
}

fn signature(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 5246 §4.7";
    head.hex(
        16,
        &Named(
            "Signature Algorithm",
            "tls.handshake.sig_hash_alg",
            REFERENCE,
        ),
        |n| say!("wire-name", name = names::signature(n as u16)),
    );
    let names = [
        &Named("Signature Length", "tls.handshake.sig_len", REFERENCE),
        &Named("Signature", "tls.handshake.sig", REFERENCE),
    ];
    opaque(head, 16, names, say!("wire-tls-signature"));
}

/// With a named curve (3), which is what everybody uses; others are left as they are.
fn server_key(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 8422 §5.4";
    if head.slice(head.at(), head.at() + 1) != [3] {
        return;
    }
    head.num(
        8,
        &Named("Curve Type", "tls.handshake.server_curve_type", REFERENCE),
        |_| say!("wire-tls-curve-type"),
    );
    head.hex(
        16,
        &Named("Named Curve", "tls.handshake.server_named_curve", REFERENCE),
        |n| say!("wire-tls-group", name = names::group(n as u16)),
    );
    let names = [
        &Named("Pubkey Length", "tls.handshake.server_point_len", REFERENCE),
        &Named("Pubkey", "tls.handshake.server_point", REFERENCE),
    ];
    opaque(head, 8, names, say!("wire-tls-public-key"));
    signature(head);
}

/// A point of a curve, or the secret encrypted for the server's RSA key: which of them, the length tells.
fn client_key(head: &mut Head<'_>) {
    const POINT: &str = "RFC 8422 §5.7";
    const SECRET: &str = "RFC 5246 §7.4.7.1";
    let first = head
        .slice(head.at(), head.at() + 1)
        .first()
        .copied()
        .map(usize::from);
    if first == Some(head.left().saturating_sub(1)) {
        let names = [
            &Named("Pubkey Length", "tls.handshake.client_point_len", POINT),
            &Named("Pubkey", "tls.handshake.client_point", POINT),
        ];
        return opaque(head, 8, names, say!("wire-tls-public-key"));
    }
    let names = [
        &Named(
            "Encrypted PreMaster Length",
            "tls.handshake.epms_len",
            SECRET,
        ),
        &Named("Encrypted PreMaster", "tls.handshake.epms", SECRET),
    ];
    opaque(head, 16, names, say!("wire-tls-premaster"));
}

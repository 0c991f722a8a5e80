//! TLS's handshake messages (RFC 8446 §4, RFC 5246 §7.4).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::tree::{Head, Named};

use super::vector::{list, opaque};
use super::{hello, names};

/// A message's type and length.
const HEADER: usize = 4;
/// The longest message that is believed: above it, the bytes are no message.
const LONGEST: u32 = 1 << 17;

const HANDSHAKE: &str = "RFC 8446 §4";
const MESSAGE: Named = Named("Handshake", "tls.handshake", HANDSHAKE);
const TYPE: Named = Named("Handshake Type", "tls.handshake.type", HANDSHAKE);
const LENGTH: Named = Named("Length", "tls.handshake.length", HANDSHAKE);
const REST: Named = Named("Rest", "", HANDSHAKE);

const FINISHED: &str = "RFC 5246 §7.4.9";
const ENCRYPTED: Named = Named("Encrypted Handshake Message", "tls.handshake", FINISHED);
const VERIFY_DATA: Named = Named("Verify Data", "tls.handshake.verify_data", FINISHED);

const TICKETS: &str = "RFC 5077 §3.3";
const TICKET_LIFETIME: Named = Named(
    "Ticket Lifetime Hint",
    "tls.handshake.session_ticket_lifetime_hint",
    TICKETS,
);
const TICKET: [&Named; 2] = [
    &Named(
        "Ticket Length",
        "tls.handshake.session_ticket_length",
        TICKETS,
    ),
    &Named("Ticket", "tls.handshake.session_ticket", TICKETS),
];

const CERTIFICATES: &str = "RFC 5246 §7.4.2";
const CERTIFICATES_LENGTH: Named = Named(
    "Certificates Length",
    "tls.handshake.certificates_length",
    CERTIFICATES,
);
const CERTIFICATE: [&Named; 2] = [
    &Named(
        "Certificate Length",
        "tls.handshake.certificate_length",
        CERTIFICATES,
    ),
    &Named("Certificate", "tls.handshake.certificate", CERTIFICATES),
];

const SIGNED: &str = "RFC 5246 §4.7";
const SIGNATURE_ALGORITHM: Named =
    Named("Signature Algorithm", "tls.handshake.sig_hash_alg", SIGNED);
const SIGNATURE: [&Named; 2] = [
    &Named("Signature Length", "tls.handshake.sig_len", SIGNED),
    &Named("Signature", "tls.handshake.sig", SIGNED),
];

const SERVER_KEY: &str = "RFC 8422 §5.4";
const CURVE_TYPE: Named = Named("Curve Type", "tls.handshake.server_curve_type", SERVER_KEY);
const NAMED_CURVE: Named = Named(
    "Named Curve",
    "tls.handshake.server_named_curve",
    SERVER_KEY,
);
const SERVER_POINT: [&Named; 2] = [
    &Named(
        "Pubkey Length",
        "tls.handshake.server_point_len",
        SERVER_KEY,
    ),
    &Named("Pubkey", "tls.handshake.server_point", SERVER_KEY),
];

const CLIENT_KEY: &str = "RFC 8422 §5.7";
const CLIENT_POINT: [&Named; 2] = [
    &Named(
        "Pubkey Length",
        "tls.handshake.client_point_len",
        CLIENT_KEY,
    ),
    &Named("Pubkey", "tls.handshake.client_point", CLIENT_KEY),
];
const PREMASTER: &str = "RFC 5246 §7.4.7.1";
const ENCRYPTED_PREMASTER: [&Named; 2] = [
    &Named(
        "Encrypted PreMaster Length",
        "tls.handshake.epms_len",
        PREMASTER,
    ),
    &Named("Encrypted PreMaster", "tls.handshake.epms", PREMASTER),
];

/// The messages in a record.
pub(super) fn messages(head: &mut Head<'_>) {
    while head.left() > 0 {
        match *head.ahead() {
            [kind, a, b, c, ..] if is_message(kind, u32::from_be_bytes([0, a, b, c])) => {
                message(head, kind);
            }
            // Cut so early that nothing can be told.
            [kind, ..] if head.left() < HEADER && names::message(kind).is_some() => {
                head.rest(&TYPE, say!("wire-goes-on"));
            }
            _ => encrypted(head),
        }
    }
}

/// Nobody can tell encrypted bytes from others; a type that does not exist or an absurd length tells.
fn is_message(kind: u8, length: u32) -> bool {
    kind > 0 && names::message(kind).is_some() && length <= LONGEST
}

/// All that is left of a record which nobody on the way can read.
pub(super) fn encrypted(head: &mut Head<'_>) {
    head.rest(&ENCRYPTED, say!("wire-tls-handshake-hidden"));
}

fn message(head: &mut Head<'_>, kind: u8) {
    let name = names::message(kind).unwrap_or_default();
    head.group(&MESSAGE, |head| {
        head.num(8, &TYPE, |_| names::message_meaning(kind));
        let left = head.left().saturating_sub(3);
        let told = head.num(24, &LENGTH, |n| length_meaning(n as usize, left)) as usize;
        if told > left {
            head.goes_on();
        }
        head.within(told.min(left), &REST, say!("wire-tls-rest"), |head| {
            body(head, kind);
        });
        (Value::Text(name.to_owned()), names::message_meaning(kind))
    });
}

fn length_meaning(told: usize, left: usize) -> Say {
    if told > left {
        say!("wire-tls-message-part", count = told, here = left)
    } else {
        say!("wire-tls-message-length", count = told)
    }
}

/// What a message holds, by its type (IANA TLS HandshakeType); what is not known stays bytes.
fn body(head: &mut Head<'_>, kind: u8) {
    match kind {
        1 => hello::client(head),
        2 => hello::server(head),
        4 => new_session_ticket(head),
        11 => certificate(head),
        12 => server_key_exchange(head),
        15 => signature(head),
        16 => client_key_exchange(head),
        20 => head.rest(&VERIFY_DATA, say!("wire-tls-verify-data")),
        _ => {}
    }
}

/// TLS 1.2's; that of 1.3 is encrypted.
fn new_session_ticket(head: &mut Head<'_>) {
    head.num(32, &TICKET_LIFETIME, |n| say!("wire-lifetime", seconds = n));
    opaque(head, 16, TICKET, say!("wire-tls-ticket"));
}

/// The server's certificate and those of who vouches for it.
fn certificate(head: &mut Head<'_>) {
    list(head, 24, &CERTIFICATES_LENGTH, |head| {
        opaque(head, 24, CERTIFICATE, say!("wire-tls-certificate"));
    });
}

fn signature(head: &mut Head<'_>) {
    head.hex(16, &SIGNATURE_ALGORITHM, |n| {
        say!("wire-name", name = names::signature(n as u16))
    });
    opaque(head, 16, SIGNATURE, say!("wire-tls-signature"));
}

/// With a named curve (3), which is what everybody uses; others are left as they are.
fn server_key_exchange(head: &mut Head<'_>) {
    if head.peek() != 3 {
        return;
    }
    head.num(8, &CURVE_TYPE, |_| say!("wire-tls-curve-type"));
    head.hex(16, &NAMED_CURVE, |n| {
        say!("wire-tls-group", name = names::group(n as u16))
    });
    opaque(head, 8, SERVER_POINT, say!("wire-tls-public-key"));
    signature(head);
}

/// A point of a curve, or the secret encrypted for the server's RSA key: which of them, the length tells.
fn client_key_exchange(head: &mut Head<'_>) {
    if head.left() == usize::from(head.peek()) + 1 {
        opaque(head, 8, CLIENT_POINT, say!("wire-tls-public-key"));
    } else {
        opaque(head, 16, ENCRYPTED_PREMASTER, say!("wire-tls-premaster"));
    }
}

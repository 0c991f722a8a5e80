//! TLS's handshake messages (RFC 8446 §4, RFC 5246 §7.4).

use crate::say;
use crate::say::{Clean, Say};
use crate::wire::field::Value;
use crate::wire::named::{Named, fields};
use crate::wire::tree::Head;

use super::outline;
use super::seen::Handshake;
use super::vector::{list, opaque};
use super::{hello, names};

/// A message's type and length.
const HEADER: usize = 4;

const HANDSHAKE: &str = "RFC 8446 §4";
const FINISHED: &str = "RFC 5246 §7.4.9";

const TICKETS: &str = "RFC 5077 §3.3";
const TICKET: [&Named; 2] = [&TICKET_LENGTH, &TICKET_FIELD];

const CERTIFICATES: &str = "RFC 5246 §7.4.2";
const CERTIFICATE: [&Named; 2] = [&CERTIFICATE_LENGTH, &CERTIFICATE_FIELD];

const SIGNED: &str = "RFC 5246 §4.7";
const SIGNATURE_ALGORITHM: Named = SIGNATURE_ALGORITHM_FIELD;
const SIGNATURE: [&Named; 2] = [&SIGNATURE_LENGTH, &SIGNATURE_FIELD];

const SERVER_KEY: &str = "RFC 8422 §5.4";
const CLIENT_KEY: &str = "RFC 8422 §5.7";
const PREMASTER: &str = "RFC 5246 §7.4.7.1";

fields! {
    MESSAGE: Protocol "tls.handshake" = "Handshake", HANDSHAKE;
    TYPE: Number "tls.handshake.type" = "Handshake Type", HANDSHAKE;
    LENGTH: Number "tls.handshake.length" = "Length", HANDSHAKE;
    REST = "Rest", HANDSHAKE;

    EARLIER = "Rest", HANDSHAKE;
    ENCRYPTED: Protocol "tls.handshake" = "Encrypted Handshake Message", FINISHED;
    VERIFY_DATA: Protocol "tls.handshake.verify_data" = "Verify Data", FINISHED;

    TICKET_LIFETIME: Number "tls.handshake.session_ticket_lifetime_hint"
        = "Ticket Lifetime Hint", TICKETS;

    CERTIFICATES_LENGTH: Number "tls.handshake.certificates_length"
        = "Certificates Length", CERTIFICATES;

    CURVE_TYPE: Number "tls.handshake.server_curve_type" = "Curve Type", SERVER_KEY;
    NAMED_CURVE: Number "tls.handshake.server_named_curve" = "Named Curve", SERVER_KEY;

    TICKET_LENGTH: Number "tls.handshake.session_ticket_length" = "Ticket Length", TICKETS;
    TICKET_FIELD: Bytes "tls.handshake.session_ticket" = "Ticket", TICKETS;
    CERTIFICATE_LENGTH: Number "tls.handshake.certificate_length"
        = "Certificate Length", CERTIFICATES;
    CERTIFICATE_FIELD: Bytes "tls.handshake.certificate" = "Certificate", CERTIFICATES;
    SIGNATURE_ALGORITHM_FIELD: Number "tls.handshake.sig_hash_alg" = "Signature Algorithm", SIGNED;
    SIGNATURE_LENGTH: Number "tls.handshake.sig_len" = "Signature Length", SIGNED;
    SIGNATURE_FIELD: Bytes "tls.handshake.sig" = "Signature", SIGNED;
    PUBKEY_LENGTH: Number "tls.handshake.server_point_len" = "Pubkey Length", SERVER_KEY;
    PUBKEY: Bytes "tls.handshake.server_point" = "Pubkey", SERVER_KEY;
    CLIENT_POINT_LEN: Number "tls.handshake.client_point_len" = "Pubkey Length", CLIENT_KEY;
    HANDSHAKE_CLIENT_POINT: Bytes "tls.handshake.client_point" = "Pubkey", CLIENT_KEY;
    ENCRYPTED_PREMASTER_LENGTH: Number "tls.handshake.epms_len"
        = "Encrypted PreMaster Length", PREMASTER;
    ENCRYPTED_PREMASTER_FIELD: Bytes "tls.handshake.epms" = "Encrypted PreMaster", PREMASTER;
}
const SERVER_POINT: [&Named; 2] = [&PUBKEY_LENGTH, &PUBKEY];

const CLIENT_POINT: [&Named; 2] = [&CLIENT_POINT_LEN, &HANDSHAKE_CLIENT_POINT];
const ENCRYPTED_PREMASTER: [&Named; 2] = [&ENCRYPTED_PREMASTER_LENGTH, &ENCRYPTED_PREMASTER_FIELD];

/// A record of handshake messages.
pub(super) fn read(head: &mut Head<'_>, what: Handshake) {
    match what {
        Handshake::Plain(owed) => {
            head.raw(owed, &EARLIER, say!("wire-tls-handshake-earlier"));
            messages(head);
        }
        Handshake::Encrypted => head.rest(&ENCRYPTED, say!("wire-tls-handshake-encrypted")),
        Handshake::Hidden => head.rest(&ENCRYPTED, say!("wire-tls-handshake-hidden")),
    }
}

fn messages(head: &mut Head<'_>) {
    while head.left() > 0 {
        match *head.ahead() {
            [kind, _, _, _, ..] if outline::is_plain(head.ahead()) => message(head, kind),
            // Cut so early that nothing can be told.
            [kind, ..] if head.left() < HEADER && names::message(kind).is_some() => {
                head.rest(&TYPE, say!("wire-goes-on"));
            }
            _ => head.rest(&ENCRYPTED, say!("wire-tls-handshake-hidden")),
        }
    }
}

fn message(head: &mut Head<'_>, kind: u8) {
    let body_ahead = head.ahead().get(HEADER..).unwrap_or_default();
    let is_retry = match kind {
        outline::SERVER_HELLO => outline::is_retry(body_ahead),
        _ => Some(false),
    };
    let (name, meaning) = match is_retry {
        Some(true) => ("HelloRetryRequest", say!("wire-tls-hello-retry")),
        None => (
            outline::SERVER_OR_RETRY,
            say!("wire-tls-server-hello-or-retry"),
        ),
        Some(false) => {
            let name = names::message(kind).unwrap_or_default();
            (name, names::message_meaning(kind))
        }
    };
    head.group(&MESSAGE, |head| {
        head.num(8, &TYPE, |_| meaning.clone());
        let left = head.left().saturating_sub(3);
        let told = head.num(24, &LENGTH, |n| length_meaning(n as usize, left)) as usize;
        if told > left {
            head.goes_on();
        }
        head.within(told.min(left), &REST, say!("wire-tls-rest"), |head| {
            body(head, kind, told);
        });
        (Value::Text(Clean::fixed(name)), meaning)
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
fn body(head: &mut Head<'_>, kind: u8, told: usize) {
    match kind {
        1 => hello::client(head),
        2 => hello::server(head),
        4 => new_session_ticket(head),
        11 => certificate(head),
        12 => server_key_exchange(head),
        15 => signature(head),
        16 => client_key_exchange(head, told),
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
    if head.peek() != Some(3) {
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
fn client_key_exchange(head: &mut Head<'_>, told: usize) {
    if head
        .peek()
        .is_some_and(|length| told == usize::from(length) + 1)
    {
        opaque(head, 8, CLIENT_POINT, say!("wire-tls-public-key"));
    } else {
        opaque(head, 16, ENCRYPTED_PREMASTER, say!("wire-tls-premaster"));
    }
}

//! The two hellos of a handshake: what the client can do (RFC 8446 §4.1.2), and what the server chooses
//! of it (§4.1.3).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::tree::{Head, Named};

use super::vector::{list, opaque};
use super::{extensions, names};

/// Length of either side's random bytes.
const RANDOM: usize = 32;

const CLIENT: &str = "RFC 8446 §4.1.2";
const CLIENT_RANDOM: Named = Named("Random", "tls.handshake.random", CLIENT);
const SUITES_LENGTH: Named = Named(
    "Cipher Suites Length",
    "tls.handshake.cipher_suites_length",
    CLIENT,
);
const METHODS_LENGTH: Named = Named(
    "Compression Methods Length",
    "tls.handshake.comp_methods_length",
    CLIENT,
);

const SERVER: &str = "RFC 8446 §4.1.3";
const SERVER_RANDOM: Named = Named("Random", "tls.handshake.random", SERVER);

pub(super) fn client(head: &mut Head<'_>) {
    version(head, CLIENT);
    head.raw(RANDOM, &CLIENT_RANDOM, say!("wire-tls-random"));
    session_id(head, CLIENT);
    list(head, 16, &SUITES_LENGTH, |head| suite(head, CLIENT, false));
    list(head, 8, &METHODS_LENGTH, |head| compression(head, CLIENT));
    if head.left() > 0 {
        extensions::read(head, false);
    }
}

pub(super) fn server(head: &mut Head<'_>) {
    version(head, SERVER);
    head.bytes(RANDOM, &SERVER_RANDOM, |bytes| {
        (Value::Bytes, random_meaning(bytes))
    });
    session_id(head, SERVER);
    suite(head, SERVER, true);
    compression(head, SERVER);
    if head.left() > 0 {
        extensions::read(head, true);
    }
}

fn version(head: &mut Head<'_>, reference: &'static str) {
    let named = Named("Legacy Version", "tls.handshake.version", reference);
    head.hex(16, &named, |n| {
        say!("wire-tls-hello-version", name = names::version(n as u16))
    });
}

fn random_meaning(random: &[u8]) -> Say {
    if random == names::RETRY {
        say!("wire-tls-random-retry")
    } else {
        say!("wire-tls-random")
    }
}

fn session_id(head: &mut Head<'_>, reference: &'static str) {
    let length = "tls.handshake.session_id_length";
    let names = [
        &Named("Session ID Length", length, reference),
        &Named("Legacy Session ID", "tls.handshake.session_id", reference),
    ];
    opaque(head, 8, names, say!("wire-tls-session-id"));
}

fn suite(head: &mut Head<'_>, reference: &'static str, chosen: bool) {
    let named = Named("Cipher Suite", "tls.handshake.ciphersuite", reference);
    head.hex(16, &named, |n| suite_meaning(n as u16, chosen));
}

fn suite_meaning(number: u16, chosen: bool) -> Say {
    let name = names::suite(number);
    match number {
        n if names::is_grease(n) => say!("wire-tls-grease"),
        0x00ff => say!("wire-tls-scsv"),
        _ if chosen => say!("wire-tls-suite-chosen", name = name),
        _ => say!("wire-tls-suite", name = name),
    }
}

fn compression(head: &mut Head<'_>, reference: &'static str) {
    let named = Named("Compression Method", "tls.handshake.comp_method", reference);
    head.num(8, &named, |n| match n {
        0 => say!("wire-tls-compression-none"),
        _ => say!("wire-tls-compression"),
    });
}

//! The two hellos of a handshake: what the client can do (RFC 8446 §4.1.2), and what the server chooses
//! of it (§4.1.3).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::named::fields;
use crate::wire::tree::Head;

use super::vector::{list, opaque};
use super::{extensions, names};

/// Length of either side's random bytes.
const RANDOM: usize = 32;

const CLIENT: &str = "RFC 8446 §4.1.2";
const SERVER: &str = "RFC 8446 §4.1.3";

fields! {
    CLIENT_RANDOM: Bytes "tls.handshake.random" = "Random", CLIENT;
    SUITES_LENGTH: Number "tls.handshake.cipher_suites_length" = "Cipher Suites Length", CLIENT;
    METHODS_LENGTH: Number "tls.handshake.comp_methods_length"
        = "Compression Methods Length", CLIENT;

    SERVER_RANDOM: Bytes "tls.handshake.random" = "Random", SERVER;

    LEGACY_VERSION: Number "tls.handshake.version" = "Legacy Version", "RFC 8446 §4.1.2";
    SESSION_ID_LENGTH: Number "tls.handshake.session_id_length"
        = "Session ID Length", "RFC 8446 §4.1.2";
    LEGACY_SESSION_ID: Bytes "tls.handshake.session_id" = "Legacy Session ID", "RFC 8446 §4.1.2";
    CIPHER_SUITE: Number "tls.handshake.ciphersuite" = "Cipher Suite", "RFC 8446 §4.1.2";
    COMPRESSION_METHOD: Number "tls.handshake.comp_method"
        = "Compression Method", "RFC 8446 §4.1.2";
}

pub(super) fn client(head: &mut Head<'_>) {
    version(head, CLIENT, |name| {
        say!("wire-tls-hello-version", name = name)
    });
    head.raw(RANDOM, &CLIENT_RANDOM, say!("wire-tls-random"));
    session_id(head, CLIENT);
    list(head, 16, &SUITES_LENGTH, |head| suite(head, CLIENT, false));
    list(head, 8, &METHODS_LENGTH, |head| compression(head, CLIENT));
    if head.left() > 0 {
        extensions::read(head, false);
    }
}

pub(super) fn server(head: &mut Head<'_>) {
    version(head, SERVER, |name| {
        say!("wire-tls-hello-version-server", name = name)
    });
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

fn version(head: &mut Head<'_>, reference: &'static str, meaning: fn(String) -> Say) {
    head.hex(16, &LEGACY_VERSION.of(reference), |n| {
        meaning(names::version(n as u16))
    });
}

/// A server's random bytes may be a message of their own, or end in one (RFC 8446 §4.1.3).
fn random_meaning(random: &[u8]) -> Say {
    match random {
        _ if random == names::RETRY => say!("wire-tls-random-retry"),
        [.., b'D', b'O', b'W', b'N', b'G', b'R', b'D', 1] => say!("wire-tls-random-down-12"),
        [.., b'D', b'O', b'W', b'N', b'G', b'R', b'D', 0] => say!("wire-tls-random-down-11"),
        _ => say!("wire-tls-random"),
    }
}

fn session_id(head: &mut Head<'_>, reference: &'static str) {
    let names = [
        &SESSION_ID_LENGTH.of(reference),
        &LEGACY_SESSION_ID.of(reference),
    ];
    opaque(head, 8, names, say!("wire-tls-session-id"));
}

fn suite(head: &mut Head<'_>, reference: &'static str, chosen: bool) {
    head.hex(16, &CIPHER_SUITE.of(reference), |n| {
        suite_meaning(n as u16, chosen)
    });
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
    head.num(8, &COMPRESSION_METHOD.of(reference), |n| match n {
        0 => say!("wire-tls-compression-none"),
        _ => say!("wire-tls-compression"),
    });
}

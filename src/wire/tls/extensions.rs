//! TLS's extensions (RFC 8446 §4.2, RFC 6066): what a hello says beside its fixed fields.

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::named::{Named, fields};
use crate::wire::tree::Head;

use super::names;
use super::vector::{list, opaque, text};

mod keys;

pub(super) use keys::FIELDS as KEYS;

use keys::{key_share, pre_shared_key, psk_modes, supported_groups};

const EXTENSIONS: &str = "RFC 8446 §4.2";
const SERVER_NAMES: &str = "RFC 6066 §3";

const STATUS: &str = "RFC 6066 §8";
const RESPONDERS: [&Named; 2] = [&RESPONDER_ID_LIST_LENGTH, &RESPONDER_ID_LIST];
const REQUEST_EXTENSIONS: [&Named; 2] = [&REQUEST_EXTENSIONS_LENGTH, &REQUEST_EXTENSIONS_FIELD];

const POINTS: &str = "RFC 8422 §5.1.2";
const SIGNATURES: &str = "RFC 8446 §4.2.3";

const ALPN: &str = "RFC 7301 §3.1";
const VERSIONS: &str = "RFC 8446 §4.2.1";

const RENEGOTIATION: &str = "RFC 5746 §3.2";

fields! {
    EXTENSIONS_LENGTH: Number "tls.handshake.extensions_length" = "Extensions Length", EXTENSIONS;
    EXTENSION = "Extension", EXTENSIONS;
    TYPE: Number "tls.handshake.extension.type" = "Type", EXTENSIONS;
    LENGTH: Number "tls.handshake.extension.len" = "Length", EXTENSIONS;
    DATA: Bytes "tls.handshake.extension.data" = "Data", EXTENSIONS;

    SERVER_NAMES_LENGTH: Number "tls.handshake.extensions_server_name_list_len"
        = "Server Name List Length", SERVER_NAMES;
    NAME_TYPE: Number "tls.handshake.extensions_server_name_type" = "Name Type", SERVER_NAMES;
    SERVER_NAME_LENGTH: Number "tls.handshake.extensions_server_name_len"
        = "Server Name Length", SERVER_NAMES;
    SERVER_NAME: Verbatim "tls.handshake.extensions_server_name" = "Server Name", SERVER_NAMES;

    STATUS_TYPE: Number "tls.handshake.extensions_status_request_type" = "Status Type", STATUS;

    POINTS_LENGTH: Number "tls.handshake.extensions_ec_point_formats_length"
        = "EC Point Formats Length", POINTS;
    POINT: Number "tls.handshake.extensions_ec_point_format" = "EC Point Format", POINTS;

    SIGNATURES_LENGTH: Number "tls.handshake.sig_hash_alg_len"
        = "Signature Algorithms Length", SIGNATURES;
    SIGNATURE: Number "tls.handshake.sig_hash_alg" = "Signature Algorithm", SIGNATURES;

    ALPN_LENGTH: Number "tls.handshake.extensions_alpn_len" = "ALPN Length", ALPN;
    PROTOCOL_LENGTH: Number "tls.handshake.extensions_alpn_str_len" = "ALPN String Length", ALPN;
    PROTOCOL: Text "tls.handshake.extensions_alpn_str" = "Protocol Name", ALPN;
    TICKET: Bytes "tls.handshake.session_ticket" = "Session Ticket", "RFC 5077 §3.2";

    VERSIONS_LENGTH: Number "tls.handshake.extensions.supported_versions_len"
        = "Supported Versions Length", VERSIONS;
    VERSION: Number "tls.handshake.extensions.supported_version" = "Supported Version", VERSIONS;

    RESPONDER_ID_LIST_LENGTH: Number "tls.handshake.extensions_status_request_responder_ids_len"
        = "Responder ID List Length", STATUS;
    RESPONDER_ID_LIST = "Responder ID List", STATUS;
    REQUEST_EXTENSIONS_LENGTH: Number "tls.handshake.extensions_status_request_exts_len"
        = "Request Extensions Length", STATUS;
    REQUEST_EXTENSIONS_FIELD = "Request Extensions", STATUS;
    RENEGOTIATION_INFO_LENGTH: Number "tls.handshake.extensions_reneg_info_len"
        = "Renegotiation Info Length", RENEGOTIATION;
    RENEGOTIATION_INFO_FIELD: Bytes "tls.handshake.extensions_reneg_info"
        = "Renegotiation Info", RENEGOTIATION;
}

const RENEGOTIATION_INFO: [&Named; 2] = [&RENEGOTIATION_INFO_LENGTH, &RENEGOTIATION_INFO_FIELD];

/// Reads an extension's data; `true`: the server's, whose lists mostly hold one choice.
type Read = fn(&mut Head<'_>, bool);

/// An extension that is read here: its number, what it is for, who reads it.
static KNOWN: &[(u16, Say, Read)] = &[
    (0, say!("wire-tls-ext-server-name"), server_name),
    (5, say!("wire-tls-ext-status"), status_request),
    (10, say!("wire-tls-ext-groups"), supported_groups),
    (11, say!("wire-tls-ext-points"), point_formats),
    (13, say!("wire-tls-ext-signatures"), signature_algorithms),
    (16, say!("wire-tls-ext-alpn"), alpn),
    (23, say!("wire-tls-ext-ems"), no_data),
    (35, say!("wire-tls-ext-ticket"), session_ticket),
    (41, say!("wire-tls-ext-psk"), pre_shared_key),
    (42, say!("wire-tls-ext-early"), no_data),
    (43, say!("wire-tls-ext-versions"), supported_versions),
    (44, say!("wire-tls-ext-cookie"), no_data),
    (45, say!("wire-tls-ext-psk-modes"), psk_modes),
    (51, say!("wire-tls-ext-key-share"), key_share),
    (0xfe0d, say!("wire-tls-ext-ech"), no_data),
    (0xff01, say!("wire-tls-ext-renegotiation"), renegotiation),
];

/// All extensions of a hello; `server`: of the server's.
pub(super) fn read(head: &mut Head<'_>, server: bool) {
    list(head, 16, &EXTENSIONS_LENGTH, |head| {
        head.group(&EXTENSION, |head| extension(head, server));
    });
}

fn extension(head: &mut Head<'_>, server: bool) -> (Value, Say) {
    let number = head.num(16, &TYPE, |n| meaning(n as u16)) as u16;
    let Some(number) = head.known(number) else {
        return (Value::Unknown, say!("wire-goes-on"));
    };
    let length = head.num(16, &LENGTH, |n| match n {
        0 => say!("wire-tls-extension-empty"),
        _ => say!("wire-tls-bytes", count = n),
    }) as usize;
    head.within(length, &DATA, meaning(number), |head| {
        if let Some((.., read)) = find(number).filter(|_| head.left() > 0) {
            read(head, server);
        }
    });
    (
        Value::Text(names::extension(number).into()),
        meaning(number),
    )
}

fn find(number: u16) -> Option<&'static (u16, Say, Read)> {
    KNOWN.iter().find(|(known, ..)| *known == number)
}

fn meaning(number: u16) -> Say {
    match find(number) {
        Some((_, meaning, _)) => meaning.clone(),
        None if names::is_grease(number) => say!("wire-tls-grease"),
        None => say!("wire-tls-ext-other", name = names::extension(number)),
    }
}

/// That it is there says all; bytes in it are not read.
const fn no_data(_: &mut Head<'_>, _: bool) {}

/// The name of the server that is meant: one address may serve many.
fn server_name(head: &mut Head<'_>, _: bool) {
    list(head, 16, &SERVER_NAMES_LENGTH, |head| {
        head.num(8, &NAME_TYPE, |n| match n {
            0 => say!("wire-tls-name-host"),
            _ => say!("wire-tls-name-other"),
        });
        text(head, 16, [&SERVER_NAME_LENGTH, &SERVER_NAME], |_| {
            say!("wire-tls-server-name")
        });
    });
}

/// The client wants proof that the certificate has not been revoked.
fn status_request(head: &mut Head<'_>, server: bool) {
    if !server {
        head.num(8, &STATUS_TYPE, |_| say!("wire-tls-ext-status"));
        opaque(head, 16, RESPONDERS, say!("wire-tls-ext-status"));
        opaque(head, 16, REQUEST_EXTENSIONS, say!("wire-tls-ext-status"));
    }
}

fn point_formats(head: &mut Head<'_>, _: bool) {
    list(head, 8, &POINTS_LENGTH, |head| {
        head.num(8, &POINT, |n| match n {
            0 => say!("wire-tls-point-plain"),
            _ => say!("wire-tls-point-other"),
        });
    });
}

fn signature_algorithms(head: &mut Head<'_>, _: bool) {
    list(head, 16, &SIGNATURES_LENGTH, |head| {
        head.hex(16, &SIGNATURE, |n| {
            say!("wire-name", name = names::signature(n as u16))
        });
    });
}

/// Application-layer protocol negotiation: what is to be spoken inside.
fn alpn(head: &mut Head<'_>, _: bool) {
    list(head, 16, &ALPN_LENGTH, |head| {
        text(head, 8, [&PROTOCOL_LENGTH, &PROTOCOL], alpn_meaning);
    });
}

fn alpn_meaning(protocol: &[u8]) -> Say {
    match protocol {
        b"h2" => say!("wire-tls-alpn-h2"),
        b"http/1.1" => say!("wire-tls-alpn-http1"),
        b"h3" => say!("wire-tls-alpn-h3"),
        _ => say!("wire-tls-alpn-other"),
    }
}

/// What a server gave the client to go on with an earlier session (RFC 5077).
fn session_ticket(head: &mut Head<'_>, _: bool) {
    head.rest(&TICKET, say!("wire-tls-ticket"));
}

/// The versions that the client offers; the one that the server chooses.
fn supported_versions(head: &mut Head<'_>, server: bool) {
    if server {
        head.hex(16, &VERSION, |n| version_meaning(n as u16, true));
        return;
    }
    list(head, 8, &VERSIONS_LENGTH, |head| {
        head.hex(16, &VERSION, |n| version_meaning(n as u16, false));
    });
}

fn version_meaning(number: u16, chosen: bool) -> Say {
    match names::version(number) {
        _ if names::is_grease(number) => say!("wire-tls-grease"),
        name if chosen => say!("wire-tls-version-chosen", name = name),
        name => say!("wire-name", name = name),
    }
}

fn renegotiation(head: &mut Head<'_>, _: bool) {
    let meaning = say!("wire-tls-ext-renegotiation");
    opaque(head, 8, RENEGOTIATION_INFO, meaning);
}

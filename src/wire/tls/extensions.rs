//! TLS's extensions (RFC 8446 §4.2, RFC 6066): what a hello says beside its fixed fields.

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::tree::{Head, Named, harmless};

use super::handshake::{list, opaque};
use super::names;

/// Extension types (IANA TLS ExtensionType Values).
pub(super) mod kind {
    pub(in crate::wire::tls) const SERVER_NAME: u16 = 0;
    pub(in crate::wire::tls) const STATUS_REQUEST: u16 = 5;
    pub(in crate::wire::tls) const SUPPORTED_GROUPS: u16 = 10;
    pub(in crate::wire::tls) const EC_POINT_FORMATS: u16 = 11;
    pub(in crate::wire::tls) const SIGNATURE_ALGORITHMS: u16 = 13;
    pub(in crate::wire::tls) const ALPN: u16 = 16;
    pub(in crate::wire::tls) const EXTENDED_MASTER_SECRET: u16 = 23;
    pub(in crate::wire::tls) const SESSION_TICKET: u16 = 35;
    pub(in crate::wire::tls) const PRE_SHARED_KEY: u16 = 41;
    pub(in crate::wire::tls) const SUPPORTED_VERSIONS: u16 = 43;
    pub(in crate::wire::tls) const PSK_MODES: u16 = 45;
    pub(in crate::wire::tls) const KEY_SHARE: u16 = 51;
    pub(in crate::wire::tls) const RENEGOTIATION_INFO: u16 = 0xff01;
}

/// All extensions of a hello; `server`: of the server's, whose lists mostly hold one choice.
pub(super) fn read(head: &mut Head<'_>, server: bool) {
    const REFERENCE: &str = "RFC 8446 §4.2";
    list(
        head,
        16,
        &Named(
            "Extensions Length",
            "tls.handshake.extensions_length",
            REFERENCE,
        ),
        |head| {
            head.group(&Named("Extension", "", REFERENCE), |head| {
                let number = head.num(
                    16,
                    &Named("Type", "tls.handshake.extension.type", REFERENCE),
                    |n| meaning(n as u16),
                ) as u16;
                let length = head.num(
                    16,
                    &Named("Length", "tls.handshake.extension.len", REFERENCE),
                    |n| match n {
                        0 => say!("wire-tls-extension-empty"),
                        _ => say!("wire-tls-bytes", count = n),
                    },
                ) as usize;
                let rest = Named("Data", "tls.handshake.extension.data", REFERENCE);
                head.within(length, &rest, meaning(number), |head| {
                    if head.left() > 0 {
                        data(head, number, server);
                    }
                });
                (Value::Text(names::extension(number)), meaning(number))
            });
        },
    );
}

fn meaning(number: u16) -> Say {
    match number {
        kind::SERVER_NAME => say!("wire-tls-ext-server-name"),
        kind::STATUS_REQUEST => say!("wire-tls-ext-status"),
        kind::SUPPORTED_GROUPS => say!("wire-tls-ext-groups"),
        kind::EC_POINT_FORMATS => say!("wire-tls-ext-points"),
        kind::SIGNATURE_ALGORITHMS => say!("wire-tls-ext-signatures"),
        kind::ALPN => say!("wire-tls-ext-alpn"),
        kind::EXTENDED_MASTER_SECRET => say!("wire-tls-ext-ems"),
        kind::SESSION_TICKET => say!("wire-tls-ext-ticket"),
        kind::PRE_SHARED_KEY => say!("wire-tls-ext-psk"),
        kind::SUPPORTED_VERSIONS => say!("wire-tls-ext-versions"),
        kind::PSK_MODES => say!("wire-tls-ext-psk-modes"),
        kind::KEY_SHARE => say!("wire-tls-ext-key-share"),
        kind::RENEGOTIATION_INFO => say!("wire-tls-ext-renegotiation"),
        other if names::is_grease(other) => say!("wire-tls-grease"),
        other => say!("wire-tls-ext-other", name = names::extension(other)),
    }
}

fn data(head: &mut Head<'_>, number: u16, server: bool) {
    match number {
        kind::SERVER_NAME => server_name(head),
        kind::STATUS_REQUEST if !server => status(head),
        kind::SUPPORTED_GROUPS => {
            const REFERENCE: &str = "RFC 8446 §4.2.7";
            let named = Named(
                "Supported Groups Length",
                "tls.handshake.extensions_supported_groups_length",
                REFERENCE,
            );
            list(head, 16, &named, |head| {
                group(
                    head,
                    &Named(
                        "Group",
                        "tls.handshake.extensions_supported_group",
                        REFERENCE,
                    ),
                );
            });
        }
        kind::EC_POINT_FORMATS => {
            const REFERENCE: &str = "RFC 8422 §5.1.2";
            let named = Named(
                "EC Point Formats Length",
                "tls.handshake.extensions_ec_point_formats_length",
                REFERENCE,
            );
            list(head, 8, &named, |head| {
                head.num(
                    8,
                    &Named(
                        "EC Point Format",
                        "tls.handshake.extensions_ec_point_format",
                        REFERENCE,
                    ),
                    |n| match n {
                        0 => say!("wire-tls-point-plain"),
                        _ => say!("wire-tls-point-other"),
                    },
                );
            });
        }
        kind::SIGNATURE_ALGORITHMS => {
            const REFERENCE: &str = "RFC 8446 §4.2.3";
            let named = Named(
                "Signature Algorithms Length",
                "tls.handshake.sig_hash_alg_len",
                REFERENCE,
            );
            list(head, 16, &named, |head| {
                head.hex(
                    16,
                    &Named(
                        "Signature Algorithm",
                        "tls.handshake.sig_hash_alg",
                        REFERENCE,
                    ),
                    |n| say!("wire-name", name = names::signature(n as u16)),
                );
            });
        }
        kind::ALPN => alpn(head),
        kind::SESSION_TICKET => {
            let left = head.left();
            head.bytes(
                left,
                &Named(
                    "Session Ticket",
                    "tls.handshake.session_ticket",
                    "RFC 5077 §3.2",
                ),
                |_| (Value::Bytes, say!("wire-tls-ticket")),
            );
        }
        kind::PRE_SHARED_KEY => pre_shared_key(head, server),
        kind::SUPPORTED_VERSIONS => versions(head, server),
        kind::PSK_MODES => {
            const REFERENCE: &str = "RFC 8446 §4.2.9";
            list(
                head,
                8,
                &Named(
                    "PSK Key Exchange Modes Length",
                    "tls.extension.psk_ke_modes_length",
                    REFERENCE,
                ),
                |head| {
                    head.num(
                        8,
                        &Named(
                            "PSK Key Exchange Mode",
                            "tls.extension.psk_ke_mode",
                            REFERENCE,
                        ),
                        |n| match n {
                            0 => say!("wire-tls-psk-mode-old"),
                            _ => say!("wire-tls-psk-mode-fresh"),
                        },
                    );
                },
            );
        }
        kind::KEY_SHARE => key_share(head, server),
        kind::RENEGOTIATION_INFO => {
            const REFERENCE: &str = "RFC 5746 §3.2";
            let names = [
                &Named(
                    "Renegotiation Info Length",
                    "tls.handshake.extensions_reneg_info_len",
                    REFERENCE,
                ),
                &Named(
                    "Renegotiation Info",
                    "tls.handshake.extensions_reneg_info",
                    REFERENCE,
                ),
            ];
            opaque(head, 8, names, say!("wire-tls-ext-renegotiation"));
        }
        _ => {}
    }
}

/// The name of the server that is meant: one address may serve many (RFC 6066 §3).
fn server_name(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 6066 §3";
    list(
        head,
        16,
        &Named(
            "Server Name List Length",
            "tls.handshake.extensions_server_name_list_len",
            REFERENCE,
        ),
        |head| {
            head.num(
                8,
                &Named(
                    "Name Type",
                    "tls.handshake.extensions_server_name_type",
                    REFERENCE,
                ),
                |n| match n {
                    0 => say!("wire-tls-name-host"),
                    _ => say!("wire-tls-name-other"),
                },
            );
            let named = Named(
                "Server Name Length",
                "tls.handshake.extensions_server_name_len",
                REFERENCE,
            );
            let count = head.num(16, &named, |n| say!("wire-tls-bytes", count = n)) as usize;
            head.bytes(
                count,
                &Named(
                    "Server Name",
                    "tls.handshake.extensions_server_name",
                    REFERENCE,
                ),
                |bytes| (Value::Text(harmless(bytes)), say!("wire-tls-server-name")),
            );
        },
    );
}

fn alpn(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 7301 §3.1";
    list(
        head,
        16,
        &Named(
            "ALPN Length",
            "tls.handshake.extensions_alpn_len",
            REFERENCE,
        ),
        |head| {
            let named = Named(
                "ALPN String Length",
                "tls.handshake.extensions_alpn_str_len",
                REFERENCE,
            );
            let count = head.num(8, &named, |n| say!("wire-tls-bytes", count = n)) as usize;
            head.bytes(
                count,
                &Named(
                    "Protocol Name",
                    "tls.handshake.extensions_alpn_str",
                    REFERENCE,
                ),
                |bytes| {
                    let meaning = match bytes {
                        b"h2" => say!("wire-tls-alpn-h2"),
                        b"http/1.1" => say!("wire-tls-alpn-http1"),
                        b"h3" => say!("wire-tls-alpn-h3"),
                        _ => say!("wire-tls-alpn-other"),
                    };
                    (Value::Text(harmless(bytes)), meaning)
                },
            );
        },
    );
}

fn versions(head: &mut Head<'_>, server: bool) {
    const REFERENCE: &str = "RFC 8446 §4.2.1";
    let one = |head: &mut Head<'_>| {
        head.hex(
            16,
            &Named(
                "Supported Version",
                "tls.handshake.extensions.supported_version",
                REFERENCE,
            ),
            |n| match n as u16 {
                n if names::is_grease(n) => say!("wire-tls-grease"),
                n if server => say!("wire-tls-version-chosen", name = names::version(n)),
                n => say!("wire-name", name = names::version(n)),
            },
        );
    };
    if server {
        return one(head);
    }
    list(
        head,
        8,
        &Named(
            "Supported Versions Length",
            "tls.handshake.extensions.supported_versions_len",
            REFERENCE,
        ),
        one,
    );
}

fn group(head: &mut Head<'_>, named: &Named) {
    head.hex(16, named, |n| match n as u16 {
        n if names::is_grease(n) => say!("wire-tls-grease"),
        n => say!("wire-tls-group", name = names::group(n)),
    });
}

/// Half of a Diffie–Hellman exchange each way: from both halves, and only with one of the two secrets
/// that are never sent, comes the key.
fn key_share(head: &mut Head<'_>, server: bool) {
    const REFERENCE: &str = "RFC 8446 §4.2.8";
    let share = |head: &mut Head<'_>| {
        head.group(&Named("Key Share Entry", "", REFERENCE), |head| {
            group(
                head,
                &Named(
                    "Group",
                    "tls.handshake.extensions_key_share_group",
                    REFERENCE,
                ),
            );
            let names = [
                &Named(
                    "Key Exchange Length",
                    "tls.handshake.extensions_key_share_key_exchange_length",
                    REFERENCE,
                ),
                &Named(
                    "Key Exchange",
                    "tls.handshake.extensions_key_share_key_exchange",
                    REFERENCE,
                ),
            ];
            opaque(head, 16, names, say!("wire-tls-public-key"));
            (Value::Group, say!("wire-tls-key-share"))
        });
    };
    match (server, head.left()) {
        (true, 2) => group(
            head,
            &Named(
                "Selected Group",
                "tls.handshake.extensions_key_share_selected_group",
                REFERENCE,
            ),
        ),
        (true, _) => share(head),
        (false, _) => {
            let named = Named(
                "Client Key Share Length",
                "tls.handshake.extensions_key_share_client_length",
                REFERENCE,
            );
            list(head, 16, &named, share);
        }
    }
}

fn pre_shared_key(head: &mut Head<'_>, server: bool) {
    const REFERENCE: &str = "RFC 8446 §4.2.11";
    if server {
        head.num(
            16,
            &Named(
                "Selected Identity",
                "tls.handshake.extensions.psk.identity.selected",
                REFERENCE,
            ),
            |_| say!("wire-tls-psk-selected"),
        );
        return;
    }
    list(
        head,
        16,
        &Named(
            "Identities Length",
            "tls.handshake.extensions.psk.identities.length",
            REFERENCE,
        ),
        |head| {
            let names = [
                &Named(
                    "Identity Length",
                    "tls.handshake.extensions.psk.identity.identity_length",
                    REFERENCE,
                ),
                &Named(
                    "Identity",
                    "tls.handshake.extensions.psk.identity.identity",
                    REFERENCE,
                ),
            ];
            opaque(head, 16, names, say!("wire-tls-psk-identity"));
            let named = Named(
                "Obfuscated Ticket Age",
                "tls.handshake.extensions.psk.identity.obfuscated_ticket_age",
                REFERENCE,
            );
            head.num(32, &named, |_| say!("wire-tls-psk-age"));
        },
    );
    list(
        head,
        16,
        &Named(
            "Binders Length",
            "tls.handshake.extensions.psk.binders_len",
            REFERENCE,
        ),
        |head| {
            let names = [
                &Named("Binder Length", "", REFERENCE),
                &Named("Binder", "tls.handshake.extensions.psk.binders", REFERENCE),
            ];
            opaque(head, 8, names, say!("wire-tls-psk-binder"));
        },
    );
}

fn status(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 6066 §8";
    head.num(
        8,
        &Named(
            "Status Type",
            "tls.handshake.extensions_status_request_type",
            REFERENCE,
        ),
        |_| say!("wire-tls-ext-status"),
    );
    let names = [
        &Named(
            "Responder ID List Length",
            "tls.handshake.extensions_status_request_responder_ids_len",
            REFERENCE,
        ),
        &Named("Responder ID List", "", REFERENCE),
    ];
    opaque(head, 16, names, say!("wire-tls-ext-status"));
    let names = [
        &Named(
            "Request Extensions Length",
            "tls.handshake.extensions_status_request_exts_len",
            REFERENCE,
        ),
        &Named("Request Extensions", "", REFERENCE),
    ];
    opaque(head, 16, names, say!("wire-tls-ext-status"));
}

//! The extensions by which both sides agree on a key.

use crate::say;
use crate::wire::field::Value;
use crate::wire::named::{Named, fields};
use crate::wire::tls::names;
use crate::wire::tls::vector::{list, opaque};
use crate::wire::tree::Head;

const GROUPS: &str = "RFC 8446 §4.2.7";
const SHARES: &str = "RFC 8446 §4.2.8";
const KEY_EXCHANGE: [&Named; 2] = [&KEY_EXCHANGE_LENGTH, &KEY_EXCHANGE_FIELD];

const MODES: &str = "RFC 8446 §4.2.9";
const PSK: &str = "RFC 8446 §4.2.11";
const IDENTITY: [&Named; 2] = [&IDENTITY_LENGTH, &IDENTITY_FIELD];

fields! {
    GROUPS_LENGTH: Number "tls.handshake.extensions_supported_groups_length"
        = "Supported Groups Length", GROUPS;
    GROUP: Number "tls.handshake.extensions_supported_group" = "Group", GROUPS;

    SHARES_LENGTH: Number "tls.handshake.extensions_key_share_client_length"
        = "Client Key Share Length", SHARES;
    SHARE = "Key Share Entry", SHARES;
    SHARE_GROUP: Number "tls.handshake.extensions_key_share_group" = "Group", SHARES;
    SELECTED_GROUP: Number "tls.handshake.extensions_key_share_selected_group"
        = "Selected Group", SHARES;

    MODES_LENGTH: Number "tls.extension.psk_ke_modes_length"
        = "PSK Key Exchange Modes Length", MODES;
    MODE: Number "tls.extension.psk_ke_mode" = "PSK Key Exchange Mode", MODES;

    SELECTED_IDENTITY: Number "tls.handshake.extensions.psk.identity.selected"
        = "Selected Identity", PSK;
    IDENTITIES_LENGTH: Number "tls.handshake.extensions.psk.identities.length"
        = "Identities Length", PSK;

    TICKET_AGE: Number "tls.handshake.extensions.psk.identity.obfuscated_ticket_age"
        = "Obfuscated Ticket Age", PSK;
    BINDERS_LENGTH: Number "tls.handshake.extensions.psk.binders_len" = "Binders Length", PSK;

    KEY_EXCHANGE_LENGTH: Number "tls.handshake.extensions_key_share_key_exchange_length"
        = "Key Exchange Length", SHARES;
    KEY_EXCHANGE_FIELD: Bytes "tls.handshake.extensions_key_share_key_exchange"
        = "Key Exchange", SHARES;
    IDENTITY_LENGTH: Number "tls.handshake.extensions.psk.identity.identity_length"
        = "Identity Length", PSK;
    IDENTITY_FIELD: Bytes "tls.handshake.extensions.psk.identity.identity" = "Identity", PSK;
    BINDER_LENGTH = "Binder Length", PSK;
    BINDER_FIELD: Protocol "tls.handshake.extensions.psk.binders" = "Binder", PSK;
}
const BINDER: [&Named; 2] = [&BINDER_LENGTH, &BINDER_FIELD];

/// The groups in which the client can make a key.
pub(super) fn supported_groups(head: &mut Head<'_>, _: bool) {
    list(head, 16, &GROUPS_LENGTH, |head| group(head, &GROUP));
}

fn group(head: &mut Head<'_>, named: &Named) {
    head.hex(16, named, |n| match n as u16 {
        n if names::is_grease(n) => say!("wire-tls-grease"),
        n => say!("wire-tls-group", name = names::group(n)),
    });
}

/// Half of a Diffie–Hellman exchange each way: from both halves, and only with one of the two secrets
/// that are never sent, comes the key.
pub(super) fn key_share(head: &mut Head<'_>, server: bool) {
    match (server, head.promised().saturating_sub(head.at())) {
        // A server that asks for another hello names the group only.
        (true, 2) => group(head, &SELECTED_GROUP),
        (true, _) => share(head),
        (false, _) => list(head, 16, &SHARES_LENGTH, share),
    }
}

fn share(head: &mut Head<'_>) {
    head.group(&SHARE, |head| {
        group(head, &SHARE_GROUP);
        opaque(head, 16, KEY_EXCHANGE, say!("wire-tls-public-key"));
        (Value::Group, say!("wire-tls-key-share"))
    });
}

/// Is a key from before used alone, or a fresh exchange with it?
pub(super) fn psk_modes(head: &mut Head<'_>, _: bool) {
    list(head, 8, &MODES_LENGTH, |head| {
        head.num(8, &MODE, |n| match n {
            0 => say!("wire-tls-psk-mode-old"),
            _ => say!("wire-tls-psk-mode-fresh"),
        });
    });
}

/// Keys from an earlier session, each with proof that the client has it; the one that the server takes.
pub(super) fn pre_shared_key(head: &mut Head<'_>, server: bool) {
    if server {
        head.num(16, &SELECTED_IDENTITY, |_| say!("wire-tls-psk-selected"));
        return;
    }
    list(head, 16, &IDENTITIES_LENGTH, |head| {
        opaque(head, 16, IDENTITY, say!("wire-tls-psk-identity"));
        head.num(32, &TICKET_AGE, |_| say!("wire-tls-psk-age"));
    });
    list(head, 16, &BINDERS_LENGTH, |head| {
        opaque(head, 8, BINDER, say!("wire-tls-psk-binder"));
    });
}

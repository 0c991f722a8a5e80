//! What a record of an update says by its class and type (RFC 2136 §2.4, §2.5).

use crate::say;
use crate::say::Say;

use super::kind::{self, ANY, ANY_CLASS, NONE_CLASS};

/// What must be so before anything is changed.
pub(super) fn condition(class: u16, of: u16) -> Say {
    let kind = kind::name(of);
    match (class, of) {
        (ANY_CLASS, ANY) => say!("wire-dns-if-used"),
        (ANY_CLASS, _) => say!("wire-dns-if-has", kind = kind),
        (NONE_CLASS, ANY) => say!("wire-dns-if-not-used"),
        (NONE_CLASS, _) => say!("wire-dns-if-has-not", kind = kind),
        _ => say!("wire-dns-if-same", kind = kind),
    }
}

/// What shall change.
pub(super) fn change(class: u16, of: u16) -> Say {
    let kind = kind::name(of);
    match (class, of) {
        (ANY_CLASS, ANY) => say!("wire-dns-delete-name"),
        (ANY_CLASS, _) => say!("wire-dns-delete-set", kind = kind),
        (NONE_CLASS, _) => say!("wire-dns-delete-one", kind = kind),
        _ => say!("wire-dns-add", kind = kind),
    }
}

/// The same in one line, with whom it concerns; `value`: the record's data, where there is any to show.
pub(super) fn sentence(class: u16, of: u16, name: String, value: String) -> Say {
    let kind = kind::name(of);
    match (class, of) {
        (ANY_CLASS, ANY) => say!("wire-say-dns-delete-name", name = name),
        (ANY_CLASS, _) => say!("wire-say-dns-delete-set", name = name, kind = kind),
        (NONE_CLASS, _) => say!(
            "wire-say-dns-delete-one",
            name = name,
            kind = kind,
            value = value
        ),
        _ => say!("wire-say-dns-add", name = name, kind = kind, value = value),
    }
}

//! The header fields of one end, one by one.

use crate::wire::{Dissection, Field, Protocol, SourceId, Value};

use super::Cell;

/// One field of one end.
pub(super) struct Leaf {
    pub(super) osi: u8,
    pub(super) protocol: Protocol,
    /// The first, second … of its name, where a header has several.
    pub(super) nth: usize,
    pub(super) name: &'static str,
    pub(super) filter: &'static str,
    pub(super) cell: Cell,
}

/// Fields whose value is fixed or says nothing by itself.
const LEFT_OUT: [&str; 8] = [
    "ip.version",
    "ipv6.version",
    "tcp.flags.res",
    "tcp.option_kind",
    "tcp.option_len",
    "tcp.options.nop",
    "tcp.options.eol",
    "tcp.urgent_pointer",
];

/// Fields that hold the length of a header that may have options.
pub(super) const SIZES: [&str; 2] = ["ip.hdr_len", "tcp.hdr_len"];

/// The header fields of layers 2 to 4.
pub(super) fn fields(tree: &Dissection) -> Vec<Leaf> {
    let mut leaves: Vec<Leaf> = Vec::new();
    let headers = tree
        .layers
        .iter()
        .filter(|l| l.source == SourceId(0) && (2..=4).contains(&l.osi) && is_header(l.protocol));
    for layer in headers {
        let mut found = Vec::new();
        layer
            .fields
            .iter()
            .for_each(|field| flatten(field, &mut found));
        for (name, filter, cell) in found {
            let nth = leaves
                .iter()
                .filter(|l| l.protocol == layer.protocol && l.filter == filter)
                .count();
            leaves.push(Leaf {
                osi: layer.osi,
                protocol: layer.protocol,
                nth,
                name,
                filter,
                cell,
            });
        }
    }
    leaves
}

const fn is_header(protocol: Protocol) -> bool {
    !matches!(protocol, Protocol::Data | Protocol::Padding)
}

fn flatten(field: &Field, out: &mut Vec<(&'static str, &'static str, Cell)>) {
    if field.bits.is_empty()
        || field.filter.is_empty() && field.children.is_empty()
        || LEFT_OUT.contains(&field.filter)
    {
        return;
    }
    let flags = !field.children.is_empty()
        && field
            .children
            .iter()
            .all(|c| matches!(c.value, Value::Flag(_) | Value::Unknown));
    if flags && !field.filter.is_empty() {
        out.push((field.name, field.filter, set_flags(field)));
    } else if field.value == Value::Group {
        field.children.iter().for_each(|child| flatten(child, out));
    } else if field.value == Value::Unknown {
        out.push((field.name, field.filter, Cell::Unknown));
    } else if let Some(text) = field.value.text() {
        out.push((field.name, field.filter, Cell::Value(text)));
    }
}

/// The names of the flags that are set: `PUSH ACK`.
fn set_flags(group: &Field) -> Cell {
    if group
        .children
        .iter()
        .any(|flag| flag.value == Value::Unknown)
    {
        return Cell::Unknown;
    }
    let set = group
        .children
        .iter()
        .filter(|flag| flag.value == Value::Flag(true));
    let names: Vec<String> = set
        .filter_map(|flag| Some(flag.filter.rsplit('.').next()?.to_uppercase()))
        .collect();
    Cell::Value(if names.is_empty() {
        "0".to_owned()
    } else {
        names.join(" ")
    })
}

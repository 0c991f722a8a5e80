//! What the options of IPv4 and TCP share: a kind, and, unless it is one of the two that stand alone
//! (end of list, no operation), a length that counts kind and length too.

use super::named::Named;
use super::tree::Head;
use crate::say;

/// Kind: no more options, the rest is filling.
pub(super) const END: u8 = 0;
/// Kind: nothing, so that the next option begins at a multiple of four.
pub(super) const NO_OPERATION: u8 = 1;

/// Reads the options up to where the header ends; `option` reads one of the kind it is given.
pub(super) fn options(head: &mut Head<'_>, end: usize, option: impl Fn(&mut Head<'_>, u8)) {
    if end > head.at() + head.left() {
        head.too_short("Options", end - head.at());
        head.ends_short(end);
    }
    head.limit(end);
    while let Some(kind) = head.peek() {
        option(head, kind);
    }
}

/// Reads an option's length byte; gives how many bytes of data follow, whether they are there or cut
/// off. `None` where the length cannot be, which is noted as a problem.
pub(super) fn length(head: &mut Head<'_>, named: &Named) -> Option<usize> {
    let at = head.at();
    let length = head.num(8, named, |n| say!("wire-option-length", count = n)) as usize;
    if length < 2 || at + length - 1 > head.promised() {
        let why = say!("wire-option-length-wrong", told = length);
        head.problem(at, "Length", why);
        return None;
    }
    Some(length - 2)
}

/// The filling behind the end of the list.
pub(super) fn filling(head: &mut Head<'_>, named: &Named) {
    head.rest(named, say!("wire-dhcp-filling"));
}

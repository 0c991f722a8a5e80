//! Sans-IO codecs and state machines of the lab's own protocols.

pub mod chat;
pub fn dissect(link: crate::wire::LinkType, bytes: &[u8], context: &crate::wire::Context) -> crate::wire::Dissection {
    crate::wire::dissect(link, bytes, context)
}

use super::chosen::Handshake;
use crate::exercise::{Question, Journal};
use crate::say; use crate::say::Say;
pub(super) fn question(_c: Handshake)->Question{Question{ask:say!("handshake-about"),answers:vec![]}}
pub(super) fn answer(_c: Handshake,_j:&Journal)->Option<usize>{None}
pub(super) fn sentence(_c: Handshake,_j:&Journal)->Option<Say>{None}

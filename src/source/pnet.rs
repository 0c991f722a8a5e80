//! The portable second source: pnet's datalink channel, one thread an interface.

use super::capture::{Control, Outbox, Sockets};
use std::sync::Arc;

pub(super) fn run(_sockets: Sockets, _control: &Arc<Control>, _outbox: &mut Outbox) {}

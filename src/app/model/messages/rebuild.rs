//! What a frame would have looked like, from what the model knows of the path: for messages whose
//! frames nobody could capture.

use crate::app::model::Model;
use crate::clock::Time;
use crate::compose::{self, Rebuilt};
use crate::journey::path;
use crate::record::Carried;

/// The frames of a message sent or received at `time`, as far as they can be known, and how many more
/// there were. Empty: nothing at all is known of the path.
#[must_use]
pub fn rebuild(model: &Model, carried: &Carried, time: Time) -> Rebuilt {
    let host = model.hosts.snapshot(carried.host);
    let facts = host.and_then(|host| path::facts(host, carried, model.ttl(host.host)));
    facts.map_or_else(Rebuilt::default, |facts| {
        compose::rebuild(carried, &facts, time)
    })
}

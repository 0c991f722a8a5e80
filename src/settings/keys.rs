//! `[keys.LAYER]`: keys as the user wishes them. Which layers and verbs there are the keys' own table knows.

use crate::msg::Key;

use super::problem::Place;

/// The keys wished for one verb of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWish {
    /// The layer's name.
    pub layer: String,
    /// Where it stands.
    pub layer_at: Place,
    /// What the keys shall do.
    pub verb: String,
    /// Where that stands.
    pub at: Place,
    /// The keys, at least one.
    pub keys: Vec<Key>,
}

//! What one can do with every exercise: the first verbs of each one's layer.

use crate::screens::exercises::verb::bench_layer;

bench_layer! {
    /// What one can do with every exercise.
    "exercise", "view-exercises";
}

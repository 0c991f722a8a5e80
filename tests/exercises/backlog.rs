//! `backlog` against the kernel.

use crate::Test;

pub const TESTS: &[(&str, Test)] = &[];

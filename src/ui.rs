//! What the screen is drawn with: colours by meaning, symbols, layout, reusable widgets.
//!
//! Widgets here know ratatui, the words and the types of a dissection; nothing of the program.

pub mod area;
pub mod bits;
pub mod field_tree;
pub mod fit;
pub mod hex_dump;
pub mod layer_stack;
pub mod line_code;
pub mod look;
pub mod picture;
pub mod plain;
pub mod theme;
pub mod wrap;

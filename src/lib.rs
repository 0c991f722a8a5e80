//! wirelab: an interactive network lab in a terminal. This page is the guided map of the house.

pub mod chat;
pub mod cli;
pub mod clock;
pub mod cmd;
pub mod frame;
pub mod host;
pub mod journey;
pub mod panes;
pub mod place;
pub mod practice;
pub mod proto;
pub mod record;
pub mod say;
pub mod source;
pub mod store;
pub mod sys;
pub mod text;
pub mod ui;
pub mod wire;

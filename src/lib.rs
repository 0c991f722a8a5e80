//! wirelab: an interactive network lab in a terminal. This page is the guided map of the house.
//!
//! The house is built from the bottom up: a room knows the rooms below it, never those above. The
//! test `tests/layering.rs` holds it, and `ARCHITECTURE.md` shows the same table with its reasons.
//! A good first walk: [`wire::ipv4`] (a header, field by field), [`journey`] (the same bytes as
//! layers), [`app::run`] (how it all comes to life).
//!
//! # The ground: words that every room uses
//!
//! - [`mod@say`]: what a screen shall say, before it is said in any language.
//! - [`clock`]: time as frames carry it, nanoseconds since 1970.
//! - [`place`]: where something happens: a host and one of its interfaces.
//! - [`sys`]: the only `unsafe` code: the capture ring, namespaces, passing of descriptors; who opens a
//!   host's sockets, and what time it is.
//! - [`frame`]: the bytes of one link-layer unit with what is known about them.
//! - [`record`]: what the packet log is made of: frames, and what a socket did.
//!
//! # Protocols: bytes in, meaning out; no socket, no clock
//!
//! - [`wire`]: the Internet's protocols, one file each: Ethernet, ARP, IP, ICMP, TCP, UDP, DNS and more.
//! - [`proto`]: the lab's own protocol of the chat: records, sessions and what proves them, the finder; and how
//!   plain programs are read: lines, encodings, names.
//! - [`net`]: the network as data: interfaces, addresses, routes; which way a packet goes, and subnets.
//! - [`text`]: turns what a room has to say into English or Chinese.
//!
//! # The outside: what touches the machine and the network
//!
//! - [`host`]: reads interfaces, addresses, routes, neighbours, name servers off the kernel, live.
//! - [`source`]: frames come in: captured by the kernel's ring or by pnet, or rebuilt from what is known.
//! - [`files`]: capture files, read and written.
//! - [`chat`]: sockets and timers around the state machines of [`proto::chat`].
//! - [`practice`]: a lab of real kernel hosts in namespaces of one's own, with the practice partner.
//!
//! # What is kept, and how it is told
//!
//! - [`store`]: the packet log's memory, its filter, conversations and ladders, which bytes carried which
//!   message, what is housekeeping.
//! - [`journey`]: one message's way down the layers, over the wire and up again, as steps to play.
//! - [`report`]: the lab report: what was picked, and the page made from it.
//!
//! # The screen
//!
//! - [`msg`]: what happens (event), what one can ask for (action), what shall be done (effect), and what the
//!   chat, captures, hosts and files are asked for and report.
//! - [`ui`]: colours by meaning, and the widgets that panes share: bytes, fields, layers.
//! - [`panes`]: interfaces, chat, encapsulation, packets: each with its state, its reducer, its widget.
//! - [`app`]: the model, the one function that changes it, the keys, the view; at its edge the loop, the
//!   keyboard, the terminal, and the one place that performs effects.
//!
//! # The door
//!
//! - [`cli`]: the command line.
//! - [`cmd`]: the commands without a screen: text or JSON on a pipe.

pub mod app;
pub mod chat;
pub mod cli;
pub mod clock;
pub mod cmd;
pub mod compose;
pub mod files;
pub mod frame;
pub mod host;
pub mod journey;
pub mod msg;
pub mod net;
pub mod panes;
pub mod place;
pub mod practice;
pub mod proto;
pub mod record;
pub mod report;
pub mod say;
pub mod source;
pub mod store;
pub mod sys;
pub mod text;
pub mod ui;
pub mod wire;

//! wirelab: an interactive network lab in a terminal. This page is the guided map of the house.
//!
//! The house is built from the bottom up: a room knows the rooms below it, never those above. The
//! test `tests/layering.rs` holds it, and `ARCHITECTURE.md` shows the same table with its reasons.
//! A good first walk: [`wire::ipv4`] (a header, field by field), [`journey`] (the same bytes as
//! layers), [`app::run`] (how it all comes to life).
//!
//! The house has two floors. What is pure (from [`mod@say`] to [`app`]) takes time and chance as
//! arguments and cannot reach a socket, a file, a thread or a clock, not even through another room.
//! The edge does; the two speak to each other in the words of [`msg`].
//!
//! # The ground: words that every room uses
//!
//! - [`mod@say`]: what a screen shall say, before it is said in any language.
//! - [`clock`]: time as frames carry it, nanoseconds since 1970.
//! - [`mod@nearest`]: what somebody may have meant whose name nobody knows.
//! - [`place`]: where something happens: a host and one of its interfaces.
//! - [`frame`]: the bytes of one link-layer unit with what is known about them.
//! - [`record`]: what the packet log is made of: frames, and what a socket did.
//!
//! # Protocols and networks: bytes in, meaning out
//!
//! - [`wire`]: the Internet's protocols, one file each: Ethernet, ARP, IP, ICMP, TCP, UDP, DNS and more.
//! - [`proto`]: the lab's own protocol of the chat: records, sessions and what proves them, the finder; and how
//!   plain programs are read: lines, encodings, names.
//! - [`net`]: the network as data: interfaces, addresses, routes; which way a packet goes, and subnets.
//! - [`compose`]: frames written instead of captured.
//!
//! # What is kept, and how it is told
//!
//! - [`store`]: the packet log's memory, its filter, conversations and ladders, which bytes carried which
//!   message, what is housekeeping.
//! - [`journey`]: one message's way down the layers, over the wire and up again, as steps to play.
//! - [`exercise`]: what socket calls do, as data: scripts of calls, and what is read off what happened.
//! - [`export`]: a frame as text, hexadecimal, Python, JSON.
//! - [`report`]: the lab report: what was picked, and the page made from it.
//! - [`text`]: turns what a room has to say into English or Chinese.
//!
//! # The screen
//!
//! - [`msg`]: what happens (event), what shall be done (effect), and what the
//!   chat, captures, hosts and files are asked for and report.
//! - [`ui`]: colours by meaning, and the widgets that screens share: bytes, fields, layers.
//! - [`keymap`]: the keys in layers: those of everywhere, those of each screen; as they are bound.
//! - [`settings`]: what can be set, where a setting comes from, and its file.
//! - [`screens`]: interfaces, chat, encapsulation, packets, exercises, all by one contract; and the table of them.
//! - [`app`]: the model, the one function that changes it, the view; at its edge the loop, the
//!   keyboard, the terminal, and the one place that performs effects.
//!
//! # The edge: what touches the machine and the network
//!
//! - [`sys`]: the only `unsafe` code: the capture ring, namespaces, passing of descriptors; who opens a
//!   host's sockets, and what time it is.
//! - [`host`]: reads interfaces, addresses, routes, neighbours, name servers off the kernel, live.
//! - [`source`]: frames come in: captured by the kernel's ring or by pnet.
//! - [`files`]: capture files, read and written; single files that are kept.
//! - [`chat`]: sockets and timers around the state machines of [`proto::chat`].
//! - [`runner`]: makes an exercise's calls on real sockets, a thread for each of its programs.
//! - [`practice`]: a lab of real kernel hosts in namespaces of one's own, with the practice partner.
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
pub mod exercise;
pub mod export;
pub mod files;
pub mod frame;
pub mod host;
pub mod journey;
pub mod keymap;
pub mod msg;
pub mod nearest;
pub mod net;
pub mod place;
pub mod practice;
pub mod proto;
pub mod record;
pub mod report;
pub mod runner;
pub mod say;
pub mod screens;
pub mod settings;
pub mod source;
pub mod store;
pub mod sys;
pub mod text;
pub mod ui;
pub mod wire;

//! The only room with `unsafe` code: sockets, the capture ring, namespaces, terminal facts.
//!
//! Every `unsafe` block carries its proof. What leaves this room is safe to call.
#![expect(
    unsafe_code,
    reason = "system calls that no safe wrapper offers; each block states why it is sound"
)]

pub mod clock;
pub mod descriptors;
pub mod ending;
pub mod factory;
#[cfg(target_os = "linux")]
pub mod fdpass;
#[cfg(target_os = "linux")]
pub mod namespace;
pub mod netlink;
#[cfg(target_os = "linux")]
pub mod offload;
#[cfg(target_os = "linux")]
pub mod packet;
pub mod probe;
pub mod rights;
#[cfg(target_os = "linux")]
pub mod ring;
pub mod socket;
pub mod terminal;
#[cfg(target_os = "linux")]
pub mod wake;
pub mod zone;

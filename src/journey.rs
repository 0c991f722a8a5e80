//! One message's way: down the sender's layers, over the wire, up the receiver's layers.
//!
//! Pure: a function of a frame's bytes and what is known of them. The panes play it.
//!
//! - [`model`]: the seven, five and four layers a student learns, over the same bytes.
//! - [`build`]: which bytes belong to which layer ([`Block`]), and the steps of the way.
//! - [`words`]: what each step says, from the frame's real values.
//! - [`path`]: what the host's tables say of the way: route, source, MACs, MTU.
//! - [`told`]: the whole way as plain text, to be kept and printed.
//! - [`player`]: which step is shown when: play, pause, step, speed, as a function of the time.

pub mod build;
pub mod model;
pub mod path;
pub mod player;
pub mod told;
pub mod words;

use std::net::IpAddr;

use crate::frame::Frame;
use crate::record::{Carried, RecordId};
use crate::wire::{Digest, Dissection, digest};

pub use build::{Block, Phase, Role, Size, Step};
pub use model::{Level, Model};
pub use player::{Player, Speed};

/// What a journey is about; tells a captured frame that it stands for the rebuilt one shown before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A chat message, numbered by whoever asks for the journey.
    Message(u64),
    /// A frame of the packet log.
    Record(RecordId),
}

/// One end of the way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Party {
    /// The student.
    You,
    /// Another: a nick or an address, harmless to print.
    Name(String),
}

/// What carries the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Medium {
    /// A network card and its cable.
    Cable,
    /// Wi-Fi.
    Air,
    /// A virtual cable between two namespaces.
    Veth,
    /// The machine's way to itself.
    Loopback,
    /// A tunnel.
    Tunnel,
    /// Not known.
    #[default]
    Unknown,
}

/// What is known of the way beside the frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What the journey is about.
    pub subject: Subject,
    /// Who sends.
    pub sender: Party,
    /// Who gets it.
    pub receiver: Party,
    /// The message whose bytes the frame carries, where it is one of the chat's.
    pub carried: Option<Carried>,
    /// What carries the frame.
    pub medium: Medium,
    /// Prefix length of the sender's own network, where the sender is this host.
    pub prefix: Option<u8>,
    /// The router the frame goes to first, where it is not the receiver's own network.
    pub gateway: Option<IpAddr>,
    /// Largest packet the interface takes, in bytes.
    pub mtu: Option<u32>,
    /// Frames of the same message beyond this one.
    pub more_frames: usize,
}

impl Facts {
    /// Only names: for frames that are opened from the log.
    #[must_use]
    pub const fn plain(subject: Subject, sender: Party, receiver: Party) -> Self {
        Self {
            subject,
            sender,
            receiver,
            carried: None,
            medium: Medium::Unknown,
            prefix: None,
            gateway: None,
            mtu: None,
            more_frames: 0,
        }
    }
}

/// One frame's way through the layers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// The frame.
    pub frame: Frame,
    /// The frame, taken apart.
    pub dissection: Dissection,
    /// The frame's facts.
    pub digest: Digest,
    /// What is known beside it.
    pub facts: Facts,
    /// Which bytes belong to which layer, in the order of the frame.
    pub blocks: Vec<Block>,
    /// The message as text, where the frame carries one: harmless to print, one line.
    pub text: Option<String>,
}

impl Journey {
    /// The way of `frame`, which `dissection` takes apart.
    #[must_use]
    pub fn new(frame: Frame, dissection: Dissection, facts: Facts) -> Self {
        let blocks = build::blocks(&frame, &dissection, facts.carried.as_ref());
        let text = build::text(&frame, &blocks, facts.carried.as_ref());
        let digest = digest(frame.meta.link, &frame.bytes);
        Self { frame, dissection, digest, facts, blocks, text }
    }

    /// The steps of the way in this model: down, the wire, up.
    #[must_use]
    pub fn steps(&self, model: Model) -> Vec<Step> {
        build::steps(self, model)
    }
}

#[cfg(test)]
mod tests;

//! What a lab's datagrams are proved by: while it is called, and from then on.

use std::time::Duration;

use tokio::time::Instant;

use crate::proto::chat::Hello;
use crate::proto::chat::codec::Record;
use crate::proto::chat::datagram::{self, Window};
use crate::proto::chat::secret::{Introduction, PrivateKey, Secret, Side};

/// A call that is not answered is made again after this long, doubled each time.
const AGAIN: Duration = Duration::from_millis(300);

/// A lab that is being called.
#[derive(Debug)]
pub struct Call {
    pub hello: Hello,
    pub key: PrivateKey,
    /// Who the finder says is there; `None`: the student says that it is a lab.
    pub named: Option<u64>,
    /// Another program answered than the one that is named: what proves our datagrams to it.
    pub other: Option<Sealed>,
    pub made: u32,
    pub last: Instant,
}

impl Call {
    /// When it is made again, or given up.
    pub fn again_at(&self) -> Instant {
        self.last + AGAIN * 2_u32.saturating_pow(self.made.saturating_sub(1)).min(8)
    }
}

/// What proves a lab's datagrams and ours.
#[derive(Debug)]
pub struct Sealed {
    pub secret: Secret,
    pub side: Side,
    /// The other end's running program.
    pub instance: u64,
    pub sent: u64,
    pub window: Window,
    /// The hello that began it and our answer, should that get lost; only at the listener.
    pub began: Option<(Introduction, Hello)>,
}

impl Sealed {
    pub fn new(secret: Secret, side: Side, instance: u64) -> Self {
        Self {
            secret,
            side,
            instance,
            sent: 0,
            window: Window::default(),
            began: None,
        }
    }

    /// The datagram that carries this record.
    pub fn seal(&mut self, record: &Record) -> Vec<u8> {
        let number = self.sent;
        self.sent += 1;
        datagram::seal(&self.secret, self.side, number, record)
    }

    /// The record in a datagram of the other end's that has not come before.
    pub fn open(&mut self, bytes: &[u8]) -> Option<Record> {
        let (record, number) = datagram::open(&self.secret, self.side.other(), bytes)?;
        self.window.take(number).then_some(record)
    }
}

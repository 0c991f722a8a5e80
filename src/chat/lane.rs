//! The lane to the screen: what happens in the chat's tasks, told where it is shown.

use std::io;

use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_util::sync::CancellationToken;

use crate::record::SocketEvent;

use super::traced::{NotOpened, Traced};
use crate::msg::chat::ChatEvent;

/// Events of one connection that may wait to be looked at; above, its socket is not read.
pub const QUOTA: usize = 32;

/// An event on the lane. While it is held, it takes its part of the connection's quota.
#[derive(Debug)]
pub struct Delivered {
    /// What happened.
    pub event: ChatEvent,
    /// Given back when this is dropped.
    #[expect(
        dead_code,
        reason = "held for its drop: it gives the connection its quota back"
    )]
    pub(super) quota: Option<OwnedSemaphorePermit>,
}

#[cfg(test)]
impl From<ChatEvent> for Delivered {
    fn from(event: ChatEvent) -> Self {
        Self { event, quota: None }
    }
}

/// The tasks' end of the lane.
#[derive(Debug, Clone)]
pub struct Lane {
    to: mpsc::Sender<Delivered>,
    leaving: CancellationToken,
}

impl Lane {
    /// Into this channel, until the program ends.
    pub const fn new(to: mpsc::Sender<Delivered>, leaving: CancellationToken) -> Self {
        Self { to, leaving }
    }

    /// Tells an event; waits while the lane is full. Once the program ends, what finds no room is lost.
    pub fn tell(&self, event: ChatEvent) -> impl Future<Output = ()> + Send {
        self.tell_within(None, event)
    }

    /// As [`Lane::tell`], as part of a connection's quota.
    pub async fn tell_within(&self, quota: Option<OwnedSemaphorePermit>, event: ChatEvent) {
        tokio::select! {
            biased;
            room = self.to.reserve() => if let Ok(room) = room { room.send(Delivered { event, quota }) },
            () = self.leaving.cancelled() => {}
        }
    }

    /// The socket, or the kernel's error when there is none, which is told.
    ///
    /// # Errors
    /// What the kernel says to `socket(2)`.
    pub async fn opened(&self, opened: Result<Traced, Box<NotOpened>>) -> io::Result<Traced> {
        match opened {
            Ok(socket) => Ok(socket),
            Err(failed) => {
                self.tell(ChatEvent::Socket(failed.event)).await;
                Err(failed.error)
            }
        }
    }

    /// Tells what a socket did.
    pub fn tell_calls(&self, calls: Vec<SocketEvent>) -> impl Future<Output = ()> + Send {
        self.tell_calls_within(None, calls)
    }

    /// As [`Lane::tell_calls`], the first of them as part of a connection's quota.
    pub async fn tell_calls_within(
        &self,
        mut quota: Option<OwnedSemaphorePermit>,
        calls: Vec<SocketEvent>,
    ) {
        for call in calls {
            self.tell_within(quota.take(), ChatEvent::Socket(call))
                .await;
        }
    }

    /// Tells what a socket did where one cannot wait; what finds no room is lost.
    pub fn tell_calls_if_room(&self, calls: Vec<SocketEvent>) {
        for call in calls {
            let event = ChatEvent::Socket(call);
            let _ = self.to.try_send(Delivered { event, quota: None });
        }
    }
}

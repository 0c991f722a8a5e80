//! The lane to the screen: what happens in the chat's tasks, told where it is shown.

use std::io;

use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_util::sync::CancellationToken;

use crate::record::SocketEvent;

use super::traced::{NotOpened, Traced};
use crate::msg::chat::ChatEvent;

/// Events of one connection that may wait to be looked at; above, its socket is not read.
pub const QUOTA: usize = 32;

/// Something on its way to the screen. While it is held, it takes its part of the connection's quota.
#[derive(Debug)]
pub struct Delivered<E> {
    /// What happened.
    pub event: E,
    /// Given back when this is dropped.
    #[expect(
        dead_code,
        reason = "held for its drop: it gives the connection its quota back"
    )]
    quota: Option<OwnedSemaphorePermit>,
}

#[cfg(test)]
impl<E> From<E> for Delivered<E> {
    fn from(event: E) -> Self {
        Self { event, quota: None }
    }
}

/// The tasks' end of both channels: what the chat tells, and which calls its sockets have seen. Calls have one of
/// their own, for those of other programs come there too.
#[derive(Debug, Clone)]
pub struct Senders {
    events: mpsc::Sender<Delivered<ChatEvent>>,
    calls: mpsc::Sender<Delivered<SocketEvent>>,
}

/// The other end. A call that has led to an event is always there before it: who takes an event from one channel
/// and has emptied the other first, sees them in order.
#[derive(Debug)]
pub struct Receivers {
    /// What the chat tells.
    pub events: mpsc::Receiver<Delivered<ChatEvent>>,
    /// Which calls its sockets have seen.
    pub calls: mpsc::Receiver<Delivered<SocketEvent>>,
}

/// Both channels, each with room for so many.
#[must_use]
pub fn channels(room: usize) -> (Senders, Receivers) {
    let (to_events, events) = mpsc::channel(room);
    let (to_calls, calls) = mpsc::channel(room);
    let senders = Senders {
        events: to_events,
        calls: to_calls,
    };
    (senders, Receivers { events, calls })
}

impl Receivers {
    /// The next event, for whom calls are of no interest: they are passed over. `None`: the chat has ended.
    pub async fn event(&mut self) -> Option<ChatEvent> {
        loop {
            tokio::select! {
                biased;
                Some(_) = self.calls.recv() => {}
                told = self.events.recv() => return told.map(|told| told.event),
            }
        }
    }

    /// The next call, for whom events are of no interest: they are passed over.
    #[cfg(test)]
    pub(super) async fn call(&mut self) -> Option<SocketEvent> {
        loop {
            tokio::select! {
                biased;
                told = self.calls.recv() => return told.map(|told| told.event),
                Some(_) = self.events.recv() => {}
            }
        }
    }
}

/// Sends; waits while the channel is full. Once the program ends, what finds no room is lost.
async fn send<E>(to: &mpsc::Sender<Delivered<E>>, leaving: &CancellationToken, told: Delivered<E>) {
    tokio::select! {
        biased;
        room = to.reserve() => if let Ok(room) = room { room.send(told) },
        () = leaving.cancelled() => {}
    }
}

/// The tasks' way to the screen.
#[derive(Debug, Clone)]
pub struct Lane {
    to: Senders,
    leaving: CancellationToken,
}

impl Lane {
    /// Into these channels, until the program ends.
    pub const fn new(to: Senders, leaving: CancellationToken) -> Self {
        Self { to, leaving }
    }

    /// Tells an event.
    pub fn tell(&self, event: ChatEvent) -> impl Future<Output = ()> + Send {
        self.tell_within(None, event)
    }

    /// As [`Lane::tell`], as part of a connection's quota.
    pub async fn tell_within(&self, quota: Option<OwnedSemaphorePermit>, event: ChatEvent) {
        send(&self.to.events, &self.leaving, Delivered { event, quota }).await;
    }

    /// The socket, or the kernel's error when there is none, which is told.
    ///
    /// # Errors
    /// What the kernel says to `socket(2)`.
    pub async fn opened(&self, opened: Result<Traced, Box<NotOpened>>) -> io::Result<Traced> {
        match opened {
            Ok(socket) => Ok(socket),
            Err(failed) => {
                self.tell_calls(vec![failed.event]).await;
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
        for event in calls {
            let quota = quota.take();
            send(&self.to.calls, &self.leaving, Delivered { event, quota }).await;
        }
    }

    /// Tells what a socket did where one cannot wait; what finds no room is lost.
    pub fn tell_calls_if_room(&self, calls: Vec<SocketEvent>) {
        for event in calls {
            let _ = self.to.calls.try_send(Delivered { event, quota: None });
        }
    }
}

//! A session without a connection: kept for a while, with what is typed meanwhile, until it has one again.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use crate::chat::conn::Conn;
use crate::chat::handshake::Known;
use crate::chat::shared::Order;
use crate::msg::chat::{ChatEvent, Delivery, Farewell};

use super::talk::Closing;
use super::{Peer, crowded_out};

/// A session without a connection is kept this long.
const RESUMABLE: Duration = Duration::from_mins(5);

/// What came of waiting.
pub enum Waited<T> {
    Done(T),
    Probe,
    Leave(Farewell),
}

impl Peer {
    /// Without a connection: gets it back, or waits for the other side to.
    pub(super) async fn away(&mut self) -> Result<Conn, Farewell> {
        let until = Instant::now() + RESUMABLE;
        match self.route.clone() {
            Some(route) => self.reconnect(route, until).await,
            None => self.wait_for_it(until).await,
        }
    }

    async fn wait_for_it(&mut self, until: Instant) -> Result<Conn, Farewell> {
        self.tell(ChatEvent::Reconnecting {
            peer: self.id,
            attempt: 0,
        })
        .await;
        loop {
            let arrival = tokio::select! {
                arrival = self.arrivals.recv() => arrival,
                order = self.orders.recv() => match self.keep_order(order).await {
                    Waited::Leave(why) => return Err(why),
                    Waited::Done(()) | Waited::Probe => continue,
                },
                () = tokio::time::sleep_until(until) => None,
                () = crowded_out(self.place.as_ref()) => None,
            };
            return self.arrived(arrival.ok_or(Farewell::Silent)?).await;
        }
    }

    /// What carries the session on.
    pub(super) fn known(&self) -> Option<Known> {
        let (secret, received) = (self.secret.clone()?, self.session.received());
        Some(Known {
            session: self.session.id(),
            instance: self.instance,
            secret,
            received,
        })
    }

    /// Takes orders while something else is under way.
    pub(super) async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> Waited<T> {
        tokio::pin!(work);
        loop {
            let order = tokio::select! {
                done = &mut work => return Waited::Done(done),
                order = self.orders.recv() => order,
            };
            match self.keep_order(order).await {
                Waited::Done(()) => {}
                Waited::Probe => return Waited::Probe,
                Waited::Leave(why) => return Waited::Leave(why),
            }
        }
    }

    /// As [`Peer::meanwhile`], but nothing hurries it.
    ///
    /// # Errors
    /// You gave up.
    pub(super) async fn meanwhile_patiently<T>(
        &mut self,
        work: impl Future<Output = T>,
    ) -> Result<T, Farewell> {
        tokio::pin!(work);
        loop {
            match self.meanwhile(&mut work).await {
                Waited::Done(done) => return Ok(done),
                Waited::Probe => {}
                Waited::Leave(why) => return Err(why),
            }
        }
    }

    /// An order while there is no connection to carry it out on.
    async fn keep_order(&mut self, order: Option<Order>) -> Waited<()> {
        match order {
            Some(Order::Send { message, text, .. }) => {
                let kept = self.session.keep(message.0, text);
                self.tick(
                    message,
                    if kept.is_ok() {
                        Delivery::Waiting
                    } else {
                        Delivery::Lost
                    },
                )
                .await;
                Waited::Done(())
            }
            // The next hello says who we are; about sightings nobody can be asked now.
            Some(
                Order::Introduce
                | Order::Ask { .. }
                | Order::Answer { .. }
                | Order::Writing
                | Order::Keep,
            ) => Waited::Done(()),
            Some(Order::Probe) => Waited::Probe,
            Some(Order::Superseded) => Waited::Leave(Farewell::Returned),
            Some(Order::Close(_)) if self.meeting => {
                self.closing.get_or_insert_with(Closing::begin);
                Waited::Done(())
            }
            Some(Order::Close(_) | Order::Leave) | None => Waited::Leave(Farewell::ByYou),
        }
    }
}

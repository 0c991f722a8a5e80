//! `connect(2)`, whose end is waited for.

use std::io;
use std::net::SocketAddr;

use socket2::SockAddr;

use crate::record::{Call, Purpose, Transport};

use super::{Traced, canonical};

/// How far `connect` has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// The SYN is out.
    UnderWay,
    /// All of it is done.
    Done,
}

impl Traced {
    /// `connect(2)` and the wait for its end. What ICMP says meanwhile is kept for [`Traced::icmp_error`].
    pub async fn connect(&mut self, address: SocketAddr) -> io::Result<()> {
        let begun = self.begin_to_connect(address)?;
        self.end_connecting(begun).await
    }

    /// The first call of [`Self::connect`]; over TCP the SYN goes out with it. What it wrote down can be
    /// told before anybody answers.
    ///
    /// # Errors
    /// What the kernel says at once.
    pub fn begin_to_connect(&mut self, address: SocketAddr) -> io::Result<Begun> {
        if self.transport == Transport::Tcp {
            let purpose = std::mem::replace(&mut self.purpose, Purpose::Housekeeping);
            // Without it an ICMP message and an RST look alike; the connection is the same.
            let _ = self.keep_icmp_errors();
            self.serve(purpose);
        }
        self.peer = Some(canonical(address));
        self.began = Some(crate::sys::clock::now());
        let result = self.socket.connect(&SockAddr::from(address));
        self.learn_local();
        let under_way =
            matches!(&result, Err(error) if error.raw_os_error() == Some(libc::EINPROGRESS));
        let result = self.noted(Call::Connect(address), result);
        if !under_way {
            result?;
        }
        self.register()?;
        Ok(if under_way {
            Begun::UnderWay
        } else {
            Begun::Done
        })
    }

    /// Waits for what has begun.
    ///
    /// # Errors
    /// What the kernel says: refused, unreachable, …
    pub async fn end_connecting(&mut self, begun: Begun) -> io::Result<()> {
        if begun == Begun::UnderWay {
            let result = self.connected().await;
            self.learn_local();
            self.noted(Call::Connected, result)?;
        }
        if self.transport == Transport::Tcp {
            let purpose = std::mem::replace(&mut self.purpose, Purpose::Housekeeping);
            self.forget_icmp_errors();
            self.serve(purpose);
        }
        Ok(())
    }

    async fn connected(&self) -> io::Result<()> {
        loop {
            let mut guard = self.ready()?.writable().await?;
            if let Some(error) = self.socket.take_error()? {
                return Err(error);
            }
            if self.socket.peer_addr().is_ok() {
                return Ok(());
            }
            guard.clear_ready();
        }
    }
}

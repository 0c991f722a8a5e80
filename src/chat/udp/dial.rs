//! Reaching a peer over UDP: the address that was typed is handed to a socket that can send there.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::chat::shared::Shared;
use crate::chat::traced::Traced;
use crate::chat::{address, trouble, whence};
use crate::msg::chat::{ChatEvent, Manner, PeerId, Trouble};
use crate::place::HostId;
use crate::record::Transport;
use crate::say::Clean;
use crate::sys::factory::SharedFactory;

use super::{Task, serve};

/// A socket that listens: where, and how to ask it.
#[derive(Debug, Clone)]
pub struct Listening {
    /// Its address.
    pub address: SocketAddr,
    /// Its task.
    pub tasks: mpsc::Sender<Task>,
}

impl Listening {
    /// Is its task still there?
    pub fn is_open(&self) -> bool {
        !self.tasks.is_closed()
    }

    /// Can it send there? One bound to a single address is left to those who write to it.
    fn reaches(&self, to: SocketAddr) -> bool {
        let everywhere =
            self.address.ip().is_unspecified() && (self.address.is_ipv6() || to.is_ipv4());
        everywhere && self.is_open()
    }
}

/// Finds the address that was typed and hands it to a socket: the one that listens on its host, else a new one.
pub async fn dial(
    shared: Arc<Shared>,
    listening: HashMap<HostId, Vec<Listening>>,
    (typed, manner): (String, Manner),
) {
    let peer = shared.next_peer();
    let target = Clean::spoken(&typed);
    if let Err(trouble) = find(&shared, listening, (&typed, manner), (peer, &target)).await {
        shared
            .lane
            .tell(ChatEvent::ConnectFailed {
                peer,
                target,
                trouble,
            })
            .await;
    }
}

async fn find(
    shared: &Arc<Shared>,
    mut listening: HashMap<HostId, Vec<Listening>>,
    (typed, manner): (&str, Manner),
    (peer, target): (PeerId, &Clean),
) -> Result<(), Trouble> {
    let wanted = address::parse(typed, shared.port).map_err(|flaw| trouble::typed(typed, flaw))?;
    let ways = whence::ways(&shared.hosts, &wanted, &whence::MYSELF).await?;
    let (opener, address) = ways.into_iter().next().ok_or_else(trouble::no_host)?;
    let (host, target) = (opener.host(), target.clone());
    shared
        .lane
        .tell(ChatEvent::Connecting {
            peer,
            host,
            target,
            address,
        })
        .await;
    let task = Task::Reach {
        peer,
        address,
        manner,
    };
    let mut newest_first = listening
        .remove(&host)
        .into_iter()
        .flat_map(|all| all.into_iter().rev());
    let tasks = match newest_first.find(|listening| listening.reaches(address)) {
        Some(listening) => listening.tasks,
        None => serve(
            shared,
            opener.clone(),
            fresh(shared, &opener, address).await?,
            false,
        ),
    };
    tasks.send(task).await.map_err(|_| trouble::no_host())
}

/// A socket that the kernel binds when it first sends.
async fn fresh(
    shared: &Shared,
    opener: &SharedFactory,
    toward: SocketAddr,
) -> Result<Traced, Trouble> {
    let opened = Traced::open(opener.as_ref(), Transport::Udp, toward.is_ipv6());
    let mut socket = shared
        .lane
        .opened(opened)
        .await
        .map_err(|error| trouble::datagram(&error.into(), toward))?;
    // Without this option a refusal stays unsaid, nothing more.
    let _ = socket.keep_icmp_errors();
    Ok(socket)
}

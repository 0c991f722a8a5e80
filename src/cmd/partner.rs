//! `wirelab partner`: the practice partner by itself.

use std::io;
use std::net::SocketAddr;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::out::{Stop, note};
use crate::cli::PartnerArgs;
use crate::practice::{loopback, partner};

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// [`Stop::Failed`] when the address cannot be had.
pub fn run(args: &PartnerArgs) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(args.listen))
}

async fn serve(at: SocketAddr) -> Result<(), Stop> {
    // Before listening: whoever reads "listening" may send a signal at once.
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    let (tcp, udp) = loopback::listen(at)
        .await
        .map_err(|error| Stop::Failed(plain(at, &error)))?;
    let stop = CancellationToken::new();
    note!("listening on {}", tcp.local_addr()?);
    if udp.is_none() {
        note!("TCP only: another program has this port over UDP");
    }
    let ended = async {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stop.cancel();
    };
    tokio::join!(partner::serve(tcp, udp, stop.clone()), ended);
    Ok(())
}

fn plain(at: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "another program already listens on {at}; end it, or choose another port (port 0: the system chooses)"
            )
        }
        io::ErrorKind::AddrNotAvailable => {
            format!(
                "{} is not an address of this machine; see its addresses with: wirelab ip",
                at.ip()
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!(
                "port {} is reserved for the administrator; choose one from 1024 on",
                at.port()
            )
        }
        _ => format!("cannot listen on {at}: {error}"),
    }
}

//! Which rights a command keeps: decided before it starts.

use super::out::Stop;
use crate::cli::Command;
use crate::sys::rights::{give_up_capture_rights, is_set_uid};

/// Gives the right to capture up for every command that has no use for it: what reads a peer's bytes
/// has none. The lab, `capture`, `doctor` and `exercise` use it first and give it up themselves. Call it while
/// there is one thread: rights belong to threads.
///
/// # Errors
/// [`Stop::Failed`] for a set-user-ID program, or where the right cannot be given up.
pub fn settle(command: Option<&Command>) -> Result<(), Stop> {
    if is_set_uid() {
        return Err(Stop::Failed(
            "it does not run set-user-ID or set-group-ID: it would open its files as somebody else.\n\
             Take the bit away (chmod ug-s); the right to capture is given with: sudo setcap cap_net_raw+ep wirelab"
                .to_owned(),
        ));
    }
    if matches!(
        command,
        None | Some(Command::Capture(_) | Command::Doctor(_) | Command::Exercise(_))
    ) {
        return Ok(());
    }
    give_up_capture_rights().map_err(|error| {
        Stop::Failed(format!(
            "the right to capture could not be given up: {error}"
        ))
    })
}

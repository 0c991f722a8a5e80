//! `wirelab practice-helper`: the keeper of the practice lab's namespaces. The program starts it
//! itself, with a socket as standard input; run by hand it only says so.

use super::out::Stop;

/// Serves the program that started it until that ends.
///
/// # Errors
/// [`Stop::Usage`] when standard input is not the program's socket.
#[cfg(target_os = "linux")]
pub fn run() -> Result<(), Stop> {
    use std::os::fd::AsFd as _;

    let line = std::io::stdin().as_fd().try_clone_to_owned()?;
    crate::practice::helper::run(&line).map_err(|error| match error.raw_os_error() {
        Some(libc::ENOTSOCK) => {
            Stop::Usage("practice-helper is started by wirelab itself (press p there)".to_owned())
        }
        _ => Stop::Failed(error.to_string()),
    })
}

/// Says that there is no such thing here.
///
/// # Errors
/// Always.
#[cfg(not(target_os = "linux"))]
pub fn run() -> Result<(), Stop> {
    Err(Stop::Failed("the practice lab needs Linux".to_owned()))
}

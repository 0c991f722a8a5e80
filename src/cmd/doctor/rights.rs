//! The right to capture.

use super::Finding;

/// Can frames be read off the interfaces?
#[cfg(target_os = "linux")]
pub fn capture() -> Vec<Finding> {
    use crate::sys::factory::{SocketFactory as _, ThisMachine};
    let outcome = ThisMachine
        .open(libc::AF_PACKET, libc::SOCK_RAW, 0)
        .map(drop);
    let why = if nix::unistd::geteuid().is_root() {
        "you are root"
    } else {
        "it has the capability CAP_NET_RAW"
    };
    vec![match outcome {
        Ok(()) => Finding::ok(
            "capture",
            format!("This program may capture frames: {why}."),
        ),
        Err(error) => Finding::problem(
            "capture",
            format!("This program may not capture frames: {error}."),
            remedy(),
        ),
    }]
}

/// Elsewhere the portable library tries when it starts.
#[cfg(not(target_os = "linux"))]
pub fn capture() -> Vec<Finding> {
    vec![Finding::note(
        "capture",
        "On this system frames are captured by the portable library, which finds its rights out when it starts.",
        "macOS: install Wireshark's ChmodBPF; Windows: install Npcap in WinPcap-compatible mode",
    )]
}

#[cfg(target_os = "linux")]
fn remedy() -> String {
    let path = std::env::current_exe()
        .and_then(std::fs::canonicalize)
        .unwrap_or_else(|_| "target/release/wirelab".into());
    let setcap = format!(
        "sudo setcap cap_net_raw+ep {}",
        quoted(&path.display().to_string())
    );
    let mut lines = vec![
        "as a student, where namespaces are allowed (see there): press p in the lab, it captures without any right".to_owned(),
    ];
    match place_of(&path) {
        Some(why) => {
            lines.push(format!("the program lies on {why}, where capabilities do not count: copy it to a local disk first"));
        }
        None => lines.push(format!("as an administrator: {setcap}   (again after each build: a new file has no capabilities)")),
    }
    lines.join("\n")
}

/// Why file capabilities would not count there.
#[cfg(target_os = "linux")]
fn place_of(path: &std::path::Path) -> Option<&'static str> {
    use nix::sys::statfs::{NFS_SUPER_MAGIC, statfs};
    use nix::sys::statvfs::{FsFlags, statvfs};
    if statfs(path).is_ok_and(|fs| fs.filesystem_type() == NFS_SUPER_MAGIC) {
        return Some("an NFS share");
    }
    statvfs(path)
        .is_ok_and(|fs| fs.flags().contains(FsFlags::ST_NOSUID))
        .then_some("a file system mounted nosuid")
}

/// As a shell takes it.
#[cfg(target_os = "linux")]
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_where_a_shell_would_trip() {
        assert_eq!(quoted("/usr/bin/wirelab"), "/usr/bin/wirelab");
        assert_eq!(quoted("/home/a b/it's"), r"'/home/a b/it'\''s'");
    }
}

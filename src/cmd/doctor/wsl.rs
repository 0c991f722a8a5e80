//! Windows' Linux (WSL2): how its network hangs on that of Windows decides who can connect to you.

use std::net::IpAddr;
use std::process::{Command, Stdio};

use super::{Finding, small_file};
use crate::host::snapshot;
use crate::net::Snapshot;
use crate::sys::factory::ThisMachine;

/// WSL's networking modes (`networkingMode` in `.wslconfig`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Behind a NAT of Windows: nobody outside can connect.
    Nat,
    /// The interfaces of Windows themselves.
    Mirrored,
    /// Another one, or none.
    Other,
}

/// Nothing on other systems.
pub fn check() -> Vec<Finding> {
    if !small_file("/proc/version")
        .to_ascii_lowercase()
        .contains("microsoft")
    {
        return Vec::new();
    }
    let told = asked().and_then(|answer| mode_of(&answer));
    let mode =
        told.unwrap_or_else(|| snapshot(&ThisMachine).map_or(Mode::Nat, |host| guess(&host)));
    vec![judge(mode)]
}

/// `wslinfo` is part of WSL 2.0 and later; it answers at once.
fn asked() -> Option<String> {
    let output = Command::new("wslinfo")
        .arg("--networking-mode")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn mode_of(answer: &str) -> Option<Mode> {
    match answer.trim().to_ascii_lowercase().as_str() {
        "nat" => Some(Mode::Nat),
        "mirrored" => Some(Mode::Mirrored),
        "" => None,
        _ => Some(Mode::Other),
    }
}

/// NAT gives the machine one address out of 172.16.0.0/12 with a /20.
fn guess(host: &Snapshot) -> Mode {
    let nat = host
        .interfaces
        .iter()
        .flat_map(|interface| &interface.addresses)
        .any(|address| {
            matches!(address.address, IpAddr::V4(v4) if matches!(v4.octets(), [172, 16..=31, ..]))
                && address.prefix == 20
        });
    if nat { Mode::Nat } else { Mode::Mirrored }
}

fn judge(mode: Mode) -> Finding {
    match mode {
        Mode::Nat => Finding::problem(
            "wsl2",
            "This is WSL2 behind a NAT of Windows: you can connect to a neighbour, but a neighbour cannot connect to you.",
            "let the neighbour listen and connect from here; or in Windows write into %UserProfile%\\.wslconfig:\n[wsl2]\nnetworkingMode=mirrored\nthen run: wsl --shutdown   (Windows 11 22H2 or later)",
        ),
        Mode::Mirrored => Finding::note(
            "wsl2",
            "This is WSL2 with the interfaces of Windows (mirrored): a neighbour can connect once Windows lets it in.",
            "in PowerShell as administrator: New-NetFirewallHyperVRule -Name wirelab -DisplayName wirelab -Direction Inbound -VMCreatorId '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}' -Protocol TCP -LocalPorts 10101\nand once more with: -Name wirelab-udp -DisplayName wirelab-udp … -Protocol UDP -LocalPorts 10100,10101",
        ),
        Mode::Other => Finding::note(
            "wsl2",
            "This is WSL2 in a networking mode of its own (virtioproxy, bridged or none).",
            "networkingMode=mirrored in %UserProfile%\\.wslconfig is the one in which neighbours can connect",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn only_nat_keeps_neighbours_out() {
        assert_eq!(
            mode_of("nat\n").map(|mode| judge(mode).verdict),
            Some(Verdict::Problem)
        );
        assert_eq!(
            mode_of("mirrored").map(|mode| judge(mode).verdict),
            Some(Verdict::Note)
        );
        assert_eq!(
            (mode_of(""), mode_of("virtioproxy")),
            (None, Some(Mode::Other))
        );
        assert_eq!(guess(&Snapshot::default()), Mode::Mirrored);
    }
}

//! May this user make hosts of their own (user and network namespaces)? The practice partner with a
//! true layer 2 lives in them.

use netlink_packet_core::{
    NLM_F_ACK, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REQUEST, NetlinkHeader, NetlinkMessage,
    NetlinkPayload,
};
use netlink_packet_route::RouteNetlinkMessage;
use netlink_packet_route::link::{InfoKind, LinkAttribute, LinkInfo, LinkMessage};

use super::{Finding, small_file};
use crate::sys::probe::{self, Step};

/// What the kernel's switches say.
struct Switches {
    user_namespaces: Option<u64>,
    net_namespaces: Option<u64>,
    unprivileged: Option<u64>,
    apparmor: Option<u64>,
}

/// Tries it out in a child process and names the step that failed.
pub fn check() -> Vec<Finding> {
    let number = |path| small_file(path).trim().parse().ok();
    let switches = Switches {
        user_namespaces: number("/proc/sys/user/max_user_namespaces"),
        net_namespaces: number("/proc/sys/user/max_net_namespaces"),
        unprivileged: number("/proc/sys/kernel/unprivileged_userns_clone"),
        apparmor: number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
    };
    vec![match probe::namespaces(&cable_request()) {
        Ok(Ok(())) => Finding::ok(
            "namespaces",
            "You may make hosts of your own: the practice partner has a true layer 2.",
        ),
        Ok(Err((step, errno))) => denied(step, errno, &switches),
        Err(error) => {
            let fact =
                format!("It could not be tried out whether you may make namespaces: {error}.");
            Finding::note(
                "namespaces",
                fact,
                "the practice partner falls back to loopback if they are denied",
            )
        }
    }]
}

fn denied(step: Step, errno: i32, switches: &Switches) -> Finding {
    let what = match step {
        Step::UserNamespace => "a user namespace",
        Step::SetGroups => "/proc/self/setgroups",
        Step::UidMap => "the map of user numbers",
        Step::GidMap => "the map of group numbers",
        Step::NetNamespace => "a network namespace",
        Step::Cable => "a virtual cable (veth)",
        Step::Capture => "a capture socket inside",
    };
    let reason = std::io::Error::from_raw_os_error(errno);
    let fact = format!(
        "No hosts of your own: it failed at {what} ({reason}); the practice partner lives on loopback instead."
    );
    Finding::problem("namespaces", fact, remedy(step, errno, switches))
}

/// What stands in the way, most certain signs first.
fn remedy(step: Step, errno: i32, switches: &Switches) -> String {
    let administrator = |cause: &str, cure: &str| format!("{cause}; an administrator: {cure}");
    match (step, errno) {
        (Step::UserNamespace, _) if switches.user_namespaces == Some(0) => {
            administrator("user.max_user_namespaces is 0", "sudo sysctl user.max_user_namespaces=15000")
        }
        (Step::NetNamespace, _) if switches.net_namespaces == Some(0) => {
            administrator("user.max_net_namespaces is 0", "sudo sysctl user.max_net_namespaces=15000")
        }
        (Step::UserNamespace, _) if switches.unprivileged == Some(0) => {
            administrator("kernel.unprivileged_userns_clone is 0", "sudo sysctl kernel.unprivileged_userns_clone=1")
        }
        (_, libc::EPERM | libc::EACCES) if switches.apparmor == Some(1) => administrator(
            "AppArmor takes all rights from such namespaces (the default of Ubuntu 24.04 and later)",
            "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0, or a profile with 'userns,' for this program",
        ),
        (Step::UserNamespace | Step::NetNamespace, libc::ENOSPC | libc::EUSERS) => {
            "too many namespaces, or nested too deep: end other sandboxes and try again".to_owned()
        }
        (Step::UserNamespace | Step::NetNamespace, libc::EPERM) => {
            "a container's seccomp filter forbids it, most likely: run outside, or docker run --security-opt seccomp=unconfined"
                .to_owned()
        }
        (Step::UserNamespace | Step::NetNamespace, libc::EINVAL | libc::ENOSYS) => {
            "this kernel was built without namespaces: another kernel is needed".to_owned()
        }
        (Step::Cable, libc::EOPNOTSUPP) => administrator("the kernel's veth module is not loaded", "sudo modprobe veth"),
        (Step::Capture, libc::EAFNOSUPPORT) => {
            administrator("the kernel's af_packet module is not loaded", "sudo modprobe af_packet")
        }
        (_, libc::EACCES) => administrator("SELinux forbids it, most likely", "sudo ausearch -m avc -ts recent   shows the rule"),
        _ => "chat and loopback practice work without; ask your administrator about user namespaces".to_owned(),
    }
}

/// The netlink request for a virtual cable of one's own: the smallest proof that a namespace is
/// good for practice.
fn cable_request() -> Vec<u8> {
    let mut link = LinkMessage::default();
    link.attributes = vec![
        LinkAttribute::IfName("probe0".to_owned()),
        LinkAttribute::LinkInfo(vec![LinkInfo::Kind(InfoKind::Veth)]),
    ];
    let mut header = NetlinkHeader::default();
    header.flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
    let mut message = NetlinkMessage::new(
        header,
        NetlinkPayload::from(RouteNetlinkMessage::NewLink(link)),
    );
    message.finalize();
    let mut bytes = vec![0; message.buffer_len()];
    message.serialize(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Switches = Switches {
        user_namespaces: Some(1000),
        net_namespaces: Some(1000),
        unprivileged: None,
        apparmor: None,
    };

    #[test]
    fn each_switch_has_its_own_remedy() {
        let none = Switches {
            user_namespaces: Some(0),
            ..OPEN
        };
        assert!(
            remedy(Step::UserNamespace, libc::ENOSPC, &none).contains("max_user_namespaces=15000")
        );
        let debian = Switches {
            unprivileged: Some(0),
            ..OPEN
        };
        assert!(
            remedy(Step::UserNamespace, libc::EPERM, &debian)
                .contains("unprivileged_userns_clone=1")
        );
        let ubuntu = Switches {
            apparmor: Some(1),
            ..OPEN
        };
        assert!(remedy(Step::UidMap, libc::EPERM, &ubuntu).contains("AppArmor"));
        assert!(remedy(Step::UserNamespace, libc::EPERM, &OPEN).contains("seccomp"));
        assert!(remedy(Step::UserNamespace, libc::ENOSPC, &OPEN).contains("nested too deep"));
        assert!(remedy(Step::Cable, libc::EOPNOTSUPP, &OPEN).contains("modprobe veth"));
    }

    #[test]
    fn the_finding_names_the_step_and_the_reason() {
        let finding = denied(Step::NetNamespace, libc::EPERM, &OPEN);
        assert!(
            finding
                .fact
                .contains("a network namespace (Operation not permitted"),
            "{}",
            finding.fact
        );
    }
}

//! Why there is no practice lab, and what can be done about it.

use std::{fs, io};

use serde::{Deserialize, Serialize};

use crate::say;
use crate::say::Say;

/// The practice lab could not be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the practice lab could not be built: {step:?} ({why:?})")]
pub struct PracticeError {
    /// The step that failed.
    pub step: Step,
    /// The reason, as far as it can be told.
    pub why: Why,
}

/// A step of building the lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Starting the helper process.
    Helper,
    /// A user namespace.
    User,
    /// Who is who in the user namespace (`uid_map`, `gid_map`).
    Map,
    /// A network namespace.
    Net,
    /// A cable (veth pair).
    Cable,
    /// Addresses and switching the interfaces on.
    Address,
    /// A service on a host.
    Service,
    /// The helper did not answer in time.
    Answer,
}

/// The reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Not Linux.
    NotLinux,
    /// `user.max_user_namespaces` or `user.max_net_namespaces` is used up, or 0.
    TooFew,
    /// `kernel.unprivileged_userns_clone` is 0 (Debian, hardened kernels).
    SwitchedOff,
    /// `kernel.apparmor_restrict_unprivileged_userns` is 1 (Ubuntu 24.04 and later).
    AppArmor,
    /// Refused although no setting says so: a sandbox's filter (a container's seccomp profile), SELinux, a changed root.
    Forbidden,
    /// The kernel has no such device or namespace: a module is missing.
    Missing,
    /// No answer within the time limit.
    Late,
    /// Something else: the system's error number.
    Other(i32),
}

/// What the system's settings say; read when something has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// `kernel.unprivileged_userns_clone`.
    pub unprivileged: Option<u64>,
    /// `kernel.apparmor_restrict_unprivileged_userns`.
    pub apparmor: Option<u64>,
}

impl Settings {
    /// Reads them; `None` where the kernel has no such setting.
    #[must_use]
    pub fn read() -> Self {
        let number = |path| {
            fs::read_to_string(path)
                .ok()
                .and_then(|text| text.trim().parse().ok())
        };
        Self {
            unprivileged: number("/proc/sys/kernel/unprivileged_userns_clone"),
            apparmor: number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
        }
    }
}

impl PracticeError {
    /// From the step that failed, the error number, and the system's settings.
    #[must_use]
    pub fn told(step: Step, errno: i32, settings: Settings) -> Self {
        let denied = matches!(errno, libc::EPERM | libc::EACCES);
        let why = match errno {
            libc::ENOSPC | libc::EUSERS if matches!(step, Step::User | Step::Net) => Why::TooFew,
            _ if denied && settings.unprivileged == Some(0) => Why::SwitchedOff,
            _ if denied && settings.apparmor == Some(1) => Why::AppArmor,
            _ if denied => Why::Forbidden,
            libc::EOPNOTSUPP | libc::ENOSYS => Why::Missing,
            libc::EINVAL if matches!(step, Step::User | Step::Net) => Why::Missing,
            libc::EAGAIN | libc::ETIMEDOUT if step == Step::Answer => Why::Late,
            errno => Why::Other(errno),
        };
        Self { step, why }
    }

    /// What happened, in one sentence.
    #[must_use]
    pub fn say(&self) -> Say {
        match self.step {
            _ if self.why == Why::NotLinux => say!("practice-fail-not-linux"),
            Step::Helper => say!("practice-fail-helper", why = self.reason()),
            Step::User | Step::Map => say!("practice-fail-user", why = self.reason()),
            Step::Net => say!("practice-fail-net", why = self.reason()),
            Step::Cable => say!("practice-fail-cable", why = self.reason()),
            Step::Address => say!("practice-fail-address", why = self.reason()),
            Step::Service => say!("practice-fail-service", why = self.reason()),
            Step::Answer => say!("practice-fail-answer", why = self.reason()),
        }
    }

    fn reason(&self) -> Say {
        match self.why {
            Why::NotLinux => say!("practice-why-not-linux"),
            Why::TooFew => say!("practice-why-too-few"),
            Why::SwitchedOff => say!("practice-why-switched-off"),
            Why::AppArmor => say!("practice-why-apparmor"),
            Why::Forbidden => say!("practice-why-forbidden"),
            Why::Missing => say!("practice-why-missing"),
            Why::Late => say!("practice-why-late"),
            Why::Other(errno) => say!(
                "practice-why-other",
                error = io::Error::from_raw_os_error(errno).to_string()
            ),
        }
    }

    /// What to try.
    #[must_use]
    pub fn remedy(&self) -> Say {
        match self.why {
            Why::NotLinux => say!("practice-remedy-not-linux"),
            Why::TooFew => say!("practice-remedy-too-few"),
            Why::SwitchedOff => say!("practice-remedy-switched-off"),
            Why::AppArmor => say!("practice-remedy-apparmor"),
            Why::Forbidden => say!("practice-remedy-forbidden"),
            Why::Missing => say!("practice-remedy-missing"),
            Why::Late | Why::Other(_) => say!("practice-remedy-other"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Lang, Text};

    #[test]
    fn the_reason_is_told_from_the_step_the_errno_and_the_settings() {
        let none = Settings::default();
        let ubuntu = Settings {
            apparmor: Some(1),
            ..none
        };
        let debian = Settings {
            unprivileged: Some(0),
            ..none
        };
        for (step, errno, settings, why) in [
            (Step::User, libc::ENOSPC, none, Why::TooFew),
            (Step::Net, libc::ENOSPC, none, Why::TooFew),
            (Step::User, libc::EPERM, debian, Why::SwitchedOff),
            (Step::Map, libc::EPERM, ubuntu, Why::AppArmor),
            (Step::Net, libc::EPERM, ubuntu, Why::AppArmor),
            (Step::User, libc::EPERM, none, Why::Forbidden),
            (Step::User, libc::EINVAL, none, Why::Missing),
            (Step::Cable, libc::EOPNOTSUPP, none, Why::Missing),
            (Step::Answer, libc::EAGAIN, none, Why::Late),
            (Step::Helper, libc::ENOENT, none, Why::Other(libc::ENOENT)),
        ] {
            assert_eq!(
                PracticeError::told(step, errno, settings).why,
                why,
                "{step:?} {errno}"
            );
        }
    }

    #[test]
    fn every_language_says_what_happened_and_what_to_try() {
        for lang in Lang::ALL {
            let text = Text::new(lang);
            let error = PracticeError {
                step: Step::Net,
                why: Why::AppArmor,
            };
            for said in [text.say(&error.say()), text.say(&error.remedy())] {
                assert!(!said.contains("practice-") && !said.contains('{'), "{said}");
                assert!(
                    said.contains("AppArmor") || said.contains("apparmor"),
                    "{said}"
                );
            }
        }
    }
}

//! A network of a test's own, and exercises run in it.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use netlink_packet_route::RouteNetlinkMessage;
use netlink_packet_route::link::{LinkAttribute, LinkFlags, LinkMessage};
use serde_json::Value;
use wirelab::host::netlink::Client;
use wirelab::sys::factory::ThisMachine;
use wirelab::sys::namespace;

/// Moves this process into a user namespace where it may make networks. What it starts is an ordinary user's.
pub fn own_user_namespace() -> io::Result<()> {
    let (user, group) = (nix::unistd::geteuid(), nix::unistd::getegid());
    namespace::new_user()?;
    std::fs::write("/proc/self/setgroups", "deny")?;
    std::fs::write("/proc/self/uid_map", format!("{user} {user} 1"))?;
    std::fs::write("/proc/self/gid_map", format!("{group} {group} 1"))?;
    // May be denied only now (AppArmor).
    namespace::new_net().map(drop)
}

/// A fresh network with a loopback, in which this thread is from now on.
#[derive(Debug)]
pub struct Net(());

impl Net {
    /// Makes it.
    pub fn new() -> io::Result<Self> {
        namespace::new_net()?;
        let mut message = LinkMessage::default();
        message.header.change_mask = LinkFlags::Up;
        message.header.flags = LinkFlags::Up;
        message
            .attributes
            .push(LinkAttribute::IfName("lo".to_owned()));
        let mut client = Client::open(&ThisMachine).map_err(io::Error::other)?;
        client
            .acknowledge(RouteNetlinkMessage::SetLink(message), 0)
            .map_err(io::Error::other)?;
        Ok(Self(()))
    }

    /// Goes on in another network, whose loopback was never brought up: no address can be reached.
    pub fn without_loopback(&self) {
        namespace::new_net().unwrap();
    }

    /// Changes a setting of this network's kernel.
    pub fn set(&self, name: &str, value: &str) {
        let path = format!("/proc/sys/{}", name.replace('.', "/"));
        std::fs::write(&path, value).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// `wirelab exercise … --json`, which must end well.
    pub fn exercise(&self, args: &[&str]) -> Run {
        let output = Command::new(program())
            .arg("exercise")
            .args(args)
            .arg("--json")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{args:?}: {}: {errors}",
            output.status
        );
        let text = String::from_utf8(output.stdout).unwrap();
        Run(text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect())
    }
}

/// Where the program under test is.
fn program() -> PathBuf {
    if std::env::args().any(|arg| arg == super::AS_USER) {
        return format!("/proc/{}/fd/0", std::process::id()).into();
    }
    env!("CARGO_BIN_EXE_wirelab").into()
}

/// What a run has printed, a line each.
#[derive(Debug)]
pub struct Run(pub Vec<Value>);

impl Run {
    /// The figure of the finding with this name; it must be there once.
    pub fn figure(&self, name: &str) -> &Value {
        let found: Vec<_> = self.0.iter().filter(|line| line["name"] == name).collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        &found[0]["value"]
    }

    /// The lines of calls that begin so: `connect(`.
    pub fn calls<'a>(&'a self, call: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |line| {
            line["call"]
                .as_str()
                .is_some_and(|text| text.starts_with(call))
        })
    }
}

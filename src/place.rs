//! Where something happens: a host and one of its interfaces.
//!
//! The lab looks at this machine and, while one practises, at hosts in namespaces of their own.
//! Interface numbers repeat across namespaces, so everything about a host (interfaces, frames,
//! sockets) says *of which place* it is.

/// Which host: this machine, or one of the practice lab's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct HostId(pub u16);

impl HostId {
    /// The machine the program runs on.
    pub const HERE: Self = Self(0);
}

/// Ids for hosts that come while the program runs, each given once; no more after 65 534 of them.
#[derive(Debug, Clone)]
pub struct HostIds(Option<HostId>);

impl HostIds {
    const LAST: HostId = HostId(u16::MAX - 1);
}

impl Default for HostIds {
    fn default() -> Self {
        Self(Some(HostId(HostId::HERE.0 + 1)))
    }
}

impl Iterator for HostIds {
    type Item = HostId;

    fn next(&mut self) -> Option<HostId> {
        let id = self.0?;
        self.0 = (id < Self::LAST).then_some(HostId(id.0 + 1));
        Some(id)
    }
}

/// An interface's number on its host (1 and up; 0 where none is known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct InterfaceIndex(pub u32);

/// One interface of one host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The host; `None`: whichever a capture file was made on.
    pub host: Option<HostId>,
    /// Its interface; in a capture file, by its number there.
    pub interface: InterfaceIndex,
}

/// Somewhere on this machine.
impl Default for Place {
    fn default() -> Self {
        Self::on(HostId::HERE, InterfaceIndex::default())
    }
}

impl Place {
    /// An interface of a host.
    #[must_use]
    pub const fn on(host: HostId, interface: InterfaceIndex) -> Self {
        Self {
            host: Some(host),
            interface,
        }
    }

    /// An interface that a capture file tells of.
    #[must_use]
    pub const fn in_file(interface: InterfaceIndex) -> Self {
        Self {
            host: None,
            interface,
        }
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_that_comes_has_an_id_of_its_own() {
        let mut ids = HostIds::default();
        let lab: Vec<_> = ids.by_ref().take(5).collect();
        assert!(!lab.contains(&HostId::HERE));
        assert!(
            ids.next()
                .is_some_and(|next| lab.iter().all(|id| *id < next))
        );
        assert_eq!(ids.last(), Some(HostIds::LAST), "and then no more");
    }
}

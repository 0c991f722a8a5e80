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
    /// The student's own host in the practice lab.
    pub const PRACTICE_YOU: Self = Self(1);
    /// The partner's host in the practice lab.
    pub const PRACTICE_PARTNER: Self = Self(2);
    /// The router in the practice lab, where there is one.
    pub const PRACTICE_ROUTER: Self = Self(4);
    /// The host that a capture file was made on, whichever that was.
    pub const FILE: Self = Self(3);
}

/// Ids for hosts that come while the program runs, each given once; no more after 65 535 of them.
#[derive(Debug, Clone)]
pub struct HostIds(Option<HostId>);

impl Default for HostIds {
    fn default() -> Self {
        Self(Some(HostId(HostId::HERE.0 + 1)))
    }
}

impl Iterator for HostIds {
    type Item = HostId;

    fn next(&mut self) -> Option<HostId> {
        let id = self.0?;
        self.0 = id.0.checked_add(1).map(HostId);
        Some(id)
    }
}

/// An interface's number on its host (1 and up; 0 where none is known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct InterfaceIndex(pub u32);

/// One interface of one host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// The host.
    pub host: HostId,
    /// Its interface.
    pub interface: InterfaceIndex,
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
        assert_eq!(ids.last(), Some(HostId(u16::MAX)), "and then no more");
    }
}

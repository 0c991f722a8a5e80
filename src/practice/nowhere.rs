//! Where there are no namespaces: the lab's door with a sign on it.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;

use super::error::{PracticeError, Step, Why};
use super::topology::{HostPlan, Topology};
use crate::place::HostId;
use crate::sys::factory::SharedFactory;

/// A lab that cannot be.
#[derive(Debug)]
pub struct Practice(Infallible);

/// Says that there is none here.
///
/// # Errors
/// Always.
pub fn start(_: &Topology, _: impl IntoIterator<Item = HostId>) -> Result<Practice, PracticeError> {
    Err(PracticeError {
        step: Step::User,
        why: Why::NotLinux,
    })
}

impl Practice {
    /// Never.
    pub fn hosts(&self) -> impl Iterator<Item = (HostId, &HostPlan)> {
        std::iter::empty()
    }
    /// Never.
    #[must_use]
    pub const fn own(&self) -> Option<HostId> {
        match self.0 {}
    }
    /// Never.
    #[must_use]
    pub fn opener(&self, _: HostId) -> SharedFactory {
        match self.0 {}
    }
    /// Never.
    #[must_use]
    pub const fn topology(&self) -> &Topology {
        match self.0 {}
    }
    /// Never.
    #[must_use]
    pub const fn partner_address(&self) -> Option<SocketAddr> {
        match self.0 {}
    }
    /// Never.
    pub fn cut(&self) -> io::Result<()> {
        match self.0 {}
    }
    /// Never.
    pub fn mend(&self) -> io::Result<()> {
        match self.0 {}
    }
    /// Never.
    pub fn died(&self) -> impl Future<Output = ()> + Send + 'static {
        std::future::pending()
    }
    /// Never.
    #[must_use]
    pub const fn is_dead(&self) -> bool {
        match self.0 {}
    }
    /// Never.
    pub fn stop(self) {}
}

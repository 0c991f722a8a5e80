//! The practice lab: built beside the loop, held until it is to end.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use crate::msg::chat::Trouble;
use crate::msg::{Event, LabHost, PracticeEvent};
use crate::net::Subnet;
use crate::place::{HostId, HostIds};
use crate::practice::{self, LoopbackPartner, Practice, PracticeError, Topology};
use crate::say;
use crate::sys::factory::SharedFactory;

/// What stands before the interfaces' names of the host one practises on.
const LABEL: &str = "p";

/// The lab one practises in: real hosts, or the loopback where namespaces are denied.
enum Built {
    Hosts(Practice),
    Loopback(#[expect(dead_code, reason = "held: dropping it ends the partner")] LoopbackPartner),
}

/// Where the lab is, filled by the task that builds it.
#[derive(Clone, Default)]
struct Slot(Arc<Mutex<Option<Built>>>);

/// The lab, and the numbers that hosts of later ones get.
#[derive(Default)]
pub(super) struct Lab {
    slot: Slot,
    ids: HostIds,
}

impl Lab {
    /// Builds the lab in a thread of its own; the loop goes on. What came of it is told.
    pub(super) fn start(&mut self, control: mpsc::Sender<Event>) {
        let slot = self.slot.clone();
        let plan = Topology::pair();
        let ids: Vec<HostId> = self.ids.by_ref().take(plan.hosts.len()).collect();
        tokio::spawn(async move {
            let build = move || practice::start(&plan, ids);
            let event = match tokio::task::spawn_blocking(build).await {
                Ok(built) => slot.fill(built, &control).await,
                Err(error) => {
                    tracing::error!(%error, "building the practice lab panicked");
                    failed(None)
                }
            };
            let _ = control.send(Event::Practice(event)).await;
        });
    }

    /// How sockets are opened on the hosts that one works on, and their networks.
    pub(super) fn hosts(&self) -> Vec<(SharedFactory, Vec<Subnet>)> {
        let lab = self.slot.lock();
        let Some(Built::Hosts(practice)) = lab.as_ref() else {
            return Vec::new();
        };
        let addresses = practice.topology().addresses();
        let nets: Vec<_> = addresses
            .filter_map(|(address, prefix)| Subnet::new(address, prefix))
            .collect();
        let own = practice.own().into_iter();
        own.map(|host| (practice.opener(host), nets.clone()))
            .collect()
    }

    /// Takes it away. Waiting for the helper's end takes some milliseconds: not on the loop.
    pub(super) fn stop(&self) {
        if let Some(lab) = self.slot.lock().take() {
            tokio::task::spawn_blocking(move || drop(lab));
        }
    }

    /// The program ends.
    pub(super) fn end(&self) {
        let lab = self.slot.lock().take();
        drop(lab);
    }
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<Built>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds what was built: the hosts, or a partner on loopback where they cannot be had.
    async fn fill(
        &self,
        built: Result<Practice, PracticeError>,
        control: &mpsc::Sender<Event>,
    ) -> PracticeEvent {
        match built {
            Ok(practice) => self.on_hosts(practice, control),
            Err(error) => {
                let why = Trouble {
                    what: error.say(),
                    remedy: Some(error.remedy()),
                };
                self.on_loopback(why).await
            }
        }
    }

    /// The hosts are there; should their helper die, the loop hears of it.
    fn on_hosts(&self, practice: Practice, control: &mpsc::Sender<Event>) -> PracticeEvent {
        let (Some(partner), Some(own)) = (practice.partner_address(), practice.own()) else {
            return failed(None);
        };
        let (died, control) = (practice.died(), control.clone());
        tokio::spawn(async move {
            died.await;
            let _ = control.send(Event::Practice(PracticeEvent::Died)).await;
        });
        *self.lock() = Some(Built::Hosts(practice));
        let own = LabHost {
            id: own,
            label: LABEL.to_owned(),
        };
        PracticeEvent::Ready {
            hosts: vec![own],
            partner,
            fallback: None,
        }
    }

    async fn on_loopback(&self, why: Trouble) -> PracticeEvent {
        match practice::start_on_loopback().await {
            Ok(partner) => {
                let address = partner.address();
                *self.lock() = Some(Built::Loopback(partner));
                PracticeEvent::Ready {
                    hosts: Vec::new(),
                    partner: address,
                    fallback: Some(why),
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the partner could not be started on loopback");
                failed(Some(why))
            }
        }
    }
}

fn failed(why: Option<Trouble>) -> PracticeEvent {
    PracticeEvent::Failed(Trouble {
        what: say!("practice-pane-failed"),
        remedy: why.map(|why| why.what),
    })
}

//! The practice lab: built beside the loop, held until it is to end.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use crate::chat::{Net, Trouble};
use crate::msg::{Event, LabHost, PracticeEvent};
use crate::place::{HostId, SharedOpener};
use crate::practice::{self, LoopbackPartner, Practice, Topology};
use crate::say;

/// What stands before the interfaces' names of the host one practises on.
const LABEL: &str = "p";

/// The lab one practises in: real hosts, or the loopback where namespaces are denied.
enum Built {
    Hosts(Practice),
    Loopback(#[expect(dead_code, reason = "held: dropping it ends the partner")] LoopbackPartner),
}

/// The lab, filled by the task that builds it.
#[derive(Default)]
pub(super) struct Lab(Arc<Mutex<Option<Built>>>);

impl Lab {
    /// Builds the lab in a thread of its own; the loop goes on. What came of it is told.
    pub(super) fn start(&self, control: mpsc::Sender<Event>) {
        let place = Self(Arc::clone(&self.0));
        tokio::spawn(async move {
            let built = tokio::task::spawn_blocking(|| practice::start(&Topology::pair())).await;
            let event = match built {
                Ok(Ok(pair)) => place.on_hosts(pair, &control),
                Ok(Err(error)) => {
                    let why = Trouble {
                        what: error.say(),
                        remedy: Some(error.remedy()),
                    };
                    place.on_loopback(why).await
                }
                Err(error) => {
                    tracing::error!(%error, "building the practice lab panicked");
                    failed(None)
                }
            };
            let _ = control.send(Event::Practice(event)).await;
        });
    }

    /// How sockets are opened on the hosts that one works on, and their networks.
    pub(super) fn hosts(&self) -> Vec<(SharedOpener, Vec<Net>)> {
        let lab = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Built::Hosts(pair)) = lab.as_ref() else {
            return Vec::new();
        };
        let addresses = pair.topology().addresses();
        let nets = addresses.map(|(address, prefix)| Net { address, prefix });
        vec![(pair.opener(HostId::PRACTICE_YOU), nets.collect())]
    }

    /// Takes it away. Waiting for the helper's end takes some milliseconds: not on the loop.
    pub(super) fn stop(&self) {
        if let Some(lab) = self.take() {
            tokio::task::spawn_blocking(move || drop(lab));
        }
    }

    /// The program ends.
    pub(super) fn end(&self) {
        drop(self.take());
    }

    fn take(&self) -> Option<Built> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn keep(&self, lab: Built) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(lab);
    }

    /// The hosts are there; should their helper die, the loop hears of it.
    fn on_hosts(&self, pair: Practice, control: &mpsc::Sender<Event>) -> PracticeEvent {
        let Some(partner) = pair.partner_address() else {
            return failed(None);
        };
        let (died, control) = (pair.died(), control.clone());
        tokio::spawn(async move {
            died.await;
            let _ = control.send(Event::Practice(PracticeEvent::Died)).await;
        });
        self.keep(Built::Hosts(pair));
        PracticeEvent::Ready {
            hosts: vec![LabHost {
                id: HostId::PRACTICE_YOU,
                label: LABEL.to_owned(),
            }],
            partner,
            fallback: None,
        }
    }

    async fn on_loopback(&self, why: Trouble) -> PracticeEvent {
        match practice::start_on_loopback().await {
            Ok(partner) => {
                let address = partner.address();
                self.keep(Built::Loopback(partner));
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

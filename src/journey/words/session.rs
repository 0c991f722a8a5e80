//! Layer 5: the lab's session, and where there is none.

use crate::record::Transport;
use crate::say;
use crate::say::Say;
use crate::wire::Protocol;

use super::super::block::Size;
use super::{Kind, Teller, Told, bytes};

impl Teller<'_> {
    /// How large the seal is, where the session's header has one.
    fn seal(&self) -> Option<Say> {
        let block = self.find(Protocol::LabSession)?;
        let fields = &self.journey.dissection.layers.get(block.layer?)?.fields;
        let sizes = fields
            .iter()
            .filter(|f| ["wlab.datagram", "wlab.code"].contains(&f.filter))
            .map(|f| f.bytes().len());
        Some(sizes.sum())
            .filter(|size: &usize| *size > 0)
            .map(|size| {
                bytes(Size {
                    bytes: size,
                    exact: true,
                })
            })
    }

    /// What the session's header does beside numbering.
    pub(super) fn kept_apart(&self) -> Say {
        match self.seal() {
            Some(size) => say!("journey-record-seal", size = size),
            None => say!("journey-record-borders"),
        }
    }

    pub(super) fn down_session(&self) -> Told {
        match (self.find(Protocol::LabSession), self.journey.transport()) {
            (Some(_), _) => {
                let more = vec![self.kept_apart(), say!("journey-own-headers")];
                Told {
                    line: say!(
                        "journey-down-session",
                        size = self.size_of(Protocol::LabSession)
                    ),
                    more,
                }
            }
            (None, Some(Transport::Udp)) => self.plain(say!("journey-plain-session-udp")),
            (None, _) => {
                let mut told = self.plain(say!("journey-plain-session-tcp"));
                told.more
                    .extend((self.kind == Kind::Data).then(|| say!("journey-no-borders")));
                told
            }
        }
    }

    /// A record says how long it is: here what is of other records is put aside.
    pub(super) fn up_session(&self) -> Told {
        let mut told = self.up_lab(Protocol::LabSession, |size| {
            say!("journey-up-session", size = size)
        });
        if self.find(Protocol::LabSession).is_some() {
            let sealed = self.seal().is_some();
            told.more.push(if sealed {
                say!("journey-up-seal")
            } else {
                say!("journey-record-borders")
            });
        }
        told.more.extend(self.put_aside());
        told
    }
}

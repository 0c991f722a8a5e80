//! Does the checksum of a header that is met fit, and if not, why may that be?

use std::ops::Range;

use super::super::checksum::{Pseudo, Sum, Verdict};
use super::super::types::{ChecksumStatus, IpProtocol};
use super::{Carrier, Walk};

impl Walk<'_> {
    /// How the checksum stands of the header that stands next, `told` bytes long with what it covers.
    /// `field` is its place in that header.
    pub(in super::super) fn verify(
        &mut self,
        protocol: IpProtocol,
        field: Range<usize>,
        told: usize,
    ) -> Verdict {
        let covered = Covered {
            protocol,
            range: self.at..self.at + told,
            field: self.at + field.start..self.at + field.end,
        };
        let verdict = self.judge(&covered);
        let pseudo = self.carrier.and_then(|carrier| covered.pseudo(&carrier));
        self.note_check(covered.range, covered.field.start, pseudo, verdict);
        verdict
    }

    fn judge(&self, covered: &Covered) -> Verdict {
        let Some(carrier) = self.carrier else {
            return Verdict::Cut;
        };
        if self.quoted {
            return Verdict::Quoted;
        }
        if carrier.fragment {
            return Verdict::Fragment;
        }
        let whole = carrier.whole && covered.range.end <= self.end;
        match covered.sums(&carrier, self.bytes).filter(|_| whole) {
            Some(sums) => self.compare(&sums, &carrier, covered.protocol),
            None => match self.context.checksum {
                ChecksumStatus::NotReady => Verdict::Card,
                ChecksumStatus::Valid => Verdict::Kernel,
                ChecksumStatus::Unknown => Verdict::Cut,
            },
        }
    }

    /// All bytes are here: does the checksum fit, and if not, why may that be?
    fn compare(&self, sums: &Sums, carrier: &Carrier, protocol: IpProtocol) -> Verdict {
        let status = self.context.checksum;
        let alone = has_no_pseudo_header(protocol);
        // All ones and all zeros are the same number in this arithmetic.
        if sums.there == sums.should || (sums.there == 0xffff && sums.should == 0) {
            Verdict::Right
        } else if status == ChecksumStatus::NotReady || (sums.is_partial && !alone) {
            Verdict::Card
        } else if status == ChecksumStatus::Valid {
            Verdict::Kernel
        } else if carrier.large && !alone {
            Verdict::Large
        } else {
            Verdict::Wrong(sums.should)
        }
    }
}

/// What a transport's checksum covers, in bytes of the source.
struct Covered {
    protocol: IpProtocol,
    /// Header and payload.
    range: Range<usize>,
    /// The checksum's own place.
    field: Range<usize>,
}

/// A checksum, and what it should be.
struct Sums {
    there: u16,
    should: u16,
    /// It is the pseudo header's alone: what a system leaves for the card to go on from.
    is_partial: bool,
}

/// ICMP and IGMP count nothing of IP's header in.
fn has_no_pseudo_header(protocol: IpProtocol) -> bool {
    matches!(protocol, IpProtocol::ICMP | IpProtocol::IGMP)
}

impl Covered {
    /// What is counted in of the header that carries it.
    fn pseudo(&self, carrier: &Carrier) -> Option<Pseudo> {
        let length = u32::try_from(self.range.len()).unwrap_or(u32::MAX);
        let pseudo = (carrier.src, carrier.dst, self.protocol, length);
        (!has_no_pseudo_header(self.protocol)).then_some(pseudo)
    }

    /// Adds up; `None` where bytes are missing.
    fn sums(&self, carrier: &Carrier, bytes: &[u8]) -> Option<Sums> {
        let there = u16::from_be_bytes(*bytes.get(self.field.clone())?.first_chunk()?);
        let bytes = bytes.get(self.range.clone())?;
        let [before, behind] = [self.field.start, self.field.end].map(|at| at - self.range.start);
        let pseudo = |(src, dst, protocol, length)| Sum::pseudo(src, dst, protocol, length);
        let pseudo = self.pseudo(carrier).map_or_else(Sum::new, pseudo);
        let mut sum = pseudo;
        sum.add(bytes.get(..before).unwrap_or_default());
        sum.add(bytes.get(behind..).unwrap_or_default());
        let should = match sum.finish() {
            0 if self.protocol == IpProtocol::UDP => 0xffff,
            sum => sum,
        };
        let no_length = Sum::pseudo(carrier.src, carrier.dst, self.protocol, 0);
        Some(Sums {
            there,
            should,
            is_partial: [pseudo, no_length].iter().any(|sum| sum.folded() == there),
        })
    }
}

//! A message looked over: where its records stand and what they are, without a name being written out.

use std::ops::Range;

use crate::wire::header::u16_at;

use super::flavour::Flavour;
use super::kind;
use super::name::{in_place, read_name, same_name};
use super::opcode::Opcode;
use super::{ANSWERS, FLAGS, HEADER, QUESTIONS};

/// Names that are followed from one CNAME to the next.
const MOST_ALIASES: usize = 16;

const AUTHORITIES: Range<usize> = 8..10;
const ADDITIONALS: Range<usize> = 10..12;

/// The first question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    /// Where its name stands.
    pub(super) name: usize,
    /// The type of records asked for.
    pub(super) kind: u16,
    /// The class, in mDNS with the bit that asks for a unicast answer.
    pub(super) class: u16,
}

/// A record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    /// Where its owner's name stands.
    pub(super) owner: usize,
    pub(super) kind: u16,
    pub(super) class: u16,
    /// Of an OPT record: the upper bits of the result code, the version, the flags.
    pub(super) ttl: u32,
    /// Where its data begins, and where it ends.
    pub(super) data: (usize, usize),
}

impl Record {
    /// The record at `at`, whole.
    fn read(message: &[u8], at: usize) -> Option<Self> {
        let fixed = at + in_place(message, at)?;
        let &[k, l, c, d, t, u, v, w, m, n] = message.get(fixed..)?.first_chunk()?;
        let begin = fixed + 10;
        let end = begin + usize::from(u16::from_be_bytes([m, n]));
        message.get(begin..end)?;
        Some(Self {
            owner: at,
            kind: u16::from_be_bytes([k, l]),
            class: u16::from_be_bytes([c, d]),
            ttl: u32::from_be_bytes([t, u, v, w]),
            data: (begin, end),
        })
    }

    pub(super) const fn is_address(&self) -> bool {
        matches!(self.kind, kind::A | kind::AAAA)
    }
}

/// The records of a section that are there, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Records<'m> {
    message: &'m [u8],
    at: usize,
    left: u16,
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.left = self.left.checked_sub(1)?;
        let Some(record) = Record::read(self.message, self.at) else {
            self.left = 0;
            return None;
        };
        self.at = record.data.1;
        Some(record)
    }
}

/// A message looked over.
#[derive(Debug)]
pub(super) struct Survey<'m> {
    pub(super) message: &'m [u8],
    pub(super) flavour: Flavour,
    flags: u16,
    /// How many questions, answers, records of authority and additional ones the header promises.
    pub(super) counts: [u16; 4],
    pub(super) question: Option<Question>,
    /// How many questions of mDNS, of those that are there, want an answer to the asker alone.
    to_asker_alone: u32,
    /// Where answers, authority and additional records begin, as far as all before them is there.
    starts: [usize; 3],
    /// Is everything there that the header promises?
    pub(super) is_whole: bool,
    opt: Option<Record>,
}

impl<'m> Survey<'m> {
    /// `None`: not even the header is there.
    pub(super) fn of(message: &'m [u8], flavour: Flavour) -> Option<Self> {
        let header = message.first_chunk::<HEADER>()?;
        let counts = [QUESTIONS, ANSWERS, AUTHORITIES, ADDITIONALS].map(|at| u16_at(header, at));
        let mut survey = Self {
            message,
            flavour,
            flags: u16_at(header, FLAGS),
            counts,
            question: None,
            to_asker_alone: 0,
            starts: [message.len(); 3],
            is_whole: false,
            opt: None,
        };
        survey.is_whole = survey.look().is_some();
        Some(survey)
    }

    /// Goes through all sections; `None` where one is not all there.
    fn look(&mut self) -> Option<()> {
        let mut at = HEADER;
        for _ in 0..self.counts[0] {
            let fixed = at + in_place(self.message, at)?;
            let &[k, l, c, d] = self.message.get(fixed..)?.first_chunk()?;
            self.question.get_or_insert_with(|| Question {
                name: at,
                kind: u16::from_be_bytes([k, l]),
                class: u16::from_be_bytes([c, d]),
            });
            self.to_asker_alone += u32::from(c & 0x80 != 0);
            at = fixed + 4;
        }
        for section in 0..3 {
            self.starts[section] = at;
            for _ in 0..self.counts[section + 1] {
                let record = Record::read(self.message, at)?;
                if record.kind == kind::OPT {
                    self.opt = Some(record);
                }
                at = record.data.1;
            }
        }
        Some(())
    }

    fn section(&self, section: usize) -> Records<'m> {
        Records {
            message: self.message,
            at: self.starts[section],
            left: self.counts[section + 1],
        }
    }

    /// The records of the answer; of an update: what must be so before.
    pub(super) fn answers(&self) -> Records<'m> {
        self.section(0)
    }

    /// The records of authority; of an update: what shall change.
    pub(super) fn authority(&self) -> Records<'m> {
        self.section(1)
    }

    pub(super) const fn is_response(&self) -> bool {
        self.flags & 0x8000 != 0
    }

    /// AA of DNS and mDNS; LLMNR's C: several hosts claim the name.
    pub(super) const fn is_authoritative(&self) -> bool {
        self.flags & 0x0400 != 0
    }

    /// TC.
    pub(super) const fn is_truncated(&self) -> bool {
        self.flags & 0x0200 != 0
    }

    /// RD of DNS; LLMNR's T: the name is not yet known to be unique.
    pub(super) const fn is_tentative(&self) -> bool {
        self.flags & 0x0100 != 0
    }

    /// How many questions of mDNS have the bit that asks for a unicast answer (RFC 6762 §5.4).
    pub(super) const fn to_asker_alone(&self) -> u32 {
        self.to_asker_alone
    }

    pub(super) const fn opcode(&self) -> Opcode {
        Opcode::of(self.flags)
    }

    /// The result code with the bits that an OPT record adds. `None`: such a record may be among what is
    /// missing.
    pub(super) fn rcode(&self) -> Option<u16> {
        let low = self.flags & 15;
        match self.opt {
            Some(opt) => Some((opt.ttl >> 24) as u16 * 16 + low),
            None if !self.is_whole && self.counts[3] > 0 => None,
            None => Some(low),
        }
    }

    /// The name that is asked for, written out. `None`: there is none, or it cannot be read.
    pub(super) fn asked(&self) -> Option<String> {
        self.name(self.question?.name)
    }

    /// The name at this place, written out.
    pub(super) fn name(&self, at: usize) -> Option<String> {
        read_name(self.message, at).map(|(name, _)| name)
    }

    /// A record's data.
    pub(super) fn data(&self, record: &Record) -> &'m [u8] {
        let (begin, end) = record.data;
        self.message.get(begin..end).unwrap_or_default()
    }

    /// Follows the question's name through its aliases.
    pub(super) fn follow(&self) -> Option<Followed> {
        let question = self.question?;
        let mut name = question.name;
        for aliases in 0..MOST_ALIASES {
            let is_at = |record: &Record| same_name(self.message, record.owner, name);
            let mut here = self.answers().filter(is_at);
            let asked = |record: &Record| question.is_for(record.kind);
            let found = here.clone().find(asked);
            let alias = here.find(|record| record.kind == kind::CNAME);
            if let (None, Some(alias)) = (found, alias) {
                name = alias.data.0;
                continue;
            }
            let is_alias = aliases > 0;
            return Some(Followed {
                name,
                is_alias,
                found,
            });
        }
        None
    }
}

impl Question {
    /// Does a record of this type answer it?
    const fn is_for(self, kind: u16) -> bool {
        kind == self.kind || matches!(self.kind, kind::ANY | kind::AXFR | kind::IXFR)
    }
}

/// Where a question's aliases lead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Followed {
    /// Where the last name stands.
    pub(super) name: usize,
    /// Is it another than the one asked for?
    pub(super) is_alias: bool,
    /// The first record of the asked type that it has.
    pub(super) found: Option<Record>,
}

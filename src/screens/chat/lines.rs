//! What was said, as much of it as is kept: each speaker has a fair share.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;

use crate::msg::chat::{MessageId, PeerId};

use super::Said;

/// Lines of all peers together.
const MOST_OF_PEERS: usize = 2000;
/// Bytes of text of all peers together.
const MOST_BYTES: usize = 16 << 20;
/// Lines of yours.
const MOST_OF_YOURS: usize = 1000;
/// Notices.
const MOST_NOTICES: usize = 1000;

/// Numbers of lines, in the order they were said.
type Numbers = VecDeque<u64>;

/// A peer's share.
#[derive(Debug, Default)]
struct Share {
    numbers: Numbers,
    bytes: usize,
    /// Lines that made room.
    gone: u64,
    /// Its name when it spoke last.
    nick: String,
}

/// The lines. When there are too many, the oldest of the peer that has most makes room: nobody can push
/// out what another said, and no peer what you or the program said. What one line costs does not grow
/// with their number.
#[derive(Debug, Default)]
pub(super) struct Lines {
    said: BTreeMap<u64, Said>,
    next: u64,
    yours: Numbers,
    notices: Numbers,
    shares: BTreeMap<PeerId, Share>,
    /// Peers by how many lines they have.
    by_count: BTreeSet<(usize, PeerId)>,
    /// Peers by how many bytes their lines have.
    by_bytes: BTreeSet<(usize, PeerId)>,
    bytes: usize,
    of_peers: usize,
    /// Where your messages stand.
    messages: BTreeMap<MessageId, u64>,
    /// Lines of yours, and notices, that made room.
    gone: (u64, u64),
}

/// Bytes that a peer's line counts: another reading of the same bytes counts the same.
fn size(said: &Said) -> usize {
    match said {
        Said::Theirs { text, raw, .. } => raw.as_ref().map_or(text.len(), bytes::Bytes::len),
        Said::Data { .. } | Said::Mine { .. } | Said::Notice { .. } => 0,
    }
}

impl Lines {
    /// From the oldest to the newest.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Said> {
        self.said.values()
    }

    /// From the oldest to the one with this number, or to the newest.
    pub(super) fn up_to(&self, last: Option<u64>) -> impl DoubleEndedIterator<Item = &Said> {
        self.said
            .range(..=last.unwrap_or(u64::MAX))
            .map(|(_, said)| said)
    }

    /// The number of the line so many above one, or above the newest; the oldest, where there are not so
    /// many. `None`: there is none above.
    pub(super) fn up(&self, from: Option<u64>, lines: usize) -> Option<u64> {
        let mut numbers = self
            .said
            .range(..=from.unwrap_or(u64::MAX))
            .rev()
            .map(|(number, _)| *number)
            .skip(1);
        if lines > self.said.len() {
            return numbers
                .next()
                .and_then(|_| self.said.keys().next().copied());
        }
        numbers.take(lines).last()
    }

    /// The number of the line so many below one; `None`: that is the newest, or beyond it.
    pub(super) fn down(&self, from: u64, lines: usize) -> Option<u64> {
        let newest = self.said.keys().next_back().copied();
        let numbers = self.said.range(from..).map(|(number, _)| *number);
        numbers
            .filter(|number| *number > from)
            .nth(lines.saturating_sub(1))
            .filter(|number| Some(*number) != newest)
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.said.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// Your message with this number, to be changed.
    pub(super) fn mine(&mut self, message: MessageId) -> Option<&mut Said> {
        self.said.get_mut(self.messages.get(&message)?)
    }

    /// A peer's lines, newest first, each to be changed.
    pub(super) fn of(
        &mut self,
        peer: PeerId,
        mut change: impl FnMut(&mut Said) -> ControlFlow<()>,
    ) {
        let numbers = self.shares.get(&peer).map(|share| &share.numbers);
        for number in numbers.into_iter().flatten().rev() {
            if self
                .said
                .get_mut(number)
                .is_some_and(|said| change(said).is_break())
            {
                return;
            }
        }
    }

    /// Takes the newest line back, if it is this notice.
    pub(super) fn take_back(&mut self, key: &str) {
        let newest = self.said.last_key_value();
        let Some((number, Said::Notice { what, .. })) = newest else {
            return;
        };
        if what.key == key && self.notices.pop_back_if(|last| *last == *number).is_some() {
            self.said.pop_last();
        }
    }

    /// Takes a line; gives the name of the peer whose first line has just made room.
    pub(super) fn push(&mut self, said: Said) -> Option<String> {
        let number = self.next;
        self.next += 1;
        match &said {
            Said::Mine { message, .. } => {
                self.messages.insert(*message, number);
                self.yours.push_back(number);
            }
            Said::Notice { .. } => self.notices.push_back(number),
            Said::Theirs { peer, nick, .. } | Said::Data { peer, nick, .. } => {
                self.count(*peer, nick, size(&said), number);
            }
        }
        self.said.insert(number, said);
        self.make_room();
        self.make_room_of_peers()
    }

    /// Counts a peer's line in.
    fn count(&mut self, peer: PeerId, nick: &str, bytes: usize, number: u64) {
        let share = self.shares.entry(peer).or_default();
        self.by_count.remove(&(share.numbers.len(), peer));
        self.by_bytes.remove(&(share.bytes, peer));
        share.numbers.push_back(number);
        share.bytes += bytes;
        nick.clone_into(&mut share.nick);
        self.by_count.insert((share.numbers.len(), peer));
        self.by_bytes.insert((share.bytes, peer));
        self.bytes += bytes;
        self.of_peers += 1;
    }

    /// Yours and the notices have shares of their own.
    fn make_room(&mut self) {
        if self.yours.len() > MOST_OF_YOURS
            && let Some(Said::Mine { message, .. }) = self
                .yours
                .pop_front()
                .and_then(|number| self.said.remove(&number))
        {
            self.messages.remove(&message);
            self.gone.0 += 1;
        }
        if self.notices.len() > MOST_NOTICES
            && let Some(number) = self.notices.pop_front()
        {
            self.said.remove(&number);
            self.gone.1 += 1;
        }
    }

    fn make_room_of_peers(&mut self) -> Option<String> {
        let mut first = None;
        while self.of_peers > MOST_OF_PEERS || self.bytes > MOST_BYTES {
            let most = if self.of_peers > MOST_OF_PEERS {
                &self.by_count
            } else {
                &self.by_bytes
            };
            let Some((_, peer)) = most.last().copied() else {
                break;
            };
            let name = self.forget_oldest(peer);
            first = first.or(name);
        }
        first
    }

    /// A peer's oldest line makes room; gives its name, if it is the first one.
    fn forget_oldest(&mut self, peer: PeerId) -> Option<String> {
        let share = self.shares.get_mut(&peer)?;
        self.by_count.remove(&(share.numbers.len(), peer));
        self.by_bytes.remove(&(share.bytes, peer));
        let number = share.numbers.pop_front()?;
        let bytes = self.said.remove(&number).as_ref().map_or(0, size);
        share.bytes -= bytes;
        self.bytes -= bytes;
        self.of_peers -= 1;
        share.gone += 1;
        let first = (share.gone == 1).then(|| share.nick.clone());
        if share.numbers.is_empty() {
            self.shares.remove(&peer);
        } else {
            self.by_count.insert((share.numbers.len(), peer));
            self.by_bytes.insert((share.bytes, peer));
        }
        first
    }

    /// How many older lines are gone: of whom (by name), of yours, notices.
    pub(super) fn gone(&self) -> (impl Iterator<Item = (&str, u64)>, u64, u64) {
        let peers = self
            .shares
            .values()
            .filter(|share| share.gone > 0)
            .map(|share| (share.nick.as_str(), share.gone));
        (peers, self.gone.0, self.gone.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::screens::chat::Tone;

    fn theirs(peer: u32, text: &str) -> Said {
        let (nick, text) = (format!("peer {peer}"), text.into());
        Said::Theirs {
            time: Time(0),
            peer: PeerId(peer),
            nick,
            text,
            remark: None,
            entry: None,
            raw: None,
            reading: None,
        }
    }

    fn mine(number: u64) -> Said {
        let (message, text) = (MessageId(number), "MINE".into());
        Said::Mine {
            time: Time(0),
            message,
            text,
            only_to: None,
            deliveries: Vec::new(),
            entry: None,
        }
    }

    fn of(lines: &Lines, wanted: u32) -> usize {
        lines
            .iter()
            .filter(|said| matches!(said, Said::Theirs { peer, .. } if peer.0 == wanted))
            .count()
    }

    #[test]
    fn who_says_most_makes_room_for_all_others() {
        let mut lines = Lines::default();
        lines.push(theirs(1, "IMPORTANT"));
        lines.push(mine(1));
        lines.push(Said::Notice {
            time: Time(0),
            tone: Tone::Quiet,
            what: crate::say!("chat-pane-nobody"),
            remedy: None,
        });
        let told: Vec<_> = (0..5000)
            .filter_map(|_| lines.push(theirs(2, "a")))
            .collect();
        assert_eq!(told, ["peer 2"], "said once");
        assert_eq!((of(&lines, 1), of(&lines, 2)), (1, MOST_OF_PEERS - 1));
        assert!(lines.mine(MessageId(1)).is_some());
        assert_eq!(lines.len(), MOST_OF_PEERS + 2);
        assert!(
            lines
                .gone()
                .0
                .eq([("peer 2", 5000 - (MOST_OF_PEERS as u64 - 1))])
        );
        // Another that comes later gets its share of it, too.
        (0..5000).for_each(|_| drop(lines.push(theirs(3, "b"))));
        assert_eq!(
            (of(&lines, 1), of(&lines, 2) + of(&lines, 3)),
            (1, MOST_OF_PEERS - 1)
        );
        assert!(of(&lines, 2).abs_diff(of(&lines, 3)) <= 1);
    }

    #[test]
    fn your_own_lines_make_room_among_themselves() {
        let mut lines = Lines::default();
        lines.push(theirs(1, "IMPORTANT"));
        (0..5000).for_each(|number| drop(lines.push(mine(number))));
        assert_eq!((of(&lines, 1), lines.len()), (1, MOST_OF_YOURS + 1));
        assert!(lines.mine(MessageId(0)).is_none() && lines.mine(MessageId(4999)).is_some());
        assert_eq!(lines.gone().1, 5000 - MOST_OF_YOURS as u64);
        assert_eq!(lines.messages.len(), MOST_OF_YOURS);
    }

    #[test]
    fn long_texts_make_room_by_their_bytes() {
        let mut lines = Lines::default();
        lines.push(theirs(1, "IMPORTANT"));
        let long = "x".repeat(65_534);
        (0..600).for_each(|_| drop(lines.push(theirs(2, &long))));
        assert!(lines.bytes <= MOST_BYTES);
        assert_eq!(
            (of(&lines, 1), of(&lines, 2)),
            (1, (MOST_BYTES - "IMPORTANT".len()) / long.len())
        );
    }

    #[test]
    fn many_who_say_little_leave_nothing_behind_in_the_counts() {
        let mut lines = Lines::default();
        (0..10_000).for_each(|peer| drop(lines.push(theirs(peer, "a"))));
        assert_eq!(
            (lines.len(), lines.shares.len(), lines.by_count.len()),
            (MOST_OF_PEERS, MOST_OF_PEERS, MOST_OF_PEERS)
        );
    }
}

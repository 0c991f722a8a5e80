//! Which name a peer is shown by: never one that passes for another's.
//!
//! A peer tells its name itself, and anybody may tell any name. So what is shown is made harmless, has
//! none of the signs that set names off from what is said (`:`, brackets, quotes), and is compared by how
//! it looks (UTS 39, confusable detection): with our own name, those in use and the program's words. A
//! name that looks like one of them, or mixes writing systems so that it could, is shown with its
//! address: `Ada (10.77.1.12:40000)`. A peer's name stays as it is while the peer stays, and nobody is
//! given another's.

use std::net::{IpAddr, SocketAddr};

use unicode_security::mixed_script::AugmentedScriptSet;
use unicode_security::restriction_level::{RestrictionLevel, RestrictionLevelDetection as _};
use unicode_security::skeleton;

use super::text;
use crate::say::Clean;

/// Names kept apart at once. A peer above that is shown by its address alone.
const MOST: usize = 2048;
/// Words in a name: `Ada Lovelace`. With more, a name could be a sentence of the program.
const MOST_WORDS: usize = 2;

/// Signs that a line of the chat is made of, as they look: a name has none of them.
const SIGNS: &str = ":;<>[](){}|*/\\\"'`,#=~→←»«✓·…!?";
/// Other brackets, quotes and stops, whose looks UTS 39 does not tie to the ones above.
const MORE_SIGNS: &str = "「」『』〈〉《》〔〕〖〗【】“”‘’‹›、，。；：！？（）［］｛｝～";

/// How a name looks: equal for two that one eye takes for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Looks {
    /// As it is written. A capital I looks like a small L.
    written: String,
    /// In small letters.
    small: String,
}

impl Looks {
    fn of(name: &str) -> Self {
        let bare = |text: &str| {
            let bare = skeleton(text)
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
                .to_lowercase();
            // UTS 39 knows rn for m, and not this pair.
            bare.replace("vv", "w")
        };
        Self {
            written: bare(name),
            small: bare(&name.to_lowercase()),
        }
    }

    fn like(&self, other: &Self) -> bool {
        self.written == other.written || self.small == other.small
    }
}

/// One peer's name.
#[derive(Debug)]
struct Entry<K> {
    peer: K,
    /// What it told, cleaned.
    told: Clean,
    looks: Looks,
    shown: Clean,
}

/// The names in use.
#[derive(Debug)]
pub struct Names<K> {
    own: Looks,
    reserved: Vec<Looks>,
    taken: Vec<Entry<K>>,
}

impl<K: Copy + Eq> Names<K> {
    /// With our own name, and the words that stand where names stand ("you", "wirelab", "partner" …, in
    /// every language).
    #[must_use]
    pub fn new(own: &str, reserved: &[String]) -> Self {
        let reserved = reserved.iter().map(|word| Looks::of(word)).collect();
        Self {
            own: Looks::of(own),
            reserved,
            taken: Vec::new(),
        }
    }

    /// We have another name. Those who are there keep theirs.
    pub fn rename_own(&mut self, own: &str) {
        self.own = Looks::of(own);
    }

    /// The name to show for a peer that tells this one (empty: none) and is at this address. The same
    /// again for the same peer, until it tells another name.
    pub fn take(&mut self, peer: K, nick: &str, address: SocketAddr) -> Clean {
        let told = clean(nick);
        let same = |entry: &&Entry<K>| entry.peer == peer && entry.told == told;
        if let Some(entry) = self.taken.iter().find(same).filter(|_| !told.is_empty()) {
            return entry.shown.clone();
        }
        self.release(peer);
        if told.is_empty() || self.taken.len() >= MOST {
            return address.to_string().into();
        }
        let looks = Looks::of(&told);
        let shown = if self.is_in_use(&looks) || could_deceive(&told) {
            self.with_address(&told, address)
        } else {
            told.clone()
        };
        let entry = Entry {
            peer,
            told,
            looks,
            shown: shown.clone(),
        };
        self.taken.push(entry);
        shown
    }

    /// The peer has gone; its name is free.
    pub fn release(&mut self, peer: K) {
        self.taken.retain(|entry| entry.peer != peer);
    }

    fn is_in_use(&self, looks: &Looks) -> bool {
        let taken = self.taken.iter().map(|entry| &entry.looks);
        taken
            .chain(&self.reserved)
            .chain([&self.own])
            .any(|other| other.like(looks))
    }

    /// `Ada (10.77.1.12:40000)`; a second peer at the same address (TCP beside UDP) gets a number.
    fn with_address(&self, told: &str, address: SocketAddr) -> Clean {
        let free = |shown: &String| self.taken.iter().all(|entry| entry.shown != *shown);
        let numbered = (2..=MOST + 1).map(|n| format!("{told} ({address}, {n})"));
        let mut shown = std::iter::once(format!("{told} ({address})")).chain(numbered);
        shown
            .find(free)
            .unwrap_or_else(|| address.to_string())
            .into()
    }
}

/// A told name without anything that acts, hides, or sets names off from text; few words, one gap
/// between them. Empty when nothing of it can be seen.
fn clean(nick: &str) -> Clean {
    let plain: String = text::nick(nick)
        .chars()
        .map(|c| if is_sign(c) { '_' } else { c })
        .collect();
    let mut out = String::new();
    for (i, word) in plain.split_whitespace().enumerate() {
        out.push_str(if i == 0 {
            ""
        } else if i < MOST_WORDS {
            " "
        } else {
            "_"
        });
        out.push_str(word);
    }
    let is_seen = skeleton(&out).any(|c| !is_blank(c) && c != '_');
    if is_seen {
        out.into()
    } else {
        Clean::default()
    }
}

fn is_sign(c: char) -> bool {
    MORE_SIGNS.contains(c) || skeleton(c.encode_utf8(&mut [0; 4])).any(|c| SIGNS.contains(c))
}

/// A character of no ink: spaces, and letters that are drawn as nothing.
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{115f}'
            | '\u{1160}'
            | '\u{3164}'
            | '\u{ffa0}'
            | '\u{2800}'
            | '\u{34f}'
            | '\u{17b4}'
            | '\u{17b5}'
    ) || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{180b}'..='\u{180f}' | '\u{200d}' | '\u{e0100}'..='\u{e01ef}')
        || c.is_whitespace()
}

/// Could the name be taken for something else than it is, whoever bears it? It holds an address, hides a
/// character, or mixes writing systems other than a language does (UTS 39 5.2, "highly restrictive").
fn could_deceive(name: &str) -> bool {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let restriction = letters.as_str().detect_restriction_level();
    let mixed = match restriction {
        RestrictionLevel::ASCIIOnly
        | RestrictionLevel::SingleScript
        | RestrictionLevel::HighlyRestrictive => false,
        RestrictionLevel::ModeratelyRestrictive | RestrictionLevel::MinimallyRestrictive => true,
        // Letters that no language writes names with (𝐀, ⓐ, ℌ); but a rare script of its own deceives nobody.
        RestrictionLevel::Unrestricted => !letters.is_empty() && !is_one_rare_script(&letters),
    };
    let hides = name
        .chars()
        .any(|c| is_blank(c) && c != ' ' && c != '\u{200d}' && c != '\u{fe0f}');
    mixed || hides || is_address(name)
}

fn is_one_rare_script(letters: &str) -> bool {
    let scripts = AugmentedScriptSet::for_str(letters);
    !scripts.is_empty() && !scripts.is_all()
}

/// Does it read as an address, which others without a name are shown by?
fn is_address(name: &str) -> bool {
    let mut parts = name.split([' ', '_']);
    parts.any(|part| part.parse::<IpAddr>().is_ok())
        || name.replace('_', ":").parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names<u32> {
        let words = ["you", "你", "wirelab", "partner", "练习伙伴"].map(String::from);
        Names::new("Bob", &words)
    }

    fn at(last: u8) -> SocketAddr {
        SocketAddr::from(([10, 77, 1, last], 40000))
    }

    fn shown(nick: &str) -> String {
        names().take(1, nick, at(12)).into()
    }

    fn is_marked(nick: &str) -> bool {
        shown(nick).ends_with(" (10.77.1.12:40000)")
    }

    #[test]
    fn ordinary_names_stay() {
        for nick in [
            "Ada",
            "Ada Lovelace",
            "小明",
            "小明Tom",
            "José",
            "Müller-2",
            "Иван",
            "さくら",
            "김철수",
            "محمد",
            "a.b_c",
            "👩‍💻",
            "x",
        ] {
            assert_eq!(shown(nick), nick);
        }
    }

    #[test]
    fn a_name_in_use_however_it_is_written_is_shown_with_its_address() {
        let mut names = names();
        assert_eq!(names.take(1, "Ada", at(12)), "Ada");
        for (peer, nick) in (2..).zip([
            "Ada",
            "ada",
            "ADA",
            "A da",
            "\u{200b}Ada",
            "Аda",
            "Ａｄａ",
            "𝐀𝐝𝐚",
            "Ada\u{301}\u{34f}",
        ]) {
            let shown = names.take(peer, nick, at(14));
            assert!(shown.contains("(10.77.1.14:40000"), "{nick} is {shown}");
        }
    }

    #[test]
    fn our_own_name_and_the_programs_words_are_nobodys() {
        for nick in [
            "Bob",
            "bob",
            "B0b",
            "Воb",
            "you",
            "YOU",
            "уоu",
            "你",
            "wirelab",
            "wireIab",
            "vvirelab",
            "Partner",
            "练习伙伴",
        ] {
            assert!(is_marked(nick), "{nick} is {}", shown(nick));
        }
    }

    #[test]
    fn no_sign_of_the_line_by_line_chat_is_left() {
        for nick in [
            "Bob: hi",
            "Bob： hi",
            "Bob∶ hi",
            "Bob꞉hi",
            "<Bob>",
            "[x]",
            "* Bob",
            "a(10.0.0.1:5)",
            "a（b）",
            "「b」",
            "a→b",
            "Bob ː x",
        ] {
            let shown = shown(nick).replace(" (10.77.1.12:40000)", "");
            assert!(!shown.chars().any(is_sign), "{nick} is {shown}");
        }
        assert_eq!(shown("Eve: hi"), "Eve_ hi");
    }

    #[test]
    fn a_sentence_is_no_name() {
        assert_eq!(shown("Ada has left for good"), "Ada has_left_for_good");
        assert_eq!(shown("  Ada \t  Lovelace "), "Ada Lovelace");
    }

    #[test]
    fn nothing_to_be_seen_is_no_name() {
        for nick in [
            "",
            "   ",
            "\u{200b}",
            "\u{3164}",
            "\u{2800}\u{2800}",
            "::",
            "\u{115f}\u{1160}",
            "\u{fe0f}",
        ] {
            assert_eq!(shown(nick), "10.77.1.12:40000", "{nick:?}");
        }
    }

    #[test]
    fn an_address_is_no_name_and_mixed_or_hidden_letters_are_marked() {
        for nick in [
            "10.77.1.14",
            "10.77.1.14:40000",
            "fd77::1",
            "::1",
            "Pаul",
            "Tοm",
            "𝐓𝐨𝐦",
            "To\u{34f}m",
            "Tom\u{3164}",
        ] {
            assert!(is_marked(nick), "{nick} is {}", shown(nick));
        }
    }

    #[test]
    fn a_name_stays_while_its_peer_stays_and_is_free_afterwards() {
        let mut names = names();
        assert_eq!(names.take(1, "Ada", at(12)), "Ada");
        assert_eq!(names.take(2, "Ada", at(14)), "Ada (10.77.1.14:40000)");
        assert_eq!(
            names.take(1, "Ada", at(12)),
            "Ada",
            "told again, it is its own"
        );
        names.release(1);
        assert_eq!(
            names.take(2, "Ada", at(14)),
            "Ada (10.77.1.14:40000)",
            "it does not become another's in mid-talk"
        );
        assert_eq!(names.take(3, "Ada", at(15)), "Ada (10.77.1.15:40000)");
        names.release(2);
        names.release(3);
        assert_eq!(names.take(4, "Ada", at(15)), "Ada");
        assert_eq!(names.take(4, "Eve", at(15)), "Eve");
        assert_eq!(
            names.take(5, "Ada", at(16)),
            "Ada",
            "who takes another name gives the old one back"
        );
    }

    #[test]
    fn two_peers_at_one_address_are_told_apart() {
        let mut names = names();
        assert_eq!(names.take(1, "Bob", at(12)), "Bob (10.77.1.12:40000)");
        assert_eq!(names.take(2, "Bob", at(12)), "Bob (10.77.1.12:40000, 2)");
    }

    #[test]
    fn our_new_name_is_ours_alone() {
        let mut names = names();
        names.rename_own("Eve");
        assert_eq!(names.take(1, "Bob", at(12)), "Bob");
        assert_eq!(names.take(2, "Eve", at(12)), "Eve (10.77.1.12:40000)");
    }

    #[test]
    fn names_are_short_and_few_are_kept() {
        let mut names = names();
        assert!(names.take(1, &"x".repeat(100_000), at(12)).len() <= text::NICK_CELLS);
        for peer in 0..=MOST as u32 {
            names.take(peer, &format!("n{peer}"), at(12));
        }
        assert_eq!(names.taken.len(), MOST);
        assert_eq!(names.take(9999, "Zoe", at(12)), "10.77.1.12:40000");
    }
}

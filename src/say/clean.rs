//! Text that can do a terminal no harm, as a type: whatever a file, a peer or the kernel calls itself must
//! be made [`Clean`] before it can be said, drawn or printed.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};

/// What stands where a character was that would have acted.
const MARK: char = '·';

/// Text of one line in which every character is seen and none acts.
///
/// It holds no control characters (C0, DEL and C1: no ESC, CSI, BEL, no line end), nothing that turns the
/// line around or hides (bidirectional embeddings, overrides and isolates, zero-width and other format
/// characters, tags; Unicode's category Cf) and no line or paragraph separator. A joiner (U+200D) stays
/// within emoji and scripts that need it: behind a character that is no ASCII. It can only be made by
/// cleaning, or of the program's own words.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Clean(Cow<'static, str>);

impl Clean {
    /// The program's own words.
    #[must_use]
    pub const fn fixed(words: &'static str) -> Self {
        Self(Cow::Borrowed(words))
    }

    /// Text of which nothing may pass unseen: what would act shows as `·`.
    #[must_use]
    pub fn marked(text: &str) -> Self {
        if is_clean(text) {
            return Self(Cow::Owned(text.to_owned()));
        }
        Self::of(text, |_| Some(MARK))
    }

    /// The same of bytes; broken UTF-8 becomes `�`.
    #[must_use]
    pub fn bytes(bytes: &[u8]) -> Self {
        match String::from_utf8_lossy(bytes) {
            Cow::Borrowed(text) => Self::marked(text),
            Cow::Owned(text) => Self::from(text),
        }
    }

    /// What somebody wrote or is called: what would act is left out, so an escape sequence stays as harmless
    /// letters; tabs and line breaks become a space.
    #[must_use]
    pub fn spoken(text: &str) -> Self {
        if is_clean(text) {
            return Self(Cow::Owned(text.to_owned()));
        }
        Self::of(text, |c| {
            matches!(c, '\n' | '\t' | '\u{2028}' | '\u{2029}').then_some(' ')
        })
    }

    /// Text of several lines, each of them cleaned: their ends are all that is left of what acts.
    #[must_use]
    pub fn lines(text: &str) -> Cow<'_, str> {
        if text.split('\n').all(is_clean) {
            return Cow::Borrowed(text);
        }
        let lines: Vec<_> = text.split('\n').map(Self::marked).collect();
        let lines: Vec<&str> = lines.iter().map(Self::as_str).collect();
        Cow::Owned(lines.join("\n"))
    }

    /// The text, with what stands in the place of each character that acts.
    fn of(text: &str, instead: impl Fn(char) -> Option<char>) -> Self {
        let mut out = String::with_capacity(text.len());
        let mut last = ' ';
        for c in text.chars() {
            let stays = if acts_behind(last, c) {
                instead(c)
            } else {
                Some(c)
            };
            if let Some(c) = stays {
                out.push(c);
                last = c;
            }
        }
        Self(Cow::Owned(out))
    }

    /// At most so many characters; `…` stands where more would follow.
    #[must_use]
    pub fn cut(self, most: usize) -> Self {
        match self.char_indices().nth(most) {
            Some((at, _)) => Self(Cow::Owned(format!("{}…", self.split_at(at).0))),
            None => self,
        }
    }

    /// Without the spaces at its ends.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        Self(Cow::Owned(self.trim().to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self
    }

    /// As a string: what is built of it must be cleaned again where it is to be said.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0.into_owned()
    }
}

/// Would this character do anything but be seen, behind that one?
fn acts_behind(last: char, c: char) -> bool {
    match c {
        '\u{200d}' => last.is_ascii() || matches!(last, '\u{200d}' | MARK),
        _ => acts(c),
    }
}

/// Characters that command, format, hide or turn instead of being seen.
#[must_use]
pub fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // soft hyphen, Arabic number signs and letter mark, Syriac abbreviation, vowel separator
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}'
            // zero width space and non-joiner, joiner, direction marks
            | '\u{200b}'..='\u{200f}'
            // line and paragraph separator, embeddings and overrides
            | '\u{2028}'..='\u{202e}'
            // word joiner, invisible operators, isolates
            | '\u{2060}'..='\u{206f}'
            // byte order mark, interlinear annotation
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            // musical and shorthand format controls, tags and selectors of plane 14
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Is all of it printable ASCII? Asked of eight bytes at a time: a byte below 0x80 is printable where adding 0x60
/// brings it to 0x80, and adding 1 does not.
fn is_printable(bytes: &[u8]) -> bool {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let printable = |eight: &[u8; 8]| {
        let eight = u64::from_ne_bytes(*eight);
        let low = eight & !HIGH;
        let seen = (low + u64::from_ne_bytes([0x60; 8])) & !(low + u64::from_ne_bytes([1; 8]));
        eight & HIGH == 0 && seen & HIGH == HIGH
    };
    match bytes.last_chunk() {
        // Those that fill no eight are among the last eight.
        Some(last) => bytes.as_chunks().0.iter().all(printable) && printable(last),
        None => bytes.iter().all(|byte| matches!(byte, 0x20..=0x7e)),
    }
}

/// Is there nothing to do? Most text is printable ASCII: so that is asked first.
fn is_clean(text: &str) -> bool {
    if is_printable(text.as_bytes()) {
        return true;
    }
    let mut last = ' ';
    text.chars().all(|c| {
        let acts = acts_behind(last, c);
        last = c;
        !acts
    })
}

impl From<&str> for Clean {
    fn from(text: &str) -> Self {
        Self::marked(text)
    }
}

impl From<String> for Clean {
    fn from(text: String) -> Self {
        if is_clean(&text) {
            Self(Cow::Owned(text))
        } else {
            Self::marked(&text)
        }
    }
}

impl From<char> for Clean {
    fn from(c: char) -> Self {
        Self::marked(c.encode_utf8(&mut [0; 4]))
    }
}

impl From<Clean> for Cow<'static, str> {
    fn from(text: Clean) -> Self {
        text.0
    }
}

impl From<Clean> for String {
    fn from(text: Clean) -> Self {
        text.into_string()
    }
}

impl Deref for Clean {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        self
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq<str> for Clean {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Clean {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl PartialEq<String> for Clean {
    fn eq(&self, other: &String) -> bool {
        **self == **other
    }
}

impl PartialEq<Clean> for str {
    fn eq(&self, other: &Clean) -> bool {
        *self == **other
    }
}

impl PartialEq<Clean> for &str {
    fn eq(&self, other: &Clean) -> bool {
        **self == **other
    }
}

impl PartialEq<Clean> for String {
    fn eq(&self, other: &Clean) -> bool {
        **self == **other
    }
}

impl Serialize for Clean {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// Text as it came from a file or a peer, to be written there again as it was. It has no `Display` and
/// gives no `&str` by itself, so nothing can show it by mistake: what is shown of it is [`clean`](Self::clean).
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Foreign {
    clean: Clean,
    /// As it came, where that is something else.
    verbatim: Option<Box<str>>,
}

impl Foreign {
    /// Nothing at all.
    pub const NONE: Self = Self {
        clean: Clean::fixed(""),
        verbatim: None,
    };

    /// Takes it in, as it is.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let clean = Clean::marked(text);
        let verbatim = (clean != *text).then(|| text.into());
        Self { clean, verbatim }
    }

    /// What may be shown of it: on one line, nothing of it hidden.
    #[must_use]
    pub const fn clean(&self) -> &Clean {
        &self.clean
    }

    /// As it came: for what is written to a file, or escaped (JSON), never for a terminal.
    #[must_use]
    pub fn verbatim(&self) -> &str {
        self.verbatim.as_deref().unwrap_or(&self.clean)
    }
}

impl From<&str> for Foreign {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<Clean> for Foreign {
    fn from(clean: Clean) -> Self {
        Self {
            clean,
            verbatim: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What would command a terminal, break a line, turn it around or hide.
    const NASTY: &[&str] = &[
        "\x1b]0;title\x07",
        "\x1b[2J",
        "\u{9b}2J",
        "\u{90}q\u{9c}",
        "a\nb",
        "a\rb",
        "a\tb",
        "\x7f",
        "\0",
        "\u{85}",
        "\u{202e}gpj.exe",
        "\u{2066}x",
        "\u{200b}",
        "\u{200f}",
        "\u{feff}",
        "\u{ad}",
        "\u{61c}",
        "\u{2028}x",
        "\u{e0041}",
        "a\u{200d}b",
        "\u{1d173}",
        "\u{fff9}",
    ];

    #[test]
    fn printable_means_the_same_of_eight_bytes_and_of_one() {
        for byte in 0..=255 {
            for (length, at) in (1..20).flat_map(|length| (0..length).map(move |at| (length, at))) {
                let mut bytes = vec![b'a'; length];
                bytes[at] = byte;
                let said = is_printable(&bytes);
                assert_eq!(
                    said,
                    matches!(byte, 0x20..=0x7e),
                    "{byte} at {at} of {length}"
                );
            }
        }
        assert!(is_printable(b""));
    }

    #[test]
    fn nothing_that_acts_is_left_whichever_way_it_is_made() {
        for text in NASTY {
            for clean in [
                Clean::marked(text),
                Clean::spoken(text),
                Clean::from((*text).to_owned()),
                Clean::bytes(text.as_bytes()),
                Foreign::new(text).clean().clone(),
            ] {
                assert!(!clean.chars().any(acts), "{text:?} {clean:?}");
                assert_eq!(Clean::marked(&clean), clean, "cleaned twice: {text:?}");
            }
        }
        assert_eq!(
            Clean::bytes(b"a\x1b[2J\xe2\x80\xaeb\xff"),
            "a·[2J·b\u{fffd}"
        );
        assert_eq!(
            Clean::spoken("\x1b[31mred\x1b]0;title\x07\u{9b}2J"),
            "[31mred]0;title2J"
        );
        assert_eq!(Clean::spoken("a\tb\nc\rd\0"), "a b cd");
    }

    #[test]
    fn ordinary_text_of_any_language_stays() {
        for text in [
            "",
            "héllo",
            "你好，世界",
            "שלום",
            "👩‍💻 ok",
            "  two  spaces ",
            "क्‍ष",
            "ﷺ → ≈",
        ] {
            assert_eq!(Clean::marked(text), text);
            assert_eq!(Clean::spoken(text), text);
            assert_eq!(Clean::bytes(text.as_bytes()), text);
        }
    }

    #[test]
    fn foreign_text_is_written_again_as_it_came() {
        let name = Foreign::new("a\x1bb\n");
        assert_eq!(
            (name.verbatim(), name.clean().as_str()),
            ("a\x1bb\n", "a·b·")
        );
        assert_eq!(Foreign::new("eth0").verbatim(), "eth0");
        assert_eq!(Foreign::NONE, Foreign::new(""));
    }

    #[test]
    fn of_several_lines_only_their_ends_are_left() {
        assert_eq!(Clean::lines("one\n二\n"), "one\n二\n");
        assert_eq!(Clean::lines("\x1b[2Jone\r\ntwo\n"), "·[2Jone·\ntwo\n");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(Clean::marked("你好吗").cut(2), "你好…");
        assert_eq!(Clean::marked("你好吗").cut(3), "你好吗");
        assert_eq!(format!("{:>4}|", Clean::fixed("ab")), "  ab|");
    }
}

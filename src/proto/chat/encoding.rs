//! How characters are written as bytes: the sets that a plain peer may use, by the names Python gives them.
//!
//! A plain peer never says which one it uses, so nothing here claims to know: bytes that are no UTF-8 have
//! [`candidates`], what they *could* be.
//!
//! GB 2312 (1980), GBK (as code page 936) and GB 18030 each hold the one before, and a byte means nearly the
//! same in all three. `encoding_rs` knows only GB 18030 as it is read on the web; the two smaller sets are cut
//! out of it here, so that what Python's `gbk` refuses is refused here too. (Some twenty seldom characters that
//! Python reads by GB 18030's edition of 2000 are read by that of 2022.) Latin-1 is ISO 8859-1 with all its
//! 256 bytes, not Windows' code page 1252.
//!
//! **Contract.** Any bytes, any text; what is returned is no longer than a small multiple of them.

use encoding_rs::GB18030;

/// Characters that an error names; of more it says only that there are more.
const MOST_NAMED: usize = 5;

/// Bytes by which it is judged what they could be.
pub const LOOKED_AT: usize = 1024;

/// A way to write characters as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Encoding {
    /// RFC 3629: all of Unicode, one to four bytes each.
    #[default]
    Utf8,
    /// All of Unicode, one, two or four bytes each.
    Gb18030,
    /// Some 21 900 characters, one or two bytes each.
    Gbk,
    /// Some 7 400 characters, one or two bytes each.
    Gb2312,
    /// ISO 8859-1: 256 characters, one byte each.
    Latin1,
}

/// What bytes read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The characters, U+FFFD where the bytes are none. Not yet harmless.
    pub text: String,
    /// All bytes are characters of this encoding.
    pub fits: bool,
}

/// Characters that an encoding has no bytes for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// Which encoding.
    pub encoding: Encoding,
    /// The first of them, each once. Not yet harmless.
    pub characters: Vec<char>,
    /// There are more.
    pub more: bool,
}

/// What bytes could be: these encodings read them alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The encodings, at least one.
    pub encodings: Vec<Encoding>,
    /// What they would read. Not yet harmless.
    pub text: String,
}

/// The next character of some bytes.
enum Unit {
    /// It takes so many bytes.
    Whole(usize, char),
    /// So many bytes are none.
    Bad(usize),
    /// Its rest has not come.
    Half,
}

/// The names of each, as Python knows them in its `encodings/aliases.py`.
const ALIASES: [(Encoding, &[&str]); 5] = [
    (Encoding::Utf8, &["utf_8", "utf8", "u8", "utf", "cp65001"]),
    (Encoding::Gb18030, &["gb18030", "gb18030_2000"]),
    (Encoding::Gbk, &["gbk", "936", "cp936", "ms936"]),
    (
        Encoding::Gb2312,
        &[
            "gb2312",
            "gb2312_80",
            "gb2312_1980",
            "chinese",
            "csiso58gb231280",
            "euc_cn",
            "euccn",
            "eucgb2312_cn",
            "iso_ir_58",
        ],
    ),
    (
        Encoding::Latin1,
        &[
            "latin_1",
            "latin1",
            "latin",
            "l1",
            "iso_8859_1",
            "iso8859_1",
            "iso8859",
            "8859",
            "cp819",
            "ibm819",
            "csisolatin1",
            "iso_8859_1_1987",
            "iso_ir_100",
        ],
    ),
];

impl Encoding {
    /// All that are known, in the order they are offered.
    pub const ALL: [Self; 5] = [
        Self::Utf8,
        Self::Gb18030,
        Self::Gbk,
        Self::Gb2312,
        Self::Latin1,
    ];

    /// Its name as Python's codecs have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Gbk => "gbk",
            Self::Gb2312 => "gb2312",
            Self::Latin1 => "latin-1",
        }
    }

    /// Its name as one writes it in a text, the same in every language.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB 18030",
            Self::Gbk => "GBK",
            Self::Gb2312 => "GB 2312",
            Self::Latin1 => "Latin-1",
        }
    }

    /// The encoding of this name: Python's own names and its aliases (`encodings/aliases.py`), written as one likes.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let same: String = name
            .trim()
            .chars()
            .map(|c| {
                if matches!(c, '-' | ' ') {
                    '_'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect();
        let known = |(_, names): &&(Self, &[&str])| names.contains(&same.as_str());
        ALIASES.iter().find(known).map(|(encoding, _)| *encoding)
    }

    /// All names, as they are listed to somebody who typed another.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// The next way to look at a peer's bytes. Where several read alike only the largest set is tried.
    #[must_use]
    pub const fn next_reading(self) -> Self {
        match self {
            Self::Utf8 => Self::Gb18030,
            Self::Gb18030 | Self::Gbk | Self::Gb2312 => Self::Latin1,
            Self::Latin1 => Self::Utf8,
        }
    }

    /// Reads bytes.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Decoded {
        let mut text = String::with_capacity(bytes.len());
        let (mut rest, mut fits) = (bytes, true);
        while !rest.is_empty() {
            let (length, character) = match self.unit(rest) {
                Unit::Whole(length, character) => (length, Some(character)),
                Unit::Bad(length) => (length, None),
                Unit::Half => (rest.len(), None),
            };
            fits &= character.is_some();
            text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = rest.get(length..).unwrap_or_default();
        }
        Decoded { text, fits }
    }

    /// Writes a text as bytes.
    ///
    /// # Errors
    /// The first characters that this encoding has no bytes for.
    pub fn encode(self, text: &str) -> Result<Vec<u8>, Unwritable> {
        if self == Self::Utf8 {
            return Ok(text.as_bytes().to_vec());
        }
        let mut bytes = Vec::with_capacity(text.len());
        let mut refused = Unwritable {
            encoding: self,
            characters: Vec::new(),
            more: false,
        };
        for character in text.chars() {
            match self.write(character, &mut bytes) {
                Some(()) => {}
                None if refused.characters.contains(&character) => {}
                None if refused.characters.len() < MOST_NAMED => refused.characters.push(character),
                None => refused.more = true,
            }
        }
        if refused.characters.is_empty() {
            Ok(bytes)
        } else {
            Err(refused)
        }
    }

    /// How many of the bytes, which begin with a character, are left when one that is not whole yet is left out at
    /// the end. Bytes that are not of this encoding anyhow are left as they are: nobody knows what is whole there.
    #[must_use]
    pub fn whole(self, bytes: &[u8]) -> usize {
        match self {
            Self::Latin1 => bytes.len(),
            Self::Utf8 => match std::str::from_utf8(bytes) {
                Err(error) if error.error_len().is_none() => error.valid_up_to(),
                _ => bytes.len(),
            },
            Self::Gb18030 | Self::Gbk | Self::Gb2312 => self.whole_pairs(bytes),
        }
    }

    /// [`Encoding::whole`] where only the way from the beginning tells where a character begins.
    fn whole_pairs(self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            at += match self.length(rest) {
                Ok(length) => length,
                Err(Flaw::Half) => return at,
                Err(Flaw::Bad) => return bytes.len(),
            };
        }
        bytes.len()
    }

    fn unit(self, bytes: &[u8]) -> Unit {
        let Some(first) = bytes.first().copied() else {
            return Unit::Half;
        };
        match self {
            _ if first.is_ascii() => Unit::Whole(1, char::from(first)),
            Self::Latin1 => Unit::Whole(1, char::from(first)),
            Self::Utf8 => utf8_unit(bytes),
            Self::Gb18030 | Self::Gbk | Self::Gb2312 => match self.length(bytes) {
                Ok(length) => self.character(bytes.get(..length).unwrap_or_default()),
                Err(Flaw::Half) => Unit::Half,
                Err(Flaw::Bad) => Unit::Bad(1),
            },
        }
    }

    /// Bytes of the character that begins here, by its first bytes: GB 18030's and what is cut out of it.
    fn length(self, bytes: &[u8]) -> Result<usize, Flaw> {
        let four = self == Self::Gb18030;
        let digit = |at: usize| bytes.get(at).map(u8::is_ascii_digit);
        match (bytes.first(), bytes.get(1)) {
            (Some(0..=0x7f), _) => Ok(1),
            (Some(0x81..=0xfe), None) => Err(Flaw::Half),
            (Some(0x81..=0xfe), Some(0x40..=0x7e | 0x80..=0xfe)) => Ok(2),
            (Some(0x81..=0xfe), Some(b'0'..=b'9')) if four => match (bytes.get(2), digit(3)) {
                (None, _) | (Some(0x81..=0xfe), None) => Err(Flaw::Half),
                (Some(0x81..=0xfe), Some(true)) => Ok(4),
                _ => Err(Flaw::Bad),
            },
            _ => Err(Flaw::Bad),
        }
    }

    /// The character that these two or four bytes are.
    fn character(self, bytes: &[u8]) -> Unit {
        let found = match (self, bytes) {
            (_, [one]) => Some(char::from(*one)),
            (Self::Gb2312, [0xa1, 0xa4]) => Some(GB2312_DOT),
            (Self::Gb2312, [0xa1, 0xaa]) => Some(GB2312_BAR),
            _ => GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .and_then(|text| text.chars().next()),
        };
        match (found, bytes) {
            (Some(character), _) if self.has(bytes, character) => {
                Unit::Whole(bytes.len(), character)
            }
            // What could be a letter of its own stays one.
            (_, [_, 0x40..=0x7e]) => Unit::Bad(1),
            _ => Unit::Bad(bytes.len()),
        }
    }

    /// Are these bytes, `character` in GB 18030, also a character of this set?
    fn has(self, bytes: &[u8], character: char) -> bool {
        match (self, bytes) {
            (Self::Gbk, [lead, trail]) => in_gbk(*lead, *trail, character),
            (Self::Gb2312, [lead, trail]) => in_gb2312(*lead, *trail, character),
            (Self::Gbk | Self::Gb2312, _) => bytes.len() == 1,
            _ => true,
        }
    }

    /// Puts a character's bytes behind the others; `None`: it has none.
    fn write(self, character: char, bytes: &mut Vec<u8>) -> Option<()> {
        let mut room = [0; 4];
        let text = character.encode_utf8(&mut room);
        match self {
            Self::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Self::Latin1 => bytes.push(u8::try_from(u32::from(character)).ok()?),
            Self::Gb2312 if character == GB2312_DOT => bytes.extend_from_slice(&[0xa1, 0xa4]),
            Self::Gb2312 if character == GB2312_BAR => bytes.extend_from_slice(&[0xa1, 0xaa]),
            Self::Gb18030 | Self::Gbk | Self::Gb2312 => {
                let (written, _, failed) = GB18030.encode(text);
                let written =
                    Some(written).filter(|written| !failed && self.has(written, character))?;
                bytes.extend_from_slice(&written);
            }
        }
        Some(())
    }
}

/// Why no character begins here.
enum Flaw {
    Half,
    Bad,
}

/// Python's `gb2312` has the katakana middle dot and the horizontal bar where the larger sets have the middle dot and
/// the dash (as the Unicode Consortium's table of GB 2312).
const GB2312_DOT: char = '\u{30fb}';
const GB2312_BAR: char = '\u{2015}';

fn utf8_unit(bytes: &[u8]) -> Unit {
    let head = bytes.get(..4).unwrap_or(bytes);
    let (valid, error) = match std::str::from_utf8(head) {
        Ok(text) => (text, None),
        Err(error) => (
            std::str::from_utf8(head.get(..error.valid_up_to()).unwrap_or_default())
                .unwrap_or_default(),
            Some(error),
        ),
    };
    match (
        valid.chars().next(),
        error.and_then(|error| error.error_len()),
    ) {
        (Some(character), _) => Unit::Whole(character.len_utf8(), character),
        (None, Some(length)) => Unit::Bad(length),
        (None, None) => Unit::Half,
    }
}

const fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// Code page 936's part of GB 18030's pairs: without what GB 18030 has added in 2000 and 2005, and without the
/// areas for private use.
const fn in_gbk(lead: u8, trail: u8, character: char) -> bool {
    let added = matches!(
        (lead, trail),
        (0xfe, 0x50..)
            | (0xa2, 0xe3)
            | (0xa6, 0xd9..=0xdf | 0xec | 0xed | 0xf3)
            | (0xa8, 0xbc | 0xbf)
            | (0xa9, 0x89..=0x95)
    );
    !added && !is_private(character)
}

/// GB 2312's part of GBK: rows and columns 1 to 94, without what GBK has added among them.
const fn in_gb2312(lead: u8, trail: u8, character: char) -> bool {
    let area = matches!((lead, trail), (0xa1..=0xf7, 0xa1..=0xfe));
    let added = matches!(
        (lead, trail),
        (0xa2, 0xa1..=0xaa) | (0xa6, 0xe0..=0xf5) | (0xa8, 0xbb..=0xc0)
    );
    area && !added && !matches!(character, '\u{b7}' | '\u{2014}') && in_gbk(lead, trail, character)
}

/// What bytes that are no UTF-8 could be, the likeliest first: encodings in which every byte of the first
/// [`LOOKED_AT`] belongs to a character that can be seen. None is claimed; there may be none.
#[must_use]
pub fn candidates(bytes: &[u8]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for encoding in Encoding::ALL {
        let beginning = bytes.get(..LOOKED_AT).map_or(bytes, |start| {
            start.get(..encoding.whole(start)).unwrap_or(start)
        });
        let Decoded { text, fits } = encoding.decode(beginning);
        let seen = |c: char| (c.is_ascii() || !c.is_control()) && !is_private(c);
        if !fits || !text.chars().all(seen) {
            continue;
        }
        match found.iter_mut().find(|candidate| candidate.text == text) {
            Some(alike) => alike.encodings.push(encoding),
            None => found.push(Candidate {
                encodings: vec![encoding],
                text,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_pythons_with_its_aliases_and_no_others() {
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::named(encoding.name()), Some(encoding));
        }
        for (alias, encoding) in [
            ("UTF8", Encoding::Utf8),
            ("utf_8", Encoding::Utf8),
            ("latin1", Encoding::Latin1),
            ("ISO-8859-1", Encoding::Latin1),
            ("cp936", Encoding::Gbk),
            ("GB18030", Encoding::Gb18030),
            ("euc-cn", Encoding::Gb2312),
        ] {
            assert_eq!(Encoding::named(alias), Some(encoding), "{alias}");
        }
        for unknown in ["", "utf-16", "klingon", "cp1252"] {
            assert_eq!(Encoding::named(unknown), None, "{unknown}");
        }
    }

    /// A number that differs when any character or any of its bytes does (FNV-1a).
    fn print(encoding: Encoding) -> (usize, u64) {
        let (mut count, mut hash) = (0, 0xcbf2_9ce4_8422_2325_u64);
        for character in '\0'..='\u{ffff}' {
            if let Ok(bytes) = encoding.encode(character.encode_utf8(&mut [0; 4])) {
                assert_eq!(
                    encoding.decode(&bytes),
                    Decoded {
                        text: character.into(),
                        fits: true
                    },
                    "{character:?}"
                );
                count += 1;
                for byte in u32::from(character).to_be_bytes().into_iter().chain(bytes) {
                    hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
        (count, hash)
    }

    /// Counts and prints of Python 3.11's codecs, made by the same sum over `chr(c).encode(NAME)`.
    #[test]
    fn each_set_has_the_characters_and_bytes_of_pythons() {
        assert_eq!(print(Encoding::Gb2312), (7573, 0x6806_6430_b130_0fbe));
        assert_eq!(print(Encoding::Gbk), (21919, 0x5ba2_07d8_c8b3_fb7d));
        assert_eq!(print(Encoding::Latin1), (256, 0xd27f_2d27_41e5_fb25));
    }

    #[test]
    fn what_a_set_cannot_write_is_named_once_and_not_without_end() {
        let refused = Encoding::Gbk.encode("价€ é🙂€").unwrap_err();
        assert_eq!((refused.characters, refused.more), (vec!['€', '🙂'], false));
        let refused = Encoding::Latin1.encode("一二三四五六一").unwrap_err();
        assert_eq!((refused.characters.len(), refused.more), (5, true));
        assert_eq!(Encoding::Gb2312.encode("—").unwrap_err().characters, ['—']);
        assert_eq!(
            Encoding::Gb18030.encode("€🙂").unwrap(),
            b"\xa2\xe3\x95\x30\x85\x32"
        );
        assert_eq!(Encoding::Latin1.encode("ÿ\u{80}").unwrap(), b"\xff\x80");
    }

    #[test]
    fn bytes_that_do_not_fit_say_so_and_the_rest_is_read() {
        let read = |encoding: Encoding, bytes: &[u8]| {
            let Decoded { text, fits } = encoding.decode(bytes);
            (text, fits)
        };
        assert_eq!(
            read(Encoding::Utf8, b"a\xc4\xe3b"),
            ("a\u{fffd}\u{fffd}b".into(), false)
        );
        assert_eq!(
            read(Encoding::Gbk, b"\xc4\xe3\xba\xc3!"),
            ("你好!".into(), true)
        );
        assert_eq!(
            read(Encoding::Gbk, b"\x80 \x95\x30\x85\x32"),
            ("\u{fffd} \u{fffd}0\u{fffd}2".into(), false)
        );
        assert_eq!(
            read(Encoding::Gb18030, b"\x95\x30\x85\x32\xc4"),
            ("🙂\u{fffd}".into(), false)
        );
        assert!(
            Encoding::Latin1
                .decode(&(0..=255).collect::<Vec<u8>>())
                .fits
        );
    }

    #[test]
    fn half_a_character_is_left_out_by_the_encoding_in_use() {
        assert_eq!(Encoding::Utf8.whole("a好".as_bytes().get(..3).unwrap()), 1);
        assert_eq!(Encoding::Gbk.whole(b"\xc4\xe3\xba"), 2);
        assert_eq!(Encoding::Gb18030.whole(b"a\x95\x30\x85"), 1);
        // The last byte looks like the first of a UTF-8 character; but these bytes are no UTF-8 at all.
        assert_eq!(Encoding::Utf8.whole(b"\xc4\xe3\xba\xc3"), 4);
        assert_eq!(Encoding::Latin1.whole(b"\xc3"), 1);
    }

    #[test]
    fn several_candidates_are_named_and_none_where_nothing_reads() {
        let named = |bytes: &[u8]| -> Vec<(Vec<Encoding>, String)> {
            candidates(bytes)
                .into_iter()
                .map(|candidate| (candidate.encodings, candidate.text))
                .collect()
        };
        let chinese = vec![Encoding::Gb18030, Encoding::Gbk, Encoding::Gb2312];
        assert_eq!(
            named(b"\xc4\xe3\xba\xc3"),
            [
                (chinese, "你好".to_owned()),
                (vec![Encoding::Latin1], "ÄãºÃ".to_owned())
            ]
        );
        assert_eq!(
            named(b"caf\xe9"),
            [(vec![Encoding::Latin1], "café".to_owned())]
        );
        assert_eq!(named(b"\xff\x80"), []);
        let long = Encoding::Gbk
            .encode(&format!("a{}", "好".repeat(2000)))
            .unwrap();
        assert!(
            named(&long)[0].1.chars().count() <= LOOKED_AT,
            "long lines are judged by their beginning"
        );
        assert_eq!(
            named("é".as_bytes()).first().map(|(by, _)| by.clone()),
            Some(vec![Encoding::Utf8])
        );
    }
}

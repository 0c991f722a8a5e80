//! Records and messages looked over, without being taken apart: what each is, and whether anybody can read it.

use super::names::RETRY;
use super::{HEADER, looks};

/// A handshake message's type and length.
const MESSAGE_HEADER: usize = 4;
/// The longest message that is believed: above it, the bytes are no message.
const LONGEST: usize = 1 << 17;
/// Version, random bytes, the length of the session id, a cipher suite, a compression method.
const SHORTEST_HELLO: usize = 2 + 32 + 1 + 2 + 1;
/// The longest session id (RFC 8446 §4.1.2).
const LONGEST_SESSION: u8 = 32;

pub(super) const CLIENT_HELLO: u8 = 1;
pub(super) const SERVER_HELLO: u8 = 2;
pub(super) const NEW_SESSION_TICKET: u8 = 4;
const HELLO_DONE: u8 = 14;
pub(super) const CERTIFICATE_VERIFY: u8 = 15;
pub(super) const CLIENT_KEY_EXCHANGE: u8 = 16;
const FINISHED: u8 = 20;

/// Messages that are sent in the clear by any version; the others are new in TLS 1.3 and always encrypted.
const READABLE: &[u8] = &[
    CLIENT_HELLO,
    SERVER_HELLO,
    NEW_SESSION_TICKET,
    11,
    12,
    13,
    HELLO_DONE,
    CERTIFICATE_VERIFY,
    CLIENT_KEY_EXCHANGE,
    FINISHED,
    22,
];

/// A record, as far as it is here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    /// Its content type.
    pub(super) kind: u8,
    /// How long its header says that it is.
    pub(super) told: usize,
    /// What it carries.
    pub(super) fragment: &'a [u8],
    /// What stands behind it.
    pub(super) behind: &'a [u8],
}

impl<'a> Record<'a> {
    /// Is enough of it here to tell whether a message begins in it?
    pub(super) fn tells(&self) -> bool {
        self.fragment.len() >= MESSAGE_HEADER.min(self.told)
    }

    /// The one that these bytes begin with.
    pub(super) fn first(bytes: &'a [u8]) -> Option<Self> {
        let &[kind, _, _, high, low] = bytes.first_chunk::<HEADER>()?;
        let told = usize::from(u16::from_be_bytes([high, low]));
        let carried = bytes.get(HEADER..).filter(|_| looks(bytes))?;
        let (fragment, behind) = carried.split_at(told.min(carried.len()));
        Some(Self {
            kind,
            told,
            fragment,
            behind,
        })
    }
}

/// Do these bytes begin with a handshake message that anybody can read? Encrypted bytes are like any other; that
/// a type, a length or a hello's first fields cannot be so tells.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    match *bytes {
        // HelloRequest, which is nothing but its header.
        [0, 0, 0, 0] => true,
        [kind, a, b, c, ref body @ ..] => {
            let length = u32::from_be_bytes([0, a, b, c]) as usize;
            READABLE.contains(&kind) && length <= LONGEST && fits(kind, length, body)
        }
        _ => false,
    }
}

fn fits(kind: u8, length: usize, body: &[u8]) -> bool {
    match kind {
        CLIENT_HELLO | SERVER_HELLO => {
            let version = body.first().is_none_or(|major| *major == 3);
            let session = body.get(34).is_none_or(|length| *length <= LONGEST_SESSION);
            length >= SHORTEST_HELLO && version && session
        }
        HELLO_DONE => length == 0,
        // In the clear only where nothing is encrypted at all; then it is alone in its record.
        FINISHED => length == body.len(),
        _ => true,
    }
}

/// Is it a hello that anybody can read? Behind a change cipher spec only these are believed.
pub(super) fn is_hello(bytes: &[u8]) -> bool {
    matches!(bytes.first(), Some(&(CLIENT_HELLO | SERVER_HELLO))) && is_plain(bytes)
}

/// A handshake message, as far as it is here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    pub(super) kind: u8,
    pub(super) body: &'a [u8],
    /// How many bytes of it are missing.
    pub(super) missing: usize,
}

/// The readable messages that a record's fragment begins with.
#[derive(Debug, Clone)]
pub(super) struct Messages<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Messages<'a> {
    type Item = Message<'a>;

    fn next(&mut self) -> Option<Message<'a>> {
        let (&[kind, a, b, c], carried) = self.0.split_first_chunk::<MESSAGE_HEADER>()?;
        if !is_plain(self.0) {
            return None;
        }
        let length = u32::from_be_bytes([0, a, b, c]) as usize;
        let (body, behind) = carried.split_at(length.min(carried.len()));
        self.0 = behind;
        Some(Message {
            kind,
            body,
            missing: length - body.len(),
        })
    }
}

/// A server's hello of which too little is here to tell which of both it is.
pub(super) const SERVER_OR_RETRY: &str = "ServerHello or HelloRetryRequest";

/// Does the body of a server's hello ask for another one of the client? Its Random tells (RFC 8446 §4.1.3);
/// `None` where that is not all here.
pub(super) fn is_retry(body: &[u8]) -> Option<bool> {
    let random = body.get(2..)?;
    let here = random.get(..RETRY.len().min(random.len()))?;
    match random.get(..RETRY.len()) {
        Some(random) => Some(random == RETRY),
        // It begins otherwise.
        None if !RETRY.starts_with(here) => Some(false),
        None => None,
    }
}

/// The fields of a hello that others need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hello<'a> {
    pub(super) legacy_version: u16,
    /// What stands behind the session id.
    rest: &'a [u8],
}

impl<'a> Hello<'a> {
    /// Out of the body of either hello. `None`: it is cut before its choices.
    pub(super) fn read(body: &'a [u8]) -> Option<Self> {
        let (version, rest) = body.split_first_chunk()?;
        let (_random, rest) = rest.split_at_checked(RETRY.len())?;
        let (_session, rest) = vector::<1>(rest)?;
        Some(Self {
            legacy_version: u16::from_be_bytes(*version),
            rest,
        })
    }

    /// The suite that a server has chosen.
    pub(super) fn suite(&self) -> Option<u16> {
        self.rest
            .first_chunk()
            .map(|bytes| u16::from_be_bytes(*bytes))
    }

    /// The extensions of a server's hello.
    pub(super) fn of_server(&self) -> Extensions<'a> {
        Extensions(self.rest.get(3..).map_or(&[], extensions))
    }

    /// The extensions of a client's hello.
    pub(super) fn of_client(&self) -> Extensions<'a> {
        let methods = vector::<2>(self.rest).map(|(_suites, rest)| rest);
        let rest = methods.and_then(vector::<1>).map(|(_methods, rest)| rest);
        Extensions(rest.map_or(&[], extensions))
    }
}

/// The list of extensions without its length, as far as it is here.
fn extensions(bytes: &[u8]) -> &[u8] {
    bytes.get(2..).unwrap_or_default()
}

/// What has its length in `N` bytes before it, and what follows.
fn vector<const N: usize>(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<N>()?;
    let length = length.iter().fold(0, |n, byte| n << 8 | usize::from(*byte));
    rest.split_at_checked(length)
}

/// Extensions, as far as they are here: each a number and its data.
#[derive(Debug, Clone)]
pub(super) struct Extensions<'a>(&'a [u8]);

impl<'a> Extensions<'a> {
    /// The data of the first with this number.
    pub(super) fn find(&self, number: u16) -> Option<&'a [u8]> {
        self.clone()
            .find_map(|(found, data)| (found == number).then_some(data))
    }
}

impl<'a> Iterator for Extensions<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, rest) = self.0.split_first_chunk()?;
        let (data, behind) = vector::<2>(rest)?;
        self.0 = behind;
        Some((u16::from_be_bytes(*number), data))
    }
}

/// The number that these two bytes are.
pub(super) fn number(data: &[u8]) -> Option<u16> {
    data.try_into().ok().map(u16::from_be_bytes)
}

/// The first name in a `server_name` extension (RFC 6066 §3).
pub(super) fn server_name(data: &[u8]) -> Option<&[u8]> {
    let (list, _) = vector::<2>(data)?;
    let (&0, name) = list.split_first()? else {
        return None;
    };
    vector::<2>(name).map(|(name, _)| name)
}

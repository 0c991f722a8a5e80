//! What the records of one side have told so far: on it depends what the next one says.

use super::names;
use super::outline::{self, Hello, Message, Messages, Record};
use super::{APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE};

/// What a change cipher spec says. By itself that cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Up to TLS 1.2: from here on this side encrypts (RFC 5246 §7.1).
    Encrypts,
    /// TLS 1.3 sends it only for old devices on the way (RFC 8446 §5, §D.4).
    Dummy,
    /// It depends on what cannot be seen here.
    Unknown,
}

/// What a record of handshake messages is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Handshake {
    /// Readable, from this byte on; what stands before it ends a message of an earlier record.
    Plain(usize),
    /// Behind a change cipher spec: encrypted.
    Encrypted,
    /// Encrypted, or the rest of a message that began where it cannot be seen here.
    Hidden,
}

/// The records so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// The version that a server has chosen.
    version: Option<u16>,
    /// A message was seen that TLS 1.3 does not send in the clear.
    is_old: bool,
    /// This side has changed to encryption.
    is_changed: bool,
    /// A change cipher spec was seen, whatever it said.
    pub(super) has_change: bool,
    /// Bytes of a handshake message that the next record still owes.
    owed: usize,
}

impl Seen {
    /// What a change cipher spec says here, with these bytes behind it.
    pub(super) fn change(&self, behind: &[u8]) -> Change {
        if self.version.is_some_and(names::is_new) {
            return Change::Dummy;
        }
        if self.is_old || self.version.is_some() {
            return Change::Encrypts;
        }
        // Up to TLS 1.2 an encrypted Finished follows at once (RFC 5246 §7.4.9).
        match Record::first(behind) {
            Some(next) if next.kind == APPLICATION_DATA => Change::Dummy,
            Some(next) if next.kind == HANDSHAKE && outline::is_hello(next.fragment) => {
                Change::Dummy
            }
            // What begins like no hello is encrypted, as far as it is here.
            Some(next) if next.kind == HANDSHAKE && next.tells() => Change::Encrypts,
            _ => Change::Unknown,
        }
    }

    /// What a record of handshake messages is here.
    pub(super) fn handshake(&self, fragment: &[u8]) -> Handshake {
        let owed = self.owed.min(fragment.len());
        let own = &fragment[owed..];
        match (self.is_changed, owed) {
            (true, _) if !outline::is_hello(fragment) => Handshake::Encrypted,
            (true, _) => Handshake::Plain(0),
            (false, 1..) => Handshake::Plain(owed),
            (false, 0) if outline::is_plain(own) || is_beginning(own) => Handshake::Plain(0),
            (false, 0) => Handshake::Hidden,
        }
    }

    /// Takes a record in.
    pub(super) fn note(&mut self, record: &Record<'_>) {
        match record.kind {
            CHANGE_CIPHER_SPEC => {
                self.is_changed |= self.change(record.behind) == Change::Encrypts;
                self.has_change = true;
            }
            HANDSHAKE => self.note_handshake(record.fragment),
            _ => {}
        }
    }

    fn note_handshake(&mut self, fragment: &[u8]) {
        let Handshake::Plain(at) = self.handshake(fragment) else {
            return;
        };
        self.owed -= at;
        for message in Messages(&fragment[at..]) {
            self.owed = message.missing;
            self.note_message(&message);
        }
    }

    fn note_message(&mut self, message: &Message<'_>) {
        match message.kind {
            outline::SERVER_HELLO if message.missing == 0 => {
                self.version = Hello::read(message.body).and_then(|hello| version(&hello));
            }
            outline::CLIENT_HELLO | outline::SERVER_HELLO => {}
            _ => self.is_old = true,
        }
    }
}

/// The version that a server chooses: an extension says it where it is TLS 1.3 (RFC 8446 §4.2.1).
pub(super) fn version(hello: &Hello<'_>) -> Option<u16> {
    match hello.of_server().find(43) {
        Some(data) => outline::number(data),
        None => Some(hello.legacy_version),
    }
}

/// A message cut so early that nothing can be told of it but its type.
fn is_beginning(fragment: &[u8]) -> bool {
    match fragment {
        [kind, ..] => fragment.len() < 4 && names::message(*kind).is_some(),
        [] => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_goes_on_in_the_next_record() {
        // A certificate message of six bytes, two in the first record.
        let first = b"\x16\x03\x03\0\x06\x0b\0\0\x06\0\0";
        let mut seen = Seen::default();
        seen.note(&Record::first(first).unwrap());
        assert_eq!(seen.handshake(&[9; 4]), Handshake::Plain(4));
        assert_eq!(seen.handshake(&[9; 9]), Handshake::Plain(4));
        assert_eq!(Seen::default().handshake(&[9; 4]), Handshake::Hidden);
    }

    #[test]
    fn a_change_cipher_spec_says_what_its_company_says() {
        let change = |behind: &[u8]| Seen::default().change(behind);
        assert_eq!(change(b""), Change::Unknown);
        assert_eq!(change(b"\x17\x03\x03\0\x01\x01"), Change::Dummy);
        assert_eq!(
            change(b"\x16\x03\x03\0\x04\x99\x99\x99\x99"),
            Change::Encrypts
        );
        let hello = b"\x16\x03\x03\0\x06\x01\0\0\x60\x03\x03";
        assert_eq!(change(hello), Change::Dummy, "a second hello");
    }
}

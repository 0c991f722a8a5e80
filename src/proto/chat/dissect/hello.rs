//! The fields of the records by which two labs meet: hello and challenge.

use crate::proto::chat::header::at;
use crate::say;
use crate::wire::lab::{
    CAPABILITIES, COOKIE, ECHO, EXTENSIONS, INSTANCE, KEY, NICK, NICK_LENGTH, NONCE, SESSION_NUMBER,
};

use super::reader::Reader;

/// Who speaks, and with which key.
pub(super) fn hello(reader: &mut Reader<'_>) {
    reader.hex(at::INSTANCE.len(), INSTANCE, say!("chat-field-instance"));
    reader.hex(
        at::SESSION_ID.len(),
        SESSION_NUMBER,
        say!("chat-field-session"),
    );
    let meaning = say!("chat-field-capabilities");
    reader.hex(at::CAPABILITIES.len(), CAPABILITIES, meaning);
    reader.raw(at::NONCE.len(), NONCE, say!("chat-field-nonce"));
    reader.raw(at::ECHO.len(), ECHO, say!("chat-field-echo"));
    reader.raw(at::KEY.len(), KEY, say!("chat-field-key"));
    nick(reader);
    reader.rest(EXTENSIONS, say!("chat-field-extensions"));
}

fn nick(reader: &mut Reader<'_>) {
    let length = reader.peek();
    reader.number(1, NICK_LENGTH, |n| {
        say!("chat-field-nick-length", count = n)
    });
    reader.text(length, NICK, say!("chat-field-nick"));
}

/// What is to be echoed by whoever is at this address.
pub(super) fn challenge(reader: &mut Reader<'_>) {
    let count = reader.left().min(at::CHALLENGED.len());
    reader.raw(count, NONCE, say!("chat-field-challenged"));
    reader.rest(COOKIE, say!("chat-field-cookie"));
}

//! What is said of records, by what stands beside them.

use super::*;
use crate::text::{Lang, Text};

const CHANGE_RECORD: &[u8] = b"\x14\x03\x03\0\x01\x01";
const HIDDEN: &[u8] = b"\x16\x03\x03\0\x08\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8";
const DATA: &[u8] = b"\x17\x03\x03\0\x02\x01\x02";

fn said(records: &[&[u8]]) -> String {
    Text::new(Lang::En).say(&sentence(&records.concat()))
}

fn record(kind: u8, fragment: &[u8]) -> Vec<u8> {
    let length = (fragment.len() as u16).to_be_bytes();
    [&[kind, 3, 3][..], &length, fragment].concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u32).to_be_bytes();
    record(HANDSHAKE, &[&[kind][..], &length[1..], body].concat())
}

fn extension(number: u16, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16).to_be_bytes();
    [&number.to_be_bytes()[..], &length, data].concat()
}

fn with_extensions(fixed: &[u8], random: &[u8; 32], extensions: &[Vec<u8>]) -> Vec<u8> {
    let all = extensions.concat();
    let length = (all.len() as u16).to_be_bytes();
    let list: &[u8] = if all.is_empty() { &[] } else { &length };
    [&[3, 3][..], random, &[0], fixed, list, &all].concat()
}

fn client_hello(extensions: &[Vec<u8>]) -> Vec<u8> {
    let fixed = b"\0\x02\x13\x01\x01\0";
    message(1, &with_extensions(fixed, &[7; 32], extensions))
}

fn server_hello(random: &[u8; 32], extensions: &[Vec<u8>]) -> Vec<u8> {
    message(2, &with_extensions(b"\x13\x01\0", random, extensions))
}

fn new_version() -> Vec<u8> {
    extension(43, &[3, 4])
}

#[test]
fn a_change_cipher_spec_alone_says_nothing_of_encryption() {
    let alone = said(&[CHANGE_RECORD]);
    assert_eq!(
        alone,
        "TLS ChangeCipherSpec (what it says depends on the version)"
    );
    assert_eq!(
        said(&[CHANGE_RECORD, HIDDEN]),
        "TLS ChangeCipherSpec (from here on encrypted), encrypted handshake message"
    );
    assert_eq!(
        said(&[CHANGE_RECORD, DATA]),
        "TLS ChangeCipherSpec (a dummy), 1 encrypted record"
    );
}

#[test]
fn a_hello_may_ask_for_another_one() {
    let retry = server_hello(&names::RETRY, &[new_version(), extension(51, &[0, 29])]);
    assert_eq!(
        said(&[&retry, CHANGE_RECORD]),
        "TLS HelloRetryRequest: wants another ClientHello, with a key in x25519, ChangeCipherSpec (a dummy)"
    );
    let name = extension(0, b"\0\x06\0\0\x03lab");
    assert_eq!(
        said(&[CHANGE_RECORD, &client_hello(std::slice::from_ref(&name))]),
        "TLS ChangeCipherSpec (a dummy), second ClientHello for lab"
    );
    let cookie = extension(44, b"\0\x01\x09");
    assert_eq!(
        said(&[&client_hello(&[name, cookie])]),
        "TLS second ClientHello for lab"
    );
    let cookie = server_hello(
        &names::RETRY,
        &[new_version(), extension(44, b"\0\x01\x09")],
    );
    assert_eq!(
        said(&[&cookie]),
        "TLS HelloRetryRequest: wants another ClientHello"
    );
}

#[test]
fn every_record_of_a_flight_is_named() {
    let new = server_hello(&[7; 32], &[new_version()]);
    assert_eq!(
        said(&[&new, CHANGE_RECORD, DATA, DATA]),
        "TLS ServerHello: TLS 1.3, TLS_AES_128_GCM_SHA256, ChangeCipherSpec (a dummy), 2 encrypted records"
    );
    let old = server_hello(&[7; 32], &[]);
    let flight = [&old[..], &message(11, b"\0\0\0"), &message(14, b"")];
    assert_eq!(
        said(&flight),
        "TLS ServerHello: TLS 1.2, TLS_AES_128_GCM_SHA256, Certificate, ServerHelloDone"
    );
    assert_eq!(
        said(&[&message(16, b"\x01\x04"), CHANGE_RECORD, HIDDEN]),
        "TLS ClientKeyExchange, ChangeCipherSpec (from here on encrypted), encrypted handshake message"
    );
    assert_eq!(
        said(&[&old, CHANGE_RECORD]),
        "TLS ServerHello: TLS 1.2, TLS_AES_128_GCM_SHA256, ChangeCipherSpec (from here on encrypted)"
    );
    assert_eq!(said(&[DATA, DATA]), "TLS, 14 bytes encrypted");
}

#[test]
fn what_cannot_be_read_is_not_called_readable() {
    assert_eq!(
        said(&[HIDDEN]),
        "TLS encrypted handshake message, or the rest of one"
    );
    // An explicit nonce of zeros is no HelloRequest.
    let nonce = record(HANDSHAKE, &[0; 40]);
    assert_eq!(
        said(&[&nonce]),
        "TLS encrypted handshake message, or the rest of one"
    );
    assert_eq!(said(&[&message(0, b"")]), "TLS HelloRequest");
    assert_eq!(
        said(&[&record(ALERT, &[2, 40])]),
        "TLS alert: handshake_failure"
    );
    assert_eq!(said(&[&record(ALERT, &[0; 26])]), "TLS alert, encrypted");
}

#[test]
fn a_server_hello_that_is_cut_does_not_tell_the_version() {
    let mut hello = server_hello(&[7; 32], &[extension(23, b""), new_version()]);
    hello.truncate(hello.len() - 6);
    assert_eq!(
        said(&[&hello]),
        "TLS ServerHello: ?, TLS_AES_128_GCM_SHA256"
    );
}

#[test]
fn a_name_beside_an_encrypted_hello_may_not_be_the_one_that_is_meant() {
    let name = extension(0, b"\0\x06\0\0\x03lab");
    let hello = client_hello(&[name, extension(0xfe0d, &[0; 8])]);
    assert_eq!(
        said(&[&hello]),
        "TLS ClientHello for lab (with encrypted_client_hello: real or GREASE, nobody outside can tell)"
    );
}

#[test]
fn a_stream_is_cut_into_records() {
    use crate::wire::stream::{Phase, Talk, Then};
    let cut_of = |bytes: &[u8]| {
        cut(&mut Turn {
            bytes,
            role: None,
            phase: &mut Phase::default(),
            talk: &mut Talk::default(),
            then: Then::default(),
            announced: None,
        })
    };
    assert_eq!(cut_of(DATA), Cut::End(7));
    assert_eq!(cut_of(&DATA[..5]), Cut::End(7));
    assert_eq!(cut_of(&DATA[..4]), Cut::More);
    assert_eq!(cut_of(b"HTTP/"), Cut::Not);
    assert_eq!(cut_of(b"\x17\x02"), Cut::Not);
}

#[test]
fn fields_say_the_same_as_the_line() {
    let retry = server_hello(&names::RETRY, &[new_version(), extension(51, &[0, 29])]);
    let bytes = [&retry[..], CHANGE_RECORD].concat();
    let mut head = Head::new(&bytes, 0, bytes.len());
    records(&mut head);
    let layer = head.layer(Protocol::Tls, say!("wire-cut"));
    assert!(layer.problem.is_none());
    let message = &layer.fields[0].children[3];
    assert_eq!(message.value, Value::Text("HelloRetryRequest".into()));
    assert_eq!(message.meaning, Some(say!("wire-tls-hello-retry")));
    assert_eq!(
        layer.fields[1].children[3].meaning,
        Some(say!("wire-tls-change-dummy"))
    );
}

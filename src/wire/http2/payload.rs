//! What stands in a frame, by its type (RFC 9113 §6).

use crate::say;
use crate::say::{Clean, Say};
use crate::wire::field::Value;
use crate::wire::named::{Named, fields};
use crate::wire::printable::{looks_like_text, preview};
use crate::wire::tree::Head;

use super::kinds::{self, Kind};
use super::reserved;

const DATA_SECTION: &str = "RFC 9113 §6.1";
const HEADERS_SECTION: &str = "RFC 9113 §6.2";
const PRIORITY_SECTION: &str = "RFC 9113 §6.3";
const SETTINGS_SECTION: &str = "RFC 9113 §6.5";
const GOAWAY_SECTION: &str = "RFC 9113 §6.8";
const VALUES: &str = "RFC 9113 §6.5.2";

fields! {
    PAD_LENGTH: Number "http2.pad_length" = "Pad Length", DATA_SECTION;
    DATA: Bytes "http2.data.data" = "Data", DATA_SECTION;
    PADDING = "Padding", DATA_SECTION;
    BLOCK = "Field Block Fragment", HEADERS_SECTION;
    EXCLUSIVE: Flag "http2.exclusive" = "Exclusive", PRIORITY_SECTION;
    DEPENDENCY: Number "http2.stream_dependency" = "Stream Dependency", PRIORITY_SECTION;
    WEIGHT: Number "http2.headers.weight" = "Weight", PRIORITY_SECTION;
    STREAM_ERROR: Number "http2.rst_stream.error" = "Error Code", "RFC 9113 §6.4";
    SETTING: Protocol "http2.settings" = "Setting", SETTINGS_SECTION;
    IDENTIFIER: Number "http2.settings.id" = "Identifier", SETTINGS_SECTION;
    TABLE_SIZE: Number "http2.settings.header_table_size" = "SETTINGS_HEADER_TABLE_SIZE", VALUES;
    ENABLE_PUSH: Number "http2.settings.enable_push" = "SETTINGS_ENABLE_PUSH", VALUES;
    MOST_STREAMS: Number "http2.settings.max_concurrent_streams"
        = "SETTINGS_MAX_CONCURRENT_STREAMS", VALUES;
    INITIAL_WINDOW: Number "http2.settings.initial_window_size"
        = "SETTINGS_INITIAL_WINDOW_SIZE", VALUES;
    MOST_FRAME: Number "http2.settings.max_frame_size" = "SETTINGS_MAX_FRAME_SIZE", VALUES;
    MOST_HEADERS: Number "http2.settings.max_header_list_size"
        = "SETTINGS_MAX_HEADER_LIST_SIZE", VALUES;
    EXTENDED_CONNECT: Number "http2.settings.extended_connect"
        = "SETTINGS_ENABLE_CONNECT_PROTOCOL", "RFC 8441 §3";
    OTHER_SETTING = "Value", SETTINGS_SECTION;
    PROMISED: Number "http2.push_promise.promised_stream_id"
        = "Promised Stream ID", "RFC 9113 §6.6";
    PING: Bytes "http2.ping" = "Opaque Data", "RFC 9113 §6.7";
    PONG: Bytes "http2.pong" = "Opaque Data", "RFC 9113 §6.7";
    LAST_STREAM: Number "http2.goaway.last_stream_id" = "Last-Stream-ID", GOAWAY_SECTION;
    GOAWAY_ERROR: Number "http2.goaway.error" = "Error Code", GOAWAY_SECTION;
    DEBUG_DATA: Bytes "http2.goaway.addata" = "Additional Debug Data", GOAWAY_SECTION;
    INCREMENT: Number "http2.window_update.window_size_increment"
        = "Window Size Increment", "RFC 9113 §6.9";
}

/// Reads a frame's payload, of which `length` bytes were promised. What it leaves stays as it is.
pub(super) fn read(head: &mut Head<'_>, kind: Kind, flags: u8, length: usize) {
    match kind {
        Kind::DATA => padded(head, flags, length, data),
        Kind::HEADERS => padded(head, flags, length, |head, length| {
            let has_priority = flags & kinds::PRIORITY != 0;
            if has_priority {
                priority(head);
            }
            block(
                head,
                length.saturating_sub(if has_priority { 5 } else { 0 }),
            );
        }),
        Kind::PRIORITY => priority(head),
        Kind::RST_STREAM => drop(head.num(32, &STREAM_ERROR, kinds::error)),
        Kind::SETTINGS => settings(head),
        Kind::PUSH_PROMISE => padded(head, flags, length, |head, length| {
            reserved(head);
            head.num(31, &PROMISED, |_| say!("wire-http2-promised"));
            block(head, length.saturating_sub(4));
        }),
        Kind::PING if flags & kinds::ACK != 0 => head.raw(8, &PONG, say!("wire-http2-pong")),
        Kind::PING => head.raw(8, &PING, say!("wire-http2-opaque")),
        Kind::GOAWAY => goaway(head),
        Kind::WINDOW_UPDATE => {
            reserved(head);
            head.num(31, &INCREMENT, |n| say!("wire-http2-increment", count = n));
        }
        Kind::CONTINUATION => block(head, length),
        _ => {}
    }
}

/// A payload that may have filling behind it; `inside` reads so many bytes before that.
fn padded(
    head: &mut Head<'_>,
    flags: u8,
    length: usize,
    inside: impl FnOnce(&mut Head<'_>, usize),
) {
    let (mut length, mut filling) = (length, 0);
    if flags & kinds::PADDED != 0 {
        let meaning = |n| say!("wire-http2-pad-length", count = n);
        filling = head.num(8, &PAD_LENGTH, meaning) as usize;
        length = length.saturating_sub(1);
    }
    if filling > length {
        head.problem(head.at(), PAD_LENGTH.name, say!("wire-http2-pad-bad"));
        filling = 0;
    }
    inside(head, length - filling);
    let count = filling.min(head.left());
    head.raw(count, &PADDING, say!("wire-http2-padding", count = count));
}

fn data(head: &mut Head<'_>, length: usize) {
    let count = length.min(head.left());
    let meaning = if count < length {
        say!("wire-http2-body-part", count = count, total = length)
    } else {
        say!("wire-http2-body", count = count)
    };
    head.bytes(count, &DATA, |bytes| (shown(bytes), meaning));
}

fn shown(bytes: &[u8]) -> Value {
    if looks_like_text(bytes) {
        Value::Text(preview(bytes, bytes.len()).unwrap_or_default())
    } else {
        Value::Bytes
    }
}

/// A header block: it can be read only with all that were sent before it (RFC 7541).
fn block(head: &mut Head<'_>, length: usize) {
    let count = length.min(head.left());
    head.raw(count, &BLOCK, say!("wire-http2-block", count = count));
}

fn priority(head: &mut Head<'_>) {
    head.flag(&EXCLUSIVE, |_| say!("wire-http2-priority-old"));
    head.num(31, &DEPENDENCY, |_| say!("wire-http2-priority-old"));
    head.num(8, &WEIGHT, |_| say!("wire-http2-priority-old"));
}

fn settings(head: &mut Head<'_>) {
    while head.left() > 0 {
        head.group(&SETTING, |head| {
            let id = head.num(16, &IDENTIFIER, kinds::setting);
            let named = setting(id);
            let value = head.num(32, &named, |_| kinds::setting(id));
            let name = if named == OTHER_SETTING {
                id.to_string()
            } else {
                named.name.to_owned()
            };
            let text = Clean::from(format!("{name} = {value}"));
            (Value::Text(text), kinds::setting(id))
        });
    }
}

const fn setting(id: u64) -> Named {
    match id {
        1 => TABLE_SIZE,
        2 => ENABLE_PUSH,
        3 => MOST_STREAMS,
        4 => INITIAL_WINDOW,
        5 => MOST_FRAME,
        6 => MOST_HEADERS,
        8 => EXTENDED_CONNECT,
        _ => OTHER_SETTING,
    }
}

fn goaway(head: &mut Head<'_>) {
    reserved(head);
    head.num(31, &LAST_STREAM, |_| say!("wire-http2-last-stream"));
    head.num(32, &GOAWAY_ERROR, kinds::error);
    let debug = head.left();
    let meaning: Say = say!("wire-http2-debug");
    head.bytes(debug, &DEBUG_DATA, |bytes| (shown(bytes), meaning));
}

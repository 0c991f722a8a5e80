//! What HTTP's words mean: methods, status codes, names of header lines.

use crate::say;
use crate::say::Say;
use crate::wire::lines::unpacked;
use crate::wire::named::{Named, fields};

fields! {
    HOST: Verbatim "http.host" = "Host", "RFC 9110 §7.2";
    USER_AGENT: Verbatim "http.user_agent" = "User-Agent", "RFC 9110 §10.1.5";
    ACCEPT: Verbatim "http.accept" = "Accept", "RFC 9110 §12.5.1";
    ACCEPT_LANGUAGE: Verbatim "http.accept_language" = "Accept-Language", "RFC 9110 §12.5.4";
    ACCEPT_ENCODING: Verbatim "http.accept_encoding" = "Accept-Encoding", "RFC 9110 §12.5.3";
    REFERER: Verbatim "http.referer" = "Referer", "RFC 9110 §10.1.3";
    COOKIE: Verbatim "http.cookie" = "Cookie", "RFC 6265 §4.2";
    SET_COOKIE: Verbatim "http.set_cookie" = "Set-Cookie", "RFC 6265 §4.1";
    CONTENT_TYPE: Verbatim "http.content_type" = "Content-Type", "RFC 9110 §8.3";
    CONTENT_LENGTH: Verbatim "http.content_length_header" = "Content-Length", "RFC 9110 §8.6";
    CONTENT_ENCODING: Verbatim "http.content_encoding" = "Content-Encoding", "RFC 9110 §8.4";
    TRANSFER_ENCODING: Verbatim "http.transfer_encoding" = "Transfer-Encoding", "RFC 9112 §6.1";
    CONNECTION: Verbatim "http.connection" = "Connection", "RFC 9110 §7.6.1";
    UPGRADE: Verbatim "http.upgrade" = "Upgrade", "RFC 9110 §7.8";
    DATE: Verbatim "http.date" = "Date", "RFC 9110 §6.6.1";
    SERVER: Verbatim "http.server" = "Server", "RFC 9110 §10.2.4";
    LOCATION: Verbatim "http.location" = "Location", "RFC 9110 §10.2.2";
    LAST_MODIFIED: Verbatim "http.last_modified" = "Last-Modified", "RFC 9110 §8.8.2";
    CACHE_CONTROL: Verbatim "http.cache_control" = "Cache-Control", "RFC 9111 §5.2";
    X_FORWARDED_FOR: Verbatim "http.x_forwarded_for" = "X-Forwarded-For", "RFC 7239 §5.2";
    AUTHORIZATION: Verbatim "http.authorization" = "Authorization", "RFC 9110 §11.6.2";
    PROXY_AUTHORIZATION: Verbatim "http.proxy_authorization"
        = "Proxy-Authorization", "RFC 9110 §11.7.2";
    WWW_AUTHENTICATE: Verbatim "http.www_authenticate" = "WWW-Authenticate", "RFC 9110 §11.6.1";
    ETAG = "ETag", "RFC 9110 §8.8.3";
    RANGE = "Range", "RFC 9110 §14.2";
    CONDITION_FIELD = "Condition", "RFC 9110 §13.1";
    FIELD_VALUE = "Field Value", "RFC 9110 §5.5";
}

/// A request's method (RFC 9110 §9).
pub(super) fn method(word: &[u8]) -> Say {
    match word {
        b"GET" => say!("wire-http-get"),
        b"HEAD" => say!("wire-http-head"),
        b"POST" => say!("wire-http-post"),
        b"PUT" => say!("wire-http-put"),
        b"DELETE" => say!("wire-http-delete"),
        b"CONNECT" => say!("wire-http-connect"),
        b"OPTIONS" => say!("wire-http-options"),
        b"TRACE" => say!("wire-http-trace"),
        b"PATCH" => say!("wire-http-patch"),
        _ => say!("wire-http-method-other"),
    }
}

/// A status code (RFC 9110 §15).
pub(super) fn status(code: usize) -> Say {
    match code {
        101 => say!("wire-http-101"),
        100..=199 => say!("wire-http-1xx"),
        200 => say!("wire-http-200"),
        204 => say!("wire-http-204"),
        206 => say!("wire-http-206"),
        201..=299 => say!("wire-http-2xx"),
        301 | 308 => say!("wire-http-301"),
        302 | 303 | 307 => say!("wire-http-302"),
        304 => say!("wire-http-304"),
        300..=399 => say!("wire-http-3xx"),
        400 => say!("wire-http-400"),
        401 => say!("wire-http-401"),
        403 => say!("wire-http-403"),
        404 => say!("wire-http-404"),
        402 | 405..=499 => say!("wire-http-4xx"),
        503 => say!("wire-http-503"),
        500..=599 => say!("wire-http-5xx"),
        _ => say!("wire-http-status-other"),
    }
}

/// A header line that is known: its names, and what it is for.
type Known = (Named, Say);

/// Known by their names, however they are written.
static KNOWN: &[Known] = &[
    (HOST, say!("wire-http-host")),
    (USER_AGENT, say!("wire-http-user-agent")),
    (ACCEPT, say!("wire-http-accept")),
    (ACCEPT_LANGUAGE, say!("wire-http-accept-language")),
    (ACCEPT_ENCODING, say!("wire-http-accept-encoding")),
    (REFERER, say!("wire-http-referer")),
    (COOKIE, say!("wire-http-cookie")),
    (SET_COOKIE, say!("wire-http-set-cookie")),
    (CONTENT_TYPE, say!("wire-http-content-type")),
    (CONTENT_LENGTH, say!("wire-http-content-length")),
    (CONTENT_ENCODING, say!("wire-http-content-encoding")),
    (TRANSFER_ENCODING, say!("wire-http-transfer-encoding")),
    (CONNECTION, say!("wire-http-connection")),
    (UPGRADE, say!("wire-http-upgrade")),
    (DATE, say!("wire-http-date")),
    (SERVER, say!("wire-http-server")),
    (LOCATION, say!("wire-http-location")),
    (LAST_MODIFIED, say!("wire-http-last-modified")),
    (CACHE_CONTROL, say!("wire-http-cache-control")),
    (X_FORWARDED_FOR, say!("wire-http-forwarded")),
    (AUTHORIZATION, say!("wire-http-authorization")),
    (PROXY_AUTHORIZATION, say!("wire-http-authorization")),
    (WWW_AUTHENTICATE, say!("wire-http-authenticate")),
    (ETAG, say!("wire-http-etag")),
    (RANGE, say!("wire-http-range")),
];

/// Lines that make a request depend on what the server has.
const CONDITIONS: [&[u8]; 2] = [b"if-none-match", b"if-modified-since"];
static CONDITION: Known = (CONDITION_FIELD, say!("wire-http-condition"));
static OTHER: Known = (FIELD_VALUE, say!("wire-http-other"));

/// A header line's value: its names and what it is for. `value` is without the spaces around it.
pub(super) fn field(name: &[u8], value: &[u8]) -> (&'static Named, Say) {
    let same = |known: &[u8]| name.eq_ignore_ascii_case(known);
    let other = if CONDITIONS.into_iter().any(same) {
        &CONDITION
    } else {
        &OTHER
    };
    let found = KNOWN.iter().find(|(named, _)| same(named.name.as_bytes()));
    let (named, meaning) = found.unwrap_or(other);
    let credentials = ["http.authorization", "http.proxy_authorization"].contains(&named.filter);
    let said = basic(value).filter(|_| credentials);
    let secret = said.map(|said| say!("wire-base64-secret", text = said));
    (named, secret.unwrap_or_else(|| meaning.clone()))
}

/// Name and password. `Basic` (RFC 7617) only writes them in other letters.
fn basic(value: &[u8]) -> Option<String> {
    let (scheme, letters) = value.split_at_checked(6)?;
    unpacked(letters).filter(|_| scheme.eq_ignore_ascii_case(b"basic "))
}

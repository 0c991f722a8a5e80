//! What HTTP's words mean: methods, status codes, names of header lines.

use crate::say;
use crate::say::Say;
use crate::wire::lines::unpacked;
use crate::wire::tree::Named;

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
static FIELDS: &[Known] = &[
    (
        Named("Host", "http.host", "RFC 9110 §7.2"),
        say!("wire-http-host"),
    ),
    (
        Named("User-Agent", "http.user_agent", "RFC 9110 §10.1.5"),
        say!("wire-http-user-agent"),
    ),
    (
        Named("Accept", "http.accept", "RFC 9110 §12.5.1"),
        say!("wire-http-accept"),
    ),
    (
        Named(
            "Accept-Language",
            "http.accept_language",
            "RFC 9110 §12.5.4",
        ),
        say!("wire-http-accept-language"),
    ),
    (
        Named(
            "Accept-Encoding",
            "http.accept_encoding",
            "RFC 9110 §12.5.3",
        ),
        say!("wire-http-accept-encoding"),
    ),
    (
        Named("Referer", "http.referer", "RFC 9110 §10.1.3"),
        say!("wire-http-referer"),
    ),
    (
        Named("Cookie", "http.cookie", "RFC 6265 §4.2"),
        say!("wire-http-cookie"),
    ),
    (
        Named("Set-Cookie", "http.set_cookie", "RFC 6265 §4.1"),
        say!("wire-http-set-cookie"),
    ),
    (
        Named("Content-Type", "http.content_type", "RFC 9110 §8.3"),
        say!("wire-http-content-type"),
    ),
    (
        Named(
            "Content-Length",
            "http.content_length_header",
            "RFC 9110 §8.6",
        ),
        say!("wire-http-content-length"),
    ),
    (
        Named("Content-Encoding", "http.content_encoding", "RFC 9110 §8.4"),
        say!("wire-http-content-encoding"),
    ),
    (
        Named(
            "Transfer-Encoding",
            "http.transfer_encoding",
            "RFC 9112 §6.1",
        ),
        say!("wire-http-transfer-encoding"),
    ),
    (
        Named("Connection", "http.connection", "RFC 9110 §7.6.1"),
        say!("wire-http-connection"),
    ),
    (
        Named("Upgrade", "http.upgrade", "RFC 9110 §7.8"),
        say!("wire-http-upgrade"),
    ),
    (
        Named("Date", "http.date", "RFC 9110 §6.6.1"),
        say!("wire-http-date"),
    ),
    (
        Named("Server", "http.server", "RFC 9110 §10.2.4"),
        say!("wire-http-server"),
    ),
    (
        Named("Location", "http.location", "RFC 9110 §10.2.2"),
        say!("wire-http-location"),
    ),
    (
        Named("Last-Modified", "http.last_modified", "RFC 9110 §8.8.2"),
        say!("wire-http-last-modified"),
    ),
    (
        Named("Cache-Control", "http.cache_control", "RFC 9111 §5.2"),
        say!("wire-http-cache-control"),
    ),
    (
        Named("X-Forwarded-For", "http.x_forwarded_for", "RFC 7239 §5.2"),
        say!("wire-http-forwarded"),
    ),
    (
        Named("Authorization", "http.authorization", "RFC 9110 §11.6.2"),
        say!("wire-http-authorization"),
    ),
    (
        Named(
            "Proxy-Authorization",
            "http.proxy_authorization",
            "RFC 9110 §11.7.2",
        ),
        say!("wire-http-authorization"),
    ),
    (
        Named(
            "WWW-Authenticate",
            "http.www_authenticate",
            "RFC 9110 §11.6.1",
        ),
        say!("wire-http-authenticate"),
    ),
    (Named("ETag", "", "RFC 9110 §8.8.3"), say!("wire-http-etag")),
    (
        Named("Range", "", "RFC 9110 §14.2"),
        say!("wire-http-range"),
    ),
];

/// Lines that make a request depend on what the server has.
const CONDITIONS: [&[u8]; 2] = [b"if-none-match", b"if-modified-since"];
static CONDITION: Known = (
    Named("Condition", "", "RFC 9110 §13.1"),
    say!("wire-http-condition"),
);
static OTHER: Known = (
    Named("Field Value", "", "RFC 9110 §5.5"),
    say!("wire-http-other"),
);

/// A header line's value: its names and what it is for. `value` is without the spaces around it.
pub(super) fn field(name: &[u8], value: &[u8]) -> (&'static Named, Say) {
    let same = |known: &[u8]| name.eq_ignore_ascii_case(known);
    let other = if CONDITIONS.into_iter().any(same) {
        &CONDITION
    } else {
        &OTHER
    };
    let found = FIELDS.iter().find(|(named, _)| same(named.0.as_bytes()));
    let (named, meaning) = found.unwrap_or(other);
    let credentials = ["http.authorization", "http.proxy_authorization"].contains(&named.1);
    let said = basic(value).filter(|_| credentials);
    let secret = said.map(|said| say!("wire-base64-secret", text = said));
    (named, secret.unwrap_or_else(|| meaning.clone()))
}

/// Name and password. `Basic` (RFC 7617) only writes them in other letters.
fn basic(value: &[u8]) -> Option<String> {
    let (scheme, letters) = value.split_at_checked(6)?;
    unpacked(letters).filter(|_| scheme.eq_ignore_ascii_case(b"basic "))
}

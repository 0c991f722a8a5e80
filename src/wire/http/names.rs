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
pub(super) fn status(code: u16) -> Say {
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

/// A header line's value: its names and what it is for. `value` is without the spaces around it.
pub(super) fn field(name: &[u8], value: &[u8]) -> (Named, Say) {
    let lower = name
        .get(..name.len().min(32))
        .unwrap_or_default()
        .to_ascii_lowercase();
    match lower.as_slice() {
        b"host" => (
            Named("Host", "http.host", "RFC 9110 §7.2"),
            say!("wire-http-host"),
        ),
        b"user-agent" => (
            Named("User-Agent", "http.user_agent", "RFC 9110 §10.1.5"),
            say!("wire-http-user-agent"),
        ),
        b"accept" => (
            Named("Accept", "http.accept", "RFC 9110 §12.5.1"),
            say!("wire-http-accept"),
        ),
        b"accept-language" => (
            Named(
                "Accept-Language",
                "http.accept_language",
                "RFC 9110 §12.5.4",
            ),
            say!("wire-http-accept-language"),
        ),
        b"accept-encoding" => (
            Named(
                "Accept-Encoding",
                "http.accept_encoding",
                "RFC 9110 §12.5.3",
            ),
            say!("wire-http-accept-encoding"),
        ),
        b"referer" => (
            Named("Referer", "http.referer", "RFC 9110 §10.1.3"),
            say!("wire-http-referer"),
        ),
        b"cookie" => (
            Named("Cookie", "http.cookie", "RFC 6265 §4.2"),
            say!("wire-http-cookie"),
        ),
        b"set-cookie" => (
            Named("Set-Cookie", "http.set_cookie", "RFC 6265 §4.1"),
            say!("wire-http-set-cookie"),
        ),
        b"content-type" => (
            Named("Content-Type", "http.content_type", "RFC 9110 §8.3"),
            say!("wire-http-content-type"),
        ),
        b"content-length" => (
            Named(
                "Content-Length",
                "http.content_length_header",
                "RFC 9110 §8.6",
            ),
            say!("wire-http-content-length"),
        ),
        b"content-encoding" => (
            Named("Content-Encoding", "http.content_encoding", "RFC 9110 §8.4"),
            say!("wire-http-content-encoding"),
        ),
        b"transfer-encoding" => (
            Named(
                "Transfer-Encoding",
                "http.transfer_encoding",
                "RFC 9112 §6.1",
            ),
            say!("wire-http-transfer-encoding"),
        ),
        b"connection" => (
            Named("Connection", "http.connection", "RFC 9110 §7.6.1"),
            say!("wire-http-connection"),
        ),
        b"upgrade" => (
            Named("Upgrade", "http.upgrade", "RFC 9110 §7.8"),
            say!("wire-http-upgrade"),
        ),
        b"date" => (
            Named("Date", "http.date", "RFC 9110 §6.6.1"),
            say!("wire-http-date"),
        ),
        b"server" => (
            Named("Server", "http.server", "RFC 9110 §10.2.4"),
            say!("wire-http-server"),
        ),
        b"location" => (
            Named("Location", "http.location", "RFC 9110 §10.2.2"),
            say!("wire-http-location"),
        ),
        b"last-modified" => (
            Named("Last-Modified", "http.last_modified", "RFC 9110 §8.8.2"),
            say!("wire-http-last-modified"),
        ),
        b"cache-control" => (
            Named("Cache-Control", "http.cache_control", "RFC 9111 §5.2"),
            say!("wire-http-cache-control"),
        ),
        b"x-forwarded-for" => (
            Named("X-Forwarded-For", "http.x_forwarded_for", "RFC 7239 §5.2"),
            say!("wire-http-forwarded"),
        ),
        b"authorization" => (
            Named("Authorization", "http.authorization", "RFC 9110 §11.6.2"),
            secret(value),
        ),
        b"proxy-authorization" => (
            Named(
                "Proxy-Authorization",
                "http.proxy_authorization",
                "RFC 9110 §11.7.2",
            ),
            secret(value),
        ),
        b"www-authenticate" => (
            Named(
                "WWW-Authenticate",
                "http.www_authenticate",
                "RFC 9110 §11.6.1",
            ),
            say!("wire-http-authenticate"),
        ),
        b"etag" => (Named("ETag", "", "RFC 9110 §8.8.3"), say!("wire-http-etag")),
        b"if-none-match" | b"if-modified-since" => (
            Named("Condition", "", "RFC 9110 §13.1"),
            say!("wire-http-condition"),
        ),
        b"range" => (
            Named("Range", "", "RFC 9110 §14.2"),
            say!("wire-http-range"),
        ),
        _ => (
            Named("Field Value", "", "RFC 9110 §5.5"),
            say!("wire-http-other"),
        ),
    }
}

/// Name and password. `Basic` (RFC 7617) only writes them in other letters.
fn secret(value: &[u8]) -> Say {
    let basic = value
        .split_at_checked(6)
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"basic "));
    match basic.and_then(|(_, letters)| unpacked(letters)) {
        Some(said) => say!("wire-base64-secret", text = said),
        None => say!("wire-http-authorization"),
    }
}

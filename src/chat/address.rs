//! Addresses as a student types them: `10101`, `:10101`, `127.0.0.1:9000`, `[fe80::1%eth0]:9000`, `lab-pc-3`.

use std::net::{IpAddr, Ipv6Addr};

/// The host's part of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostPart {
    /// None: all addresses (to listen), this machine (to connect).
    Unsaid,
    /// An address.
    Ip(IpAddr),
    /// An IPv6 address with its zone: an interface's name or number.
    Zoned(Ipv6Addr, String),
    /// A name to be looked up.
    Name(String),
}

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The host.
    pub host: HostPart,
    /// The port; the usual one if none was typed.
    pub port: u16,
}

/// What is wrong with what was typed; columns count characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing was typed.
    Empty,
    /// The port is no number from 0 to 65535.
    Port { column: usize },
    /// A `[` without its `]`.
    Bracket { column: usize },
    /// Neither an address nor a name.
    Host { column: usize },
    /// Four numbers, but one is above 255 or missing.
    Ipv4 { column: usize },
}

/// Reads what was typed; `usual` is the port where none was. Full-width characters, as a Chinese keyboard gives them, count as plain ones.
///
/// # Errors
/// The first thing wrong, with its column.
pub fn parse(typed: &str, usual: u16) -> Result<Target, Flaw> {
    let text: String = typed.trim().chars().map(half_width).collect();
    if text.is_empty() {
        return Err(Flaw::Empty);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Target {
            host: HostPart::Unsaid,
            port: port(&text, 1)?,
        });
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, after) = rest.split_once(']').ok_or(Flaw::Bracket { column: 1 })?;
        let column = inside.chars().count() + 3;
        let port = match after.strip_prefix(':') {
            Some(digits) => port(digits, column + 1)?,
            None if after.is_empty() => usual,
            None => return Err(Flaw::Port { column }),
        };
        return Ok(Target {
            host: v6(inside).ok_or(Flaw::Host { column: 2 })?,
            port,
        });
    }
    if let Some(host) = v6(&text) {
        return Ok(Target { host, port: usual });
    }
    match text.split_once(':') {
        None => Ok(Target {
            host: host(&text)?,
            port: usual,
        }),
        Some((name, digits)) => {
            let port = port(digits, name.chars().count() + 2)?;
            Ok(Target {
                host: host(name)?,
                port,
            })
        }
    }
}

fn half_width(c: char) -> char {
    match c {
        '。' | '．' => '.',
        '【' => '[',
        '】' => ']',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn port(digits: &str, column: usize) -> Result<u16, Flaw> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    all_digits
        .then(|| digits.parse().ok())
        .flatten()
        .ok_or(Flaw::Port { column })
}

fn v6(text: &str) -> Option<HostPart> {
    match text.split_once('%') {
        Some((address, zone)) if !zone.is_empty() => {
            Some(HostPart::Zoned(address.parse().ok()?, zone.to_owned()))
        }
        Some(_) => None,
        None => Some(HostPart::Ip(IpAddr::V6(text.parse().ok()?))),
    }
}

fn host(text: &str) -> Result<HostPart, Flaw> {
    if text.is_empty() || text == "*" {
        return Ok(HostPart::Unsaid);
    }
    if let Ok(ip) = text.parse() {
        return Ok(HostPart::Ip(IpAddr::V4(ip)));
    }
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        let wrong = text
            .split('.')
            .take_while(|part| part.parse::<u8>().is_ok())
            .map(|part| part.len() + 1)
            .sum::<usize>();
        return Err(Flaw::Ipv4 {
            column: wrong.min(text.len()) + 1,
        });
    }
    // Names may hold any letters (IDN) but none of the characters that only punctuate.
    match text
        .chars()
        .position(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_'))
    {
        Some(index) => Err(Flaw::Host { column: index + 1 }),
        None => Ok(HostPart::Name(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> HostPart {
        HostPart::Ip(text.parse().unwrap())
    }

    #[test]
    fn every_form_a_student_types_is_understood() {
        let zoned = HostPart::Zoned("fe80::1".parse().unwrap(), "eth0".into());
        for (typed, host, port) in [
            ("10101", HostPart::Unsaid, 10101),
            (":9000", HostPart::Unsaid, 9000),
            ("127.0.0.1", ip("127.0.0.1"), 10101),
            ("127.0.0.1:0", ip("127.0.0.1"), 0),
            ("127。0。0。1：9000", ip("127.0.0.1"), 9000),
            ("[::1]:9000", ip("::1"), 9000),
            ("::1", ip("::1"), 10101),
            ("[fe80::1%eth0]:9000", zoned.clone(), 9000),
            ("fe80::1%eth0", zoned, 10101),
            ("lab-pc-3:9000", HostPart::Name("lab-pc-3".into()), 9000),
            (" lab.example ", HostPart::Name("lab.example".into()), 10101),
        ] {
            assert_eq!(parse(typed, 10101), Ok(Target { host, port }), "{typed}");
        }
    }

    #[test]
    fn mistakes_are_told_with_their_column() {
        for (typed, flaw) in [
            ("", Flaw::Empty),
            ("99999", Flaw::Port { column: 1 }),
            ("10.0.0.1:99999", Flaw::Port { column: 10 }),
            ("10.0.0.1:", Flaw::Port { column: 10 }),
            ("10.0.300.1", Flaw::Ipv4 { column: 6 }),
            ("10.0.1", Flaw::Ipv4 { column: 7 }),
            ("[::1", Flaw::Bracket { column: 1 }),
            ("[::1]x", Flaw::Port { column: 6 }),
            ("[hello]:1", Flaw::Host { column: 2 }),
            ("a b", Flaw::Host { column: 2 }),
        ] {
            assert_eq!(parse(typed, 10101), Err(flaw), "{typed}");
        }
    }
}

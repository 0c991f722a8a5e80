//! What was typed, read as an answer.

use std::net::IpAddr;

use crate::wire::MacAddr;

use super::{Answer, Verdict};

/// Longer lines are no answer.
const LONGEST: usize = 80;
/// Units one may write behind a number.
const UNITS: [&str; 8] = ["b", "byte", "bytes", "bit", "bits", "字节", "位", "比特"];

pub(super) fn judge(answer: &Answer, typed: &str) -> Verdict {
    let typed = fold(typed);
    if typed.is_empty() || typed == "?" {
        return Verdict::GaveUp;
    }
    let right = match answer {
        Answer::Number { value, hex, names } => number(&typed, *value, *hex, names),
        Answer::Ip(address) => typed_ip(&typed).map(|ip| ip == address.to_canonical()),
        Answer::Mac { mac, owner, names } => station(&typed, *mac, *owner, names),
        Answer::Name(names) => name(&typed, names),
    };
    match right {
        Some(true) => Verdict::Right,
        Some(false) => Verdict::Wrong,
        None => Verdict::NotUnderstood,
    }
}

/// Without blanks around, in lower case, full-width characters as their ASCII twins.
fn fold(typed: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        other => other,
    };
    typed
        .chars()
        .take(LONGEST)
        .map(narrow)
        .collect::<String>()
        .trim()
        .to_lowercase()
}

/// Letters and digits only: `802.1Q VLAN` as `8021qvlan`.
fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn number(typed: &str, value: u64, hex: u8, names: &[&str]) -> Option<bool> {
    if names.iter().any(|n| bare(n) == bare(typed)) {
        return Some(true);
    }
    if let Some(digits) = typed.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok().map(|n| n == value);
    }
    // A type field is written in hexadecimal so often that its prefix may be missing.
    if hex > 0 && typed.len() == usize::from(hex) && u64::from_str_radix(typed, 16) == Ok(value) {
        return Some(true);
    }
    let end = typed
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '_' | ' ')))
        .unwrap_or(typed.len());
    let (digits, unit) = typed.split_at(end);
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let unit = unit.trim();
    if digits.is_empty() {
        let another_name = !names.is_empty() && typed.chars().any(char::is_alphabetic);
        return another_name.then_some(false);
    }
    if !(unit.is_empty() || UNITS.contains(&unit)) {
        return None;
    }
    // More digits than any number here has are a wrong number all the same.
    Some(digits.parse() == Ok(value))
}

fn typed_ip(typed: &str) -> Option<IpAddr> {
    let plain = typed.trim_start_matches('[').split(['%', ']']).next()?;
    plain.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

/// A MAC address in any of its spellings: `52:54:…`, `52-54-…`, `5254.0012.3456`, `525400123456`.
fn typed_mac(typed: &str) -> Option<MacAddr> {
    if let Ok(mac) = typed.parse() {
        return Some(mac);
    }
    let digits: String = typed
        .chars()
        .filter(|c| !matches!(c, '.' | ':' | '-'))
        .collect();
    let value = u64::from_str_radix(&digits, 16)
        .ok()
        .filter(|_| digits.len() == 12)?;
    let [_, _, a, b, c, d, e, f] = value.to_be_bytes();
    Some(MacAddr([a, b, c, d, e, f]))
}

fn station(typed: &str, mac: MacAddr, owner: Option<IpAddr>, names: &[String]) -> Option<bool> {
    if let Some(typed) = typed_mac(typed) {
        return Some(typed == mac);
    }
    if let Some(ip) = typed_ip(typed) {
        return Some(owner.is_some_and(|owner| owner.to_canonical() == ip));
    }
    let typed = bare(typed);
    let is_word =
        typed.chars().any(char::is_alphabetic) && !typed.chars().all(|c| c.is_ascii_hexdigit());
    if names.iter().any(|n| bare(n) == typed) {
        return Some(true);
    }
    is_word.then_some(false)
}

fn name(typed: &str, names: &[&str]) -> Option<bool> {
    let typed = bare(typed);
    if names.iter().any(|n| bare(n) == typed) {
        return Some(true);
    }
    typed.chars().any(char::is_alphabetic).then_some(false)
}

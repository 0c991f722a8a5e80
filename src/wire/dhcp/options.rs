//! The options of DHCP (RFC 2132 and later): each a code, a length and data.

use std::net::Ipv4Addr;

use crate::say;
use crate::say::Say;
use crate::wire::addr::address_kind;
use crate::wire::dns::read_name;
use crate::wire::field::Value;
use crate::wire::named::{Named, fields};
use crate::wire::tree::Head;

use super::text;

mod client;
mod known;

pub(super) use client::FIELDS as CLIENT;
pub(super) use known::FIELDS as KNOWN;

use known::{Form, Known, find};

const PAD: u8 = 0;
const END: u8 = 255;

const FORMAT: &str = "RFC 2132 §3";
const OPTIONS: &str = "RFC 2132 §2";

fields! {
    PAD_OPTION: Bytes "dhcp.option.padding" = "Pad Option", FORMAT;
    END_OPTION: Number "dhcp.option.end" = "End Option", FORMAT;
    PADDING: Bytes "dhcp.option.padding" = "Padding", FORMAT;

    CODE: Number "dhcp.option.type" = "Code", OPTIONS;
    LEN: Number "dhcp.option.length" = "Len", OPTIONS;
    DATA: Bytes "dhcp.option.value" = "Data", OPTIONS;
    ROUTER: Ipv4 "dhcp.option.static_route.router" = "Router", OPTIONS;
    WIDTH = "Width", OPTIONS;
    SUBNET = "Subnet", OPTIONS;
    ROUTER_FIELD = "Router", OPTIONS;
}

/// What the sentence about a message needs of its options.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// DHCP message type.
    pub(super) kind: Option<u8>,
    /// Requested IP address.
    pub(super) requested: Option<Ipv4Addr>,
    /// Lease time in seconds.
    pub(super) lease: Option<u32>,
    /// The options end, or there are none: else what is missing may be any of these.
    pub(super) ended: bool,
    /// Option Overload: 1 `file`, 2 `sname`, 3 both hold options; 0 neither.
    pub(super) overload: u8,
}

/// Goes through the options once.
pub(super) fn facts(message: &[u8]) -> Facts {
    let mut facts = Facts::default();
    let cookie = message.get(super::COOKIE);
    if cookie != Some(&super::MAGIC) {
        facts.ended = cookie.is_some();
        return facts;
    }
    let mut options = Options {
        rest: message.get(super::COOKIE.end..).unwrap_or_default(),
        ended: false,
    };
    for option in options.by_ref() {
        match option {
            (50, &[a, b, c, d]) => facts.requested = Some(Ipv4Addr::new(a, b, c, d)),
            (51, &[a, b, c, d]) => facts.lease = Some(u32::from_be_bytes([a, b, c, d])),
            (52, &[which]) => facts.overload = which,
            (53, &[kind]) => facts.kind = Some(kind),
            _ => {}
        }
    }
    facts.ended = options.ended;
    facts
}

/// The code and data of each option up to the End option, as far as they are whole.
struct Options<'a> {
    rest: &'a [u8],
    /// The End option has come.
    ended: bool,
}

impl<'a> Iterator for Options<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (&code, behind) = self.rest.split_first()?;
            self.rest = behind;
            match code {
                END => {
                    self.ended = true;
                    return None;
                }
                PAD => {}
                _ => {
                    let (&length, behind) = behind.split_first()?;
                    let (data, behind) = behind.split_at_checked(usize::from(length))?;
                    self.rest = behind;
                    return Some((code, data));
                }
            }
        }
    }
}

/// Reads options up to the end of what there is; what stands behind the End option is filling.
pub(super) fn options(head: &mut Head<'_>) {
    while let Some(code) = head.peek().filter(|_| !head.is_bad()) {
        match code {
            PAD => {
                let count = head.ahead().iter().take_while(|b| **b == PAD).count();
                head.raw(count, &PAD_OPTION, say!("wire-dhcp-filling"));
            }
            END => {
                head.num(8, &END_OPTION, |_| say!("wire-dhcp-end"));
                head.rest(&PADDING, say!("wire-dhcp-filling"));
            }
            code => match find(code) {
                Some(known) => option(head, known),
                None => option(head, &Known::other(code)),
            },
        }
    }
}

fn option(head: &mut Head<'_>, known: &Known) {
    let (name, reference) = (known.named.name, known.named.section);
    head.group(&known.named.unasked(), |head| {
        head.num(8, &CODE.of(reference), |n| {
            say!("wire-option-kind", number = n.to_string(), name = name)
        });
        let length = head.num(8, &LEN.of(reference), |n| {
            say!("wire-ipv6-option-length", count = n)
        }) as usize;
        let mut value = Value::Group;
        head.within(length, &rest(known), known.meaning.clone(), |head| {
            value = data(head, known, length);
        });
        (value, known.meaning.clone())
    });
}

/// The names of what does not fit the option's form: it is bytes, not one of the option's values.
const fn rest(known: &Known) -> Named {
    match known.form {
        Form::Bytes => known.data(),
        _ => DATA.of(known.named.section),
    }
}

/// An option's data, `length` bytes by what it says; gives what stands for the option as a whole. What does not fit its form is left.
fn data(head: &mut Head<'_>, known: &Known, length: usize) -> Value {
    let named = &known.data();
    match (known.form, length) {
        (_, 0) => {}
        (Form::Address, _) => return addresses(head, known),
        (Form::Text, _) => return one_text(head, known),
        (Form::Client, _) => return client::identifier(head),
        (Form::Fqdn, _) => return client::fqdn(head, known),
        (Form::Codes, _) => codes(head, named),
        (Form::Names, _) => names(head, named),
        (Form::Routes, _) => routes(head, named),
        (form, length) => {
            if let Some(meaning) = number_meaning(form, length) {
                let number = head.num(length * 8, named, |n| meaning(known, n));
                return Value::Number(number);
            }
        }
    }
    Value::Group
}

/// What reads a number of this form, where one may be so many bytes long.
fn number_meaning(form: Form, length: usize) -> Option<fn(&Known, u64) -> Say> {
    match (form, length) {
        (Form::Seconds, 4) => Some(seconds),
        (Form::Number, 1 | 2 | 4) => Some(number),
        (Form::Switch, 1) => Some(switch),
        (Form::MessageType, 1) => Some(|_, n| type_meaning(n)),
        (Form::Overload, 1) => Some(|_, n| overload(n)),
        _ => None,
    }
}

fn addresses(head: &mut Head<'_>, known: &Known) -> Value {
    let data = known.data();
    let router = ROUTER.of(data.section);
    let mut all = Vec::new();
    while head.left() >= 4 {
        // A static route is a pair: to where, and by which router.
        let named = match known.code {
            33 if all.len() % 2 == 1 => &router,
            _ => &data,
        };
        all.push(head.ipv4(named, |address| address_meaning(known, address)));
    }
    match all.as_slice() {
        [one] => Value::Ipv4(*one),
        _ => Value::Group,
    }
}

fn address_meaning(known: &Known, address: Ipv4Addr) -> Say {
    match known.code {
        1 => say!(
            "wire-dhcp-mask-bits",
            bits = u32::from(address).leading_ones()
        ),
        _ => say!(
            "wire-dhcp-address",
            what = known.meaning.clone(),
            kind = address_kind(address.into())
        ),
    }
}

fn one_text(head: &mut Head<'_>, known: &Known) -> Value {
    let value = Value::Text(text(head.ahead()));
    head.all(&known.data(), |_| (value.clone(), known.meaning.clone()));
    value
}

/// The options that a client asks for.
fn codes(head: &mut Head<'_>, data: &Named) {
    while head.left() > 0 {
        head.num(8, data, |n| {
            let name = find(n as u8).map_or("Option", |known| known.named.name);
            say!("wire-dhcp-wants", number = n.to_string(), name = name)
        });
    }
}

/// Names written as in DNS, pointers within the option allowed.
fn names(head: &mut Head<'_>, data: &Named) {
    let (base, bytes) = (head.at(), head.ahead());
    while head.left() > 0 {
        let name = read_name(bytes, head.at() - base);
        let Some((name, taken)) = name.filter(|(_, taken)| *taken <= head.left()) else {
            head.problem(head.at(), data.name, say!("wire-dns-name-bad"));
            break;
        };
        head.bytes(taken, data, |_| {
            (Value::Text(name.into()), say!("wire-dhcp-search"))
        });
    }
}

/// Routes: prefix length, as many bytes of the prefix as it needs, the router (RFC 3442).
fn routes(head: &mut Head<'_>, data: &Named) {
    while let Some(width) = head.peek() {
        let significant = usize::from(width).div_ceil(8);
        if width > 32 || head.left() < significant + 5 {
            break;
        }
        head.group(&data.called("Route"), |head| {
            let route = route(head, significant, data.section);
            (Value::Text(route.into()), say!("wire-dhcp-route"))
        });
    }
}

/// One route; gives it as people write it.
fn route(head: &mut Head<'_>, significant: usize, reference: &'static str) -> String {
    let width = head.num(8, &WIDTH.of(reference), |n| {
        say!("wire-prefix-length", bits = n)
    });
    let mut prefix = [0; 4];
    for (to, from) in prefix.iter_mut().zip(head.ahead()).take(significant) {
        *to = *from;
    }
    let network = format!("{}/{width}", Ipv4Addr::from(prefix));
    head.bytes(significant, &SUBNET.of(reference), |_| {
        (Value::Text(network.clone().into()), say!("wire-dhcp-route"))
    });
    let router = head.ipv4(&ROUTER_FIELD.of(reference), |_| say!("wire-icmp-gateway"));
    format!("{network} → {router}")
}

fn type_meaning(kind: u64) -> Say {
    match kind {
        1 => say!("wire-dhcp-type-discover"),
        2 => say!("wire-dhcp-type-offer"),
        3 => say!("wire-dhcp-type-request"),
        4 => say!("wire-dhcp-type-decline"),
        5 => say!("wire-dhcp-type-ack"),
        6 => say!("wire-dhcp-type-nak"),
        7 => say!("wire-dhcp-type-release"),
        8 => say!("wire-dhcp-type-inform"),
        other => say!("wire-dhcp-type-other", number = other.to_string()),
    }
}

fn overload(which: u64) -> Say {
    match which {
        1 => say!("wire-dhcp-overload-file"),
        2 => say!("wire-dhcp-overload-sname"),
        _ => say!("wire-dhcp-overload-both"),
    }
}

fn switch(_: &Known, on: u64) -> Say {
    match on {
        0 => say!("wire-dhcp-no"),
        _ => say!("wire-dhcp-yes"),
    }
}

fn seconds(known: &Known, seconds: u64) -> Say {
    match (known.code, seconds) {
        (_, 0xffff_ffff) => say!("wire-lifetime-forever"),
        (58, _) => say!("wire-dhcp-renew", seconds = seconds),
        (59, _) => say!("wire-dhcp-rebind", seconds = seconds),
        _ => say!("wire-lifetime", seconds = seconds),
    }
}

fn number(known: &Known, number: u64) -> Say {
    match known.code {
        26 | 57 => say!("wire-ndp-mtu-value", count = number),
        _ => known.meaning.clone(),
    }
}

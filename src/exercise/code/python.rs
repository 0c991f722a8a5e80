//! A step as the line of Python that makes the call.

use std::net::SocketAddr;
use std::time::Duration;

use super::{
    SHOWN, ask_name, call, escaped, family_name, format_of, how_name, kind_name, literal, option,
    seconds,
};
use crate::exercise::call::{Ask, Call, Interest, Opt, Sock, Step};

/// The line of Python that makes the call; what it needs (`import socket`) is left out.
#[must_use]
pub fn python(step: &Step) -> String {
    let on = step.on;
    match &step.call {
        Call::Socket(family, kind) => format!(
            "{on} = socket.socket(socket.{}, socket.{})",
            family_name(*family),
            kind_name(*kind)
        ),
        Call::Set(opt) => option_set(on, *opt),
        Call::Get(Ask::Unacknowledged) => {
            format!("fcntl.ioctl({on}, termios.TIOCOUTQ, bytes(4))")
        }
        Call::Get(Ask::Unread) => format!("fcntl.ioctl({on}, termios.FIONREAD, bytes(4))"),
        Call::Get(ask) => {
            format!(
                "{on}.getsockopt(socket.SOL_SOCKET, socket.{})",
                ask_name(*ask)
            )
        }
        Call::Bind(to) => format!("{on}.bind({})", pair(*to)),
        Call::Connect(to) => format!("{on}.connect({})", pair(*to)),
        Call::Accept(new) => format!("{new}, address = {on}.accept()"),
        Call::Send(bytes) => format!("{on}.send({})", expression(bytes)),
        Call::SendAll(bytes) => format!("{on}.sendall({})", expression(bytes)),
        Call::Recv(most) => format!("data = {on}.recv({most})"),
        Call::RecvWhole(most) => format!("data = {on}.recv({most}, socket.MSG_WAITALL)"),
        Call::SendTo(bytes, to) => format!("{on}.sendto({}, {})", expression(bytes), pair(*to)),
        Call::RecvFrom(most) => format!("data, address = {on}.recvfrom({most})"),
        Call::Shutdown(how) => format!("{on}.shutdown(socket.{})", how_name(*how)),
        Call::Poll(watched, limit) => polled(watched, *limit),
        Call::Sleep(time) => format!("time.sleep({})", seconds(*time)),
        Call::Look => "$ ss -an".to_owned(),
        Call::Setting(name) => format!("open('/proc/sys/{}').read()", name.replace('.', "/")),
        Call::GetHostName => "name = socket.gethostname()".to_owned(),
        Call::Resolve(name) => format!("socket.getaddrinfo({}, None)", quoted(name)),
        Call::Htons(_) | Call::Ntohs(_) | Call::Htonl(_) | Call::Ntohl(_) => {
            format!("socket.{}", call(step))
        }
        Call::Pack(order, width, number) => {
            format!("struct.pack('{}', {number})", format_of(*order, *width))
        }
        Call::Unpack(order, width, bytes) => format!(
            "struct.unpack('{}', {})[0]",
            format_of(*order, *width),
            literal(bytes, SHOWN)
        ),
        Call::InetPton(text) => format!("socket.inet_pton(socket.AF_INET, {})", quoted(text)),
        Call::InetNtop(address) => {
            format!(
                "socket.inet_ntop(socket.AF_INET, {})",
                literal(&address.octets(), SHOWN)
            )
        }
        Call::Unplug(_) => String::new(),
        Call::Listen(_) | Call::Close | Call::GetSockName => {
            format!("{on}.{}", call(step))
        }
    }
}

/// Bytes as an expression that runs: a run of one byte as a product, text that is not all ASCII as that text, encoded;
/// of a long message that repeats itself the part that does.
fn expression(bytes: &[u8]) -> String {
    let Some(first) = bytes.first() else {
        return "b''".to_owned();
    };
    // Each byte is like the one before it: quick for megabytes too.
    let same = bytes.get(1..) == bytes.get(..bytes.len() - 1);
    if bytes.len() > SHOWN && same {
        return format!("{} * {}", literal(&[*first], 1), bytes.len());
    }
    if bytes.len() > WHOLE
        && let Some(part) = repeated(bytes)
    {
        let times = bytes.len().div_ceil(part.len());
        return format!("({} * {times})[:{}]", plain(part), bytes.len());
    }
    plain(bytes)
}

/// Messages up to this length are written out.
const WHOLE: usize = 64;

/// The shortest part, of at most 64 bytes, whose repetition they are.
fn repeated(bytes: &[u8]) -> Option<&[u8]> {
    let repeats = |length: &usize| bytes.get(*length..) == bytes.get(..bytes.len() - length);
    let length = (1..=WHOLE.min(bytes.len() / 2)).find(repeats)?;
    bytes.get(..length)
}

fn plain(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.is_ascii() => {
            let shown = |letter: char| match u8::try_from(letter) {
                Ok(byte) if byte.is_ascii() => escaped(byte),
                _ => letter.to_string(),
            };
            format!("'{}'.encode()", text.chars().map(shown).collect::<String>())
        }
        _ => literal(bytes, bytes.len()),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn pair(to: SocketAddr) -> String {
    format!("('{}', {})", to.ip(), to.port())
}

fn option_set(on: Sock, opt: Opt) -> String {
    let (level, name, value) = option(opt);
    match opt {
        Opt::NonBlocking(yes) => {
            format!("{on}.setblocking({})", if yes { "False" } else { "True" })
        }
        Opt::ReceiveTimeout(time) => format!("{on}.settimeout({})", seconds(time)),
        Opt::Linger(time) => format!(
            "{on}.setsockopt(socket.{level}, socket.{name}, struct.pack('ii', {}, {}))",
            u8::from(time.is_some()),
            time.unwrap_or(0)
        ),
        // Python has no name for IP_MINTTL: 21 on Linux.
        Opt::Deaf(_) => format!("{on}.setsockopt(socket.{level}, 21, {value})"),
        Opt::ReuseAddr(_)
        | Opt::ReusePort(_)
        | Opt::NoDelay(_)
        | Opt::QuickAck(_)
        | Opt::SendBuffer(_)
        | Opt::V6Only(_) => format!("{on}.setsockopt(socket.{level}, socket.{name}, {value})"),
    }
}

fn polled(watched: &[(Sock, Interest)], limit: Option<Duration>) -> String {
    let waited = |write: bool| {
        let wants = |interest: &Interest| match interest {
            Interest::Read => !write,
            Interest::Write => write,
            Interest::Both => true,
        };
        let names: Vec<_> = watched
            .iter()
            .filter(|(_, what)| wants(what))
            .map(|(sock, _)| sock.to_string())
            .collect();
        names.join(", ")
    };
    let limit = limit
        .map(|limit| format!(", {}", seconds(limit)))
        .unwrap_or_default();
    format!(
        "select.select([{}], [{}], []{limit})",
        waited(false),
        waited(true)
    )
}

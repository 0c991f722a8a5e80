//! A step as code: the call with its arguments, the line of Python, the line of C.

mod c;
mod program;
mod python;

use std::time::Duration;

use super::call::{Ask, Call, Family, How, Interest, Kind, Opt, Order, Step, Value, Width};

pub use c::c;
pub use program::program;
pub use python::python;

/// Bytes of a message that are written out; of a longer one the beginning.
const SHOWN: usize = 24;

/// The call with its arguments as strace(1) would write it, without the socket: `bind(127.0.0.1:8000)`.
#[must_use]
pub fn call(step: &Step) -> String {
    let (name, arguments) = (name(&step.call), arguments(&step.call));
    format!("{name}({arguments})")
}

/// The call's name: `bind`.
#[must_use]
pub const fn name(call: &Call) -> &'static str {
    match call {
        Call::Socket(..) => "socket",
        Call::Set(Opt::NonBlocking(_)) => "fcntl",
        Call::Set(_) => "setsockopt",
        Call::Get(Ask::Unacknowledged | Ask::Unread) => "ioctl",
        Call::Get(_) => "getsockopt",
        Call::Bind(_) => "bind",
        Call::Listen(_) => "listen",
        Call::Accept(_) => "accept",
        Call::Connect(_) => "connect",
        Call::Send(_) => "send",
        Call::SendAll(_) => "sendall",
        Call::Recv(_) | Call::RecvWhole(_) => "recv",
        Call::SendTo(..) => "sendto",
        Call::RecvFrom(_) => "recvfrom",
        Call::Shutdown(_) => "shutdown",
        Call::Close => "close",
        Call::GetSockName => "getsockname",
        Call::Poll(..) => "poll",
        Call::Sleep(_) => "sleep",
        Call::Look => "ss",
        Call::Setting(_) => "sysctl",
        Call::GetHostName => "gethostname",
        Call::Resolve(_) => "getaddrinfo",
        Call::Htons(_) => "htons",
        Call::Ntohs(_) => "ntohs",
        Call::Htonl(_) => "htonl",
        Call::Ntohl(_) => "ntohl",
        Call::Pack(..) => "pack",
        Call::Unpack(..) => "unpack",
        Call::InetPton(_) => "inet_pton",
        Call::InetNtop(_) => "inet_ntop",
        Call::Unplug(true) => "unplug",
        Call::Unplug(false) => "plug",
    }
}

fn arguments(call: &Call) -> String {
    match call {
        Call::Socket(family, kind) => format!("{}, {}", family_name(*family), kind_name(*kind)),
        Call::Set(opt) => {
            let (_, option, value) = option(*opt);
            format!("{option}, {value}")
        }
        Call::Get(ask) => ask_name(*ask).to_owned(),
        Call::Bind(to) | Call::Connect(to) => to.to_string(),
        Call::Listen(backlog) => backlog.to_string(),
        Call::Send(bytes) | Call::SendAll(bytes) => sized(bytes),
        Call::Recv(most) | Call::RecvFrom(most) => most.to_string(),
        Call::RecvWhole(most) => format!("{most}, MSG_WAITALL"),
        Call::SendTo(bytes, to) => format!("{}, {to}", sized(bytes)),
        Call::Shutdown(how) => how_name(*how).to_owned(),
        Call::Poll(watched, limit) => {
            let watched: Vec<_> = watched
                .iter()
                .map(|(sock, what)| format!("{sock} {}", events(*what)))
                .collect();
            format!("{}, {}", watched.join(", "), millis(*limit))
        }
        Call::Sleep(time) => format!("{} s", seconds(*time)),
        Call::Look => "-an".to_owned(),
        Call::Setting(name) => (*name).to_owned(),
        Call::Resolve(name) => format!("{name:?}"),
        Call::Htons(number) | Call::Ntohs(number) => number.to_string(),
        Call::Htonl(number) | Call::Ntohl(number) => number.to_string(),
        Call::Pack(order, width, number) => format!("{:?}, {number}", format_of(*order, *width)),
        Call::Unpack(order, width, bytes) => {
            format!("{:?}, {}", format_of(*order, *width), literal(bytes, SHOWN))
        }
        Call::InetPton(text) => format!("AF_INET, {text:?}"),
        Call::InetNtop(address) => format!("AF_INET, {}", literal(&address.octets(), SHOWN)),
        Call::Accept(_) | Call::Close | Call::GetSockName | Call::GetHostName | Call::Unplug(_) => {
            String::new()
        }
    }
}

/// What a call returned, in a few words that are the same in every language: `0`, `12`, `b'hello'`.
#[must_use]
pub fn value(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Sent(bytes, calls) => format!("{bytes} ({calls} × send)"),
        Value::Data(received) => {
            let data = literal(&received.bytes, SHOWN);
            received
                .from
                .map_or_else(|| data.clone(), |from| format!("{data}, {from}"))
        }
        Value::Accepted(from) | Value::Address(from) => from.to_string(),
        Value::Ready(ready) => {
            let names: Vec<_> = ready.iter().map(|(sock, _)| sock.to_string()).collect();
            format!("[{}]", names.join(", "))
        }
        Value::Sockets(rows) => rows.len().to_string(),
        Value::Text(text) => text.clone(),
        Value::Texts(texts) => texts.join(", "),
        Value::Bytes(bytes) => hex(bytes),
    }
}

/// Bytes as one reads them: `04 00`.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(" ")
}

/// Bytes as a Python literal: the first `most`, with `…` behind what is left out.
#[must_use]
pub fn literal(bytes: &[u8], most: usize) -> String {
    let shown = bytes.get(..most).unwrap_or(bytes);
    let text: String = shown.iter().map(|byte| escaped(*byte)).collect();
    let more = if shown.len() < bytes.len() { "…" } else { "" };
    format!("b'{text}{more}'")
}

fn escaped(byte: u8) -> String {
    match byte {
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        b'\'' | b'\\' => format!("\\{}", char::from(byte)),
        0x20..=0x7e => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    }
}

fn sized(bytes: &[u8]) -> String {
    if bytes.len() > SHOWN {
        format!("{}, {} bytes", literal(bytes, SHOWN), bytes.len())
    } else {
        literal(bytes, SHOWN)
    }
}

const fn family_name(family: Family) -> &'static str {
    match family {
        Family::Inet => "AF_INET",
        Family::Inet6 => "AF_INET6",
    }
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Stream => "SOCK_STREAM",
        Kind::Dgram => "SOCK_DGRAM",
    }
}

const fn how_name(how: How) -> &'static str {
    match how {
        How::Read => "SHUT_RD",
        How::Write => "SHUT_WR",
        How::Both => "SHUT_RDWR",
    }
}

const fn ask_name(ask: Ask) -> &'static str {
    match ask {
        Ask::SendBuffer => "SO_SNDBUF",
        Ask::ReceiveBuffer => "SO_RCVBUF",
        Ask::Error => "SO_ERROR",
        Ask::KeepAlive => "SO_KEEPALIVE",
        Ask::Unacknowledged => "SIOCOUTQ",
        Ask::Unread => "FIONREAD",
    }
}

const fn events(interest: Interest) -> &'static str {
    match interest {
        Interest::Read => "POLLIN",
        Interest::Write => "POLLOUT",
        Interest::Both => "POLLIN|POLLOUT",
    }
}

const fn format_of(order: Order, width: Width) -> &'static str {
    match (order, width) {
        (Order::Native, Width::Short) => "=H",
        (Order::Native, Width::Long) => "=I",
        (Order::Network, Width::Short) => "!H",
        (Order::Network, Width::Long) => "!I",
        (Order::Little, Width::Short) => "<H",
        (Order::Little, Width::Long) => "<I",
    }
}

fn millis(limit: Option<Duration>) -> String {
    limit.map_or_else(
        || "-1".to_owned(),
        |limit| format!("{} ms", limit.as_millis()),
    )
}

/// Seconds with no more digits than needed: `0.1`.
fn seconds(time: Duration) -> String {
    time.as_secs_f64().to_string()
}

/// How many hops a packet must have left to be heard.
const fn least_hops(deaf: bool) -> u8 {
    if deaf { u8::MAX } else { 0 }
}

/// An option's level, name and value.
fn option(opt: Opt) -> (&'static str, &'static str, String) {
    let flag = |on: bool| u8::from(on).to_string();
    match opt {
        Opt::ReuseAddr(on) => ("SOL_SOCKET", "SO_REUSEADDR", flag(on)),
        Opt::ReusePort(on) => ("SOL_SOCKET", "SO_REUSEPORT", flag(on)),
        Opt::NoDelay(on) => ("IPPROTO_TCP", "TCP_NODELAY", flag(on)),
        Opt::QuickAck(on) => ("IPPROTO_TCP", "TCP_QUICKACK", flag(on)),
        Opt::Linger(None) => ("SOL_SOCKET", "SO_LINGER", "off".to_owned()),
        Opt::Linger(Some(time)) => ("SOL_SOCKET", "SO_LINGER", format!("{time} s")),
        Opt::SendBuffer(bytes) => ("SOL_SOCKET", "SO_SNDBUF", bytes.to_string()),
        Opt::ReceiveTimeout(time) => ("SOL_SOCKET", "SO_RCVTIMEO", format!("{} s", seconds(time))),
        Opt::NonBlocking(true) => ("", "O_NONBLOCK", "on".to_owned()),
        Opt::NonBlocking(false) => ("", "O_NONBLOCK", "off".to_owned()),
        Opt::V6Only(on) => ("IPPROTO_IPV6", "IPV6_V6ONLY", flag(on)),
        Opt::Deaf(on) => ("IPPROTO_IP", "IP_MINTTL", least_hops(on).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::exercise::call::{Actor, Sock};

    const S: Sock = Sock::named("client");

    fn step(call: Call) -> Step {
        Step::new(Actor::CLIENT, S, call)
    }

    #[test]
    fn a_short_text_is_sent_as_that_text_encoded() {
        let sent =
            |bytes: &'static str| python(&step(Call::Send(Bytes::from_static(bytes.as_bytes()))));
        assert_eq!(sent("hi\n"), "client.send(b'hi\\n')");
        assert_eq!(sent("你好\n"), "client.send('你好\\n'.encode())");
        assert_eq!(sent("\0\u{6}你"), "client.send('\\x00\\x06你'.encode())");
    }

    #[test]
    fn a_call_is_written_for_the_log_for_python_and_for_c() {
        let to = "127.0.0.1:8000".parse().unwrap();
        let written = |what| (call(&step(what)), ());
        assert_eq!(written(Call::Listen(2)).0, "listen(2)");
        assert_eq!(call(&step(Call::Connect(to))), "connect(127.0.0.1:8000)");
        assert_eq!(
            python(&step(Call::Connect(to))),
            "client.connect(('127.0.0.1', 8000))"
        );
        assert_eq!(
            python(&step(Call::Socket(Family::Inet, Kind::Stream))),
            "client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)"
        );
        assert_eq!(
            c(&step(Call::Socket(Family::Inet, Kind::Stream))),
            "int client = socket(AF_INET, SOCK_STREAM, 0);"
        );
        assert_eq!(
            python(&step(Call::Accept(Sock::of("served", 2)))),
            "served2, address = client.accept()"
        );
    }

    #[test]
    fn bytes_are_written_as_python_would_read_them() {
        assert_eq!(literal("你'\n".as_bytes(), 24), "b'\\xe4\\xbd\\xa0\\'\\n'");
        assert_eq!(literal(b"abcdef", 3), "b'abc…'");
        let many = Bytes::from(vec![b'x'; 1000]);
        assert_eq!(python(&step(Call::Send(many))), "client.send(b'x' * 1000)");
        let again = Bytes::from("你好".repeat(100));
        assert_eq!(
            python(&step(Call::Send(again))),
            "client.send(('你好'.encode() * 100)[:600])"
        );
        let mixed = Bytes::from([vec![b'x'; 99], vec![b'y']].concat());
        let line = python(&step(Call::Send(mixed)));
        assert!(!line.contains('…'), "what is shown runs: {line}");
        assert_eq!(
            python(&step(Call::RecvWhole(9))),
            "data = client.recv(9, socket.MSG_WAITALL)"
        );
        assert_eq!(hex(&[4, 0]), "04 00");
    }

    #[test]
    fn a_timeout_and_a_mode_are_written_as_python_does_it() {
        let limit = Opt::ReceiveTimeout(Duration::from_millis(500));
        assert_eq!(python(&step(Call::Set(limit))), "client.settimeout(0.5)");
        assert_eq!(
            python(&step(Call::Set(Opt::NonBlocking(true)))),
            "client.setblocking(False)"
        );
        assert_eq!(
            c(&step(Call::Set(Opt::NonBlocking(true)))),
            "fcntl(client, F_SETFL, flags | O_NONBLOCK);"
        );
    }
}

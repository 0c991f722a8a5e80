//! A step as code: the call with its arguments, the line of Python, the line of C.

use std::net::SocketAddr;
use std::time::Duration;

use super::call::{Ask, Call, Family, How, Interest, Kind, Opt, Order, Sock, Step, Value, Width};

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
        Call::GetPeerName => "getpeername",
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
        Call::Accept(_)
        | Call::Close
        | Call::GetSockName
        | Call::GetPeerName
        | Call::GetHostName
        | Call::Unplug(_) => String::new(),
    }
}

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
        Call::Set(opt) => python_option(on, *opt),
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
        Call::Send(bytes) => format!("{on}.send({})", python_bytes(bytes)),
        Call::SendAll(bytes) => format!("{on}.sendall({})", python_bytes(bytes)),
        Call::Recv(most) => format!("data = {on}.recv({most})"),
        Call::RecvWhole(most) => format!("data = {on}.recv({most}, socket.MSG_WAITALL)"),
        Call::SendTo(bytes, to) => format!("{on}.sendto({}, {})", python_bytes(bytes), pair(*to)),
        Call::RecvFrom(most) => format!("data, address = {on}.recvfrom({most})"),
        Call::Shutdown(how) => format!("{on}.shutdown(socket.{})", how_name(*how)),
        Call::Poll(watched, limit) => python_poll(watched, *limit),
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
        Call::Listen(_) | Call::Close | Call::GetSockName | Call::GetPeerName => {
            format!("{on}.{}", call(step))
        }
    }
}

/// The line of C that makes the call; declarations and the look at `errno` are left out.
#[must_use]
pub fn c(step: &Step) -> String {
    let on = step.on;
    match &step.call {
        Call::Socket(family, kind) => {
            format!(
                "int {on} = socket({}, {}, 0);",
                family_name(*family),
                kind_name(*kind)
            )
        }
        Call::Set(opt) => c_option(on, *opt),
        Call::Get(Ask::Unacknowledged) => format!("ioctl({on}, SIOCOUTQ, &bytes);"),
        Call::Get(Ask::Unread) => format!("ioctl({on}, FIONREAD, &bytes);"),
        Call::Get(ask) => format!(
            "getsockopt({on}, SOL_SOCKET, {}, &value, &size);",
            ask_name(*ask)
        ),
        Call::Bind(to) => format!("bind({on}, &address, sizeof address); /* {to} */"),
        Call::Connect(to) => format!("connect({on}, &address, sizeof address); /* {to} */"),
        Call::Accept(new) => format!("int {new} = accept({on}, &address, &size);"),
        Call::Send(bytes) => format!("n = send({on}, data, {}, 0);", bytes.len()),
        Call::SendAll(bytes) => format!(
            "for (sent = 0; sent < {0}; sent += n) n = send({on}, data + sent, {0} - sent, 0);",
            bytes.len()
        ),
        Call::Recv(most) => format!("n = recv({on}, buffer, {most}, 0);"),
        Call::RecvWhole(most) => format!("n = recv({on}, buffer, {most}, MSG_WAITALL);"),
        Call::SendTo(bytes, to) => format!(
            "n = sendto({on}, data, {}, 0, &address, sizeof address); /* {to} */",
            bytes.len()
        ),
        Call::RecvFrom(most) => format!("n = recvfrom({on}, buffer, {most}, 0, &address, &size);"),
        Call::Shutdown(how) => format!("shutdown({on}, {});", how_name(*how)),
        Call::Close => format!("close({on});"),
        Call::Listen(backlog) => format!("listen({on}, {backlog});"),
        Call::GetSockName | Call::GetPeerName => {
            format!("{}({on}, &address, &size);", name(&step.call))
        }
        Call::Poll(watched, limit) => {
            format!(
                "poll(watched, {}, {});",
                watched.len(),
                limit.map_or(-1, |limit| limit.as_millis() as i64)
            )
        }
        Call::Sleep(time) => format!("usleep({});", time.as_micros()),
        Call::Look => "$ ss -an".to_owned(),
        Call::Setting(name) => format!("$ sysctl {name}"),
        Call::GetHostName => "gethostname(name, sizeof name);".to_owned(),
        Call::Resolve(name) => format!("getaddrinfo({name:?}, NULL, NULL, &found);"),
        Call::Htons(_) | Call::Ntohs(_) | Call::Htonl(_) | Call::Ntohl(_) => {
            format!("{};", call(step))
        }
        Call::Pack(order, width, number) => c_pack(*order, *width, *number),
        Call::Unpack(order, width, bytes) => c_unpack(*order, *width, bytes),
        Call::InetPton(text) => format!("inet_pton(AF_INET, {text:?}, &address);"),
        Call::InetNtop(_) => "inet_ntop(AF_INET, &address, text, sizeof text);".to_owned(),
        Call::Unplug(_) => String::new(),
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

/// Bytes as an expression that runs: a long run of one byte as a product.
fn python_bytes(bytes: &[u8]) -> String {
    match bytes.first() {
        // Each byte is like the one before it: quick for megabytes too.
        Some(first) if bytes.len() > SHOWN && bytes.get(1..) == bytes.get(..bytes.len() - 1) => {
            format!("{} * {}", literal(&[*first], 1), bytes.len())
        }
        _ => literal(bytes, SHOWN),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn pair(to: SocketAddr) -> String {
    format!("('{}', {})", to.ip(), to.port())
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

/// An option's level, name and value.
fn option(opt: Opt) -> (&'static str, &'static str, String) {
    let flag = |on: bool| u8::from(on).to_string();
    match opt {
        Opt::ReuseAddr(on) => ("SOL_SOCKET", "SO_REUSEADDR", flag(on)),
        Opt::ReusePort(on) => ("SOL_SOCKET", "SO_REUSEPORT", flag(on)),
        Opt::NoDelay(on) => ("IPPROTO_TCP", "TCP_NODELAY", flag(on)),
        Opt::Linger(None) => ("SOL_SOCKET", "SO_LINGER", "off".to_owned()),
        Opt::Linger(Some(time)) => ("SOL_SOCKET", "SO_LINGER", format!("{time} s")),
        Opt::SendBuffer(bytes) => ("SOL_SOCKET", "SO_SNDBUF", bytes.to_string()),
        Opt::ReceiveBuffer(bytes) => ("SOL_SOCKET", "SO_RCVBUF", bytes.to_string()),
        Opt::ReceiveTimeout(time) => ("SOL_SOCKET", "SO_RCVTIMEO", format!("{} s", seconds(time))),
        Opt::NonBlocking(true) => ("", "O_NONBLOCK", "on".to_owned()),
        Opt::NonBlocking(false) => ("", "O_NONBLOCK", "off".to_owned()),
        Opt::V6Only(on) => ("IPPROTO_IPV6", "IPV6_V6ONLY", flag(on)),
        Opt::Broadcast(on) => ("SOL_SOCKET", "SO_BROADCAST", flag(on)),
        Opt::Deaf(true) => ("SOL_SOCKET", "SO_ATTACH_FILTER", "drop all".to_owned()),
        Opt::Deaf(false) => ("SOL_SOCKET", "SO_DETACH_FILTER", "0".to_owned()),
    }
}

fn python_option(on: Sock, opt: Opt) -> String {
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
        // Python has no name for these: 26 and 27 on Linux.
        Opt::Deaf(true) => format!("{on}.setsockopt(socket.SOL_SOCKET, 26, drop_all)"),
        Opt::Deaf(false) => format!("{on}.setsockopt(socket.SOL_SOCKET, 27, 0)"),
        Opt::ReuseAddr(_)
        | Opt::ReusePort(_)
        | Opt::NoDelay(_)
        | Opt::SendBuffer(_)
        | Opt::ReceiveBuffer(_)
        | Opt::V6Only(_)
        | Opt::Broadcast(_) => format!("{on}.setsockopt(socket.{level}, socket.{name}, {value})"),
    }
}

fn c_option(on: Sock, opt: Opt) -> String {
    let (level, name, value) = option(opt);
    match opt {
        Opt::NonBlocking(true) => format!("fcntl({on}, F_SETFL, flags | O_NONBLOCK);"),
        Opt::NonBlocking(false) => format!("fcntl({on}, F_SETFL, flags & ~O_NONBLOCK);"),
        _ => format!("setsockopt({on}, {level}, {name}, &value, sizeof value); /* {value} */"),
    }
}

fn python_poll(watched: &[(Sock, Interest)], limit: Option<Duration>) -> String {
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

fn c_pack(order: Order, width: Width, number: u32) -> String {
    let (bits, convert) = match width {
        Width::Short => (16, "htons"),
        Width::Long => (32, "htonl"),
    };
    match order {
        Order::Native => format!("uint{bits}_t n = {number}; memcpy(bytes, &n, sizeof n);"),
        Order::Network => {
            format!("uint{bits}_t n = {convert}({number}); memcpy(bytes, &n, sizeof n);")
        }
        Order::Little => {
            format!("uint{bits}_t n = htole{bits}({number}); memcpy(bytes, &n, sizeof n);")
        }
    }
}

fn c_unpack(order: Order, width: Width, bytes: &[u8]) -> String {
    let (bits, convert) = match width {
        Width::Short => (16, "ntohs"),
        Width::Long => (32, "ntohl"),
    };
    let shown = hex(bytes);
    match order {
        Order::Native => format!("memcpy(&n, bytes, sizeof n); /* {shown} */"),
        Order::Network => format!("memcpy(&n, bytes, sizeof n); n = {convert}(n); /* {shown} */"),
        Order::Little => format!("memcpy(&n, bytes, sizeof n); n = le{bits}toh(n); /* {shown} */"),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::exercise::call::Actor;

    const S: Sock = Sock::named("client");

    fn step(call: Call) -> Step {
        Step::new(Actor::CLIENT, S, call)
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
        let mixed = Bytes::from([vec![b'x'; 999], vec![b'y']].concat());
        assert!(python(&step(Call::Send(mixed))).contains("…'"));
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

//! A step as the line of C that makes the call.

use super::{ask_name, call, family_name, hex, how_name, kind_name, name, option};
use crate::exercise::call::{Ask, Call, Opt, Order, Sock, Step, Width};

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
        Call::Set(opt) => option_set(on, *opt),
        Call::Get(Ask::Unacknowledged) => format!("ioctl({on}, SIOCOUTQ, &bytes);"),
        Call::Get(Ask::Unread) => format!("ioctl({on}, FIONREAD, &bytes);"),
        Call::Get(ask) => format!(
            "getsockopt({on}, SOL_SOCKET, {}, &value, &size);",
            ask_name(*ask)
        ),
        Call::Bind(_)
        | Call::Connect(_)
        | Call::Accept(_)
        | Call::SendTo(..)
        | Call::RecvFrom(_)
        | Call::GetSockName => with_address(step),
        Call::Send(bytes) => format!("n = send({on}, data, {}, 0);", bytes.len()),
        Call::SendAll(bytes) => format!(
            "for (sent = 0; sent < {0}; sent += n) n = send({on}, data + sent, {0} - sent, 0);",
            bytes.len()
        ),
        Call::Recv(most) => format!("n = recv({on}, buffer, {most}, 0);"),
        Call::RecvWhole(most) => format!("n = recv({on}, buffer, {most}, MSG_WAITALL);"),
        Call::Shutdown(how) => format!("shutdown({on}, {});", how_name(*how)),
        Call::Close => format!("close({on});"),
        Call::Listen(backlog) => format!("listen({on}, {backlog});"),
        Call::Poll(watched, limit) => {
            format!(
                "poll(watched, {}, {});",
                watched.len(),
                limit.map_or(-1, |limit| limit.as_millis() as i64)
            )
        }
        Call::Sleep(time) => format!(
            "nanosleep(&(struct timespec){{{}, {}}}, NULL);",
            time.as_secs(),
            time.subsec_nanos()
        ),
        Call::Look => "$ ss -an".to_owned(),
        Call::Setting(name) => format!("$ sysctl {name}"),
        Call::GetHostName => "gethostname(name, sizeof name);".to_owned(),
        Call::Resolve(name) => format!("getaddrinfo({name:?}, NULL, NULL, &found);"),
        Call::Htons(_) | Call::Ntohs(_) | Call::Htonl(_) | Call::Ntohl(_) => {
            format!("{};", call(step))
        }
        Call::Pack(order, width, number) => packed(*order, *width, *number),
        Call::Unpack(order, width, bytes) => unpacked(*order, *width, bytes),
        Call::InetPton(text) => format!("inet_pton(AF_INET, {text:?}, &address);"),
        Call::InetNtop(_) => "inet_ntop(AF_INET, &address, text, sizeof text);".to_owned(),
        Call::Unplug(_) => String::new(),
    }
}

/// A call that takes or fills in an address.
fn with_address(step: &Step) -> String {
    let (on, name) = (step.on, name(&step.call));
    let (given, filled) = (
        "(struct sockaddr *)&address, sizeof address",
        "(struct sockaddr *)&address, &size",
    );
    match &step.call {
        Call::Bind(to) | Call::Connect(to) => format!("{name}({on}, {given}); /* {to} */"),
        Call::SendTo(bytes, to) => {
            format!(
                "n = {name}({on}, data, {}, 0, {given}); /* {to} */",
                bytes.len()
            )
        }
        Call::Accept(new) => format!("int {new} = {name}({on}, {filled});"),
        Call::RecvFrom(most) => format!("n = {name}({on}, buffer, {most}, 0, {filled});"),
        _ => format!("{name}({on}, {filled});"),
    }
}

fn option_set(on: Sock, opt: Opt) -> String {
    let (level, name, value) = option(opt);
    match opt {
        Opt::NonBlocking(true) => format!("fcntl({on}, F_SETFL, flags | O_NONBLOCK);"),
        Opt::NonBlocking(false) => format!("fcntl({on}, F_SETFL, flags & ~O_NONBLOCK);"),
        _ => format!("setsockopt({on}, {level}, {name}, &value, sizeof value); /* {value} */"),
    }
}

fn packed(order: Order, width: Width, number: u32) -> String {
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

fn unpacked(order: Order, width: Width, bytes: &[u8]) -> String {
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

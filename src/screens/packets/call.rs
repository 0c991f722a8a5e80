//! A socket call as a student would write it, what it gave back and what it does.

use crate::record::{Call, Outcome, SocketEvent};
use crate::say;
use crate::say::Say;

/// A call as the student would write it.
pub(super) fn text(event: &SocketEvent) -> String {
    let kind = event.transport.name();
    match &event.call {
        Call::Socket { v6 } => {
            let family = if *v6 { "AF_INET6" } else { "AF_INET" };
            let sort = if kind == "TCP" {
                "SOCK_STREAM"
            } else {
                "SOCK_DGRAM"
            };
            format!("socket({family}, {sort})")
        }
        Call::Option(name) => format!("setsockopt({name})"),
        Call::Bind(address) => format!("bind({address})"),
        Call::Listen(backlog) => format!("listen({backlog})"),
        Call::Accept(..) => "accept()".to_owned(),
        Call::Connect(address) => format!("connect({address})"),
        Call::Connected => "connect()".to_owned(),
        Call::Send(n) => format!("send({n} B)"),
        Call::Recv(room) => format!("recv({room})"),
        Call::SendTo(n, to) => format!("sendto({n} B, {to})"),
        Call::RecvFrom(room) => format!("recvfrom({room})"),
        Call::Shutdown => "shutdown(SHUT_WR)".to_owned(),
        Call::Close => "close()".to_owned(),
    }
}

/// What it gave back: ` = 18`, or the errno's name.
pub(super) fn outcome(event: &SocketEvent) -> String {
    match (&event.outcome, &event.call) {
        (failed @ Outcome::Failed(_), _) => format!(" = {}", failed.errno_name()),
        (Outcome::Done(_), Call::Socket { .. }) => format!(" = #{}", event.socket.0),
        (Outcome::Done(_), Call::Accept(new, from)) => format!(" = #{}, {from}", new.0),
        (Outcome::Done(n), Call::Send(_) | Call::Recv(_) | Call::SendTo(..)) => format!(" = {n}"),
        (Outcome::Done(n), Call::RecvFrom(_)) => event
            .peer
            .map_or_else(|| format!(" = {n}"), |peer| format!(" = {n}, {peer}")),
        (Outcome::Done(_), Call::Connected) => " = 0".to_owned(),
        (Outcome::Done(_), _) => String::new(),
    }
}

/// A sentence on it.
pub(super) fn meaning(event: &SocketEvent) -> Say {
    match &event.call {
        Call::Socket { .. } => say!("packets-call-socket"),
        Call::Option(name) => say!("packets-call-option", name = *name),
        Call::Bind(_) => say!("packets-call-bind"),
        Call::Listen(n) => say!("packets-call-listen", n = *n),
        Call::Accept(..) => say!("packets-call-accept"),
        Call::Connect(_) => say!("packets-call-connect"),
        Call::Connected => say!("packets-call-connected"),
        Call::Send(_) => say!("packets-call-send"),
        Call::Recv(_) if event.outcome == Outcome::Done(0) => say!("packets-call-recv-end"),
        Call::Recv(_) => say!("packets-call-recv"),
        Call::SendTo(..) => say!("packets-call-sendto"),
        Call::RecvFrom(_) => say!("packets-call-recvfrom"),
        Call::Shutdown => say!("packets-call-shutdown"),
        Call::Close => say!("packets-call-close"),
    }
}

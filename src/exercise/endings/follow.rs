//! Follows the states at both ends from call to call.

use super::ends::{End, Moment, Pair, State};
use super::script::{CLIENT, SERVED};
use crate::exercise::call::Call;
use crate::exercise::journal::Entry;
use crate::exercise::state::{SocketRow, TcpState, Timer};

/// The addresses of the connection that this call made.
pub(super) fn pair_of(connect: &Entry) -> Option<Pair> {
    let Call::Connect(far) = connect.step.call else {
        return None;
    };
    let near = connect.ended.as_ref()?.local?;
    Some(Pair { near, far })
}

/// Follows the states at both ends from call to call.
#[derive(Debug, Default)]
pub(super) struct Follow {
    pub(super) now: Moment,
    pair: Option<Pair>,
    held: [bool; 2],
}

impl Follow {
    pub(super) fn take(&mut self, entry: &Entry) {
        let Some(ended) = &entry.ended else {
            return;
        };
        let told = ended.tcp.map(|tcp| tcp.state);
        match (&entry.step.call, entry.step.on) {
            // No connection yet: CLOSED would mean nothing.
            (Call::Socket(..), _) => {}
            (Call::Connect(_), _) => {
                self.now = Moment::default();
                self.pair = pair_of(entry);
                self.held = [true, true];
                self.tell(End::Near, told);
            }
            (Call::Accept(SERVED), _) => self.tell(End::Far, told),
            (Call::Close, CLIENT) if entry.succeeded() => self.let_go(End::Near),
            (Call::Close, SERVED) if entry.succeeded() => self.let_go(End::Far),
            (Call::Look, _) => self.look(entry.sockets().unwrap_or_default()),
            (_, CLIENT) => self.tell(End::Near, told),
            (_, SERVED) => self.tell(End::Far, told),
            _ => {}
        }
    }

    fn end(&mut self, end: End) -> &mut Option<State> {
        match end {
            End::Near => &mut self.now.near,
            End::Far => &mut self.now.far,
        }
    }

    fn held(&mut self, end: End) -> &mut bool {
        let [near, far] = &mut self.held;
        match end {
            End::Near => near,
            End::Far => far,
        }
    }

    /// What `TCP_INFO` says. Of a connection that went on to TIME-WAIT the program's socket says CLOSED: the kernel
    /// keeps the rest apart from it.
    fn tell(&mut self, end: End, told: Option<TcpState>) {
        let place = self.end(end);
        match told {
            Some(TcpState::Closed) if *place == Some(State::Tcp(TcpState::TimeWait)) => {}
            Some(state) => *place = Some(State::Tcp(state)),
            None => {}
        }
    }

    fn let_go(&mut self, end: End) {
        *self.held(end) = false;
        let place = self.end(end);
        // An end whose connection is over has nothing to go on with.
        if !matches!(
            place,
            Some(State::Tcp(TcpState::TimeWait | TcpState::Closed))
        ) {
            *place = Some(State::Unknown);
        }
    }

    fn look(&mut self, rows: &[SocketRow]) {
        let Some(pair) = self.pair else {
            return;
        };
        self.now.time_wait = None;
        for end in [End::Near, End::Far] {
            let held = *self.held(end);
            let row = pair.row(rows, end);
            match row.and_then(|row| row.state) {
                Some(state) => *self.end(end) = Some(State::Tcp(state)),
                None if !held => *self.end(end) = Some(State::Gone),
                None => {}
            }
            if let Some((Timer::TimeWait, left)) = row
                .filter(|row| row.state == Some(TcpState::TimeWait))
                .and_then(|row| row.timer)
            {
                self.now.time_wait = Some((end, left));
            }
        }
    }
}

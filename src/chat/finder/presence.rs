//! A wirelab that listens lets itself be found: alone, as the one who presides, or as a guest.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::chat::shared::Shared;
use crate::record::Transport;
use crate::sys::factory::SharedFactory;

use super::Listening;
use super::local::{Door, Line};
use super::post::Post;
use super::register::{Guest, LENGTH, Register, Registration};

/// [`Presence::announce`] waits no longer than this.
const SETTLED_WITHIN: Duration = Duration::from_millis(300);
/// What another program holds is tried again after this time, then after twice as long, …
const FIRST_RETRY: Duration = Duration::from_millis(50);
/// … and at last this seldom.
const LAST_RETRY: Duration = Duration::from_secs(30);
/// A guest is read no more often than this: no user of the host can keep the others busy.
const GUEST_PAUSE: Duration = Duration::from_millis(20);
/// Who does not answer in this time, on the same host, has stopped.
const PATIENCE: Duration = Duration::from_secs(2);
/// Who presides answers a registration with this.
const NOTED: [u8; 4] = *b"WLok";

/// What is wanted, and how often that was changed.
#[derive(Debug, Clone, Default)]
struct Wanted {
    listening: Vec<Listening>,
    changes: u64,
}

/// Lets the listening sockets of one host be found. When it is dropped they no longer are.
#[derive(Debug)]
pub struct Presence {
    wanted: watch::Sender<Wanted>,
    /// How many of the changes have taken effect.
    settled: watch::Receiver<u64>,
}

impl Presence {
    /// For the host whose sockets `opener` opens. Binds nothing yet; ends with the program.
    pub fn start(shared: &Arc<Shared>, opener: SharedFactory) -> Self {
        let (wanted, changes) = watch::channel(Wanted::default());
        let (settled_to, settled) = watch::channel(0);
        let task = Task {
            port: shared.finder,
            shared: Arc::clone(shared),
            opener,
            wanted: changes,
            settled: settled_to,
            retry: FIRST_RETRY,
        };
        shared.tasks.spawn(task.run());
        Self { wanted, settled }
    }

    /// A socket listens at that local address: wirelabs that ask are told so. Returns when they are (or
    /// after 300 ms, should the port not be had): say 'listening' after that, or who connects at once
    /// asks too early. Announced twice, it must be withdrawn twice.
    pub async fn announce(&self, transport: Transport, address: SocketAddr) {
        let listening = Listening::at(transport, address);
        self.change(|all| all.push(listening)).await;
    }

    /// It listens there no longer.
    pub async fn withdraw(&self, transport: Transport, address: SocketAddr) {
        let listening = Listening::at(transport, address);
        self.change(|all| {
            if let Some(index) = all.iter().position(|one| *one == listening) {
                all.swap_remove(index);
            }
        })
        .await;
    }

    async fn change(&self, change: impl FnOnce(&mut Vec<Listening>)) {
        let mut number = 0;
        self.wanted.send_modify(|wanted| {
            change(&mut wanted.listening);
            wanted.changes += 1;
            number = wanted.changes;
        });
        let mut settled = self.settled.clone();
        // The task is gone when the program ends; then nobody need be found.
        let _ = timeout(
            SETTLED_WITHIN,
            settled.wait_for(|settled| *settled >= number),
        )
        .await;
    }
}

/// What a role ended for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// Nothing listens any more.
    Unwanted,
    /// The program ends.
    Leaving,
    /// It could not be kept, or has never been had.
    Lost,
}

/// A role on this host.
enum Role {
    /// Answers for all. Without a door (no abstract names here) for itself alone.
    Presides(Option<Door>),
    Guest(Line),
    /// The name has just been given up, or is held by nobody we can speak to.
    None,
}

struct Task {
    port: u16,
    shared: Arc<Shared>,
    opener: SharedFactory,
    wanted: watch::Receiver<Wanted>,
    settled: watch::Sender<u64>,
    /// The next wait.
    retry: Duration,
}

impl Task {
    async fn run(mut self) {
        loop {
            let ended = if self.wanted.borrow_and_update().listening.is_empty() {
                self.settle();
                self.changed().await
            } else {
                match self.role() {
                    Role::Presides(door) => self.preside(door).await,
                    Role::Guest(line) => self.visit(line).await,
                    Role::None => Ended::Lost,
                }
            };
            match ended {
                Ended::Leaving => return,
                Ended::Unwanted => self.retry = FIRST_RETRY,
                Ended::Lost => {
                    if self.pause().await == Ended::Leaving {
                        return;
                    }
                }
            }
        }
    }

    /// Waits for another wish.
    async fn changed(&mut self) -> Ended {
        tokio::select! {
            biased;
            () = self.shared.leaving.cancelled() => Ended::Leaving,
            changed = self.wanted.changed() => if changed.is_ok() { Ended::Unwanted } else { Ended::Leaving },
        }
    }

    /// What is wanted now has taken effect, as far as it can.
    fn settle(&self) {
        self.settled.send_replace(self.wanted.borrow().changes);
    }

    fn registration(&self) -> Registration {
        Registration {
            instance: self.shared.instance,
            listening: self.wanted.borrow().listening.clone(),
        }
    }

    fn role(&self) -> Role {
        match Door::bind(&self.opener, self.port) {
            Ok(door) => Role::Presides(Some(door)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                match Line::connect(&self.opener, self.port) {
                    Ok(line) => Role::Guest(line),
                    Err(_) => Role::None,
                }
            }
            Err(error) => {
                tracing::debug!(%error, "no other wirelab of this host can be told what this one listens at");
                Role::Presides(None)
            }
        }
    }

    /// Waits before the next attempt, longer each time, and never as long as another one that waits too.
    async fn pause(&mut self) -> Ended {
        let most = self.retry.as_millis() as u64;
        let jittered = Duration::from_millis(most / 2 + Shared::random() % (most / 2 + 1));
        self.retry = (self.retry * 2).min(LAST_RETRY);
        self.settle();
        tokio::select! {
            biased;
            ended = self.changed() => ended,
            () = sleep(jittered) => Ended::Lost,
        }
    }

    /// Answers for all of this host, until nothing listens here any more.
    async fn preside(&mut self, door: Option<Door>) -> Ended {
        let mut chair = Chair {
            register: Register::default(),
            post: None,
            door,
            guests: TaskTracker::new(),
            end: CancellationToken::new(),
            retry: FIRST_RETRY,
            again: Instant::now(),
        };
        let ended = loop {
            if self.wanted.borrow_and_update().listening.is_empty() {
                break Ended::Unwanted;
            }
            chair.register.set_own(self.registration());
            if chair.post.is_none() && chair.again <= Instant::now() {
                chair.bind(self).await;
            }
            self.settle();
            tokio::select! {
                biased;
                () = self.shared.leaving.cancelled() => break Ended::Leaving,
                changed = self.wanted.changed() => if changed.is_err() {
                    break Ended::Leaving;
                },
                line = accepted(chair.door.as_ref()) => chair.welcome(line).await,
                () = questions(chair.post.as_ref()) => chair.answer().await,
                () = sleep_until(chair.again), if chair.post.is_none() => {}
            }
        };
        chair.close().await;
        ended
    }

    /// Tells who presides what listens here, again after each change, until one of both ends.
    async fn visit(&mut self, line: Line) -> Ended {
        loop {
            if self.wanted.borrow_and_update().listening.is_empty() {
                return Ended::Unwanted;
            }
            let registration = self.registration().encode();
            let noted = async {
                line.send(&registration).await?;
                noted(&line).await
            };
            tokio::select! {
                biased;
                () = self.shared.leaving.cancelled() => return Ended::Leaving,
                result = timeout(PATIENCE, noted) => if !matches!(result, Ok(Ok(()))) {
                    return Ended::Lost;
                },
            }
            self.retry = FIRST_RETRY;
            self.settle();
            let mut unasked = [0; NOTED.len()];
            tokio::select! {
                biased;
                () = self.shared.leaving.cancelled() => return Ended::Leaving,
                changed = self.wanted.changed() => if changed.is_err() {
                    return Ended::Leaving;
                },
                // Nothing is said unasked: it has gone. Its place is free at once.
                _ = line.receive(&mut unasked) => return Ended::Lost,
            }
        }
    }
}

/// Waits for the answer to a registration.
async fn noted(line: &Line) -> io::Result<()> {
    let mut answer = [0; NOTED.len() + 1];
    let length = line.receive(&mut answer).await?;
    if answer.get(..length) == Some(&NOTED[..]) {
        Ok(())
    } else {
        Err(io::ErrorKind::InvalidData.into())
    }
}

async fn accepted(door: Option<&Door>) -> io::Result<Line> {
    match door {
        Some(door) => door.accept().await,
        None => std::future::pending().await,
    }
}

async fn questions(post: Option<&Post>) {
    match post {
        Some(post) => post.readable().await,
        None => std::future::pending().await,
    }
}

/// What belongs to who presides.
struct Chair {
    register: Register,
    post: Option<Post>,
    door: Option<Door>,
    guests: TaskTracker,
    /// Ends the guests' tasks.
    end: CancellationToken,
    /// The wait after the next failure.
    retry: Duration,
    /// When the port is tried again.
    again: Instant,
}

impl Chair {
    async fn bind(&mut self, task: &Task) {
        match Post::bind(&task.shared.lane, &task.opener, task.port).await {
            Ok(post) => {
                self.post = Some(post);
                self.retry = FIRST_RETRY;
            }
            Err(error) => {
                self.again = Instant::now() + self.retry;
                if self.retry < LAST_RETRY && self.retry * 2 >= LAST_RETRY {
                    tracing::info!(%error, port = task.port, "wirelabs that connect here will not find this one");
                }
                self.retry = (self.retry * 2).min(LAST_RETRY);
            }
        }
    }

    async fn answer(&mut self) {
        if let Some(post) = &mut self.post {
            post.answer(&self.register).await;
        }
    }

    async fn welcome(&self, line: io::Result<Line>) {
        match line {
            Ok(line) => {
                // Without a place the connection ends at once: that one tries again later.
                if let Some(guest) = self.register.enter() {
                    let end = self.end.clone();
                    self.guests.spawn(async move {
                        tokio::select! {
                            () = end.cancelled() => {}
                            () = host(line, guest) => {}
                        }
                    });
                }
            }
            // Too many descriptors are open: those who wait are still there afterwards.
            Err(_) => sleep(FIRST_RETRY).await,
        }
    }

    /// The port first, then the name, then the guests: when they hear of it both are free.
    async fn close(mut self) {
        if let Some(post) = self.post.take() {
            post.close().await;
        }
        drop(self.door.take());
        self.end.cancel();
        self.guests.close();
        self.guests.wait().await;
    }
}

/// Keeps what a guest says until it goes, or says what none of us would.
async fn host(line: Line, guest: Guest) {
    let mut message = [0; LENGTH + 1];
    while let Ok(length) = line.receive(&mut message).await {
        let Some(registration) = message.get(..length).and_then(Registration::decode) else {
            return;
        };
        guest.set(registration);
        // One who does not listen to the answer waits for nobody but itself.
        if !matches!(timeout(PATIENCE, line.send(&NOTED)).await, Ok(Ok(()))) {
            return;
        }
        sleep(GUEST_PAUSE).await;
    }
}

//! Reaching a peer: the first time, and again when the connection broke.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};

use crate::chat::conn::Conn;
use crate::chat::finder::{self, Verdict};
use crate::chat::handshake::{self, Called, Gone, Known, Met};
use crate::chat::shared::Shared;
use crate::chat::{address, tcp, trouble, whence};
use crate::msg::chat::{ChatEvent, Farewell, Manner, Speaks, Trouble};
use crate::record::Transport;
use crate::say;
use crate::say::{Clean, Say};
use crate::sys::factory::SharedFactory;

use super::away::Waited;
use super::{Peer, Route, task};

/// One attempt to reconnect takes this long at most.
const ATTEMPT: Duration = Duration::from_secs(5);
/// The finder's answer is as a rule here before TCP's; else the peer is shown as undecided.
const GRACE: Duration = Duration::from_millis(50);

/// A connection that stands, and what is known of the other end by then.
struct Reached {
    conn: Conn,
    asked: Option<JoinHandle<Verdict>>,
    verdict: Option<Verdict>,
}

/// Connects to what was typed, and serves whoever is there.
pub async fn dial(shared: Arc<Shared>, target: String, manner: Manner) {
    let mut peer = Peer::new(shared, None, None);
    match peer.reach_first(&target, manner).await {
        Ok(Some(conn)) => {
            peer.join(&conn).await;
            peer.run(conn).await;
        }
        Ok(None) => peer.farewell(Farewell::ByYou).await,
        Err(trouble) => {
            peer.lose_all().await;
            let event = ChatEvent::ConnectFailed {
                peer: peer.id,
                target: Clean::spoken(&target),
                trouble,
            };
            peer.shared.lane.tell(event).await;
        }
    }
}

/// Why nothing came of calling a lab.
pub fn why_no_lab(gone: &Gone) -> Say {
    match gone {
        Gone::Impostor => say!("chat-impostor"),
        Gone::Unproved | Gone::Broke => say!("chat-no-proof"),
        Gone::Finished | Gone::Io(_) | Gone::Mute | Gone::Leaving => say!("chat-no-greeting"),
    }
}

fn trouble_of(gone: Gone, address: SocketAddr) -> Trouble {
    match gone {
        Gone::Io(error) => trouble::connect(&error.into(), address),
        Gone::Finished => trouble::connect(
            &io::Error::from_raw_os_error(libc::ECONNRESET).into(),
            address,
        ),
        other => trouble::no_lab(why_no_lab(&other)),
    }
}

impl Peer {
    /// Asks the finder beside the connecting.
    fn ask(&self, opener: &SharedFactory, address: SocketAddr) -> JoinHandle<Verdict> {
        let (shared, opener) = (Arc::clone(&self.shared), Arc::clone(opener));
        self.shared
            .tasks
            .spawn(async move { finder::ask(&shared, &opener, address, Transport::Tcp).await })
    }

    /// The first connection to what was typed; `None`: you gave up.
    async fn reach_first(&mut self, typed: &str, manner: Manner) -> Result<Option<Conn>, Trouble> {
        let target =
            address::parse(typed, self.shared.port).map_err(|flaw| trouble::typed(typed, flaw))?;
        let shared = Arc::clone(&self.shared);
        let ways = self
            .meanwhile_patiently(whence::ways(&shared.hosts, &target, &whence::MYSELF))
            .await;
        let Ok(ways) = ways else { return Ok(None) };
        let mut last = trouble::no_host();
        for (opener, address) in ways? {
            let target = Clean::spoken(typed);
            self.tell(ChatEvent::Connecting {
                peer: self.id,
                host: opener.host(),
                target,
                address,
            })
            .await;
            let asked = (manner == Manner::Auto).then(|| self.ask(&opener, address));
            let Ok(reached) = self
                .meanwhile_patiently(first(&shared, &opener, address, asked))
                .await
            else {
                return Ok(None);
            };
            match reached {
                Ok(reached) => {
                    self.route = Some(Route {
                        opener,
                        address,
                        manner,
                    });
                    return self.settle(reached, manner, address).await;
                }
                Err(trouble) => last = trouble,
            }
        }
        Err(last)
    }

    /// The connection stands: what is spoken over it?
    async fn settle(
        &mut self,
        reached: Reached,
        manner: Manner,
        address: SocketAddr,
    ) -> Result<Option<Conn>, Trouble> {
        let Reached {
            mut conn,
            asked,
            verdict,
        } = reached;
        let called = match (manner, &verdict) {
            (Manner::Lab, _) => Called::Anyone,
            (_, Some(Verdict::Lab(instance))) => Called::Named(*instance),
            (Manner::Plain, _) | (Manner::Auto, Some(_)) => {
                self.is_plain(&mut conn, verdict.as_ref()).await;
                return Ok(Some(conn));
            }
            (Manner::Auto, None) => {
                self.deciding = asked;
                return Ok(Some(conn));
            }
        };
        let shared = Arc::clone(&self.shared);
        match self
            .meanwhile_patiently(handshake::call(&mut conn, &shared, &called, None))
            .await
        {
            Err(_) => {
                conn.close().await;
                Ok(None)
            }
            Ok(Ok(met)) => {
                self.meet(&conn, &met);
                Ok(Some(conn))
            }
            // The student said that a lab is there, and none answers: then what comes is text.
            Ok(Err(Gone::Mute | Gone::Finished | Gone::Impostor)) if manner == Manner::Lab => {
                self.is_plain(&mut conn, None).await;
                self.tell(ChatEvent::Plainly {
                    peer: self.id,
                    trouble: trouble::no_lab(say!("chat-lab-unanswered")),
                })
                .await;
                Ok(Some(conn))
            }
            Ok(Err(gone)) => {
                conn.close().await;
                Err(trouble_of(gone, address))
            }
        }
    }

    /// No lab is there as far as can be known: plain text from now on.
    pub(in crate::chat) async fn is_plain(&mut self, conn: &mut Conn, verdict: Option<&Verdict>) {
        self.speaks = Speaks::Plain;
        conn.feed_lines();
        if matches!(verdict, Some(Verdict::Prohibited)) {
            self.tell(ChatEvent::Plainly {
                peer: self.id,
                trouble: trouble::no_lab(say!("chat-finder-prohibited")),
            })
            .await;
        }
    }

    /// Gets the connection back.
    pub(super) async fn reconnect(
        &mut self,
        route: Route,
        until: Instant,
    ) -> Result<Conn, Farewell> {
        let mut attempt = 0;
        let mut at_once = self.backoff.broken();
        while Instant::now() < until {
            attempt += 1;
            self.tell(ChatEvent::Reconnecting {
                peer: self.id,
                attempt,
            })
            .await;
            if !std::mem::take(&mut at_once) {
                let pause = self.backoff.next(Shared::random());
                match self.meanwhile(sleep(pause)).await {
                    Waited::Leave(why) => return Err(why),
                    Waited::Done(()) | Waited::Probe => {}
                }
            }
            let Some(known) = self.known() else { break };
            let work = again(Arc::clone(&self.shared), route.clone(), known);
            match self.meanwhile(work).await {
                Waited::Leave(why) => return Err(why),
                Waited::Done(Some((conn, met))) if met.resumed => {
                    return self.adopt(conn, &met.hello, met.received).await;
                }
                Waited::Done(Some((conn, met))) => return Err(self.succeeded(conn, &met, route)),
                Waited::Done(None) | Waited::Probe => {}
            }
        }
        Err(Farewell::Silent)
    }

    /// A lab answers, but not with our session: it is another peer. What was kept for this one is not
    /// handed to it.
    fn succeeded(&self, conn: Conn, met: &Met, route: Route) -> Farewell {
        let mut peer = Self::new(Arc::clone(&self.shared), Some(route), None);
        // One that greets anew and closes, again and again, is another peer each time.
        peer.backoff = self.backoff.clone();
        peer.meet(&conn, met);
        self.shared.tasks.spawn(task(peer, conn));
        if met.hello.instance == self.instance {
            Farewell::Renewed
        } else {
            Farewell::Succeeded
        }
    }
}

/// One attempt at a first connection.
async fn first(
    shared: &Arc<Shared>,
    opener: &SharedFactory,
    address: SocketAddr,
    asked: Option<JoinHandle<Verdict>>,
) -> Result<Reached, Trouble> {
    let conn = tcp::connect(&shared.lane, opener, address, tcp::PATIENCE)
        .await
        .map_err(|unreached| trouble::connect(&unreached, address))?;
    let Some(mut asked) = asked else {
        return Ok(Reached {
            conn,
            asked: None,
            verdict: None,
        });
    };
    let verdict = tokio::select! {
        biased;
        verdict = &mut asked => Some(verdict.unwrap_or(Verdict::Nobody)),
        // Who speaks first is no lab: its listener never does.
        () = conn.socket.readable() => Some(Verdict::Nobody),
        () = sleep_until(Instant::now() + GRACE) => None,
    };
    Ok(Reached {
        conn,
        asked: verdict.is_none().then_some(asked),
        verdict,
    })
}

/// One attempt to get a lab peer back. The port may be a plain program's by now, so a lab is asked for
/// before anything is said there, or even connected.
async fn again(shared: Arc<Shared>, route: Route, known: Known) -> Option<(Conn, Met)> {
    let called = match route.manner {
        Manner::Auto | Manner::Plain => {
            match finder::ask(&shared, &route.opener, route.address, Transport::Tcp).await {
                Verdict::Lab(instance) => Called::Named(instance),
                _ => return None,
            }
        }
        // Nobody need be asked where the student knows better.
        Manner::Lab => Called::Anyone,
    };
    let mut conn = tcp::connect(&shared.lane, &route.opener, route.address, ATTEMPT)
        .await
        .ok()?;
    match handshake::call(&mut conn, &shared, &called, Some(&known)).await {
        Ok(met) => Some((conn, met)),
        Err(gone) => {
            tracing::debug!(?gone, "an attempt to get a peer back came to nothing");
            conn.close().await;
            None
        }
    }
}

//! Labs over UDP: the call, the cookie, and what proves each datagram afterwards.
//!
//! ```text
//!   caller                                   listener
//!     hello, nonce, key          ─────►        keeps nothing
//!                                ◄─────        challenge: cookie (shorter than the hello)
//!     the same hello, cookie     ─────►        the address is proved: a place, a session
//!     checks who made it         ◄─────        hello, sealed with the session's secret
//! ```

use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::Instant;

use crate::chat::shared::Shared;
use crate::chat::sighting::Waiting;
use crate::chat::trouble;
use crate::msg::chat::{Farewell, Manner};
use crate::proto::chat::Hello;
use crate::proto::chat::codec::{Body, Record};
use crate::proto::chat::datagram;
use crate::proto::chat::secret::{COOKIE, Meeting, Nonce, Secret, Side};
use crate::say;
use crate::say::Say;

use super::Post;
use super::peer::{Known, Peer, Standing};
use super::seal::{Call, Sealed};

/// How often.
const CALLS: u32 = 4;
/// A cookie is good for this long at least, and twice as long at most.
const PERIOD: Duration = Duration::from_secs(30);

/// A first hello: it asks for a session, so it has a number and a key.
pub fn first_hello(bytes: &[u8]) -> Option<Hello> {
    match datagram::bare(bytes)?.body {
        Body::Hello(hello) if hello.nonce != Nonce::default() => Some(hello),
        _ => None,
    }
}

impl Post {
    /// Calls a lab.
    pub(super) async fn call(&mut self, address: SocketAddr, named: Option<u64>) {
        let Ok((hello, key)) = self.shared.introduce(0, Nonce::default()) else {
            return self.settle_plain(address).await;
        };
        let call = Call {
            hello,
            key,
            named,
            other: None,
            made: 0,
            last: Instant::now(),
        };
        if let Some(peer) = self.peers.get_mut(&address) {
            peer.standing = Standing::Calling(Box::new(call));
        }
        self.say_hello(address).await;
        // The kernel has chosen our port with the first datagram, not before.
        let local = self.local_toward(address);
        if let Some(peer) = self.peers.get_mut(&address) {
            peer.local = local;
        }
        // What the kernel knows already (no route, a port that is closed on this very machine).
        self.take_errors().await;
    }

    async fn say_hello(&mut self, address: SocketAddr) {
        let Some(Peer {
            standing: Standing::Calling(call),
            ..
        }) = self.peers.get_mut(&address)
        else {
            return;
        };
        (call.made, call.last) = (call.made + 1, Instant::now());
        let bytes = Record::control(0, Body::Hello(call.hello.clone())).encode();
        self.send(address, &bytes).await;
    }

    /// Makes a call again that was not answered in time, or gives up.
    pub(super) async fn call_again(&mut self, address: SocketAddr, now: Instant) {
        let Some(peer) = self.peers.get_mut(&address) else {
            return;
        };
        let Standing::Calling(call) = &mut peer.standing else {
            return;
        };
        if call.again_at() > now {
            return;
        }
        if call.made < CALLS {
            return self.say_hello(address).await;
        }
        let id = peer.id;
        if peer.manner == Manner::Lab {
            self.settle_plain(address).await;
            return self
                .plainly(id, trouble::no_lab(say!("chat-lab-unanswered")))
                .await;
        }
        let why = match call.other.take() {
            Some(other) => self.turn_away(address, other).await,
            None => say!("chat-no-greeting"),
        };
        self.was_not_there(address, trouble::no_lab(why)).await;
    }

    /// The program that answered in another's stead thinks that it is spoken to: it is told that it is not.
    async fn turn_away(&mut self, address: SocketAddr, mut other: Sealed) -> Say {
        let bye = other.seal(&Record::control(0, Body::Bye(String::new())));
        self.send(address, &bye).await;
        say!("chat-impostor")
    }

    /// What came from a lab that is being called: its challenge, or its hello.
    pub(super) async fn called(&mut self, address: SocketAddr, bytes: &[u8]) {
        let Some(Peer {
            standing: Standing::Calling(call),
            ..
        }) = self.peers.get_mut(&address)
        else {
            return;
        };
        if let Some(Body::Challenge(nonce, cookie)) =
            datagram::bare(bytes).map(|record| record.body)
        {
            if nonce == call.hello.nonce {
                call.hello.cookie = Some(cookie);
                self.say_hello(address).await;
            }
            return;
        }
        let Some((
            Record {
                body: Body::Hello(theirs),
                ..
            },
            _,
        )) = datagram::unsealed(bytes)
        else {
            return;
        };
        if theirs.echo != call.hello.nonce {
            return;
        }
        let meeting = Meeting {
            session: theirs.session,
            connector: call.hello.introduction(),
            listener: theirs.introduction(),
        };
        let Some(secret) = Secret::agree(&call.key, Side::Connector, &meeting) else {
            return;
        };
        let mut sealed = Sealed::new(secret, Side::Connector, theirs.instance);
        if sealed.open(bytes).is_none() {
            return;
        }
        if call.named.is_none_or(|named| named == theirs.instance) {
            return self.meet(address, sealed, &theirs).await;
        }
        // The port may be forwarded; or somebody on the wire was faster, and the right one answers yet.
        call.other.get_or_insert(sealed);
    }

    /// A lab has proved itself: it is there, and what waited goes out.
    async fn meet(&mut self, address: SocketAddr, sealed: Sealed, theirs: &Hello) {
        if let Some(peer) = self.peers.get_mut(&address) {
            peer.learn(theirs);
            peer.standing = Standing::Lab(Box::new(sealed));
        }
        self.settled(address, Known::There, true).await;
    }

    /// Somebody asks for a session. Its address may be forged, so it must first show that it receives there.
    pub(super) async fn asked_for_session(
        &mut self,
        from: SocketAddr,
        hello: &Hello,
        length: usize,
    ) {
        let Some(cookies) = self
            .cookies
            .clone()
            .filter(|_| self.welcomes() || self.peers.contains_key(&from))
        else {
            return;
        };
        let period = self.born.elapsed().as_secs() / PERIOD.as_secs();
        let introduction = hello.introduction();
        let echoed = |cookie: &[u8; COOKIE]| cookies.is_ours(from, &introduction, period, cookie);
        if hello.cookie.as_ref().is_some_and(echoed) {
            return self.begin_session(from, hello).await;
        }
        let challenge = Body::Challenge(hello.nonce, cookies.bake(from, &introduction, period));
        let answer = Record::control(0, challenge).encode();
        if answer.len() <= length {
            self.send(from, &answer).await;
        }
    }

    /// The address is proved: a session for it.
    async fn begin_session(&mut self, from: SocketAddr, theirs: &Hello) {
        if let Some(answer) = self.answered(from, theirs) {
            // Our answer was lost.
            return self.send_control(from, Body::Hello(answer)).await;
        }
        if self.keeps_own_call(from, theirs) {
            return;
        }
        let Ok((ours, key)) = self.shared.introduce(Shared::random(), theirs.nonce) else {
            return;
        };
        let meeting = Meeting {
            session: ours.session,
            connector: theirs.introduction(),
            listener: ours.introduction(),
        };
        let Some(secret) = Secret::agree(&key, Side::Listener, &meeting) else {
            return;
        };
        let mut sealed = Sealed::new(secret, Side::Listener, theirs.instance);
        sealed.began = Some((theirs.introduction(), ours.clone()));
        if let Some(Standing::Lab(before)) = self.peers.get(&from).map(|peer| &peer.standing) {
            // What went to the one before is not the new one's.
            let why = if before.instance == theirs.instance {
                Farewell::Renewed
            } else {
                Farewell::Returned
            };
            self.remove(from, why).await;
        }
        if !self.peers.contains_key(&from) {
            self.make_room_for_lab().await;
            let id = self.shared.next_peer();
            self.enter(id, from, Standing::Plain, true);
        }
        if let Some(peer) = self.peers.get_mut(&from) {
            peer.sightings = Waiting::default();
            peer.learn(theirs);
            peer.standing = Standing::Lab(Box::new(sealed));
        }
        self.send_control(from, Body::Hello(ours)).await;
        self.settled(from, Known::There, true).await;
    }

    /// What this very hello was answered with.
    fn answered(&self, from: SocketAddr, theirs: &Hello) -> Option<Hello> {
        let Standing::Lab(sealed) = &self.peers.get(&from)?.standing else {
            return None;
        };
        let (began, answer) = sealed.began.as_ref()?;
        (*began == theirs.introduction()).then(|| answer.clone())
    }

    /// Both call each other at once: the call of the program with the higher number counts.
    fn keeps_own_call(&self, from: SocketAddr, theirs: &Hello) -> bool {
        let calls = self
            .peers
            .get(&from)
            .is_some_and(|peer| matches!(peer.standing, Standing::Calling(_)));
        calls && self.shared.instance > theirs.instance
    }
}

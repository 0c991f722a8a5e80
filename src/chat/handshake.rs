//! Two labs meet over one TCP connection: greeting, hello, proof.
//!
//! The connector speaks first, and only when the finder (or the student) says that a lab is there. Both
//! prove the session's secret before either hands out a text; see [`crate::proto::chat`].

use std::io;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::proto::chat::secret::{Introduction, Meeting, PROOF, Secret, Side};
use crate::proto::chat::{self as protocol, Body, Decoded, Hello, Record};

use super::conn::Conn;
use super::sessions::Owner;
use super::shared::Shared;

/// All of it takes this long at most.
const LIMIT: Duration = Duration::from_secs(10);
/// Who is called without having been asked for answers within this time, or speaks plainly.
const UNASKED: Duration = Duration::from_secs(3);
/// What may stand before the listener's greeting: lines it had sent before it knew us.
const BEFORE: usize = 64 * 1024;

/// Why a connection carries no talk between labs.
#[derive(Debug)]
pub enum Gone {
    /// FIN.
    Finished,
    /// The kernel says so.
    Io(io::Error),
    /// The bytes are no records, or not those that had to come.
    Broke,
    /// It said nothing, or not enough.
    Mute,
    /// Another program answered than the one that the finder had named.
    Impostor,
    /// It does not know the secret of the session that it names.
    Unproved,
    /// The program ends.
    Leaving,
}

/// Which lab is called.
#[derive(Debug, Clone)]
pub enum Called {
    /// The one that the finder named.
    Named(u64),
    /// Whoever is there: the student says that it is a lab.
    Anyone,
}

/// A session that is to be carried on.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its number.
    pub session: u64,
    /// The other side's program.
    pub instance: u64,
    /// What only both ends know.
    pub secret: Secret,
    /// The highest text number that we have received.
    pub received: u32,
}

/// A lab that has proved what it had to.
#[derive(Debug)]
pub struct Met {
    /// Its hello.
    pub hello: Hello,
    /// The session's number.
    pub session: u64,
    /// What only both ends know.
    pub secret: Secret,
    /// The highest text number that it has received.
    pub received: u32,
    /// Who keeps this session already; `None`: it begins now. Only a listener fills it in.
    pub owner: Option<Owner>,
    /// The session goes on.
    pub resumed: bool,
}

/// Calls the lab at the other end; carries `known` on where that is the same program.
///
/// # Errors
/// [`Gone`]: no session came of it.
pub async fn call(
    conn: &mut Conn,
    shared: &Shared,
    called: &Called,
    known: Option<&Known>,
) -> Result<Met, Gone> {
    let until = Instant::now() + LIMIT;
    let known = known
        .filter(|known| !matches!(called, Called::Named(instance) if *instance != known.instance));
    let (ours, key) = shared
        .introduce(known.map_or(0, |known| known.session), [0; 16])
        .map_err(Gone::Io)?;
    conn.queue(protocol::greeting(shared.instance).as_bytes());
    conn.queue(&Record::control(0, Body::Hello(ours.clone())).encode());
    let greets_by = if matches!(called, Called::Anyone) {
        Instant::now() + UNASKED
    } else {
        until
    };
    greeted(conn, shared, called, greets_by).await?;
    let theirs = hello(conn, shared, until).await?;
    if theirs.echo != ours.nonce || theirs.session == 0 {
        return Err(Gone::Broke);
    }
    let resumed =
        known.filter(|known| (known.session, known.instance) == (theirs.session, theirs.instance));
    let meeting = Meeting {
        session: theirs.session,
        connector: ours.introduction(),
        listener: theirs.introduction(),
    };
    let secret = match resumed {
        Some(known) => known.secret.clone(),
        None => Secret::agree(&key, Side::Connector, &meeting).ok_or(Gone::Unproved)?,
    };
    let ours = resumed.map_or(0, |known| known.received);
    prove(conn, &secret, Side::Connector, &meeting, ours);
    let received = proved(conn, shared, until, (&secret, Side::Listener, &meeting)).await?;
    let resumed = resumed.is_some();
    Ok(Met {
        session: theirs.session,
        hello: theirs,
        secret,
        received,
        owner: None,
        resumed,
    })
}

/// Answers a lab whose greeting has come and was taken.
///
/// # Errors
/// [`Gone`]: no session came of it.
pub async fn answer(conn: &mut Conn, shared: &Shared) -> Result<Met, Gone> {
    let until = Instant::now() + LIMIT;
    let theirs = hello(conn, shared, until).await?;
    let owner = shared.sessions.owner(theirs.session, theirs.instance);
    let session = if owner.is_some() {
        theirs.session
    } else {
        Shared::random()
    };
    let (ours, key) = shared.introduce(session, theirs.nonce).map_err(Gone::Io)?;
    conn.queue(protocol::greeting(shared.instance).as_bytes());
    conn.queue(&Record::control(0, Body::Hello(ours.clone())).encode());
    let meeting = Meeting {
        session,
        connector: theirs.introduction(),
        listener: ours.introduction(),
    };
    let secret = match &owner {
        Some(owner) => owner.secret.clone(),
        None => Secret::agree(&key, Side::Listener, &meeting).ok_or(Gone::Unproved)?,
    };
    let received = proved(conn, shared, until, (&secret, Side::Connector, &meeting)).await?;
    prove(
        conn,
        &secret,
        Side::Listener,
        &meeting,
        owner.as_ref().map_or(0, Owner::received),
    );
    conn.flush().map_err(Gone::Io)?;
    let resumed = owner.is_some();
    Ok(Met {
        hello: theirs,
        session,
        secret,
        received,
        owner,
        resumed,
    })
}

/// Waits for the listener's greeting. What stands before it is plain text, sent before it knew us.
async fn greeted(
    conn: &mut Conn,
    shared: &Shared,
    called: &Called,
    until: Instant,
) -> Result<(), Gone> {
    loop {
        if let Some((line, instance)) = protocol::greeting_in(conn.unread()) {
            // Our own line come back is an echo, and no lab.
            let right = match called {
                Called::Named(named) => instance == *named,
                Called::Anyone => instance != shared.instance,
            };
            if !right {
                return Err(Gone::Impostor);
            }
            conn.feed_lines_up_to(line.start);
            conn.take(line.len());
            return Ok(());
        }
        if conn.unread().len() > BEFORE {
            return Err(Gone::Mute);
        }
        more(conn, shared, until).await?;
    }
}

/// Waits for bytes to come; there will be more, or it is over.
async fn more(conn: &mut Conn, shared: &Shared, until: Instant) -> Result<(), Gone> {
    if conn.finished {
        return Err(Gone::Finished);
    }
    if exchange(conn, shared, until).await? {
        Ok(())
    } else {
        Err(Gone::Mute)
    }
}

/// The next record, whole.
async fn record(conn: &mut Conn, shared: &Shared, until: Instant) -> Result<Record, Gone> {
    loop {
        match protocol::decode(conn.unread()).map_err(|_| Gone::Broke)? {
            Decoded::Record(record, used) => {
                conn.take(used);
                return Ok(record);
            }
            Decoded::NeedMore(_) => more(conn, shared, until).await?,
        }
    }
}

async fn hello(conn: &mut Conn, shared: &Shared, until: Instant) -> Result<Hello, Gone> {
    match record(conn, shared, until).await?.body {
        Body::Hello(hello) if hello.introduction().nonce != Introduction::default().nonce => {
            Ok(hello)
        }
        _ => Err(Gone::Broke),
    }
}

fn prove(conn: &mut Conn, secret: &Secret, side: Side, meeting: &Meeting, received: u32) {
    let proof = secret.prove(side, meeting, received);
    conn.queue(&Record::control(received, Body::Proof(proof)).encode());
}

/// Waits for the other side's proof; gives the highest text number that it has received.
async fn proved(
    conn: &mut Conn,
    shared: &Shared,
    until: Instant,
    wanted: (&Secret, Side, &Meeting),
) -> Result<u32, Gone> {
    let (secret, side, meeting) = wanted;
    let record = record(conn, shared, until).await?;
    let is_proof =
        |proof: &[u8; PROOF]| secret.is_proved(side, meeting, record.acknowledgement, proof);
    match &record.body {
        Body::Proof(proof) if is_proof(proof) => Ok(record.acknowledgement),
        _ => Err(Gone::Unproved),
    }
}

/// Waits for bytes to come or room to write, and uses it; `false`: the time is over.
pub async fn exchange(conn: &mut Conn, shared: &Shared, until: Instant) -> Result<bool, Gone> {
    conn.flush().map_err(Gone::Io)?;
    tokio::select! {
        biased;
        () = shared.leaving.cancelled() => return Err(Gone::Leaving),
        () = conn.socket.writable(), if conn.waiting() > 0 => {}
        () = conn.socket.readable() => conn.fill(false).map_err(Gone::Io)?,
        () = sleep_until(until) => return Ok(false),
    }
    conn.flush().map_err(Gone::Io)?;
    conn.tell().await;
    Ok(true)
}

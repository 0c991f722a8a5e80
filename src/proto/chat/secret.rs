//! What makes a session belong to who began it.
//!
//! In their first hellos both sides send an X25519 public key (RFC 7748 §6.1). From it each works out
//! the same secret, which never crosses the network; the session's number, which anybody on the wire
//! can read, is worth nothing without it. At the beginning, and whenever the session is carried on over
//! another connection, both prove the secret by an HMAC-SHA-256 (RFC 2104) over fresh numbers of both
//! sides; over UDP each datagram of the session carries such a code.
//!
//! What it does not do: say *who* the other side is, or keep texts from being read. Whoever stands
//! between the two when the session begins can be both ends of it. Over TCP the records after the proofs
//! carry no code: they are as safe as TCP's own numbers.
//!
//! **Contract.** Pure: keys and fresh numbers are handed in as random bytes. Comparisons take the same
//! time wherever two codes differ.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};

/// Bytes of a fresh number.
pub const NONCE: usize = 16;
/// Bytes of a public key.
pub const KEY: usize = 32;
/// Bytes of a proof.
pub const PROOF: usize = 32;
/// Bytes of a datagram's code: HMAC-SHA-256 cut to 128 bits, as RFC 4868 §2.3 does for IPsec.
pub const CODE: usize = 16;
/// Bytes of a cookie.
pub const COOKIE: usize = 16;

/// A number that is used once.
pub type Nonce = [u8; NONCE];

/// Which end of a session one is. Each end's codes are made with its name in them, so that none can
/// be sent back as the other's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one that called.
    Connector,
    /// The one that was called.
    Listener,
}

impl Side {
    /// The other end.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Connector => Self::Listener,
            Self::Listener => Self::Connector,
        }
    }

    const fn label(self) -> &'static [u8] {
        match self {
            Self::Connector => b"connector",
            Self::Listener => b"listener",
        }
    }
}

/// The half of a key pair that stays here.
#[derive(Clone)]
pub struct PrivateKey(StaticSecret);

impl PrivateKey {
    /// From 32 random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; KEY]) -> Self {
        Self(StaticSecret::from(bytes))
    }

    /// The half that is sent.
    #[must_use]
    pub fn public(&self) -> [u8; KEY] {
        PublicKey::from(&self.0).to_bytes()
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

/// What one side said of itself in its hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Introduction {
    /// The running program.
    pub instance: u64,
    /// Its fresh number.
    pub nonce: Nonce,
    /// Its public key.
    pub key: [u8; KEY],
}

/// What both hellos said: every code is made over it, so none serves another meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// The session's number.
    pub session: u64,
    /// The caller's hello.
    pub connector: Introduction,
    /// The answer to it.
    pub listener: Introduction,
}

impl Meeting {
    fn feed(&self, mac: &mut Hmac<Sha256>) {
        mac.update(&self.session.to_be_bytes());
        for one in [&self.connector, &self.listener] {
            mac.update(&one.instance.to_be_bytes());
            mac.update(&one.nonce);
            mac.update(&one.key);
        }
    }
}

/// What only the two ends of a session know.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Agreed on at the beginning of a session; `None`: the other side sent a key that agrees with
    /// nobody (all of its products are zero, RFC 7748 §6.1).
    #[must_use]
    pub fn agree(own: &PrivateKey, side: Side, meeting: &Meeting) -> Option<Self> {
        let theirs = match side {
            Side::Connector => meeting.listener.key,
            Side::Listener => meeting.connector.key,
        };
        let shared = own.0.diffie_hellman(&PublicKey::from(theirs));
        if !shared.was_contributory() {
            return None;
        }
        let mut mac = keyed(shared.as_bytes(), b"wirelab session 1");
        meeting.feed(&mut mac);
        Some(Self(mac.finalize().into_bytes().into()))
    }

    fn prover(&self, side: Side, meeting: &Meeting, received: u32) -> Hmac<Sha256> {
        let mut mac = keyed(&self.0, b"wirelab proof 1");
        mac.update(side.label());
        meeting.feed(&mut mac);
        mac.update(&received.to_be_bytes());
        mac
    }

    /// `side` knows the secret, and has received the texts up to this number.
    #[must_use]
    pub fn prove(&self, side: Side, meeting: &Meeting, received: u32) -> [u8; PROOF] {
        self.prover(side, meeting, received)
            .finalize()
            .into_bytes()
            .into()
    }

    /// Is that what `side` would prove?
    #[must_use]
    pub fn is_proved(
        &self,
        side: Side,
        meeting: &Meeting,
        received: u32,
        proof: &[u8; PROOF],
    ) -> bool {
        self.prover(side, meeting, received)
            .verify_slice(proof)
            .is_ok()
    }

    fn sealer(&self, side: Side, bytes: &[u8]) -> Hmac<Sha256> {
        let mut mac = keyed(&self.0, b"wirelab datagram 1");
        mac.update(side.label());
        mac.update(bytes);
        mac
    }

    /// The code of a datagram that `side` sends.
    #[must_use]
    pub fn seal(&self, side: Side, bytes: &[u8]) -> [u8; CODE] {
        cut(self.sealer(side, bytes))
    }

    /// Is that the code of a datagram that `side` sent?
    #[must_use]
    pub fn is_sealed(&self, side: Side, bytes: &[u8], code: &[u8]) -> bool {
        code.len() == CODE && self.sealer(side, bytes).verify_truncated_left(code).is_ok()
    }
}

/// What a UDP listener makes cookies with: it keeps nothing of who has not echoed one.
#[derive(Clone)]
pub struct CookieKey([u8; 32]);

impl std::fmt::Debug for CookieKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CookieKey(…)")
    }
}

impl CookieKey {
    /// From 32 random bytes.
    #[must_use]
    pub const fn from_random(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn baker(&self, from: std::net::SocketAddr, hello: &Introduction, period: u64) -> Hmac<Sha256> {
        let mut mac = keyed(&self.0, b"wirelab cookie 1");
        mac.update(from.to_string().as_bytes());
        mac.update(&hello.instance.to_be_bytes());
        mac.update(&hello.nonce);
        mac.update(&period.to_be_bytes());
        mac
    }

    /// The cookie for whoever says this hello from there; `period` counts up so that cookies grow old.
    #[must_use]
    pub fn bake(
        &self,
        from: std::net::SocketAddr,
        hello: &Introduction,
        period: u64,
    ) -> [u8; COOKIE] {
        cut(self.baker(from, hello, period))
    }

    /// Is it one of this period, or of the one before?
    #[must_use]
    pub fn is_ours(
        &self,
        from: std::net::SocketAddr,
        hello: &Introduction,
        period: u64,
        cookie: &[u8; COOKIE],
    ) -> bool {
        [period, period.wrapping_sub(1)].into_iter().any(|p| {
            self.baker(from, hello, p)
                .verify_truncated_left(cookie)
                .is_ok()
        })
    }
}

fn keyed(key: &[u8; 32], what: &[u8]) -> Hmac<Sha256> {
    // HMAC pads a short key with zeros to a block (RFC 2104 §2); done here, no length can be wrong.
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block);
    mac.update(what);
    mac
}

fn cut<const N: usize>(mac: Hmac<Sha256>) -> [u8; N] {
    let whole: [u8; 32] = mac.finalize().into_bytes().into();
    std::array::from_fn(|index| whole[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> [u8; 32] {
        std::array::from_fn(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap())
    }

    fn keys() -> (PrivateKey, PrivateKey) {
        (
            PrivateKey::from_random([1; 32]),
            PrivateKey::from_random([2; 32]),
        )
    }

    fn meeting(a: &PrivateKey, b: &PrivateKey) -> Meeting {
        Meeting {
            session: 9,
            connector: Introduction {
                instance: 1,
                nonce: [3; 16],
                key: a.public(),
            },
            listener: Introduction {
                instance: 2,
                nonce: [4; 16],
                key: b.public(),
            },
        }
    }

    fn secret() -> (Secret, Meeting) {
        let (a, b) = keys();
        let meeting = meeting(&a, &b);
        (
            Secret::agree(&a, Side::Connector, &meeting).unwrap(),
            meeting,
        )
    }

    #[test]
    fn the_key_pairs_are_those_of_rfc_7748() {
        // RFC 7748 §6.1, Alice's.
        let own = PrivateKey::from_random(hex(
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
        ));
        assert_eq!(
            own.public(),
            hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
        );
    }

    #[test]
    fn both_sides_agree_and_a_third_does_not() {
        let (a, b) = keys();
        let meeting = meeting(&a, &b);
        let (ours, theirs) = (
            Secret::agree(&a, Side::Connector, &meeting),
            Secret::agree(&b, Side::Listener, &meeting),
        );
        assert_eq!(ours, theirs);
        let eve = PrivateKey::from_random([5; 32]);
        assert_ne!(Secret::agree(&eve, Side::Connector, &meeting), ours);
        let other = Meeting {
            session: 10,
            ..meeting
        };
        assert_ne!(
            Secret::agree(&a, Side::Connector, &other),
            ours,
            "bound to the session"
        );
    }

    #[test]
    fn a_key_that_agrees_with_nobody_is_refused() {
        let (a, b) = keys();
        let mut meeting = meeting(&a, &b);
        meeting.listener.key = [0; 32];
        assert_eq!(Secret::agree(&a, Side::Connector, &meeting), None);
    }

    #[test]
    fn a_proof_serves_one_side_one_meeting_and_one_number() {
        let (secret, meeting) = secret();
        let proof = secret.prove(Side::Connector, &meeting, 7);
        assert!(secret.is_proved(Side::Connector, &meeting, 7, &proof));
        assert!(
            !secret.is_proved(Side::Listener, &meeting, 7, &proof),
            "reflected"
        );
        assert!(
            !secret.is_proved(Side::Connector, &meeting, 8, &proof),
            "the number changed on the way"
        );
        let mut later = meeting;
        later.listener.nonce = [9; 16];
        assert!(
            !secret.is_proved(Side::Connector, &later, 7, &proof),
            "replayed"
        );
    }

    #[test]
    fn a_datagrams_code_fits_its_bytes_and_its_direction() {
        let (secret, _) = secret();
        let code = secret.seal(Side::Listener, b"hello");
        assert!(secret.is_sealed(Side::Listener, b"hello", &code));
        assert!(!secret.is_sealed(Side::Connector, b"hello", &code));
        assert!(!secret.is_sealed(Side::Listener, b"hellp", &code));
        assert!(
            !secret.is_sealed(Side::Listener, b"hello", &code[..4]),
            "a shorter code is none"
        );
    }

    #[test]
    fn a_cookie_fits_one_address_and_grows_old() {
        let key = CookieKey::from_random([7; 32]);
        let (here, there) = ("10.0.0.1:5".parse().unwrap(), "10.0.0.1:6".parse().unwrap());
        let hello = Introduction {
            instance: 1,
            ..Introduction::default()
        };
        let cookie = key.bake(here, &hello, 10);
        assert!(key.is_ours(here, &hello, 10, &cookie) && key.is_ours(here, &hello, 11, &cookie));
        assert!(
            !key.is_ours(here, &hello, 12, &cookie) && !key.is_ours(there, &hello, 10, &cookie)
        );
    }

    #[test]
    fn secrets_are_not_printed() {
        assert_eq!(
            format!("{:?} {:?}", secret().0, keys().0),
            "Secret(…) PrivateKey(…)"
        );
    }
}

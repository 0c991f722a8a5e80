//! Sightings for real: two desks ask each other how a message looked at the other's interface.

use wirelab::app::model::Model;
use wirelab::frame::Origin;
use wirelab::journey::compare::{Comparison, Standing, Verdict};
use wirelab::msg::KeyCode;
use wirelab::msg::chat::PeerId;
use wirelab::practice::Practice;
use wirelab::record::Transport;
use wirelab::screens::ScreenId;
use wirelab::screens::chat::Said;
use wirelab::screens::encap::{Mode, SightState};

use crate::desk::{self, Desk};
use crate::lab::{self, Failure, PARTNER, YOU};

/// Two desks in one chat.
struct Pair {
    ada: Desk,
    bob: Desk,
}

impl Pair {
    async fn on(practice: &Practice) -> Result<Self, Failure> {
        let ada = Desk::of(&practice.opener(YOU), "Ada").await?;
        Ok(Self {
            ada,
            bob: Desk::of(&practice.opener(PARTNER), "Bob").await?,
        })
    }

    /// Bob waits at this address, Ada connects; each knows that the other captures.
    async fn meet(&mut self, transport: Transport, at: &str) -> Result<(), Failure> {
        for desk in [&mut self.ada, &mut self.bob] {
            desk.choose(transport)?;
        }
        let before = listens(&self.bob.model);
        self.bob.enter(&format!("/listen {at}"))?;
        self.bob
            .until("Bob listens", |model| {
                (listens(model) > before).then_some(())
            })
            .await?;
        self.ada.enter(&format!("/connect {at}"))?;
        self.ada
            .until("Bob is there and captures", can_sight)
            .await?;
        self.bob
            .until("Ada is there and captures", can_sight)
            .await?;
        self.bob.model.screens.chat.set_typing(false);
        Ok(())
    }

    async fn part(&mut self) -> Result<(), Failure> {
        self.ada.enter("/close")?;
        self.ada
            .until("Bob has gone", |model| {
                (model.screens.chat.connected() == 0).then_some(())
            })
            .await?;
        self.bob
            .until("Ada has gone", |model| {
                (model.screens.chat.connected() == 0).then_some(())
            })
            .await
    }

    /// Ada says something and looks at both ends of it; Bob is asked whether he allows it.
    async fn said_by_ada(&mut self, text: &str) -> Result<Comparison, Failure> {
        self.ada.enter(text)?;
        self.ada
            .until("Ada's frame is captured", |model| shows(model, text))
            .await?;
        self.ada.model.desk.focus = ScreenId::Encapsulation;
        self.ada.model.screens.chat.set_typing(false);
        if self.ada.model.screens.encap.mode() != Mode::BothEnds {
            self.ada.press('b')?;
        }
        self.bob.until("Bob is asked", is_asked).await?;
        self.bob.key(KeyCode::F(2))?;
        self.bob.press('y')?;
        // Its frames may still be on their way to him.
        self.bob
            .until("Bob has answered", |model| {
                model.sightings.pending.is_empty().then_some(())
            })
            .await?;
        self.told().await
    }

    /// Bob says something; Ada, who looks at both ends, asks by herself and Bob has allowed it.
    async fn said_by_bob(&mut self, text: &str) -> Result<Comparison, Failure> {
        self.bob.enter(text)?;
        self.bob
            .until("Bob's frame is captured", |model| shows(model, text))
            .await?;
        // Nothing plays by itself here: her own message stays until she goes on to the one that waits.
        self.ada
            .until("Bob's message waits", |model| {
                model.screens.encap.has_newer().then_some(())
            })
            .await?;
        self.ada.press('G')?;
        self.ada
            .until("Ada asks about it", |model| shows(model, text))
            .await?;
        let answered = |model: &Model| model.screens.encap.both_ends().map(|_| ());
        let (bob, ada) = (&mut self.bob, &mut self.ada);
        // Bob's desk lives until Ada has her answer.
        tokio::select! {
            told = ada.until("Bob has told", answered) => told?,
            never = bob.until("Bob goes on", |_| None::<()>) => never?,
        }
        self.told().await
    }

    async fn told(&mut self) -> Result<Comparison, Failure> {
        self.ada
            .until("Bob has told", |model| model.screens.encap.both_ends())
            .await
    }
}

fn listens(model: &Model) -> usize {
    model
        .screens
        .chat
        .lines()
        .filter(
            |said| matches!(said, Said::Notice { what, .. } if what.key == "chat-pane-listening"),
        )
        .count()
}

fn can_sight(model: &Model) -> Option<()> {
    model
        .screens
        .chat
        .peers()
        .any(|(_, peer)| peer.info.can_sight)
        .then_some(())
}

/// The captured frame of this message is shown.
fn shows(model: &Model, text: &str) -> Option<()> {
    let journey = model.screens.encap.journey()?;
    (journey.text.as_deref() == Some(text) && journey.frame.meta.origin == Origin::Captured)
        .then_some(())
}

fn is_asked(model: &Model) -> Option<PeerId> {
    model
        .sightings
        .pending
        .iter()
        .find(|pending| pending.until.is_none())
        .map(|pending| pending.peer)
}

fn differing(comparison: &Comparison) -> Vec<&'static str> {
    let rows = comparison
        .rows
        .iter()
        .filter(|row| row.standing == Standing::Differs);
    assert!(
        rows.clone().all(|row| row.why.is_some()),
        "every difference is explained"
    );
    rows.map(|row| row.filter).collect()
}

/// A cable changes nothing.
pub fn on_one_cable(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let mut pair = Box::pin(Pair::on(practice)).await?;
        for (transport, at) in [
            (Transport::Tcp, "10.1.0.3:4000"),
            (Transport::Udp, "10.1.0.3:4000"),
            (Transport::Tcp, "[fd00:1::3]:4001"),
        ] {
            pair.meet(transport, at).await?;
            let sent = pair.said_by_ada("over a cable").await?;
            assert_eq!(
                (sent.verdict, differing(&sent)),
                (Verdict::Same, vec![]),
                "{at} {transport:?}"
            );
            assert!(sent.rows.iter().all(|row| row.standing == Standing::Same));
            let came = pair.said_by_bob("and back").await?;
            assert_eq!(
                (came.verdict, differing(&came)),
                (Verdict::Same, vec![]),
                "{at} {transport:?}"
            );
            let Some(SightState::Told(frames, 1)) = pair
                .ada
                .model
                .screens
                .encap
                .sight()
                .map(|sight| sight.state.clone())
            else {
                return Err(lab::failure("not one frame was told"));
            };
            assert_eq!(frames[0].interface, "eth0");
            pair.part().await?;
        }
        Ok(())
    })
}

/// A router takes the frame off, takes one from the TTL, works the sum out anew, and leaves the addresses.
pub fn through_a_router(_: &Practice) -> Result<(), Failure> {
    let practice = lab::routed()?;
    desk::run(async {
        let mut pair = Box::pin(Pair::on(&practice)).await?;
        let four = ["eth.dst", "eth.src", "ip.ttl", "ip.checksum"];
        let six = ["eth.dst", "eth.src", "ipv6.hlim"];
        let ways = [
            (Transport::Tcp, "10.2.0.3:4000", &four[..]),
            (Transport::Udp, "10.2.0.3:4000", &four[..]),
            (Transport::Tcp, "[fd00:2::3]:4001", &six[..]),
            (Transport::Udp, "[fd00:2::3]:4001", &six[..]),
        ];
        for (transport, at, changed) in ways {
            pair.meet(transport, at).await?;
            let sent = pair.said_by_ada("through a router").await?;
            assert_eq!(
                (sent.verdict, &differing(&sent)[..]),
                (Verdict::Routers(1), changed),
                "{at} {transport:?}"
            );
            let came = pair.said_by_bob("and back").await?;
            assert_eq!(
                (came.verdict, &differing(&came)[..]),
                (Verdict::Routers(1), changed),
                "{at} {transport:?}"
            );
            pair.part().await?;
        }
        Ok(())
    })
}

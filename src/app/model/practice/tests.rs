use super::*;
use crate::app::update::tests::{host, join, model, press};
use crate::app::update::{next_deadline, update};
use crate::msg::CaptureEvent;
use crate::msg::Event;
use crate::msg::Key;
use crate::msg::capture::SourceEvent;
use crate::msg::host::HostEvent;
use crate::place::HostId;

/// The host one practises on.
const LAB: HostId = HostId(1);

fn lab() -> Vec<LabHost> {
    let id = LAB;
    let label = "p".to_owned();
    vec![LabHost { id, label }]
}

#[test]
fn the_partner_is_joined_called_and_left() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    assert_eq!(
        press(&mut model, Key::char('p')),
        [Effect::Practice(PracticeEffect::Start)]
    );
    assert_eq!(model.practice.state, State::Starting);
    assert!(press(&mut model, Key::char('p')).is_empty());
    let partner = "10.1.0.3:10101".parse().unwrap();
    let effects = update(
        &mut model,
        Event::Practice(PracticeEvent::Ready {
            hosts: lab(),
            partner,
            fallback: None,
        }),
    )
    .effects;
    assert_eq!(
        effects,
        [Effect::Practice(PracticeEffect::Join)],
        "the call waits for the capture, so that its handshake is seen"
    );
    let running = SourceEvent::Running {
        host: LAB,
        interfaces: vec!["eth0".into()],
    };
    let effects = update(&mut model, Event::Capture(CaptureEvent::Source(running))).effects;
    assert!(matches!(
        &effects[..],
        [
            Effect::Chat(ChatCommand::SetSight(true)),
            Effect::Chat(ChatCommand::Connect { .. })
        ]
    ));
    assert!(model.screens.chat.is_typing());
    model.screens.chat.set_typing(false);
    assert!(
        matches!(&press(&mut model, Key::char('p'))[..], [Effect::Chat(_)]),
        "nobody is there: called again"
    );
    join(&mut model);
    model.screens.chat.set_typing(false);
    assert!(
        press(&mut model, Key::char('p')).is_empty(),
        "in mid-talk it asks"
    );
    assert_eq!(
        press(&mut model, Key::char('y')),
        [Effect::Practice(PracticeEffect::Stop)]
    );
    update(&mut model, Event::Practice(PracticeEvent::Ended));
    assert_eq!(model.practice.state, State::Off);
    assert!(
        update(&mut model, Event::Practice(PracticeEvent::Died))
            .effects
            .is_empty()
    );
}

#[test]
fn the_partner_is_called_even_if_nothing_can_be_captured() {
    let mut model = model();
    let partner = "10.1.0.3:10101".parse().unwrap();
    update(
        &mut model,
        Event::Practice(PracticeEvent::Ready {
            hosts: lab(),
            partner,
            fallback: None,
        }),
    );
    model.clock.elapsed = next_deadline(&model).max(Duration::from_millis(500));
    let effects = update(&mut model, Event::Deadline).effects;
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::Chat(ChatCommand::Connect { .. })))
    );
    assert!(
        !update(&mut model, Event::Deadline)
            .effects
            .iter()
            .any(|e| matches!(e, Effect::Chat(_)))
    );
}

#[test]
fn goodbye_is_said_to_the_partner_before_it_is_taken_away() {
    let mut model = model();
    join(&mut model);
    let (id, peer) = model.screens.chat.peers().next().unwrap();
    let (id, partner) = (id, peer.info.remote);
    model.practice.state = State::OnHosts;
    let latest = None;
    model.practice.call = Some(Call { partner, latest });
    model.screens.chat.set_typing(false);
    press(&mut model, Key::char('p'));
    assert_eq!(
        press(&mut model, Key::char('y')),
        [
            Effect::Chat(ChatCommand::ClosePeer(id)),
            Effect::Practice(PracticeEffect::Stop)
        ]
    );
    update(&mut model, Event::Practice(PracticeEvent::Ended));
    let late = &model.screens.chat.peers().next().unwrap().1.info;
    assert!(
        model.practice.is_partner(late),
        "what is heard late bears its name"
    );
}

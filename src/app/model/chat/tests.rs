use super::*;
use crate::app::update::tests::{join, model, write};
use crate::app::update::update;
use crate::msg::Effect;
use crate::msg::Event;
use crate::msg::chat::PeerId;

#[test]
fn a_text_the_chat_could_not_take_is_lost_and_does_not_wait_for_ever() {
    let mut model = model();
    join(&mut model);
    let effects = write(&mut model, "hi");
    let [Effect::Chat(command)] = &effects[..] else {
        panic!("{effects:?}")
    };
    update(&mut model, Event::Chat(ChatEvent::Busy(command.clone())));
    let lost = model.screens.chat.lines().any(|said| match said {
        crate::screens::chat::Said::Mine { deliveries, .. } => {
            deliveries[..] == [(PeerId(1), Delivery::Lost)]
        }
        _ => false,
    });
    assert!(lost);
}

use std::path::PathBuf;

use super::*;
use crate::journey::{Answer, Phase, Step};

const MODELS: [Model; 3] = [Model::Seven, Model::Five, Model::Four];

fn way(name: &str, number: u64) -> Journey {
    let captures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/captures");
    from_file(&captures.join(name), number, &Text::new(Lang::En)).unwrap()
}

fn told(way: &Journey, model: Model) -> String {
    let text = Text::new(Lang::En);
    told_with(way, model, Dump::Hex, &|say| text.say(say))
}

/// The receiver's steps, lowest layer first.
fn up(way: &Journey, model: Model) -> Vec<Step> {
    let steps = way.steps(model).into_iter();
    steps.filter(|step| step.phase == Phase::Up).collect()
}

/// The last step of the way, in which the program gets what it gets.
fn end(way: &Journey, model: Model) -> Step {
    up(way, model).pop().unwrap()
}

#[test]
fn a_wrong_fcs_ends_the_way_at_the_card() {
    let way = way("case-fcs.pcapng", 1);
    for model in MODELS {
        let steps = up(&way, model);
        let asks = |step: &Step| {
            let mut checks = step.checks.iter();
            checks.any(|c| c.asks.key == "journey-check-fcs" && c.answer == Answer::No)
        };
        let at = steps.iter().position(asks).unwrap();
        assert_eq!(steps[at].line.key, "journey-up-refused");
        for step in &steps[at + 1..] {
            assert_eq!(step.line.key, "journey-up-nothing-arrives");
            assert!(step.stack.is_empty());
        }
        assert!(told(&way, model).contains("it should be 0x9c8bcd81"));
    }
}

#[test]
fn a_part_of_a_message_reaches_the_program_as_bytes_of_the_stream() {
    let name = "case-tls-hello-two-segments.pcap";
    let (first, last) = (way(name, 4), way(name, 5));
    assert_eq!(first.digest.protocol, Protocol::Tcp, "as the list says");
    assert_eq!(last.digest.protocol, Protocol::Tls, "as the list says");
    for model in MODELS {
        let said = told(&first, model);
        assert!(
            said.contains("The program gets 1460 bytes: part of "),
            "{said}"
        );
        assert!(said.contains("frame 5"), "{said}");
        assert!(!said.contains("lab's own headers"), "{said}");
        assert_eq!(end(&first, model).after.to_string(), "1460");
        let said = told(&last, model);
        assert!(said.contains("The program gets 75 bytes: "), "{said}");
        assert!(said.contains("Put together from the stream: "), "{said}");
        assert!(said.contains("lab.example"), "{said}");
        assert_eq!(end(&last, model).after.to_string(), "75");
    }
}

#[test]
fn what_tls_hides_is_not_counted_as_nothing() {
    let first = (1..30)
        .map(|number| way("live-tls.pcap", number))
        .find(|way| way.blocks.iter().any(|b| b.protocol == Protocol::Tls))
        .unwrap();
    let bytes = first.share().to_string();
    let steps = up(&first, Model::Seven);
    let [.., six, seven] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    assert_eq!(six.after.to_string(), bytes, "nothing is taken off");
    assert_eq!(seven.after.to_string(), "?");
    assert_eq!(end(&first, Model::Five).after.to_string(), bytes);
    assert_eq!(end(&first, Model::Four).after.to_string(), bytes);
}

#[test]
fn two_messages_in_one_frame_are_two() {
    let way = way("case-dns-two-messages.pcap", 4);
    let messages = way.blocks.iter().filter(|b| b.protocol == Protocol::Dns);
    assert_eq!(messages.count(), 2);
    for model in MODELS {
        let said = told(&way, model);
        assert!(!said.contains("DNS message of 62"), "{said}");
        assert!(said.contains("one.example"), "{said}");
        assert!(said.contains("two.example"), "{said}");
    }
}

#[test]
fn a_frame_that_was_cut_says_so_and_shows_question_marks() {
    let way = way("case-cut.pcap", 4);
    assert!(way.kept().is_some());
    let said = told(&way, Model::Seven);
    assert!(said.contains("The capture kept only "), "{said}");
    assert!(said.contains(" ?? ?? ??"), "{said}");
    assert!(
        said.contains("Is UDP's checksum right? ?: cannot be checked"),
        "{said}"
    );
    assert!(!said.contains("port 0"), "{said}");
    let all: usize = way.blocks.iter().map(|b| b.range.len()).sum();
    assert_eq!(all, way.on_wire.bytes.len(), "every byte has its layer");
}

//! Messages that lie in several frames of a file, in the list and in all that lies over it. In the capture
//! frame 6 has the head of a response, and frame 8 its body.

use super::*;

const NAME: &str = "live-http.pcap";

/// The file with the frame of this number selected.
fn at(number: usize) -> Model {
    let mut model = opened_file(NAME);
    keys(&mut model, NAME, &"↓".repeat(number - 1));
    model
}

fn opened(model: &Model) -> Option<u64> {
    model.screens.packets.opened_key().map(|key| key.id.0)
}

/// Walks down to the row that says this.
fn walk_to(model: &mut Model, text: &str) {
    let selected = |model: &mut Model| {
        let seen = screen(model, (250, 60));
        seen.contains(&format!("▸ {text}")) || seen.contains(&format!("{text}: "))
    };
    for _ in 0..80 {
        if selected(model) {
            return;
        }
        keys(model, NAME, "↓");
    }
    panic!("no row {text}: {}", screen(model, (250, 60)));
}

#[test]
fn a_part_names_the_frame_that_completes_it_also_where_there_is_little_room() {
    let mut model = at(6);
    let seen = screen(&mut model, (80, 24));
    assert!(seen.contains("part of frame 8's HTTP message"), "{seen}");
    model.speak(Lang::ZhCn);
    let seen = screen(&mut model, (80, 24)).replace(' ', "");
    assert!(seen.contains("第8帧HTTP消息的一部分"), "{seen}");
}

#[test]
fn from_a_part_to_the_frame_that_completes_it_and_from_its_fields_to_who_brought_them() {
    let mut model = at(6);
    keys(&mut model, NAME, "\n");
    walk_to(&mut model, "Completed in Frame");
    keys(&mut model, NAME, "\n");
    assert_eq!(opened(&model), Some(8));
    let seen = screen(&mut model, (250, 60));
    assert!(seen.contains("200 OK"), "{seen}");

    walk_to(&mut model, "Content-Type");
    let seen = screen(&mut model, (250, 60));
    assert!(seen.contains("from byte 90 on, from frame"), "{seen}");
    assert!(seen.contains("from frames 6, 8: "), "{seen}");
    keys(&mut model, NAME, "\n");
    assert_eq!(opened(&model), Some(6), "the head came in it");
    keys(&mut model, NAME, "\n");
    let seen = screen(&mut model, (250, 60));
    assert!(seen.contains("speaks of no other packet"), "{seen}");
}

#[test]
fn which_frame_completes_a_part_is_known_once_the_file_is_read() {
    let mut model = model();
    open_now(&mut model, format!("/captures/{NAME}"));
    let mut events = capture(NAME);
    let done = events.pop().unwrap();
    let Some(FileEvent::Read(ReadEvent::Frames { mut batch, read })) = events.pop() else {
        panic!("no frames")
    };
    // What is read first ends with the part.
    let mut rest = batch.clone();
    rest.frames.frames = batch.frames.frames.split_off(6);
    rest.first += 6;
    tell(
        &mut model,
        NAME,
        FileEvent::Read(ReadEvent::Frames { batch, read }),
    );
    keys(&mut model, NAME, "↓↓↓↓↓\n");
    let said = |model: &mut Model| {
        walk_to(model, "Segment Data");
        screen(model, (250, 60))
    };
    let seen = said(&mut model);
    assert!(seen.contains("part of a message of HTTP"), "{seen}");
    let batch = rest;
    tell(
        &mut model,
        NAME,
        FileEvent::Read(ReadEvent::Frames { batch, read }),
    );
    tell(&mut model, NAME, done);
    let seen = said(&mut model);
    let line = "Segment Data: part of frame 8's HTTP message";
    assert!(seen.contains(line), "{seen}");
}

#[test]
fn a_stream_says_which_messages_its_bytes_are() {
    let mut model = at(6);
    keys(&mut model, NAME, "f");
    for (form, bytes) in [("", "HTTP/1.1 200 OK"), ("m", "48 54 54 50 2f 31 2e 31")] {
        keys(&mut model, NAME, form);
        let seen = screen(&mut model, (120, 40));
        let lines: Vec<_> = seen.lines().collect();
        let label = lines
            .iter()
            .position(|line| line.contains("part of frame 8's HTTP message"));
        let label = label.unwrap_or_else(|| panic!("{seen}"));
        assert!(lines[label + 1].contains(bytes), "{seen}");
        assert!(seen.contains("200 OK text/plain"), "{seen}");
    }
    model.speak(Lang::ZhCn);
    let seen = screen(&mut model, (120, 40)).replace(' ', "");
    assert!(seen.contains("第8帧HTTP消息的一部分"), "{seen}");
}

#[test]
fn a_part_goes_through_the_layers_as_a_part() {
    let mut model = at(6);
    press(&mut model, Key::char('e'));
    let told = |model: &Model| {
        let journey = model.screens.encap.journey().unwrap();
        let words = |say: &_| model.text.say(say);
        crate::journey::told::told(journey, crate::journey::Model::Seven, &words)
    };
    let seen = told(&model);
    assert!(
        seen.contains("stream: part of frame 8's HTTP message."),
        "{seen}"
    );
    assert!(
        !seen.contains("the program has written its bytes itself"),
        "{seen}"
    );
    let mut model = at(8);
    model.start.size = (80, 24);
    press(&mut model, Key::char('e'));
    assert_eq!(model.desk.focus, ScreenId::Encapsulation);
    press(&mut model, Key::plain(KeyCode::Esc));
    assert_eq!(model.desk.focus, ScreenId::Packets, "back to the frame");
    press(&mut model, Key::char('e'));
    let seen = told(&model);
    assert!(seen.starts_with("“HTTP”"), "{seen}");
    assert!(seen.contains("Put together from the stream: "), "{seen}");
}

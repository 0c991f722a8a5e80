mod marks;
mod messages;

use std::path::Path;

use super::*;
use crate::app::update::tests::{model, press};
use crate::app::update::update;
use crate::app::view::tests::screen;
use crate::files::Reader;
use crate::msg::Input;
use crate::msg::{Event, Mouse, MouseKind};
use crate::screens::ScreenId;
use crate::text::Lang;

/// A capture that is shipped, as the file thread would tell of it.
fn capture(name: &str) -> Vec<FileEvent> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets/captures")
        .join(name);
    let mut reader = Reader::open(&path).unwrap();
    let total = reader.source().unwrap().size();
    let mut events = vec![FileEvent::Read(ReadEvent::Opened {
        name: name.to_owned(),
        total,
    })];
    while let Some(batch) = reader.next_batch().unwrap() {
        events.push(FileEvent::Read(ReadEvent::Frames {
            batch: Box::new(batch),
            read: reader.progress().done,
        }));
    }
    events.push(FileEvent::Read(ReadEvent::Done(
        reader.lost().map(crate::files::Lost::say),
    )));
    events
}

/// The lab with a file open and read to its end.
fn opened_file(name: &str) -> Model {
    let mut model = model();
    open_now(&mut model, format!("/captures/{name}"));
    for event in capture(name) {
        tell(&mut model, name, event);
    }
    model
}

/// Tells the lab something and reads what it asks for, as the file thread would.
fn tell(model: &mut Model, name: &str, event: FileEvent) {
    let effects = update(model, Event::File(event)).effects;
    answer(model, name, effects);
}

fn answer(model: &mut Model, name: &str, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::File(FileEffect::Read(wanted)) = effect {
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("assets/captures")
                .join(name);
            let source = Reader::open(&path).unwrap().source().unwrap();
            let bytes = wanted
                .iter()
                .map(|w| (w.id, source.read_frame(w.at, w.captured).unwrap()))
                .collect();
            let more = update(model, Event::File(FileEvent::Read(ReadEvent::Bytes(bytes)))).effects;
            assert!(
                !more
                    .iter()
                    .any(|e| matches!(e, Effect::File(FileEffect::Read(_)))),
                "nothing is asked for twice"
            );
        }
    }
}

/// Presses keys one after another: `\n` is enter, `\x1b` escape.
fn keys(model: &mut Model, name: &str, text: &str) {
    for c in text.chars() {
        let key = match c {
            '\n' => Key::plain(KeyCode::Enter),
            '\x1b' => Key::plain(KeyCode::Esc),
            '↓' => Key::plain(KeyCode::Down),
            c => Key::char(c),
        };
        let effects = press(model, key);
        answer(model, name, effects);
    }
}

#[test]
fn the_first_frames_are_listed_before_the_file_is_read() {
    let mut model = model();
    let effects = open_now(&mut model, "/captures/live-http.pcap".into()).effects;
    assert!(
        matches!(&effects[..], [Effect::File(FileEffect::Open(path))] if path == "/captures/live-http.pcap")
    );
    let mut events = capture("live-http.pcap").into_iter();
    let size = match events.next().unwrap() {
        FileEvent::Read(ReadEvent::Opened { name, total }) => {
            update(
                &mut model,
                Event::File(FileEvent::Read(ReadEvent::Opened {
                    name,
                    total: 4 * total,
                })),
            );
            total
        }
        other => panic!("{other:?}"),
    };
    let Some(FileEvent::Read(ReadEvent::Frames { batch, .. })) = events.next() else {
        panic!("no frames")
    };
    update(
        &mut model,
        Event::File(FileEvent::Read(ReadEvent::Frames { batch, read: size })),
    );
    let seen = screen(&mut model, (120, 36));
    assert!(
        seen.contains("asks to open a connection") && seen.contains("25"),
        "{seen}"
    );
    // Escape stops the reading; what was read stays.
    assert!(
        press(&mut model, Key::plain(KeyCode::Esc))
            .iter()
            .any(|e| matches!(e, Effect::File(FileEffect::StopReading)))
    );
    assert!(matches!(
        model.trace.file.as_ref().unwrap().reading,
        Reading::Stopped
    ));
    assert!(screen(&mut model, (120, 36)).contains("asks to open a connection"));
}

#[test]
fn what_a_capture_shows_at_three_sizes_and_in_chinese() {
    const HTTP: &str = "live-http.pcap";
    const LOSS: &str = "live-loss.pcap";
    for size in [(80, 24), (120, 36), (200, 60)] {
        let named = |what: &str| format!("{what}_{}x{}", size.0, size.1);
        let mut http = opened_file(HTTP);
        insta::assert_snapshot!(named("file"), screen(&mut http, size));
        keys(&mut http, HTTP, "F");
        insta::assert_snapshot!(named("flows"), screen(&mut http, size));
        keys(&mut http, HTTP, "f");
        insta::assert_snapshot!(named("stream"), screen(&mut http, size));
        let mut loss = opened_file(LOSS);
        keys(&mut loss, LOSS, "w↓↓↓");
        insta::assert_snapshot!(named("ladder"), screen(&mut loss, size));
        let mut http = opened_file(HTTP);
        keys(&mut http, HTTP, "↓↓↓\nc");
        insta::assert_snapshot!(named("sum"), screen(&mut http, size));
    }
    let mut chinese = opened_file(LOSS);
    chinese.speak(Lang::ZhCn);
    keys(&mut chinese, LOSS, "w↓↓↓");
    insta::assert_snapshot!("ladder_chinese", screen(&mut chinese, (120, 36)));
}

#[test]
fn nothing_over_the_list_panics_at_any_size() {
    for name in [
        "live-http.pcap",
        "arp.pcap",
        "live-dhcp-dns-tftp.pcap",
        "loop.pcap",
        "ipv4-fragments.pcap",
        "lying.pcap",
    ] {
        for size in [(0, 0), (1, 1), (40, 10), (80, 24), (250, 70)] {
            let mut model = opened_file(name);
            for text in [
                "\n", "c", "\x1b", "\x1b", "w", "#", "\n", "\x1b", "\x1b", "F", "m", "f", "m", "m",
                "\x1b", "s",
            ] {
                keys(&mut model, name, text);
                screen(&mut model, size);
            }
        }
    }
}

#[test]
fn a_fragment_that_completes_a_datagram_shows_it_with_its_own_bytes() {
    const NAME: &str = "ipv4-fragments.pcap";
    let mut model = opened_file(NAME);
    keys(&mut model, NAME, "↓↓\n");
    let seen = screen(&mut model, (160, 60));
    assert!(seen.contains("7 Data  data, 2048 bytes"), "{seen}");
    // The last layer's bytes are the datagram's.
    for _ in 0..20 {
        keys(&mut model, NAME, "]");
    }
    let seen = screen(&mut model, (160, 60));
    assert!(seen.contains("from frames 1, 2, 3: 2056 bytes"), "{seen}");
}

#[test]
fn a_filter_that_needs_the_bytes_is_put_to_the_file_and_escape_ends_it() {
    const NAME: &str = "live-http.pcap";
    let mut model = opened_file(NAME);
    let mut effects = Vec::new();
    for c in "/http.host contains \"lab\"".chars() {
        press(&mut model, Key::char(c));
    }
    effects.extend(press(&mut model, Key::plain(KeyCode::Enter)));
    let asked = effects.iter().find_map(|e| {
        if let Effect::File(FileEffect::Filter(n, text)) = e {
            Some((*n, text.as_str()))
        } else {
            None
        }
    });
    let (request, text) = asked.unwrap();
    assert_eq!(text, "http.host contains \"lab\"");
    update(
        &mut model,
        Event::File(FileEvent::Read(ReadEvent::Matches {
            request: request + 7,
            numbers: vec![1],
            read: (1, 2),
            last: false,
        })),
    );
    assert_eq!(
        model.screens.packets.keys().count(),
        0,
        "an answer to another question is none"
    );
    update(
        &mut model,
        Event::File(FileEvent::Read(ReadEvent::Matches {
            request,
            numbers: vec![4, 16],
            read: (1, 2),
            last: false,
        })),
    );
    assert_eq!(
        model
            .screens
            .packets
            .keys()
            .map(|k| k.id.0)
            .collect::<Vec<_>>(),
        [4, 16]
    );
    let effects = press(&mut model, Key::plain(KeyCode::Esc));
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::File(FileEffect::Filter(_, text)) if text.is_empty())),
        "{effects:?}"
    );
}

#[test]
fn what_is_listed_is_saved_by_its_numbers() {
    const NAME: &str = "live-http.pcap";
    let mut model = opened_file(NAME);
    keys(&mut model, NAME, "/tcp.flags.syn == 1\n");
    press(&mut model, Key::char('s'));
    assert!(screen(&mut model, (100, 30)).contains("16 frames"));
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    let [Effect::File(FileEffect::Save(order))] = &effects[..] else {
        panic!("{effects:?}")
    };
    let Chosen::Opened(numbers) = &order.frames else {
        panic!("not of the file")
    };
    assert_eq!((numbers.len(), numbers[0], numbers[2]), (16, 1, 13));
    assert!(order.path.ends_with(".pcapng"));
    update(
        &mut model,
        Event::File(FileEvent::NotSaved(say!("files-write-same"))),
    );
    assert!(screen(&mut model, (100, 30)).contains("this is the file that is being read"));
}

#[test]
fn a_frame_is_copied_as_a_dump_and_as_python() {
    const NAME: &str = "arp.pcap";
    let mut model = opened_file(NAME);
    let copied = |effects: Vec<Effect>| {
        effects
            .into_iter()
            .find_map(|e| {
                if let Effect::Screen(ScreenEffect::Copy(text)) = e {
                    Some(text)
                } else {
                    None
                }
            })
            .unwrap()
    };
    assert!(copied(press(&mut model, Key::char('y'))).starts_with("0000  ff ff ff ff ff ff"));
    assert!(copied(press(&mut model, Key::char('Y'))).contains("b\"\\xff\\xff\\xff"));
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_the_live_trace_comes_back() {
    let mut model = model();
    open_now(&mut model, "/nowhere/x.pcap".into());
    update(
        &mut model,
        Event::File(FileEvent::Read(ReadEvent::Failed(say!("files-write-same")))),
    );
    assert!(screen(&mut model, (120, 36)).contains("this is the file that is being read"));
    assert!(
        press(&mut model, Key::char('o'))
            .iter()
            .any(|e| matches!(e, Effect::File(FileEffect::Close)))
    );
    assert!(model.trace.file.is_none());
}

#[test]
fn bytes_lead_to_their_fields_and_back() {
    const NAME: &str = "live-http.pcap";
    let mut model = opened_file(NAME);
    keys(&mut model, NAME, "\n↓↓↓");
    let selected = |model: &mut Model| {
        let seen = screen(model, (120, 36));
        seen.lines()
            .rev()
            .nth(3)
            .unwrap_or_default()
            .trim_matches(['│', ' '])
            .to_owned()
    };
    assert!(
        selected(&mut model).starts_with("EtherType"),
        "{}",
        selected(&mut model)
    );
    press(&mut model, Key::plain(KeyCode::Right));
    assert!(
        selected(&mut model).contains("Version"),
        "{}",
        selected(&mut model)
    );
    // Four bits are drawn as such.
    assert!(
        selected(&mut model).contains("0100 ····"),
        "{}",
        selected(&mut model)
    );
    press(&mut model, Key::plain(KeyCode::Left));
    assert!(selected(&mut model).starts_with("EtherType"));
    // The byte at 0x16, the TTL, clicked in the dump.
    let seen = screen(&mut model, (120, 36));
    let (row, line) = seen
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains("0010  "))
        .unwrap();
    let start = line.chars().position(|c| c == '0').unwrap();
    let column = line.chars().collect::<Vec<_>>()[start..]
        .windows(6)
        .position(|w| w.iter().collect::<String>() == "0010  ");
    let column = start + column.unwrap() + 6 + 3 * 6;
    let click = Mouse {
        kind: MouseKind::Click,
        column: column as u16,
        row: row as u16,
    };
    update(&mut model, Event::Input(Input::Mouse(click)));
    assert!(
        selected(&mut model).starts_with("Time to Live"),
        "{}",
        selected(&mut model)
    );
}

#[test]
fn a_ladder_of_datagrams_tells_what_they_say() {
    const NAME: &str = "live-dhcp-dns-tftp.pcap";
    let mut model = opened_file(NAME);
    keys(&mut model, NAME, "w");
    let seen = screen(&mut model, (120, 36));
    assert!(
        seen.contains("DHCP discover") || seen.contains("Discover"),
        "{seen}"
    );
}

#[test]
fn w_again_draws_all_that_is_listed_and_a_third_time_the_conversation() {
    const NAME: &str = "live-ping.pcap";
    let mut model = opened_file(NAME);
    keys(&mut model, NAME, "w");
    assert!(screen(&mut model, (160, 50)).contains("Ladder · flow"));
    keys(&mut model, NAME, "w");
    let seen = screen(&mut model, (160, 50));
    assert!(!seen.contains("Ladder · flow"), "{seen}");
    for host in ["…7.1.11", "…7.2.13"] {
        assert!(
            seen.lines()
                .nth(3)
                .is_some_and(|heads| heads.contains(host)),
            "{seen}"
        );
    }
    keys(&mut model, NAME, "w");
    assert!(screen(&mut model, (160, 50)).contains("Ladder · flow"));
    // One way back, however often it was pressed.
    keys(&mut model, NAME, "\x1b");
    assert!(screen(&mut model, (160, 50)).contains("file · all"));
    insta::assert_snapshot!("ladder_listed", {
        keys(&mut model, NAME, "ww");
        screen(&mut model, (120, 36))
    });
}

#[test]
fn a_frame_of_a_file_goes_through_the_layers_as_it_was_opened() {
    for (name, down, protocol) in [
        ("arp.pcap", 2, "ARP"),
        ("dns.pcap", 0, "DNS"),
        ("icmp.pcap", 0, "ICMP"),
    ] {
        let mut model = opened_file(name);
        for _ in 0..down {
            keys(&mut model, name, "↓");
        }
        keys(&mut model, name, "e");
        assert_eq!(model.desk.focus, ScreenId::Encapsulation, "{name}");
        let shown = screen(&mut model, (120, 36));
        assert!(
            shown.contains("opened") && shown.contains(protocol),
            "{name}: {shown}"
        );
        let journey = model.screens.encap.journey().unwrap();
        let key = model.screens.packets.selected().unwrap();
        let frame = model.trace.shown().get(key).unwrap().frame().unwrap();
        assert_eq!(
            (journey.frame.bytes.clone(), journey.frame.meta),
            (frame.bytes, frame.meta),
            "{name}"
        );
        assert_eq!(
            journey.facts.lookups, None,
            "nobody knows the tables of whoever sent it"
        );
    }
}

#[test]
fn a_frame_that_is_waited_for_is_shown_when_it_comes_but_not_to_who_has_gone_elsewhere() {
    const NAME: &str = "dns.pcap";
    let waiting = || {
        let mut model = opened_file(NAME);
        model.messages.wanted_frame = model.screens.packets.selected();
        assert!(model.messages.wanted_frame.is_some());
        model
    };
    let come = |model: &mut Model| {
        let focus = model.desk.focus;
        update(
            model,
            Event::File(FileEvent::Read(ReadEvent::Bytes(Vec::new()))),
        );
        (
            model.desk.focus == focus,
            model.screens.encap.journey().is_some(),
        )
    };
    let mut model = waiting();
    assert_eq!(
        (come(&mut model), model.desk.focus),
        ((false, true), ScreenId::Encapsulation)
    );
    let click = Mouse {
        kind: MouseKind::Click,
        column: 5,
        row: 5,
    };
    let keys = [KeyCode::Down, KeyCode::Tab, KeyCode::Char('2')]
        .map(|code| Event::Input(Input::Key(Key::plain(code))));
    for leaves in keys.into_iter().chain([Event::Input(Input::Mouse(click))]) {
        let mut model = waiting();
        let how = format!("{leaves:?}");
        update(&mut model, leaves);
        assert_eq!(come(&mut model), (true, false), "{how}");
    }
    let mut model = waiting();
    open::ask_for_file(&mut model);
    open_now(&mut model, format!("/captures/{NAME}"));
    assert_eq!(
        model.messages.wanted_frame, None,
        "the other file has frames with the same numbers"
    );
    let mut model = waiting();
    model.desk.focus = ScreenId::Chat;
    assert!(come(&mut model).0, "who writes keeps the keys");
}

#[test]
fn waiting_for_a_frames_bytes_is_no_error_and_is_told_until_they_come() {
    let mut model = model();
    open_now(&mut model, "/captures/live-http.pcap".into());
    while model.screens.packets.rows() as u64 <= FIRST {
        let frames = |event: &FileEvent| matches!(event, FileEvent::Read(ReadEvent::Frames { .. }));
        for event in capture("live-http.pcap").into_iter().filter(frames) {
            update(&mut model, Event::File(event));
        }
    }
    press(&mut model, Key::char('G'));
    let key = model.screens.packets.selected().unwrap();
    assert!(key.id.0 > FIRST, "none of the first, which are kept");
    let asked = press(&mut model, Key::char('e'));
    let notice = model.desk.notice.clone().unwrap();
    assert_eq!(
        (notice.what.key, notice.bad),
        ("app-frame-is-read", false),
        "{asked:?}"
    );
    let Some(file) = model.trace.file.as_mut() else {
        panic!()
    };
    let captured = file.packets.get(key).unwrap().captured;
    let bytes = Bytes::from(vec![0; captured as usize]);
    let come = FileEvent::Read(ReadEvent::Bytes(vec![(key.id, bytes)]));
    update(&mut model, Event::File(come));
    assert_eq!(model.desk.focus, ScreenId::Encapsulation);
    assert_eq!(model.desk.notice, None, "it is there: nothing is read");
}

#[test]
fn what_is_done_is_told_whatever_lies_over_the_list() {
    const NAME: &str = "live-http.pcap";
    for over in ["", "w", "f", "F", "\n", "c"] {
        let mut model = opened_file(NAME);
        keys(&mut model, NAME, "↓↓↓");
        keys(&mut model, NAME, over);
        keys(&mut model, NAME, "y");
        let seen = screen(&mut model, (120, 36));
        assert!(seen.contains("opied"), "over {over:?}: {seen}");
    }
}

#[test]
fn what_lies_over_the_list_bears_its_own_title() {
    const NAME: &str = "live-http.pcap";
    let titled = |text: &str| {
        let mut model = opened_file(NAME);
        keys(&mut model, NAME, "↓↓↓");
        keys(&mut model, NAME, text);
        let name = crate::app::view::name(&model, ScreenId::Packets);
        (name, screen(&mut model, (120, 36)))
    };
    assert_eq!(titled("\n").0, "Packet 4");
    let (name, seen) = titled("c");
    assert!(name.starts_with("Checksum of TCP"), "{name}");
    let border = seen.lines().nth(2).unwrap_or_default();
    assert!(
        border.contains("Checksum") && !border.contains("all"),
        "the list's state is not the checksum's: {border}"
    );
}

#[test]
fn names_out_of_a_file_are_drawn_and_do_nothing() {
    let mut model = opened_file("live-two-interfaces.pcapng");
    let nasty = "\x1b]0;\x07\u{9b}\u{202e}";
    if let Some(file) = &mut model.trace.file {
        file.interfaces.fill(Foreign::new(nasty));
    }
    let drawn = screen(&mut model, (140, 40));
    assert!(drawn.contains("·]0;···"), "{drawn}");
    assert!(!drawn.chars().any(|c| c != '\n' && say::acts(c)));
}

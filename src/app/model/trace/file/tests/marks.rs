//! What a row of a file, of its conversations and of a stream says, however little room there is.

use super::*;
use crate::msg::CaptureEvent;
use crate::msg::capture::SourceEvent;
use crate::place::HostId;

const SIZES: [(u16, u16); 4] = [(60, 24), (80, 24), (120, 36), (200, 60)];

/// What stands on the screen with this file open and these keys pressed.
fn after(name: &str, text: &str, lang: Lang, size: (u16, u16)) -> String {
    let mut model = opened_file(name);
    model.speak(lang);
    screen(&mut model, size);
    keys(&mut model, name, text);
    screen(&mut model, size)
}

#[test]
fn a_blank_stands_behind_each_protocol_in_the_list_and_in_the_conversations() {
    for size in SIZES {
        for (name, protocol) in [
            ("case-runt.pcap", "Ethernet"),
            ("live-websocket.pcap", "WebSocket"),
        ] {
            for text in ["", "F"] {
                let seen = after(name, text, Lang::En, size);
                let behind = |row: &str| {
                    let (_, rest) = row.split_once(protocol)?;
                    rest.chars().next()
                };
                for row in seen
                    .lines()
                    .filter(|row| row.contains(" ⇄ ") || !row.contains(": "))
                {
                    let next = behind(row).unwrap_or(' ');
                    assert!(!next.is_alphanumeric(), "{size:?} {text}: {row}");
                }
            }
        }
    }
    let narrow = after("live-websocket.pcap", "", Lang::En, (60, 24));
    assert!(narrow.contains("WebSo… "), "{narrow}");
}

#[test]
fn marks_are_said_in_the_language_spoken() {
    for size in SIZES {
        let english = after("case-runt.pcap", "", Lang::En, size);
        assert!(english.contains("malformed"), "{english}");
        let chinese = after("case-runt.pcap", "", Lang::ZhCn, size);
        assert!(!chinese.contains("malformed"), "{chinese}");
        let letters: String = chinese.split_whitespace().collect();
        assert!(letters.contains("格式错误"), "{chinese}");
    }
}

#[test]
fn ports_that_were_cut_off_are_not_known_and_not_0() {
    let seen = after("case-cut.pcap", "F", Lang::En, (120, 36));
    assert!(!seen.contains(":0 ") && seen.contains(":? ⇄ "), "{seen}");
}

#[test]
fn who_asked_for_a_file_began_its_transfer() {
    let seen = after("case-tftp.pcap", "F", Lang::En, (120, 36));
    let ends: Vec<_> = seen
        .lines()
        .filter_map(|row| row.split_once(" ⇄ "))
        .filter_map(|(first, _)| first.split_whitespace().last())
        .collect();
    assert!(ends.len() >= 2, "{seen}");
    let host = |end: &str| end.rsplit_once(':').map(|(host, _)| host.to_owned());
    assert_eq!(host(ends[0]), host(ends[1]), "{seen}");
}

#[test]
fn the_whole_of_a_long_line_can_be_seen() {
    for size in [(80, 24), (120, 36)] {
        let seen = after("case-tls-hello-two-segments.pcap", "f", Lang::En, size);
        let rows = seen.lines().skip(3).filter(|row| !row.contains("lab"));
        assert!(rows.clone().count() > 5, "{seen}");
        for row in rows.filter(|row| !row.contains("frame")) {
            assert!(!row.contains("… "), "{size:?}: {row}");
        }
    }
}

#[test]
fn rows_wider_than_the_pane_are_moved_sideways() {
    const NAME: &str = "live-http.pcap";
    let mut model = opened_file(NAME);
    screen(&mut model, (50, 20));
    keys(&mut model, NAME, "f");
    let before = screen(&mut model, (50, 20));
    press(&mut model, Key::plain(KeyCode::Right));
    let moved = screen(&mut model, (50, 20));
    assert_ne!(before, moved);
    for _ in 0..9 {
        press(&mut model, Key::plain(KeyCode::Right));
    }
    press(&mut model, Key::char('h'));
    press(&mut model, Key::char('h'));
    assert_eq!(screen(&mut model, (50, 20)), before);
}

#[test]
fn a_files_frames_are_not_counted_beside_those_that_were_captured() {
    let mut model = opened_file("case-tftp.pcap");
    let running = SourceEvent::Running {
        host: HostId::HERE,
        interfaces: vec!["lo".into()],
    };
    update(&mut model, Event::Capture(CaptureEvent::Source(running)));
    let head = |model: &mut Model| screen(model, (120, 36)).lines().next().unwrap().to_owned();
    let opened = head(&mut model);
    assert!(
        opened.contains("lo") && !opened.contains("frames"),
        "{opened}"
    );
    press(&mut model, Key::char('o'));
    assert!(head(&mut model).contains("frames"));
}

use super::*;
use crate::msg::{Mouse, MouseKind};

/// Virtual time: a terminal that sends pieces at given times, read as `keyboard` reads it.
#[derive(Default)]
struct Hand {
    cutter: Cutter,
    out: Vec<Input>,
}

impl Hand {
    /// Time passes: what comes due on the way is given up when its time has come.
    fn at(&mut self, ms: u64) -> &mut Self {
        let now = Duration::from_millis(ms);
        while let Some(deadline) = self.cutter.deadline().filter(|deadline| *deadline <= now) {
            self.cutter.expire(deadline, &mut self.out);
        }
        self
    }

    fn sends(&mut self, ms: u64, bytes: &[u8]) -> &mut Self {
        self.at(ms);
        self.cutter
            .feed(bytes, Duration::from_millis(ms), &mut self.out);
        self
    }

    fn heard(&mut self) -> String {
        self.at(1_000_000)
            .out
            .drain(..)
            .map(|event| said(&event))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn said(event: &Input) -> String {
    match event {
        Input::Key(key) => crate::keymap::label(*key, true),
        Input::Paste(text) => format!("<{text}>"),
        Input::Mouse(mouse) => format!("{:?}@{},{}", mouse.kind, mouse.column, mouse.row),
        Input::Resize(..) => panic!("{event:?}"),
    }
}

fn heard(bytes: &[u8]) -> String {
    Hand::default().sends(0, bytes).heard()
}

/// Everything a terminal sends that ends by its form, and what it means. Each is whole: a `q` behind it is one.
const WHOLE: &[(&[u8], &str)] = &[
    ("a你€\u{1f600}".as_bytes(), "a 你 € \u{1f600}"),
    (b"\r\t\x7f\x03", "enter tab backspace ^C"),
    (b"\x1b[A\x1b[B\x1bOC\x1bOD", "up down right left"),
    (
        b"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1bOH\x1bOF",
        "home end home end home end home end",
    ),
    (b"\x1b[3~\x1b[5~\x1b[6~\x1b[Z", "del pgup pgdn shift-tab"),
    (
        b"\x1bOP\x1bOS\x1b[15~\x1b[17~\x1b[24~\x1b[[A\x1b[[E",
        "F1 F4 F5 F6 F12 F1 F5",
    ),
    (
        b"\x1b[1;3D\x1b[1;5C\x1b[3;5~\x1bO5A",
        "alt-left right del up",
    ),
    (
        b"\x1b1\x1bq\x1b\x7f\x1b\r",
        "alt-1 alt-q alt-backspace alt-enter",
    ),
    ("\u{1b}你".as_bytes(), "alt-你"),
    (b"\x1b\x1b[D", "alt-left"),
    (b"\x1bOM\x1bOj\x1bOy", "enter * 9"),
    // keys by their codes: kitty's protocol, xterm's modifyOtherKeys
    (
        b"\x1b[97;5u\x1b[113u\x1b[27;3;49~\x1b[27u\x1b[9;2u\x1b[98;2u",
        "^A q alt-1 esc shift-tab B",
    ),
    (b"\x1b[113;1:3u\x1b[57441;2u", ""),
    // the mouse: SGR, rxvt's, the oldest
    (
        b"\x1b[<0;5;7M\x1b[<0;5;7m\x1b[<64;1;1M\x1b[<35;9;9M",
        "Click@4,6 WheelUp@0,0",
    ),
    (
        b"\x1b[32;5;7M\x1b[M !!\x1b[Ma\"#",
        "Click@4,6 Click@0,0 WheelDown@1,2",
    ),
    // pastes
    (
        b"\x1b[200~q\x1b[A\x1b[200~\x1b]0;x\x07\x1b[201\x1b\x1b[201~",
        "<q\x1b[A\x1b[200~\x1b]0;x\x07\x1b[201\x1b>",
    ),
    (
        b"\x1b[200~one\r\ntwo\rthree\n\x1b[201~",
        "<one\ntwo\nthree\n>",
    ),
    ("\u{1b}[200~粘包\u{1b}[201~".as_bytes(), "<粘包>"),
    (b"\x1b[200~\xff\x1b[201~", "<\u{fffd}>"),
    // focus, and late answers: XTVERSION, where the cursor is, attributes, colours, keyboard flags, modes
    (b"\x1b[I\x1b[O", ""),
    (b"\x1bP>|tmux 3.4q\x1b\\", ""),
    (
        b"\x1b[>q\x1b[3;7R\x1b[?62;22c\x1b[>0;276;0c\x1b[?0u\x1b[?2026;2$y\x1b[0n\x1b[8;24;80t",
        "",
    ),
    (
        b"\x1b]11;rgb:1111/2222/3333\x07\x1b]11;rgb:1111/2222/3333\x1b\\",
        "",
    ),
    (
        b"\x1b_Gi=1;OK\x1b\\\x1b^private\x1b\\\x1bXstring\x1b\\\x1bP1$r0 q\x1b\\",
        "",
    ),
    // broken off by a cancel, or by another sequence
    (
        b"\x1bPabc\x18\x1b]abc\x1a\x1b[1;\x18\x1bPq\x1b[A\x1b[1;\x1b[B",
        "up down",
    ),
    // no characters: a lone second half, a first half, too large, a control
    (b"\x80\xe4\xbdz\xff\xc2\x9b\xf4\xbf\xbf\xbf", "z"),
];

#[test]
fn what_a_terminal_sends_means_the_same_however_it_is_split() {
    for (bytes, meaning) in WHOLE {
        let bytes = [bytes, &b"q"[..]].concat();
        let meaning = format!("{meaning} q").trim_start().to_owned();
        assert_eq!(
            heard(&bytes),
            meaning,
            "{:?}",
            bytes.escape_ascii().to_string()
        );
        for at in 0..bytes.len() {
            let (a, b) = bytes.split_at(at);
            // Behind an ESC there is less time: an ESC alone is a key.
            let heard = Hand::default().sends(0, a).sends(29, b).heard();
            assert_eq!(
                heard,
                meaning,
                "{:?} | {:?}",
                a.escape_ascii().to_string(),
                b.escape_ascii().to_string()
            );
        }
        let mut hand = Hand::default();
        for (ms, byte) in (0..).step_by(20).zip(&bytes) {
            hand.sends(ms, &[*byte]);
        }
        assert_eq!(
            hand.heard(),
            meaning,
            "byte by byte: {:?}",
            bytes.escape_ascii().to_string()
        );
    }
}

#[test]
fn an_escape_by_itself_is_a_key_after_thirty_milliseconds() {
    let mut hand = Hand::default();
    assert!(hand.sends(0, b"\x1b").at(29).out.is_empty());
    assert_eq!(hand.at(30).out.len(), 1);
    assert_eq!(hand.sends(31, b"[A").heard(), "esc [ A");
    assert_eq!(heard(b"\x1b\x1b"), "esc esc");
    assert_eq!(heard(b"\x1b\x1b\x1b"), "esc esc esc");
    assert_eq!(heard(b"\x1b\x1bx"), "esc alt-x");
    assert_eq!(
        Hand::default()
            .sends(0, b"\x1b")
            .sends(100, b"\x1b")
            .sends(200, b"q")
            .heard(),
        "esc esc q"
    );
}

#[test]
fn a_key_that_looks_like_a_beginning_swallows_no_key_that_is_typed_after_it() {
    for introducer in ["[", "O", "]", "P", "X", "^", "_"] {
        let begins = format!("\x1b{introducer}");
        let typed = |ms| {
            Hand::default()
                .sends(0, begins.as_bytes())
                .sends(ms, b"q")
                .heard()
        };
        assert_eq!(typed(200), format!("alt-{introducer} q"));
        if !matches!(introducer, "[" | "O") {
            assert_eq!(
                typed(100),
                format!("alt-{introducer} q"),
                "late, but not lost"
            );
        }
    }
    // Typed on and on: the keyboard is back after the time, whatever comes.
    let mut hand = Hand::default();
    hand.sends(0, b"\x1b]");
    for ms in (40..=400).step_by(40) {
        hand.sends(ms, b"x");
    }
    assert_eq!(hand.heard(), format!("alt-]{}", " x".repeat(10)));
    assert_eq!(
        Hand::default()
            .sends(0, b"\x1b]")
            .sends(90, b"\x1b")
            .heard(),
        "alt-] esc"
    );
}

#[test]
fn a_string_without_an_end_is_swallowed_and_given_up() {
    assert_eq!(
        Hand::default()
            .sends(0, b"\x1bP>|tmux 3.4q")
            .sends(200, b"q")
            .heard(),
        "q"
    );
    assert_eq!(
        Hand::default()
            .sends(0, b"\x1b[1;")
            .sends(200, b"q")
            .heard(),
        "q"
    );
    let long = [b"\x1b]52;c;".to_vec(), vec![b'q'; 2 * LONGEST]].concat();
    let mut hand = Hand::default();
    hand.sends(0, &long);
    assert!(
        (LONGEST - 16..=LONGEST + 16).contains(&hand.out.len()),
        "the bound is in bytes: {}",
        hand.out.len()
    );
    let flows = [&b"\x1b[200~"[..], &b"never ends"[..]].concat();
    let mut hand = Hand::default();
    assert!(hand.sends(0, &flows).at(1999).out.is_empty());
    assert_eq!(hand.sends(2000, b"q").heard(), "<never ends> q");
}

#[test]
fn a_paste_is_bounded_and_ends_where_it_ends() {
    let bytes = [
        b"\x1b[200~".to_vec(),
        vec![b'x'; LONGEST_PASTE + 5000],
        b"\x1b[201~q".to_vec(),
    ]
    .concat();
    let mut hand = Hand::default();
    for (ms, part) in (0..).zip(bytes.chunks(4096)) {
        hand.sends(ms, part);
    }
    let [Input::Paste(text), Input::Key(_)] = &hand.out[..] else {
        panic!("{} events", hand.out.len())
    };
    assert_eq!(text.len(), LONGEST_PASTE);
}

#[test]
fn no_bytes_keep_the_keyboard() {
    // Whatever has come, after its time a click and a key are a click and a key.
    let mut seed = 1_u32;
    for _ in 0..2000 {
        let mut hand = Hand::default();
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b"\x1b[]OPM<0;~200q\x80\xe4\x07\\\x18"[(seed >> 16) as usize % 19]
        })
        .take(24)
        .collect();
        hand.sends(0, &noise).at(10_000).out.clear();
        assert!(hand.cutter.deadline().is_none());
        let click = Mouse {
            kind: MouseKind::Click,
            column: 0,
            row: 0,
        };
        hand.sends(10_000, b"\x1b[<0;1;1Mq");
        assert!(
            matches!(&hand.out[..], [Input::Mouse(mouse), Input::Key(key)] if *mouse == click && *key == Key::char('q')),
            "{:?} behind {:?}",
            hand.out,
            noise.escape_ascii().to_string()
        );
    }
}

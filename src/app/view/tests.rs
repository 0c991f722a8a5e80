use super::*;
use crate::app::update::act::act;
use crate::app::update::tests::{frame, host, join, model, press, write};
use crate::app::update::update;
use crate::msg::host::HostEvent;
use crate::msg::{Event, Key, KeyCode};
use crate::screens::ScreenId;
use crate::screens::View;
use crate::screens::{Arrangement, packets};
use crate::text::Lang;
use crate::ui::fit;
use crate::ui::look::Glyphs;
use crate::ui::theme::Themes;

mod every_screen;

/// The screen as text, its tabs left out: they change with each screen that is added, and have a test of their own.
pub(crate) fn screen(model: &mut Model, size: (u16, u16)) -> String {
    model.start.size = size;
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buf = Buffer::empty(area);
    draw(model, area, &mut buf);
    let mut text = String::new();
    let tabs = layout::tabs(model).into_iter().map(|tab| tab.text);
    let tabs = tabs.collect::<Vec<_>>().join(" ");
    for y in 0..size.1 {
        let mut x = 0;
        while x < size.0 {
            let symbol = buf[(x, y)].symbol();
            text.push_str(symbol);
            x += fit::width(symbol).max(1) as u16;
        }
        text.truncate(text.trim_end_matches(' ').len());
        let begins = text.rfind('\n').map_or(0, |at| at + 1);
        if !tabs.is_empty() && text[begins..].trim() == tabs.trim() {
            text.truncate(begins);
        }
        text.push('\n');
    }
    text
}

/// A machine with a capture running, a peer, a message said and its frame.
fn busy() -> Model {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    join(&mut model);
    write(&mut model, "hello, 你好");
    update(&mut model, frame(99, 0x02, ""));
    update(&mut model, frame(100, 0x18, "hello"));
    all_packets(&mut model);
    model
}

/// The packet log lists all that was captured.
fn all_packets(model: &mut Model) {
    let verb = packets::Verb::AllOrMine;
    let before = model.desk.focus;
    act(model, verb.own());
    model.desk.focus = before;
}

#[test]
fn the_dashboard_at_three_sizes() {
    for size in [(80, 24), (120, 36), (200, 60), (40, 10)] {
        insta::assert_snapshot!(
            format!("empty_{}x{}", size.0, size.1),
            screen(&mut model(), size)
        );
        insta::assert_snapshot!(
            format!("busy_{}x{}", size.0, size.1),
            screen(&mut busy(), size)
        );
    }
}

#[test]
fn the_dashboard_in_chinese_and_in_ascii() {
    let mut chinese = busy();
    chinese.speak(Lang::ZhCn);
    insta::assert_snapshot!("busy_chinese", screen(&mut chinese, (120, 36)));
    let mut ascii = busy();
    ascii.start.glyphs = Glyphs::ASCII;
    let drawn = screen(&mut ascii, (120, 36));
    insta::assert_snapshot!("busy_ascii", drawn);
    assert!(drawn.replace("你好", "").is_ascii());
}

#[test]
fn help_palette_and_an_opened_frame() {
    let mut model = busy();
    model.screens.chat.set_typing(false);
    press(&mut model, Key::char('?'));
    insta::assert_snapshot!("help_chat", screen(&mut model, (80, 24)));
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char(':'));
    insta::assert_snapshot!("palette", screen(&mut model, (80, 24)));
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('5'));
    press(&mut model, Key::plain(KeyCode::Enter));
    for size in [(80, 24), (120, 36), (200, 60)] {
        insta::assert_snapshot!(
            format!("opened_{}x{}", size.0, size.1),
            screen(&mut model, size)
        );
    }
}

#[test]
fn an_address_opened_shows_its_bits() {
    let mut model = busy();
    model.screens.chat.set_typing(false);
    press(&mut model, Key::char('2'));
    press(&mut model, Key::char('j'));
    press(&mut model, Key::char('j'));
    press(&mut model, Key::plain(KeyCode::Enter));
    insta::assert_snapshot!("address", screen(&mut model, (120, 36)));
}

#[test]
fn no_size_and_no_state_panics() {
    for size in [
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 50),
        (50, 3),
        (39, 9),
        (40, 10),
        (41, 11),
        (99, 25),
        (100, 26),
        (300, 100),
    ] {
        for view in View::all() {
            for lang in Lang::ALL {
                for make in [model as fn() -> Model, busy] {
                    let mut model = make();
                    model.desk.view = view;
                    model.start.size = size;
                    model.desk.focus = match view.arrangement() {
                        Arrangement::Alone(id) => id,
                        Arrangement::Quarters(_) => ScreenId::Packets,
                    };
                    model.speak(lang);
                    let area = Rect::new(0, 0, size.0, size.1);
                    draw(&model, area, &mut Buffer::empty(area));
                    press(&mut model, Key::plain(KeyCode::Enter));
                    draw(&model, area, &mut Buffer::empty(area));
                    press(&mut model, Key::plain(KeyCode::F(1)));
                    draw(&model, area, &mut Buffer::empty(area));
                }
            }
        }
    }
}

#[test]
fn without_colour_no_cell_has_one() {
    use ratatui::style::Color;
    let mut model = busy();
    model.start.theme = Themes::without_colours();
    let area = Rect::new(0, 0, 120, 36);
    let mut buf = Buffer::empty(area);
    draw(&model, area, &mut buf);
    assert!(
        buf.content
            .iter()
            .all(|c| c.fg == Color::Reset && c.bg == Color::Reset)
    );
}

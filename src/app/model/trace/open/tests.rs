use super::*;
use crate::app::update::tests::{model, press};
use crate::app::update::update;
use crate::msg::Event;
use crate::msg::FileEvent;

fn form(model: &Model) -> &OpenForm {
    let Some(Overlay::OpenFile(form)) = &model.desk.overlay else {
        panic!("no dialog: {:?}", model.desk.overlay)
    };
    form
}

fn asking(text: &str) -> Model {
    let mut model = model();
    act_open(&mut model);
    text.chars()
        .for_each(|c| drop(press(&mut model, Key::char(c))));
    model
}

fn act_open(model: &mut Model) {
    let open = crate::screens::packets::Verb::OpenFile.own();
    crate::app::update::act::act(model, open);
}

fn tab(model: &mut Model) -> Vec<Effect> {
    press(model, Key::plain(KeyCode::Tab))
}

fn found(model: &mut Model, text: &str, paths: &[&str]) {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    update(
        model,
        Event::File(FileEvent::Completed(Found {
            text: text.to_owned(),
            paths,
            more: false,
        })),
    );
}

#[test]
fn tab_completes_what_is_certain_and_then_walks_through_the_rest() {
    let mut model = asking("~/抓");
    assert_eq!(
        tab(&mut model),
        [Effect::File(FileEffect::Complete("~/抓".into()))]
    );
    found(&mut model, "~/抓", &["~/抓包 一.pcap", "~/抓包 二.pcap"]);
    assert_eq!(form(&model).line.text(), "~/抓包 ");
    for expected in ["~/抓包 一.pcap", "~/抓包 二.pcap", "~/抓包 一.pcap"] {
        assert!(tab(&mut model).is_empty());
        assert_eq!(form(&model).line.text(), expected);
    }
    press(&mut model, Key::plain(KeyCode::Backspace));
    assert_eq!(
        tab(&mut model),
        [Effect::File(FileEffect::Complete("~/抓包 一.pca".into()))],
        "another text is asked about anew"
    );
    found(&mut model, "~/抓包 一.pca", &["~/抓包 一.pcap"]);
    assert_eq!(form(&model).line.text(), "~/抓包 一.pcap");
}

#[test]
fn an_answer_that_comes_late_changes_nothing_that_was_typed_since() {
    let mut model = asking("a");
    tab(&mut model);
    press(&mut model, Key::char('b'));
    found(&mut model, "a", &["abc", "axy"]);
    assert_eq!(
        (form(&model).line.text(), form(&model).found.is_none()),
        ("ab", true)
    );
    found(&mut model, "ab", &[]);
    assert!(
        form(&model).problem.is_some(),
        "that there is nothing is said"
    );
    press(&mut model, Key::plain(KeyCode::Esc));
    found(&mut model, "ab", &["abc"]);
    assert!(model.desk.overlay.is_none());
}

#[test]
fn what_cannot_be_opened_is_said_in_the_dialog_and_opens_nothing() {
    let mut model = asking("/nowhere.pcap");
    assert_eq!(
        press(&mut model, Key::plain(KeyCode::Enter)),
        [Effect::File(FileEffect::Open("/nowhere.pcap".into()))]
    );
    assert!(
        press(&mut model, Key::plain(KeyCode::Enter)).is_empty(),
        "once is enough"
    );
    update(
        &mut model,
        Event::File(FileEvent::Read(ReadEvent::Failed(say!("files-not-found")))),
    );
    assert!(model.trace.file.is_none() && form(&model).problem.is_some());
    assert_eq!(
        form(&model).line.text(),
        "/nowhere.pcap",
        "it can be mended"
    );
    press(&mut model, Key::plain(KeyCode::Backspace));
    assert!(form(&model).problem.is_none());
    press(&mut model, Key::plain(KeyCode::Enter));
    update(
        &mut model,
        Event::File(FileEvent::Read(ReadEvent::Opened {
            name: "nowhere.pca".into(),
            total: 9,
        })),
    );
    assert!(model.desk.overlay.is_none());
    assert_eq!(
        model
            .trace
            .file
            .as_ref()
            .map(|file| (file.name.as_str(), file.read.1)),
        Some(("nowhere.pca", 9))
    );
}

#[test]
fn one_that_takes_too_long_is_let_go() {
    let mut model = asking("/slow");
    press(&mut model, Key::plain(KeyCode::Enter));
    assert_eq!(
        press(&mut model, Key::plain(KeyCode::Esc)),
        [Effect::File(FileEffect::Close)]
    );
    update(
        &mut model,
        Event::File(FileEvent::Read(ReadEvent::Opened {
            name: "slow".into(),
            total: 9,
        })),
    );
    assert!(model.trace.file.is_none());
}

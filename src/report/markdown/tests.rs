use super::*;
use crate::files::report::{add, parts, picks, tests::Folder, tests::draft};
use crate::text::{Lang, Text};

fn page(folder: &Folder, lang: Lang, base: &str) -> String {
    let text = Text::new(lang);
    let found = picks(&folder.0).unwrap();
    let parts: Vec<_> = found
        .picks
        .iter()
        .map(|pick| parts(&folder.0, pick))
        .collect();
    let about: About = serde_json::from_str(r#"{"name":"Ann *Lee*","seat":"B-7"}"#).unwrap();
    Page {
        about: &about,
        found: &found,
        parts: &parts,
        base,
        words: &|say| text.say(say),
    }
    .markdown()
}

#[test]
fn the_page_says_who_where_when_and_holds_a_section_for_each_pick() {
    let folder = Folder::new("page");
    add(&folder.0, &draft("the TTL is 64")).unwrap();
    let mut second = draft("");
    (second.time.0, second.frames, second.left_out) =
        (second.time.0 + 60_000_000_000, Vec::new(), 2);
    add(&folder.0, &second).unwrap();
    let english = page(&folder, Lang::En, "");
    insta::assert_snapshot!("english", english);
    insta::assert_snapshot!("chinese", page(&folder, Lang::ZhCn, "../my work/"));
    assert_eq!(
        english,
        page(&folder, Lang::En, ""),
        "the same picks give the same bytes"
    );
}

#[test]
fn missing_files_and_lines_are_said_on_the_page() {
    let folder = Folder::new("page-missing");
    add(&folder.0, &draft("")).unwrap();
    for name in [
        "01-encapsulation.svg",
        "01-encapsulation.txt",
        "01-frames.pcapng",
    ] {
        std::fs::remove_file(folder.0.join(name)).unwrap();
    }
    let list = folder.0.join("picks.jsonl");
    let line = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, format!("rubbish\n{line}{{\"num")).unwrap();
    let page = page(&folder, Lang::En, "");
    for said in [
        "Line 1 of picks.jsonl",
        "last line of picks.jsonl",
        "01-encapsulation.svg is missing",
        "01-frames.pcapng is missing",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(
        !page.contains("![") && !page.contains("```"),
        "nothing links to what is gone"
    );
}

#[test]
fn words_from_outside_mean_themselves() {
    assert_eq!(
        literal("# a *b* [c](d) <e> `f` |g|"),
        "\\# a \\*b\\* \\[c\\](d) \\<e\\> \\`f\\` \\|g\\|"
    );
    assert_eq!(literal("- 10.0.0.1"), "\\- 10.0.0.1");
    assert_eq!(literal("1. first"), "1\\. first");
    assert_eq!(literal("192.168.1.1 ttl 64"), "192\\.168.1.1 ttl 64");
    assert_eq!(
        literal("a\nb\u{1b}[31m\u{202e}"),
        "a b\u{fffd}\\[31m\u{fffd}"
    );
}

#[test]
fn a_fence_is_longer_than_any_run_of_backticks_inside() {
    let mut out = String::new();
    fenced(&mut out, "a ```` b\n`\n\u{1b}\n");
    assert_eq!(out, "`````text\na ```` b\n`\n\u{fffd}\n`````\n\n");
}

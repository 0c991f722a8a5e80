//! The terminal and the locale.

use std::env;
use std::io::IsTerminal as _;

use crate::sys::terminal::{self, Ground, Question};

use super::Finding;

/// Terminal, locale, colours.
pub fn check() -> Vec<Finding> {
    let text = |name| {
        env::var_os(name)
            .map(|value| value.to_string_lossy().into_owned())
            .filter(|value| !value.is_empty())
    };
    // The first that is set decides (locale(7)).
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(text);
    let tty = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let size = crossterm::terminal::size().ok().filter(|_| tty);
    let mut findings = vec![
        kind(text("TERM").as_deref(), size, tty),
        charset(locale.as_deref()),
    ];
    if tty && crossterm::terminal::enable_raw_mode().is_ok() {
        let asked = terminal::ask(Question {
            widths: true,
            ground: true,
        });
        let _ = crossterm::terminal::disable_raw_mode();
        findings.push(symbols(asked.column));
        findings.push(ground(asked.ground));
    }
    if text("NO_COLOR").is_some() {
        findings.push(Finding::note(
            "colour",
            "NO_COLOR is set: the lab shows no colours.",
            "unset NO_COLOR to have them",
        ));
    }
    findings
}

/// How wide it draws box lines and arrows, from where its cursor stood behind some of them.
fn symbols(column: Option<u16>) -> Finding {
    match column {
        Some(terminal::BEHIND) => {
            Finding::ok("symbols", "Box lines and arrows are drawn one cell wide.")
        }
        Some(column) => Finding::note(
            "symbols",
            format!(
                "The terminal draws box lines or arrows in another width than one cell (column {column} of {}).",
                terminal::BEHIND
            ),
            "the lab uses ASCII frames then; or choose a font that is not double width (--glyphs overrides)",
        ),
        None => Finding::note(
            "symbols",
            "The terminal does not say where its cursor is, so the width of its symbols is not known.",
            "the lab uses ASCII frames then; wirelab --glyphs unicode if they look right",
        ),
    }
}

/// What it draws on, from the colour that it names.
fn ground(ground: Option<Ground>) -> Finding {
    let (of, theme) = match ground {
        Some(Ground::Light) => ("The terminal says that its ground is light", "light"),
        Some(Ground::Dark) => ("The terminal says that its ground is dark", "terminal"),
        None => (
            "The terminal does not say whether its ground is light",
            "terminal",
        ),
    };
    Finding::ok(
        "ground",
        format!("{of}: the lab begins with the theme {theme} (--theme overrides)."),
    )
}

fn kind(term: Option<&str>, size: Option<(u16, u16)>, tty: bool) -> Finding {
    let name = term.unwrap_or("unknown");
    match (name, size) {
        _ if !tty => Finding::note(
            "terminal",
            "Input or output is not a terminal here, so the lab itself cannot be drawn.",
            "start wirelab in a terminal window; the commands (ip, chat, capture) work on pipes",
        ),
        ("dumb" | "unknown", _) => Finding::problem(
            "terminal",
            format!("TERM is {name}: the program cannot know how to draw."),
            "start it in a terminal window, or set TERM, for example: export TERM=xterm-256color",
        ),
        (_, Some((columns, rows))) if columns < 40 || rows < 10 => Finding::problem(
            "terminal",
            format!("The window has {columns} columns and {rows} rows; the lab needs 40 by 10."),
            "make it larger; 80 by 24 shows everything, 160 columns show more",
        ),
        ("linux", _) => Finding::note(
            "terminal",
            "This is the kernel's console (TERM=linux), which has few symbols and no Chinese characters.",
            "wirelab --glyphs ascii --lang en is readable everywhere",
        ),
        (_, Some((columns, rows))) if columns < 80 || rows < 24 => Finding::note(
            "terminal",
            format!("The window has {columns} columns and {rows} rows ({name})."),
            "80 by 24 shows everything, 160 columns show more",
        ),
        (_, Some((columns, rows))) => Finding::ok(
            "terminal",
            format!("The window has {columns} columns and {rows} rows ({name})."),
        ),
        (_, None) => Finding::ok("terminal", format!("A terminal of the kind {name}.")),
    }
}

fn charset(locale: Option<&str>) -> Finding {
    let Some(name) = locale else {
        return Finding::note(
            "locale",
            "No locale is set: the lab draws with ASCII.",
            "export LANG=C.UTF-8 brings lines and symbols",
        );
    };
    let charset = name
        .split(['.', '@'])
        .nth(1)
        .unwrap_or_default()
        .to_ascii_uppercase()
        .replace('-', "");
    match charset.as_str() {
        "UTF8" => Finding::ok(
            "locale",
            format!(
                "The locale {name} is UTF-8; how wide the terminal draws its symbols is asked when the lab starts (--glyphs overrides)."
            ),
        ),
        "GBK" | "GB18030" | "GB2312" | "EUCCN" => Finding::note(
            "locale",
            format!(
                "The locale {name} is Chinese, but not UTF-8: the lab draws with ASCII and speaks English."
            ),
            "a terminal set to UTF-8 and export LANG=zh_CN.UTF-8 bring Chinese",
        ),
        _ => Finding::note(
            "locale",
            format!("The locale {name} is not UTF-8: the lab draws with ASCII."),
            "export LANG=C.UTF-8 (or your language's .UTF-8 locale) brings lines and symbols",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn locales_are_told_apart_by_their_character_set() {
        assert_eq!(charset(Some("en_US.UTF-8")).verdict, Verdict::Ok);
        assert_eq!(charset(Some("zh_CN.utf8")).verdict, Verdict::Ok);
        assert!(
            charset(Some("zh_CN.GBK"))
                .fact
                .contains("Chinese, but not UTF-8")
        );
        assert!(charset(Some("POSIX")).fact.contains("not UTF-8"));
        assert!(charset(None).fact.contains("No locale"));
    }

    #[test]
    fn terminals_are_judged_by_size_and_kind() {
        assert_eq!(
            kind(Some("xterm-256color"), Some((120, 36)), true).verdict,
            Verdict::Ok
        );
        assert_eq!(
            kind(Some("xterm"), Some((79, 24)), true).verdict,
            Verdict::Note
        );
        assert_eq!(
            kind(Some("xterm"), Some((39, 24)), true).verdict,
            Verdict::Problem
        );
        assert_eq!(
            kind(Some("dumb"), Some((120, 36)), true).verdict,
            Verdict::Problem
        );
        assert_eq!(kind(None, Some((120, 36)), true).verdict, Verdict::Problem);
        assert!(
            kind(Some("linux"), Some((60, 20)), true)
                .fact
                .contains("TERM=linux")
        );
        assert!(
            kind(Some("xterm"), None, false)
                .fact
                .contains("not a terminal")
        );
    }
}

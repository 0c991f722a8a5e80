//! A run as a page of Python to work on.

use super::python::python;
use crate::exercise::journal::Journal;

/// The calls of a run in the order in which they were begun, each with who makes it; what failed or waited says so.
/// Programs that wait at the same time need a thread each, which is left to the reader.
#[must_use]
pub fn program(journal: &Journal) -> String {
    let mut page = String::from("import fcntl, select, socket, struct, termios, time\n");
    let mut last = None;
    for entry in &journal.entries {
        let line = python(&entry.step);
        if line.is_empty() || line.starts_with('$') {
            continue;
        }
        if last != Some(entry.step.who) {
            page.push_str(&format!("\n# {}\n", entry.step.who));
            last = Some(entry.step.who);
        }
        page.push_str(&line);
        if let Some(errno) = entry.errno() {
            page.push_str(&format!("  # {}", errno.name));
        } else if entry.waits.is_some() && entry.began.is_some() {
            page.push_str("  # it waited");
        }
        page.push('\n');
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::call::{Actor, Call, Family, Kind, Sock, Step};
    use crate::exercise::journal::{Entry, StepId};

    #[test]
    fn a_run_becomes_a_page_of_python_with_who_does_what() {
        let entry = |id, who, call| Entry {
            id: StepId(id),
            step: Step::new(who, Sock::named("s"), call),
            began: None,
            waits: None,
            ended: None,
        };
        let journal = Journal {
            entries: vec![
                entry(1, Actor::SERVER, Call::Socket(Family::Inet, Kind::Stream)),
                entry(2, Actor::LAB, Call::Look),
                entry(3, Actor::SERVER, Call::Listen(2)),
                entry(4, Actor::CLIENT, Call::Close),
            ],
            ..Journal::default()
        };
        let page = program(&journal);
        let lines: Vec<&str> = page.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "# server",
                "s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
                "s.listen(2)",
                "",
                "# client",
                "s.close()",
            ]
        );
    }
}

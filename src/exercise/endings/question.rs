//! The question asked before the run, and which answer was right.

use super::case::{Case, Told};
use super::ending::Ending;
use crate::exercise::Question;
use crate::say;
use crate::say::Say;

/// What is asked of this ending; `None`: of all of them.
pub(super) fn of(ending: Option<Ending>) -> Question {
    let Some(ending) = ending else {
        return Question {
            ask: say!("endings-ask-all"),
            answers: vec![
                say!("endings-answer-fin-only"),
                say!("endings-answer-pause-too"),
                say!("endings-answer-vanished-too"),
                say!("endings-answer-none"),
            ],
        };
    };
    let (ask, answers) = match ending {
        Ending::Fin => (say!("endings-ask-fin"), received()),
        Ending::Reset => (say!("endings-ask-reset"), received()),
        Ending::Unread => (say!("endings-ask-unread"), received()),
        Ending::Silence => (say!("endings-ask-silence"), received()),
        Ending::Vanished => (say!("endings-ask-vanished"), received()),
        Ending::HalfClose => (
            say!("endings-ask-half-close"),
            vec![
                say!("endings-answer-arrives"),
                say!("endings-answer-error"),
                say!("endings-answer-lost"),
            ],
        ),
        Ending::EmptyDatagram => (
            say!("endings-ask-empty"),
            vec![
                say!("endings-answer-empty-bytes"),
                say!("endings-answer-skips"),
                say!("endings-answer-error"),
            ],
        ),
        Ending::LargeDatagram => (
            say!("endings-ask-large"),
            vec![
                say!("endings-answer-rest"),
                say!("endings-answer-next"),
                say!("endings-answer-error"),
            ],
        ),
        Ending::Restart => (
            say!("endings-ask-restart"),
            vec![
                say!("endings-answer-binds"),
                say!("endings-answer-in-use"),
                say!("endings-answer-denied"),
            ],
        ),
    };
    Question { ask, answers }
}

/// What `recv` may give.
fn received() -> Vec<Say> {
    vec![
        say!("endings-answer-empty-bytes"),
        say!("endings-answer-none-object"),
        say!("endings-answer-reset"),
        say!("endings-answer-waits"),
    ]
}

/// Which answer was right.
pub(super) fn answer(ending: Option<Ending>, cases: &[Case<'_>]) -> Option<usize> {
    match ending {
        Some(_) => of_one(*cases.first()?),
        None => of_all(cases),
    }
}

fn of_one(case: Case<'_>) -> Option<usize> {
    let told = case.told()?;
    match case.ending {
        Ending::Fin | Ending::Reset | Ending::Unread | Ending::Silence | Ending::Vanished => {
            as_received(case, &told)
        }
        Ending::HalfClose => match Told::of(case.arrived()?)? {
            Told::Gave(bytes, _) if !bytes.is_empty() => Some(0),
            Told::Failed(_) => Some(1),
            Told::Gave(..) | Told::Waits | Told::Done => Some(2),
        },
        Ending::EmptyDatagram => match told {
            Told::Gave(bytes, _) if bytes.is_empty() => Some(0),
            Told::Gave(..) | Told::Waits => Some(1),
            Told::Failed(_) => Some(2),
            Told::Done => None,
        },
        Ending::LargeDatagram => match case.next()? {
            Told::Gave(bytes, _) if super::script::LARGE.ends_with(&bytes) => Some(0),
            Told::Gave(..) => Some(1),
            Told::Failed(_) => Some(2),
            Told::Waits | Told::Done => None,
        },
        Ending::Restart => match told.errno() {
            "" => Some(0),
            "EADDRINUSE" => Some(1),
            "EACCES" => Some(2),
            _ => None,
        },
    }
}

fn as_received(case: Case<'_>, told: &Told) -> Option<usize> {
    match told {
        _ if case.waited() => Some(3),
        Told::Waits => Some(3),
        // The time limit was the program's own: without it recv would wait.
        Told::Failed(errno) if errno == "EAGAIN" => Some(3),
        Told::Failed(errno) if errno == "ECONNRESET" => Some(2),
        told if told.is_empty() => Some(0),
        Told::Gave(..) | Told::Failed(_) | Told::Done => None,
    }
}

/// After which of three `recv` gave no byte.
fn of_all(cases: &[Case<'_>]) -> Option<usize> {
    let empty = |wanted: Ending| {
        let case = cases.iter().find(|case| case.ending == wanted)?;
        let told = case.told()?;
        Some(told.is_empty() && !case.waited())
    };
    let found = (
        empty(Ending::Fin)?,
        empty(Ending::Silence)?,
        empty(Ending::Vanished)?,
    );
    match found {
        (true, false, false) => Some(0),
        (true, true, false) => Some(1),
        (true, _, true) => Some(2),
        (false, false, false) => Some(3),
        (false, ..) => None,
    }
}

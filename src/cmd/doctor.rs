//! `wirelab doctor`: what works on this machine, what does not, and what to do about it.
//!
//! Each check looks at one thing and says one sentence. The looking stands apart from the judging
//! wherever a judgement has more than two outcomes, so that tests can judge made-up machines.

mod machine;
#[cfg(target_os = "linux")]
mod namespaces;
mod rights;
mod terminal;
mod wsl;

use serde::Serialize;

use super::config::{Loaded, Refused};
use super::out::{Stop, line, stdout};
use crate::cli::DoctorArgs;
use crate::settings::Settings;
use crate::sys::rights::give_up_capture_rights;
use crate::text::Lang;

/// How good or bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Works.
    Ok,
    /// Works, but there is something to know.
    Note,
    /// Something of the program does not work here.
    Problem,
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at, one word.
    pub check: &'static str,
    /// How good or bad it is.
    pub verdict: Verdict,
    /// What is the case, one sentence.
    pub fact: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, fact: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Ok,
            fact: fact.into(),
            remedy: None,
        }
    }

    fn note(check: &'static str, fact: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Note,
            fact: fact.into(),
            remedy: Some(remedy.into()),
        }
    }

    fn problem(check: &'static str, fact: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Problem,
            fact: fact.into(),
            remedy: Some(remedy.into()),
        }
    }
}

/// Prints what was found, one check after the other.
///
/// # Errors
/// Only those of the output: findings, good or bad, are what was asked for.
pub fn run(args: &DoctorArgs, settings: &Result<Loaded, Refused>) -> Result<(), Stop> {
    let port = match settings {
        Ok(loaded) => loaded.ready.settings.port.value,
        Err(_) => Settings::default().port.value,
    };
    let mut out = stdout();
    let mut told = |finding: &Finding| {
        let told = if args.json {
            json(finding)
        } else {
            text(finding)
        };
        line(&mut out, &told)
    };
    for (number, check) in CHECKS.iter().enumerate() {
        let findings = check(port.0);
        if number == 0 {
            // The first check asks for the right to capture; the others do not need it.
            give_up_capture_rights()?;
        }
        for finding in findings {
            told(&finding)?;
        }
    }
    told(&of_settings(settings))
}

/// Is the file of the settings as it should be?
fn of_settings(settings: &Result<Loaded, Refused>) -> Finding {
    let remedy =
        "wirelab config shows which file it is; wirelab config --default what may stand in it";
    match settings {
        Err(refused) => Finding::problem("settings", refused.told(Lang::En), remedy),
        Ok(loaded) if loaded.ready.warnings.is_empty() => Finding::ok("settings", loaded.told()),
        Ok(loaded) => Finding::note("settings", loaded.warned().join("\n"), remedy),
    }
}

/// The chat's port is what some of them look at.
type Check = fn(port: u16) -> Vec<Finding>;

const CHECKS: &[Check] = &[
    |_| rights::capture(),
    #[cfg(target_os = "linux")]
    |_| namespaces::check(),
    |_| terminal::check(),
    |_| machine::network(),
    machine::ports,
    machine::firewall,
    |_| wsl::check(),
];

fn json(finding: &Finding) -> String {
    // Strings only: nothing in it can fail to be written.
    serde_json::to_string(finding).unwrap_or_default()
}

fn text(finding: &Finding) -> String {
    let verdict = match finding.verdict {
        Verdict::Ok => "ok",
        Verdict::Note => "note",
        Verdict::Problem => "PROBLEM",
    };
    let mut text = format!("{verdict:<8}{:<12}{}", finding.check, finding.fact);
    for remedy in finding.remedy.iter().flat_map(|remedy| remedy.lines()) {
        text += &format!("\n{:<20}-> {remedy}", "");
    }
    text
}

/// The start of a small file of the system; empty where it cannot be read.
fn small_file(path: &str) -> String {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    if let Ok(file) = std::fs::File::open(path) {
        let _ = file.take(64 * 1024).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_says_something_that_is_one_line_of_json() {
        for finding in CHECKS.iter().flat_map(|check| check(10101)) {
            let line = json(&finding);
            assert!(
                line.starts_with(&format!(r#"{{"check":"{}","verdict":""#, finding.check)),
                "{line}"
            );
            assert!(
                !line.contains('\n') && finding.fact.ends_with('.'),
                "{line}"
            );
            assert_eq!(
                finding.verdict == Verdict::Ok,
                finding.remedy.is_none(),
                "{line}"
            );
        }
    }

    #[test]
    fn a_remedy_stands_under_its_fact() {
        let text = text(&Finding::problem("capture", "No.", "do this\nthen that"));
        assert_eq!(
            text,
            format!(
                "PROBLEM capture     No.\n{0:<20}-> do this\n{0:<20}-> then that",
                ""
            )
        );
    }
}

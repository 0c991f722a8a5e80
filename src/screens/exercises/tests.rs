#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a made-up kernel grants whatever it has no answer of its own for"
)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use ratatui::layout::Rect;

use super::*;
use crate::clock::Time;
use crate::exercise::call::Received;
use crate::exercise::{Call, Command, Ended, Report, Setting, Sock, Step, StepId, Value};
use crate::msg::Effect;
use crate::record::Errno;
use crate::screens::Wish;
use crate::screens::world::tests::Fixture;
use crate::text::{Lang, Text};

/// A kernel that needs no system: it answers each call in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kernel {
    /// Everything succeeds; a socket gives some bytes once, then the end.
    Kind,
    /// Everything fails.
    Unkind,
    /// Whatever can wait does, for ever.
    Slow,
}

/// A run in its hands.
#[derive(Debug)]
struct Played {
    kernel: Kernel,
    clock: i64,
    read: BTreeMap<Sock, usize>,
}

impl Played {
    const fn by(kernel: Kernel) -> Self {
        Self {
            kernel,
            clock: 0,
            read: BTreeMap::new(),
        }
    }

    fn tick(&mut self) -> Time {
        self.clock += 1_000_000;
        Time(self.clock)
    }

    /// What is reported of a command.
    fn reports(&mut self, command: &Command) -> Vec<Report> {
        match command {
            Command::Start(..) => vec![Report::Ready(Setting::here())],
            Command::Stop(_) => Vec::new(),
            Command::Perform(_, id, step, patience) => self.performed(*id, step, *patience),
        }
    }

    fn performed(&mut self, id: StepId, step: &Step, patience: Option<Duration>) -> Vec<Report> {
        let began = Report::Began(id, self.tick());
        if self.kernel == Kernel::Slow && patience.is_some() {
            return vec![began, Report::Waits(id, self.tick())];
        }
        let outcome = if self.kernel == Kernel::Unkind {
            Err(Errno {
                number: 1,
                name: "EPERM".to_owned(),
            })
        } else {
            Ok(self.value(step))
        };
        let ended = Ended {
            at: self.tick(),
            outcome,
            local: Some(SocketAddr::from(([127, 0, 0, 1], 40_000 + step.on.number))),
            peer: None,
            tcp: None,
        };
        vec![began, Report::Ended(id, Box::new(ended))]
    }

    fn value(&mut self, step: &Step) -> Value {
        let address = SocketAddr::from(([127, 0, 0, 1], 50_000));
        match &step.call {
            Call::Accept(_) => Value::Accepted(address),
            Call::GetSockName => Value::Address(address),
            Call::Send(bytes) | Call::SendTo(bytes, _) => Value::Number(bytes.len() as i64),
            Call::SendAll(bytes) => Value::Sent(bytes.len(), 1),
            Call::Recv(most) | Call::RecvFrom(most) => {
                let times = self.read.entry(step.on).or_default();
                *times += 1;
                let given = if *times == 1 { 12.min(*most) } else { 0 };
                Value::Data(Received {
                    bytes: vec![b'x'; given].into(),
                    from: None,
                })
            }
            Call::Poll(..) => Value::Ready(Vec::new()),
            Call::Look => Value::Sockets(Vec::new()),
            Call::Setting(_) => Value::Text("1024".to_owned()),
            Call::GetHostName => Value::Text("lab".to_owned()),
            Call::Resolve(_) => Value::Texts(vec!["127.0.0.1".to_owned()]),
            Call::Pack(..) | Call::InetPton(_) => Value::Bytes(vec![0, 4].into()),
            Call::InetNtop(_) => Value::Text("127.0.0.1".to_owned()),
            _ => Value::Number(0),
        }
    }
}

fn commands(answer: Answer) -> Vec<Command> {
    let command = |wish: Wish| {
        let Wish::Do(effect) = wish else {
            return None;
        };
        let Effect::Exercise(command) = *effect else {
            return None;
        };
        Some(command)
    };
    answer.wishes.into_iter().filter_map(command).collect()
}

fn press(screen: &mut Exercises, fixture: &Fixture, verb: VerbId) -> Answer {
    let world = fixture.world();
    screen
        .over_mut()
        .map_or_else(Answer::no, |over| over.act(verb, &world))
}

/// Runs what is opened to its end.
fn run(screen: &mut Exercises, fixture: &Fixture, kernel: Kernel) {
    let mut played = Played::by(kernel);
    let answer = press(screen, fixture, bench::Verb::PlayPause.id());
    follow(screen, fixture, &mut played, answer);
}

fn follow(screen: &mut Exercises, fixture: &Fixture, played: &mut Played, answer: Answer) {
    let mut waiting = commands(answer);
    while let Some(command) = waiting.pop() {
        for report in played.reports(&command) {
            let event = Event::Exercise(command.run(), report);
            let world = fixture.world();
            if let Some(over) = screen.over_mut() {
                waiting.extend(commands(over.heard(&event, &world)));
            }
        }
    }
}

fn opened(name: &str) -> Exercises {
    let mut screen = Exercises::default();
    let recipe = list::named(name).unwrap();
    screen.open(recipe);
    screen
}

fn drawn(screen: &Exercises, fixture: &Fixture) -> Buffer {
    let mut buf = Buffer::empty(fixture.area);
    screen.draw(&fixture.world(), &mut buf);
    buf
}

const SIZES: [(u16, u16); 5] = [(0, 0), (38, 6), (78, 19), (118, 31), (198, 55)];

#[test]
fn every_exercise_comes_to_rest_and_can_be_drawn_whatever_the_kernel_answers() {
    for recipe in list::ALL {
        for kernel in [Kernel::Kind, Kernel::Unkind, Kernel::Slow] {
            let mut fixture = Fixture::new();
            let mut screen = opened(recipe.name);
            run(&mut screen, &fixture, kernel);
            assert!(
                screen.bench.as_ref().unwrap().rests(),
                "{} {kernel:?}",
                recipe.name
            );
            for lang in Lang::ALL {
                fixture.text = Text::with_keys(lang, fixture.keys.names(false));
                for seconds in 0..11 {
                    fixture.elapsed = Duration::from_secs(2 * seconds);
                    for (width, height) in SIZES {
                        fixture.area = Rect::new(1, 1, width, height);
                        drawn(&screen, &fixture);
                    }
                }
            }
        }
    }
}

#[test]
fn an_answer_is_judged_only_when_all_was_shown() {
    let mut fixture = Fixture::new();
    let mut screen = opened("backlog");
    let mut played = Played::by(Kernel::Kind);
    let answer = press(&mut screen, &fixture, bench::Verb::Open.id());
    follow(&mut screen, &fixture, &mut played, answer);
    let judged = |fixture: &Fixture| {
        let text = crate::ui::picture::text(&drawn(&screen, fixture));
        text.contains("Right.") || text.contains("Not so")
    };
    fixture.area = Rect::new(0, 0, 118, 31);
    assert!(!judged(&fixture));
    fixture.elapsed = Duration::from_mins(1);
    assert!(judged(&fixture));
}

#[test]
fn what_runs_is_let_go_when_another_is_opened_or_a_setting_is_changed() {
    let fixture = Fixture::new();
    for changed in [true, false] {
        let mut screen = opened("backlog");
        run(&mut screen, &fixture, Kernel::Kind);
        let answer = if changed {
            screen
                .over_mut()
                .unwrap()
                .moved(Move::Top, &fixture.world());
            press(&mut screen, &fixture, bench::Verb::More.id())
        } else {
            screen.open(list::named("stream").unwrap())
        };
        assert!(
            matches!(&commands(answer)[..], [Command::Stop(_)]),
            "changed: {changed}"
        );
    }
}

#[test]
fn going_back_to_the_list_keeps_what_was_done() {
    let fixture = Fixture::new();
    let mut screen = opened("backlog");
    run(&mut screen, &fixture, Kernel::Kind);
    assert!(!screen.back(&fixture.world()).is_no());
    assert!(screen.over().is_none());
    assert!(commands(screen.open(list::named("backlog").unwrap())).is_empty());
    assert!(screen.bench.as_ref().unwrap().rests(), "it has run");
}

#[test]
fn at_rest_nothing_wants_to_be_drawn() {
    let mut fixture = Fixture::new();
    for recipe in list::ALL {
        let mut screen = opened(recipe.name);
        assert_eq!(
            screen.over().unwrap().deadline(fixture.elapsed),
            None,
            "{}",
            recipe.name
        );
        run(&mut screen, &fixture, Kernel::Kind);
        fixture.elapsed += Duration::from_mins(1);
        assert_eq!(
            screen.over().unwrap().deadline(fixture.elapsed),
            None,
            "{}",
            recipe.name
        );
        fixture.elapsed = Duration::ZERO;
    }
}

//! The whole loop on fakes: a screen in memory, a keyboard that is a channel, nobody outside.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::app::update::tests::{frame, host, model, socket};
use crate::app::view;
use crate::msg::{Key, KeyCode};
use crate::record::{Call, Transport};

/// A screen in memory that also counts.
#[derive(Default)]
struct Memory {
    text: String,
    drawn: usize,
    suspended: usize,
    told: Option<mpsc::UnboundedSender<String>>,
}

impl Display for Memory {
    fn draw(&mut self, model: &Model) -> io::Result<()> {
        let area = Rect::new(0, 0, 120, 36);
        let mut buf = Buffer::empty(area);
        view::draw(model, area, &mut buf);
        self.text = buf
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        self.drawn += 1;
        if let Some(told) = &self.told {
            let _ = told.send(self.text.clone());
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<(u16, u16)> {
        self.suspended += 1;
        Ok((120, 36))
    }
}

/// Performs nothing, remembers everything.
#[derive(Default)]
struct Nobody(Vec<Effect>);

impl Perform for Nobody {
    fn perform(&mut self, effect: Effect) -> Option<Event> {
        self.0.push(effect);
        None
    }
}

/// The other ends of everything the loop listens to.
struct Hands {
    keys: mpsc::Sender<io::Result<Input>>,
    signals: mpsc::Sender<Signal>,
    control: mpsc::Sender<Event>,
    source: mpsc::Sender<SourceEvent>,
    _hosts: mpsc::Sender<HostEvent>,
    _chat: mpsc::Sender<Delivered<ChatEvent>>,
    calls: mpsc::Sender<Delivered<SocketEvent>>,
    _files: mpsc::Sender<FileEvent>,
}

fn outside() -> (Outside<Nobody>, Hands) {
    let (keys, input) = mpsc::channel(64);
    let (signals, signals_rx) = mpsc::channel(4);
    let (control, control_rx) = mpsc::channel(64);
    let (hosts, hosts_rx) = mpsc::channel(16);
    let (chat, events) = mpsc::channel(16);
    let (to_calls, calls) = mpsc::channel(16);
    let (source, source_rx) = mpsc::channel(64);
    let (files, files_rx) = mpsc::channel(4);
    let outside = Outside {
        input,
        signals: signals_rx,
        control: control_rx,
        hosts: hosts_rx,
        chat: chat::Receivers { events, calls },
        source: source_rx,
        files: files_rx,
        performer: Nobody::default(),
        chat_in_turn: 0,
    };
    (
        outside,
        Hands {
            keys,
            signals,
            control,
            source,
            _hosts: hosts,
            _chat: chat,
            calls: to_calls,
            _files: files,
        },
    )
}

fn char(c: char) -> Input {
    Input::Key(Key::char(c))
}

#[tokio::test]
async fn it_draws_first_and_ends_on_q() {
    let (mut outside, hands) = outside();
    hands.keys.send(Ok(char('q'))).await.unwrap();
    let (mut model, mut screen) = (model(), Memory::default());
    let ended = run(&mut model, &mut screen, &mut outside, Instant::now())
        .await
        .unwrap();
    assert_eq!(ended, Ended::ByUser);
    assert_eq!(screen.drawn, 1);
    assert!(screen.text.contains("Packets") && screen.text.contains("Nobody to talk to yet."));
}

#[tokio::test]
async fn signals_go_before_everything_else() {
    let (mut outside, hands) = outside();
    for _ in 0..32 {
        hands.keys.send(Ok(char('t'))).await.unwrap();
    }
    hands.signals.send(Signal::Suspend).await.unwrap();
    hands.signals.send(Signal::End).await.unwrap();
    let (mut model, mut screen) = (model(), Memory::default());
    let ended = run(&mut model, &mut screen, &mut outside, Instant::now())
        .await
        .unwrap();
    assert_eq!((ended, screen.suspended), (Ended::BySignal, 1));
}

#[tokio::test]
async fn a_terminal_that_is_gone_ends_the_run() {
    let (mut outside, hands) = outside();
    drop(hands.keys);
    let ended = run(
        &mut model(),
        &mut Memory::default(),
        &mut outside,
        Instant::now(),
    )
    .await
    .unwrap();
    assert_eq!(ended, Ended::NoTerminal);
}

#[tokio::test]
async fn a_key_is_answered_in_the_midst_of_a_flood() {
    let (mut outside, hands) = outside();
    let (told, mut pictures) = mpsc::unbounded_channel();
    let mut screen = Memory {
        told: Some(told),
        ..Memory::default()
    };
    let flood = tokio::spawn({
        let source = hands.source.clone();
        async move {
            let mut seq = 0;
            loop {
                seq += 1;
                let Event::Capture(CaptureEvent::Source(event)) = frame(seq, 0x10, "x") else {
                    return;
                };
                if source.send(event).await.is_err() {
                    return;
                }
            }
        }
    });
    let typist = tokio::spawn(async move {
        hands
            .control
            .send(Event::Host(HostEvent::Changed(Box::new(host()))))
            .await
            .unwrap();
        hands.keys.send(Ok(char('?'))).await.unwrap();
        while let Some(picture) = pictures.recv().await {
            if picture.contains("Everywhere") {
                break;
            }
        }
        hands.signals.send(Signal::End).await.unwrap();
    });
    let mut model = model();
    let ended = run(&mut model, &mut screen, &mut outside, Instant::now())
        .await
        .unwrap();
    drop(outside);
    flood.await.unwrap();
    typist.await.unwrap();
    assert_eq!(ended, Ended::BySignal);
    assert!(model.trace.packets.frames() > 0);
}

#[tokio::test]
async fn frames_have_their_turn_in_a_flood_of_calls() {
    let (mut outside, hands) = outside();
    let Event::Capture(CaptureEvent::Source(event)) = frame(1, 0x10, "x") else {
        panic!("a frame")
    };
    hands.source.send(event).await.unwrap();
    let flood = tokio::spawn(async move {
        // Until the loop has gone.
        while let Event::Socket(event) = socket(Call::Close, "192.168.1.23:50000") {
            if hands.calls.send(event.into()).await.is_err() {
                break;
            }
        }
    });
    let mut model = model();
    let (mut screen, mut pace) = (Memory::default(), Pace::default());
    let far = Instant::now() + Duration::from_mins(1);
    for _ in 0..=CHAT_IN_TURN {
        // The lane is full before each turn.
        while outside.chat.calls.is_empty() {
            tokio::task::yield_now().await;
        }
        let woken = wait(&mut outside, far).await;
        take_in(&mut model, &mut screen, &mut outside, &mut pace, woken).unwrap();
    }
    assert_eq!(model.trace.packets.frames(), 1);
    drop(outside);
    flood.await.unwrap();
}

#[tokio::test]
async fn a_call_is_taken_in_before_what_it_has_led_to() {
    let (mut outside, hands) = outside();
    let Event::Socket(call) = socket(Call::Close, "192.168.1.23:50000") else {
        panic!("a call")
    };
    hands.calls.send(call.into()).await.unwrap();
    let mut model = model();
    let (mut screen, mut pace) = (Memory::default(), Pace::default());
    let stopped = ChatEvent::ListenStopped {
        transport: Transport::Tcp,
    };
    // As if both had come after the loop had looked for calls.
    let woken = Wake::Chat(stopped.into());
    take_in(&mut model, &mut screen, &mut outside, &mut pace, woken).unwrap();
    assert_eq!(model.screens.packets.rows(), 1);
    assert!(outside.chat.calls.is_empty());
    drop(hands);
}

#[test]
fn packets_do_not_hold_a_key_up_and_keys_keep_to_the_frame() {
    let ms = Duration::from_millis;
    let mut pace = Pace::default();
    pace.ask(Redraw::Soon);
    pace.drawn(ms(100));
    pace.ask(Redraw::Soon);
    assert_eq!(pace.due, Some(ms(100) + SOON));
    pace.ask(Redraw::Now);
    assert!(
        pace.due < Some(ms(101)),
        "a key just after packets were drawn is drawn at once"
    );
    pace.drawn(ms(101));
    pace.ask(Redraw::Now);
    assert_eq!(pace.due, Some(ms(101) + FRAME));
    pace.drawn(ms(117));
    pace.ask(Redraw::No);
    assert_eq!(pace.due, None);
}

/// A frame on the wire moves from picture to picture, though nobody does anything.
#[tokio::test]
async fn what_moves_is_drawn_again_and_again_though_nothing_else_happens() {
    let (mut outside, hands) = outside();
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    crate::app::update::tests::join(&mut model);
    model.screens.encap.set_reduced_motion(false);
    crate::app::update::tests::sent(&mut model, "hello");
    let (told, mut pictures) = mpsc::unbounded_channel();
    let mut screen = Memory {
        told: Some(told),
        ..Memory::default()
    };
    let hand = async {
        let lowest = Input::Key(Key {
            alt: true,
            ..Key::char('1')
        });
        let [esc, right] = [KeyCode::Esc, KeyCode::Right].map(|code| Input::Key(Key::plain(code)));
        for key in [esc, char('4'), lowest, right] {
            hands.keys.send(Ok(key)).await.unwrap();
        }
        let mut different = std::collections::BTreeSet::new();
        let moving = async {
            // The look at the counters each second draws one or two, whatever moves.
            while different.len() < 6 {
                // Only those of the wire: the step before stands.
                different.extend(
                    pictures
                        .recv()
                        .await
                        .filter(|picture| picture.contains("12/19")),
                );
            }
        };
        let moved = tokio::time::timeout(Duration::from_secs(10), moving).await;
        hands.signals.send(Signal::End).await.unwrap();
        moved
    };
    let (ended, moved) = tokio::join!(
        run(&mut model, &mut screen, &mut outside, Instant::now()),
        hand
    );
    assert_eq!(ended.unwrap(), Ended::BySignal);
    assert!(moved.is_ok(), "it stood still");
}

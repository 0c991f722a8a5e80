//! The thread that writes what the student takes along: one thing after another, in order.

use std::path::Path;
use std::sync::mpsc as channel;
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::files::{WriteError, keep, report as folder};
use crate::msg::Event;
use crate::msg::keep::{Keep, Kept};
use crate::report;
use crate::say;

use super::reader::expand;

/// The end of the run waits this long for what is still being written.
const PATIENCE: Duration = Duration::from_secs(2);

/// The thread, once there is something to keep.
#[derive(Debug)]
pub(super) struct Keeper {
    lane: mpsc::Sender<Event>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    orders: channel::Sender<Box<Keep>>,
    /// Hangs up when the thread has done all.
    done: channel::Receiver<()>,
}

impl Keeper {
    pub(super) const fn new(lane: mpsc::Sender<Event>) -> Self {
        Self {
            lane,
            running: None,
        }
    }

    /// Keeps something; the answer comes through the lane, or at once where there is no thread.
    pub(super) fn keep(&mut self, order: Box<Keep>) -> Option<Kept> {
        if self.running.is_none() {
            match start(self.lane.clone()) {
                Ok(running) => self.running = Some(running),
                Err(error) => {
                    return Some(Kept::Failed(
                        say!("files-thread", error = error.to_string()),
                        None,
                    ));
                }
            }
        }
        let sent = self
            .running
            .as_ref()
            .is_some_and(|running| running.orders.send(order).is_ok());
        (!sent).then(|| {
            self.running = None;
            Kept::Failed(say!("report-not-kept", why = "?"), None)
        })
    }

    /// Waits for what is still being written, but not for ever.
    pub(super) fn finish(self) {
        self.finish_within(PATIENCE);
    }

    fn finish_within(self, patience: Duration) {
        if let Some(Running { orders, done }) = self.running {
            drop(orders);
            let _ = done.recv_timeout(patience);
        }
    }
}

fn start(lane: mpsc::Sender<Event>) -> std::io::Result<Running> {
    let (orders, to_do) = channel::channel::<Box<Keep>>();
    let (alive, done) = channel::channel();
    thread::Builder::new()
        .name("keeper".to_owned())
        .spawn(move || {
            let _alive: channel::Sender<()> = alive;
            while let Ok(order) = to_do.recv() {
                // Where the lane is full or nobody listens any more, what is on disk is there all the same.
                let _ = lane.try_send(Event::Kept(carry_out(*order)));
            }
        })?;
    Ok(Running { orders, done })
}

fn carry_out(order: Keep) -> Kept {
    let kept = match order {
        Keep::Pick(draft) => {
            return folder::add(Path::new(report::FOLDER), &draft).map_or_else(
                |error| {
                    let (why, remedy) = keep::trouble(&error);
                    Kept::NotPicked(draft, say!("report-not-picked", why = why), remedy)
                },
                Kept::Pick,
            );
        }
        Keep::Picture { name, contents } => keep::beside(Path::new(&name), &contents),
        Keep::File { path, contents } => {
            let path = expand(&path);
            keep::exactly(&path, &contents).map(|()| path)
        }
    };
    kept.map_or_else(|error| failed(&error), |path| Kept::File(place(&path)))
}

fn failed(error: &WriteError) -> Kept {
    let (why, remedy) = keep::trouble(error);
    Kept::Failed(say!("report-not-kept", why = why), remedy)
}

/// The whole path, so that it is found again from anywhere.
fn place(path: &Path) -> String {
    path.canonicalize()
        .unwrap_or_else(|_| path.to_owned())
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msg::keep::Contents;

    #[test]
    fn what_was_ordered_is_written_before_the_end_and_each_order_is_answered() {
        let folder = std::env::temp_dir().join(format!("wirelab-keeper-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let name = folder.join("a.svg").to_string_lossy().into_owned();
        let (lane, mut answers) = mpsc::channel(4);
        let mut keeper = Keeper::new(lane);
        for text in ["one", "two"] {
            let contents = Contents::Text(text.to_owned());
            assert_eq!(
                keeper.keep(Box::new(Keep::Picture {
                    name: name.clone(),
                    contents
                })),
                None
            );
        }
        let contents = Contents::Text(String::new());
        assert_eq!(
            keeper.keep(Box::new(Keep::File {
                path: "/nowhere/at/all.txt".to_owned(),
                contents
            })),
            None
        );
        // A busy disk may take its time.
        keeper.finish_within(Duration::from_mins(1));
        let heard: Vec<_> = std::iter::from_fn(|| answers.try_recv().ok()).collect();
        let texts =
            ["a.svg", "a-2.svg"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap());
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(texts, ["one", "two"]);
        let [
            Event::Kept(Kept::File(first)),
            Event::Kept(Kept::File(second)),
            Event::Kept(Kept::Failed(..)),
        ] = &heard[..]
        else {
            panic!("{heard:?}")
        };
        assert!(
            first.ends_with("/a.svg") && second.ends_with("/a-2.svg"),
            "{first} {second}"
        );
    }
}

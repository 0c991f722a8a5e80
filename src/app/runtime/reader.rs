//! The threads behind an open capture file: one reads it from end to end, one reads what is looked at, one
//! filters and saves. None holds the loop up; all end when they are told or let go.

use std::collections::BTreeSet;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc as channel;
use std::thread;

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::files::{FileError, Reader, Source, WriteError, parallel};
use crate::msg::file::FileBatch;
use crate::msg::file::{Chosen, SaveOrder, Wanted};
use crate::msg::{FileEvent, ReadEvent};
use crate::record::RecordId;
use crate::say;
use crate::say::Foreign;
use crate::store::filter::{Filter, Followed, Follower};
use crate::store::flows::Flows;

use super::save::{self, Given, Known, Save};

/// Answers that may wait for the loop, most of them batches of at most about 1 MiB of file.
pub const FILE_LANE: usize = 4;
/// Numbers of matching frames told in one answer.
const MATCHES: usize = 50_000;
/// Into how many parts a file is divided to tell how far a filter has come.
const TOLD: u64 = 50;

/// What is asked of an open file and takes long.
enum Order {
    Filter(u64, Filter),
    Save(Box<SaveOrder>),
}

/// What was ordered: bytes of what is looked at, which must not wait for anything, and the rest.
struct Ordered {
    reads: channel::Receiver<Vec<Wanted>>,
    works: channel::Receiver<Order>,
}

/// An open file's threads. Dropping it ends them.
#[derive(Debug)]
pub struct OpenFile {
    reads: channel::Sender<Vec<Wanted>>,
    works: channel::Sender<Order>,
    stop: Arc<AtomicBool>,
    latest: Arc<AtomicU64>,
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        self.stop();
        self.latest.store(u64::MAX, Ordering::Relaxed);
    }
}

impl OpenFile {
    /// Opens a file and begins to read it. All that comes of it, errors too, comes through `lane`.
    #[must_use]
    pub fn start(path: &str, lane: mpsc::Sender<FileEvent>) -> Self {
        let ((reads, to_read), (works, to_do)) = (channel::channel(), channel::channel());
        let ordered = Ordered {
            reads: to_read,
            works: to_do,
        };
        let (stop, latest) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let this = Self {
            reads,
            works,
            stop: Arc::clone(&stop),
            latest: Arc::clone(&latest),
        };
        let path = expand(path);
        let failed = lane.clone();
        let started = thread::Builder::new()
            .name("file-reader".to_owned())
            .spawn(move || {
                if let Err(error) = read_on(&path, &stop, &latest, ordered, &lane) {
                    tell(&lane, FileEvent::Read(ReadEvent::Failed(error.say())));
                }
            });
        if let Err(error) = started {
            let _ = failed.try_send(FileEvent::Read(ReadEvent::Failed(say!(
                "files-thread",
                error = error.to_string()
            ))));
        }
        this
    }

    /// Reads no further. What is asked of the file is still answered.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Reads these frames' bytes.
    pub fn read(&self, wanted: Vec<Wanted>) {
        let _ = self.reads.send(wanted);
    }

    /// Goes through the file with this filter; a later request ends an earlier one.
    pub fn filter(&self, request: u64, text: &str) {
        self.latest.store(request, Ordering::Relaxed);
        if let Ok(filter) = Filter::parse(text)
            && !filter.is_everything()
        {
            let _ = self.works.send(Order::Filter(request, filter));
        }
    }

    /// Saves frames of it.
    pub fn save(&self, order: Box<SaveOrder>) {
        let _ = self.works.send(Order::Save(order));
    }
}

/// `~/` is the user's own folder.
pub(super) fn expand(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(path),
    }
}

fn tell(lane: &mpsc::Sender<FileEvent>, event: FileEvent) -> bool {
    lane.blocking_send(event).is_ok()
}

/// Reads the file to its end, or until it is told to stop.
fn read_on(
    path: &Path,
    stop: &AtomicBool,
    latest: &Arc<AtomicU64>,
    ordered: Ordered,
    lane: &mpsc::Sender<FileEvent>,
) -> Result<(), FileError> {
    let halted = || stop.load(Ordering::Relaxed);
    let go_on = || {
        if halted() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let mut reader = Reader::open_watched(path, &mut |_| go_on())?;
    let unseekable = io::Error::from(io::ErrorKind::NotSeekable);
    let source = reader.source().ok_or(unseekable)?;
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    tell(
        lane,
        FileEvent::Read(ReadEvent::Opened {
            name,
            total: source.size(),
        }),
    );
    serve_in_threads(
        Arc::clone(&source),
        path.to_owned(),
        Arc::clone(latest),
        ordered,
        lane.clone(),
    );
    while !halted() {
        let Some(batch) = reader.next_batch()? else {
            tell(
                lane,
                FileEvent::Read(ReadEvent::Done(reader.lost().map(crate::files::Lost::say))),
            );
            return Ok(());
        };
        let read = reader.progress().done;
        if !tell(
            lane,
            FileEvent::Read(ReadEvent::Frames {
                batch: Box::new(batch),
                read,
            }),
        ) {
            break;
        }
    }
    Ok(())
}

fn serve_in_threads(
    source: Arc<Source>,
    path: PathBuf,
    latest: Arc<AtomicU64>,
    ordered: Ordered,
    lane: mpsc::Sender<FileEvent>,
) {
    let failed = lane.clone();
    let server = Arc::new(Server {
        source,
        path,
        latest,
        lane,
    });
    let (reader, worker) = (Arc::clone(&server), server);
    let started = thread::Builder::new()
        .name("file-bytes".to_owned())
        .spawn(move || reader.read_all(&ordered.reads));
    let started = started.and_then(|_| {
        thread::Builder::new()
            .name("file-work".to_owned())
            .spawn(move || worker.work(&ordered.works))
    });
    if let Err(error) = started {
        tell(
            &failed,
            FileEvent::Read(ReadEvent::Failed(say!(
                "files-thread",
                error = error.to_string()
            ))),
        );
    }
}

/// What a filter has found.
struct Found {
    /// Numbers of frames that were not told yet.
    numbers: Vec<u64>,
    /// The part of the file that was told last.
    told: u64,
}

/// Why the way through the file has ended before its end.
enum Ended {
    /// Nobody wants to know any more.
    Cancelled,
    /// The file.
    File(FileError),
}

impl From<FileError> for Ended {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

/// The numbers of a batch's frames that match, in memory that was used before.
fn matching(
    filter: &Filter,
    batch: &FileBatch,
    known: &Followed,
    mut numbers: Vec<u64>,
) -> Vec<u64> {
    numbers.clear();
    let numbered = (batch.first..).zip(&batch.frames.frames);
    let matches = |place, number, frame| {
        filter.matches(&known.add(
            place,
            super::facts::of_file(frame, batch.bytes_of(frame), number),
        ))
    };
    let found = numbered
        .enumerate()
        .filter(|(place, (number, frame))| matches(*place, *number, *frame));
    numbers.extend(found.map(|(_, (number, _))| number));
    numbers
}

/// Answers what is asked of the open file: the bytes of what is looked at in one thread, all else in another.
struct Server {
    source: Arc<Source>,
    path: PathBuf,
    latest: Arc<AtomicU64>,
    lane: mpsc::Sender<FileEvent>,
}

impl Server {
    fn read_all(&self, reads: &channel::Receiver<Vec<Wanted>>) {
        while let Ok(wanted) = reads.recv() {
            if !tell(
                &self.lane,
                self.read(&wanted).map_or_else(
                    |error| FileEvent::Read(ReadEvent::Failed(error.say())),
                    |frames| FileEvent::Read(ReadEvent::Bytes(frames)),
                ),
            ) {
                return;
            }
        }
    }

    fn work(&self, works: &channel::Receiver<Order>) {
        while let Ok(order) = works.recv() {
            let answered = match order {
                Order::Filter(request, filter) => self.filter(request, &filter),
                Order::Save(order) => Ok(self.save(&order)),
            };
            let event = answered
                .unwrap_or_else(|error| Some(FileEvent::Read(ReadEvent::Failed(error.say()))));
            if event.is_some_and(|event| !tell(&self.lane, event)) {
                return;
            }
        }
    }

    fn read(&self, wanted: &[Wanted]) -> Result<Vec<(RecordId, Bytes)>, FileError> {
        wanted
            .iter()
            .map(|w| Ok((w.id, self.source.read_frame(w.at, w.captured)?)))
            .collect()
    }

    /// Goes through the file in several threads, and tells now and then how far it has come.
    fn filter(&self, request: u64, filter: &Filter) -> Result<Option<FileEvent>, FileError> {
        let mut reader = Reader::over(Arc::clone(&self.source))?;
        let total = self.source.size();
        let mut found = Found {
            numbers: Vec::new(),
            told: 0,
        };
        let mut follower = Follower::new(filter, Flows::default());
        let known = |batch: &mut FileBatch| follower.batch(batch.first, &mut batch.frames);
        let worker = || {
            |batch: &FileBatch, known: Followed, spare: Option<Vec<u64>>| {
                matching(filter, batch, &known, spare.unwrap_or_default())
            }
        };
        let done = parallel::in_order(&mut reader, known, worker, |batch, numbers| {
            found.numbers.extend(&numbers);
            let read = batch.offset + batch.frames.bytes.len() as u64;
            let go_on = self.latest.load(Ordering::Relaxed) == request
                && self.tell_found(&mut found, request, (read, total));
            if go_on {
                Ok(numbers)
            } else {
                Err(Ended::Cancelled)
            }
        });
        match done {
            Ok(()) => Ok(Some(FileEvent::Read(ReadEvent::Matches {
                request,
                numbers: found.numbers,
                read: (total, total),
                last: true,
            }))),
            Err(Ended::Cancelled) => Ok(None),
            Err(Ended::File(error)) => Err(error),
        }
    }

    /// Tells what was found since it was told last, where that is much or the file has been gone through
    /// by another part. `false`: nobody listens.
    fn tell_found(&self, found: &mut Found, request: u64, read: (u64, u64)) -> bool {
        let part = read.0.saturating_mul(TOLD).checked_div(read.1).unwrap_or(0);
        // The end is told with the last answer.
        if part == TOLD || part == found.told && found.numbers.len() < MATCHES {
            return true;
        }
        found.told = part;
        let numbers = std::mem::take(&mut found.numbers);
        tell(
            &self.lane,
            FileEvent::Read(ReadEvent::Matches {
                request,
                numbers,
                read,
                last: false,
            }),
        )
    }

    fn save(&self, order: &SaveOrder) -> Option<FileEvent> {
        let Chosen::Opened(numbers) = &order.frames else {
            return None;
        };
        let target = expand(&order.path);
        if is_same(&target, &self.path) {
            return Some(FileEvent::NotSaved(say!("files-write-same")));
        }
        let wanted: BTreeSet<u64> = numbers.iter().copied().collect();
        Some(match self.copy(&target, &wanted) {
            Ok(Ok(frames)) => FileEvent::Saved {
                path: order.path.clone(),
                frames,
                left_out: 0,
            },
            Ok(Err(error)) => FileEvent::NotSaved(error.say()),
            Err(error) => FileEvent::NotSaved(error.say()),
        })
    }

    /// Copies the frames with these numbers. The outer error is about reading, the inner one about writing.
    fn copy(
        &self,
        target: &Path,
        wanted: &BTreeSet<u64>,
    ) -> Result<Result<u64, WriteError>, FileError> {
        let mut reader = Reader::over(Arc::clone(&self.source))?;
        let mut save = match Save::create(target) {
            Ok(save) => save,
            Err(error) => return Ok(Err(error)),
        };
        let mut known = save.takes_apart().then(Known::default);
        while let Some(batch) = reader.next_batch()? {
            for (number, frame) in (batch.first..).zip(&batch.frames.frames) {
                let bytes = batch.bytes_of(frame);
                let context = known.as_mut().map(|known| known.of(number, frame, bytes));
                if !wanted.contains(&number) {
                    continue;
                }
                let context = context.unwrap_or_default();
                if let Err(error) = save.add(&Given {
                    number,
                    meta: &frame.meta,
                    bytes,
                    interface: batch.interface_of(frame),
                    context: &context,
                }) {
                    return Ok(Err(error));
                }
            }
            reader.recycle(batch);
        }
        Ok(save.finish())
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Of frames whose interface nobody knows any more.
static NAMELESS: Foreign = Foreign::NONE;

/// Saves frames of the live trace, in a thread of its own. Only frames whose bytes are all known.
pub fn save_live(order: Box<SaveOrder>, lane: mpsc::Sender<FileEvent>) {
    let failed = lane.clone();
    let started = thread::Builder::new()
        .name("file-writer".to_owned())
        .spawn(move || {
            let Chosen::Live(frames) = &order.frames else {
                return;
            };
            let name = |place| {
                order
                    .interfaces
                    .iter()
                    .find(|(p, _)| *p == place)
                    .map_or(&NAMELESS, |(_, name)| name)
            };
            let saved = Save::create(&expand(&order.path)).and_then(|mut save| {
                let mut left_out = 0;
                for (id, frame, reading) in frames {
                    if frame.is_whole() {
                        save.add(&Given {
                            number: id.0,
                            meta: &frame.meta,
                            bytes: &frame.bytes,
                            interface: name(frame.meta.place),
                            context: &save::told(&frame.meta, reading),
                        })?;
                    } else {
                        left_out += 1;
                    }
                }
                Ok((save.finish()?, left_out))
            });
            let path = order.path.clone();
            tell(
                &lane,
                match saved {
                    Ok((frames, left_out)) => FileEvent::Saved {
                        path,
                        frames,
                        left_out,
                    },
                    Err(error) => FileEvent::NotSaved(error.say()),
                },
            );
        });
    if let Err(error) = started {
        let _ = failed.try_send(FileEvent::NotSaved(say!(
            "files-thread",
            error = error.to_string()
        )));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(name: &str) -> String {
        format!("{}/assets/captures/{name}", env!("CARGO_MANIFEST_DIR"))
    }

    /// All that an open file tells until `last` says it was the last.
    fn hear(
        lane: &mut mpsc::Receiver<FileEvent>,
        last: impl Fn(&FileEvent) -> bool,
    ) -> Vec<FileEvent> {
        let mut heard = Vec::new();
        while let Some(event) = lane.blocking_recv() {
            heard.push(event);
            if heard.last().is_some_and(&last) {
                break;
            }
        }
        heard
    }

    fn opened(name: &str) -> (OpenFile, mpsc::Receiver<FileEvent>, Vec<FileEvent>) {
        let (lane, mut answers) = mpsc::channel(FILE_LANE);
        let file = OpenFile::start(&capture(name), lane);
        let heard = hear(&mut answers, |event| {
            matches!(
                event,
                FileEvent::Read(ReadEvent::Done(_) | ReadEvent::Failed(_))
            )
        });
        (file, answers, heard)
    }

    #[test]
    fn a_file_is_told_of_from_its_beginning_to_its_end() {
        let (_file, _lane, heard) = opened("live-http.pcap");
        assert!(
            matches!(&heard[0], FileEvent::Read(ReadEvent::Opened { name, .. }) if name == "live-http.pcap")
        );
        let frames: usize = heard
            .iter()
            .map(|e| {
                if let FileEvent::Read(ReadEvent::Frames { batch, .. }) = e {
                    batch.frames.frames.len()
                } else {
                    0
                }
            })
            .sum();
        assert_eq!(frames, 113);
        assert!(matches!(
            heard.last(),
            Some(FileEvent::Read(ReadEvent::Done(None)))
        ));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let (_file, _lane, heard) = opened("there-is-none.pcap");
        assert!(matches!(heard[..], [FileEvent::Read(ReadEvent::Failed(_))]));
        let (_file, _lane, heard) = opened("README.md");
        assert!(matches!(
            heard.last(),
            Some(FileEvent::Read(ReadEvent::Failed(_)))
        ));
        let (_file, _lane, heard) = opened("format-ends-early.pcap");
        assert!(matches!(
            heard.last(),
            Some(FileEvent::Read(ReadEvent::Done(Some(_))))
        ));
    }

    #[test]
    fn frames_are_read_by_their_place() {
        let (file, mut lane, heard) = opened("arp.pcap");
        let Some(FileEvent::Read(ReadEvent::Frames { batch, .. })) = heard.get(1) else {
            panic!("no frames")
        };
        let second = &batch.frames.frames[1];
        file.read(vec![Wanted {
            id: RecordId(2),
            meta: second.meta,
            at: batch.offset_of(second),
            captured: second.captured,
        }]);
        let [FileEvent::Read(ReadEvent::Bytes(bytes))] = &hear(&mut lane, |_| true)[..] else {
            panic!("no bytes")
        };
        assert_eq!(
            (bytes[0].0, &bytes[0].1[..]),
            (RecordId(2), batch.bytes_of(second))
        );
    }

    #[test]
    fn a_filter_goes_through_the_file_and_a_later_one_ends_it() {
        let (file, mut lane, _) = opened("live-http.pcap");
        file.filter(1, "http.request.method == \"HEAD\"");
        let heard = hear(&mut lane, |event| {
            matches!(
                event,
                FileEvent::Read(ReadEvent::Matches { last: true, .. })
            )
        });
        let [
            FileEvent::Read(ReadEvent::Matches {
                request: 1,
                numbers,
                ..
            }),
        ] = &heard[..]
        else {
            panic!("{heard:?}")
        };
        assert_eq!(numbers[..], [16, 20]);
        // An empty filter asks nothing, and makes what went on before it void.
        file.filter(2, "");
        file.read(Vec::new());
        assert!(matches!(
            hear(&mut lane, |_| true)[..],
            [FileEvent::Read(ReadEvent::Bytes(_))]
        ));
    }

    /// A name for a file that goes with the test.
    struct New(PathBuf);

    impl New {
        fn at(name: &str) -> Self {
            Self(std::env::temp_dir().join(format!("wirelab-saved-{}-{name}", std::process::id())))
        }

        fn text(&self) -> String {
            self.0.to_string_lossy().into_owned()
        }
    }

    impl Drop for New {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    #[test]
    fn a_message_is_saved_with_the_frame_that_completes_it() {
        let (file, mut lane, _) = opened("live-http.pcap");
        for (ending, said) in [
            ("json", "\"filter\":\"http.response.code\""),
            ("txt", "Status Code"),
        ] {
            let saved = New::at(&format!("message.{ending}"));
            file.save(Box::new(SaveOrder {
                path: saved.text(),
                frames: Chosen::Opened(vec![8]),
                interfaces: Vec::new(),
            }));
            hear(&mut lane, |_| true);
            let text = std::fs::read_to_string(&saved.0).unwrap();
            assert!(text.contains(said), "{text}");
            assert!(text.contains("hello"), "the body: {text}");
        }
    }

    #[test]
    fn a_filter_over_the_file_finds_the_frame_that_completes_a_message() {
        for (name, text, found) in [
            (
                "case-tls-hello-two-segments.pcap",
                "tls.handshake.extensions_server_name == \"lab.example\"",
                vec![5],
            ),
            (
                "live-http.pcap",
                "http.content_type contains \"plain\" and frame.number < 10",
                vec![8],
            ),
        ] {
            let (file, mut lane, _) = opened(name);
            file.filter(1, text);
            let is_last = |event: &FileEvent| {
                matches!(
                    event,
                    FileEvent::Read(ReadEvent::Matches { last: true, .. })
                )
            };
            let heard = hear(&mut lane, is_last);
            let numbers: Vec<_> = heard
                .into_iter()
                .flat_map(|event| match event {
                    FileEvent::Read(ReadEvent::Matches { numbers, .. }) => numbers,
                    _ => Vec::new(),
                })
                .collect();
            assert_eq!(numbers, found, "{text}");
        }
    }

    #[test]
    fn chosen_frames_are_saved_in_the_form_that_the_name_asks_for_and_nothing_is_overwritten() {
        let (file, mut lane, _) = opened("live-http.pcap");
        let mut save = |path: String| {
            file.save(Box::new(SaveOrder {
                path,
                frames: Chosen::Opened(vec![4, 6, 500]),
                interfaces: Vec::new(),
            }));
            hear(&mut lane, |_| true).remove(0)
        };
        let (pcap, json) = (New::at("two.pcapng.gz"), New::at("two.json"));
        assert!(matches!(
            save(pcap.text()),
            FileEvent::Saved {
                frames: 2,
                left_out: 0,
                ..
            }
        ));
        let mut reader = Reader::open(&pcap.0).unwrap();
        assert_eq!(reader.next_batch().unwrap().unwrap().frames.frames.len(), 2);
        assert!(matches!(
            save(json.text()),
            FileEvent::Saved { frames: 2, .. }
        ));
        let text = std::fs::read_to_string(&json.0).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.starts_with("{\"number\":4,"));
        assert!(
            matches!(save(json.text()), FileEvent::NotSaved(_)),
            "it is there already"
        );
        assert!(
            matches!(save(capture("live-http.pcap")), FileEvent::NotSaved(_)),
            "it is the file itself"
        );
        assert!(matches!(
            save("/nowhere/at/all.pcap".into()),
            FileEvent::NotSaved(_)
        ));
    }
}

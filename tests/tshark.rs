//! An independent decoder agrees: every field that the lab names by a filter name of Wireshark's has in
//! every frame of `assets/captures/` the values that tshark gives it, and is missing nowhere. Which fields
//! there are stands in the protocols' own tables; here is only where both rightly differ. Passed over, with
//! a line, where there is no tshark.

#![allow(clippy::unwrap_used, reason = "helpers of a test may fail it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::Ipv6Addr;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use wirelab::files::keep;
use wirelab::frame::KeptFrame;
use wirelab::msg::keep::Contents;
use wirelab::wire::catalog::{self, Kind};

#[path = "tshark/known.rs"]
mod known;
#[expect(dead_code, reason = "tshark is given whole files")]
#[path = "common/shipped.rs"]
mod shipped;

use known::{ALIASES, ELSEWHERE, EXCEPTIONS, Exception, Sides};

/// One frame: for each filter name the values it has there.
type Fields = BTreeMap<String, BTreeSet<String>>;

/// One frame as the lab reads it.
struct Frame {
    fields: Fields,
    /// Was less of it kept than was on the wire?
    cut: bool,
}

/// How tshark is asked: nothing resolved, every checksum worked out, no time-outs of its own.
const OPTIONS: &[&str] = &[
    "ip.check_checksum:TRUE",
    "tcp.check_checksum:TRUE",
    "udp.check_checksum:TRUE",
    "ip.tso_support:FALSE",
    "tcp.relative_sequence_numbers:FALSE",
];
/// Tshark's name for a frame that ends too early or makes no sense.
const MALFORMED: &str = "_ws.malformed";
/// Between values of one field of tshark's lines.
const VALUE: char = '\u{1e}';
/// Between fields.
const FIELD: char = '\u{1f}';

fn run(command: &mut Command) -> Output {
    command.env("LC_ALL", "C.UTF-8").output().unwrap()
}

/// The names that this tshark knows, each with its type; `None` where there is no tshark.
fn known_to_tshark() -> Option<BTreeMap<String, String>> {
    let out = Command::new("tshark")
        .args(["-G", "fields"])
        .env("LC_ALL", "C.UTF-8")
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&out.stdout);
    let named = text
        .lines()
        .filter_map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
            ["F", _, name, kind, ..] => Some((name.to_owned(), kind.to_owned())),
            ["P", _, name, ..] => Some((name.to_owned(), "FT_NONE".to_owned())),
            _ => None,
        });
    Some(named.collect())
}

/// What the lab reads: for each frame its fields.
fn ours(file: &Path) -> Vec<Frame> {
    let out = run(Command::new(env!("CARGO_BIN_EXE_wirelab"))
        .args(["read", "--json"])
        .arg(file));
    let text = String::from_utf8(out.stdout).unwrap();
    text.lines()
        .map(|line| {
            let frame: Value = serde_json::from_str(line).unwrap();
            let mut fields = Fields::new();
            for layer in frame["layers"].as_array().unwrap() {
                gather(&layer["fields"], &mut fields);
            }
            fields.retain(|_, values| !values.is_empty());
            Frame {
                fields,
                cut: frame["captured"].as_u64() < frame["length"].as_u64(),
            }
        })
        .collect()
}

fn gather(list: &Value, fields: &mut Fields) {
    for field in list.as_array().into_iter().flatten() {
        gather(&field["children"], fields);
        let name = field["filter"].as_str().unwrap_or_default();
        let value = match &field["value"] {
            Value::Null => continue,
            Value::Bool(flag) => u8::from(*flag).to_string(),
            Value::Number(number) => scaled(name, number.as_u64().unwrap()).to_string(),
            other => other.as_str().unwrap().to_owned(),
        };
        // Of an empty text tshark's lines say nothing.
        if name.is_empty() || value.is_empty() {
            continue;
        }
        fields
            .entry(name.to_owned())
            .or_default()
            .insert(normal(&value));
        if let Some(verdict) = name
            .ends_with("checksum")
            .then(|| verdict(field["meaning"].as_str().unwrap_or_default()))
            .flatten()
        {
            fields
                .entry(format!("{name}.status"))
                .or_default()
                .insert(verdict.to_owned());
        }
    }
}

/// Every field that has a value to compare, and what is said of each checksum: where tshark has one of
/// these the lab must have it too.
fn compared() -> BTreeSet<String> {
    let fields = catalog::starting_with("").filter(|entry| entry.kind != Kind::Protocol);
    let mut names: BTreeSet<String> = fields.map(|entry| entry.name.to_owned()).collect();
    let sums = names.iter().filter(|name| name.ends_with(".checksum"));
    let verdicts: Vec<String> = sums.map(|name| format!("{name}.status")).collect();
    names.extend(verdicts);
    names
}

/// What the lab says of a checksum, in Wireshark's numbers. `None`: neither right nor wrong.
fn verdict(meaning: &str) -> Option<&'static str> {
    match meaning.split([':', ' ']).next() {
        Some("right") => Some("1"),
        Some("wrong") => Some("0"),
        _ => None,
    }
}

/// Some lengths stand in the packet in other units than Wireshark shows.
fn scaled(name: &str, number: u64) -> u64 {
    match catalog::lookup(name).map(|entry| entry.kind) {
        Some(Kind::Words) => number * 4,
        _ => number,
    }
}

/// One form for what both write differently: numbers in decimal, bytes without colons, line endings
/// as the lab shows them, text without its last one.
fn normal(value: &str) -> String {
    let lines = value
        .replace("\\r\\n", "⏎")
        .replace("\\n", "⏎")
        .replace("\\r", "⏎")
        .replace("\\t", " ");
    let lower = lines.trim_end_matches('⏎').trim_end().to_lowercase();
    if let Some(number) = lower
        .strip_prefix("0x")
        .and_then(|hex| u64::from_str_radix(hex, 16).ok())
    {
        return number.to_string();
    }
    if let Ok(number) = lower.parse::<u64>() {
        return number.to_string();
    }
    if let Ok(address) = lower.parse::<Ipv6Addr>() {
        return address.to_string();
    }
    match lower.as_str() {
        "<root>" => ".".into(),
        "true" => "1".into(),
        "false" => "0".into(),
        _ if lower
            .split(':')
            .all(|pair| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit())) =>
        {
            lower.replace(':', "")
        }
        _ => lower,
    }
}

/// What tshark reads of these fields: for each frame.
fn theirs(file: &Path, names: &[&String]) -> Vec<Fields> {
    let mut command = Command::new("tshark");
    command
        .args(["-n", "-r"])
        .arg(file)
        .args(["-T", "fields", "-E", "occurrence=a"]);
    command.args([
        "-E",
        &format!("separator={FIELD}"),
        "-E",
        &format!("aggregator={VALUE}"),
    ]);
    for option in OPTIONS {
        command.args(["-o", option]);
    }
    for name in names {
        command.args(["-e", name]);
    }
    let out = run(&mut command);
    let text = String::from_utf8_lossy(&out.stdout);
    text.lines()
        .map(|line| {
            let values = line
                .split(FIELD)
                .zip(names)
                .filter(|(values, _)| !values.is_empty());
            let mut fields: Fields = values
                .map(|(values, name)| ((*name).clone(), told(values, name)))
                .collect();
            for (alias, name) in ALIASES {
                if let Some(values) = fields.remove(*alias) {
                    fields.entry((*name).to_owned()).or_default().extend(values);
                }
            }
            fields
        })
        .collect()
}

/// The values of a field of one of tshark's lines, but those that say nothing.
fn told(values: &str, name: &str) -> BTreeSet<String> {
    let empty = |value: &&str| match name {
        // The End option has no type for tshark: it writes 0.
        "dhcp.option.type" => *value == "0",
        // Bytes of which there are none.
        _ if matches!(*value, "<MISSING>" | "<none>") => true,
        // Of a checksum it has not verified tshark says 2 or 3.
        _ => name.ends_with(".status") && matches!(*value, "2" | "3"),
    };
    values
        .split(VALUE)
        .filter(|value| !empty(value))
        .map(normal)
        .filter(|value| !value.is_empty())
        .collect()
}

/// A moment as seconds since 1970, with nine decimals where there are any: of a time as tshark writes it
/// (`jan 15, 2027 08:00:00.000000000 utc`) or as the lab does (`2027-01-15 08:00:00 utc`). What tshark calls
/// NULL stands as 0 in the packet.
fn moment(time: &str) -> Option<String> {
    const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let parts = time.split([' ', ',', '-']).filter(|part| !part.is_empty());
    let (year, month, day, clock) = match parts.collect::<Vec<_>>()[..] {
        ["null"] => return Some("0".to_owned()),
        [year, month, day, clock, "utc"] if year.len() == 4 => {
            (year, month.parse().ok()?, day, clock)
        }
        [month, day, year, clock, "utc"] => (year, MONTHS.find(month)? as u64 / 3 + 1, day, clock),
        _ => return None,
    };
    let (clock, decimals) = clock.split_once('.').unwrap_or((clock, ""));
    let days = days(year.parse().ok()?, month, day.parse().ok()?);
    let of_day = clock
        .split(':')
        .try_fold(0, |sum, part| Some(sum * 60 + part.parse::<u64>().ok()?))?;
    let seconds = days * 86_400 + of_day;
    Some(match decimals.trim_end_matches('0') {
        "" => seconds.to_string(),
        decimals => format!("{seconds}.{decimals}"),
    })
}

/// Days since 1970. Counted from the first of March: leap days come last in such a year.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let (years, months) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let of_year = (months * 153 + 2) / 5 + day - 1;
    years * 365 + years / 4 - years / 100 + years / 400 + of_year - 719_468
}

/// Of a field that for Wireshark has no value, only whether it is there counts: it says 1 then.
fn as_kind(kind: &str, values: &BTreeSet<String>) -> BTreeSet<String> {
    if kind == "FT_ABSOLUTE_TIME" {
        return values
            .iter()
            .map(|value| moment(value).unwrap_or_else(|| value.clone()))
            .collect();
    }
    if kind == "FT_BYTES" {
        return values.iter().map(|value| readable(value)).collect();
    }
    let flags = kind == "FT_BOOLEAN" && values.iter().all(|value| value == "0" || value == "1");
    if flags || !matches!(kind, "FT_NONE" | "FT_BOOLEAN") {
        return values.clone();
    }
    BTreeSet::from(["1".to_owned()])
}

/// Bytes that are text as the lab shows them, which tshark has in hexadecimal.
fn readable(value: &str) -> String {
    let digits = value.as_bytes().chunks(2).map(std::str::from_utf8);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(pair.ok().filter(|pair| pair.len() == 2)?, 16).ok())
        .collect();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let acts = |c: char| c.is_control() && !matches!(c, '\r' | '\n' | '\t');
    match text.filter(|text| !text.is_empty() && !text.contains(acts)) {
        Some(text) => normal(
            &text
                .replace("\r\n", "⏎")
                .replace(['\r', '\n'], "⏎")
                .replace('\t', " "),
        ),
        None => value.to_owned(),
    }
}

/// Has tshark all of these values in the field that it hands them on to?
fn stands_elsewhere(name: &str, mine: &BTreeSet<String>, theirs: &Fields) -> bool {
    let place = ELSEWHERE.iter().find(|(own, _)| *own == name);
    let there = place.and_then(|(_, place)| theirs.get(*place));
    there.is_some_and(|there| mine.is_subset(there))
}

/// The fields that tshark knows, their values as their types are compared.
fn of_kinds(known: &BTreeMap<String, String>, fields: &Fields) -> Fields {
    fields
        .iter()
        .filter_map(|(name, values)| Some((name.clone(), as_kind(known.get(name)?, values))))
        .collect()
}

/// Where both differ in a frame and nobody has said why that is right.
fn differences(
    place: (&str, usize),
    compared: &BTreeSet<String>,
    ours: &Frame,
    theirs: &Fields,
    used: &mut BTreeSet<usize>,
) -> Vec<String> {
    let (file, number) = place;
    let (ours, cut) = (&ours.fields, ours.cut);
    let nothing = BTreeSet::new();
    let names: BTreeSet<&String> = ours
        .keys()
        .chain(theirs.keys().filter(|name| compared.contains(*name)))
        .collect();
    let mut found = Vec::new();
    for name in names {
        let (mine, other) = (
            ours.get(name).unwrap_or(&nothing),
            theirs.get(name).unwrap_or(&nothing),
        );
        // A verdict of ours is missing where the sum was left to the card; tshark ends where it finds a
        // frame malformed or cut off, the lab goes on to its end.
        let cut_short = other.is_subset(mine) && (cut || theirs.contains_key(MALFORMED));
        if mine == other
            || cut_short
            || stands_elsewhere(name, mine, theirs)
            || (mine.is_empty() && name.ends_with(".status"))
        {
            continue;
        }
        let sides = Sides::of(mine, other);
        if let Some(at) = EXCEPTIONS
            .iter()
            .position(|one| one.sides.allow(sides) && applies(one, file, number, name))
        {
            used.insert(at);
            continue;
        }
        found.push(format!(
            "{file} frame {number}: {name}: the lab {mine:?}, tshark {other:?}"
        ));
    }
    found
}

fn applies(exception: &Exception, file: &str, number: usize, name: &str) -> bool {
    let Exception {
        files,
        frames,
        field,
        ..
    } = exception;
    let named = field
        .strip_suffix('*')
        .map_or(name == *field, |start| name.starts_with(start));
    named
        && (files.is_empty() || files.contains(&file))
        && (frames.is_empty() || frames.contains(&number))
}

#[test]
fn the_lab_and_tshark_read_every_capture_alike() {
    let Some(known) = known_to_tshark() else {
        eprintln!("skipped: there is no tshark here to compare with");
        return;
    };
    let compared = compared();
    let (mut found, mut used, mut seen) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for file in shipped::captures() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let ours = ours(&file);
        assert!(!ours.is_empty(), "{name}: nothing was read");
        let mut names: BTreeSet<String> = ours
            .iter()
            .flat_map(|frame| frame.fields.keys().cloned())
            .collect();
        // The lab's own protocols are its own.
        let strange = |name: &&String| !known.contains_key(*name) && !name.starts_with("wlab.");
        let strange: Vec<_> = names.iter().filter(strange).cloned().collect();
        found.extend(
            strange
                .iter()
                .map(|field| format!("{name}: {field} is no filter name of Wireshark's")),
        );
        names.extend(compared.iter().cloned());
        names.insert(MALFORMED.to_owned());
        names.extend(
            ALIASES
                .iter()
                .filter(|(_, name)| names.contains(*name))
                .map(|(alias, _)| (*alias).to_owned())
                .collect::<Vec<_>>(),
        );
        let names: Vec<&String> = names
            .iter()
            .filter(|name| known.contains_key(*name))
            .collect();
        let theirs = theirs(&file, &names);
        assert_eq!(
            ours.len(),
            theirs.len(),
            "{name}: as many frames as tshark reads"
        );
        for (number, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            let ours = Frame {
                fields: of_kinds(&known, &ours.fields),
                cut: ours.cut,
            };
            found.extend(differences(
                (&name, number + 1),
                &compared,
                &ours,
                &of_kinds(&known, theirs),
                &mut used,
            ));
            seen.extend(ours.fields.into_keys());
        }
    }
    let mut report = String::new();
    for line in &found {
        let _ = writeln!(report, "{line}");
    }
    let idle: Vec<_> = EXCEPTIONS
        .iter()
        .enumerate()
        .filter(|(at, _)| !used.contains(at))
        .map(|(_, one)| (one.field, one.why))
        .collect();
    assert!(found.is_empty(), "{} of them:\n{report}", found.len());
    assert!(
        idle.is_empty(),
        "exceptions that nothing needs any more: {idle:?}"
    );
    println!("{} names compared", seen.len());
}

/// What the student takes along is a capture file for others, too: the same bytes, no complaint, and a comment
/// where a frame was rebuilt.
#[test]
fn kept_frames_are_read_by_tshark_as_they_were_written() {
    if known_to_tshark().is_none() {
        eprintln!("no tshark here: passed over");
        return;
    }
    let mut reader = wirelab::files::Reader::open(&shipped::path("live-http.pcap")).unwrap();
    let batch = reader.next_batch().unwrap().unwrap();
    let kept: Vec<_> = batch
        .frames
        .frames
        .iter()
        .take(6)
        .map(|f| kept(f.meta, batch.bytes_of(f)))
        .collect();
    let path = std::env::temp_dir().join(format!("wirelab-kept-{}.pcapng", std::process::id()));
    let _ = std::fs::remove_file(&path);
    keep::exactly(&path, &Contents::Frames(kept.clone())).unwrap();
    let fields = [
        "frame.len",
        "frame.comment",
        "_ws.malformed",
        "frame.interface_name",
    ]
    .map(|f| ["-e", f])
    .concat();
    let args = ["-n", "-T", "fields", "-E", "separator=|"];
    let out = run(Command::new("tshark")
        .arg("-r")
        .arg(&path)
        .args(args)
        .args(fields));
    let hex = run(Command::new("tshark")
        .arg("-r")
        .arg(&path)
        .args(["-n", "-T", "jsonraw"]));
    let _ = std::fs::remove_file(&path);
    assert!(
        out.status.success() && !String::from_utf8_lossy(&out.stderr).contains("appears"),
        "{out:?}"
    );
    let lines = String::from_utf8(out.stdout).unwrap();
    let wanted: Vec<_> = kept
        .iter()
        .map(|k| format!("{}|rebuilt, not captured||eth0", k.frame.meta.length))
        .collect();
    assert_eq!(lines.lines().collect::<Vec<_>>(), wanted);
    let raw: Value = serde_json::from_slice(&hex.stdout).unwrap();
    for (frame, kept) in raw.as_array().unwrap().iter().zip(&kept) {
        let bytes = kept
            .frame
            .bytes
            .iter()
            .fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").unwrap();
                hex
            });
        assert_eq!(
            frame["_source"]["layers"]["frame_raw"][0],
            Value::String(bytes)
        );
    }
}

fn kept(meta: wirelab::frame::FrameMeta, bytes: &[u8]) -> KeptFrame {
    let frame = wirelab::frame::Frame {
        meta,
        bytes: bytes::Bytes::copy_from_slice(bytes),
        origins: Vec::new(),
    };
    KeptFrame {
        frame,
        interface: "eth0".into(),
        comment: Some("rebuilt, not captured".into()),
    }
}

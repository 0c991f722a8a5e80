//! Two real hosts on one cable, in namespaces of the tests' own: what only real kernels can show.
//!
//! A test is a function and a line in [`TESTS`]. It gets a fresh pair. Run some of them with
//! `cargo test --test two_hosts -- WORD`.

#[path = "two_hosts/chats.rs"]
mod chats;
#[path = "common/desk.rs"]
mod desk;
#[path = "two_hosts/edges.rs"]
mod edges;
#[path = "two_hosts/finder.rs"]
mod finder;
#[path = "two_hosts/frames.rs"]
mod frames;
#[path = "common/lab.rs"]
mod lab;
#[path = "two_hosts/many.rs"]
mod many;
#[path = "two_hosts/proofs.rs"]
mod proofs;
#[path = "two_hosts/sightings.rs"]
mod sightings;
#[path = "two_hosts/watching.rs"]
mod watching;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::os::fd::AsFd as _;
use std::process::{Command, ExitCode, Stdio};

use lab::{
    Failure, PARTNER, PATIENCE, Tap, Test, YOU, any, connect, failure, hear, line, run_on, soon,
    udp,
};
use wirelab::host::snapshot;
use wirelab::net::LinkState;
use wirelab::place::HostId;
use wirelab::practice::Practice;
use wirelab::practice::topology::{PORT, link_local};

const YOUR_MAC: [u8; 6] = [2, 0, 0, 0, 0, 1];
const PARTNERS_MAC: [u8; 6] = [2, 0, 0, 0, 0, 2];

const TESTS: &[(&str, Test)] = &[
    (
        "the pair has its addresses and its cable",
        addresses_and_cable,
    ),
    (
        "the partner greets over IPv4, IPv6 and link-local",
        partner_greets,
    ),
    ("the partner answers datagrams", partner_answers_datagrams),
    (
        "two hosts exchange datagrams after an ARP question",
        datagrams_after_arp,
    ),
    (
        "captured frames carry the hosts' MACs and whole checksums",
        frames_are_true,
    ),
    (
        "a cable pulled out takes the carrier away and comes back",
        cable_pulled,
    ),
    (
        "a program runs on a host and is told to end",
        program_on_a_host,
    ),
    (
        "a killed helper is noticed and its hosts refuse",
        helper_killed,
    ),
    (
        "a bad question gets an error and the next one an answer",
        bad_question,
    ),
    (
        "a lab of five hosts is built from a plan, with ids from a counter",
        many::five_hosts,
    ),
    ("nothing is left behind", nothing_left),
    ("nothing is left behind by a killed program", killed_program),
    (
        "a change of an interface is told within a second",
        watching::changes_are_told,
    ),
    (
        "two chats talk over TCP and UDP, IPv4, IPv6 and link-local",
        chats::chat_both_ways,
    ),
    (
        "the frames of a message are found and shown",
        frames::frames_of_a_message,
    ),
    (
        "a rebuilt frame's known bytes are those captured",
        frames::rebuilt_is_captured,
    ),
    (
        "every known field of a rebuilt frame is the captured one's, near",
        proofs::near,
    ),
    (
        "every known field of a rebuilt frame is the captured one's, through a router",
        proofs::through_a_router,
    ),
    (
        "the command line says beforehand what is sent then",
        proofs::command_line,
    ),
    ("ring and pnet see the same frames", frames::sources_agree),
    (
        "both ends of a message on one cable are the same",
        sightings::on_one_cable,
    ),
    (
        "through a router MACs, TTL and checksum change",
        sightings::through_a_router,
    ),
    (
        "who listens is found over IPv4, IPv6 and link-local",
        finder::who_listens_is_found,
    ),
    (
        "who listens is found through a router",
        finder::through_a_router,
    ),
    (
        "two wirelabs on one host are both found",
        finder::two_on_one_host,
    ),
    (
        "groups, strangers and broken questions get no answer",
        finder::strangers_get_no_answer,
    ),
    (
        "forged and replayed answers change nothing",
        finder::forged_answers_change_nothing,
    ),
    (
        "a server at the finder's own port is not asked",
        finder::a_server_at_the_finders_port,
    ),
    (
        "the lab's addresses are called from its host, the others from this machine",
        edges::who_connects_from_where,
    ),
    (
        "a router's ICMP message is told as that, and an RST as an RST",
        edges::icmp_is_no_rst,
    ),
    (
        "a broadcast reaches the other host, which answers as itself",
        edges::broadcast,
    ),
    (
        "a hostile peer takes no memory and spoils nobody's chat",
        chats::hostile_peer,
    ),
];

/// Those that take long: root does not run them a second time as an ordinary user.
const LONG: &[(&str, Test)] = &[
    (
        "a cable pulled out in mid-chat loses no word",
        chats::cable_pulled_in_mid_chat,
    ),
    (
        "the dashboard's chat hears of the cable at once",
        chats::desk_hears_of_the_cable,
    ),
    (
        "a datagram to nobody is told when ARP has given up",
        edges::nobody_answers_arp,
    ),
];

fn main() -> ExitCode {
    if std::env::args().any(|arg| arg == HOLD) {
        return hold();
    }
    lab::run(TESTS, LONG)
}

/// With this argument the test program keeps a pair until it is killed.
const HOLD: &str = "--hold-a-pair";

fn hold() -> ExitCode {
    let Ok(practice) = lab::pair() else {
        return ExitCode::FAILURE;
    };
    println!("{}", practice.helper());
    let _ = io::stdin().read(&mut [0]);
    ExitCode::SUCCESS
}

fn partner(practice: &Practice) -> Result<SocketAddr, Failure> {
    practice
        .partner_address()
        .ok_or_else(|| failure("no partner"))
}

fn addresses_and_cable(practice: &Practice) -> Result<(), Failure> {
    for (host, mac, ends) in [(YOU, YOUR_MAC, "2"), (PARTNER, PARTNERS_MAC, "3")] {
        let snapshot = snapshot(&*practice.opener(host))?;
        let eth0 = snapshot
            .interfaces
            .iter()
            .find(|interface| interface.name == "eth0")
            .ok_or_else(|| failure("no eth0"))?;
        assert_eq!(eth0.mac.map(|mac| mac.0), Some(mac));
        assert_eq!(eth0.state, LinkState::Up);
        let addresses: BTreeSet<String> = eth0
            .addresses
            .iter()
            .map(|a| format!("{}/{}", a.address, a.prefix))
            .collect();
        let expected = [
            format!("10.1.0.{ends}/24"),
            format!("fd00:1::{ends}/64"),
            format!("{}/64", link_local(mac)),
        ];
        assert_eq!(addresses, BTreeSet::from(expected));
        let lo = snapshot
            .interfaces
            .iter()
            .find(|interface| interface.name == "lo")
            .ok_or_else(|| failure("no lo"))?;
        assert_eq!(lo.state, LinkState::Up);
        assert_eq!(snapshot.interfaces.len(), 2);
    }
    Ok(())
}

fn partner_greets(practice: &Practice) -> Result<(), Failure> {
    let you = practice.opener(YOU);
    let scope = snapshot(&*you)?
        .interfaces
        .iter()
        .find(|interface| interface.name == "eth0")
        .map_or(0, |i| i.index.0);
    let near = SocketAddrV6::new(link_local(PARTNERS_MAC), PORT, 0, scope);
    let six = SocketAddr::new(Ipv6Addr::new(0xfd00, 1, 0, 0, 0, 0, 0, 3).into(), PORT);
    for address in [partner(practice)?, six, near.into()] {
        let mut stream = connect(&you, address)?;
        hear(&mut stream, "Welcome!")?;
        stream.write_all("小明".as_bytes())?;
        hear(&mut stream, "Hello, 小明!")?;
        stream.write_all(b"exit")?;
        assert_eq!(stream.read(&mut [0; 8])?, 0, "{address}");
    }
    Ok(())
}

fn partner_answers_datagrams(practice: &Practice) -> Result<(), Failure> {
    let socket = udp(&practice.opener(YOU), any(0))?;
    socket.send_to(b"Ada\n", partner(practice)?)?;
    let mut buffer = [0; 64];
    let (length, from) = socket.recv_from(&mut buffer)?;
    assert_eq!(
        (&buffer[..length], from),
        (&b"Hello, Ada!"[..], partner(practice)?)
    );
    Ok(())
}

fn datagrams_after_arp(practice: &Practice) -> Result<(), Failure> {
    let (you, partner) = (practice.opener(YOU), practice.opener(PARTNER));
    let tap = Tap::on(&partner)?;
    let (here, there) = (udp(&you, any(4000))?, udp(&partner, any(5000))?);
    let mut buffer = [0; 64];
    here.send_to(b"ping", "10.1.0.3:5000")?;
    let (length, from) = there.recv_from(&mut buffer)?;
    assert_eq!(
        (&buffer[..length], from),
        (&b"ping"[..], "10.1.0.2:4000".parse()?)
    );
    there.send_to(b"pong", from)?;
    let (length, from) = here.recv_from(&mut buffer)?;
    assert_eq!(
        (&buffer[..length], from),
        (&b"pong"[..], "10.1.0.3:5000".parse()?)
    );
    let question = tap.until(|frame| frame.get(12..14) == Some(&[0x08, 0x06]))?;
    assert_eq!(question[..6], [0xff; 6], "an ARP question goes to all");
    assert_eq!(question[38..42], [10, 1, 0, 3], "who has 10.1.0.3?");
    let neighbours = snapshot(&*you)?.neighbours;
    assert!(
        neighbours
            .iter()
            .any(|n| n.mac.is_some_and(|mac| mac.0 == PARTNERS_MAC)),
        "{neighbours:?}"
    );
    Ok(())
}

fn frames_are_true(practice: &Practice) -> Result<(), Failure> {
    let you = practice.opener(YOU);
    let tap = Tap::on(&you)?;
    let mut stream = connect(&you, partner(practice)?)?;
    hear(&mut stream, "Welcome!")?;
    let words = vec![b'x'; 900];
    stream.write_all(&words)?;
    let out = tap.until(|frame| frame.ends_with(&words) && frame.get(6..12) == Some(&YOUR_MAC))?;
    assert_eq!(out[..6], PARTNERS_MAC);
    assert_eq!(
        tcp_sum(&out),
        0xffff,
        "the checksum of a frame sent is whole"
    );
    let answer = tap.until(|frame| {
        frame.ends_with(b"!") && frame.get(..6) == Some(&YOUR_MAC) && frame.len() > 900
    })?;
    assert_eq!(answer[6..12], PARTNERS_MAC);
    assert_eq!(
        tcp_sum(&answer),
        0xffff,
        "the checksum of a frame received is whole"
    );
    Ok(())
}

/// The Internet checksum over an IPv4 TCP segment and its pseudo-header: all ones if it is whole (RFC 1071).
fn tcp_sum(frame: &[u8]) -> u16 {
    let header = 14 + usize::from(frame[14] & 0xf) * 4;
    let end = 14 + usize::from(u16::from_be_bytes([frame[16], frame[17]]));
    let mut bytes = frame[26..34].to_vec();
    bytes.extend([0, 6]);
    bytes.extend(((end - header) as u16).to_be_bytes());
    bytes.extend(&frame[header..end]);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    let sum: u32 = bytes
        .chunks(2)
        .map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]])))
        .sum();
    ((sum & 0xffff) + (sum >> 16)) as u16
}

fn cable_pulled(practice: &Practice) -> Result<(), Failure> {
    let you = practice.opener(YOU);
    let state = || {
        let snapshot = snapshot(&*you).ok()?;
        Some(
            snapshot
                .interfaces
                .iter()
                .find(|interface| interface.name == "eth0")?
                .state,
        )
    };
    let mut stream = connect(&you, partner(practice)?)?;
    hear(&mut stream, "Welcome!")?;
    practice.cut()?;
    soon("no carrier", || state() == Some(LinkState::NoCarrier))?;
    practice.mend()?;
    soon("carrier", || state() == Some(LinkState::Up))?;
    stream.write_all(b"again")?;
    hear(&mut stream, "Hello, again!")?;
    let six = SocketAddr::new(Ipv6Addr::new(0xfd00, 1, 0, 0, 0, 0, 0, 3).into(), PORT);
    hear(&mut connect(&you, six)?, "Welcome!")
}

fn program_on_a_host(practice: &Practice) -> Result<(), Failure> {
    let mut server = run_on(practice, YOU, &["partner", "--listen", "10.1.0.2:0"])?;
    let said = line(&mut server.errors)?;
    let address: SocketAddr = said
        .strip_prefix("listening on ")
        .ok_or_else(|| failure(&said))?
        .parse()?;
    hear(
        &mut connect(&practice.opener(PARTNER), address)?,
        "Welcome!",
    )?;
    let mut second = run_on(
        practice,
        YOU,
        &["partner", "--listen", &address.to_string()],
    )?;
    assert!(line(&mut second.errors)?.contains("another program already listens"));
    assert_eq!(second.guest.wait(PATIENCE)?, 1);
    server.guest.signal(libc::SIGTERM)?;
    assert_eq!(server.guest.wait(PATIENCE)?, 0);
    drop(server.input);
    let mut out = String::new();
    server.output.read_to_string(&mut out)?;
    assert_eq!(out, "", "notices go to standard error");
    Ok(())
}

fn helper_killed(practice: &Practice) -> Result<(), Failure> {
    let you = practice.opener(YOU);
    let running = run_on(practice, YOU, &["partner", "--listen", "10.1.0.2:0"])?;
    let helper = wirelab::sys::namespace::process(practice.helper())?;
    wirelab::sys::namespace::kill(helper.as_fd())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    runtime.block_on(async { tokio::time::timeout(PATIENCE, practice.died()).await })?;
    assert!(practice.is_dead());
    let refused = you.open(libc::AF_INET, libc::SOCK_STREAM, 0).map(drop);
    assert_eq!(
        refused.map_err(|error| error.raw_os_error()),
        Err(Some(libc::EPIPE))
    );
    soon("what ran on a host ends with it", || {
        !alive(running.guest.pid())
    })
}

fn bad_question(practice: &Practice) -> Result<(), Failure> {
    let nobody = practice
        .opener(HostId(77))
        .open(libc::AF_INET, libc::SOCK_STREAM, 0)
        .map(drop);
    assert_eq!(
        nobody.map_err(|error| error.raw_os_error()),
        Err(Some(libc::ENXIO))
    );
    let nothing = practice
        .opener(YOU)
        .open(-1, libc::SOCK_STREAM, 0)
        .map(drop);
    assert_eq!(
        nothing.map_err(|error| error.raw_os_error()),
        Err(Some(libc::EAFNOSUPPORT))
    );
    hear(
        &mut connect(&practice.opener(YOU), partner(practice)?)?,
        "Welcome!",
    )
}

fn nothing_left(_: &Practice) -> Result<(), Failure> {
    let before = (own_descriptors()?, mounts()?);
    let practice = lab::pair()?;
    let running = run_on(&practice, PARTNER, &["partner", "--listen", "10.1.0.3:0"])?;
    let guest = running.guest.pid();
    let helper = practice.helper();
    let spaces = [namespace_of(helper)?, namespace_of(guest)?];
    assert!(alive(helper) && alive(guest));
    let you = practice.opener(YOU);
    practice.stop();
    drop((you, running));
    soon("helper and guest have gone", || {
        !alive(helper) && !alive(guest)
    })?;
    soon("no process is in the lab's namespaces", || {
        !namespaces_in_use()
            .iter()
            .any(|space| spaces.contains(space))
    })?;
    soon("no descriptor is left open", || {
        own_descriptors().is_ok_and(|now| now == before.0)
    })?;
    assert_eq!(mounts()?, before.1);
    Ok(())
}

fn killed_program(_: &Practice) -> Result<(), Failure> {
    let mut command = Command::new("/proc/self/exe");
    command
        .arg(HOLD)
        .env(lab::PROGRAM_VARIABLE, lab::program())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut holder = command.spawn()?;
    let helper: u32 = line(holder.stdout.as_mut().ok_or_else(|| failure("no output"))?)?.parse()?;
    assert!(alive(helper));
    holder.kill()?;
    holder.wait()?;
    soon("the helper has gone", || !alive(helper))
}

/// Does it run? (A zombie, waiting to be counted by whoever inherited it, does not.)
fn alive(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        !stat
            .rsplit(')')
            .next()
            .is_some_and(|rest| rest.trim_start().starts_with(['Z', 'X']))
    })
}

fn namespace_of(pid: u32) -> io::Result<String> {
    Ok(fs::read_link(format!("/proc/{pid}/ns/net"))?
        .to_string_lossy()
        .into_owned())
}

fn namespaces_in_use() -> BTreeSet<String> {
    let pids = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid| namespace_of(pid).ok()).collect()
}

fn own_descriptors() -> io::Result<usize> {
    Ok(fs::read_dir("/proc/self/fd")?.count())
}

fn mounts() -> io::Result<usize> {
    Ok(fs::read_to_string("/proc/self/mountinfo")?.lines().count())
}

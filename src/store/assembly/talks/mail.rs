use super::{Call, Said, Wire, plain, readable, same, sensed, told};
use crate::wire::Protocol;
use crate::wire::Protocol::{Imap, Pop3, Smtp};
use crate::wire::reading::What;
use crate::wire::stream::Role::{Client, Server};
use crate::wire::stream::{Sense, Voice};

/// The first bytes of a TLS ClientHello's record, whose body has not come.
const HELLO: &[u8] = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";

/// Of what was said: what is not of the protocol any more.
fn others(said: &[Said], protocol: Protocol) -> usize {
    let is_other = |(_, what, _): &&Said| what.message() != Some(protocol);
    said.iter().filter(is_other).count()
}

#[test]
fn a_letter_is_a_letter_whatever_its_lines_look_like() {
    let letter: &[u8] = b"Subject: x\r\n\r\nQUIT\r\nRSET\r\n250 ok\r\n..\r\nbye\r\n.\r\n";
    let said = told(
        25,
        &[
            (Server, b"220-mx\r\n220 mx ESMTP\r\n"),
            (Client, b"EHLO a\r\n"),
            (Server, b"250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n"),
            (Client, b"AUTH LOGIN\r\n"),
            (Server, b"334 VXNlcm5hbWU6\r\n"),
            (Client, b"YWxpY2U=\r\n"),
            (Server, b"235 ok\r\n"),
            (Client, b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"),
            (Server, b"250 ok\r\n250 ok\r\n354 go\r\n"),
            (Client, letter),
            (Server, b"250 queued\r\n"),
            (Client, b"QUIT\r\n"),
            (Server, b"221 bye\r\n"),
        ],
    );
    same(
        &said,
        &[
            plain(Server, Smtp, b"220-mx\r\n220 mx ESMTP\r\n"),
            plain(Client, Smtp, b"EHLO a\r\n"),
            plain(
                Server,
                Smtp,
                b"250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n",
            ),
            plain(Client, Smtp, b"AUTH LOGIN\r\n"),
            plain(Server, Smtp, b"334 VXNlcm5hbWU6\r\n"),
            sensed(Client, Smtp, Sense::Login, b"YWxpY2U=\r\n"),
            plain(Server, Smtp, b"235 ok\r\n"),
            plain(
                Client,
                Smtp,
                b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n",
            ),
            plain(Server, Smtp, b"250 ok\r\n250 ok\r\n354 go\r\n"),
            sensed(Client, Smtp, Sense::Text, letter),
            plain(Server, Smtp, b"250 queued\r\n"),
            plain(Client, Smtp, b"QUIT\r\n"),
            plain(Server, Smtp, b"221 bye\r\n"),
        ],
    );
}

#[test]
fn commands_behind_the_lone_dot_are_commands() {
    let said = told(
        25,
        &[
            (Server, b"220 mx\r\n"),
            (Client, b"DATA\r\n"),
            (Server, b"354 go\r\n"),
            (Client, b"x\r\n.\r\nMAIL FROM:<>\r\n"),
            (Server, b"250 ok\r\n250 ok\r\n"),
            (Client, b"BDAT 6 LAST\r\nQUIT\r\nQUIT\r\n"),
            (Client, b"XODD thing\r\n"),
        ],
    );
    same(
        &said[3..],
        &[
            sensed(Client, Smtp, Sense::Text, b"x\r\n.\r\n"),
            plain(Client, Smtp, b"MAIL FROM:<>\r\n"),
            plain(Server, Smtp, b"250 ok\r\n250 ok\r\n"),
            plain(
                Client,
                Smtp,
                b"BDAT 6 LAST\r\nQUIT\r\nQUIT\r\nXODD thing\r\n",
            ),
        ],
    );
}

#[test]
fn a_refused_letter_is_none() {
    let said = told(
        25,
        &[
            (Server, b"220 mx\r\n"),
            (Client, b"DATA\r\n"),
            (Server, b"503 no\r\n"),
            (Client, b"QUIT\r\n"),
        ],
    );
    same(&said[3..], &[plain(Client, Smtp, b"QUIT\r\n")]);
}

#[test]
fn tls_follows_an_answer_that_agrees_and_no_other() {
    let talk = |answer: &'static [u8]| -> Vec<Said> {
        told(
            25,
            &[
                (Server, b"220 mx\r\n"),
                (Client, b"EHLO a\r\nSTARTTLS\r\n"),
                (Server, b"250 mx\r\n"),
                (Server, answer),
            ],
        )
    };
    let agreed = talk(b"220 go ahead\r\n");
    let tls = sensed(Server, Smtp, Sense::Tls, b"220 go ahead\r\n");
    assert_eq!(agreed.last(), Some(&tls));
    let refused = talk(b"454 not now\r\n");
    same(
        &refused[2..],
        &[plain(Server, Smtp, b"250 mx\r\n454 not now\r\n")],
    );
}

#[test]
fn behind_starttls_nothing_is_smtp_any_more() {
    for (port, protocol, lines) in [
        (
            25,
            Smtp,
            [&b"220 mx\r\n"[..], b"STARTTLS\r\n", b"220 go\r\n"],
        ),
        (110, Pop3, [&b"+OK pop\r\n"[..], b"STLS\r\n", b"+OK go\r\n"]),
        (
            143,
            Imap,
            [&b"* OK imap\r\n"[..], b"a1 STARTTLS\r\n", b"a1 OK go\r\n"],
        ),
        (
            21,
            Protocol::Ftp,
            [&b"220 ftp\r\n"[..], b"AUTH TLS\r\n", b"234 go\r\n"],
        ),
    ] {
        let (mut wire, mut call) = (Wire::default(), Call::to(port));
        wire.open(&mut call);
        for (by, line) in [Server, Client, Server].into_iter().zip(lines) {
            wire.say(&mut call, by, 100, line);
        }
        assert_eq!(
            others(&wire.said, protocol),
            0,
            "{:?}",
            readable(&wire.said)
        );
        assert_eq!(wire.said[2].1.voice().sense, Sense::Tls, "{protocol:?}");
        wire.say(&mut call, Client, 100, HELLO);
        assert_ne!(wire.protocol, protocol);
    }
}

#[test]
fn the_role_tells_who_is_the_server_where_ports_do_not() {
    let (mut wire, mut call) = (Wire::default(), Call::to(25));
    call.ends[0].1 = 25;
    wire.open(&mut call);
    wire.say(&mut call, Server, 100, b"220 mx\r\n");
    wire.say(&mut call, Client, 100, b"EHLO a\r\n");
    let client = Voice {
        role: Some(Client),
        sense: Sense::Plain,
    };
    let told = What::Told(Smtp, client);
    let line = (Client, told, b"EHLO a\r\n".to_vec());
    same(&wire.said, &[plain(Server, Smtp, b"220 mx\r\n"), line]);
}

#[test]
fn a_capture_that_begins_in_a_letter_knows_nothing_before_a_command() {
    let (mut wire, mut call) = (Wire::default(), Call::to(25));
    wire.say(&mut call, Client, 100, b"and so on\r\n.\r\n");
    wire.say(&mut call, Server, 100, b"250 queued\r\n");
    wire.say(&mut call, Client, 100, b"QUIT\r\n");
    let data = (Client, What::Data, b"and so on\r\n.\r\n".to_vec());
    same(
        &wire.said,
        &[
            data,
            plain(Server, Smtp, b"250 queued\r\n"),
            plain(Client, Smtp, b"QUIT\r\n"),
        ],
    );
}

#[test]
fn long_answers_of_pop3_end_with_a_lone_dot() {
    let said = told(
        110,
        &[
            (Server, b"+OK pop\r\n"),
            (Client, b"STAT\r\nLIST\r\nRETR 1\r\nLIST 1\r\n"),
            (
                Server,
                b"+OK 1 9\r\n+OK\r\n1 9\r\n.\r\n+OK\r\n+OK no\r\n-ERR\r\n.\r\n+OK 1 9\r\n",
            ),
            (Client, b"AUTH PLAIN\r\n"),
            (Server, b"+ \r\n"),
            (Client, b"AGEAYg==\r\n"),
            (Server, b"-ERR no\r\n"),
            (Client, b"STLS\r\n"),
            (Server, b"-ERR no\r\n"),
            (Client, b"QUIT\r\n"),
        ],
    );
    let end: &[Said] = &[
        plain(Client, Pop3, b"AUTH PLAIN\r\n"),
        plain(Server, Pop3, b"+ \r\n"),
        sensed(Client, Pop3, Sense::Login, b"AGEAYg==\r\n"),
        plain(Server, Pop3, b"-ERR no\r\n"),
        plain(Client, Pop3, b"STLS\r\n"),
        plain(Server, Pop3, b"-ERR no\r\n"),
        plain(Client, Pop3, b"QUIT\r\n"),
    ];
    let lists = [
        plain(Server, Pop3, b"+OK 1 9\r\n+OK\r\n"),
        sensed(Server, Pop3, Sense::Text, b"1 9\r\n.\r\n"),
        plain(Server, Pop3, b"+OK\r\n"),
        sensed(Server, Pop3, Sense::Text, b"+OK no\r\n-ERR\r\n.\r\n"),
        plain(Server, Pop3, b"+OK 1 9\r\n"),
    ];
    same(&said[2..7], &lists);
    same(&said[7..], end);
}

#[test]
fn literals_of_imap_belong_to_their_command() {
    let letter: &[u8] = b"* 1 FETCH (BODY[] {14}\r\na1 OK\r\n+ b\r\n\0 FLAGS ())\r\na3 OK\r\n";
    let said = told(
        143,
        &[
            (Server, b"* OK imap\r\n"),
            (Client, b"a1 AUTHENTICATE PLAIN\r\n"),
            (Server, b"+ \r\n"),
            (Client, b"AGEAYg==\r\n"),
            (Server, b"a1 OK in\r\n"),
            (Client, b"a2 APPEND x {5}\r\n"),
            (Server, b"+ go\r\n"),
            (Client, b"a\r\nbc\r\n"),
            (Server, b"a2 OK\r\n"),
            (Client, b"a3 FETCH 1 BODY[]\r\na4 IDLE\r\n"),
            (Server, letter),
            (Server, b"+ idling\r\n"),
            (Client, b"DONE\r\na5 LOGOUT\r\n"),
            (Server, b"* BYE\r\na5 OK\r\n"),
        ],
    );
    let expected = [
        plain(Server, Imap, b"* OK imap\r\n"),
        plain(Client, Imap, b"a1 AUTHENTICATE PLAIN\r\n"),
        plain(Server, Imap, b"+ \r\n"),
        sensed(Client, Imap, Sense::Login, b"AGEAYg==\r\n"),
        plain(Server, Imap, b"a1 OK in\r\n+ go\r\n"),
        plain(Client, Imap, b"a2 APPEND x {5}\r\na\r\nbc\r\n"),
        plain(Server, Imap, b"a2 OK\r\n"),
        plain(Client, Imap, b"a3 FETCH 1 BODY[]\r\na4 IDLE\r\n"),
        plain(Server, Imap, &[letter, b"+ idling\r\n"].concat()),
        sensed(Client, Imap, Sense::Login, b"DONE\r\n"),
        plain(Client, Imap, b"a5 LOGOUT\r\n"),
        plain(Server, Imap, b"* BYE\r\na5 OK\r\n"),
    ];
    same(&said, &expected);
}

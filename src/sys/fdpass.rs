//! Messages with file descriptors over a Unix socket (`unix(7)`, `SCM_RIGHTS`).
//!
//! `SOCK_SEQPACKET` keeps message boundaries and says when the other end has gone, which a
//! datagram pair would not.

use std::io::{self, IoSlice, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd, RawFd};

use nix::sys::socket::{
    AddressFamily, ControlMessage, ControlMessageOwned, MsgFlags, SockFlag, SockType, recvmsg,
    sendmsg, socketpair,
};

/// Most descriptors one message carries; more are refused when sending and when receiving.
pub const MOST_FDS: usize = 4;
/// Most that the kernel passes in one message (`SCM_MAX_FD`). There is room for all of them, so that it
/// never cuts any off: of a cut list nobody learns which descriptors have come, and they would stay open.
const KERNELS_MOST: usize = 253;

/// Two connected ends, close-on-exec.
///
/// # Errors
/// `EMFILE` and the like.
pub fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(socketpair(
        AddressFamily::Unix,
        SockType::SeqPacket,
        None,
        SockFlag::SOCK_CLOEXEC,
    )?)
}

/// Sends one message; the receiver gets descriptors of its own for `fds`.
///
/// # Errors
/// `EPIPE` when the other end has gone (never the signal), `EMSGSIZE` for too long a message.
pub fn send(socket: BorrowedFd<'_>, bytes: &[u8], fds: &[BorrowedFd<'_>]) -> io::Result<()> {
    if fds.len() > MOST_FDS {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let raw: Vec<RawFd> = fds.iter().map(BorrowedFd::as_raw_fd).collect();
    let rights = [ControlMessage::ScmRights(&raw)];
    let control = if raw.is_empty() {
        &rights[..0]
    } else {
        &rights[..]
    };
    loop {
        match sendmsg::<()>(
            socket.as_raw_fd(),
            &[IoSlice::new(bytes)],
            control,
            MsgFlags::MSG_NOSIGNAL,
            None,
        ) {
            Err(nix::Error::EINTR) => {}
            other => return other.map(|_| ()).map_err(io::Error::from),
        }
    }
}

/// One received message.
#[derive(Debug)]
pub struct Message {
    /// Its length; 0 when the other end has gone.
    pub length: usize,
    /// Its descriptors, close-on-exec.
    pub fds: Vec<OwnedFd>,
}

/// Waits for one message.
///
/// # Errors
/// `EAGAIN` when the socket's receive timeout has passed; `InvalidData` when the message was longer
/// than `buffer` or held more than [`MOST_FDS`] descriptors (what did come is closed again).
pub fn receive(socket: impl AsFd, buffer: &mut [u8]) -> io::Result<Message> {
    let mut control = nix::cmsg_space!([RawFd; KERNELS_MOST]);
    let mut parts = [IoSliceMut::new(buffer)];
    let socket = socket.as_fd().as_raw_fd();
    let received = loop {
        match recvmsg::<()>(
            socket,
            &mut parts,
            Some(&mut control),
            MsgFlags::MSG_CMSG_CLOEXEC,
        ) {
            Err(nix::Error::EINTR) => {}
            other => break other?,
        }
    };
    let mut fds = Vec::new();
    for message in received.cmsgs()? {
        if let ControlMessageOwned::ScmRights(raw) = message {
            // SAFETY: the kernel has just put these descriptors into our table for this message
            // alone; nobody else knows them, and each is wrapped once.
            fds.extend(
                raw.into_iter()
                    .map(|fd| unsafe { OwnedFd::from_raw_fd(fd) }),
            );
        }
    }
    if fds.len() > MOST_FDS || received.flags.contains(MsgFlags::MSG_TRUNC) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(Message {
        length: received.bytes,
        fds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};

    #[test]
    fn descriptors_arrive_with_their_message_and_work() {
        let (left, right) = pair().unwrap();
        let (mut reader, writer) = io::pipe().unwrap();
        send(left.as_fd(), b"take this", &[writer.as_fd()]).unwrap();
        drop(writer);
        let mut buffer = [0; 64];
        let mut message = receive(&right, &mut buffer).unwrap();
        assert_eq!(&buffer[..message.length], b"take this");
        let mut file = std::fs::File::from(message.fds.remove(0));
        file.write_all(b"hi").unwrap();
        drop(file);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "hi");
    }

    #[test]
    fn a_message_longer_than_the_buffer_is_an_error_and_the_next_one_is_whole() {
        let (left, right) = pair().unwrap();
        send(left.as_fd(), &[7; 100], &[]).unwrap();
        send(left.as_fd(), b"next", &[]).unwrap();
        let mut buffer = [0; 10];
        assert_eq!(
            receive(&right, &mut buffer).unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
        assert_eq!(receive(&right, &mut buffer).unwrap().length, 4);
    }

    #[test]
    fn too_many_descriptors_are_an_error_and_none_stays_open() {
        let (left, right) = pair().unwrap();
        let (mut reader, writer) = io::pipe().unwrap();
        nix::fcntl::fcntl(
            &reader,
            nix::fcntl::FcntlArg::F_SETFL(nix::fcntl::OFlag::O_NONBLOCK),
        )
        .unwrap();
        let many = [writer.as_raw_fd(); MOST_FDS + 1];
        let rights = [ControlMessage::ScmRights(&many)];
        sendmsg::<()>(
            left.as_raw_fd(),
            &[IoSlice::new(b"x")],
            &rights,
            MsgFlags::empty(),
            None,
        )
        .unwrap();
        drop(writer);
        assert_eq!(
            receive(&right, &mut [0; 8]).unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
        // The pipe's end is read: nobody holds its other side any more.
        assert_eq!(reader.read(&mut [0; 8]).unwrap(), 0);
    }

    #[test]
    fn the_other_end_gone_reads_as_length_zero_and_writes_as_a_broken_pipe() {
        let (left, right) = pair().unwrap();
        drop(left);
        assert_eq!(receive(&right, &mut [0; 8]).unwrap().length, 0);
        assert_eq!(
            send(right.as_fd(), b"x", &[]).unwrap_err().kind(),
            io::ErrorKind::BrokenPipe
        );
    }
}

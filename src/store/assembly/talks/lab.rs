use super::{Call, Wire, plain, same};
use crate::wire::Protocol::LabSession;
use crate::wire::stream::Role::{Client, Server};

#[test]
fn records_are_whole_however_they_come() {
    let greeting: &[u8] = b"WLAB/1 wirelab 1.0.0 00000000000000ab\r\n";
    let record: &[u8] = b"WL\x01\x04\0\0\0\x03\0\0\0\x01\0\0\0\0abc";
    // So many bytes must be there at once that they can be no other text.
    let (sure, rest) = greeting.split_at(15);
    let both = [rest, record, record].concat();
    let (mut wire, mut call) = (Wire::default(), Call::to(10_101));
    wire.open(&mut call);
    wire.say(&mut call, Client, 100, sure);
    wire.say(&mut call, Client, 3, &both);
    wire.say(&mut call, Server, 3, record);
    let all = [greeting, record, record].concat();
    same(
        &wire.said,
        &[
            plain(Client, LabSession, &all),
            plain(Server, LabSession, record),
        ],
    );
}

use super::{plain, same, told};
use crate::wire::Protocol::LabSession;
use crate::wire::stream::Role::{Client, Server};

#[test]
fn records_are_whole_however_they_come() {
    let greeting: &[u8] = b"WLAB/1 wirelab 1.0.0 00000000000000ab\r\n";
    let record: &[u8] = b"WL\x01\x04\0\0\0\x03\0\0\0\x01\0\0\0\0abc";
    let both = [greeting, record, record].concat();
    let said = told(10_101, &[(Client, &both), (Server, record)]);
    same(
        &said,
        &[
            plain(Client, LabSession, &both),
            plain(Server, LabSession, record),
        ],
    );
}

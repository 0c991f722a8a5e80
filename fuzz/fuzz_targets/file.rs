#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/common/fuzzed.rs"]
mod fuzzed;

fuzz_target!(|data: &[u8]| fuzzed::file(data));

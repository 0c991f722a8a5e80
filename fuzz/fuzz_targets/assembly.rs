#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target uses its own function")]
#[path = "../../tests/common/fuzzed.rs"]
mod fuzzed;

fuzz_target!(|data: &[u8]| fuzzed::assembly(data));

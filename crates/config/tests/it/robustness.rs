//! Mangled input gets an answer, never a panic.

use crate::read;
use crate::samples::SAMPLES;

/// Reads it, and shows whatever there is to show.
fn survive(text: &str) {
    let said = match read(text) {
        Ok(loaded) => loaded.warnings.iter().map(ToString::to_string).collect(),
        Err(faults) => {
            assert!(!faults.faults.is_empty());
            faults.to_string()
        }
    };
    assert!(said.is_empty() || said.contains("config.json"));
}

#[test]
fn a_sample_may_be_cut_off_anywhere() {
    for sample in SAMPLES.into_iter().chain([config::starter().as_str()]) {
        for (end, _) in sample.char_indices() {
            survive(&sample[..end]);
            survive(&sample[end..]);
        }
    }
}

#[test]
fn any_byte_of_a_sample_may_be_another_one() {
    for sample in SAMPLES {
        for at in 0..sample.len() {
            for byte in *b"\0\"\\/*{}[]:,-+.0123enx_ \n\r\t'" {
                let mut bytes = sample.as_bytes().to_vec();
                bytes[at] = byte;
                survive(std::str::from_utf8(&bytes).expect("ASCII stays ASCII"));
            }
        }
    }
}

#[test]
fn any_value_may_stand_anywhere() {
    let keys = ["settings", "domains", "domainDefaults", "messaging", "x"];
    let values = [
        "null",
        "true",
        "0",
        "-1",
        "1e999",
        "\"\"",
        "\"é\"",
        "[]",
        "[null]",
        "{}",
        "{\"\": {}}",
        "{\"xmpp\": []}",
    ];
    for key in keys {
        for value in values {
            survive(&format!("{{\"{key}\": {value}}}"));
            survive(&format!(
                "{{\"{key}\": {{\"port\": {value}, \"\": {{\"title\": {value}}}}}}}"
            ));
            survive(&format!(
                "{{\"messaging\": {{\"xmpp\": {{\"{key}\": {value}, \"credentials\": {value}}}}}}}"
            ));
        }
    }
}

#[test]
fn deep_and_long_input_is_survived() {
    survive(&"[".repeat(100_000));
    survive(&"{\"a\":".repeat(100_000));
    survive(&format!(
        "{{\"settings\": {{\"trustedProxy\": [{}]}}}}",
        "7,".repeat(50_000)
    ));
    let nested = format!(
        "{}{}",
        "{\"a\":".repeat(500),
        "1".to_owned() + &"}".repeat(500)
    );
    survive(&format!("{{\"messaging\": {nested}}}"));
}

#[test]
fn bytes_that_are_no_text_are_a_fault_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    for bytes in [
        &b"\xff"[..],
        b"{\"\xc3\": 1}",
        b"\xef\xbb\xbf\xff",
        b"\0\0\0\0",
    ] {
        std::fs::write(&path, bytes).expect("a file");
        assert!(config::load(&path, |_| None).is_err());
    }
}

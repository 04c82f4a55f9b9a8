//! Why a value does not fit its type, as the end of a sentence that began with its key.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::tree::Step;

/// A value that does not fit.
#[derive(Debug)]
pub(crate) struct Error {
    /// The way to the value, from the inside out.
    steps: Vec<Step>,
    /// `None` if a key is missing.
    text: Option<String>,
}

impl Error {
    /// The same, one level further out.
    pub(super) fn within(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// The way to the value, from the top.
    pub(super) fn steps(&self) -> Vec<Step> {
        self.steps.iter().rev().cloned().collect()
    }

    pub(super) fn is_missing_key(&self) -> bool {
        self.text.is_none()
    }

    fn new(text: String) -> Self {
        Self {
            steps: Vec::new(),
            text: Some(text),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.as_deref().unwrap_or("lacks a key"))
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    /// Our own types pass sentences; the one foreign sentence is put into our words.
    fn custom<T: fmt::Display>(text: T) -> Self {
        let text = text.to_string();
        if text == "invalid IP address syntax" {
            return Self::new("must be an IP address such as 127.0.0.1 or ::1".to_owned());
        }
        Self::new(text)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        Self::new(format!(
            "must be {}, not {}",
            words(&expected),
            describe(found, is_text(&expected))
        ))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(_found: &str, words: &'static [&'static str]) -> Self {
        let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
        Self::new(format!("must be one of {}", words.join(", ")))
    }

    fn missing_field(_key: &'static str) -> Self {
        Self {
            steps: Vec::new(),
            text: None,
        }
    }
}

/// Serde's words for what it expected, in ours.
fn words(expected: &str) -> &str {
    match expected {
        "a boolean" => "true or false",
        "a string" => "text in quotes",
        "path string" => "a path in quotes",
        "IP address" => "an IP address in quotes",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "a nonzero u16" => "a whole number from 1 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "a map" => "an object { … }",
        other if other.starts_with("struct ") => "an object { … }",
        other => other,
    }
}

/// Whether text was expected: what was found may then be a secret that lacks its quotes.
fn is_text(expected: &str) -> bool {
    words(expected).ends_with("in quotes")
}

fn describe(found: Unexpected<'_>, hide: bool) -> String {
    match found {
        Unexpected::Bool(value) => value.to_string(),
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) if hide => {
            "a number".to_owned()
        }
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Float(number) => number.to_string(),
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "text".to_owned(),
        Unexpected::Seq => "a list [ … ]".to_owned(),
        Unexpected::Map => "an object { … }".to_owned(),
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::NewtypeStruct
        | Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant
        | Unexpected::Other(_) => "this".to_owned(),
    }
}

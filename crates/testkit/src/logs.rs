//! All that is logged in this process, down to the statements of the database driver.

use std::io::Write;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Book;

impl Write for Book {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        logged().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Book {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        Self
    }
}

fn logged() -> MutexGuard<'static, Vec<u8>> {
    LOGGED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins to keep what is logged.
pub fn capture() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .without_time()
            .with_writer(|| Book)
            .init();
    });
}

/// Whether something was logged.
pub fn hold(text: &str) -> bool {
    stands_in(&logged(), text)
}

/// Whether a word stands in there, and not merely as a part of a longer run of letters and digits.
pub fn stands_in(haystack: &[u8], word: &str) -> bool {
    let word = word.as_bytes();
    let edge = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let found = |at: usize| {
        haystack[at..].starts_with(word)
            && edge(at.checked_sub(1).and_then(|before| haystack.get(before)))
            && edge(haystack.get(at + word.len()))
    };
    (0..haystack.len()).any(found)
}

//! What is printed for the person at the terminal; logs go elsewhere.

use std::io::Write;

/// Prints a line to standard output. A closed pipe is no reason to fail.
pub(crate) fn line(text: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", text.as_ref());
    let _ = out.flush();
}

/// Prints to standard output, without a line end.
pub(crate) fn part(text: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{}", text.as_ref());
    let _ = out.flush();
}

/// Prints a line to standard error.
pub(crate) fn fault(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.as_ref());
}

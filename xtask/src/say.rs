//! The one place that prints.

use std::fmt::Display;

/// Prints one line for the person who runs the task.
#[expect(
    clippy::print_stdout,
    reason = "a development task speaks to the person who started it"
)]
pub(crate) fn say(line: impl Display) {
    println!("{line}");
}

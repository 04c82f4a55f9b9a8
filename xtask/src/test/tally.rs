//! Counting tests from what the test runners report.

use std::fmt;

/// How many tests passed and how many failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Tally {
    /// Adds another count to this one.
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Reads the totals in the first tag of a `JUnit` report, as cargo-nextest writes it.
    pub(super) fn from_junit(report: &str) -> Option<Self> {
        let (_, after) = report.split_once("<testsuites ")?;
        let (tag, _) = after.split_once('>')?;
        let number = |name: &str| -> Option<u64> {
            let (_, after) = tag.split_once(&format!("{name}=\""))?;
            after.split_once('"')?.0.parse().ok()
        };
        let failed = number("failures")? + number("errors")?;
        let passed = number("tests")?.saturating_sub(failed);
        Some(Self { passed, failed })
    }

    /// Reads the closing line of one test binary, `test result: ok. 3 passed; 0 failed; …`.
    pub(super) fn from_libtest(line: &str) -> Option<Self> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let number = |what: &str| -> Option<u64> {
            let count = counts
                .split("; ")
                .find_map(|count| count.strip_suffix(what));
            count?.trim().parse().ok()
        };
        Some(Self {
            passed: number("passed")?,
            failed: number("failed")?,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_junit_report_counts_failures_and_errors_as_failed() {
        let report = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nextest-run" tests="12" failures="2" errors="1" uuid="x" time="1.5">
    <testsuite name="domain" tests="4" disabled="0" errors="0" failures="0"/>"#;
        let tally = Tally::from_junit(report);
        assert_eq!(
            tally,
            Some(Tally {
                passed: 9,
                failed: 3
            })
        );
    }

    #[test]
    fn an_unfinished_report_counts_nothing() {
        assert_eq!(Tally::from_junit("<testsuites name=\"nextest-run\""), None);
    }

    #[test]
    fn the_closing_line_of_a_test_binary_is_counted() {
        let line = "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(
            Tally::from_libtest(line),
            Some(Tally {
                passed: 3,
                failed: 1
            })
        );
        assert_eq!(Tally::from_libtest("test moved_clock ... ok"), None);
    }

    #[test]
    fn the_closing_line_reads_as_one_expects() {
        let tally = Tally {
            passed: 7,
            failed: 0,
        };
        assert_eq!(tally.to_string(), "7 passed, 0 failed");
    }
}

//! The steps of `cargo xtask test`.

use anyhow::Result;

use super::cluster::Cluster;
use super::rounds;
use super::setup;
use super::tally::Tally;
use crate::generate;
use crate::workspace::{cargo, run_to_end};

/// One step; a step is taken only if all before it passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Setup,
    Fmt,
    Clippy,
    Doc,
    Gen,
    Sqlite,
    Postgres,
    Doctest,
}

impl Step {
    /// Every step, in the order in which they are taken.
    pub(super) const ALL: &[Self] = &[
        Self::Setup,
        Self::Fmt,
        Self::Clippy,
        Self::Doc,
        Self::Gen,
        Self::Sqlite,
        Self::Postgres,
        Self::Doctest,
    ];

    /// The step's name after `--only`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Doc => "doc",
            Self::Gen => "gen",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Doctest => "doctest",
        }
    }

    /// What the step finds out.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Setup => {
                "are the servers, the browser and the Python packages here that the tests run against?"
            }
            Self::Fmt => "is all code formatted?",
            Self::Clippy => "does no lint fire?",
            Self::Doc => "does the documentation build without a warning?",
            Self::Gen => "are the generated files what the code says?",
            Self::Sqlite => "do all tests pass on SQLite?",
            Self::Postgres => "do the tests that use a database pass on PostgreSQL?",
            Self::Doctest => "do the examples in the documentation work?",
        }
    }

    /// The step of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.name() == name)
    }

    /// Whether the step runs tests against what the setup installs.
    pub(super) fn needs_setup(self) -> bool {
        matches!(self, Self::Sqlite | Self::Postgres)
    }

    /// Takes the step and counts the tests it ran.
    pub(super) fn take(self, tally: &mut Tally) -> Result<()> {
        match self {
            Self::Setup => setup::set_up(),
            Self::Fmt => run_to_end(cargo().args(["fmt", "--all", "--check"])),
            Self::Clippy => run_to_end(cargo().args(words(
                "clippy --workspace --all-targets --locked -- -D warnings",
            ))),
            Self::Doc => run_to_end(
                cargo()
                    .args(words(
                        "doc --workspace --no-deps --document-private-items --locked",
                    ))
                    .env("RUSTDOCFLAGS", "-Dwarnings"),
            ),
            Self::Gen => generate::check(),
            Self::Sqlite => rounds::on_sqlite(tally),
            Self::Postgres => rounds::on_postgres(&Cluster::start()?, tally),
            Self::Doctest => rounds::of_examples(tally),
        }
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(' ')
}

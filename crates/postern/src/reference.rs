//! `postern reference`: the parts of the documentation that are made from the code. `cargo xtask gen` writes them.

use std::process::ExitCode;

use domain::provider::{Provider, ProviderEntry};
use messengers::KINDS;
use messengers::kind::Kind;

use crate::cli::Reference;
use crate::say;

/// What stands above the table of providers.
const ABOVE: &str = "\
# Providers

Each has a section under `messaging` in config.json, and a guide of its own. Codes by \"no\" are those of providers that
others may read along with: they take notifications alone. What the configuration says can take abilities away; the guide
tells when. A second provider of a kind has a name of its own after a dash: `telegram-work`.

| provider | section | a handle | codes | tells when it arrived | longest text |
|---|---|---|---|---|---|
";

/// Runs the command.
pub(crate) fn run(part: Reference) -> ExitCode {
    match part {
        Reference::Schema => say::line(config::schema().trim_end()),
        Reference::Providers => say::line(providers().trim_end()),
    }
    ExitCode::SUCCESS
}

fn providers() -> String {
    let rows = KINDS.iter().map(|kind| row(kind));
    ABOVE.to_owned() + &rows.collect::<String>()
}

fn row(kind: &Kind) -> String {
    let Kind { key, title, .. } = kind;
    let ProviderEntry {
        handle_example,
        handle_is_secret,
        carries_codes,
        has_receipts,
        text_limit,
        ..
    } = (kind.at_best)(Provider::new(*key));
    let secret = if handle_is_secret {
        ", kept secret"
    } else {
        ""
    };
    let (codes, receipts) = (yes(carries_codes), yes(has_receipts));
    format!(
        "| [{title}]({key}.md) | `{key}` | `{handle_example}`{secret} | {codes} | {receipts} | {text_limit} |\n"
    )
}

const fn yes(it_is_so: bool) -> &'static str {
    if it_is_so { "yes" } else { "no" }
}

//! Development tasks: `cargo xtask test`, `cargo xtask gen`, `cargo xtask bench`.

mod bench;
mod generate;
mod say;
mod test;
mod workspace;

use std::process::ExitCode;

use crate::say::say;

const USAGE: &str = "\
cargo xtask test [--only STEP,STEP]   set up what the tests need, then run every check and every test
cargo xtask gen [--check]             write the generated files, or fail if one of them is out of date
cargo xtask bench                     measure all that follows
cargo xtask bench accept              how fast notifications are accepted
cargo xtask bench end-to-end          how fast they come to Prosody, beside a bare tokio-xmpp
cargo xtask bench frozen              whether providers that hang hold up one that is well
cargo xtask bench telegram            how fast a bot sends, beside a bare grammers; memory; recovery
cargo xtask bench prosody             start Prosody a few times and measure it
cargo xtask bench postern LINE -- [ARGUMENT]...
                                      measure Postern from its start until it prints LINE";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ended = match arguments.as_slice() {
        ["test", rest @ ..] => test::run(rest),
        ["gen"] => generate::write(),
        ["gen", "--check"] => generate::check(),
        ["bench", rest @ ..] => bench::run(rest),
        _ => Err(anyhow::anyhow!("these are the tasks:\n\n{USAGE}")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

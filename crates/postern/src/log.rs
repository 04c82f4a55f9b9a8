//! The log: what the server has to tell, and of the tools only what goes wrong.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::say;

/// The variable that chooses what is logged.
const VARIABLE: &str = "POSTERN_LOG";

/// Logs to standard error what `POSTERN_LOG` says, or else `default` and what comes above it. A filter that is of no
/// use is named: whoever mistyped it would look for lines that never come.
pub(crate) fn start(default: &str) {
    let filter = match std::env::var(VARIABLE).as_deref() {
        Err(std::env::VarError::NotPresent) | Ok("") => EnvFilter::new(default),
        Ok(text) => read(text).unwrap_or_else(|why| {
            say::fault(format!(
                "{VARIABLE}={text:?} cannot be used: {why}. It is taken as {default}."
            ));
            EnvFilter::new(default)
        }),
        Err(std::env::VarError::NotUnicode(_)) => {
            say::fault(format!(
                "{VARIABLE} cannot be used: it is not UTF-8. It is taken as {default}."
            ));
            EnvFilter::new(default)
        }
    };
    // What it tells of a login holds the password, so no setting may turn that on.
    let quiet = "tokio_xmpp=warn".parse().expect("that is a directive");
    let filter = filter.add_directive(quiet);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}

/// Reads a filter. A word alone must be a level: the library takes any other for the name of a part that logs all, and
/// then nothing else is logged.
fn read(text: &str) -> Result<EnvFilter, String> {
    let words = text.split(',').map(str::trim);
    for word in words.filter(|word| !word.contains(['=', '[', ']'])) {
        if word
            .parse::<tracing_subscriber::filter::LevelFilter>()
            .is_err()
        {
            return Err(format!(
                "{word:?} is no level (off, error, warn, info, debug, trace), and a part wants one, as in courier=debug"
            ));
        }
    }
    EnvFilter::try_new(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_levels_and_parts_with_levels() {
        for text in [
            "info",
            "DEBUG",
            "off",
            "courier=debug,info",
            "courier=debug, info",
            "web[{id}]=trace",
        ] {
            assert!(read(text).is_ok(), "{text}");
        }
        for text in ["debgu", "courier", "info,debgu", "courier=lots", "=", "a b"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}

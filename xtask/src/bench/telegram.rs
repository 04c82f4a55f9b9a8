//! Telegram, against the local data centre as a process of its own: how fast messages go through one bot beside bare
//! grammers loops, what a hundred logins hold in memory, and how long a connection takes to come back.

mod bare;
mod centre;
mod recovery;
mod sessions;
mod speed;
mod stage;
mod wire;

use anyhow::{Result, bail};

use self::stage::Stage;

/// Measures this build, which has the release build of Postern's messenger in it: what is named, or all.
pub(super) fn run(what: &[&str]) -> Result<()> {
    match what {
        [] => {
            // Memory comes first: nothing else has left anything behind.
            run(&["memory"])?;
            run(&["speed"])?;
            run(&["recovery"])
        }
        ["memory"] => sessions::run(&Stage::set()?),
        ["speed"] => speed::run(&Stage::set()?),
        ["recovery"] => recovery::run(&Stage::set()?),
        _ => {
            bail!("of Telegram, `memory`, `speed` or `recovery` are measured; without a name, all")
        }
    }
}

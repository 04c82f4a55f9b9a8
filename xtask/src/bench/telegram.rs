//! Telegram, against the local data centre as a process of its own: how fast messages go through one bot beside a bare
//! grammers loop, what a hundred logins hold in memory, and how long a connection takes to come back.

mod bare;
mod centre;
mod recovery;
mod sessions;
mod speed;
mod stage;
mod wire;

use anyhow::Result;

use self::stage::Stage;

/// Measures this build, which has the release build of Postern's messenger in it.
pub(super) fn run() -> Result<()> {
    // Memory comes first: nothing else has left anything behind.
    sessions::run(&Stage::set()?)?;
    speed::run(&Stage::set()?)?;
    recovery::run(&Stage::set()?)
}

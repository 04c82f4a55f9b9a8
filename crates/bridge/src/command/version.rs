//! `version`: which program this is.

use futures::FutureExt as _;

use super::{Ask, Command, CommandError};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "version",
    aliases: &[],
    help: "bridge-help-version",
    level: Level::User,
    is_private: false,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let version = concat!("Postern ", env!("CARGO_PKG_VERSION"));
    ask.reply_text(version).await
}

//! `help`: what this person can do here.

use futures::FutureExt as _;

use super::{ALL, Ask, Command, CommandError, Where};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "help",
    aliases: &[],
    help: "bridge-help-help",
    level: Level::User,
    is_private: false,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let is_private = ask.place == Where::Management;
    let head = if is_private {
        "bridge-help-here"
    } else {
        "bridge-help-elsewhere"
    };
    let mut lines = vec![ask.text(head, &[])];
    let may =
        |command: &&&Command| command.level <= ask.level && (is_private || !command.is_private);
    let commands = ALL.iter().filter(may);
    lines.extend(commands.map(|command| ask.text(command.help, &[])));
    ask.reply_text(&lines.join("\n")).await
}

//! `session list` and `session terminate`: where else the account is logged in.

use std::time::Duration;

use futures::FutureExt as _;
use telegram::devices::{self, Device, Ended};

use super::{Ask, Command, CommandError, one_login};
use crate::logins::Login;
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "session",
    aliases: &["sessions"],
    help: "bridge-help-session",
    level: Level::User,
    is_private: true,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

/// How long Telegram may take.
const DEADLINE: Duration = Duration::from_secs(20);

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let mut words = ask.args.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (None | Some("list"), named, None) => list(&ask, named.unwrap_or_default()).await,
        (Some("terminate" | "end"), Some(id), named) => {
            terminate(&ask, id, named.unwrap_or_default()).await
        }
        _ => ask.reply("bridge-session-usage", &[]).await,
    }
}

/// The login it is about; `None` if there is none that has devices, which the person was told.
async fn login(ask: &Ask<'_>, named: &str) -> Result<Option<Login>, CommandError> {
    let found = one_login::find(ask, named).await?;
    if found.as_ref().is_some_and(|login| login.is_bot) {
        ask.reply("bridge-session-bot", &[]).await?;
        return Ok(None);
    }
    Ok(found)
}

async fn list(ask: &Ask<'_>, named: &str) -> Result<(), CommandError> {
    let Some(login) = login(ask, named).await? else {
        return Ok(());
    };
    match devices::list(&login.connection, DEADLINE).await {
        Ok(devices) => {
            let lines: Vec<_> = devices.iter().map(|device| line(ask, device)).collect();
            ask.reply_text(&lines.join("\n")).await
        }
        Err(error) => {
            tracing::info!(%error, "the devices of an account cannot be listed");
            ask.reply("bridge-telegram-away", &[]).await
        }
    }
}

fn line(ask: &Ask<'_>, device: &Device) -> String {
    let key = if device.is_ours {
        "bridge-session-ours"
    } else {
        "bridge-session-other"
    };
    let values = [
        ("id", device.id.to_string()),
        ("program", device.program.clone()),
        ("version", device.version.clone()),
        ("model", device.model.clone()),
        ("system", device.system.clone()),
        ("country", device.country.clone()),
        ("ip", device.ip.clone()),
        ("since", device.since.date()),
        ("used", device.used.date()),
    ];
    ask.text(key, &values)
}

async fn terminate(ask: &Ask<'_>, id: &str, named: &str) -> Result<(), CommandError> {
    let Some(id) = id.parse().ok().filter(|id| *id != 0) else {
        return ask.reply("bridge-session-usage", &[]).await;
    };
    let Some(login) = login(ask, named).await? else {
        return Ok(());
    };
    let key = match devices::end(&login.connection, id, DEADLINE).await {
        Ok(Ended::Done) => "bridge-session-ended",
        Ok(Ended::Unknown) => "bridge-session-unknown",
        Ok(Ended::TooEarly) => "bridge-session-too-early",
        Err(error) => {
            tracing::info!(%error, "a device of an account cannot be logged out");
            "bridge-telegram-away"
        }
    };
    ask.reply(key, &[]).await
}

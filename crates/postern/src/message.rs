//! `postern message USER TEXT [--wait]`: sends a text to a user.

use std::io::Read;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use domain::delivery::State;
use domain::id::NotificationId;
use domain::notification::{Source, check_text};
use domain::user::UserName;
use flows::By;
use flows::accept_notification::{self, Answer, Fate};
use store::deliveries;

use crate::cli::{Message, PlaceArgs};
use crate::house::House;
use crate::say;

/// How often `--wait` looks.
const LOOK: Duration = Duration::from_millis(100);

/// Runs the command. With `--wait`, the exit code says whether the message was sent.
pub(crate) async fn run(place: &PlaceArgs, message: &Message) -> Result<ExitCode> {
    let house = House::open(place).await?;
    let domain = house.domain(&message.domain.domain)?;
    let text = check_text(&read(&message.text)?)?;
    let to = UserName::parse(&message.user).context("that is no user name")?;
    let answer = accept_notification::from_person(
        &house.context,
        &domain,
        By::OPERATOR,
        Source::Operator,
        &[to],
        &text,
    )
    .await?;
    let Answer::Accepted(accepted) = answer else {
        bail!("the message was not accepted")
    };
    let id = match accepted.first().map(|accepted| &accepted.fate) {
        Some(Fate::Accepted { id }) => *id,
        Some(Fate::NoAccount) => bail!(
            "{} has no messaging account that takes notifications",
            message.user
        ),
        Some(Fate::UnknownUser) | None => bail!("there is no user {}", message.user),
    };
    if !message.wait {
        say::line(format!("accepted {id}"));
        return Ok(ExitCode::SUCCESS);
    }
    wait(&house, id).await
}

fn read(text: &str) -> Result<String> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut piped = String::new();
    std::io::stdin()
        .lock()
        .take(1 << 20)
        .read_to_string(&mut piped)
        .context("the text cannot be read from standard input")?;
    Ok(piped)
}

/// Waits until the last account that is tried has an end.
async fn wait(house: &House, id: NotificationId) -> Result<ExitCode> {
    let mut said = String::new();
    loop {
        let deliveries =
            deliveries::list_of_notification(&mut *house.context.db.read().await?, id).await?;
        let Some(last) = deliveries.last() else {
            bail!("the message is gone: its user was removed")
        };
        let why = last
            .why
            .as_deref()
            .map(|why| format!(": {why}"))
            .unwrap_or_default();
        let now = format!("{} by {}{why}", last.state.word(), last.provider);
        if now != said {
            say::line(&now);
            said = now;
        }
        match last.state {
            State::Sent | State::Delivered => return Ok(ExitCode::SUCCESS),
            State::Failed | State::Expired => return Ok(ExitCode::FAILURE),
            State::Pending => tokio::time::sleep(LOOK).await,
        }
    }
}

//! `postern message USER TEXT [--wait]`: sends a text to a user.

use std::io::Read;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use domain::delivery::{Delivery, State};
use domain::id::NotificationId;
use domain::notification::{Source, check_text};
use domain::provider::{Connection, ProviderState};
use domain::user::UserName;
use flows::By;
use flows::accept_notification::{self, Answer, Fate};
use store::{deliveries, provider_states};

use crate::cli::{Message, PlaceArgs};
use crate::house::House;
use crate::{mark, say};

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
            "{0} has no messaging account that takes notifications; let {0} link one, or do it with `postern user link`",
            message.user
        ),
        Some(Fate::UnknownUser) | None => bail!("there is no user {}", message.user),
    };
    if !message.wait {
        say::line(format!("accepted {id}"));
        return Ok(ExitCode::SUCCESS);
    }
    if mark::port(&house.folder).is_none() {
        say::fault("No server runs with this data folder; the message waits until one does.");
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

/// How a delivery stands. While its provider is away nobody tries, so the provider's reason is the delivery's.
fn said_of(delivery: &Delivery, states: &[ProviderState]) -> String {
    let is_its = |state: &&ProviderState| state.provider == delivery.provider;
    let away = match states.iter().find(is_its).map(|state| &state.connection) {
        Some(Connection::Down { why, .. }) if delivery.state == State::Pending => {
            Some(format!("not connected: {why}"))
        }
        Some(Connection::Down { .. } | Connection::Up { .. }) | None => None,
    };
    let why = away.or_else(|| delivery.why.clone());
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    format!("{} by {}{why}", delivery.state.word(), delivery.provider)
}

/// Waits until the last account that is tried has an end.
async fn wait(house: &House, id: NotificationId) -> Result<ExitCode> {
    let mut said = String::new();
    loop {
        let mut conn = house.context.db.read().await?;
        let deliveries = deliveries::list_of_notification(&mut conn, id).await?;
        let Some(last) = deliveries.last() else {
            bail!("the message is gone: its user was removed")
        };
        let states = provider_states::list(&mut conn).await?;
        drop(conn);
        let now = said_of(last, &states);
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

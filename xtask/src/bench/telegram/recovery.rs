//! How long it takes until messages go again.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use domain::message::Text;
use serde_json::json;
use telegram::connection::{Connection, Status};
use telegram::send::{Message, SendOutcome, send};
use telegram::settings::{Pace, Settings};

use super::stage::{PATIENCE, Stage, up};
use super::wire::Wire;
use crate::bench::percentile::percentile;
use crate::say::say;

/// How often connections are dropped.
const DROPS: usize = 20;
/// How long the slowest recovery may take, before it counts as none.
const LONGEST: Duration = Duration::from_secs(180);

/// A connection, and somebody it writes to.
struct Sender {
    connection: Connection,
    reader: i64,
    sent: usize,
}

/// Measures it, with the watch as in production.
pub(super) fn run(stage: &Stage) -> Result<()> {
    let (bot, token) = stage.centre.add_bot("postern_bot")?;
    let reader = stage.centre.add_user("493000000", "01234")?;
    stage.centre.say(reader, bot, "/start")?;
    let pace = Pace::default();
    say(format_args!(
        "telegram: recovery with the watch as in production: a probe after {:?} of silence or after a call without an \
         answer, given up after {:?}; calls are given up after {:?}",
        pace.probe_after, pace.probe, pace.call
    ));
    let mut sender = stage.runtime.block_on(Sender::start(
        stage,
        stage.settings()?,
        "straight",
        &token,
        reader,
    ))?;
    dropped(stage, &mut sender)?;
    frozen(stage, &mut sender)?;
    stage.runtime.block_on(sender.connection.stop());
    let wire = stage.runtime.block_on(Wire::lay(stage))?;
    // The library takes the address that the data centre names, or goes on with the one it was given: both lead there.
    let there = json!({ "dc": 2, "ip": "127.0.0.1", "port": wire.address.port() });
    stage.centre.fault("address", &there)?;
    let settings = stage.settings_at(wire.address)?;
    let sender = Sender::start(stage, settings, "over a wire", &token, reader);
    let mut sender = stage.runtime.block_on(sender)?;
    stage.runtime.block_on(dead(&wire, &mut sender))
}

fn dropped(stage: &Stage, sender: &mut Sender) -> Result<()> {
    let times = (0..DROPS)
        .map(|_| {
            stage.centre.fault("drop", &json!({}))?;
            stage.runtime.block_on(sender.until_sent())
        })
        .collect::<Result<Vec<_>>>()?;
    let [median, slowest] = [50, 100].map(|percent| percentile(&times, percent));
    say(format_args!(
        "telegram: {DROPS} times all connections dropped; sending again after {:.1?} (p50), {:.1?} (slowest)",
        median.context("nothing was measured")?,
        slowest.context("nothing was measured")?,
    ));
    Ok(())
}

/// The whole server stops answering, and nobody sends.
fn frozen(stage: &Stage, sender: &mut Sender) -> Result<()> {
    stage.runtime.block_on(up(&sender.connection))?;
    stage.centre.fault("freeze", &json!({}))?;
    let noticed = stage.runtime.block_on(sender.until_down())?;
    stage.centre.fault("thaw", &json!({}))?;
    let again = stage.runtime.block_on(sender.until_sent())?;
    say(format_args!(
        "telegram: the server frozen while nobody sends: noticed after {noticed:.1?}; sending again {again:.1?} after it thawed"
    ));
    Ok(())
}

/// One connection goes dead, while new ones would work.
async fn dead(wire: &Wire, sender: &mut Sender) -> Result<()> {
    wire.go_dead();
    let sending = sender.until_sent().await?;
    up(&sender.connection).await?;
    wire.go_dead();
    let noticed = sender.until_down().await?;
    let start = Instant::now();
    sender.until_sent().await?;
    say(format_args!(
        "telegram: one connection dead, new ones work: with a message to send, it is sent after {sending:.1?}; while nobody \
         sends, noticed after {noticed:.1?} and sending again {:.1?} later",
        start.elapsed()
    ));
    Ok(())
}

impl Sender {
    async fn start(
        stage: &Stage,
        settings: Settings,
        name: &str,
        token: &str,
        reader: i64,
    ) -> Result<Self> {
        let connection = stage.connect_bot(settings, name, token).await?;
        let mut sender = Self {
            connection,
            reader,
            sent: 0,
        };
        sender.until_sent().await?;
        Ok(sender)
    }

    /// Sends one message, trying again whenever there is a connection; gives how long that took.
    async fn until_sent(&mut self) -> Result<Duration> {
        let start = Instant::now();
        self.sent += 1;
        let key = format!("message {} of {:p}", self.sent, &raw const *self);
        let message = Message {
            to: self.reader,
            text: &Text::of("The backup is done."),
            buttons: &[],
            idempotency_key: &key,
        };
        let sent = async {
            let deadline = self.connection.pace().call;
            while !matches!(
                send(&self.connection, &message, deadline).await,
                SendOutcome::Sent { .. }
            ) {
                up(&self.connection).await?;
            }
            Ok::<_, anyhow::Error>(())
        };
        tokio::time::timeout(LONGEST, sent)
            .await
            .context("nothing is sent any more")??;
        Ok(start.elapsed())
    }

    async fn until_down(&self) -> Result<Duration> {
        let start = Instant::now();
        let mut status = self.connection.status();
        let down = status.wait_for(|status| !matches!(status, Status::Up { .. }));
        let down = tokio::time::timeout(PATIENCE * 2, down).await;
        down.context("nothing was noticed")??;
        Ok(start.elapsed())
    }
}

//! What logins of users hold in memory.

use anyhow::{Context, Result, bail, ensure};
use domain::message::Text;
use futures::{StreamExt, TryStreamExt};
use telegram::connection::{Connection, Line, Login};
use telegram::login::perform::Caller;
use telegram::login::{Conversation, Path, Said, Typed};
use telegram::send::{Message, SendOutcome, send};

use super::stage::{PATIENCE, Stage};
use crate::bench::program::resident_kilobytes;
use crate::say::say;

/// How many log in.
const SESSIONS: usize = 100;
/// How many log in at the same time.
const AT_ONCE: usize = 8;
/// How many messages each receives, and sends.
const MESSAGES: usize = 20;
/// The login code of all.
const CODE: &str = "01234";

/// Measures it in this process; the data centre is another.
pub(super) fn run(stage: &Stage) -> Result<()> {
    let phones: Vec<String> = (0..=SESSIONS)
        .map(|number| format!("4917{number:08}"))
        .collect();
    let users = phones
        .iter()
        .map(|phone| stage.centre.add_user(phone, CODE))
        .collect::<Result<Vec<_>>>()?;
    // The first makes everything ready that is there once.
    let (first, before) = open(stage, &phones[..1], &users[..1])?;
    let (others, after) = open(stage, &phones[1..], &users[1..])?;
    let (first, others) = (first.len(), others.len());
    ensure!(first == 1 && others == SESSIONS, "not all are connected");
    say(format_args!(
        "telegram: {SESSIONS} users logged in with phone and code, connected, {MESSAGES} messages received and \
         {MESSAGES} sent by each: {before} KiB resident before, {after} KiB after, {} KiB for each (goal: under 2048)",
        after.saturating_sub(before) / SESSIONS as u64,
    ));
    Ok(())
}

/// Logs users in and has them receive and send; gives their connections, and the memory that is resident then.
fn open(stage: &Stage, phones: &[String], users: &[i64]) -> Result<(Vec<Connection>, u64)> {
    let logins = phones.iter().map(|phone| log_in(stage, phone));
    let connections: Vec<Connection> = stage.runtime.block_on(
        futures::stream::iter(logins)
            .buffered(AT_ONCE)
            .try_collect(),
    )?;
    let writer = stage.centre.add_user(&format!("{}0", phones[0]), CODE)?;
    for user in users {
        (0..MESSAGES).try_for_each(|_| stage.centre.say(writer, *user, "Hello there"))?;
    }
    stage.runtime.block_on(async {
        for connection in &connections {
            talk(connection, writer).await?;
        }
        Ok::<_, anyhow::Error>(())
    })?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let memory = resident_kilobytes(&status).context("this process has no memory")?;
    Ok((connections, memory))
}

/// The login conversation, then a connection with what it leaves behind.
async fn log_in(stage: &Stage, phone: &str) -> Result<Connection> {
    let settings = stage.settings()?;
    let session = stage.session(phone, &settings).await?;
    let (line, unasked) = Line::open(&settings, &session, &stage.tasks, &stage.stop);
    let caller = Caller::new(&line, &settings, &stage.world);
    let mut step = Conversation::begin(Path::Phone, stage.world.now());
    for typed in [format!("+{phone}"), CODE.to_owned()] {
        let said = Said::Text(Typed::new(typed));
        step = step.conversation.hear(said, stage.world.now());
        while let Some(call) = step.call.take() {
            let answer = caller.perform(call).await;
            step = step.conversation.learn(answer, stage.world.now());
        }
    }
    if step.conversation.account().is_none() {
        bail!("not logged in: {}", step.say.key());
    }
    line.close();
    line.ended().await;
    drop(unasked);
    stage.connect(settings, session, Login::User).await
}

async fn talk(connection: &Connection, other: i64) -> Result<()> {
    let mut updates = connection.updates().context("somebody has the updates")?;
    let mut heard = 0;
    while heard < MESSAGES {
        let update = tokio::time::timeout(PATIENCE, updates.recv()).await?;
        let update = update.context("the stream of updates ended")?;
        heard += usize::from(update.written().is_some());
        update.done();
    }
    for number in 0..MESSAGES {
        let message = Message {
            to: other,
            text: &Text::of("Hello to you"),
            buttons: &[],
            idempotency_key: &number.to_string(),
        };
        let outcome = send(connection, &message, PATIENCE).await;
        ensure!(
            matches!(outcome, SendOutcome::Sent { .. }),
            "not sent: {outcome:?}"
        );
    }
    Ok(())
}

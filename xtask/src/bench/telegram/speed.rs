//! Messages a second through one bot, with limits off: Postern's messenger beside two bare loops, in turns. One of
//! these reads what comes unasked, as a bot must that people write to, and as Postern does; the other throws it away.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::message::Text;
use domain::provider::{Provider, RemoteId};
use futures::{StreamExt, TryStreamExt};
use messengers::telegram::{ApiHash, BotToken, Home, Login, Pace, Server, Settings, Telegram};
use messengers::{Letter, Messenger, Surroundings, deaf};
use tokio::sync::mpsc;

use super::bare::{Bare, Updates};
use super::stage::{API_HASH, API_ID, PATIENCE, Stage};
use crate::bench::percentile::a_second;
use crate::say::say;

/// Messages on their way at the same time.
pub(super) const IN_FLIGHT: usize = 64;
/// What is sent.
pub(super) const TEXT: &str = "The backup is done.";
/// To how many people.
const READERS: usize = 64;
/// Messages of one turn.
const TURN: usize = 20_000;
/// Turns of each, after one that is not counted.
const TURNS: u32 = 5;

/// Measures it.
pub(super) fn run(stage: &Stage) -> Result<()> {
    let (bot, token) = stage.centre.add_bot("postern_bot")?;
    let (listening_bot, listening_token) = stage.centre.add_bot("listening_bot")?;
    let (deaf_bot, deaf_token) = stage.centre.add_bot("deaf_bot")?;
    let readers = (0..READERS)
        .map(|number| {
            let reader = stage
                .centre
                .add_user(&format!("4930{number:07}"), "01234")?;
            for bot in [bot, listening_bot, deaf_bot] {
                stage.centre.say(reader, bot, "/start")?;
            }
            Ok(reader)
        })
        .collect::<Result<Vec<_>>>()?;
    let [ours, listening, deaf] = stage.runtime.block_on(async {
        let messenger = connect(stage, token).await?;
        let listening = Bare::connect(stage, &listening_token, Updates::Read).await?;
        let deaf = Bare::connect(stage, &deaf_token, Updates::Dropped).await?;
        take_turns(stage, &messenger, [&listening, &deaf], &readers).await
    })?;
    let count = TURN * TURNS as usize;
    let share = |bare: Duration| bare.as_secs_f64() / ours.as_secs_f64() * 100.0;
    say(format_args!(
        "telegram: {count} messages through one bot, {IN_FLIGHT} at a time, limits off: {} a second; \
         a bare grammers loop that reads its updates {} a second: that is {:.0} % (goal: at least 80 %); \
         one that throws its updates away {} a second: that is {:.0} %",
        a_second(count, ours),
        a_second(count, listening),
        share(listening),
        a_second(count, deaf),
        share(deaf),
    ));
    Ok(())
}

/// Gives how long ours and the bare loops took in all.
async fn take_turns(
    stage: &Stage,
    messenger: &Telegram,
    bare: [&Bare; 2],
    readers: &[i64],
) -> Result<[Duration; 3]> {
    let mut whole = [Duration::ZERO; 3];
    for turn in 0..=TURNS {
        let start = Instant::now();
        send(stage, messenger, readers).await?;
        let ours = start.elapsed();
        bare[0].send(TURN, readers).await?;
        let listening = start.elapsed();
        bare[1].send(TURN, readers).await?;
        let deaf = start.elapsed();
        if turn > 0 {
            whole[0] += ours;
            whole[1] += listening - ours;
            whole[2] += deaf - listening;
        }
    }
    Ok(whole)
}

/// As the courier sends: letter by letter, each with an idempotency key of its own.
async fn send(stage: &Stage, messenger: &Telegram, readers: &[i64]) -> Result<()> {
    let sends = readers.iter().cycle().take(TURN).map(|reader| async move {
        let delivery: DeliveryId = stage.world.id();
        let letter = Letter {
            delivery,
            attempt: 1,
            idempotency_key: delivery.to_string(),
            to: RemoteId(reader.to_string()),
            text: Text::of(TEXT),
            buttons: Vec::new(),
            carries_code: false,
        };
        let outcome = messenger.send(&letter).await;
        ensure!(outcome == Outcome::Sent, "{outcome:?}");
        Ok(())
    });
    futures::stream::iter(sends)
        .buffer_unordered(IN_FLIGHT)
        .try_collect()
        .await
}

async fn connect(stage: &Stage, token: String) -> Result<Arc<Telegram>> {
    let settings = Settings {
        api_id: API_ID,
        api_hash: ApiHash(API_HASH.to_owned()),
        login: Login::Bot(BotToken(token)),
        proxy: None,
        connection_retries: 5,
        server: Some(Server {
            address: stage.centre.address.to_string(),
            key_file: Some(stage.centre.public_key()),
        }),
        pace: Pace::default(),
        limits: None,
        is_trial: false,
    };
    let home = Home {
        db: stage.db.clone(),
        key: Stage::server_key(),
        turn: Arc::default(),
    };
    let (news, _) = mpsc::channel(1);
    let surroundings = Surroundings {
        world: stage.world.clone(),
        tasks: stage.tasks.clone(),
        stop: stage.stop.clone(),
        news,
        reception: deaf(),
    };
    let provider = Provider::new("telegram");
    let messenger = Telegram::start(provider, settings, home, surroundings)?;
    let mut connection = messenger.connection();
    let up = connection.wait_for(domain::provider::Connection::is_up);
    let up = tokio::time::timeout(PATIENCE, up).await;
    up.context("the messenger does not connect")??;
    Ok(messenger)
}

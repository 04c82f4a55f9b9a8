//! Keeps a connection up: makes it, watches it, and makes it again.

use std::time::Duration;

use grammers_tl_types::functions::updates::GetState;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Login;
use super::backoff::Backoff;
use super::error::CallError;
use super::line::Line;
use super::shared::Shared;
use super::sign_in::sign_in;
use super::status::{Account, LoggedOut, Status};
use super::stream::stream;
use super::update::Update;

/// A connection that was up this long has lasted: what comes then is a new trouble.
const LASTED: Duration = Duration::from_secs(10);

/// How one life of the connection ended.
enum End {
    /// For good.
    LoggedOut(LoggedOut),
    /// To be tried again: not before the wait, if there is one.
    Again { why: String, wait: Option<Duration> },
}

/// Runs until it is stopped or logged out.
pub(super) async fn keep(
    shared: &Shared,
    tasks: &TaskTracker,
    stop: &CancellationToken,
    to: mpsc::Sender<Update>,
) {
    let pace = shared.settings.pace;
    let tries = shared.settings.connection_retries;
    let mut backoff = Backoff::new(pace.first_wait, pace.longest_wait, tries);
    loop {
        let began = Instant::now();
        let (line, raw) = Line::open(&shared.settings, &shared.session, tasks, stop);
        shared.line.send_replace(Some(line.clone()));
        let end = stop
            .run_until_cancelled(Box::pin(tend(shared, &line, raw, &to)))
            .await;
        shared.line.send_replace(None);
        line.close();
        line.ended().await;
        save(shared).await;
        let (why, wait) = match end {
            None => return,
            Some(End::LoggedOut(why)) => {
                tracing::warn!(%why, "Telegram is logged out");
                shared.set_status(Status::LoggedOut { why });
                return;
            }
            Some(End::Again { why, wait }) => (why, wait),
        };
        if began.elapsed() > LASTED {
            backoff.reset();
        }
        let wait = wait.unwrap_or_else(|| backoff.wait(&shared.world));
        tracing::info!(%why, ?wait, "the connection to Telegram is down");
        shared.set_status(Status::Down { why });
        if stop
            .run_until_cancelled(tokio::time::sleep(wait))
            .await
            .is_none()
        {
            return;
        }
    }
}

/// One life: signs in, then hands updates over, watches and saves until something ends it.
async fn tend(
    shared: &Shared,
    line: &Line,
    raw: mpsc::Receiver<grammers_session::updates::UpdatesLike>,
    to: &mpsc::Sender<Update>,
) -> End {
    let account = match sign_in(shared, line).await {
        Ok(account) => account,
        Err(error) => return ended_by(shared, error).await,
    };
    shared.note_answer();
    shared.set_status(Status::Up {
        account: account.clone(),
    });
    tracing::info!(account = account.id, "connected to Telegram");
    let again = |why: &str| End::Again {
        why: why.to_owned(),
        wait: None,
    };
    tokio::select! {
        end = watch(shared, line, &account) => end,
        () = line.ended() => again("the connection broke off"),
        () = shared.hand_over.lost() => again("an update could not be dealt with"),
        streamed = stream(shared, line, raw, to) => match streamed {
            Ok(()) => again("the connection broke off"),
            Err(error) => {
                tracing::warn!(%error, "the stream of updates ended");
                again("the session cannot be read or written")
            }
        },
        () = save_often(shared) => again("nothing can be saved"),
    }
}

/// Probes the connection when it was silent for long, or when something went wrong on it.
async fn watch(shared: &Shared, line: &Line, account: &Account) -> End {
    let pace = shared.settings.pace;
    loop {
        let due = shared.last_answer() + pace.probe_after;
        tokio::select! {
            () = shared.doubt.notified() => {}
            () = tokio::time::sleep_until(due) => if shared.last_answer() + pace.probe_after > Instant::now() {
                continue;
            }
        }
        let mut answer = probe(shared, line).await;
        if matches!(answer, Err(CallError::TooLate)) {
            // A server that is silent but keeps the connection: the library would wait for ever.
            shared.set_status(Status::Down {
                why: CallError::TooLate.to_string(),
            });
            line.hang_up();
            answer = probe(shared, line).await;
        }
        match answer {
            Ok(()) => shared.set_status(Status::Up {
                account: account.clone(),
            }),
            Err(error) => return ended_by(shared, error).await,
        }
    }
}

/// A small call; an answer of any kind is a sign of life.
async fn probe(shared: &Shared, line: &Line) -> Result<(), CallError> {
    match line.invoke(&GetState {}, shared.settings.pace.probe).await {
        Ok(_) | Err(CallError::Flood(_) | CallError::Refused(_) | CallError::Unreadable) => {
            shared.note_answer();
            Ok(())
        }
        Err(error) => Err(error),
    }
}

async fn ended_by(shared: &Shared, error: CallError) -> End {
    let why = error.to_string();
    let wait = match error {
        // A bot's token opens the door again; whether it still does, the next life sees.
        CallError::LoggedOut(LoggedOut::Revoked | LoggedOut::Doubled)
            if matches!(shared.login, Login::Bot(_)) =>
        {
            None
        }
        CallError::LoggedOut(why) => return End::LoggedOut(why),
        CallError::KeyForgotten => {
            // With a new key, Telegram says itself that nobody is logged in.
            if let Err(error) = shared.session.renew_key().await {
                tracing::info!(%error, "no new key was made");
            }
            None
        }
        CallError::Flood(wait) => Some(wait),
        CallError::Refused(_)
        | CallError::Elsewhere(_)
        | CallError::TooLate
        | CallError::Unreachable(_)
        | CallError::NotConnected
        | CallError::Unreadable
        | CallError::Session(_) => None,
    };
    End::Again { why, wait }
}

/// Saves what was learned, at most so often.
async fn save_often(shared: &Shared) {
    loop {
        tokio::time::sleep(shared.settings.pace.save_after).await;
        save(shared).await;
    }
}

async fn save(shared: &Shared) {
    if let Err(error) = shared.session.save().await {
        // It stays in memory, and is written the next time.
        tracing::warn!(%error, "the Telegram session cannot be saved now");
    }
}

//! Logging in at the terminal: as which account Postern is to speak.

use anyhow::{Context, Result, bail};
use messengers::telegram::Section;
use telegram::login::Path;
use telegram::settings::Settings;

use super::answers::{self, Part};
use super::earlier;
use super::talk::{Ended, Talk};
use crate::cli::TelegramLogin;
use crate::house::House;
use crate::say;
use crate::setup::draft::Draft;
use crate::setup::terminal::{Stopped, Terminal};
use crate::telegram_app;

/// What there is to be done.
#[derive(Clone, Copy)]
pub(super) enum Which {
    /// A login, an interrupted one if there is one.
    Any(Option<TelegramLogin>),
    /// An interrupted login, if there is one that somebody wants to go on with.
    Interrupted,
}

/// What came of it.
pub(super) enum LoggedIn<'a> {
    /// There is no interrupted login, or nobody wants it.
    No,
    /// A bot, whose token is in the draft.
    Bot,
    /// A user, whose session is in the draft. The talk is to be forgotten once that is written, or undone if it is not.
    User(Box<Talk<'a>>),
}

/// Logs in and puts the login into the draft.
pub(super) async fn log_in<'a>(
    draft: &mut Draft,
    house: &House,
    which: Which,
    terminal: &'a Terminal,
) -> Result<LoggedIn<'a>> {
    if matches!(which, Which::Interrupted) && !earlier::is_there(house).await? {
        return Ok(LoggedIn::No);
    }
    let mut which = which;
    loop {
        let held = Box::pin(hold(draft, house, which, terminal));
        let Some((talk, ended)) = held.await? else {
            return Ok(LoggedIn::No);
        };
        match ended {
            Ended::Bot(token) => {
                talk.close().await;
                answers::set_bot(draft, token.reveal())?;
                return Ok(LoggedIn::Bot);
            }
            Ended::User(session) => {
                answers::set_user(draft, &session)?;
                return Ok(LoggedIn::User(Box::new(talk)));
            }
            Ended::Cancelled => return Err(Stopped.into()),
            Ended::Application => change_application(draft, terminal).await?,
            Ended::Out => {
                if !terminal.confirm("\nBegin a new login?", true).await? {
                    return Err(Stopped.into());
                }
            }
        }
        talk.close().await;
        if matches!(which, Which::Interrupted) {
            which = Which::Any(None);
        }
    }
}

/// Opens a talk and holds the conversation; the talk is over if there is none.
async fn hold<'a>(
    draft: &Draft,
    house: &House,
    which: Which,
    terminal: &'a Terminal,
) -> Result<Option<(Talk<'a>, Ended)>> {
    let settings = settings(draft).await?;
    let mut talk = Talk::open(house, settings, terminal).await?;
    match converse(draft, &mut talk, which, terminal).await {
        Ok(Some(ended)) => Ok(Some((talk, ended))),
        other => {
            talk.close().await;
            other.map(|_| None)
        }
    }
}

/// Holds the conversation; `None` if there is none to go on with and no other is wanted.
async fn converse(
    draft: &Draft,
    talk: &mut Talk<'_>,
    which: Which,
    terminal: &Terminal,
) -> Result<Option<Ended>> {
    while let Err(why) = talk.reach().await {
        terminal.tell(&format!("Not connected: {why}."));
        if !terminal.confirm("Try again?", true).await? {
            return Err(Stopped.into());
        }
    }
    let earlier = match which {
        Which::Any(Some(TelegramLogin::Bot)) => None,
        Which::Any(Some(TelegramLogin::User) | None) | Which::Interrupted => {
            earlier::offer(talk, terminal).await?
        }
    };
    let step = match (earlier, which) {
        (Some(step), _) => {
            answers::must_be_settable(draft, TelegramLogin::User)?;
            step
        }
        (None, Which::Interrupted) => return Ok(None),
        (None, Which::Any(wanted)) => {
            let path = choose_path(draft, wanted, terminal).await?;
            talk.begin(path).await?
        }
    };
    talk.hold(step).await.map(Some)
}

async fn choose_path(
    draft: &Draft,
    wanted: Option<TelegramLogin>,
    terminal: &Terminal,
) -> Result<Path> {
    let login = match wanted {
        Some(login) => login,
        None => answers::choose_login(terminal).await?,
    };
    answers::must_be_settable(draft, login)?;
    if login == TelegramLogin::Bot {
        return Ok(Path::Bot);
    }
    let choices = [
        (
            Path::Phone,
            "By its phone number and a code that Telegram sends".to_owned(),
        ),
        (
            Path::Qr,
            "By a QR code, for the Telegram app on a phone to scan".to_owned(),
        ),
    ];
    let question = "\nHow do you want to log that account in?";
    Ok(terminal.choose(question, &choices, 0).await?)
}

/// Asks for the application again, which Telegram does not know.
async fn change_application(draft: &mut Draft, terminal: &Terminal) -> Result<()> {
    let elsewhere = Part::ALL.iter().any(|part| part.is_elsewhere(draft));
    if elsewhere {
        bail!(
            "api_id or api_hash come from a file of their own or from the environment; mend them there, then run this again"
        );
    }
    say::line("");
    for part in Part::ALL {
        answers::ask(draft, part, terminal).await?;
    }
    Ok(())
}

/// How to connect, as far as the draft says it.
async fn settings(draft: &Draft) -> Result<Settings> {
    let (provider, loaded) = (draft.provider(), answers::filled(draft).usable()?);
    let section = loaded.config.messaging.get::<Section>(provider.as_str());
    let section = section.with_context(|| format!("messaging.{provider} is missing"))?;
    telegram_app::settings(section, provider.as_str()).await
}

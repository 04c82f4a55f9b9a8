//! A login that is tried out.

use std::sync::Arc;

use anyhow::{Context, Result};
use domain::provider::{Connection, Provider};
use messengers::Messenger;
use messengers::telegram::{Fault, Home, Section, Settings, Telegram};

use crate::cli::TelegramLogin;
use crate::scratch::Scratch;
use crate::setup::draft::Draft;
use crate::setup::last_steps::Whom;
use crate::setup::trial::Trial;
use crate::{say, world};

/// How the advice begins that a messenger gives whoever has lost a login; here that is being done.
const ADVICE: &str = "; run `postern setup telegram";

/// A login that works, for as long as it is tried out.
pub(super) struct Tried {
    pub(super) trial: Trial,
    scratch: Scratch,
    account: String,
    login: TelegramLogin,
}

impl Tried {
    /// Connects once, as the draft has it; `Err` says why that does not work.
    pub(super) async fn start(draft: &Draft) -> Result<Result<Self, String>> {
        let (provider, loaded) = (draft.provider(), draft.usable()?);
        let section = loaded.config.messaging.get::<Section>(provider.as_str());
        let section = section.with_context(|| format!("messaging.{provider} is missing"))?;
        let settings = section.settings(true);
        let settings =
            settings.with_context(|| format!("messaging.{provider} names nobody to log in"))?;
        let (login, kind) = if section.is_bot() {
            (TelegramLogin::Bot, "bot")
        } else {
            (TelegramLogin::User, "user")
        };
        say::line("\nConnecting to Telegram …");
        let scratch = Scratch::open(&world::real()).await?;
        let trial = match trial(provider, settings, &scratch) {
            Ok(trial) => trial,
            Err(fault) => {
                scratch.close().await;
                return Ok(Err(format!("messaging.{provider}.{fault}")));
            }
        };
        match trial.connection().await {
            Connection::Up { account } => {
                say::line(format!("Connected as the {kind} {account}."));
                Ok(Ok(Self {
                    trial,
                    scratch,
                    account,
                    login,
                }))
            }
            Connection::Down { why, .. } => {
                trial.end().await;
                scratch.close().await;
                let why = why.split(ADVICE).next().unwrap_or_default();
                Ok(Err(why.to_owned()))
            }
        }
    }

    /// Whom a test message may go to.
    pub(super) fn whom(&self) -> Whom {
        match self.login {
            TelegramLogin::Bot => Whom {
                before: bot_comes_second(&self.account),
                example: "your @name, your numeric id",
            },
            TelegramLogin::User => Whom {
                before: String::new(),
                example: "a @name, a phone number with its +, a numeric id",
            },
        }
    }

    /// Disconnects.
    pub(super) async fn end(self) {
        self.trial.end().await;
        self.scratch.close().await;
    }
}

fn trial(provider: &Provider, settings: Settings, scratch: &Scratch) -> Result<Trial, Fault> {
    let home = Home {
        db: scratch.db.clone(),
        key: scratch.key.clone(),
        turn: Arc::default(),
    };
    Trial::start(|surroundings| {
        let started = Telegram::start(provider.clone(), settings, home, surroundings)?;
        Ok(started as Arc<dyn Messenger>)
    })
}

fn bot_comes_second(account: &str) -> String {
    let link = match account.strip_prefix('@') {
        Some(name) => format!("open https://t.me/{name}"),
        None => "open its chat in Telegram".to_owned(),
    };
    format!("\nA bot may not write first, so {link} and press Start before.")
}

//! `postern setup telegram`.

mod answers;
mod ear;
mod earlier;
mod kept;
mod login;
mod screen;
mod talk;
mod tried;

use anyhow::{Context, Result, bail};
use messengers::telegram::KIND;

use self::answers::Part;
use self::login::{LoggedIn, Which};
use self::talk::Talk;
use self::tried::Tried;
use super::draft::Draft;
use super::key::{self, Keys};
use super::last_steps;
use super::terminal::{Stopped, Terminal};
use crate::cli::{PlaceArgs, SetupTelegram, TelegramLogin};
use crate::house::House;
use crate::say;

/// Asks for what is missing, logs in, tries it out, and writes it.
pub(super) async fn run(
    place: &PlaceArgs,
    options: &SetupTelegram,
    terminal: Option<&Terminal>,
) -> Result<()> {
    let provider = key::provider(KIND.key, options.name.as_deref())?;
    let mut draft = Draft::open(&place.config, Keys::of(provider, &answers::KEYS))?;
    answers::take_options(&mut draft, options)?;
    let mut setup = Setup {
        place,
        options,
        terminal,
        draft,
        fresh: None,
    };
    let written = setup.run().await;
    match (setup.fresh, written) {
        (None, written) => written,
        (Some(mut talk), Ok(())) => talk.forget().await,
        (Some(_), Err(error)) if !error.is::<Stopped>() => {
            let last_words = terminal.and_then(Terminal::take_last_words);
            last_words.into_iter().for_each(say::line);
            Err(error)
        }
        (Some(mut talk), Err(error)) => {
            say::line("\nLogging out of Telegram again, since the login was not written …");
            talk.undo().await?;
            Err(error)
        }
    }
}

/// What the dialogue is about.
struct Setup<'a> {
    place: &'a PlaceArgs,
    options: &'a SetupTelegram,
    terminal: Option<&'a Terminal>,
    draft: Draft,
    /// A user's login that is not written yet.
    fresh: Option<Talk<'a>>,
}

/// What to do about a login that does not work.
#[derive(Clone, Copy)]
enum Remedy {
    Again,
    LogIn,
    Application,
}

impl<'a> Setup<'a> {
    async fn run(&mut self) -> Result<()> {
        let chatty = self.terminal.filter(|_| !self.options.yes);
        self.complete().await?;
        if self.options.no_test {
            self.draft.usable()?;
        } else {
            let tried = self.connect().await?;
            let to = self.options.test_to.as_deref();
            let greeted = last_steps::greet(&tried.trial, to, &tried.whom(), chatty).await;
            tried.end().await;
            greeted?;
        }
        last_steps::write(&self.draft, &answers::SECRETS, chatty).await
    }

    /// Fills the gaps.
    async fn complete(&mut self) -> Result<()> {
        let Some(terminal) = self.terminal else {
            if self.login()?.is_some() && answers::missing(&self.draft).is_empty() {
                return Ok(());
            }
            let missing = match self.login()? {
                None => answers::missing_options(&self.draft, self.options.login),
                Some(_) => answers::missing_of_application(&self.draft),
            };
            bail!(
                "there is no terminal to ask at, and this is missing: {}",
                missing.join(", ")
            );
        };
        answers::complete(&mut self.draft, terminal).await?;
        match self.login()? {
            None => self.log_in(terminal).await,
            Some(_) if self.options.says_anything() || self.options.yes => Ok(()),
            Some(_) => self.look_at_what_is_there(terminal).await,
        }
    }

    /// As whom the configuration logs in, if that is what was asked for.
    fn login(&mut self) -> Result<Option<TelegramLogin>> {
        let login = answers::login(&mut self.draft)?;
        let wanted = self.options.login;
        Ok(login.filter(|login| wanted.is_none_or(|wanted| wanted == *login)))
    }

    /// Offers to go on with another login that was interrupted, or tries the one that stands in the configuration and
    /// offers another.
    async fn look_at_what_is_there(&mut self, terminal: &'a Terminal) -> Result<()> {
        let title = self.draft.provider().title(KIND.title);
        say::line(format!(
            "{title} is set up in {} already.",
            self.draft.name()
        ));
        // Looking for one makes no data folder.
        let may_be_there =
            self.options.login != Some(TelegramLogin::Bot) && self.place.data.exists();
        if may_be_there && self.log_in_as(Which::Interrupted, terminal).await? {
            return Ok(());
        }
        let works = match Tried::start(&self.draft).await? {
            Ok(tried) => {
                tried.end().await;
                true
            }
            Err(why) => {
                say::line(format!("Not connected: {why}."));
                false
            }
        };
        let question = "\nReplace it by another login?";
        if terminal.confirm(question, !works).await? {
            return self.log_in_anew().await;
        }
        Ok(())
    }

    async fn log_in_anew(&mut self) -> Result<()> {
        let terminal = self.terminal.context("there is no terminal to ask at")?;
        if let Some(mut talk) = self.fresh.take() {
            talk.undo().await?;
        }
        self.log_in(terminal).await
    }

    async fn log_in(&mut self, terminal: &'a Terminal) -> Result<()> {
        let which = Which::Any(self.options.login);
        self.log_in_as(which, terminal).await.map(|_| ())
    }

    /// Logs in; false if an interrupted login was looked for in vain.
    async fn log_in_as(&mut self, which: Which, terminal: &'a Terminal) -> Result<bool> {
        let loaded = answers::filled(&self.draft).usable()?;
        let house = House::with(loaded, &self.place.data).await?;
        match login::log_in(&mut self.draft, &house, which, terminal).await? {
            LoggedIn::No => return Ok(false),
            LoggedIn::Bot => self.fresh = None,
            LoggedIn::User(talk) => self.fresh = Some(*talk),
        }
        Ok(true)
    }

    /// Connects; as long as that fails, somebody at the terminal may change what is wrong.
    async fn connect(&mut self) -> Result<Tried> {
        loop {
            let why = match Tried::start(&self.draft).await? {
                Ok(tried) => return Ok(tried),
                Err(why) => why,
            };
            let Some(terminal) = self.terminal else {
                bail!("not connected: {why}. Nothing was written.");
            };
            terminal.tell(&format!("Not connected: {why}."));
            let choices = [
                (Remedy::Again, "Try again".to_owned()),
                (Remedy::LogIn, "Log in anew".to_owned()),
                (Remedy::Application, "Change api_id and api_hash".to_owned()),
            ];
            let question = "\nWhat now? Ctrl-C ends this, and nothing is written.";
            match terminal.choose(question, &choices, 0).await? {
                Remedy::Again => {}
                Remedy::LogIn => self.log_in_anew().await?,
                Remedy::Application => {
                    for part in Part::ALL {
                        answers::ask(&mut self.draft, part, terminal).await?;
                    }
                }
            }
        }
    }
}

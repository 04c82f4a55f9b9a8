//! `postern setup xmpp`.

mod answers;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use config::Loaded;
use domain::provider::{Connection, Provider};
use domain::secret::ServerKey;
use messengers::Messenger;
use messengers::xmpp::{self, Fault, Xmpp};

use self::answers::Part;
use super::draft::Draft;
use super::key::{self, Keys};
use super::last_steps::{self, Whom};
use super::terminal::Terminal;
use super::trial::Trial;
use crate::cli::SetupXmpp;
use crate::{say, world};

/// The resource to try with. A running server has another one, so that neither throws the other out.
const RESOURCE: &str = "postern-setup";

/// Whom a test message may go to.
const WHOM: Whom = Whom {
    before: String::new(),
    example: "an address",
};

/// Asks for what is missing, tries it out, and writes it.
pub(super) async fn run(
    path: &Path,
    options: &SetupXmpp,
    terminal: Option<&Terminal>,
) -> Result<()> {
    let provider = key::provider(xmpp::KIND.key, options.name.as_deref())?;
    let mut draft = Draft::open(path, Keys::of(provider, &answers::KEYS))?;
    answers::take_options(&mut draft, options)?;
    complete(&mut draft, options, terminal).await?;
    let chatty = terminal.filter(|_| !options.yes);
    if options.no_test {
        draft.usable()?;
    } else {
        let trial = connect(&mut draft, terminal).await?;
        let greeted = last_steps::greet(&trial, options.test_to.as_deref(), &WHOM, chatty).await;
        trial.end().await;
        greeted?;
    }
    last_steps::write(&draft, &answers::SECRETS, chatty).await
}

/// Fills the gaps.
async fn complete(
    draft: &mut Draft,
    options: &SetupXmpp,
    terminal: Option<&Terminal>,
) -> Result<()> {
    let missing = answers::missing(draft);
    let Some(terminal) = terminal else {
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = missing.iter().map(|part| part.option()).collect();
        bail!(
            "there is no terminal to ask at, and this is missing: {}",
            names.join(", ")
        );
    };
    if !missing.is_empty() {
        terminal.explain(answers::INTRODUCTION);
        for part in missing {
            answers::ask(draft, part, terminal).await?;
        }
    } else if !options.says_anything() && !options.yes {
        let title = draft.provider().title(xmpp::KIND.title);
        say::line(format!("\n{title} is set up in {} already.", draft.name()));
        if terminal.confirm("Change it?", false).await? {
            for part in answers::changeable(draft) {
                answers::ask(draft, part, terminal).await?;
            }
        }
    }
    Ok(())
}

/// Connects; as long as that fails, somebody at the terminal may change what is wrong.
async fn connect(draft: &mut Draft, terminal: Option<&Terminal>) -> Result<Trial> {
    loop {
        let (why, doubt) = match start(draft.provider(), &draft.usable()?) {
            Ok(trial) => match trial.connection().await {
                Connection::Up { account } => {
                    say::line(format!("Connected as {account}."));
                    return Ok(trial);
                }
                Connection::Down { why, .. } => {
                    trial.end().await;
                    let doubt = Part::in_doubt(&why);
                    (why, doubt)
                }
            },
            Err(fault) => {
                let doubt = match &fault {
                    Fault::Service { .. } => Part::Server,
                    Fault::Username { .. } => Part::Account,
                    Fault::CaFile { .. } => Part::CaFile,
                };
                (
                    format!("messaging.{}.{fault}", draft.provider()),
                    Some(doubt),
                )
            }
        };
        let Some(terminal) = terminal else {
            bail!("not connected: {why}. Nothing was written.");
        };
        say::line(format!("Not connected: {why}."));
        if let Some(part) = answers::choose(draft, doubt, terminal).await? {
            answers::ask(draft, part, terminal).await?;
        }
    }
}

fn start(provider: &Provider, loaded: &Loaded) -> Result<Trial, Fault> {
    let section = loaded
        .config
        .messaging
        .get::<xmpp::Section>(provider.as_str());
    let section = section.expect("a draft without gaps has the section");
    // Nothing that is sent here waits for a receipt, so any key will do for marking messages.
    let key = ServerKey::new(world::real().bytes());
    let settings = section.settings(&key);
    let mut settings = settings.expect("a draft that is usable has been checked");
    settings.username = format!("{}/{RESOURCE}", section.jid());
    say::line(format!("\nConnecting to {} …", section.host()));
    Trial::start(|surroundings| {
        let started = Xmpp::start(provider.clone(), settings, surroundings)?;
        Ok(started as Arc<dyn Messenger>)
    })
}

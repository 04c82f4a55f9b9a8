//! `postern setup PROVIDER` for every kind that is set up by answering its questions.

mod options;
mod part;

use std::path::Path;

use anyhow::{Result, bail};
use config::edit::NewValue;
use domain::provider::{Connection, Provider};
use domain::secret::ServerKey;
use messengers::kind::{Ground, Kind, Question};

use self::part::Part;
use super::draft::{Draft, Fill, Value};
use super::key::{self, Key, Keys, lasting, lasting_word};
use super::last_steps::{self, Whom};
use super::terminal::Terminal;
use super::trial::Trial;
use crate::cli::SetupOther;
use crate::scratch::Scratch;
use crate::{say, world};

/// Asks for what is missing, tries it out, and writes it.
pub(super) async fn run(
    path: &Path,
    kind: &'static Kind,
    options: &SetupOther,
    terminal: Option<&Terminal>,
) -> Result<()> {
    let provider = key::provider(kind.key, options.name.as_deref())?;
    let asked = Asked::of(kind, &provider);
    let mut draft = Draft::open(path, Keys::own(provider, asked.keys()))?;
    let is_new = !draft.has(asked.section);
    asked.take_options(&mut draft, options)?;
    let chatty = terminal.filter(|_| !options.yes);
    asked
        .complete(&mut draft, is_new, options, terminal)
        .await?;
    if options.no_test {
        draft.usable()?;
    } else {
        let tried = asked.connect(&mut draft, terminal).await?;
        let example = (kind.at_best)(draft.provider().clone()).handle_example;
        let whom = Whom {
            before: String::new(),
            example,
        };
        let to = options.test_to.as_deref();
        let greeted = last_steps::greet(&tried.trial, to, &whom, chatty).await;
        tried.end().await;
        greeted?;
    }
    last_steps::write(&draft, &asked.secrets(), chatty).await
}

/// A provider to set up, and what has to be known of it.
struct Asked {
    kind: &'static Kind,
    section: Key,
    parts: Vec<Part>,
    /// What stands in for answers that are needed and not given yet, while others are checked.
    fill: Vec<Fill>,
}

/// A provider that works, for as long as it is tried out.
struct Tried {
    trial: Trial,
    scratch: Scratch,
}

impl Asked {
    fn of(kind: &'static Kind, provider: &Provider) -> Self {
        let section = lasting(vec!["messaging", lasting_word(provider.to_string())]);
        let part = |question: &'static Question| {
            let (last, rest) = question.key[2..].split_last()?;
            let file = lasting_word(format!("{last}File"));
            let own = |last: &'static str| lasting([section, rest, &[last]].concat());
            Some(Part {
                question,
                key: own(last),
                file: own(file),
            })
        };
        let parts: Vec<Part> = kind.questions.iter().filter_map(part).collect();
        let needed = parts.iter().filter(|part| !part.question.is_optional);
        let fill = needed.map(|part| (part.key, NewValue::Text("not asked yet")));
        let fill = fill.collect();
        Self {
            kind,
            section,
            parts,
            fill,
        }
    }

    fn keys(&self) -> Vec<Key> {
        let own = self.parts.iter().flat_map(|part| [part.key, part.file]);
        own.chain([self.section]).collect()
    }

    fn secrets(&self) -> Vec<Key> {
        let secret = self.parts.iter().filter(|part| part.question.is_secret);
        secret.map(|part| part.key).collect()
    }

    /// Fills the gaps.
    async fn complete(
        &self,
        draft: &mut Draft,
        is_new: bool,
        options: &SetupOther,
        terminal: Option<&Terminal>,
    ) -> Result<()> {
        let is_missing = |part: &&Part| part.is_missing(draft, &self.fill);
        let missing: Vec<&Part> = self.parts.iter().filter(is_missing).collect();
        let asks_all = is_new && !options.yes;
        let is_asked = |part: &&Part| is_missing(part) || (asks_all && !part.is_known(draft));
        let asked: Vec<Part> = self.parts.iter().filter(is_asked).copied().collect();
        match terminal {
            None if missing.is_empty() => {}
            None => {
                let options: Vec<_> = missing.iter().map(|part| part.option()).collect();
                bail!(
                    "there is no terminal to ask at, and this is missing: {}",
                    options.join(", ")
                );
            }
            Some(terminal) if !asked.is_empty() => {
                terminal.explain(self.kind.introduction);
                self.ask(asked, draft, terminal).await?;
            }
            Some(terminal) if !is_new && !options.says_anything() && !options.yes => {
                let title = draft.provider().title(self.kind.title);
                say::line(format!("\n{title} is set up in {} already.", draft.name()));
                if terminal.confirm("Change it?", false).await? {
                    self.ask(self.parts.clone(), draft, terminal).await?;
                }
            }
            Some(_) => {}
        }
        if !draft.has(self.section) {
            // Nothing is needed beyond its being there.
            draft.set(self.section, Value::Bool(true))?;
        }
        Ok(())
    }

    async fn ask(&self, parts: Vec<Part>, draft: &mut Draft, terminal: &Terminal) -> Result<()> {
        for part in parts {
            part.ask(draft, &self.fill, terminal).await?;
        }
        Ok(())
    }

    /// Connects; as long as that fails, somebody at the terminal may change what is wrong.
    async fn connect(&self, draft: &mut Draft, terminal: Option<&Terminal>) -> Result<Tried> {
        loop {
            let why = match self.start(draft).await? {
                Err(fault) => fault,
                Ok(tried) => match tried.trial.connection().await {
                    Connection::Up { account } => {
                        say::line(format!("Connected as {account}."));
                        return Ok(tried);
                    }
                    Connection::Down { why, .. } => {
                        tried.end().await;
                        why
                    }
                },
            };
            let Some(terminal) = terminal else {
                bail!("not connected: {why}. Nothing was written.");
            };
            terminal.tell(&format!("Not connected: {why}."));
            let again = (None, "Try again".to_owned());
            let change = |part: &Part| (Some(*part), format!("Change: {}", part.question.ask));
            let choices: Vec<_> = [again]
                .into_iter()
                .chain(self.parts.iter().map(change))
                .collect();
            let question = "\nWhat now? Ctrl-C ends this, and nothing is written.";
            if let Some(part) = terminal.choose(question, &choices, 0).await? {
                part.ask(draft, &self.fill, terminal).await?;
            }
        }
    }

    /// Starts it as the draft has it; `Err` says why it cannot work.
    async fn start(&self, draft: &Draft) -> Result<Result<Tried, String>> {
        let (provider, loaded) = (draft.provider(), draft.usable()?);
        let mut all = loaded.config.messaging.iter();
        let Some(one) = all.find(|one| one.provider == *provider) else {
            bail!("messaging.{provider} is switched off in {}", draft.name());
        };
        let title = provider.title(self.kind.title);
        say::line(format!("\nConnecting to {title} …"));
        let scratch = Scratch::open(&world::real()).await?;
        let trial = Trial::start(|surroundings| {
            let ground = Ground {
                surroundings,
                db: scratch.db.clone(),
                key: ServerKey::new(world::real().bytes()),
                is_trial: true,
            };
            one.section.start(provider.clone(), &ground)
        });
        match trial {
            Ok(trial) => Ok(Ok(Tried { trial, scratch })),
            Err(fault) => {
                scratch.close().await;
                Ok(Err(fault))
            }
        }
    }
}

impl Tried {
    async fn end(self) {
        self.trial.end().await;
        self.scratch.close().await;
    }
}

//! `postern setup PROVIDER` for every kind that is set up by answering its questions.

use std::path::Path;

use anyhow::{Result, anyhow, bail};
use domain::provider::{Connection, Provider};
use domain::secret::ServerKey;
use messengers::kind::{Ground, Kind, Question};

use super::draft::{Draft, Key, Value, variable};
use super::files;
use super::last_steps::{self, Whom};
use super::terminal::{Read, Stopped, Terminal};
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
    let asked = Asked::of(kind, options.name.as_deref())?;
    let mut draft = Draft::open(path, asked.keys())?;
    asked.take_options(&mut draft, options)?;
    let chatty = terminal.filter(|_| !options.yes);
    asked.complete(&mut draft, options, terminal).await?;
    if options.no_test {
        draft.usable()?;
    } else {
        let tried = asked.connect(&mut draft, terminal).await?;
        let example = (kind.at_best)(asked.provider.clone()).handle_example;
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
    provider: Provider,
    section: Key,
    parts: Vec<Part>,
}

/// One question, with its keys in this provider's section.
#[derive(Clone, Copy)]
struct Part {
    question: &'static Question,
    key: Key,
    /// The key that names a file with the answer.
    file: Key,
}

/// A provider that works, for as long as it is tried out.
struct Tried {
    trial: Trial,
    scratch: Scratch,
}

impl Asked {
    fn of(kind: &'static Kind, further: Option<&str>) -> Result<Self> {
        let key = match further {
            None => kind.key.to_owned(),
            Some(name) => format!("{}-{}", kind.key, name.to_lowercase()),
        };
        let section = lasting(vec!["messaging", lasting_word(key.clone())]);
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
        let parts = kind.questions.iter().filter_map(part).collect();
        let asked = Self {
            kind,
            provider: Provider::new(key),
            section,
            parts,
        };
        if further.is_some_and(|name| !is_name(name)) {
            bail!("--name takes up to 32 letters from a to z, digits and dashes");
        }
        Ok(asked)
    }

    fn keys(&self) -> Vec<Key> {
        let own = self.parts.iter().flat_map(|part| [part.key, part.file]);
        own.chain([self.section]).collect()
    }

    fn secrets(&self) -> Vec<Key> {
        let secret = self.parts.iter().filter(|part| part.question.is_secret);
        secret.map(|part| part.key).collect()
    }

    /// Puts what the options say into the draft.
    fn take_options(&self, draft: &mut Draft, options: &SetupOther) -> Result<()> {
        for (given, is_file) in options.given() {
            let Some((key, value)) = given.split_once('=') else {
                bail!("{given} must be KEY=VALUE");
            };
            let part = self.part(key)?;
            if !is_file && part.question.is_secret {
                bail!(
                    "{key} is a secret, which others could read off the command line; use --set-file {key}=FILE"
                );
            }
            if !is_file {
                put(draft, part.key, key, value)?;
                continue;
            }
            if !part.question.is_secret {
                bail!("{key} is no secret; use --set {key}=VALUE");
            }
            files::must_exist(Path::new(value))?;
            let path = draft.path_in_file(Path::new(value))?;
            put(draft, part.file, key, &path)?;
        }
        Ok(())
    }

    fn part(&self, key: &str) -> Result<&Part> {
        let is_it = |part: &&Part| {
            part.key
                .last()
                .is_some_and(|own| own.eq_ignore_ascii_case(key))
        };
        self.parts.iter().find(is_it).ok_or_else(|| {
            let known = self
                .parts
                .iter()
                .filter_map(|part| part.key.last().copied());
            let known: Vec<_> = known.collect();
            anyhow!("{key} is none of {}", known.join(", "))
        })
    }

    /// Fills the gaps.
    async fn complete(
        &self,
        draft: &mut Draft,
        options: &SetupOther,
        terminal: Option<&Terminal>,
    ) -> Result<()> {
        let is_there = draft.has(self.section);
        let missing: Vec<&Part> = self
            .parts
            .iter()
            .filter(|part| part.is_missing(draft))
            .collect();
        match terminal {
            None if missing.is_empty() => {}
            None => {
                let options = missing.iter().map(|part| part.option());
                let options: Vec<_> = options.collect();
                bail!(
                    "there is no terminal to ask at, and this is missing: {}",
                    options.join(", ")
                );
            }
            Some(terminal) if !is_there || !missing.is_empty() => {
                terminal.explain(self.kind.introduction);
                let says_more = |part: &&Part| {
                    part.is_missing(draft) || (!is_there && !options.yes && !part.is_known(draft))
                };
                let parts: Vec<Part> = self.parts.iter().filter(says_more).copied().collect();
                for part in parts {
                    part.ask(draft, terminal).await?;
                }
            }
            Some(terminal) if !options.says_anything() && !options.yes => {
                let title = self.kind.title;
                say::line(format!("\n{title} is set up in {} already.", draft.name()));
                if terminal.confirm("Change it?", false).await? {
                    for part in &self.parts {
                        part.ask(draft, terminal).await?;
                    }
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
                part.ask(draft, terminal).await?;
            }
        }
    }

    /// Starts it as the draft has it; `Err` says why it cannot work.
    async fn start(&self, draft: &Draft) -> Result<Result<Tried, String>> {
        let loaded = draft.usable()?;
        let mut all = loaded.config.messaging.iter();
        let Some(one) = all.find(|one| one.provider == self.provider) else {
            bail!(
                "messaging.{} is switched off in {}",
                self.provider,
                draft.name()
            );
        };
        let title = self.provider.title(self.kind.title);
        say::line(format!("\nConnecting to {title} …"));
        let scratch = Scratch::open(&world::real()).await?;
        let trial = Trial::start(|surroundings| {
            let ground = Ground {
                surroundings,
                db: scratch.db.clone(),
                key: ServerKey::new(world::real().bytes()),
                is_trial: true,
            };
            one.section.start(self.provider.clone(), &ground)
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

impl Part {
    /// Whether anybody has answered, here or elsewhere.
    fn is_known(self, draft: &Draft) -> bool {
        draft.value(self.key).is_some()
            || draft.value(self.file).is_some()
            || variable(self.key).is_some()
    }

    fn is_missing(&self, draft: &Draft) -> bool {
        let is_example = draft.is_placeholder(self.key, &[]);
        !self.question.is_optional && (is_example || !self.is_known(draft))
    }

    fn option(&self) -> String {
        let key = self.key.last().copied().unwrap_or_default();
        if self.question.is_secret {
            format!("--set-file {key}=FILE")
        } else {
            format!("--set {key}=VALUE")
        }
    }

    /// Asks until the answer is of use, and puts it into the draft.
    async fn ask(&self, draft: &mut Draft, terminal: &Terminal) -> Result<(), Stopped> {
        let Question {
            ask,
            help,
            is_secret,
            is_optional,
            ..
        } = *self.question;
        if !help.is_empty() {
            terminal.explain(help);
        }
        let own = draft.value(self.key);
        let own = own.filter(|_| !draft.is_placeholder(self.key, &[]));
        let question = match (is_optional, &own) {
            (true, None) => format!("{ask} (Enter for none)"),
            _ => ask.to_owned(),
        };
        let read = |typed: &str| match typed {
            "" if is_optional => Ok(String::new()),
            typed => usable(draft, self.key, typed),
        };
        let answer = if is_secret {
            terminal.ask_secret(&question, read).await?
        } else {
            terminal.ask(&question, own.as_deref(), read).await?
        };
        if !answer.is_empty() {
            // `read` has found that it can be set.
            let _ = draft.set_aside(&[self.file]);
            let _ = draft.set(self.key, answer.as_str());
        }
        Ok(())
    }
}

impl Tried {
    async fn end(self) {
        self.trial.end().await;
        self.scratch.close().await;
    }
}

/// Sets what an option says.
fn put(draft: &mut Draft, key: Key, option: &str, value: &str) -> Result<()> {
    match usable(draft, key, value) {
        Ok(value) => draft.set(key, value.as_str()),
        Err(why) => bail!("{option}: {why}"),
    }
}

fn usable(draft: &Draft, key: Key, typed: &str) -> Read<String> {
    if typed.is_empty() {
        return Err("This is needed; Ctrl-C ends the dialogue.".to_owned());
    }
    match draft.objection(key, typed, &[]) {
        Some(why) => Err(why),
        None => Ok(typed.to_owned()),
    }
}

fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (1..=messengers::kind::LONGEST_NAME).contains(&name.len()) && name.chars().all(fits)
}

/// Keys are known when the program is built, but for the name of a further provider. The few that are made of one live as
/// long as the command.
fn lasting(key: Vec<&'static str>) -> Key {
    Box::leak(key.into_boxed_slice())
}

fn lasting_word(word: String) -> &'static str {
    Box::leak(word.into_boxed_str())
}

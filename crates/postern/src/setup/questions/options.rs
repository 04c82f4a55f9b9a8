//! What the options of `postern setup PROVIDER` say.

use std::path::Path;

use anyhow::{Result, bail};

use super::Asked;
use super::part::{Part, usable};
use crate::cli::SetupOther;
use crate::setup::draft::Draft;
use crate::setup::files;
use crate::setup::key::{Key, lasting, lasting_word};

impl Asked {
    /// Puts what the options say into the draft.
    pub(super) fn take_options(&self, draft: &mut Draft, options: &SetupOther) -> Result<()> {
        for (given, is_file) in options.given() {
            let Some((key, value)) = given.split_once('=') else {
                bail!("{given} must be KEY=VALUE");
            };
            let Some(part) = self.part(key) else {
                self.take_other(draft, key, value)?;
                continue;
            };
            match (part.question.is_secret, is_file) {
                (true, true) => {
                    files::must_exist(Path::new(value))?;
                    let path = draft.path_in_file(Path::new(value))?;
                    self.put(draft, part.file, key, &path)?;
                }
                (false, false) => self.put(draft, part.key, key, value)?,
                (true, false) => bail!(
                    "{key} is a secret, which others could read off the command line; use --set-file {key}=FILE"
                ),
                (false, true) => bail!("{key} is no secret; use --set {key}=VALUE"),
            }
        }
        Ok(())
    }

    fn part(&self, key: &str) -> Option<&Part> {
        let mut parts = self.parts.iter();
        parts.find(|part| {
            part.key
                .last()
                .is_some_and(|own| own.eq_ignore_ascii_case(key))
        })
    }

    /// Takes a key that nobody is asked for, such as `caFile`.
    fn take_other(&self, draft: &mut Draft, key: &str, value: &str) -> Result<()> {
        let whole = [self.section, &[lasting_word(key.to_owned())]].concat();
        if !config::knows(&whole) {
            let guide = self.kind.key;
            bail!(
                "{} has no key {key}; docs/providers/{guide}.md lists them",
                self.kind.title
            );
        }
        if key.ends_with("File") {
            files::must_exist(Path::new(value))?;
            let path = draft.path_in_file(Path::new(value))?;
            return self.put(draft, lasting(whole), key, &path);
        }
        self.put(draft, lasting(whole), key, value)
    }

    /// Sets what an option says.
    fn put(&self, draft: &mut Draft, key: Key, option: &str, value: &str) -> Result<()> {
        match usable(draft, key, value, &self.fill) {
            Ok(value) => draft.set(key, value.as_str()),
            Err(why) => bail!("{option}: {why}"),
        }
    }
}

//! What is to be said, before it is put into the words of a language.

/// A key and its variables.
#[derive(Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The key of its text.
    pub key: &'static str,
    /// The variables of its text.
    pub args: Vec<(&'static str, Arg)>,
}

/// The value of a variable.
#[derive(Clone, PartialEq, Eq)]
pub enum Arg {
    /// A number, which may choose between singular and plural.
    Number(u64),
    /// A text that is the same in every language.
    Text(String),
    /// Something to be put into words itself.
    Phrase(Phrase),
}

impl std::fmt::Debug for Phrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The variables may be numbers of phones and names of people.
        write!(f, "Phrase({} …)", self.key)
    }
}

impl std::fmt::Debug for Arg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Arg(…)")
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<Phrase> for Arg {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(phrase)
    }
}

impl Phrase {
    /// Without variables.
    pub const fn plain(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    /// With these variables.
    pub const fn with(key: &'static str, args: Vec<(&'static str, Arg)>) -> Self {
        Self { key, args }
    }

    /// Its text, with the texts inside it.
    ///
    /// `words` gives the text of a key; it never sees an [`Arg::Phrase`], since those are put into words first.
    pub fn render(&self, words: &impl Fn(&str, &[(&'static str, Arg)]) -> String) -> String {
        let args: Vec<(&'static str, Arg)> = self
            .args
            .iter()
            .map(|(name, arg)| match arg {
                Arg::Phrase(phrase) => (*name, Arg::Text(phrase.render(words))),
                Arg::Number(_) | Arg::Text(_) => (*name, arg.clone()),
            })
            .collect();
        words(self.key, &args)
    }
}

//! Texts by key.

use domain::locale::Locale;
use domain::phrase::{Arg, Phrase};
use fluent_bundle::{FluentArgs, FluentValue};

use crate::bundles::{self, Bundle};

/// The texts of one locale. Cheap to make and to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Words {
    locale: Locale,
}

impl Words {
    /// The texts of this locale.
    pub const fn of(locale: Locale) -> Self {
        Self { locale }
    }

    /// Which locale it is; its tag is what `<html lang>` says.
    pub const fn locale(self) -> Locale {
        self.locale
    }

    /// The text of a key. English stands in for what a locale lacks, the key itself for what nobody has.
    pub fn text(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text of a key, with its variables filled in; nothing in them is read as Fluent or as markup.
    ///
    /// ```
    /// # use wording::Words;
    /// let words = Words::of(domain::locale::Locale::English);
    /// let text = words.with("password-fault-too-short", &[("count", 8.into())]);
    /// assert_eq!(text, "at least 8 characters");
    /// ```
    pub fn with(self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().cloned().collect();
        format(bundles::of(self.locale), key, &args)
            .or_else(|| format(bundles::of(Locale::English), key, &args))
            .unwrap_or_else(|| {
                debug_assert!(false, "no text has the key {key}");
                key.to_owned()
            })
    }

    /// The text of a phrase, with the texts inside it.
    pub fn phrase(self, phrase: &Phrase) -> String {
        phrase.render(&|key, args| {
            let values: Vec<_> = args.iter().map(|(name, arg)| (*name, value(arg))).collect();
            self.with(key, &values)
        })
    }

    /// Whether there is a text of this key.
    pub fn has(self, key: &str) -> bool {
        bundles::of(self.locale).has_message(key)
    }
}

fn value(arg: &Arg) -> FluentValue<'_> {
    match arg {
        Arg::Number(number) => (*number).into(),
        Arg::Text(text) => text.as_str().into(),
        // It was put into words before.
        Arg::Phrase(phrase) => phrase.key.into(),
    }
}

fn format(bundle: &Bundle, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors);
    debug_assert!(errors.is_empty(), "{key}: {errors:?}");
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_by_language() {
        let one = [("count", 1.into())];
        let german = Words::of(Locale::German);
        assert_eq!(
            german.with("password-fault-upper", &one),
            "mindestens 1 Großbuchstabe"
        );
        assert_eq!(
            Words::default().with("password-fault-upper", &[("count", 2.into())]),
            "at least 2 upper-case letters"
        );
    }

    #[test]
    fn what_people_typed_is_not_read_as_fluent() {
        let typed = "{ $x } \u{202e}{\"a\"}\n.attr = -term";
        let text = Words::default().with("handle-fault-bad-part", &[("detail", typed.into())]);
        assert!(text.contains(typed), "{text}");
    }

    #[test]
    #[should_panic(expected = "no text has the key no-such-key")]
    fn a_missing_key_is_noticed_in_development() {
        Words::default().text("no-such-key");
    }
}

//! `language`: in which language the bot speaks with this person.

use domain::locale::Locale;
use futures::FutureExt as _;
use store::{bridge_users, commit};
use wording::Words;

use super::{Ask, Command, CommandError};
use crate::language::fill;
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "language",
    aliases: &["sprache"],
    help: "bridge-help-language",
    level: Level::User,
    is_private: false,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let spoken = ask.words.locale();
    if ask.args.is_empty() {
        let values = [
            ("language", name(ask.words, spoken)),
            ("others", others(&ask, Some(spoken))),
        ];
        return ask.reply("bridge-language-is", &values).await;
    }
    let Some(locale) = wanted(ask.args) else {
        let others = [("others", others(&ask, None))];
        return ask.reply("bridge-language-unknown", &others).await;
    };
    let ground = &ask.bot.ground;
    let mut tx = ground.db.begin().await?;
    bridge_users::ensure(&mut tx, ask.user().as_str(), ground.world.now()).await?;
    bridge_users::set_locale(&mut tx, ask.user().as_str(), locale).await?;
    commit(tx).await?;
    // Said in the new language already.
    let words = Words::of(locale);
    let said = [("language", name(words, locale))];
    ask.reply_text(&fill(words, "bridge-language-set", &said))
        .await
}

/// The language of this tag or name.
fn wanted(args: &str) -> Option<Locale> {
    let by_name = |locale: &Locale| {
        let own = name(Words::of(*locale), *locale).to_lowercase();
        own == args.to_lowercase()
    };
    let named = Locale::ALL.into_iter().find(by_name);
    named.or_else(|| Locale::from_tag(args))
}

/// What can be typed for the languages other than this one.
fn others(ask: &Ask<'_>, but: Option<Locale>) -> String {
    let others = Locale::ALL
        .into_iter()
        .filter(|locale| Some(*locale) != but);
    let others = others.map(|locale| {
        let values = [
            ("tag", locale.tag().to_owned()),
            ("language", name(ask.words, locale)),
        ];
        ask.text("bridge-language-other", &values)
    });
    others.collect::<Vec<_>>().join(", ")
}

/// What a language is called in itself.
fn name(words: Words, locale: Locale) -> String {
    words.text(&format!("bridge-language-name-{}", locale.tag()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag_and_by_what_it_calls_itself() {
        for german in ["de", "DE", "de-AT", "Deutsch"] {
            assert_eq!(wanted(german), Some(Locale::German), "{german}");
        }
        assert_eq!(wanted("english"), Some(Locale::English));
        assert_eq!(wanted("Klingon"), None);
    }
}

//! In which language somebody is spoken to.

use domain::locale::Locale;
use ruma::UserId;
use store::{Db, bridge_users};
use wording::Words;

use crate::rooms::Inner;

/// The words for somebody: in the language they have chosen, else in that of their user of Postern, else in the usual
/// one. So it is, too, if the database does not answer: being told in another language is better than not being told.
pub(crate) async fn words_for(db: &Db, usual: Locale, who: &UserId) -> Words {
    let chosen = async {
        let mut conn = db.read().await?;
        bridge_users::find_locale(&mut conn, who.as_str()).await
    };
    let locale = chosen.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the language of somebody on Matrix is not known for now");
        None
    });
    Words::of(locale.unwrap_or(usual))
}

impl Inner {
    /// The words for somebody in the rooms of chats.
    pub(crate) async fn words_for(&self, who: &UserId) -> Words {
        words_for(&self.parts.db, self.settings().locale, who).await
    }
}

/// The text of a key, with its variables filled in.
pub(crate) fn fill(words: Words, key: &str, values: &[(&str, String)]) -> String {
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    words.with(key, &values)
}

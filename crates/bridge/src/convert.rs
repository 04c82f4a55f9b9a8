//! Texts of Telegram and of Matrix, from one form into the other. Pure.
//!
//! Telegram has words and *entities*, which say from where to where the words are bold, a link and so on, counted in
//! units of UTF-16. Matrix has a plain `body` and, where something is formatted, a `formatted_body` in a small HTML.

mod elements;
mod entity;
mod escape;
mod from_html;
mod matrix_to;
mod reply;
mod rich;
mod split;
mod to_html;
mod tokens;
mod writer;

#[cfg(test)]
mod tests;

pub use entity::{Entity, Format, TelegramText};
pub use from_html::from_matrix;
pub use matrix_to::{mention_link, mentioned_user};
pub use reply::strip_fallback;
pub use split::{LONGEST_MESSAGE, MOST_ENTITIES, split};
pub use to_html::{MatrixText, to_matrix};

/// Who is meant by a mention, on the other side.
pub trait Directory {
    /// The Matrix id of whoever has this Telegram id.
    fn by_id(&self, telegram: i64) -> Option<String>;
    /// The Matrix id of whoever has this name, without the `@`, at Telegram.
    fn by_name(&self, name: &str) -> Option<String>;
    /// The Telegram account that stands behind a Matrix id.
    fn by_matrix(&self, matrix: &str) -> Option<Mentioned>;
}

/// A Telegram account that a Matrix text mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// The immutable id.
    pub id: i64,
    /// The name behind the `@`, if it has one.
    pub name: Option<String>,
}

/// A directory in which nobody is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Directory for Nobody {
    fn by_id(&self, _: i64) -> Option<String> {
        None
    }

    fn by_name(&self, _: &str) -> Option<String> {
        None
    }

    fn by_matrix(&self, _: &str) -> Option<Mentioned> {
        None
    }
}

//! What all templates share.

use std::borrow::Borrow;
use std::time::Duration;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use domain::challenge::CodeDigits;
use domain::time::Timestamp;
use wording::{Value, Words};

use crate::fault::Fault;

/// What the frame of a page needs.
pub(crate) struct Page {
    pub(crate) words: Words,
    /// What comes before every path: `""` or `/name` of the domain.
    pub(crate) prefix: String,
    pub(crate) domain_title: String,
    /// How many digits a code has.
    pub(crate) code_digits: CodeDigits,
    /// Who looks at it, if signed in.
    pub(crate) viewer: Option<Viewer>,
    /// What just happened, said once at the top.
    pub(crate) note: Option<String>,
}

/// Who looks at a page.
pub(crate) struct Viewer {
    pub(crate) name: String,
    pub(crate) manages: bool,
    pub(crate) is_admin: bool,
}

impl Page {
    /// A text.
    pub(crate) fn t(&self, key: &str) -> String {
        self.words.text(key)
    }

    /// A text with one variable.
    pub(crate) fn with<'a>(&self, key: &str, name: &str, value: impl Into<Value<'a>>) -> String {
        self.words.with(key, &[(name, value.into())])
    }

    /// A text with two variables.
    pub(crate) fn with_two<'a>(
        &self,
        key: &str,
        one: &str,
        first: impl Into<Value<'a>>,
        two: &str,
        second: impl Into<Value<'a>>,
    ) -> String {
        self.words
            .with(key, &[(one, first.into()), (two, second.into())])
    }

    /// A `<time>` element (markup, use it with `|safe`): UTC from the server, the reader's own zone with JavaScript.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    pub(crate) fn time(&self, at: impl Borrow<Timestamp>) -> String {
        let at = at.borrow();
        format!(
            r#"<time datetime="{}" class="number">{} UTC</time>"#,
            at.rfc3339(),
            at.minute()
        )
    }

    /// The date alone, like [`Page::time`].
    #[expect(clippy::unused_self, reason = "templates call methods")]
    pub(crate) fn date(&self, at: impl Borrow<Timestamp>) -> String {
        let at = at.borrow();
        format!(
            r#"<time datetime="{}" data-date class="number">{}</time>"#,
            at.rfc3339(),
            at.date()
        )
    }

    /// A span of time for people, rounded up: `40 seconds`, `3 minutes`, `2 hours`.
    pub(crate) fn span(&self, span: Duration) -> String {
        let seconds = span.as_millis().div_ceil(1000);
        let (key, count) = match seconds {
            0..=90 => ("common-seconds", seconds),
            91..=5400 => ("common-minutes", seconds.div_ceil(60)),
            _ => ("common-hours", seconds.div_ceil(3600)),
        };
        self.with(key, "count", u64::try_from(count).unwrap_or(u64::MAX))
    }
}

/// Renders a template.
pub(crate) fn html(template: &impl Template) -> Result<Response, Fault> {
    let text = template.render().map_err(|error| Fault::internal(&error))?;
    Ok(Html(text).into_response())
}

//! The question before something that cannot be undone.

use askama::Template;
use axum::response::Response;

use crate::fault::Fault;
use crate::page::{Page, html};

/// A question, and where its answers lead; paths are without the domain's prefix.
pub(crate) struct Confirm {
    pub(crate) heading: String,
    pub(crate) text: String,
    /// The words on the button that does it.
    pub(crate) button: String,
    /// Where the button posts to.
    pub(crate) action: String,
    /// Where "Cancel" leads.
    pub(crate) back: String,
    /// Why it was not done.
    pub(crate) fault: Option<String>,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    page: Page,
    ask: Confirm,
}

impl Confirm {
    /// Shows the question.
    pub(crate) fn show(self, page: Page) -> Result<Response, Fault> {
        html(&ConfirmPage { page, ask: self })
    }
}

//! Somebody in a test.

use domain::linked_account::LinkedAccount;
use domain::user::User;

use super::PASSWORD;
use crate::{Client, Page};

/// A user with a password and a browser.
pub struct Persona {
    /// The user.
    pub user: User,
    /// The user's browser.
    pub browser: Client,
}

impl Persona {
    /// Types name and password.
    pub async fn types_password(&mut self) -> Page {
        let name = self.user.name.as_str().to_owned();
        self.browser
            .submit("/sign-in", &[("name", &name), ("password", PASSWORD)])
            .await
    }

    /// Signs in; for a user without a second factor.
    pub async fn signs_in(&mut self) -> Page {
        let page = self.types_password().await;
        assert_eq!(page.path, "/account", "{}", page.text());
        page
    }

    /// Asks for a code at one of the accounts.
    pub async fn asks_for_code(&mut self, account: &LinkedAccount) -> Page {
        self.browser
            .submit(
                "/sign-in/code/send",
                &[("account", &account.id.to_string())],
            )
            .await
    }

    /// Types a code.
    pub async fn types_code(&mut self, code: &str) -> Page {
        self.browser
            .submit("/sign-in/code", &[("code", code)])
            .await
    }
}

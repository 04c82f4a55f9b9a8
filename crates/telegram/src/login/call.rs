//! What the conversation wants done: calls to Telegram.

use domain::secret::{Password, Token};

use super::private::{CodeHash, LoginCode, Phone};

/// One call to Telegram; [`super::perform`] makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// `auth.sendCode`.
    RequestCode {
        /// Whose code.
        phone: Phone,
    },
    /// `auth.resendCode`.
    ResendCode {
        /// Whose code.
        phone: Phone,
        /// Which code.
        hash: CodeHash,
    },
    /// `auth.cancelCode`. Nobody waits for the answer.
    CancelCode {
        /// Whose code.
        phone: Phone,
        /// Which code.
        hash: CodeHash,
    },
    /// `auth.signIn`.
    SignIn {
        /// Whose code.
        phone: Phone,
        /// Which code.
        hash: CodeHash,
        /// The code.
        code: LoginCode,
        /// Whether it came by e-mail, which Telegram takes in another field.
        by_email: bool,
        /// See [`Call::LookWho`]: to be done first, since an earlier try may have succeeded unheard.
        look_first: bool,
    },
    /// `account.getPassword`, for the hint.
    AskHint,
    /// `account.getPassword` and `auth.checkPassword`: the password itself never leaves.
    CheckPassword {
        /// The password, verbatim.
        password: Password,
        /// As in [`Call::SignIn`].
        look_first: bool,
    },
    /// `auth.importBotAuthorization`.
    SignInBot {
        /// The bot's token.
        token: Token,
    },
    /// `auth.exportLoginToken`: a token to be shown as QR code, or how it went with the last one.
    ExportQr,
    /// `auth.importLoginToken`, at the data centre of the account.
    ImportQr {
        /// The token, as Telegram gave it.
        token: Vec<u8>,
    },
    /// `users.getUsers` of oneself: whether this session is logged in already. Asked when an answer was lost.
    LookWho,
    /// `auth.logOut`: the person cancelled, and Telegram logged in nevertheless.
    LogOut,
    /// The same call at another data centre, which becomes the home of this session.
    At {
        /// The data centre.
        dc: i32,
        /// What to call there; never again an `At`.
        call: Box<Self>,
    },
}

impl Call {
    /// The call itself, wherever it is made.
    pub fn inner(&self) -> &Self {
        if let Self::At { call, .. } = self {
            return call.inner();
        }
        self
    }

    /// The call itself, wherever it was made.
    #[must_use]
    pub fn into_inner(self) -> Self {
        if let Self::At { call, .. } = self {
            return call.into_inner();
        }
        self
    }
}

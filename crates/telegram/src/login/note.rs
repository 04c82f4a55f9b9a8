//! Sentences without variables.

use crate::connection::Cause;

macro_rules! notes {
    ($($(#[$doc:meta])* $name:ident = $key:literal)*) => {
        /// A sentence without variables. Its text is in the Fluent files `telegram.ftl`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Note {
            $($(#[$doc])* $name,)*
        }

        impl Note {
            /// Every note.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The key of its text.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }
    };
}

notes! {
    /// Asks for a phone number.
    AskPhone = "telegram-login-ask-phone"
    /// Asks for a bot token.
    AskToken = "telegram-login-ask-token"
    /// Asks for the password; there is no hint.
    AskPassword = "telegram-login-ask-password"
    /// The QR code is not shown; another can be asked for.
    QrPaused = "telegram-login-qr-paused"
    /// Telegram is being asked for a code.
    RequestingCode = "telegram-login-requesting-code"
    /// Telegram is being asked about the code that was typed.
    CheckingCode = "telegram-login-checking-code"
    /// Telegram is being asked for the hint.
    FetchingHint = "telegram-login-fetching-hint"
    /// Telegram is being asked about the password.
    CheckingPassword = "telegram-login-checking-password"
    /// Telegram is being asked about the token.
    CheckingToken = "telegram-login-checking-token"
    /// Telegram is being asked for a QR code.
    PreparingQr = "telegram-login-preparing-qr"
    /// Somebody scanned the QR code.
    QrScanned = "telegram-login-qr-scanned"
    /// Something was said while Telegram was being asked.
    StillAsking = "telegram-login-still-asking"

    /// It was neither a number nor a token.
    NotAPhone = "telegram-login-not-a-phone"
    /// The number has no country code.
    NoCountry = "telegram-login-no-country"
    /// It was neither a token nor a number.
    NotAToken = "telegram-login-not-a-token"
    /// The code has other characters than digits.
    CodeNotDigits = "telegram-login-code-not-digits"
    /// Nothing was typed as code.
    CodeEmpty = "telegram-login-code-empty"
    /// Nothing was typed as password.
    PasswordEmpty = "telegram-login-password-empty"
    /// There is nothing to be sent again here.
    NothingToResend = "telegram-login-nothing-to-resend"

    /// `PHONE_NUMBER_INVALID`
    PhoneInvalid = "telegram-login-phone-invalid"
    /// `PHONE_NUMBER_BANNED`
    PhoneBanned = "telegram-login-phone-banned"
    /// `PHONE_NUMBER_FLOOD`
    PhoneFlood = "telegram-login-phone-flood"
    /// `PHONE_NUMBER_UNOCCUPIED`, or Telegram wants a new account to be made.
    SignUpFirst = "telegram-login-sign-up-first"
    /// `PHONE_PASSWORD_FLOOD`
    TooManyTries = "telegram-login-too-many-tries"
    /// `PHONE_PASSWORD_PROTECTED`
    PhoneProtected = "telegram-login-phone-protected"
    /// `PHONE_NUMBER_APP_SIGNUP_FORBIDDEN`
    AppForbidden = "telegram-login-app-forbidden"
    /// `UPDATE_APP_TO_LOGIN`
    AppTooOld = "telegram-login-app-too-old"
    /// `API_ID_INVALID`
    ApiIdInvalid = "telegram-login-api-id-invalid"
    /// `API_ID_PUBLISHED_FLOOD`
    ApiIdFlood = "telegram-login-api-id-flood"
    /// `PHONE_CODE_INVALID`
    CodeWrong = "telegram-login-code-wrong"
    /// `PHONE_CODE_EXPIRED`, or too old by our own clock.
    CodeExpired = "telegram-login-code-expired"
    /// `PHONE_CODE_HASH_EMPTY`
    CodeForgotten = "telegram-login-code-forgotten"
    /// `SEND_CODE_UNAVAILABLE`, or there is no next way.
    ResendUnavailable = "telegram-login-resend-unavailable"
    /// Telegram wants money for a code.
    PaymentRequired = "telegram-login-payment-required"
    /// Telegram wants an e-mail address first.
    EmailRequired = "telegram-login-email-required"
    /// `SIGN_IN_FAILED`
    SignInFailed = "telegram-login-sign-in-failed"
    /// `PASSWORD_HASH_INVALID`
    PasswordWrong = "telegram-login-password-wrong"
    /// `SRP_PASSWORD_CHANGED`
    PasswordChanged = "telegram-login-password-changed"
    /// The numbers of the password exchange were out of date, again and again.
    PasswordAgain = "telegram-login-password-again"
    /// Telegram checks this password in a way that we do not know.
    PasswordUnreadable = "telegram-login-password-unreadable"
    /// `ACCESS_TOKEN_INVALID`
    TokenWrong = "telegram-login-token-wrong"
    /// `ACCESS_TOKEN_EXPIRED`
    TokenExpired = "telegram-login-token-expired"
    /// `BOT_METHOD_INVALID`
    BotCannot = "telegram-login-bot-cannot"
    /// Any other refusal of a bot.
    BotRefused = "telegram-login-bot-refused"
    /// `AUTH_RESTART`, again and again.
    BeginAgain = "telegram-login-begin-again"
    /// From data centre to data centre, without an end.
    MovedTooOften = "telegram-login-moved-too-often"
    /// `AUTH_KEY_UNREGISTERED`
    LoginForgotten = "telegram-login-forgotten"
    /// `SESSION_REVOKED`
    SessionRevoked = "telegram-login-revoked"
    /// `USER_DEACTIVATED_BAN`
    AccountBanned = "telegram-login-account-banned"
    /// `USER_DEACTIVATED`
    AccountDeleted = "telegram-login-account-deleted"
    /// No answer in time.
    TimedOut = "telegram-login-timed-out"
    /// The connection broke.
    ConnectionLost = "telegram-login-connection-lost"
    /// Nothing listens at Telegram's address.
    ConnectionRefused = "telegram-login-connection-refused"
    /// No way leads to Telegram.
    NoRoute = "telegram-login-no-route"
    /// The proxy's name has no address.
    NoName = "telegram-login-no-name"
    /// The proxy does not let us through.
    ProxyRefuses = "telegram-login-proxy-refuses"
    /// Whoever answers has other keys than Telegram.
    OtherKeys = "telegram-login-other-keys"
    /// Postern was started anew, and what was typed last is gone.
    TypeAgain = "telegram-login-type-again"

    /// The person cancelled.
    Cancelled = "telegram-login-cancelled"
    /// The person cancelled, and Telegram logged in nevertheless: that is undone.
    LoggedOutAgain = "telegram-login-logged-out-again"
    /// The conversation took too long.
    TooLate = "telegram-login-too-late"
    /// The conversation ended without a login.
    Ended = "telegram-login-ended"
}

impl Note {
    /// What is said when the connection broke, or could not be made, for this reason.
    pub(super) const fn of_cause(cause: Option<&Cause>) -> Self {
        match cause {
            Some(Cause::Refused) => Self::ConnectionRefused,
            Some(Cause::NoRoute) => Self::NoRoute,
            Some(Cause::NoName) => Self::NoName,
            Some(Cause::Proxy(_)) => Self::ProxyRefuses,
            Some(Cause::Keys) => Self::OtherKeys,
            Some(Cause::TimedOut) => Self::TimedOut,
            Some(Cause::Broke(_)) | None => Self::ConnectionLost,
        }
    }
}

//! Telegram's answers, read. Pure: what is asked for is handed in.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::time::Timestamp;
use grammers_mtsender::{InvocationError, RpcError};
use grammers_tl_types::{enums, types};

use super::answer::{Account, Answer, Trouble};
use super::call::Call;
use super::code_way::{FreshCode, NextWay, Way};
use super::private::{AccountName, CodeHash, Hint, QrLink};
use super::refusals::Refusal;
use crate::connection::Cause;

impl Answer {
    /// What an error of Telegram says about this call.
    pub fn from_rpc_error(error: &RpcError, call: Call) -> Self {
        let call = call.into_inner();
        match (error.name.as_str(), error.value) {
            ("SESSION_PASSWORD_NEEDED", _) => Self::PasswordNeeded,
            ("AUTH_KEY_UNREGISTERED", _) if call == Call::LookWho => Self::NotSignedIn,
            (name, Some(dc)) if name.ends_with("_MIGRATE") => match i32::try_from(dc) {
                Ok(dc) => Self::Elsewhere { dc, call },
                Err(_) => unknown(error, call),
            },
            (name, Some(seconds)) if error.code == 420 || name.starts_with("FLOOD_") => {
                let trouble = Trouble::Flood(Duration::from_secs(seconds.into()));
                Self::Failed { call, trouble }
            }
            ("SRP_ID_INVALID" | "SRP_A_INVALID", _) => failed(call, Trouble::SrpStale),
            ("AUTH_RESTART", _) => failed(call, Trouble::Restart),
            (name, _) if name.starts_with("AUTH_TOKEN_") => failed(call, Trouble::QrStale),
            (name, _) => match Refusal::find(name) {
                Some(refusal) => failed(call, Trouble::Refused(refusal)),
                None => unknown(error, call),
            },
        }
    }

    /// What a failed call means: an error of Telegram, or a connection that is gone.
    pub fn from_invocation_error(error: &InvocationError, call: Call) -> Self {
        match error {
            InvocationError::Rpc(error) => Self::from_rpc_error(error, call),
            InvocationError::Io(error) => {
                let cause = Some(Cause::of_io(error));
                failed(call.into_inner(), Trouble::ConnectionLost(cause))
            }
            InvocationError::Session(_)
            | InvocationError::Deserialize(_)
            | InvocationError::Transport(_)
            | InvocationError::Dropped(_)
            | InvocationError::InvalidDc
            | InvocationError::Authentication(_) => {
                failed(call.into_inner(), Trouble::ConnectionLost(None))
            }
        }
    }

    /// No answer came within the deadline.
    pub fn timed_out(call: Call) -> Self {
        failed(call.into_inner(), Trouble::TimedOut)
    }

    /// To `auth.sendCode` and `auth.resendCode`.
    pub fn from_sent_code(sent: enums::auth::SentCode, call: Call) -> Self {
        match sent {
            enums::auth::SentCode::Code(sent) => match way(sent.r#type) {
                Some(way) => Self::CodeSent(FreshCode {
                    hash: CodeHash::new(sent.phone_code_hash),
                    way,
                    next: sent.next_type.map(|next| next_way(&next)),
                    resend_after: Duration::from_secs(seconds(sent.timeout)),
                }),
                None => refused("EMAIL_SETUP_REQUIRED", call),
            },
            enums::auth::SentCode::Success(success) => {
                Self::from_authorization(success.authorization, call)
            }
            enums::auth::SentCode::PaymentRequired(_) => refused("PAYMENT_REQUIRED", call),
        }
    }

    /// To `auth.signIn`, `auth.checkPassword` and `auth.importBotAuthorization`.
    pub fn from_authorization(authorization: enums::auth::Authorization, call: Call) -> Self {
        match authorization {
            enums::auth::Authorization::Authorization(login) => Self::from_user(&login.user, call),
            enums::auth::Authorization::SignUpRequired(_) => {
                refused("PHONE_NUMBER_UNOCCUPIED", call)
            }
        }
    }

    /// To `users.getUsers` of oneself, and the user inside an authorization.
    pub fn from_user(user: &enums::User, call: Call) -> Self {
        match user {
            enums::User::User(user) => Self::SignedIn(account(user)),
            enums::User::Empty(_) => failed(
                call.into_inner(),
                Trouble::Unknown {
                    code: 0,
                    name: "USER_EMPTY".into(),
                },
            ),
        }
    }

    /// To `auth.exportLoginToken` and `auth.importLoginToken`; `now` is the time here.
    ///
    /// Telegram's own clock says when the token expires, and ours may be wrong: so the code is shown for no more than
    /// a minute, and no less than some seconds.
    pub fn from_login_token(token: enums::auth::LoginToken, call: Call, now: Timestamp) -> Self {
        match token {
            enums::auth::LoginToken::Token(token) => {
                let expires = Timestamp::from_micros(i64::from(token.expires) * 1_000_000);
                let shown = expires.since(now).clamp(QR_SHORTEST, QR_LONGEST);
                let token = URL_SAFE_NO_PAD.encode(token.token);
                Self::Qr {
                    link: QrLink::new(format!("tg://login?token={token}")),
                    expires_at: now + shown,
                }
            }
            enums::auth::LoginToken::MigrateTo(elsewhere) => Self::QrElsewhere {
                dc: elsewhere.dc_id,
                token: elsewhere.token,
            },
            enums::auth::LoginToken::Success(success) => {
                Self::from_authorization(success.authorization, call)
            }
        }
    }

    /// To `account.getPassword`, when it was asked for the hint.
    pub fn from_password(password: &types::account::Password) -> Self {
        let hint = password.hint.as_deref().map(str::trim);
        Self::Hint(hint.filter(|hint| !hint.is_empty()).map(Hint::new))
    }
}

const QR_SHORTEST: Duration = Duration::from_secs(5);
const QR_LONGEST: Duration = Duration::from_secs(60);

/// A refusal that comes as an ordinary answer, and goes by the name of the error that means the same.
fn refused(name: &str, call: Call) -> Answer {
    let refusal = Refusal::find(name).expect("the names here are listed, as a test holds");
    failed(call.into_inner(), Trouble::Refused(refusal))
}

const fn failed(call: Call, trouble: Trouble) -> Answer {
    Answer::Failed { call, trouble }
}

fn unknown(error: &RpcError, call: Call) -> Answer {
    // It is shown to people: nothing but what the names of errors are made of.
    let fits = |c: &char| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_';
    let mut name: String = error.name.chars().filter(fits).take(64).collect();
    if let Some(value) = error.value {
        name = format!("{name}_{value}");
    }
    let code = error.code;
    failed(call, Trouble::Unknown { code, name })
}

fn account(user: &types::User) -> Account {
    let full = [user.first_name.as_deref(), user.last_name.as_deref()];
    let full: Vec<&str> = full.into_iter().flatten().collect();
    let name = match &user.username {
        Some(username) => format!("@{username}"),
        None if full.is_empty() => user.id.to_string(),
        None => full.join(" "),
    };
    Account {
        id: user.id,
        name: AccountName::new(name),
        bot: user.bot,
    }
}

/// `None` if an e-mail address has to be set up first, which is for Telegram's own apps.
fn way(sent: enums::auth::SentCodeType) -> Option<Way> {
    use enums::auth::SentCodeType as Sent;
    let length = |length: i32| u32::try_from(length).unwrap_or(0);
    Some(match sent {
        Sent::App(way) => Way::App {
            length: length(way.length),
        },
        Sent::Sms(way) => Way::Sms {
            length: length(way.length),
        },
        Sent::FirebaseSms(way) => Way::Sms {
            length: length(way.length),
        },
        Sent::Call(way) => Way::Call {
            length: length(way.length),
        },
        Sent::FlashCall(way) => Way::FlashCall {
            pattern: way.pattern,
        },
        Sent::MissedCall(way) => Way::MissedCall {
            prefix: way.prefix,
            length: length(way.length),
        },
        Sent::EmailCode(way) => Way::Email {
            pattern: way.email_pattern,
            length: length(way.length),
        },
        Sent::FragmentSms(way) => Way::Fragment {
            url: way.url,
            length: length(way.length),
        },
        Sent::SmsWord(way) => Way::SmsWord {
            beginning: way.beginning,
        },
        Sent::SmsPhrase(way) => Way::SmsPhrase {
            beginning: way.beginning,
        },
        Sent::SetUpEmailRequired(_) => return None,
    })
}

const fn next_way(next: &enums::auth::CodeType) -> NextWay {
    match next {
        enums::auth::CodeType::Sms => NextWay::Sms,
        enums::auth::CodeType::Call => NextWay::Call,
        enums::auth::CodeType::FlashCall => NextWay::FlashCall,
        enums::auth::CodeType::MissedCall => NextWay::MissedCall,
        enums::auth::CodeType::FragmentSms => NextWay::Fragment,
    }
}

fn seconds(timeout: Option<i32>) -> u64 {
    timeout.map_or(0, |seconds| u64::try_from(seconds).unwrap_or(0))
}

//! Making the calls of a conversation: the thin shell between [`Call`] and Telegram.

use std::time::Duration;

use domain::secret::Token;
use domain::world::World;
use grammers_mtsender::RpcError;
pub use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{RemoteCall, enums, functions, types};

use super::answer::{Answer, Trouble};
use super::call::Call;
use super::private::Phone;
use crate::connection::{CallError, Cause, Line};
use crate::settings::Settings;

mod calls;
mod requests;
mod srp;
mod wait;

pub use calls::Calls;
pub use wait::{qr_scanned, wait_until};

/// What calls are made with.
#[derive(Clone, Copy)]
pub struct Caller<'a> {
    line: &'a Line,
    settings: &'a Settings,
    world: &'a World,
}

impl<'a> Caller<'a> {
    /// Over this line, which may be logged in by it, as the program of these settings. Each call has their deadline.
    pub const fn new(line: &'a Line, settings: &'a Settings, world: &'a World) -> Self {
        Self {
            line,
            settings,
            world,
        }
    }

    /// Makes a call. There is always an answer, if only that there was none.
    pub async fn perform(&self, call: Call) -> Answer {
        if let Call::At { dc, call } = call {
            let moved = self.line.move_home(dc, self.deadline()).await;
            return match moved {
                Ok(()) => self.make(call.into_inner()).await,
                Err(error) => self.failed(&error, *call),
            };
        }
        self.make(call).await
    }

    async fn make(&self, call: Call) -> Answer {
        match &call {
            Call::RequestCode { phone } => {
                let request = self.send_code(phone);
                self.ask(&request, call, Answer::from_sent_code).await
            }
            Call::ResendCode { phone, hash } => {
                let request = requests::resend_code(phone, hash);
                self.ask(&request, call, Answer::from_sent_code).await
            }
            Call::CancelCode { phone, hash } => {
                let request = requests::cancel_code(phone, hash);
                self.ask(&request, call, |_, _| Answer::Dropped).await
            }
            Call::SignIn { .. } => self.sign_in(call).await,
            Call::AskHint => {
                let read = |password: enums::account::Password, _| {
                    let enums::account::Password::Password(password) = password;
                    Answer::from_password(&password)
                };
                let request = functions::account::GetPassword {};
                self.ask(&request, call, read).await
            }
            Call::CheckPassword { .. } => self.check_password(call).await,
            Call::SignInBot { token } => {
                let request = self.import_bot(token);
                self.ask(&request, call, Answer::from_authorization).await
            }
            Call::ExportQr | Call::ImportQr { .. } => self.make_qr(call).await,
            Call::LookWho => self.look(call).await,
            Call::LogOut => {
                let request = functions::auth::LogOut {};
                self.ask(&request, call, |_, _| Answer::Dropped).await
            }
            Call::At { .. } => self.failed(&CallError::NotConnected, call),
        }
    }

    /// Looks whether an earlier try has succeeded unheard; `None` if it has not, so that this one is to be made.
    async fn look_first(&self, call: &Call) -> Option<Answer> {
        let answer = self.look(Call::LookWho).await;
        let with_password = matches!(call, Call::CheckPassword { .. });
        if answer == Answer::NotSignedIn || answer == Answer::PasswordNeeded && with_password {
            return None;
        }
        if let Answer::Failed { trouble, .. } = answer {
            let call = call.clone();
            return Some(Answer::Failed { call, trouble });
        }
        Some(answer)
    }

    async fn look(&self, call: Call) -> Answer {
        let id = vec![enums::InputUser::UserSelf];
        let read = |users: Vec<enums::User>, call: Call| match users.first() {
            Some(user) => Answer::from_user(user, call),
            None => Answer::NotSignedIn,
        };
        self.ask(&functions::users::GetUsers { id }, call, read)
            .await
    }

    async fn sign_in(&self, call: Call) -> Answer {
        let Call::SignIn {
            phone,
            hash,
            code,
            by_email,
            look_first,
        } = &call
        else {
            return self.failed(&CallError::NotConnected, call);
        };
        if *look_first && let Some(known) = self.look_first(&call).await {
            return known;
        }
        let request = requests::sign_in(phone, hash, code, *by_email);
        self.ask(&request, call, Answer::from_authorization).await
    }

    async fn check_password(&self, call: Call) -> Answer {
        let Call::CheckPassword {
            password,
            look_first,
        } = &call
        else {
            return self.failed(&CallError::NotConnected, call);
        };
        if *look_first && let Some(known) = self.look_first(&call).await {
            return known;
        }
        let asked = self.invoke(&functions::account::GetPassword {}).await;
        let enums::account::Password::Password(terms) = match asked {
            Ok(terms) => terms,
            Err(failure) => return self.about(failure, call),
        };
        match srp::proof(terms, password.clone(), self.world).await {
            Ok(password) => {
                let request = functions::auth::CheckPassword { password };
                self.ask(&request, call, Answer::from_authorization).await
            }
            Err(error) => Answer::from_rpc_error(&error, call),
        }
    }

    fn import_bot(&self, token: &Token) -> functions::auth::ImportBotAuthorization {
        functions::auth::ImportBotAuthorization {
            flags: 0,
            api_id: self.settings.api_id,
            api_hash: self.settings.api_hash.0.clone(),
            bot_auth_token: token.reveal().to_owned(),
        }
    }

    async fn make_qr(&self, call: Call) -> Answer {
        let now = self.world.now();
        let read = |token, call| Answer::from_login_token(token, call, now);
        if let Call::ImportQr { token } = &call {
            let token = token.clone();
            let request = functions::auth::ImportLoginToken { token };
            return self.ask(&request, call, read).await;
        }
        let request = functions::auth::ExportLoginToken {
            api_id: self.settings.api_id,
            api_hash: self.settings.api_hash.0.clone(),
            except_ids: Vec::new(),
        };
        self.ask(&request, call, read).await
    }

    fn send_code(&self, phone: &Phone) -> functions::auth::SendCode {
        let settings = types::CodeSettings {
            // Calls that only hang up are for programs on the phone itself.
            allow_flashcall: false,
            allow_missed_call: false,
            current_number: false,
            unknown_number: false,
            allow_app_hash: false,
            allow_firebase: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        };
        functions::auth::SendCode {
            phone_number: phone.reveal().to_owned(),
            api_id: self.settings.api_id,
            api_hash: self.settings.api_hash.0.clone(),
            settings: settings.into(),
        }
    }

    async fn ask<R: RemoteCall>(
        &self,
        request: &R,
        call: Call,
        read: impl FnOnce(R::Return, Call) -> Answer,
    ) -> Answer {
        match self.invoke(request).await {
            Ok(answer) => read(answer, call),
            Err(failure) => self.about(failure, call),
        }
    }

    async fn invoke<R: RemoteCall>(&self, request: &R) -> Result<R::Return, Failure> {
        match self.line.invoke_bare(request, self.deadline()).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Failure::Refused(error)),
            Err(error) => Err(Failure::Unheard(error)),
        }
    }

    fn about(&self, failure: Failure, call: Call) -> Answer {
        match failure {
            Failure::Refused(error) => Answer::from_rpc_error(&error, call),
            Failure::Unheard(error) => self.failed(&error, call),
        }
    }

    /// That there was no answer. The person is told what can be done about it; the reason in full goes to the log.
    fn failed(&self, error: &CallError, call: Call) -> Answer {
        let call = call.into_inner();
        tracing::warn!(%error, "a call of a login to Telegram was not answered");
        let trouble = match error {
            CallError::TooLate => Trouble::TimedOut,
            CallError::Unreachable(cause) => Trouble::ConnectionLost(Some(cause.clone())),
            // What the server cannot have forgotten: no key could be made with it.
            CallError::KeyForgotten if !self.line.session().has_key() => {
                Trouble::ConnectionLost(Some(Cause::Keys))
            }
            CallError::KeyForgotten => return key_forgotten(call),
            CallError::Flood(_)
            | CallError::Refused(_)
            | CallError::Elsewhere(_)
            | CallError::LoggedOut(_)
            | CallError::NotConnected
            | CallError::Unreadable
            | CallError::Session(_) => Trouble::ConnectionLost(None),
        };
        Answer::Failed { call, trouble }
    }

    const fn deadline(&self) -> Duration {
        self.settings.pace.call
    }
}

/// Why there is no answer.
enum Failure {
    Refused(RpcError),
    Unheard(CallError),
}

fn key_forgotten(call: Call) -> Answer {
    let error = RpcError {
        code: 401,
        name: "AUTH_KEY_UNREGISTERED".into(),
        value: None,
        caused_by: None,
    };
    Answer::from_rpc_error(&error, call)
}

//! Who we are, asked of Telegram when a connection begins.

use grammers_session::Session as _;
use grammers_session::types::{PeerInfo, UpdatesState};
use grammers_tl_types::{enums, functions as calls, types};

use super::error::CallError;
use super::line::Line;
use super::shared::Shared;
use super::status::{Account, LoggedOut};
use super::{BotToken, Login};

/// How often a login is sent on to another data centre before that is a fault.
const MOVES: usize = 3;

/// Makes sure that the session is logged in: with a bot's token where need be.
pub(super) async fn sign_in(shared: &Shared, line: &Line) -> Result<Account, CallError> {
    let account = match &shared.login {
        Login::User if shared.session.has_key() => who_am_i(shared, line).await?,
        Login::User => return Err(CallError::LoggedOut(LoggedOut::Never)),
        Login::Bot(token) => bot(shared, line, token).await?,
    };
    if shared.session.place().pts == 0 {
        let state = calls::updates::GetState {};
        let enums::updates::State::State(state) =
            line.invoke(&state, shared.settings.pace.call).await?;
        shared.hand_over.begin_at(UpdatesState {
            pts: state.pts,
            qts: state.qts,
            date: state.date,
            seq: state.seq,
            channels: Vec::new(),
        });
    }
    shared.session.save().await?;
    Ok(account)
}

async fn bot(shared: &Shared, line: &Line, token: &BotToken) -> Result<Account, CallError> {
    if let Some(PeerInfo::User { id, .. }) = shared.session.own() {
        if token.bot_id() != Some(id) {
            // Another bot was configured.
            shared.session.forget().await?;
            shared.hand_over.begin_at(UpdatesState::default());
        } else if shared.session.has_key() {
            match who_am_i(shared, line).await {
                // Its token still opens the door.
                Err(CallError::LoggedOut(LoggedOut::Revoked)) => {}
                answer => return answer,
            }
        }
    }
    for _ in 0..MOVES {
        let request = calls::auth::ImportBotAuthorization {
            flags: 0,
            api_id: shared.settings.api_id,
            api_hash: shared.settings.api_hash.0.clone(),
            bot_auth_token: token.0.clone(),
        };
        match line.invoke(&request, shared.settings.pace.call).await {
            Err(CallError::Elsewhere(dc)) => {
                line.move_home(dc, shared.settings.pace.connect).await?;
            }
            Err(error) => return Err(error),
            Ok(enums::auth::Authorization::Authorization(types::auth::Authorization {
                user: enums::User::User(user),
                ..
            })) => return Ok(learn(shared, &user)),
            Ok(_) => return Err(CallError::Unreadable),
        }
    }
    Err(CallError::Elsewhere(shared.session.home_dc_id()?))
}

/// Asks who is logged in.
async fn who_am_i(shared: &Shared, line: &Line) -> Result<Account, CallError> {
    let request = calls::users::GetUsers {
        id: vec![enums::InputUser::UserSelf],
    };
    let users = line.invoke(&request, shared.settings.pace.call).await?;
    match users.into_iter().next() {
        Some(enums::User::User(user)) => Ok(learn(shared, &user)),
        Some(enums::User::Empty(_)) | None => Err(CallError::LoggedOut(LoggedOut::Revoked)),
    }
}

fn learn(shared: &Shared, user: &types::User) -> Account {
    shared.session.learn([PeerInfo::User {
        id: user.id,
        auth: user
            .access_hash
            .map(grammers_session::types::PeerAuth::from_hash),
        bot: Some(user.bot),
        is_self: Some(true),
    }]);
    Account::of(user)
}

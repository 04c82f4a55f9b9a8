//! One's own Telegram accounts on Matrix: for users whose account on Matrix is verified, where there is a bridge.

use axum::Form;
use axum::response::Response;
use domain::id::LinkedAccountId;
use domain::linked_account::LinkedAccount;
use domain::time::Timestamp;
use flows::open_login_page::{self, Opened};
use store::bridge_logins::{self, BridgeLogin};
use store::{Conn, linked_accounts};

use crate::auth::SignedIn;
use crate::fault::Fault;
use crate::pages::telegram_login;
use crate::visitor::Visitor;

/// The kind of the providers whose accounts the bridge knows.
const MATRIX: &str = "matrix";

/// Somebody on Matrix, and what is logged in for them.
pub(super) struct OnMatrix {
    pub(super) account: LinkedAccountId,
    pub(super) matrix_id: String,
    pub(super) logins: Vec<Login>,
}

/// A Telegram account that was logged in.
pub(super) struct Login {
    pub(super) name: String,
    pub(super) since: Timestamp,
    pub(super) has_ended: bool,
}

impl From<BridgeLogin> for Login {
    fn from(login: BridgeLogin) -> Self {
        Self {
            name: login.shown,
            since: login.created_at,
            has_ended: login.ended.is_some(),
        }
    }
}

/// Which account on Matrix.
#[derive(serde::Deserialize)]
pub(super) struct Chosen {
    account: LinkedAccountId,
}

/// The verified accounts on Matrix that may log in to Telegram, with their logins.
pub(super) async fn list(
    conn: &mut Conn,
    visitor: &Visitor,
    accounts: &[LinkedAccount],
) -> Result<Vec<OnMatrix>, Fault> {
    let mut list = Vec::new();
    for account in accounts {
        let Some(matrix_id) = allowed_id(visitor, account) else {
            continue;
        };
        let logins = bridge_logins::list_of(&mut *conn, matrix_id).await?;
        list.push(OnMatrix {
            account: account.id,
            matrix_id: matrix_id.to_owned(),
            logins: logins.into_iter().map(Login::from).collect(),
        });
    }
    Ok(list)
}

/// Opens the page of the Telegram login.
pub(super) async fn open(
    signed_in: SignedIn,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Fault> {
    let context = signed_in.app.context();
    let mut conn = context.db.read().await?;
    let own = linked_accounts::list_of_user(&mut conn, signed_in.user.id).await?;
    drop(conn);
    let account = own.iter().find(|account| account.id == chosen.account);
    let matrix_id = account.and_then(|account| allowed_id(&signed_in, account));
    let Some(matrix_id) = matrix_id else {
        return Err(Fault::missing(signed_in.page()));
    };
    let opened = open_login_page::open_for_user(context, signed_in.user.id, matrix_id).await?;
    match opened {
        Opened::Here(_, browser) => Ok(telegram_login::enter(&signed_in, &browser)),
        Opened::Wait(wait) => Err(telegram_login::wait(&signed_in, wait)),
        Opened::Not(_) => Err(Fault::missing(signed_in.page())),
    }
}

/// The id on Matrix of an account that is verified, if it may log in to Telegram.
fn allowed_id<'a>(visitor: &Visitor, account: &'a LinkedAccount) -> Option<&'a str> {
    let logins = visitor.app.telegram_logins()?;
    let is_matrix = account.provider.kind() == MATRIX && account.is_proven();
    let id = account.remote_id.as_ref().filter(|_| is_matrix)?.0.as_str();
    logins.may_log_in(id).then_some(id)
}

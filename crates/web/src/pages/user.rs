//! One user, as those who manage users see it.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use domain::linked_account::{LinkedAccount, Standing};
use domain::session::Session;
use domain::time::Timestamp;
use domain::user::Role;
use store::{Conn, backup_codes, deliveries, linked_accounts, sessions, sign_ins};

use crate::App;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::labels::{self, Badge, DeliveryRow, RoleChoice, SignInRow};
use crate::pages::user::chosen::Chosen;

mod access;
mod accounts;
pub(crate) mod chosen;
mod password;

/// How many sign-ins the page shows.
const SIGN_INS: i64 = 20;
/// How many deliveries the page shows.
const DELIVERIES: i64 = 10;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/users/{id}", get(show))
        .merge(accounts::routes())
        .merge(access::routes())
        .merge(password::routes())
}

#[derive(Template)]
#[template(path = "user.html")]
struct UserPage {
    page: Page,
    id: String,
    shown: String,
    name: String,
    role: String,
    made_at: Timestamp,
    locked_at: Option<Timestamp>,
    right: Right,
    accounts: Vec<AccountRow>,
    /// Whether a message would reach the user.
    is_reached: bool,
    providers: Vec<ProviderChoice>,
    factor: Option<String>,
    backup_codes: i64,
    sessions: Vec<Session>,
    roles: Vec<RoleChoice>,
    sign_ins: Vec<SignInRow>,
    deliveries: Vec<DeliveryRow>,
    typed: Typed,
}

/// What the viewer may do to this user.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Right {
    /// It is the viewer's own page; what is one's own is changed under "My account".
    Own,
    /// Look, and write.
    Look,
    /// Change all but the password.
    Change,
    /// Change everything.
    ChangeAll,
}

impl Right {
    fn of(chosen: &Chosen) -> Self {
        let viewer = &chosen.manager.user;
        match (chosen.may_change(), viewer.role) {
            (true, Role::Admin) => Self::ChangeAll,
            (true, Role::User | Role::UserManager) => Self::Change,
            (false, _) if viewer.id == chosen.user.id => Self::Own,
            (false, _) => Self::Look,
        }
    }

    fn is_own(self) -> bool {
        self == Self::Own
    }

    fn may_change(self) -> bool {
        matches!(self, Self::Change | Self::ChangeAll)
    }

    fn may_set_password(self) -> bool {
        self == Self::ChangeAll
    }
}

struct AccountRow {
    id: String,
    badge: Badge,
    provider: String,
    handle: String,
    is_set_by_admin: bool,
    standing: String,
    /// Since when.
    since: Option<Timestamp>,
    notifications: bool,
    codes: bool,
    broken: Option<String>,
}

struct ProviderChoice {
    key: String,
    title: String,
    example: &'static str,
}

/// What was typed into one of the page's forms, and what is wrong with it.
#[derive(Default)]
pub(crate) struct Typed {
    /// Which form: `handle`, the id of an account, `role`, `lock` or `password`.
    form: String,
    provider: String,
    handle: String,
    fault: String,
}

impl Typed {
    fn fault_in(form: impl Into<String>, fault: String) -> Self {
        Self {
            form: form.into(),
            fault,
            ..Self::default()
        }
    }

    /// The fault of this form, if it is the one.
    fn fault_of(&self, form: &str) -> Option<&str> {
        (self.form == form && !self.fault.is_empty()).then_some(self.fault.as_str())
    }
}

async fn show(chosen: Chosen) -> Result<Response, Fault> {
    render(&chosen, Typed::default()).await
}

/// Shows the user's page.
pub(crate) async fn render(chosen: &Chosen, typed: Typed) -> Result<Response, Fault> {
    let Chosen { manager, user } = chosen;
    let app = &manager.app;
    let page = manager.page();
    let mut conn = app.context().db.read().await?;
    let accounts = linked_accounts::list_of_user(&mut conn, user.id).await?;
    let backup_codes = backup_codes::count_unused(&mut conn, user.id).await?;
    let mut sessions = sessions::list_of_user(&mut conn, user.id).await?;
    sessions.retain(|session| session.is_alive(app.context().world.now()));
    let sign_ins = list_sign_ins(&mut conn, chosen, &page).await?;
    let deliveries = list_deliveries(&mut conn, chosen, &page).await?;
    drop(conn);
    let counts = manager.domain.messaging_factor;
    html(&UserPage {
        id: user.id.to_string(),
        shown: user.shown_name().to_owned(),
        name: user.name.as_str().to_owned(),
        role: labels::role_title(&page, user.role),
        made_at: user.created_at,
        locked_at: user.locked_at,
        right: Right::of(chosen),
        is_reached: accounts.iter().any(LinkedAccount::takes_notifications),
        factor: labels::factor(&page, app, &accounts.iter().collect::<Vec<_>>(), counts),
        accounts: accounts
            .iter()
            .map(|account| account_row(&page, app, account))
            .collect(),
        providers: providers(app),
        backup_codes,
        sessions,
        roles: labels::roles(&page, manager.user.role, user.role),
        sign_ins,
        deliveries,
        typed,
        page,
    })
}

async fn list_sign_ins(
    conn: &mut Conn,
    chosen: &Chosen,
    page: &Page,
) -> Result<Vec<SignInRow>, Fault> {
    let Chosen { manager, user } = chosen;
    let filter = sign_ins::Filter {
        user: Some(user.id),
        ..sign_ins::Filter::default()
    };
    let found = sign_ins::list(conn, &manager.domain.name, &filter, SIGN_INS).await?;
    let row = |sign_in| labels::sign_in_row(page, &manager.app, sign_in);
    Ok(found.iter().map(row).collect())
}

async fn list_deliveries(
    conn: &mut Conn,
    chosen: &Chosen,
    page: &Page,
) -> Result<Vec<DeliveryRow>, Fault> {
    let Chosen { manager, user } = chosen;
    let filter = deliveries::Filter {
        user: Some(user.id),
        ..deliveries::Filter::default()
    };
    let found = deliveries::list(conn, &manager.domain.name, &filter, DELIVERIES).await?;
    let row = |listed| labels::delivery_row(page, &manager.app, listed);
    Ok(found.into_iter().map(row).collect())
}

fn account_row(page: &Page, app: &App, account: &LinkedAccount) -> AccountRow {
    let (standing, since) = match account.standing {
        Standing::Verified { at } => ("user-account-verified", Some(at)),
        Standing::Vouched { at } => ("user-account-vouched", Some(at)),
        Standing::SetByAdmin => ("user-account-set-by-admin", None),
    };
    AccountRow {
        id: account.id.to_string(),
        badge: labels::badge(app, &account.provider),
        provider: account.provider.to_string(),
        handle: account.handle.clone(),
        is_set_by_admin: account.standing == Standing::SetByAdmin,
        standing: page.t(standing),
        since,
        notifications: account.uses.notifications,
        codes: account.may_carry_codes(),
        broken: account.broken.as_ref().map(|broken| broken.why.clone()),
    }
}

fn providers(app: &App) -> Vec<ProviderChoice> {
    let choice = |entry: &domain::provider::ProviderEntry| ProviderChoice {
        key: entry.provider.to_string(),
        title: entry.title.clone(),
        example: entry.handle_example,
    };
    app.providers().iter().map(choice).collect()
}

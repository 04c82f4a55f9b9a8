//! Words for values of the domain, where several pages need the same.

use domain::delivery::{Delivery, State};
use domain::linked_account::LinkedAccount;
use domain::notification::TextFault;
use domain::password::PasswordFault;
use domain::provider::HandleFault;
use domain::sign_in::{End, SignIn};
use domain::time::Timestamp;
use domain::user::{Role, UserNameFault};
use store::{Conn, users};

use crate::App;
use crate::fault::Fault;
use crate::page::Page;
use crate::report::Row;

/// A role that can be chosen in a form.
pub(crate) struct RoleChoice {
    pub(crate) word: &'static str,
    pub(crate) title: String,
    pub(crate) is_chosen: bool,
}

/// The roles that somebody of the role `of` may give.
pub(crate) fn roles(page: &Page, of: Role, chosen: Role) -> Vec<RoleChoice> {
    let choice = |role: Role| RoleChoice {
        word: role.word(),
        title: role_title(page, role),
        is_chosen: role == chosen,
    };
    Role::ALL
        .into_iter()
        .filter(|role| of.may_change(*role))
        .map(choice)
        .collect()
}

/// How the user of this id is shown, if it is one of this domain: for pages that show what is one user's alone.
pub(crate) async fn name_of(
    conn: &mut Conn,
    domain: &str,
    id: &str,
) -> Result<Option<String>, Fault> {
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let user = users::find(conn, id).await?;
    Ok(user
        .filter(|user| user.domain == domain)
        .map(|user| user.shown_name().to_owned()))
}

/// A role's name.
pub(crate) fn role_title(page: &Page, role: Role) -> String {
    page.t(match role {
        Role::User => "users-role-user",
        Role::UserManager => "users-role-user-manager",
        Role::Admin => "users-role-admin",
    })
}

/// A provider as a list shows it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Badge {
    pub(crate) icon: &'static str,
    pub(crate) title: String,
}

/// The badge of an account's provider.
pub(crate) fn badge(app: &App, provider: &domain::provider::Provider) -> Badge {
    Badge {
        icon: app.provider(provider).map_or("speech", |entry| entry.icon),
        title: app.provider_title(provider),
    }
}

/// The second factor of somebody with these accounts: `Messaging (XMPP)`.
pub(crate) fn factor(
    page: &Page,
    app: &App,
    accounts: &[&LinkedAccount],
    counts: bool,
) -> Option<String> {
    let account = accounts
        .iter()
        .find(|account| counts && account.may_carry_codes())?;
    let title = app.provider_title(&account.provider);
    Some(page.with("report-factor-messaging", "provider", title))
}

/// A state as a pill: the colour class and the text.
pub(crate) struct Pill {
    pub(crate) tone: &'static str,
    pub(crate) text: String,
}

/// The pill of a delivery's state.
pub(crate) fn state(page: &Page, state: State) -> Pill {
    let (tone, key) = match state {
        State::Pending => ("warn", "deliveries-state-pending"),
        State::Sent => ("good", "deliveries-state-sent"),
        State::Delivered => ("good", "deliveries-state-delivered"),
        State::Failed => ("bad", "deliveries-state-failed"),
        State::Expired => ("bad", "deliveries-state-expired"),
    };
    Pill {
        tone,
        text: page.t(key),
    }
}

/// What a delivery carries, in words. `kind` is the word of the notification's kind, or `code`.
pub(crate) fn kind(page: &Page, kind: &str) -> String {
    let key = format!("deliveries-kind-{kind}");
    if page.words.has(&key) {
        page.t(&key)
    } else {
        kind.to_owned()
    }
}

/// One delivery in a list.
pub(crate) struct DeliveryRow {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) user: String,
    pub(crate) kind: String,
    pub(crate) badge: Badge,
    pub(crate) handle: String,
    pub(crate) state: Pill,
    pub(crate) tries: i64,
    pub(crate) why: String,
    pub(crate) made_at: Timestamp,
}

/// The row of a delivery.
pub(crate) fn delivery_row(
    page: &Page,
    app: &App,
    listed: store::deliveries::Listed,
) -> DeliveryRow {
    let delivery: Delivery = listed.delivery;
    DeliveryRow {
        id: delivery.id.to_string(),
        user_id: delivery.user_id.to_string(),
        user: listed.user_name,
        kind: kind(page, &listed.kind),
        badge: badge(app, &delivery.provider),
        handle: delivery.handle,
        state: state(page, delivery.state),
        tries: delivery.attempt,
        why: delivery.why.unwrap_or_default(),
        made_at: delivery.created_at,
    }
}

/// One sign-in in a list.
pub(crate) struct SignInRow {
    pub(crate) at: Timestamp,
    pub(crate) user: String,
    pub(crate) user_id: Option<String>,
    pub(crate) ip: String,
    pub(crate) browser: String,
    pub(crate) system: String,
    pub(crate) factor: String,
    pub(crate) outcome: Pill,
}

/// The row of a sign-in.
pub(crate) fn sign_in_row(page: &Page, app: &App, sign_in: &SignIn) -> SignInRow {
    let row = Row::new(sign_in, |provider| app.provider_title(provider));
    let tone = match sign_in.end {
        End::Entered(_) => "good",
        End::Refused(_) => "bad",
    };
    SignInRow {
        at: row.at,
        user_id: sign_in.user_id.map(|id| id.to_string()),
        factor: row.factor(page.words),
        outcome: Pill {
            tone,
            text: row.outcome(page.words),
        },
        user: row.user,
        ip: row.ip,
        browser: row.browser,
        system: row.system,
    }
}

/// What is wrong with a text.
pub(crate) fn text_fault(page: &Page, fault: TextFault) -> String {
    match fault {
        TextFault::Empty => page.t("text-fault-empty"),
        TextFault::TooLong(count) => page.with("text-fault-too-long", "count", count),
    }
}

/// What is wrong with a user name.
pub(crate) fn user_name_fault(page: &Page, fault: UserNameFault) -> String {
    page.t(match fault {
        UserNameFault::Empty => "user-name-fault-empty",
        UserNameFault::TooLong => "user-name-fault-too-long",
        UserNameFault::BadCharacter => "user-name-fault-bad-character",
    })
}

/// What is wrong with a handle.
pub(crate) fn handle_fault(page: &Page, fault: HandleFault) -> String {
    page.with(fault.key, "detail", fault.detail)
}

/// What a password lacks.
pub(crate) fn password_fault(page: &Page, faults: &[PasswordFault]) -> String {
    let part = |fault: &PasswordFault| {
        let (key, count) = match *fault {
            PasswordFault::TooShort(n) => ("password-fault-too-short", n),
            PasswordFault::TooLong(n) => ("password-fault-too-long", n),
            PasswordFault::Upper(n) => ("password-fault-upper", n),
            PasswordFault::Lower(n) => ("password-fault-lower", n),
            PasswordFault::Numeric(n) => ("password-fault-numeric", n),
            PasswordFault::Nonalpha(n) => ("password-fault-nonalpha", n),
        };
        page.with(key, "count", count)
    };
    let parts: Vec<String> = faults.iter().map(part).collect();
    page.with("users-password-weak", "faults", parts.join(", "))
}

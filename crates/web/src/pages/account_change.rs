//! One linked account: what it is for, its place in the order, and unlinking it.

use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::id::LinkedAccountId;
use domain::linked_account::{LinkedAccount, Uses};
use domain::provider::ProviderEntry;
use flows::change_account::{self, Changed};
use flows::unlink_account::{self, Unlinked};
use flows::ways;
use store::linked_accounts;

use crate::App;
use crate::auth::SignedIn;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::confirm::Confirm;
use crate::pages::labels::{self, Badge};
use crate::pages::prove::{Sure, prove_first};
use crate::pages::user::chosen::param;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account/{id}/change", get(show).post(submit))
        .route("/account/{id}/up", post(move_up))
        .route("/account/{id}/unlink", get(confirm_unlink).post(unlink))
}

/// One of the viewer's own linked accounts, named by the address.
pub(crate) struct OwnAccount {
    pub(crate) signed_in: SignedIn,
    pub(crate) account: LinkedAccount,
}

impl FromRequestParts<App> for OwnAccount {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let missing = || Fault::missing(signed_in.page());
        let id: LinkedAccountId = param(parts, app, "id").await.ok_or_else(missing)?;
        let mut conn = app.context().db.read().await?;
        let account = linked_accounts::find(&mut conn, signed_in.user.id, id)
            .await?
            .ok_or_else(missing)?;
        Ok(Self { signed_in, account })
    }
}

impl OwnAccount {
    /// The entry of the account's provider, which may be configured no more.
    pub(crate) fn entry(&self) -> Result<&ProviderEntry, Fault> {
        self.signed_in
            .app
            .provider(&self.account.provider)
            .ok_or_else(|| Fault::missing(self.signed_in.page()))
    }

    fn path(&self, verb: &str) -> String {
        format!("/account/{}/{verb}", self.account.id)
    }

    fn back(&self, note: &str) -> Response {
        Redirect::to(&self.signed_in.path(&format!("/account?note={note}"))).into_response()
    }
}

#[derive(Template)]
#[template(path = "account_change.html")]
struct ChangePage {
    page: Page,
    id: String,
    badge: Badge,
    handle: String,
    uses: Uses,
    codes: Codes,
    fault: Option<String>,
}

/// Whether an account can be used for codes at all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codes {
    /// It can.
    Possible,
    /// Its provider is not private enough.
    NotPrivate,
    /// Messaging is no second factor in this domain.
    NoFactor,
    /// It is not verified yet.
    VerifyFirst,
}

impl Codes {
    /// What this provider can carry in the visitor's domain.
    pub(crate) fn by(signed_in: &SignedIn, entry: &ProviderEntry) -> Self {
        if !signed_in.domain.messaging_factor {
            Self::NoFactor
        } else if !entry.carries_codes {
            Self::NotPrivate
        } else {
            Self::Possible
        }
    }

    /// The key of the text that says why not.
    pub(crate) fn why_not(self) -> Option<&'static str> {
        match self {
            Self::Possible => None,
            Self::NotPrivate => Some("uses-codes-not-private"),
            Self::NoFactor => Some("uses-codes-no-factor"),
            Self::VerifyFirst => Some("uses-codes-verify-first"),
        }
    }
}

/// The two boxes under "Use it for".
#[derive(serde::Deserialize)]
pub(crate) struct Ticked {
    notifications: Option<String>,
    codes: Option<String>,
}

impl Ticked {
    pub(crate) fn uses(&self) -> Uses {
        Uses {
            notifications: self.notifications.is_some(),
            codes: self.codes.is_some(),
        }
    }
}

async fn show(_: Sure, own: OwnAccount) -> Result<Response, Fault> {
    let uses = own.account.uses;
    render(&own, uses, None)
}

async fn submit(
    own: OwnAccount,
    State(app): State<App>,
    Form(ticked): Form<Ticked>,
) -> Result<Response, Fault> {
    let uses = ticked.uses();
    let signed_in = &own.signed_in;
    let changed = change_account::set_uses(
        app.context(),
        &signed_in.domain,
        &signed_in.session,
        own.account.id,
        own.entry()?,
        uses,
        &signed_in.place,
    )
    .await?;
    let key = match changed {
        Changed::Done => return Ok(own.back("account-changed")),
        Changed::ProveFirst => return Ok(prove_first(signed_in, &own.path("change"))),
        Changed::Unknown => return Err(Fault::missing(signed_in.page())),
        Changed::VerifyFirst => "uses-codes-verify-first",
        Changed::ForNothing => "uses-for-nothing",
    };
    let fault = signed_in.page().t(key);
    render(&own, uses, Some(fault))
}

fn render(own: &OwnAccount, uses: Uses, fault: Option<String>) -> Result<Response, Fault> {
    let mut codes = Codes::by(&own.signed_in, own.entry()?);
    if codes == Codes::Possible && !own.account.is_proven() {
        codes = Codes::VerifyFirst;
    }
    html(&ChangePage {
        page: own.signed_in.page(),
        id: own.account.id.to_string(),
        badge: labels::badge(&own.signed_in.app, &own.account.provider),
        handle: own.account.handle.clone(),
        uses,
        codes,
        fault,
    })
}

async fn move_up(own: OwnAccount, State(app): State<App>) -> Result<Response, Fault> {
    let signed_in = &own.signed_in;
    let (domain, session) = (&signed_in.domain, &signed_in.session);
    let moved = change_account::move_up(
        app.context(),
        domain,
        session,
        own.account.id,
        &signed_in.place,
    )
    .await?;
    Ok(match moved {
        // A form cannot be sent again from here, so the page says that the button works now.
        Changed::ProveFirst => prove_first(signed_in, "/account?note=move-now"),
        Changed::Done | Changed::Unknown | Changed::VerifyFirst | Changed::ForNothing => {
            own.back("account-moved")
        }
    })
}

async fn confirm_unlink(_: Sure, own: OwnAccount) -> Result<Response, Fault> {
    let signed_in = &own.signed_in;
    let page = signed_in.page();
    let context = signed_in.app.context();
    let ways = ways::of_user(
        &mut *context.db.read().await?,
        context,
        &signed_in.domain,
        signed_in.user.id,
    )
    .await?;
    let is_last_way = ways.accounts.len() == 1
        && ways
            .accounts
            .iter()
            .all(|way| way.account.id == own.account.id);
    let title = signed_in.app.provider_title(&own.account.provider);
    Confirm {
        heading: page.with_two(
            "unlink-heading",
            "provider",
            title,
            "handle",
            own.account.handle.as_str(),
        ),
        text: page.t(if is_last_way {
            "unlink-text-last-way"
        } else {
            "unlink-text"
        }),
        button: page.t("account-unlink"),
        action: own.path("unlink"),
        back: "/account".to_owned(),
        fault: None,
    }
    .show(page)
}

async fn unlink(own: OwnAccount, State(app): State<App>) -> Result<Response, Fault> {
    let signed_in = &own.signed_in;
    let title = app.provider_title(&own.account.provider);
    let unlinked = unlink_account::unlink(
        app.context(),
        &signed_in.domain,
        &signed_in.session,
        signed_in.by(),
        own.account.id,
        &title,
    )
    .await?;
    Ok(match unlinked {
        // Somebody was faster in another window: it is gone, as it was to be.
        Unlinked::Done | Unlinked::Unknown => own.back("account-unlinked"),
        Unlinked::ProveFirst => prove_first(signed_in, &own.path("unlink")),
    })
}

//! Link a messaging account: which one, and the code that is sent there.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::provider::{Handle, Provider, ProviderEntry};
use flows::link_account::{self, Begun};
use store::provider_states;

use crate::App;
use crate::auth::SignedIn;
use crate::fault::{Fault, encode};
use crate::page::{Page, html};
use crate::pages::account_change::OwnAccount;
use crate::pages::labels;
use crate::pages::prove::{Sure, prove_first};

mod code;
mod start;

use start::StartCard;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account/link", get(show).post(submit))
        .route("/account/{id}/verify", post(verify))
        .merge(code::routes())
        .merge(start::routes())
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage {
    page: Page,
    choices: Vec<Choice>,
    any_up: bool,
    handle: String,
    fault: Option<String>,
    /// Ways to link without typing.
    starts: Vec<StartCard>,
    is_admin: bool,
    has_demo_phone: bool,
}

impl LinkPage {
    /// Whether there is a provider whose handles are to be told nobody.
    fn asks_for_secret(&self) -> bool {
        self.choices.iter().any(|choice| choice.has_secret_handle)
    }
}

/// One provider that can be chosen.
struct Choice {
    key: String,
    icon: &'static str,
    title: String,
    example: &'static str,
    /// What a handle is there, and where people find theirs.
    help: Option<String>,
    /// What people may need first: the words for the link, and where it leads.
    first: Option<(String, String)>,
    is_up: bool,
    is_chosen: bool,
    has_secret_handle: bool,
}

/// What was chosen and typed.
#[derive(serde::Deserialize, Default)]
struct Typed {
    #[serde(default)]
    provider: String,
    #[serde(default)]
    handle: String,
}

impl Typed {
    /// The address of the form that holds this. Addresses are kept in histories and in the logs of proxies: a handle
    /// that is a secret stands in none, and the form asks for it again.
    fn path(&self, entry: &ProviderEntry) -> String {
        let provider = encode(self.provider.as_str());
        if entry.handle_is_secret {
            return format!("/account/link?provider={provider}&note=type-again");
        }
        let handle = encode(&self.handle);
        format!("/account/link?provider={provider}&handle={handle}")
    }
}

async fn show(sure: Sure, Query(typed): Query<Typed>) -> Result<Response, Fault> {
    render(&sure, typed, None).await
}

async fn submit(
    signed_in: SignedIn,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    begin(&signed_in, &app, typed).await
}

/// Verifies an account that is there already, by the way in which new ones are linked.
async fn verify(own: OwnAccount, State(app): State<App>) -> Result<Response, Fault> {
    let account = own.account;
    let typed = Typed {
        provider: account.provider.to_string(),
        handle: account.handle.clone(),
    };
    let entry = app.provider(&account.provider);
    match entry.filter(|entry| entry.handle_is_secret) {
        // What is shown of a secret cannot be read again, so the button has to be pressed again.
        Some(entry) => {
            let handle = Handle {
                shown: account.handle,
                remote_id: account.remote_id,
            };
            let typed = Typed {
                handle: String::new(),
                ..typed
            };
            let after = "/account?note=verify-now";
            begin_with(&own.signed_in, &app, entry, handle, typed, after).await
        }
        None => begin(&own.signed_in, &app, typed).await,
    }
}

async fn begin(signed_in: &SignedIn, app: &App, typed: Typed) -> Result<Response, Fault> {
    let page = signed_in.page();
    let Some(entry) = app.provider(&Provider::new(typed.provider.as_str())) else {
        return render(signed_in, typed, Some(page.t("link-choose"))).await;
    };
    match (entry.parse_handle)(&typed.handle) {
        Ok(handle) => {
            let after = typed.path(entry);
            begin_with(signed_in, app, entry, handle, typed, &after).await
        }
        Err(fault) => render(signed_in, typed, Some(labels::handle_fault(&page, fault))).await,
    }
}

/// Begins with a handle that was read; a session that has to prove something first goes on at `after`.
async fn begin_with(
    signed_in: &SignedIn,
    app: &App,
    entry: &ProviderEntry,
    handle: Handle,
    typed: Typed,
    after: &str,
) -> Result<Response, Fault> {
    let page = signed_in.page();
    let begun = link_account::begin(
        app.context(),
        &signed_in.domain,
        &signed_in.session,
        entry,
        handle,
        &signed_in.place,
    )
    .await?;
    let fault = match begun {
        Begun::CodeOnItsWay(challenge) => {
            let to = signed_in.path(&format!("/account/link/{challenge}"));
            return Ok(Redirect::to(&to).into_response());
        }
        Begun::ProveFirst => return Ok(prove_first(signed_in, after)),
        Begun::AlreadyLinked => page.t("link-already"),
        Begun::TooMany => page.t("link-too-many"),
        Begun::NotConnected => page.t("code-not-connected"),
        Begun::Wait(wait) => page.with("code-wait", "span", page.span(wait)),
        Begun::Exhausted | Begun::Unknown => page.t("note-link-over"),
    };
    render(signed_in, typed, Some(fault)).await
}

async fn render(
    signed_in: &SignedIn,
    typed: Typed,
    fault: Option<String>,
) -> Result<Response, Fault> {
    let app = &signed_in.app;
    let states = provider_states::list(&mut *app.context().db.read().await?).await?;
    let is_up = |entry: &ProviderEntry| {
        states
            .iter()
            .any(|state| state.provider == entry.provider && state.connection.is_up())
    };
    // What was chosen before, or the first that can be.
    let chosen = app
        .providers()
        .iter()
        .find(|entry| entry.provider.as_str() == typed.provider && is_up(entry))
        .or_else(|| app.providers().iter().find(|entry| is_up(entry)))
        .map(|entry| &entry.provider);
    let page = signed_in.page();
    let choice = |entry: &ProviderEntry| Choice {
        help: help(&page, entry),
        first: first(&page, entry),
        key: entry.provider.to_string(),
        icon: entry.icon,
        title: entry.title.clone(),
        example: entry.handle_example,
        is_up: is_up(entry),
        is_chosen: chosen == Some(&entry.provider),
        has_secret_handle: entry.handle_is_secret,
    };
    html(&LinkPage {
        choices: app.providers().iter().map(choice).collect(),
        any_up: chosen.is_some(),
        handle: typed.handle,
        fault,
        starts: start::cards(signed_in).await?,
        is_admin: signed_in.user.role == domain::user::Role::Admin,
        has_demo_phone: app.has_demo_phone(),
        page,
    })
}

/// The link to what people may need first, where the provider has one.
fn first(page: &Page, entry: &ProviderEntry) -> Option<(String, String)> {
    let key = format!("handle-link-{}", entry.icon);
    let link = entry.join_link.clone().filter(|_| page.words.has(&key))?;
    Some((page.t(&key), link))
}

/// Every kind of provider has a text; the demo phone needs none.
fn help(page: &Page, entry: &ProviderEntry) -> Option<String> {
    let key = format!("handle-help-{}", entry.icon);
    page.words.has(&key).then(|| page.t(&key))
}

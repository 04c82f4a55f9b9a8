//! The server: how its providers are connected, and which programs hold a token.

use askama::Template;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::integration::Integration;
use domain::provider::{Connection, Provider, ProviderEntry, ProviderState};
use domain::time::Timestamp;
use flows::add_integration;
use store::{integrations, provider_states};

use crate::App;
use crate::auth::Admin;
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::confirm::Confirm;
use crate::pages::labels::{self, Badge};

mod security;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/server", get(show))
        .route("/server/programs", post(add))
        .route(
            "/server/programs/{id}/revoke",
            get(confirm_revocation).post(revoke),
        )
        .merge(security::routes())
}

#[derive(Template)]
#[template(path = "server.html")]
struct ServerPage {
    page: Page,
    providers: Vec<ProviderRow>,
    programs: Vec<Integration>,
    version: &'static str,
    name: String,
    fault: Option<String>,
}

struct ProviderRow {
    badge: Badge,
    key: String,
    tone: &'static str,
    state: String,
    /// As whom it is connected, or why it is not.
    detail: String,
    next: Option<NextStep>,
    since: Option<Timestamp>,
}

/// What is to be done about a provider that is down.
enum NextStep {
    /// Nothing: it is tried again.
    Wait,
    /// To log in anew, on the server, by this command.
    Mend { command: String },
    /// To correct the configuration; this command says what is wrong.
    Look { command: String },
}

#[derive(Template)]
#[template(path = "program_added.html")]
struct ProgramAddedPage {
    page: Page,
    name: String,
    token: String,
    url: String,
}

#[derive(serde::Deserialize)]
struct Typed {
    name: String,
}

async fn show(admin: Admin) -> Result<Response, Fault> {
    render(&admin, String::new(), None).await
}

async fn render(admin: &Admin, name: String, fault: Option<String>) -> Result<Response, Fault> {
    let app = &admin.app;
    let page = admin.page();
    let mut conn = app.context().db.read().await?;
    let states = provider_states::list(&mut conn).await?;
    let programs = integrations::list(&mut conn, &admin.domain.name).await?;
    drop(conn);
    html(&ServerPage {
        providers: app
            .providers()
            .iter()
            .map(|entry| provider_row(&page, app, entry, &states))
            .collect(),
        programs,
        version: env!("CARGO_PKG_VERSION"),
        name,
        fault,
        page,
    })
}

fn provider_row(
    page: &Page,
    app: &App,
    entry: &ProviderEntry,
    states: &[ProviderState],
) -> ProviderRow {
    let state = states.iter().find(|state| state.provider == entry.provider);
    let (tone, key, detail) = match state.map(|state| &state.connection) {
        Some(Connection::Up { account }) => (
            "good",
            "server-provider-up",
            page.with("server-provider-as", "account", account.as_str()),
        ),
        Some(Connection::Down {
            why,
            needs_operator,
        }) => {
            let key = if *needs_operator {
                "server-provider-locked"
            } else {
                "server-provider-down"
            };
            ("bad", key, why.clone())
        }
        None => ("warn", "server-provider-new", String::new()),
    };
    ProviderRow {
        badge: labels::badge(app, &entry.provider),
        key: entry.provider.to_string(),
        tone,
        state: page.t(key),
        detail,
        next: next_step(&entry.provider, state),
        since: state.map(|state| state.since),
    }
}

/// What an admin has to do about a provider, if anything.
fn next_step(provider: &Provider, state: Option<&ProviderState>) -> Option<NextStep> {
    match &state?.connection {
        Connection::Up { .. } => None,
        Connection::Down {
            needs_operator: false,
            ..
        } => Some(NextStep::Wait),
        // The dialogue sets up the first of a kind alone.
        Connection::Down { .. } if provider.as_str() == provider.kind() => {
            let command = format!("postern setup {provider}");
            Some(NextStep::Mend { command })
        }
        Connection::Down { .. } => {
            let command = "postern check --connect".to_owned();
            Some(NextStep::Look { command })
        }
    }
}

async fn add(
    admin: Admin,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let page = admin.page();
    if typed.name.trim().is_empty() {
        let fault = page.t("server-program-name-needed");
        return render(&admin, typed.name, Some(fault)).await;
    }
    let domain = &admin.domain;
    let (_, token) = add_integration::add(app.context(), domain, admin.by(), &typed.name).await?;
    // Shown in this answer, since nothing that could be asked for again knows the token.
    html(&ProgramAddedPage {
        page,
        name: typed.name.trim().to_owned(),
        token: token.reveal().to_owned(),
        url: format!("{}/api/v1/messages", domain.base_url),
    })
}

/// A program of the admin's domain whose token is alive.
struct Chosen {
    admin: Admin,
    program: Integration,
}

impl FromRequestParts<App> for Chosen {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let admin = Admin::from_request_parts(parts, app).await?;
        let missing = || Fault::missing(admin.page());
        let Path(id) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| missing())?;
        let mut conn = app.context().db.read().await?;
        let programs = integrations::list(&mut conn, &admin.domain.name).await?;
        let program = programs
            .into_iter()
            .find(|program| program.id.to_string() == id)
            .ok_or_else(missing)?;
        Ok(Self { admin, program })
    }
}

async fn confirm_revocation(chosen: Chosen) -> Result<Response, Fault> {
    let Chosen { admin, program } = chosen;
    let page = admin.page();
    Confirm {
        heading: page.with("server-revoke-heading", "name", program.name.as_str()),
        text: page.t("server-revoke-text"),
        button: page.t("server-revoke-button"),
        action: format!("/server/programs/{}/revoke", program.id),
        back: "/server".to_owned(),
        fault: None,
    }
    .show(page)
}

async fn revoke(chosen: Chosen, State(app): State<App>) -> Result<Response, Fault> {
    let Chosen { admin, program } = chosen;
    add_integration::revoke(app.context(), &admin.domain, admin.by(), program.id).await?;
    Ok(Redirect::to(&admin.path("/server?note=program-revoked")).into_response())
}

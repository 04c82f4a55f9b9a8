//! Linking, second page: the code, and what the account is to be for.

use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::challenge::Challenge;
use domain::failures::MOST_CODES;
use domain::id::ChallengeId;
use domain::linked_account::Uses;
use domain::provider::ProviderEntry;
use flows::link_account::finish::{self, Finished};
use flows::link_account::{self, Begun};

use crate::App;
use crate::auth::SignedIn;
use crate::code_state::{self, CodeState, Which};
use crate::fault::Fault;
use crate::page::{Page, html};
use crate::pages::account_change::{Codes, Ticked};
use crate::pages::backup_codes;
use crate::pages::labels::{self, Badge};
use crate::pages::link::start::{self, StartCard};
use crate::pages::prove::prove_first;
use crate::pages::user::chosen::param;

/// The uses of an account of which nothing was said yet.
const BOTH: Uses = Uses {
    notifications: true,
    codes: true,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/link/{challenge}", get(show).post(submit))
        .route("/account/link/{challenge}/send", post(send))
        .route("/account/link/{challenge}/live", get(live))
}

/// A link that was begun in this session and waits for its code.
struct Linking {
    signed_in: SignedIn,
    challenge: Challenge,
    entry: ProviderEntry,
}

impl FromRequestParts<App> for Linking {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let id: Option<ChallengeId> = param(parts, app, "challenge").await;
        let id = id.ok_or_else(|| Fault::missing(signed_in.page()))?;
        let mut conn = app.context().db.read().await?;
        let challenge = link_account::find(&mut conn, &signed_in.session, id).await?;
        let found = challenge.and_then(|challenge| {
            let entry = app.provider(&challenge.provider)?.clone();
            Some((challenge, entry))
        });
        let Some((challenge, entry)) = found else {
            return Err(over(&signed_in).into());
        };
        Ok(Self {
            signed_in,
            challenge,
            entry,
        })
    }
}

impl Linking {
    fn path(&self) -> String {
        format!("/account/link/{}", self.challenge.id)
    }
}

fn over(signed_in: &SignedIn) -> Response {
    Redirect::to(&signed_in.path("/account/link?note=link-over")).into_response()
}

#[derive(Template)]
#[template(path = "link_code.html")]
struct LinkCodePage {
    page: Page,
    id: String,
    badge: Badge,
    handle: String,
    code: CodeState,
    uses: Uses,
    codes: Codes,
    fault: Option<String>,
    uses_fault: Option<String>,
    /// The way without a code, where there is one.
    start: Option<StartCard>,
    has_demo_phone: bool,
}

#[derive(serde::Deserialize)]
struct Typed {
    code: String,
    #[serde(flatten)]
    ticked: Ticked,
}

async fn show(linking: Linking) -> Result<Response, Fault> {
    render(&linking, BOTH, None, None).await
}

async fn submit(
    linking: Linking,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let signed_in = &linking.signed_in;
    let page = signed_in.page();
    let uses = typed.ticked.uses();
    if !uses.notifications && !uses.codes {
        return render(&linking, uses, None, Some(page.t("uses-for-nothing"))).await;
    }
    let finished = finish::finish(
        app.context(),
        &signed_in.domain,
        &signed_in.session,
        &linking.entry,
        linking.challenge.id,
        &typed.code,
        uses,
    )
    .await?;
    let account = |note| Redirect::to(&signed_in.path(&format!("/account?note={note}")));
    let fault = match finished {
        Finished::Linked {
            backup_codes: Some(codes),
            ..
        } => {
            let linked = format!("{} ({})", linking.entry.title, linking.challenge.handle);
            return backup_codes::show(signed_in, &codes, Some(linked));
        }
        Finished::Linked {
            backup_codes: None, ..
        } => return Ok(account("account-linked").into_response()),
        Finished::AlreadyLinked => return Ok(account("account-already-linked").into_response()),
        Finished::Unknown => return Ok(over(signed_in)),
        Finished::ProveFirst => return Ok(prove_first(signed_in, "/account/link")),
        Finished::NotThisCode => page.t("code-wrong"),
        Finished::Exhausted => page.t("code-exhausted"),
        Finished::Wait(wait) => page.with("code-wait-guesses", "span", page.span(wait)),
        Finished::NoMore => page.with("link-no-more", "count", MOST_CODES),
    };
    render(&linking, uses, Some(fault), None).await
}

async fn send(linking: Linking, State(app): State<App>) -> Result<Response, Fault> {
    let signed_in = &linking.signed_in;
    let begun = link_account::resend(
        app.context(),
        &signed_in.session,
        linking.challenge.id,
        &signed_in.place,
    )
    .await?;
    let page = signed_in.page();
    let fault = match begun {
        Begun::CodeOnItsWay(_) => {
            return Ok(Redirect::to(&signed_in.path(&linking.path())).into_response());
        }
        Begun::Unknown => return Ok(over(signed_in)),
        Begun::ProveFirst => return Ok(prove_first(signed_in, &linking.path())),
        Begun::NotConnected => page.t("code-not-connected"),
        Begun::Wait(wait) => page.with("code-wait", "span", page.span(wait)),
        Begun::AlreadyLinked => page.t("link-already"),
        Begun::TooMany => page.t("link-too-many"),
        Begun::Exhausted => page.t("code-exhausted"),
    };
    render(&linking, BOTH, Some(fault), None).await
}

async fn live(linking: Linking) -> Response {
    let Linking {
        signed_in,
        challenge,
        ..
    } = linking;
    code_state::stream(
        signed_in.app.clone(),
        signed_in.page(),
        Which::One(challenge.id),
    )
}

async fn render(
    linking: &Linking,
    uses: Uses,
    fault: Option<String>,
    uses_fault: Option<String>,
) -> Result<Response, Fault> {
    let Linking {
        signed_in,
        challenge,
        entry,
    } = linking;
    let app = &signed_in.app;
    let page = signed_in.page();
    let mut conn = app.context().db.read().await?;
    // It was changed since this request began: the guess is counted.
    let newest = link_account::find(&mut conn, &signed_in.session, challenge.id).await?;
    let newest = newest.as_ref().unwrap_or(challenge);
    let code = code_state::load(&mut conn, app, &page, newest).await?;
    drop(conn);
    let start = start::card(signed_in, entry).await?;
    html(&LinkCodePage {
        id: challenge.id.to_string(),
        badge: labels::badge(app, &challenge.provider),
        handle: challenge.handle.clone(),
        code,
        uses,
        codes: Codes::by(signed_in, entry),
        fault,
        uses_fault,
        start,
        has_demo_phone: app.has_demo_phone(),
        page,
    })
}

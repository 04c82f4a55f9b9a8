//! Linking without typing: the link that opens a chat, its square, and going on once somebody pressed Start.

use std::convert::Infallible;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::id::StartLinkId;
use domain::provider::ProviderEntry;
use domain::start_link::StartLink;
use domain::time::Timestamp;
use flows::link_account::start;
use store::{backup_codes, start_links};

use crate::App;
use crate::auth::SignedIn;
use crate::fault::Fault;
use crate::page::Page;
use crate::pages::labels::{self, Badge};
use crate::pages::user::chosen::param;
use crate::qr::{self, Qr};

/// How often the row is looked at while a page is open.
const LOOK: Duration = Duration::from_millis(300);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/link/start/{start}", get(go_on))
        .route("/account/link/start/{start}/live", get(live))
}

/// A link and its square.
pub(super) struct StartCard {
    pub(super) id: String,
    pub(super) badge: Badge,
    pub(super) url: String,
    pub(super) qr: Option<Qr>,
    pub(super) state: StartState,
}

/// Until when a link works; `None` if it does not any more.
pub(super) struct StartState(pub(super) Option<Timestamp>);

#[derive(Template)]
#[template(path = "link_start_state.html")]
struct Fragment<'a> {
    page: &'a Page,
    state: &'a StartState,
}

/// The card of a provider, if it has start links and can be reached.
pub(super) async fn card(
    signed_in: &SignedIn,
    entry: &ProviderEntry,
) -> Result<Option<StartCard>, Fault> {
    let (app, domain) = (&signed_in.app, &signed_in.domain);
    let offer = start::offer(app.context(), domain, &signed_in.session, entry).await?;
    Ok(offer.map(|offer| StartCard {
        id: offer.link.id.to_string(),
        badge: labels::badge(app, &entry.provider),
        qr: qr::draw(&offer.url),
        url: offer.url,
        state: StartState(Some(offer.link.expires_at)),
    }))
}

/// The cards of all providers that have one.
pub(super) async fn cards(signed_in: &SignedIn) -> Result<Vec<StartCard>, Fault> {
    let mut cards = Vec::new();
    for entry in signed_in.app.providers() {
        cards.extend(card(signed_in, entry).await?);
    }
    Ok(cards)
}

/// A link that this session's page shows.
struct Starting {
    signed_in: SignedIn,
    link: StartLink,
}

impl FromRequestParts<App> for Starting {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let id: Option<StartLinkId> = param(parts, app, "start").await;
        let id = id.ok_or_else(|| Fault::missing(signed_in.page()))?;
        let mut conn = app.context().db.read().await?;
        let link = start_links::find(&mut conn, signed_in.session.id, id).await?;
        drop(conn);
        let over = || Redirect::to(&signed_in.path("/account/link?note=link-over")).into_response();
        let link = link.ok_or_else(over)?;
        Ok(Self { signed_in, link })
    }
}

/// Goes on if somebody pressed Start; back to the link if not.
async fn go_on(starting: Starting, State(app): State<App>) -> Result<Response, Fault> {
    let Starting { signed_in, link } = starting;
    let to = match (link.used_at, link.account) {
        (Some(_), Some(_)) if needs_backup_codes(&signed_in, &app).await? => {
            "/account/backup-codes?note=account-linked"
        }
        (Some(_), Some(_)) => "/account?note=account-linked",
        // It was undone in the chat meanwhile.
        (Some(_), None) => "/account?note=account-unlinked",
        (None, _) if link.is_open(app.context().world.now()) => "/account/link?note=start-waiting",
        (None, _) => "/account/link?note=link-over",
    };
    Ok(Redirect::to(&signed_in.path(to)).into_response())
}

/// Whether a code is asked for at the sign-in by now, and nothing stands in for it.
async fn needs_backup_codes(signed_in: &SignedIn, app: &App) -> Result<bool, Fault> {
    let mut conn = app.context().db.read().await?;
    let user = signed_in.user.id;
    let ways = flows::ways::of_user(&mut conn, app.context(), &signed_in.domain, user).await?;
    Ok(ways.is_due() && backup_codes::count_unused(&mut conn, user).await? == 0)
}

/// A page that stays open until somebody presses Start.
struct Watch {
    app: App,
    page: Page,
    link: StartLink,
    go_on: String,
    is_over: bool,
}

async fn live(starting: Starting) -> Response {
    let Starting { signed_in, link } = starting;
    let watch = Watch {
        app: signed_in.app.clone(),
        page: signed_in.page(),
        go_on: signed_in.path(&format!("/account/link/start/{}", link.id)),
        link,
        is_over: false,
    };
    let events = futures::stream::unfold(watch, async |mut watch: Watch| {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    Sse::new(events)
        .keep_alive(KeepAlive::default())
        .into_response()
}

impl Watch {
    /// Waits until Start was pressed or the link ran out, and says so; `None` when that is said.
    async fn next(&mut self) -> Option<Event> {
        if self.is_over {
            return None;
        }
        loop {
            let link = self.look().await?;
            self.is_over = true;
            if link.used_at.is_some() {
                return Some(Event::default().event("go").data(&self.go_on));
            }
            if !link.is_open(self.app.context().world.now()) {
                let (page, state) = (&self.page, &StartState(None));
                let markup = Fragment { page, state }.render().ok()?;
                return Some(Event::default().event("state").data(markup));
            }
            self.is_over = false;
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = self.app.stop().cancelled() => return None,
            }
        }
    }

    async fn look(&self) -> Option<StartLink> {
        let mut conn = self.app.context().db.read().await.ok()?;
        let found = start_links::find(&mut conn, self.link.session, self.link.id).await;
        found.ok()?
    }
}

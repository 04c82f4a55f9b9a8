//! What a page that waits hears by itself: another QR code, or that it is to go on.

use std::convert::Infallible;

use axum::extract::Query;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use telegram::login::Wants;
use tokio::sync::watch;

use super::{OpenPage, PATH, look};
use crate::App;
use crate::fault::Fault;
use crate::page::Page;
use crate::telegram_login::View;

/// What the page shows.
#[derive(serde::Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    step: i64,
}

/// A page that stays open.
struct Watch {
    app: App,
    page: Page,
    go_on: String,
    view: watch::Receiver<View>,
    /// The step that it shows.
    seen: i64,
    is_over: bool,
}

pub(super) async fn live(open: OpenPage, Query(seen): Query<Seen>) -> Result<Response, Fault> {
    open.logins.find(open.link.id).await?;
    if open.link.done_at.is_some() {
        let go = Event::default().event("go").data(open.visitor.path(PATH));
        let events = futures::stream::iter([Ok::<_, Infallible>(go)]);
        return Ok(Sse::new(events).into_response());
    }
    let Some(view) = open.logins.watch(open.link.id) else {
        return Err(Fault::missing(open.visitor.page()));
    };
    let watch = Watch {
        app: open.visitor.app.clone(),
        page: open.visitor.page(),
        go_on: open.visitor.path(PATH),
        view,
        seen: seen.step,
        is_over: false,
    };
    let events = futures::stream::unfold(watch, async |mut watch: Watch| {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    Ok(Sse::new(events)
        .keep_alive(KeepAlive::default())
        .into_response())
}

impl Watch {
    /// Waits for a step that the page does not show; `None` when there is none to come.
    async fn next(&mut self) -> Option<Event> {
        if self.is_over {
            return None;
        }
        let seen = self.seen;
        // While Telegram is being asked, what is shown may stay.
        let is_new = |view: &View| view.step != seen && !matches!(view.wants(), Wants::Patience);
        let view = tokio::select! {
            view = self.view.wait_for(is_new) => view.ok()?.clone(),
            () = self.app.stop().cancelled() => return None,
        };
        self.seen = view.step;
        if let Some(square) = look::square(&self.page, &view) {
            return Some(Event::default().event("state").data(square));
        }
        self.is_over = true;
        Some(Event::default().event("go").data(&self.go_on))
    }
}

//! What a page says of a code that was asked for: whether it went out, until when it works, when it may be sent again.
//!
//! It says what the delivery's row says, nothing else, and goes on saying so while the page is open.

use std::convert::Infallible;
use std::time::Duration;

use askama::Template;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::challenge::{Challenge, MOST_GUESSES};
use domain::delivery::{Delivery, State};
use domain::id::{ChallengeId, PendingSignInId};
use domain::linked_account::mask;
use domain::provider::{NOT_ACCEPTED, NOT_JOINED, NOT_WRITTEN};
use domain::time::Timestamp;
use store::{Conn, challenges, deliveries};

use crate::App;
use crate::fault::Fault;
use crate::page::Page;

/// How often the row is looked at while a page is open.
const LOOK: Duration = Duration::from_millis(300);

/// What a page says of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeState {
    /// The provider's title.
    pub(crate) provider: String,
    /// The colour class: `good`, `bad`, `soft`.
    pub(crate) tone: &'static str,
    /// The sentence.
    pub(crate) text: String,
    /// What the provider asks for first: what to call it, and where it is done.
    pub(crate) join: Option<(&'static str, String)>,
    /// Until when the code works, while it does.
    pub(crate) works_until: Option<Timestamp>,
    /// When it may be sent again.
    pub(crate) resend_at: Timestamp,
    /// Seconds until then, now.
    pub(crate) resend_in: u64,
    /// Whether nothing will change any more by itself.
    pub(crate) is_final: bool,
    /// Whether the guesses of this challenge are used up.
    pub(crate) is_exhausted: bool,
}

#[derive(Template)]
#[template(path = "code_state.html")]
struct Fragment<'a> {
    page: &'a Page,
    code: &'a CodeState,
}

/// Looks up what there is to say of a challenge's newest code.
pub(crate) async fn load(
    conn: &mut Conn,
    app: &App,
    page: &Page,
    challenge: &Challenge,
) -> Result<CodeState, Fault> {
    let delivery = deliveries::find_of_challenge(conn, challenge.id).await?;
    Ok(describe(
        app,
        page,
        challenge,
        delivery.as_ref(),
        app.context().world.now(),
    ))
}

fn describe(
    app: &App,
    page: &Page,
    challenge: &Challenge,
    delivery: Option<&Delivery>,
    now: Timestamp,
) -> CodeState {
    let handle = mask(&challenge.handle);
    let provider = app.provider_title(&challenge.provider);
    let why = delivery
        .and_then(|delivery| delivery.why.clone())
        .unwrap_or_default();
    let has_run_out = now >= challenge.expires_at;
    let entry = app.provider(&challenge.provider);
    let join_link = entry.and_then(|entry| entry.join_link.clone());
    let (tone, key) = match delivery {
        _ if has_run_out => ("bad", "code-state-run-out"),
        None => ("soft", "code-state-sending"),
        Some(delivery) => sentence(delivery, &why, join_link.is_some()),
    };
    let state = delivery.map_or(State::Pending, |delivery| delivery.state);
    let is_pending = state == State::Pending && !has_run_out;
    let join = join_label(&why).zip(join_link);
    let works = matches!(state, State::Sent | State::Delivered) && !has_run_out;
    CodeState {
        text: page.words.with(
            key,
            &[
                ("handle", handle.into()),
                ("provider", provider.as_str().into()),
                ("why", why.into()),
            ],
        ),
        provider,
        tone,
        join: join.filter(|_| is_pending),
        works_until: works.then_some(challenge.expires_at),
        resend_at: challenge.resend_at(),
        resend_in: challenge
            .resend_at()
            .since(now)
            .as_millis()
            .div_ceil(1000)
            .try_into()
            .unwrap_or(u64::MAX),
        is_final: has_run_out || matches!(state, State::Delivered | State::Failed | State::Expired),
        is_exhausted: challenge.guesses >= MOST_GUESSES,
    }
}

/// The text on the button to what the provider asks for first, if it is that for which the code waits.
fn join_label(why: &str) -> Option<&'static str> {
    match why {
        NOT_JOINED => Some("code-join"),
        NOT_WRITTEN => Some("code-write"),
        _ => None,
    }
}

/// The tone of the sentence on a delivery, and its key.
fn sentence(delivery: &Delivery, why: &str, has_join_link: bool) -> (&'static str, &'static str) {
    match delivery.state {
        State::Pending if delivery.attempt == 0 || why.is_empty() => ("soft", "code-state-sending"),
        State::Pending if why == NOT_JOINED && has_join_link => ("warn", "code-state-join"),
        State::Pending if why == NOT_JOINED => ("warn", "code-state-join-where"),
        State::Pending if why == NOT_WRITTEN => ("warn", "code-state-write"),
        State::Pending if why == NOT_ACCEPTED => ("warn", "code-state-invited"),
        State::Pending => ("warn", "code-state-later"),
        State::Sent => ("good", "code-state-sent"),
        State::Delivered => ("good", "code-state-delivered"),
        State::Failed => ("bad", "code-state-failed"),
        State::Expired => ("bad", "code-state-expired"),
    }
}

/// Which challenge a page is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// The newest of a sign-in.
    NewestOf(PendingSignInId),
    /// This one.
    One(ChallengeId),
}

/// A page that stays open, and what it was last told.
struct Watch {
    app: App,
    page: Page,
    which: Which,
    said: Option<CodeState>,
    is_over: bool,
}

/// Streams the sentence as markup, anew whenever it changes, until nothing changes any more by itself.
pub(crate) fn stream(app: App, page: Page, which: Which) -> Response {
    let watch = Watch {
        app,
        page,
        which,
        said: None,
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
    /// Waits for the next thing to say; `None` when there is none any more.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.is_over {
                return None;
            }
            let state = self.look().await?;
            self.is_over = state.is_final;
            let news = self.said.as_ref().is_none_or(|said| {
                said.text != state.text || said.works_until != state.works_until
            });
            if news {
                let markup = Fragment {
                    page: &self.page,
                    code: &state,
                }
                .render()
                .ok()?;
                self.said = Some(state);
                return Some(Event::default().event("state").data(markup));
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = self.app.stop().cancelled() => return None,
            }
        }
    }

    async fn look(&self) -> Option<CodeState> {
        let mut conn = self.app.context().db.read().await.ok()?;
        let challenge = match self.which {
            Which::NewestOf(pending) => challenges::find_newest(&mut conn, pending).await,
            Which::One(id) => challenges::find(&mut conn, id).await,
        };
        let challenge = challenge.ok()??;
        if challenge.consumed_at.is_some() {
            return None;
        }
        load(&mut conn, &self.app, &self.page, &challenge)
            .await
            .ok()
    }
}

//! Opening the page where somebody on Matrix logs in to Telegram: by a link of the bot, or from one's own account.
//!
//! Who opens it holds from then on what no other browser has, so that the link leads nobody else there.

use std::time::Duration;

use domain::bridge_link::{LIFETIME, PAGE_LIFETIME};
use domain::id::{BridgeLinkId, UserId};
use domain::limit::{
    LOGIN_LINKS_FROM_NETWORK, LOGIN_PAGES_OF_USER, LOGIN_QUESTIONS_FROM_NETWORK,
    QUESTIONS_ON_LOGIN_PAGE, Verdict,
};
use domain::place::Place;
use domain::secret::Token;
use store::bridge_links::{self, BridgeLink};
use store::{bridge_users, limits};

use crate::{Context, Result};

/// How a link stands.
#[derive(Debug)]
pub enum Standing {
    /// It can be opened.
    Open(BridgeLink),
    /// Somebody has opened it.
    Used,
    /// Whoever it was for has logged in without it.
    Done,
    /// Nobody has opened it in time.
    TooLate,
    /// There is no such link.
    Unknown,
}

/// What became of opening it.
#[derive(Debug)]
pub enum Opened {
    /// The page is open in the browser that holds this token.
    Here(BridgeLink, Token),
    /// The link does not open it; never [`Standing::Open`].
    Not(Standing),
    /// Too many tries.
    Wait(Duration),
}

/// How the link of this token stands. Looking opens nothing: previews of messages look, too.
pub async fn look(context: &Context, token: &Token) -> Result<Standing> {
    let mut conn = context.db.read().await?;
    let found = bridge_links::find_by_token(&mut conn, &token.digest()).await?;
    Ok(match found {
        None => Standing::Unknown,
        Some(link) if link.started_at.is_some() => Standing::Used,
        Some(link) if link.done_at.is_some() => Standing::Done,
        Some(link) if link.expires_at <= context.world.now() => Standing::TooLate,
        Some(link) => Standing::Open(link),
    })
}

/// Opens the page by a link, which then opens it for nobody else.
pub async fn open(context: &Context, token: &Token, place: &Place) -> Result<Opened> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let verdict = limits::count(&mut tx, LOGIN_LINKS_FROM_NETWORK, &place.network(), now).await?;
    store::commit(tx).await?;
    if let Verdict::Wait(wait) = verdict {
        return Ok(Opened::Wait(wait));
    }
    let link = match look(context, token).await? {
        Standing::Open(link) => link,
        refused @ (Standing::Used | Standing::Done | Standing::TooLate | Standing::Unknown) => {
            return Ok(Opened::Not(refused));
        }
    };
    let browser = Token::draw(&context.world);
    let mut tx = context.db.begin().await?;
    let is_ours = bridge_links::start(&mut tx, link.id, &browser.digest(), now).await?;
    store::commit(tx).await?;
    if !is_ours {
        return Ok(Opened::Not(Standing::Used));
    }
    let started_at = Some(now);
    Ok(Opened::Here(BridgeLink { started_at, ..link }, browser))
}

/// Opens the page for a user whose account on Matrix is verified; no link is needed then.
pub async fn open_for_user(context: &Context, user: UserId, matrix_id: &str) -> Result<Opened> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let verdict = limits::count(&mut tx, LOGIN_PAGES_OF_USER, &user.to_string(), now).await?;
    if let Verdict::Wait(wait) = verdict {
        store::commit(tx).await?;
        return Ok(Opened::Wait(wait));
    }
    bridge_users::ensure(&mut tx, matrix_id, now).await?;
    let known = bridge_users::find(&mut tx, matrix_id).await?;
    let link = BridgeLink {
        id: context.world.id(),
        matrix_id: matrix_id.to_owned(),
        // Without a room, whoever tells makes one.
        room: known
            .and_then(|known| known.management_room)
            .unwrap_or_default(),
        expires_at: now + LIFETIME,
        started_at: Some(now),
        done_at: None,
        account: None,
    };
    // Nobody learns this one: there is no link that could be followed.
    let token = Token::draw(&context.world);
    let browser = Token::draw(&context.world);
    bridge_links::insert(&mut tx, &link, &token.digest()).await?;
    bridge_links::start(&mut tx, link.id, &browser.digest(), now).await?;
    store::commit(tx).await?;
    Ok(Opened::Here(link, browser))
}

/// The link by which this browser opened the page, while it may use it.
pub async fn find_opened(context: &Context, browser: &Token) -> Result<Option<BridgeLink>> {
    let mut conn = context.db.read().await?;
    let found = bridge_links::find_by_browser(&mut conn, &browser.digest()).await?;
    let now = context.world.now();
    let is_in_time = |link: &BridgeLink| link.started_at.is_some_and(|at| now < at + PAGE_LIFETIME);
    Ok(found.filter(is_in_time))
}

/// Counts what is about to be asked of Telegram on this page, and from there.
pub async fn count_question(
    context: &Context,
    link: BridgeLinkId,
    place: &Place,
) -> Result<Verdict> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let here = limits::count(&mut tx, QUESTIONS_ON_LOGIN_PAGE, &link.to_string(), now).await?;
    let network = place.network();
    let there = limits::count(&mut tx, LOGIN_QUESTIONS_FROM_NETWORK, &network, now).await?;
    store::commit(tx).await?;
    Ok(here.and(there))
}

//! Letting a user in: the session, the row of the report and the warning about a new place, in one transaction.

use domain::id::SessionId;
use domain::notification::{Kind, Source};
use domain::place::Place;
use domain::provider::Provider;
use domain::secret::Token;
use domain::session::Session;
use domain::sign_in::{End, Factor, SignIn};
use domain::user::User;
use store::{Conn, sessions, sign_ins};

use crate::{Context, Result, tell};

/// A session that was begun, and the token that its browser keeps.
#[derive(Debug)]
pub struct NewSession {
    /// The session.
    pub id: SessionId,
    /// The cookie's value; only its digest is stored.
    pub token: Token,
}

/// Begins a session and reports it. Gives the providers whose couriers are to be woken after the commit.
pub(crate) async fn start(
    conn: &mut Conn,
    context: &Context,
    user: &User,
    place: &Place,
    factor: Factor,
) -> Result<(NewSession, Vec<Provider>)> {
    let now = context.world.now();
    let (ever, here) = sign_ins::seen_before(conn, Some(user.id), place).await?;
    let session = Session {
        id: context.world.id(),
        user_id: user.id,
        place: place.clone(),
        strong: factor != Factor::None,
        created_at: now,
        seen_at: now,
        proven_at: now,
        ended_at: None,
    };
    let token = Token::draw(&context.world);
    sessions::insert(conn, &session, &token.digest()).await?;
    report(conn, context, user, place, End::Entered(factor)).await?;
    let told = if ever && !here {
        let kind = Kind::NewPlace {
            place: place.clone(),
            at: now,
        };
        tell::first(conn, context, user.id, kind, Source::Postern).await?
    } else {
        None
    };
    Ok((
        NewSession {
            id: session.id,
            token,
        },
        told.map(|told| told.providers).unwrap_or_default(),
    ))
}

/// Adds a row to the sign-in report.
pub(crate) async fn report(
    conn: &mut Conn,
    context: &Context,
    user: &User,
    place: &Place,
    end: End,
) -> Result<()> {
    let sign_in = SignIn {
        id: context.world.id(),
        domain: user.domain.clone(),
        user_id: Some(user.id),
        name: user.name.as_str().to_owned(),
        at: context.world.now(),
        place: place.clone(),
        end,
    };
    Ok(sign_ins::insert(conn, &sign_in).await?)
}

//! What a session has to prove before factors are changed: the password, typed again.

use std::time::Duration;

use domain::limit::Verdict;
use domain::place::Place;
use domain::secret::{Password, Token};
use domain::session::Session;
use domain::tenant::Domain;
use domain::user::User;
use store::{Conn, sessions};

use crate::guesses::PasswordGuesser;
use crate::{Context, Result, passwords, ways};

/// What a session lacks before it may change factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// The password was typed too long ago.
    Password,
    /// The user has a second factor by now, and this session began without one: its user has to sign in again.
    SecondFactor,
}

/// What this session lacks before it may change factors; `None` if it may.
pub async fn find_lack(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    session: &Session,
) -> Result<Option<Lack>> {
    if !session.strong {
        let ways = ways::of_user(conn, context, domain, session.user_id).await?;
        if ways.is_due() {
            return Ok(Some(Lack::SecondFactor));
        }
    }
    let now = context.world.now();
    Ok((!session.is_fresh(now)).then_some(Lack::Password))
}

/// What the password proved.
#[derive(Debug)]
pub enum Proven {
    /// It was right; the session goes on under this new token.
    Right(Token),
    /// It was wrong.
    Wrong,
    /// Too many tries; not before this much time.
    Wait(Duration),
}

/// Proves that the user of a session is still the user.
pub async fn prove(
    context: &Context,
    domain: &Domain,
    user: &User,
    session: &Session,
    password: &Password,
    place: &Place,
) -> Result<Proven> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let name = user.name.key();
    let guesser = PasswordGuesser::find(&mut tx, domain, &name, Some(user.id), place).await?;
    let verdict = guesser.count(&mut tx, now).await?;
    store::commit(tx).await?;
    if let Verdict::Wait(wait) = verdict {
        return Ok(Proven::Wait(wait));
    }
    if !passwords::verify(password.reveal(), user.password.as_ref()).await? {
        return Ok(Proven::Wrong);
    }
    let token = Token::draw(&context.world);
    let mut tx = context.db.begin().await?;
    guesser.succeed(&mut tx).await?;
    sessions::renew(&mut tx, session.id, &token.digest(), now).await?;
    store::commit(tx).await?;
    Ok(Proven::Right(token))
}

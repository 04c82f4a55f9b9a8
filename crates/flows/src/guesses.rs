//! Who may guess at passwords and codes, and when again.
//!
//! A place that a user entered from before has a count of its own: what strangers do elsewhere does not hold it up.

use domain::challenge::Challenge;
use domain::failures::{Guessed, Guesser};
use domain::id::UserId;
use domain::limit::{GUESSES_AT_USER, PASSWORDS_AT_USER, PASSWORDS_FROM_NETWORK, Verdict};
use domain::place::Place;
use domain::tenant::Domain;
use domain::time::Timestamp;
use domain::user::User;
use store::{Conn, failures, limits, sign_ins};

use crate::Result;

/// Somebody who guesses at a password.
pub(crate) struct PasswordGuesser {
    guesser: Guesser,
    network: String,
    is_known: bool,
}

impl PasswordGuesser {
    /// Whoever types this name in this place. `user` is whose name it is, if it is anybody's: it costs the same.
    pub(crate) async fn find(
        conn: &mut Conn,
        domain: &Domain,
        name: &str,
        user: Option<UserId>,
        place: &Place,
    ) -> Result<Self> {
        let (_, is_known) = sign_ins::seen_before(conn, user, place).await?;
        let network = place.network();
        let place = if is_known {
            known(place)
        } else {
            network.clone()
        };
        let guesser = Guesser {
            guessed: Guessed::Password,
            at: name_in(domain, name),
            place,
        };
        Ok(Self {
            guesser,
            network,
            is_known,
        })
    }

    /// Counts a guess before it is looked at.
    pub(crate) async fn count(&self, conn: &mut Conn, now: Timestamp) -> Result<Verdict> {
        let failures = failures::find(conn, &self.guesser, now).await?;
        if let Some(wait) = failures.wait(now) {
            return Ok(Verdict::Wait(wait));
        }
        let anywhere = if self.is_known {
            Verdict::Allowed
        } else {
            limits::count(conn, PASSWORDS_AT_USER, &self.guesser.at, now).await?
        };
        let here = limits::count(conn, PASSWORDS_FROM_NETWORK, &self.network, now).await?;
        let verdict = anywhere.and(here);
        if verdict == Verdict::Allowed {
            failures::add(conn, &self.guesser, now).await?;
        }
        Ok(verdict)
    }

    /// Takes back what was counted: the password was right.
    pub(crate) async fn succeed(&self, conn: &mut Conn) -> Result<()> {
        failures::forget(conn, &self.guesser).await?;
        if !self.is_known {
            limits::reset(conn, PASSWORDS_AT_USER, &self.guesser.at).await?;
        }
        Ok(())
    }
}

/// Whoever guesses at the codes of a sign-in: all strangers together, or somebody in a place that is known.
pub(crate) async fn at_sign_in(conn: &mut Conn, user: UserId, place: &Place) -> Result<Guesser> {
    let (_, is_known) = sign_ins::seen_before(conn, Some(user), place).await?;
    Ok(Guesser {
        guessed: Guessed::SignInCode,
        at: user.to_string(),
        place: if is_known {
            known(place)
        } else {
            String::new()
        },
    })
}

/// A user who guesses at the code of an account that is to be linked. Each account has a count of its own: a success
/// with one's own must not bring back guesses at somebody else's.
pub(crate) fn at_link(challenge: &Challenge) -> Guesser {
    Guesser {
        guessed: Guessed::LinkCode,
        at: challenge.user_id.to_string(),
        place: format!("{} {}", challenge.provider, challenge.handle),
    }
}

/// Whether so many codes were wrong that this guesser may not guess any more.
pub(crate) async fn are_over(conn: &mut Conn, guesser: &Guesser, now: Timestamp) -> Result<bool> {
    Ok(failures::find(conn, guesser, now).await?.are_too_many())
}

/// Counts a guess at a code before it is looked at.
pub(crate) async fn count(conn: &mut Conn, guesser: &Guesser, now: Timestamp) -> Result<Verdict> {
    if let Some(wait) = failures::find(conn, guesser, now).await?.wait(now) {
        return Ok(Verdict::Wait(wait));
    }
    let verdict = limits::count(conn, GUESSES_AT_USER, &guesser.at, now).await?;
    if verdict == Verdict::Allowed {
        failures::add(conn, guesser, now).await?;
    }
    Ok(verdict)
}

/// Takes back what was counted: the code was right.
pub(crate) async fn succeed(conn: &mut Conn, guesser: &Guesser) -> Result<()> {
    failures::forget(conn, guesser).await?;
    Ok(limits::reset(conn, GUESSES_AT_USER, &guesser.at).await?)
}

/// Forgets all that was counted at a user, who has a new password or new factors, or is gone.
pub(crate) async fn forget_user(conn: &mut Conn, domain: &Domain, user: &User) -> Result<()> {
    let id = user.id.to_string();
    failures::forget_all(conn, Guessed::SignInCode, &id).await?;
    failures::forget_all(conn, Guessed::LinkCode, &id).await?;
    let name = name_in(domain, &user.name.key());
    Ok(failures::forget_all(conn, Guessed::Password, &name).await?)
}

fn name_in(domain: &Domain, name: &str) -> String {
    format!("{}/{name}", domain.name)
}

fn known(place: &Place) -> String {
    format!("{} {} {}", place.network(), place.browser, place.system)
}

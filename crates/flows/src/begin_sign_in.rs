//! The first step of a sign-in: name and password.

use std::time::Duration;

use domain::invisible::tidy_name;
use domain::limit::Verdict;
use domain::place::Place;
use domain::secret::{Password, Token};
use domain::sign_in::{End, Factor, PENDING_LIFETIME, PendingSignIn, Reason, SignIn};
use domain::tenant::Domain;
use domain::user::{User, UserName};
use store::{pending_sign_ins, sign_ins, users};

use crate::guesses::PasswordGuesser;
use crate::{Context, NewSession, Result, passwords, start_session, ways};

/// What follows name and password.
#[derive(Debug)]
pub enum Begun {
    /// No second factor was due; the user is in.
    Entered(NewSession),
    /// A second factor is due; this token stands for the sign-in until then.
    SecondFactorDue(Token),
    /// No such user, or not this password: one answer for both.
    Wrong,
    /// An admin keeps the user out. Said only after the right password.
    Locked,
    /// Too many tries; not before this much time.
    Wait(Duration),
}

/// Begins a sign-in. A known and an unknown name look and last the same: both are looked up and counted, and a password
/// is hashed for both.
pub async fn begin(
    context: &Context,
    domain: &Domain,
    typed_name: &str,
    password: &Password,
    place: &Place,
) -> Result<Begun> {
    let name = UserName::parse(typed_name).ok();
    let user = match &name {
        Some(name) => {
            users::find_by_name(&mut *context.db.read().await?, &domain.name, name).await?
        }
        None => None,
    };
    let who = name.as_ref().map_or_else(String::new, UserName::key);
    let (guesser, verdict) = count(context, domain, &who, user.as_ref(), place).await?;
    let refusal = match verdict {
        Verdict::Wait(wait) => (Reason::TooManyTries, Begun::Wait(wait)),
        Verdict::Allowed => {
            let hash = user.as_ref().and_then(|user| user.password.as_ref());
            let right = passwords::verify(password.reveal(), hash).await?;
            match &user {
                Some(user) if right && user.locked_at.is_some() => (Reason::Locked, Begun::Locked),
                Some(user) if right => return go_on(context, domain, user, &guesser, place).await,
                Some(_) => (Reason::WrongPassword, Begun::Wrong),
                None => (Reason::UnknownUser, Begun::Wrong),
            }
        }
    };
    let (reason, begun) = refusal;
    refuse(context, domain, typed_name, user.as_ref(), place, reason).await?;
    Ok(begun)
}

/// Counts the try before it is looked at, in a transaction of its own. The right password is counted, too, and
/// taken back when it turns out right.
async fn count(
    context: &Context,
    domain: &Domain,
    who: &str,
    user: Option<&User>,
    place: &Place,
) -> Result<(PasswordGuesser, Verdict)> {
    let mut tx = context.db.begin().await?;
    let id = user.map(|user| user.id);
    let guesser = PasswordGuesser::find(&mut tx, domain, who, id, place).await?;
    let verdict = guesser.count(&mut tx, context.world.now()).await?;
    store::commit(tx).await?;
    Ok((guesser, verdict))
}

async fn go_on(
    context: &Context,
    domain: &Domain,
    user: &User,
    guesser: &PasswordGuesser,
    place: &Place,
) -> Result<Begun> {
    let mut tx = context.db.begin().await?;
    guesser.succeed(&mut tx).await?;
    let ways = ways::of_user(&mut tx, context, domain, user.id).await?;
    if !ways.is_due() {
        let (session, providers) =
            start_session::start(&mut tx, context, user, place, Factor::None).await?;
        store::commit(tx).await?;
        context.ring_all(&providers);
        return Ok(Begun::Entered(session));
    }
    if !ways.any_up() {
        start_session::report(
            &mut tx,
            context,
            user,
            place,
            End::Refused(Reason::NoProvider),
        )
        .await?;
    }
    let now = context.world.now();
    let token = Token::draw(&context.world);
    let pending = PendingSignIn {
        id: context.world.id(),
        user_id: user.id,
        place: place.clone(),
        created_at: now,
        expires_at: now + PENDING_LIFETIME,
        finished_at: None,
    };
    pending_sign_ins::insert(&mut tx, &pending, &token.digest()).await?;
    store::commit(tx).await?;
    Ok(Begun::SecondFactorDue(token))
}

async fn refuse(
    context: &Context,
    domain: &Domain,
    typed: &str,
    user: Option<&User>,
    place: &Place,
    reason: Reason,
) -> Result<()> {
    let mut tx = context.db.begin().await?;
    let sign_in = SignIn {
        id: context.world.id(),
        domain: domain.name.clone(),
        user_id: user.map(|user| user.id),
        name: tidy_name(typed, 64),
        at: context.world.now(),
        place: place.clone(),
        end: End::Refused(reason),
    };
    sign_ins::insert(&mut tx, &sign_in).await?;
    Ok(store::commit(tx).await?)
}

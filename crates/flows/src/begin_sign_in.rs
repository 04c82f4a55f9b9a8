//! The first step of a sign-in: name and password.

use std::time::Duration;

use domain::invisible::tidy_name;
use domain::limit::{
    PASSWORDS_AT_USER, PASSWORDS_AT_USER_FROM_NETWORK, PASSWORDS_FROM_NETWORK, Verdict,
};
use domain::place::Place;
use domain::secret::{Password, Token};
use domain::sign_in::{End, Factor, PENDING_LIFETIME, PendingSignIn, Reason, SignIn};
use domain::tenant::Domain;
use domain::user::{User, UserName};
use store::{limits, pending_sign_ins, sign_ins, users};

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

/// Begins a sign-in. A known and an unknown name look and last the same.
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
    if let Verdict::Wait(wait) = count(context, domain, &who, place).await? {
        refuse(
            context,
            domain,
            typed_name,
            user.as_ref(),
            place,
            Reason::TooManyTries,
        )
        .await?;
        return Ok(Begun::Wait(wait));
    }
    let right = passwords::verify(
        password.reveal(),
        user.as_ref().and_then(|user| user.password.as_ref()),
    )
    .await?;
    match user {
        Some(user) if right && user.locked_at.is_some() => {
            refuse(
                context,
                domain,
                typed_name,
                Some(&user),
                place,
                Reason::Locked,
            )
            .await?;
            Ok(Begun::Locked)
        }
        Some(user) if right => go_on(context, domain, &user, place).await,
        Some(user) => {
            refuse(
                context,
                domain,
                typed_name,
                Some(&user),
                place,
                Reason::WrongPassword,
            )
            .await?;
            Ok(Begun::Wrong)
        }
        None => {
            refuse(
                context,
                domain,
                typed_name,
                None,
                place,
                Reason::UnknownUser,
            )
            .await?;
            Ok(Begun::Wrong)
        }
    }
}

/// Counts the try before it is looked at, in a transaction of its own. The right password is counted, too, and
/// taken back when it turns out right.
async fn count(context: &Context, domain: &Domain, who: &str, place: &Place) -> Result<Verdict> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let counts = [
        limits::count(
            &mut tx,
            PASSWORDS_AT_USER_FROM_NETWORK,
            &user_and_network(domain, who, place),
            now,
        )
        .await?,
        limits::count(
            &mut tx,
            PASSWORDS_AT_USER,
            &format!("{}/{who}", domain.name),
            now,
        )
        .await?,
        limits::count(&mut tx, PASSWORDS_FROM_NETWORK, &place.network(), now).await?,
    ];
    store::commit(tx).await?;
    Ok(counts
        .into_iter()
        .find(|verdict| *verdict != Verdict::Allowed)
        .unwrap_or(Verdict::Allowed))
}

fn user_and_network(domain: &Domain, who: &str, place: &Place) -> String {
    format!("{}/{who} {}", domain.name, place.network())
}

async fn go_on(context: &Context, domain: &Domain, user: &User, place: &Place) -> Result<Begun> {
    let mut tx = context.db.begin().await?;
    let who = user.name.key();
    limits::reset(
        &mut tx,
        PASSWORDS_AT_USER_FROM_NETWORK,
        &user_and_network(domain, &who, place),
    )
    .await?;
    limits::reset(
        &mut tx,
        PASSWORDS_AT_USER,
        &format!("{}/{who}", domain.name),
    )
    .await?;
    let ways = ways::of_user(&mut tx, domain, user.id).await?;
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

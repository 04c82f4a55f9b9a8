//! `account.*`: password and sessions.

use grammers_tl_types::{enums, functions::account as f, types as t, types::account as ta};

use crate::world::peer::Peer;

use super::{Answer, Call};
use crate::chance;
use crate::crypto::dh;
use crate::crypto::srp::{Question, Verifier};
use crate::refusal::Refusal;

super::methods! {
    f::GetPassword => password,
    f::GetAuthorizations => authorizations,
    f::ResetAuthorization => reset,
    f::UpdateStatus => status,
    f::UpdateProfile => update_profile,
    f::CheckUsername => check_username,
    f::UpdateUsername => update_username,
}

fn password(call: &mut Call<'_>, _: f::GetPassword) -> Answer<enums::account::Password> {
    let pending = call.key_mut()?.pending;
    let user = match pending {
        Some(user) => user,
        None => call.me()?,
    };
    let account = call.world.accounts.get(user);
    let verifier = account.and_then(|account| account.password.clone());
    let hint = account.and_then(|account| account.hint.clone());
    let Some(verifier) = verifier else {
        return Ok(described(None, None, None));
    };
    let asked = verifier.clone();
    let ask = move || Question::ask(&asked);
    Err(call.reckon(ask, move |call, question| {
        let password = described(Some(&verifier), hint, Some(&question));
        call.key_mut()?.question = Some(question);
        Ok(password)
    }))
}

fn described(
    verifier: Option<&Verifier>,
    hint: Option<String>,
    asked: Option<&Question>,
) -> enums::account::Password {
    let new_algo = match verifier {
        Some(verifier) => algorithm(verifier),
        None => algorithm(&Verifier::blank()),
    };
    ta::Password {
        has_recovery: false,
        has_secure_values: false,
        has_password: verifier.is_some(),
        current_algo: verifier.map(algorithm),
        srp_b: asked.map(|question| question.g_b.to_vec()),
        srp_id: asked.map(|question| question.id),
        hint,
        email_unconfirmed_pattern: None,
        new_algo,
        new_secure_algo: enums::SecurePasswordKdfAlgo::Unknown,
        secure_random: chance::bytes::<256>().to_vec(),
        pending_reset_date: None,
        login_email_pattern: None,
    }
    .into()
}

fn algorithm(verifier: &Verifier) -> enums::PasswordKdfAlgo {
    t::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
        salt1: verifier.salt1.clone(),
        salt2: verifier.salt2.clone(),
        g: dh::G as i32,
        p: dh::PRIME.to_bytes_be(),
    }
    .into()
}

fn authorizations(
    call: &mut Call<'_>,
    _: f::GetAuthorizations,
) -> Answer<enums::account::Authorizations> {
    let me = call.person()?;
    let mine = call.key;
    let logins = call.world.keys.of_user(me);
    let logins = logins.map(|(id, key)| crate::view::authorization(key, *id == mine));
    let authorizations = ta::Authorizations {
        authorization_ttl_days: 180,
        authorizations: logins.collect(),
    };
    Ok(authorizations.into())
}

fn reset(call: &mut Call<'_>, r: f::ResetAuthorization) -> Answer<bool> {
    let me = call.person()?;
    let mut logins = call.world.keys.of_user(me);
    let found = logins
        .find(|(_, key)| key.hash == r.hash)
        .map(|(id, _)| *id);
    drop(logins);
    let id = found.ok_or_else(|| Refusal::bad("HASH_INVALID"))?;
    call.world.revoke_login(&id, "SESSION_REVOKED");
    Ok(true)
}

fn status(call: &mut Call<'_>, _: f::UpdateStatus) -> Answer<bool> {
    call.person()?;
    Ok(true)
}

fn update_profile(call: &mut Call<'_>, r: f::UpdateProfile) -> Answer<enums::User> {
    let me = call.person()?;
    if r.first_name
        .as_ref()
        .is_some_and(|name| name.trim().is_empty())
    {
        return Err(Refusal::bad("FIRSTNAME_INVALID"));
    }
    if let Some(account) = call.world.accounts.get_mut(me) {
        if let Some(name) = r.first_name {
            account.first_name = name;
        }
        if let Some(name) = r.last_name {
            account.last_name = Some(name).filter(|name| !name.is_empty());
        }
    }
    let key = call.key;
    call.world.tell_name(me, Some(&key));
    Ok(call.world.user(me, me))
}

/// Whether a username is as it may be, and free.
fn free_username(call: &Call<'_>, me: i64, name: &str) -> Answer<bool> {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_name || !(5..=32).contains(&name.len()) {
        return Err(Refusal::bad("USERNAME_INVALID"));
    }
    let holder = call.world.accounts.by_username(name);
    Ok(holder.is_none_or(|holder| holder == Peer::User(me)))
}

fn check_username(call: &mut Call<'_>, r: f::CheckUsername) -> Answer<bool> {
    let me = call.person()?;
    free_username(call, me, &r.username)
}

fn update_username(call: &mut Call<'_>, r: f::UpdateUsername) -> Answer<enums::User> {
    let me = call.person()?;
    let wanted = Some(r.username).filter(|name| !name.is_empty());
    let held = call.world.accounts.get(me);
    if held.is_some_and(|account| account.username == wanted) {
        return Err(Refusal::bad("USERNAME_NOT_MODIFIED"));
    }
    if let Some(name) = &wanted
        && !free_username(call, me, name)?
    {
        return Err(Refusal::bad("USERNAME_OCCUPIED"));
    }
    let key = call.key;
    call.world.rename(me, wanted, Some(&key));
    Ok(call.world.user(me, me))
}

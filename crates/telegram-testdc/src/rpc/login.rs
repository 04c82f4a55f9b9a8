//! `auth.*`, the ways in: token, code, password.

use grammers_tl_types::{enums, functions::auth as f, types::auth as ta};

use super::{Answer, Call};
use crate::refusal::Refusal;
use crate::world::codes::{Guess, Way};

super::methods! {
    f::ImportBotAuthorization => bot,
    f::SendCode => send_code,
    f::ResendCode => resend_code,
    f::CancelCode => cancel_code,
    f::SignIn => sign_in,
    f::SignUp => sign_up,
    f::CheckPassword => check_password,
}

/// Whether a program gave an id and hash as they may be.
pub(super) fn check_program(api_id: i32, api_hash: &str) -> Answer<()> {
    let is_hash = api_hash.len() == 32 && api_hash.bytes().all(|b| b.is_ascii_hexdigit());
    if api_id <= 0 || !is_hash {
        return Err(Refusal::bad("API_ID_INVALID"));
    }
    Ok(())
}

/// Logs a user in, or asks for the password first.
pub(super) fn let_in(call: &mut Call<'_>, user: i64) -> Answer<enums::auth::Authorization> {
    let account = call.world.accounts.get(user);
    let needs_password = account.is_some_and(|account| account.password.is_some());
    if needs_password {
        call.world.keys.log_out(&call.key);
        let key = call.key_mut()?;
        (key.pending, key.revoked) = (Some(user), None);
        return Err(Refusal::unauthorized("SESSION_PASSWORD_NEEDED"));
    }
    call.world.keys.log_in(&call.key, user);
    Ok(call.world.authorized(user))
}

fn bot(call: &mut Call<'_>, r: f::ImportBotAuthorization) -> Answer<enums::auth::Authorization> {
    check_program(r.api_id, &r.api_hash)?;
    let bot = call.world.accounts.by_token(&r.bot_auth_token);
    let bot = bot.ok_or_else(|| Refusal::bad("ACCESS_TOKEN_INVALID"))?;
    if bot.deactivated.is_some() {
        return Err(Refusal::bad("ACCESS_TOKEN_EXPIRED"));
    }
    let (id, dc) = (bot.id, bot.dc);
    if dc != call.dc {
        return Err(Refusal::migrate("USER", dc));
    }
    call.world.keys.log_in(&call.key, id);
    Ok(call.world.authorized(id))
}

/// The digits of a number as they may be.
fn number(typed: &str) -> Answer<String> {
    let digits = crate::world::digits(typed);
    let has_others = typed
        .chars()
        .any(|c| !(c.is_ascii_digit() || " +-()".contains(c)));
    if has_others || !(7..=15).contains(&digits.len()) {
        return Err(Refusal::bad("PHONE_NUMBER_INVALID"));
    }
    Ok(digits)
}

fn send_code(call: &mut Call<'_>, r: f::SendCode) -> Answer<enums::auth::SentCode> {
    check_program(r.api_id, &r.api_hash)?;
    let phone = number(&r.phone_number)?;
    if call.world.accounts.banned.contains(&phone) {
        return Err(Refusal::bad("PHONE_NUMBER_BANNED"));
    }
    // A number that nobody has gets a code as well: only signing in tells.
    let account = call.world.accounts.by_phone(&phone);
    let (user, dc) = account.map_or((0, call.dc), |account| (account.id, account.dc));
    if dc != call.dc {
        return Err(Refusal::migrate("PHONE", dc));
    }
    let has_other = call.world.keys.of_user(user).next().is_some();
    let way = if has_other { Way::App } else { Way::Sms };
    let answer = sent(call, &phone, way);
    if has_other && let Some(code) = call.world.codes.latest(&phone) {
        let digits = code.digits.clone();
        call.world.tell_code(user, &digits);
    }
    Ok(answer)
}

fn sent(call: &mut Call<'_>, phone: &str, way: Way) -> enums::auth::SentCode {
    let phone_code_hash = call.world.codes.draw(phone, way);
    let code = call.world.codes.find(&phone_code_hash, phone);
    let length = code.map_or(5, |code| code.digits.len()) as i32;
    let (r#type, next_type) = match way {
        Way::App => (
            ta::SentCodeTypeApp { length }.into(),
            Some(enums::auth::CodeType::Sms),
        ),
        Way::Sms => (
            ta::SentCodeTypeSms { length }.into(),
            Some(enums::auth::CodeType::Call),
        ),
        Way::Call => (ta::SentCodeTypeCall { length }.into(), None),
    };
    let timeout = next_type.as_ref().map(|_| 60);
    ta::SentCode {
        r#type,
        phone_code_hash,
        next_type,
        timeout,
    }
    .into()
}

fn resend_code(call: &mut Call<'_>, r: f::ResendCode) -> Answer<enums::auth::SentCode> {
    let phone = number(&r.phone_number)?;
    let code = call.world.codes.find(&r.phone_code_hash, &phone);
    let code = code.ok_or_else(|| Refusal::bad("PHONE_CODE_EXPIRED"))?;
    let next = match code.way {
        Way::App => Way::Sms,
        Way::Sms => Way::Call,
        Way::Call => return Err(Refusal::new(406, "SEND_CODE_UNAVAILABLE")),
    };
    call.world.codes.void(&r.phone_code_hash);
    Ok(sent(call, &phone, next))
}

fn cancel_code(call: &mut Call<'_>, r: f::CancelCode) -> Answer<bool> {
    number(&r.phone_number)?;
    if call.world.codes.void(&r.phone_code_hash) {
        return Ok(true);
    }
    Err(Refusal::bad("PHONE_CODE_EXPIRED"))
}

fn sign_in(call: &mut Call<'_>, r: f::SignIn) -> Answer<enums::auth::Authorization> {
    let phone = number(&r.phone_number)?;
    if r.phone_code_hash.is_empty() {
        return Err(Refusal::bad("PHONE_CODE_HASH_EMPTY"));
    }
    let digits = r.phone_code.filter(|code| !code.is_empty());
    let digits = digits.ok_or_else(|| Refusal::bad("PHONE_CODE_EMPTY"))?;
    match call.world.codes.guess(&r.phone_code_hash, &phone, &digits) {
        Guess::Right => {}
        Guess::Wrong => return Err(Refusal::bad("PHONE_CODE_INVALID")),
        Guess::Expired => return Err(Refusal::bad("PHONE_CODE_EXPIRED")),
    }
    if call.world.accounts.banned.contains(&phone) {
        return Err(Refusal::bad("PHONE_NUMBER_BANNED"));
    }
    let Some(account) = call.world.accounts.by_phone(&phone) else {
        let sign_up = ta::AuthorizationSignUpRequired {
            terms_of_service: None,
        };
        return Ok(sign_up.into());
    };
    let user = account.id;
    call.world.codes.void(&r.phone_code_hash);
    let_in(call, user)
}

/// Only Telegram's own programs may make accounts.
fn sign_up(call: &mut Call<'_>, r: f::SignUp) -> Answer<enums::auth::Authorization> {
    let phone = number(&r.phone_number)?;
    if call.world.codes.find(&r.phone_code_hash, &phone).is_none() {
        return Err(Refusal::bad("PHONE_CODE_EXPIRED"));
    }
    if call.world.accounts.by_phone(&phone).is_some() {
        return Err(Refusal::bad("PHONE_NUMBER_OCCUPIED"));
    }
    Err(Refusal::new(406, "UPDATE_APP_TO_LOGIN"))
}

fn check_password(call: &mut Call<'_>, r: f::CheckPassword) -> Answer<enums::auth::Authorization> {
    let key = call.key_mut()?;
    let user = key
        .pending
        .ok_or_else(|| Refusal::unauthorized("AUTH_KEY_UNREGISTERED"))?;
    let enums::InputCheckPasswordSrp::Srp(proof) = r.password else {
        return Err(Refusal::bad("PASSWORD_HASH_INVALID"));
    };
    // One question, one try.
    let question = key.question.take().filter(|q| q.id == proof.srp_id);
    let question = question.ok_or_else(|| Refusal::bad("SRP_ID_INVALID"))?;
    let prove = move || question.is_proof(&proof.a, &proof.m1);
    Err(call.reckon(prove, move |call, is_right| {
        if !is_right {
            return Err(Refusal::bad("PASSWORD_HASH_INVALID"));
        }
        call.world.keys.log_in(&call.key, user);
        Ok(call.world.authorized(user))
    }))
}

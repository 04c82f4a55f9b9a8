//! `auth.*`, the rest: QR codes, logins that move, and the ways out.

use grammers_tl_types::{enums, functions::auth as f, types::auth as ta};

use super::login::{check_program, let_in};
use super::{Answer, Call};
use crate::chance;
use crate::refusal::Refusal;
use crate::world::World;

super::methods! {
    f::ExportLoginToken => export_token,
    f::ImportLoginToken => import_token,
    f::AcceptLoginToken => accept_token,
    f::ExportAuthorization => export,
    f::ImportAuthorization => import,
    f::LogOut => log_out,
    f::ResetAuthorizations => reset_all,
}

fn export_token(call: &mut Call<'_>, r: f::ExportLoginToken) -> Answer<enums::auth::LoginToken> {
    check_program(r.api_id, &r.api_hash)?;
    if let Some((user, token)) = call.world.codes.accepted(&call.key) {
        let account = call.world.accounts.get(user);
        let dc_id = account.map_or(call.dc, |account| account.dc);
        if dc_id != call.dc {
            return Ok(ta::LoginTokenMigrateTo { dc_id, token }.into());
        }
        call.world.codes.void_token(&token);
        let authorization = let_in(call, user)?;
        return Ok(ta::LoginTokenSuccess { authorization }.into());
    }
    if let Some(user) = call.key_mut()?.pending {
        let_in(call, user)?;
    }
    let (token, expires) = call.world.codes.draw_token(call.key);
    Ok(ta::LoginToken { expires, token }.into())
}

fn import_token(call: &mut Call<'_>, r: f::ImportLoginToken) -> Answer<enums::auth::LoginToken> {
    let token = call.world.codes.token_mut(&r.token);
    let token = token.ok_or_else(|| Refusal::bad("AUTH_TOKEN_INVALID"))?;
    let user = token.accepted_by;
    let user = user.ok_or_else(|| Refusal::bad("AUTH_TOKEN_INVALID"))?;
    let account = call.world.accounts.get(user);
    let dc_id = account.map_or(call.dc, |account| account.dc);
    if dc_id != call.dc {
        let token = r.token;
        return Ok(ta::LoginTokenMigrateTo { dc_id, token }.into());
    }
    call.world.codes.void_token(&r.token);
    let authorization = let_in(call, user)?;
    Ok(ta::LoginTokenSuccess { authorization }.into())
}

fn accept_token(call: &mut Call<'_>, r: f::AcceptLoginToken) -> Answer<enums::Authorization> {
    let me = call.person()?;
    let asker = call.world.accept_token(&r.token, me)?;
    let key = call.world.keys.get(&asker);
    let key = key.ok_or_else(|| Refusal::bad("AUTH_TOKEN_INVALID"))?;
    Ok(crate::view::authorization(key, false))
}

impl World {
    /// A user scans a QR code; gives the key that asked for it.
    pub(crate) fn accept_token(
        &mut self,
        token: &[u8],
        user: i64,
    ) -> Answer<crate::crypto::message::KeyId> {
        let found = self.codes.token_mut(token);
        let found = found.ok_or_else(|| Refusal::bad("AUTH_TOKEN_INVALID"))?;
        if found.ends_at <= crate::clock::now() {
            return Err(Refusal::bad("AUTH_TOKEN_EXPIRED"));
        }
        if found.accepted_by.is_some() {
            return Err(Refusal::bad("AUTH_TOKEN_ALREADY_ACCEPTED"));
        }
        found.accepted_by = Some(user);
        let asker = found.asker;
        self.push_to_key(&asker, enums::Update::LoginToken);
        Ok(asker)
    }
}

fn export(
    call: &mut Call<'_>,
    r: f::ExportAuthorization,
) -> Answer<enums::auth::ExportedAuthorization> {
    let id = call.me()?;
    if r.dc_id == call.dc || !call.world.dcs.contains_key(&r.dc_id) {
        return Err(Refusal::bad("DC_ID_INVALID"));
    }
    let bytes = chance::bytes::<32>().to_vec();
    call.world.codes.exported.insert((id, bytes.clone()), id);
    Ok(ta::ExportedAuthorization { id, bytes }.into())
}

fn import(call: &mut Call<'_>, r: f::ImportAuthorization) -> Answer<enums::auth::Authorization> {
    let user = call.world.codes.exported.remove(&(r.id, r.bytes));
    let user = user.ok_or_else(|| Refusal::bad("AUTH_BYTES_INVALID"))?;
    call.world.keys.log_in(&call.key, user);
    Ok(call.world.authorized(user))
}

fn log_out(call: &mut Call<'_>, _: f::LogOut) -> Answer<enums::auth::LoggedOut> {
    call.me()?;
    call.world.keys.log_out(&call.key);
    let future_auth_token = None;
    Ok(ta::LoggedOut { future_auth_token }.into())
}

fn reset_all(call: &mut Call<'_>, _: f::ResetAuthorizations) -> Answer<bool> {
    let me = call.person()?;
    let key = call.key;
    call.world.revoke_logins(me, Some(&key), "SESSION_REVOKED");
    Ok(true)
}

//! `auth.bindTempAuthKey`: temporary keys, which come and go while the login stays.
//!
//! Source: <https://core.telegram.org/api/pfs>.

use grammers_tl_types::{Deserializable, enums, functions::auth as f};

use super::{Answer, Call};
use crate::clock;
use crate::crypto::message::{KeyId, open_old};
use crate::refusal::Refusal;

super::methods! {
    f::BindTempAuthKey => bind,
}

/// How many bytes stand before what is sealed: random ones, number, sequence, length.
const HEAD: usize = 32;
/// The length of `bind_auth_key_inner`.
const INNER: usize = 40;

/// Whether the key is temporary and stands for no login yet, so that this method is not for it.
pub(super) fn is_barred(call: &Call<'_>, method: &str) -> bool {
    let is_for_all = method.starts_with("help.")
        || method.starts_with("langpack.")
        || method == "auth.bindTempAuthKey";
    let key = call.world.keys.get(&call.key);
    !is_for_all && key.is_some_and(|key| key.temporary.is_some())
}

fn bind(call: &mut Call<'_>, r: f::BindTempAuthKey) -> Answer<bool> {
    let invalid = || Refusal::bad("ENCRYPTED_MESSAGE_INVALID");
    let permanent: KeyId = r.perm_auth_key_id.to_le_bytes();
    let key = call.world.keys.get(&permanent);
    let key = key.filter(|key| key.dc == call.dc && key.temporary.is_none());
    let key = key.ok_or_else(invalid)?;
    let sealed = r.encrypted_message.strip_prefix(&permanent);
    let plain = sealed.and_then(|sealed| open_old(&key.bytes, sealed, HEAD + INNER));
    let plain = plain.ok_or_else(invalid)?;
    let inner = enums::BindAuthKeyInner::from_bytes(&plain[HEAD..]).map_err(|_| invalid())?;
    let enums::BindAuthKeyInner::Inner(inner) = inner;
    let is_meant = inner.nonce == r.nonce
        && inner.temp_auth_key_id.to_le_bytes() == call.sealed_with
        && inner.perm_auth_key_id == r.perm_auth_key_id
        && inner.temp_session_id == call.session
        && inner.expires_at == r.expires_at
        && plain[16..24] == call.request.to_le_bytes();
    if !is_meant {
        return Err(invalid());
    }
    if r.expires_at <= clock::now() {
        return Err(Refusal::bad("EXPIRES_AT_INVALID"));
    }
    let mine = call.world.keys.get_mut(&call.sealed_with);
    let temporary = mine.and_then(|key| key.temporary.as_mut());
    let temporary = temporary.ok_or_else(|| Refusal::bad("TEMP_AUTH_KEY_EMPTY"))?;
    let other = temporary.bound_to.is_some_and(|bound| bound != permanent);
    if other {
        return Err(Refusal::bad("TEMP_AUTH_KEY_ALREADY_BOUND"));
    }
    temporary.bound_to = Some(permanent);
    Ok(true)
}

//! API calls: one file a namespace, found by the constructor's number.

#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "every method has the same shape, so that one table holds them"
)]

mod account;
mod auth;
mod bots;
mod channels;
mod contacts;
mod help;
mod langpack;
pub(crate) mod later;
mod login;
mod media;
mod messages;
mod photos;
mod temporary;
mod updates;
mod upload;
mod users;

use std::collections::HashMap;
use std::sync::LazyLock;

use grammers_tl_types::{self as tl, Cursor, Deserializable, RemoteCall, Serializable};

use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};
use crate::world::World;
use crate::world::keys::Key;
use later::Later;

/// A call that is being answered.
pub(crate) struct Call<'a> {
    /// All state.
    pub(crate) world: &'a mut World,
    /// The key of who calls; that which stays, if a temporary one is bound to it.
    pub(crate) key: KeyId,
    /// The key that the call was sealed with.
    pub(crate) sealed_with: KeyId,
    /// The session it came in.
    pub(crate) session: i64,
    /// The message it came in.
    pub(crate) request: i64,
    /// The data centre that is called.
    pub(crate) dc: i32,
    /// Set if the answer comes later.
    pub(crate) later: Option<Later>,
}

impl Call<'_> {
    /// Who calls; an error unless somebody is logged in.
    pub(crate) fn me(&mut self) -> Answer<i64> {
        let unregistered = || Refusal::unauthorized("AUTH_KEY_UNREGISTERED");
        let key = self.key_mut()?;
        if let Some(error) = &key.revoked {
            return Err(Refusal::unauthorized(error));
        }
        if key.pending.is_some() {
            return Err(Refusal::unauthorized("SESSION_PASSWORD_NEEDED"));
        }
        let user = key.user.ok_or_else(unregistered)?;
        match self.world.accounts.get(user).map(|a| &a.deactivated) {
            Some(None) => Ok(user),
            Some(Some(error)) => Err(Refusal::unauthorized(error)),
            None => Err(unregistered()),
        }
    }

    /// Who calls, unless it is a bot.
    pub(crate) fn person(&mut self) -> Answer<i64> {
        let me = self.me()?;
        if self.is_bot(me) {
            return Err(Refusal::bad("BOT_METHOD_INVALID"));
        }
        Ok(me)
    }

    /// Whether this account is a bot.
    pub(crate) fn is_bot(&self, id: i64) -> bool {
        let account = self.world.accounts.get(id);
        account.is_some_and(|account| account.bot.is_some())
    }

    /// The key of who calls.
    pub(crate) fn key_mut(&mut self) -> Answer<&mut Key> {
        let key = self.world.keys.get_mut(&self.key);
        key.ok_or_else(|| Refusal::unauthorized("AUTH_KEY_UNREGISTERED"))
    }
}

/// Reads a request and serializes what it is answered.
type Method = fn(&mut Call<'_>, &mut Cursor<'_>) -> Answer<Vec<u8>>;
/// Methods by the numbers of their constructors.
type Methods = Vec<(u32, Method)>;

/// Lists methods: the request's type, and the function that answers it.
macro_rules! methods {
    ($($request:ty => $answer:path),* $(,)?) => {
        pub(in crate::rpc) fn methods() -> crate::rpc::Methods {
            vec![$((
                <$request as grammers_tl_types::Identifiable>::CONSTRUCTOR_ID,
                |call, body| crate::rpc::run::<$request>(call, body, $answer),
            )),*]
        }
    };
}
use methods;

fn run<R>(
    call: &mut Call<'_>,
    body: &mut Cursor<'_>,
    answer: fn(&mut Call<'_>, R) -> Answer<R::Return>,
) -> Answer<Vec<u8>>
where
    R: RemoteCall + Deserializable,
    R::Return: Serializable,
{
    let request = R::deserialize(body);
    let request = request.map_err(|_| Refusal::bad("INPUT_FETCH_ERROR"))?;
    Ok(answer(call, request)?.to_bytes())
}

static METHODS: LazyLock<HashMap<u32, Method>> = LazyLock::new(|| {
    let namespaces = [
        account::methods(),
        auth::methods(),
        bots::methods(),
        channels::methods(),
        channels::members::methods(),
        channels::reading::methods(),
        contacts::methods(),
        help::methods(),
        langpack::methods(),
        login::methods(),
        messages::methods(),
        messages::albums::methods(),
        messages::forward::methods(),
        messages::groups::methods(),
        messages::history::methods(),
        temporary::methods(),
        messages::invites::methods(),
        messages::marks::methods(),
        messages::search::methods(),
        messages::topics::methods(),
        photos::methods(),
        updates::methods(),
        updates::channel::methods(),
        upload::methods(),
        users::methods(),
    ];
    namespaces.into_iter().flatten().collect()
});

/// Answers a call.
pub(crate) fn answer(call: &mut Call<'_>, body: &[u8]) -> Answer<Vec<u8>> {
    let cursor = &mut Cursor::from_slice(body);
    let id = u32::deserialize(cursor).map_err(|_| Refusal::bad("INPUT_FETCH_ERROR"))?;
    let method = tl::name_for_id(id);
    let user = call.key_mut()?.user;
    let due = call.world.faults.due(method, user);
    let answer = match (due, METHODS.get(&id)) {
        (Some(refusal), _) => Err(refusal),
        (None, Some(_)) if temporary::is_barred(call, method) => {
            Err(Refusal::unauthorized("AUTH_KEY_PERM_EMPTY"))
        }
        (None, Some(answer)) => answer(call, cursor),
        (None, None) => Err(Refusal::bad("METHOD_INVALID")),
    };
    // A call that reckons first is noted when it ends.
    if !matches!(call.later, Some(Later::Reckon(_))) {
        later::note(call, method, user, &answer);
    }
    answer
}

//! Errors as Telegram names them (<https://core.telegram.org/api/errors>).

use grammers_tl_types::{Serializable, enums, types as t};

/// An error of an API call: a code and a name such as `FLOOD_WAIT_5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// 303, 400, 401, 403, 420, 500 and so on.
    pub(crate) code: i32,
    /// In capitals.
    pub(crate) name: String,
}

/// What an API call gives.
pub(crate) type Answer<T> = Result<T, Refusal>;

impl Refusal {
    /// An error with any code.
    pub(crate) fn new(code: i32, name: impl Into<String>) -> Self {
        Self {
            code,
            name: name.into(),
        }
    }

    /// 303: ask another data centre; `kind` is `USER`, `PHONE`, `FILE` or `NETWORK`.
    pub(crate) fn migrate(kind: &str, dc: i32) -> Self {
        Self::new(303, format!("{kind}_MIGRATE_{dc}"))
    }

    /// 400: the request is wrong.
    pub(crate) fn bad(name: &str) -> Self {
        Self::new(400, name)
    }

    /// 401: who asks is not logged in.
    pub(crate) fn unauthorized(name: &str) -> Self {
        Self::new(401, name)
    }

    /// 403: who asks may not.
    pub(crate) fn forbidden(name: &str) -> Self {
        Self::new(403, name)
    }

    /// As an `rpc_error`.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let error = t::RpcError {
            error_code: self.code,
            error_message: self.name.clone(),
        };
        enums::RpcError::Error(error).to_bytes()
    }
}

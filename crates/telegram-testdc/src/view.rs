//! State in the words of the protocol, as one viewer sees it.

mod config;
pub(crate) mod dialog;
mod full_groups;
mod groups;
mod media;
mod message;
pub(crate) mod participants;
mod people;
mod plain;
mod topics;

use grammers_tl_types::{Cursor, Deserializable, enums, types as t};

use crate::world::keys::Key;

pub(crate) use plain::{buttons, entities, media_name};

/// A value whose optional fields are empty: what zero bytes read as, after the fields given.
///
/// The structures have dozens of fields and no default; this also survives new layers.
pub(crate) fn blank<T: Deserializable>(first: &[&[u8]]) -> T {
    let mut bytes = first.concat();
    bytes.extend([0; 512]);
    T::deserialize(&mut Cursor::from_slice(&bytes)).expect("zeros read as empty fields")
}

/// A login in the list of sessions.
pub(crate) fn authorization(key: &Key, current: bool) -> enums::Authorization {
    t::Authorization {
        current,
        official_app: false,
        password_pending: false,
        encrypted_requests_disabled: false,
        call_requests_disabled: false,
        unconfirmed: false,
        hash: if current { 0 } else { key.hash },
        device_model: key.device.model.clone(),
        platform: String::new(),
        system_version: key.device.system.clone(),
        api_id: key.device.api_id,
        app_name: "test".to_owned(),
        app_version: key.device.app_version.clone(),
        date_created: key.made_at,
        date_active: key.made_at,
        ip: "127.0.0.1".to_owned(),
        country: String::new(),
        region: String::new(),
    }
    .into()
}

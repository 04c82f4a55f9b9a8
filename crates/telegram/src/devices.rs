//! Where an account is logged in: the list of devices that Telegram shows.

use std::time::Duration;

use domain::time::Timestamp;
use grammers_tl_types::{enums, functions as calls};

use crate::chats::{ChatError, time};
use crate::connection::{CallError, Connection};

/// A login of the account, on some device.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    /// By which it is ended; 0 is our own login.
    pub id: i64,
    /// Whether it is our own.
    pub is_ours: bool,
    /// The device, as it calls itself.
    pub model: String,
    /// Its system.
    pub system: String,
    /// The program.
    pub program: String,
    /// The program's version.
    pub version: String,
    /// The address it was used from last.
    pub ip: String,
    /// Where that may be.
    pub country: String,
    /// When it was logged in.
    pub since: Timestamp,
    /// When it was used last.
    pub used: Timestamp,
}

/// What became of ending a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It is logged out.
    Done,
    /// There is no such login, or no longer.
    Unknown,
    /// Telegram lets a login end others only when it is a day old.
    TooEarly,
}

/// Where the account is logged in, our own login first. Only people have such a list, bots do not.
pub async fn list(connection: &Connection, deadline: Duration) -> Result<Vec<Device>, ChatError> {
    let request = calls::account::GetAuthorizations {};
    let answer = connection.invoke(&request, deadline).await?;
    let enums::account::Authorizations::Authorizations(answer) = answer;
    let mut devices: Vec<_> = answer.authorizations.iter().map(Device::of).collect();
    devices.sort_by_key(|device| !device.is_ours);
    Ok(devices)
}

/// Ends a login of the account; our own is ended by [`crate::log_out::log_out`].
pub async fn end(
    connection: &Connection,
    device: i64,
    deadline: Duration,
) -> Result<Ended, ChatError> {
    let request = calls::account::ResetAuthorization { hash: device };
    told(connection.invoke(&request, deadline).await)
}

/// Ends all logins of the account but our own.
pub async fn end_others(connection: &Connection, deadline: Duration) -> Result<Ended, ChatError> {
    let request = calls::auth::ResetAuthorizations {};
    told(connection.invoke(&request, deadline).await)
}

fn told(answer: Result<bool, CallError>) -> Result<Ended, ChatError> {
    match answer {
        Ok(_) => Ok(Ended::Done),
        Err(CallError::Refused(refusal)) => match refusal.name.as_str() {
            "HASH_INVALID" => Ok(Ended::Unknown),
            "FRESH_RESET_AUTHORISATION_FORBIDDEN" => Ok(Ended::TooEarly),
            _ => Err(CallError::Refused(refusal).into()),
        },
        Err(error) => Err(error.into()),
    }
}

impl Device {
    fn of(login: &enums::Authorization) -> Self {
        let enums::Authorization::Authorization(login) = login;
        Self {
            id: login.hash,
            is_ours: login.current,
            model: login.device_model.clone(),
            system: format!("{} {}", login.platform, login.system_version)
                .trim()
                .to_owned(),
            program: login.app_name.clone(),
            version: login.app_version.clone(),
            ip: login.ip.clone(),
            country: login.country.clone(),
            since: time(login.date_created),
            used: time(login.date_active),
        }
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device")
            .field("is_ours", &self.is_ours)
            .finish_non_exhaustive()
    }
}

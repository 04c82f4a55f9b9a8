//! How to connect to Telegram, by the application in `messaging.telegram`.

use anyhow::{Context as _, Result};
use messengers::telegram::{Proxy, Section};
use telegram::server_key::PublicKey;
use telegram::settings::{Server, Settings};

/// The data centre behind an address that is not Telegram's own.
const CUSTOM_DC: i32 = 2;

/// The settings of this section, whoever logs in with them. The words of a fault begin with the section's own name:
/// `messaging.telegram-work.server`.
pub(crate) async fn settings(section: &Section, provider: &str) -> Result<Settings> {
    let api_id = i32::try_from(section.api_id)?;
    let mut settings = Settings::new(api_id, section.api_hash.reveal());
    settings.proxy = section.proxy.as_ref().map(Proxy::settled);
    settings.pace = section.pace();
    if let Some(address) = &section.server {
        let what = || format!("messaging.{provider}.server {address} has no address");
        let found = tokio::net::lookup_host(address).await;
        let found = found.with_context(what)?.next();
        settings.server = Some(Server {
            dc: CUSTOM_DC,
            address: found.with_context(what)?,
            keys: keys(section, provider)?,
        });
    }
    Ok(settings)
}

fn keys(section: &Section, provider: &str) -> Result<Vec<PublicKey>> {
    let Some(path) = &section.server_key_file else {
        return Ok(Vec::new());
    };
    let what = || format!("messaging.{provider}.serverKeyFile {}", path.display());
    let text = std::fs::read_to_string(path).with_context(what)?;
    PublicKey::list_from_pem(&text).with_context(what)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    fn section(more: &serde_json::Value) -> Section {
        let mut section = json!({ "apiid": 17, "apihash": "0123456789abcdef0123456789abcdef" });
        let more = more.as_object().unwrap().clone();
        section.as_object_mut().unwrap().extend(more);
        serde_json::from_value(section).unwrap()
    }

    #[tokio::test]
    async fn a_proxy_has_the_time_that_the_section_gives_it_and_calls_outlive_it() {
        let usual = settings(&section(&json!({})), "telegram").await.unwrap();
        for (timeout, connect, call) in [(40, 40, 45), (5, 5, 20)] {
            let proxy = json!({ "ip": "127.0.0.1", "port": 1080, "timeout": timeout });
            let slow = settings(&section(&json!({ "proxy": proxy })), "telegram").await;
            let pace = slow.unwrap().pace;
            assert_eq!(pace.connect, Duration::from_secs(connect));
            assert_eq!(pace.call, Duration::from_secs(call));
            assert_eq!(pace.probe, usual.pace.probe);
        }
    }

    #[tokio::test]
    async fn faults_name_the_section_that_they_are_in() {
        let elsewhere = json!({ "server": "127.0.0.1:443", "serverKeyFile": "/nowhere/key.pem" });
        let fault = settings(&section(&elsewhere), "telegram-work").await;
        let fault = format!("{:#}", fault.unwrap_err());
        assert!(
            fault.starts_with("messaging.telegram-work.serverKeyFile /nowhere/key.pem: "),
            "{fault}"
        );
    }
}

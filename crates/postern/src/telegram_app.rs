//! How to connect to Telegram, by the application in `messaging.telegram`.

use anyhow::{Context as _, Result};
use messengers::telegram::{Proxy, Section};
use telegram::server_key::PublicKey;
use telegram::settings::{Server, Settings};

/// The data centre behind an address that is not Telegram's own.
const CUSTOM_DC: i32 = 2;

/// The settings of this section, whoever logs in with them.
pub(crate) async fn settings(section: &Section) -> Result<Settings> {
    let api_id = i32::try_from(section.api_id)?;
    let mut settings = Settings::new(api_id, section.api_hash.reveal());
    settings.proxy = section.proxy.as_ref().map(Proxy::settled);
    if let Some(address) = &section.server {
        let mut found = tokio::net::lookup_host(address)
            .await
            .with_context(|| format!("messaging.telegram.server {address} has no address"))?;
        let found = found.next();
        settings.server = Some(Server {
            dc: CUSTOM_DC,
            address: found.with_context(|| format!("{address} has no address"))?,
            keys: keys(section)?,
        });
    }
    Ok(settings)
}

fn keys(section: &Section) -> Result<Vec<PublicKey>> {
    let Some(path) = &section.server_key_file else {
        return Ok(Vec::new());
    };
    let what = || format!("messaging.telegram.serverKeyFile {}", path.display());
    let text = std::fs::read_to_string(path).with_context(what)?;
    PublicKey::list_from_pem(&text).with_context(what)
}

//! The settings of providers over HTTP.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use domain::provider::{Provider, ProviderEntry};
use domain::secret::Token;
use messengers::discord::{self, Discord};
use messengers::http::{ProxyUrl, Rules, Site, SiteFault, Waits, Way};
use messengers::ntfy::{self, Ntfy};
use messengers::pushover::{self, Pushover};
use messengers::{Messenger, Surroundings};

/// The key of Discord in the database.
pub(super) const DISCORD: &str = "discord";
/// The key of ntfy in the database.
pub(super) const NTFY: &str = "ntfy";
/// The key of Pushover in the database.
pub(super) const PUSHOVER: &str = "pushover";

/// The entry of Discord, without starting it.
pub(super) fn discord_entry(section: &config::Discord) -> ProviderEntry {
    discord::entry(Provider::new(DISCORD), section.server_url.clone())
}

/// The entry of ntfy, without starting it.
pub(super) fn ntfy_entry(section: &config::Ntfy) -> ProviderEntry {
    let is_private = ntfy_site(section).is_ok_and(|site| !site.is_exposed());
    ntfy::entry(Provider::new(NTFY), is_private)
}

/// The entry of Pushover, without starting it.
pub(super) fn pushover_entry(section: &config::Pushover) -> ProviderEntry {
    pushover::entry(Provider::new(PUSHOVER), true, section.confirm_warnings)
}

/// Starts Discord.
pub(super) fn start_discord(
    section: &config::Discord,
    surroundings: &Surroundings,
) -> Result<Arc<dyn Messenger>> {
    let host = section.host.as_deref().unwrap_or(discord::PUBLIC);
    let settings = discord::Settings {
        site: Site::parse(host, false)
            .map_err(|fault| anyhow!("messaging.discord.host {fault}"))?,
        token: token(&section.token),
        server_url: section.server_url.clone(),
        way: way(section.proxy.as_ref(), section.ca_file.as_ref()),
        pace: discord::Pace::DEFAULT,
        most_refused: discord::Settings::MOST_REFUSED,
    };
    let provider = Provider::new(DISCORD);
    Ok(Discord::start(provider, settings, surroundings.clone())?)
}

/// Starts ntfy.
pub(super) fn start_ntfy(
    section: &config::Ntfy,
    surroundings: &Surroundings,
) -> Result<Arc<dyn Messenger>> {
    let settings = ntfy::Settings {
        site: ntfy_site(section).map_err(|fault| anyhow!("messaging.ntfy.host {fault}"))?,
        authorization: section.authorization.as_ref().map(token),
        way: way(section.proxy.as_ref(), section.ca_file.as_ref()),
        rules: if section.exempt {
            Rules::default()
        } else {
            ntfy::USUAL_RULES
        },
        waits: Waits::DEFAULT,
    };
    Ok(Ntfy::start(Provider::new(NTFY), settings, surroundings)?)
}

/// Starts Pushover.
pub(super) fn start_pushover(
    section: &config::Pushover,
    surroundings: &Surroundings,
) -> Result<Arc<dyn Messenger>> {
    let host = section.host.as_deref().unwrap_or(pushover::PUBLIC);
    let settings = pushover::Settings {
        site: Site::parse(host, false)
            .map_err(|fault| anyhow!("messaging.pushover.host {fault}"))?,
        token: token(&section.token),
        confirm_warnings: section.confirm_warnings,
        way: way(section.proxy.as_ref(), section.ca_file.as_ref()),
        rules: pushover::USUAL_RULES,
        waits: Waits::DEFAULT,
        look: pushover::Settings::LOOK,
    };
    let provider = Provider::new(PUSHOVER);
    Ok(Pushover::start(provider, settings, surroundings)?)
}

fn ntfy_site(section: &config::Ntfy) -> std::result::Result<Site, SiteFault> {
    let host = section.host.as_deref().unwrap_or(ntfy::PUBLIC);
    Site::parse(host, section.allow_plain_http)
}

fn token(secret: &config::Secret) -> Token {
    Token::new(secret.reveal().trim())
}

fn way(proxy: Option<&config::Secret>, ca_file: Option<&std::path::PathBuf>) -> Way {
    Way {
        proxy: proxy.map(|proxy| ProxyUrl(proxy.reveal().to_owned())),
        ca_file: ca_file.cloned(),
        ..Way::default()
    }
}

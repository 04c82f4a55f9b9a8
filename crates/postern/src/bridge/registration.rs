//! `postern bridge registration`: writes what the homeserver must be told.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use bridge::registration::{ServiceTokens, registration};
use ruma::ServerName;

use crate::cli::{BridgeCommand, PlaceArgs};
use crate::folder::Folder;
use crate::house::load;
use crate::{say, world};

/// Runs a command of the bridge.
pub(crate) fn run(place: &PlaceArgs, command: &BridgeCommand) -> Result<ExitCode> {
    let BridgeCommand::Registration { file } = command;
    let loaded = load(&place.config)?;
    let Some(bridge) = &loaded.config.bridge else {
        bail!(
            "there is no section \"bridge\" in {}; docs/bridge.md says what it needs",
            place.config.display()
        );
    };
    let domain = ServerName::parse(&bridge.homeserver.domain)
        .context("bridge.homeserver.domain is no name of a homeserver")?;
    let key = Folder::open(&place.data)?.server_key(&world::real())?;
    let tokens = ServiceTokens::of(&key, &domain);
    write(file, &registration(&tokens, &domain, &bridge.address()))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    say::line(format!(
        "Written to {}. It holds secrets: only its owner can read it.\n\
         Next, name it in the homeserver's configuration; for Synapse, in homeserver.yaml:\n\n\
         app_service_config_files:\n  - {}\n\n\
         Let the homeserver's user read it, start the homeserver anew, then run `postern check --connect`.",
        file.display(),
        std::path::absolute(file)
            .unwrap_or_else(|_| file.clone())
            .display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Writes a file that only its owner may read, also if it was there and others could.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

//! `postern demo`: everything to try out, nothing from outside.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use domain::secret::Password;
use domain::user::{Role, UserName};
use domain::world::World;
use flows::By;
use flows::add_user::{self, Added};

use crate::cli::{Demo, PlaceArgs};
use crate::house::House;
use crate::say;
use crate::serve::Server;

/// Runs a server with two users and a phone on a page, in a folder that is removed at the end.
pub(crate) async fn run(_: &PlaceArgs, demo: &Demo) -> Result<ExitCode> {
    let folder = std::env::temp_dir().join(format!("postern-demo-{}", std::process::id()));
    let done = serve(&folder, demo).await;
    // What is left behind by a crash lies in the system's folder for temporary files.
    let _ = std::fs::remove_dir_all(&folder);
    done
}

async fn serve(folder: &Path, demo: &Demo) -> Result<ExitCode> {
    let text = serde_json::json!({
        "settings": { "cert": "localhost", "port": demo.port, "redirPort": 0, "bind": "127.0.0.1" },
        "domains": { "": { "title": "Postern demo" } },
    });
    let loaded = config::parse(&text.to_string(), "demo", |_| None, folder)?;
    let house = House::with(loaded, folder).await?;
    let context = house.context.clone();
    let server = Server::start(house, true).await?;
    let domains = server.domains();
    let domain = domains.first().context("the demo has one domain")?;
    say::line("");
    for (name, role, may) in [
        ("admin", Role::Admin, "administrator"),
        ("alice", Role::User, "user"),
    ] {
        let password = password(&context.world);
        let name = UserName::parse(name)?;
        let added = add_user::add(
            &context,
            domain,
            By::OPERATOR,
            name.clone(),
            role,
            &Password::new(password.clone()),
        )
        .await?;
        let Added::Done(_) = added else {
            bail!("the demo's users cannot be added")
        };
        say::line(format!("  {may:<14} {name:<6} password {password}"));
    }
    say::line(format!("\n  Sign in:    {}/", domain.base_url));
    say::line(format!("  The phone:  {}/demo/phone", domain.base_url));
    say::line("\n  Your browser will warn you once: the certificate is made by Postern itself.");
    say::line("  Everything is forgotten when the demo stops (Ctrl-C).\n");
    server.until_stopped(None).await
}

/// A password that is easy to copy by hand: three groups of four letters.
fn password(world: &World) -> String {
    const LETTERS: &[u8; 20] = b"bcdfghjkmnpqrstvwxyz";
    let group = || -> String {
        (0..4)
            .map(|_| char::from(LETTERS[world.below(20) as usize]))
            .collect()
    };
    [group(), group(), group()].join("-")
}

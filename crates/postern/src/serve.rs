//! `postern serve`: the server.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use axum_server::tls_rustls::RustlsConfig;
use config::Loaded;
use domain::tenant::Domain;
use flows::invite;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use crate::bridge::{Plan, RunningBridge};
use crate::cli::PlaceArgs;
use crate::engine::Engine;
use crate::house::{House, load};
use crate::listeners::{Listeners, reloadable};
use crate::mark::Mark;
use crate::{certificates, say};

/// Runs the server until SIGTERM or SIGINT.
pub(crate) async fn run(place: &PlaceArgs) -> Result<ExitCode> {
    if !place.config.exists() {
        write_starter(&place.config)?;
    }
    let loaded = load(&place.config)?;
    tell(&loaded);
    let house = House::with(loaded, &place.data).await?;
    Server::start(house, false)
        .await?
        .until_stopped(Some(&place.config))
        .await
}

fn write_starter(path: &Path) -> Result<()> {
    // Passwords will stand in it.
    let mut options = OpenOptions::new();
    let written = options.write(true).create_new(true).mode(0o600).open(path);
    written
        .and_then(|mut file| file.write_all(config::starter().as_bytes()))
        .with_context(|| format!("{} cannot be written", path.display()))?;
    say::line(format!(
        "There was no {0}, so Postern wrote one to begin with. Everything in it is explained there.",
        path.display()
    ));
    Ok(())
}

fn tell(loaded: &Loaded) {
    for warning in &loaded.warnings {
        say::fault(warning.to_string());
    }
}

/// A running server.
pub(crate) struct Server {
    house: House,
    engine: Engine,
    bridge: Option<RunningBridge>,
    front: watch::Sender<axum::Router>,
    tls: Option<RustlsConfig>,
    tasks: TaskTracker,
    serving: crate::listeners::Serving,
    port: u16,
    has_demo_phone: bool,
    signals: Signals,
    /// Ends with this value.
    _mark: Mark,
}

impl Server {
    /// Binds the sockets, starts everything, and prints how to become the first admin.
    pub(crate) async fn start(house: House, has_demo_phone: bool) -> Result<Self> {
        // First of all: a signal that comes during the start is kept, too.
        let signals = Signals::new()?;
        let mut mark = Mark::take(&house.folder).await?;
        let settings = &house.loaded.config.settings;
        let listeners = Listeners::bind(settings)?;
        let port = listeners.port;
        let now = house.context.world.now();
        let tls = if settings.plain_http() {
            None
        } else {
            Some(reloadable(certificates::tls(
                &house.loaded.config,
                &house.folder,
                now,
            )?))
        };
        let tasks = TaskTracker::new();
        let bridge = RunningBridge::start(&house.loaded, &house.context, port).await?;
        let pages = bridge.as_ref().and_then(RunningBridge::pages);
        let context = house.context.clone();
        let engine = Engine::start(&house.loaded, context, port, has_demo_phone, pages).await?;
        let front = watch::Sender::new(engine.router.clone());
        mark.write(port)?;
        let serving = listeners.serve(settings, tls.as_ref(), front.subscribe(), &tasks)?;
        let server = Self {
            house,
            engine,
            bridge,
            front,
            tls,
            tasks,
            serving,
            port,
            has_demo_phone,
            signals,
            _mark: mark,
        };
        server.invite_first_admins().await?;
        Ok(server)
    }

    /// The domains, with the port that was really taken in their addresses.
    pub(crate) fn domains(&self) -> Vec<Domain> {
        self.house.loaded.config.to_domains(self.port)
    }

    async fn invite_first_admins(&self) -> Result<()> {
        if self.has_demo_phone {
            return Ok(());
        }
        for domain in self.domains() {
            if let Some(token) = invite::invite_first_admin(&self.house.context, &domain).await? {
                say::line(format!(
                    "{} has no users yet. Open this link to become its first administrator (it works once):",
                    domain.title
                ));
                say::line(format!(
                    "  {}/invitation/{}",
                    domain.base_url,
                    token.reveal()
                ));
            }
        }
        Ok(())
    }

    /// Serves until SIGTERM or SIGINT; SIGHUP reads configuration and certificates anew.
    pub(crate) async fn until_stopped(mut self, config: Option<&Path>) -> Result<ExitCode> {
        loop {
            tokio::select! {
                _ = self.signals.terminate.recv() => break,
                _ = self.signals.interrupt.recv() => break,
                _ = self.signals.hang_up.recv() => self.reload(config).await,
            }
        }
        say::line("Postern is stopping.");
        self.engine.stop().await;
        if let Some(bridge) = self.bridge.take() {
            bridge.stop().await;
        }
        self.serving.stop();
        self.tasks.close();
        self.tasks.wait().await;
        self.house.context.db.close().await;
        Ok(ExitCode::SUCCESS)
    }

    /// Reads everything anew; keeps what there is if that fails.
    async fn reload(&mut self, config: Option<&Path>) {
        let Some(path) = config else { return };
        match self.try_reload(path).await {
            Ok(()) => say::line("Postern has read its configuration anew."),
            Err(error) => say::fault(format!(
                "The configuration was not taken over; the old one goes on. {error:#}"
            )),
        }
    }

    async fn try_reload(&mut self, path: &Path) -> Result<()> {
        let loaded = load(path)?;
        tell(&loaded);
        let (old, new) = (&self.house.loaded.config.settings, &loaded.config.settings);
        let sockets_differ = old.address() != new.address()
            || old.redirect_address() != new.redirect_address()
            || old.plain_http() != new.plain_http();
        if sockets_differ || old.database != new.database {
            say::fault(
                "Ports, TLS offload and database change only when Postern is started again.",
            );
        }
        if let Some(tls) = &self.tls {
            let now = self.house.context.world.now();
            tls.reload_from_config(certificates::tls(&loaded.config, &self.house.folder, now)?);
        }
        self.reload_bridge(&loaded).await;
        let pages = self.bridge.as_ref().and_then(RunningBridge::pages);
        let context = self.house.context.clone();
        let engine = Engine::start(&loaded, context, self.port, self.has_demo_phone, pages).await?;
        drop(self.front.send_replace(engine.router.clone()));
        std::mem::replace(&mut self.engine, engine).stop().await;
        self.house.loaded = loaded;
        Ok(())
    }
}

impl Server {
    /// Starts the bridge anew if anything about it has changed. No login may be used by two at once, so the old one ends
    /// first.
    async fn reload_bridge(&mut self, loaded: &Loaded) {
        let plan = Plan::of(loaded, self.port);
        let is_same = match &self.bridge {
            Some(bridge) => bridge.is_as(plan.as_ref()),
            None => plan.is_none(),
        };
        if is_same {
            return;
        }
        if let Some(bridge) = self.bridge.take() {
            bridge.stop().await;
        }
        match RunningBridge::start(loaded, &self.house.context, self.port).await {
            Ok(bridge) => self.bridge = bridge,
            Err(error) => say::fault(format!("The bridge does not start: {error:#}")),
        }
    }
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    fn new() -> Result<Self> {
        let listen = |kind| signal(kind).context("signals cannot be listened for");
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }
}

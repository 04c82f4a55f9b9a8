//! Connections to the SMTP server.
//!
//! The library's own pool is not used: it gives a connection to the next one though the one before gave up waiting in the
//! middle of an answer, so that answers would be taken for those of other questions. Here a connection whose
//! conversation was not brought to an end is closed.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::time::Timestamp;
use domain::world::World;
use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;
use telegram::proxy::{Proxy, ProxyFault};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::sealed::Sealing;
use super::{Fault, Settings, Tls};

/// How many connections there are at most.
const MOST: usize = 4;
/// How long an idle one is kept.
const IDLE: Duration = Duration::from_secs(60);

/// Why there is no conversation with the server, or how it failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// The proxy does not lead there.
    #[error(transparent)]
    Proxy(#[from] ProxyFault),
    /// No TLS on what the proxy has led.
    #[error(transparent)]
    Tls(#[from] std::io::Error),
    /// In the library's words.
    #[error(transparent)]
    Smtp(#[from] Error),
}

/// How to connect, and what is connected.
pub(super) struct Connections {
    host: String,
    port: u16,
    name: ClientId,
    tls: Tls,
    parameters: TlsParameters,
    proxy: Option<Proxy>,
    /// For TLS from the first byte through a proxy.
    sealing: Option<Sealing>,
    login: Option<Credentials>,
    /// How long a connection may take to come up.
    deadline: Duration,
    /// One permit for each message at once.
    room: Semaphore,
    /// Those that nobody uses, and since when.
    idle: Mutex<Vec<(AsyncSmtpConnection, Timestamp)>>,
    world: World,
}

impl Connections {
    /// Prepares for a server; nothing is connected yet.
    pub(super) fn new(settings: Settings, world: World) -> Result<Self, Fault> {
        let credentials = |(user, password): (String, domain::secret::Password)| {
            Credentials::new(user, password.reveal().to_owned())
        };
        let seals = settings.proxy.is_some() && settings.tls == Tls::Implicit;
        let sealing = seals.then(|| Sealing::new(&settings.host, settings.ca_file.as_deref()));
        Ok(Self {
            parameters: parameters(&settings)?,
            proxy: settings.proxy,
            sealing: sealing.transpose()?,
            host: settings.host,
            port: settings.port,
            name: settings
                .name
                .map_or_else(ClientId::default, ClientId::Domain),
            tls: settings.tls,
            login: settings.login.map(credentials),
            deadline: settings.deadlines.connect,
            room: Semaphore::new(MOST),
            idle: Mutex::default(),
            world,
        })
    }

    /// Connects and logs in, and nothing more.
    pub(super) async fn try_out(&self) -> Result<(), Trouble> {
        let _room = self.room.acquire().await;
        let connection = self.connect().await?;
        self.park(connection);
        Ok(())
    }

    /// Sends a message; whoever gives up waiting closes the connection by that.
    pub(super) async fn send(&self, mail: &Message) -> Result<(), Trouble> {
        let _room = self.room.acquire().await;
        let mut connection = match self.take().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        connection.send(mail.envelope(), &mail.formatted()).await?;
        self.park(connection);
        Ok(())
    }

    /// Closes what was idle too long, for ever; all, once stopped.
    pub(super) async fn keep(&self, stop: CancellationToken) {
        let rest = async {
            loop {
                tokio::time::sleep(IDLE / 2).await;
                let now = self.world.now();
                self.idle().retain(|(_, since)| now.since(*since) < IDLE);
            }
        };
        let _: Option<()> = stop.run_until_cancelled(rest).await;
        self.idle().clear();
    }

    /// One that is connected still.
    async fn take(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (mut connection, _) = self.idle().pop()?;
            if connection.test_connected().await {
                return Some(connection);
            }
        }
    }

    fn park(&self, connection: AsyncSmtpConnection) {
        if !connection.has_broken() {
            self.idle().push((connection, self.world.now()));
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let mut connection = match &self.proxy {
            Some(proxy) => self.reach_through(proxy).await?,
            None => self.reach().await?,
        };
        let upgrades = match self.tls {
            Tls::Implicit => false,
            // Without STARTTLS this fails.
            Tls::StartTls => true,
            Tls::Optional => connection.can_starttls(),
        };
        if upgrades {
            let parameters = self.parameters.clone();
            connection.starttls(parameters, &self.name).await?;
        }
        if let Some(login) = &self.login {
            connection.auth(DEFAULT_MECHANISMS, login).await?;
        }
        Ok(connection)
    }

    async fn reach(&self) -> Result<AsyncSmtpConnection, Error> {
        let at_once = (self.tls == Tls::Implicit).then(|| self.parameters.clone());
        AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(self.deadline),
            &self.name,
            at_once,
            None,
        )
        .await
    }

    async fn reach_through(&self, proxy: &Proxy) -> Result<AsyncSmtpConnection, Trouble> {
        let led = timeout(self.deadline, proxy.connect(&self.host, self.port)).await;
        let led = led.unwrap_or(Err(ProxyFault::Silent))?;
        let stream: Box<dyn AsyncTokioStream> = match &self.sealing {
            Some(sealing) => Box::new(sealing.seal(led).await?),
            None => Box::new(led),
        };
        Ok(AsyncSmtpConnection::connect_with_transport(stream, &self.name).await?)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(AsyncSmtpConnection, Timestamp)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parameters(settings: &Settings) -> Result<TlsParameters, Fault> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        for certificate in certificates(path)? {
            builder = builder.add_root_certificate(certificate);
        }
    }
    let builder = builder.dangerous_accept_invalid_certs(!settings.checks_certificate);
    builder
        .build()
        .map_err(|error| Fault::Tls(error.to_string()))
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, Fault> {
    let fault = |why: String| Fault::CaFile {
        path: PathBuf::from(path),
        why,
    };
    let ders = crate::trust::certificates(path).map_err(fault)?;
    let read = |der: rustls::pki_types::CertificateDer<'_>| {
        Certificate::from_der(der.to_vec()).map_err(|error| fault(error.to_string()))
    };
    ders.into_iter().map(read).collect()
}

//! A login to Telegram as it is kept: in memory for the library, in our tables for the next start.
//!
//! Keys and the home data centre are written at once. What is learned in passing (peers, where the updates stand) is
//! written together by [`StoredSession::save`], which the connection calls about once a second.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::world::World;
use grammers_session::SessionData;
use grammers_session::types::{DcOption, PeerInfo, UpdatesState};
use store::{Db, StoreError, telegram_sessions};

use crate::keyex::{self, ExchangeError};
use crate::proxy::Proxy;
use crate::seal::Sealer;
use crate::session_string::{Address, SessionString};
use crate::settings::{Server, Settings};

mod library;
mod rows;
mod save;

/// How many peers are held in memory; the others are read when they are asked for.
const HELD: usize = 2_000;
/// How long the exchange of keys may take beyond the time that a proxy has to lead there.
const BEHIND_PROXY: Duration = Duration::from_secs(5);

/// A login, for one connection at a time.
pub struct StoredSession {
    /// Its name in the tables.
    name: String,
    db: Db,
    sealer: Sealer,
    world: World,
    server: Option<Server>,
    proxy: Option<Proxy>,
    exchange_deadline: Duration,
    data: Mutex<Data>,
    /// Held while writing, so that what is written later is also newer.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Data {
    home_dc: i32,
    centres: BTreeMap<i32, DcOption>,
    own: Option<PeerInfo>,
    /// By the id with its kind in it.
    peers: HashMap<i64, PeerInfo>,
    /// Who was looked for in the tables in vain, so that not every message to a stranger asks them again.
    strangers: HashSet<i64>,
    unsaved: HashSet<i64>,
    place: UpdatesState,
    saved_place: UpdatesState,
}

/// Why a session cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The database.
    #[error("the database did not take or give the Telegram session")]
    Store(#[from] StoreError),
    /// The key is sealed with another server key.
    #[error(
        "the Telegram session was stored under another server.key, and cannot be opened with this one"
    )]
    OtherServerKey,
    /// A row cannot be read.
    #[error("the stored Telegram session is damaged")]
    Damaged,
    /// Keys were not exchanged.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// The server took too long.
    #[error("the server did not answer in time to exchange keys")]
    TooLate,
    /// A session string that other servers would be needed for.
    #[error("the session string names a data centre whose address is not known")]
    UnknownCentre,
}

/// What the names of sessions in the tables end with: nothing, or for which servers they are.
pub fn at(settings: &Settings) -> String {
    let server = settings.server.as_ref();
    server.map_or_else(String::new, |server| format!(" at {}", server.address))
}

impl StoredSession {
    /// Opens the session of this name, or begins a new one. With servers that are not Telegram's own, the session is
    /// another one of the same name: keys never go to servers that they are not for.
    pub async fn open(
        name: &str,
        db: &Db,
        sealer: &Sealer,
        settings: &Settings,
        world: &World,
    ) -> Result<Arc<Self>, SessionError> {
        let name = format!("{name}{}", at(settings));
        let mut conn = db.read().await?;
        let stored = telegram_sessions::find(&mut conn, &name).await?;
        drop(conn);
        let mut data = Data::begin(settings.server.as_ref());
        if let Some(stored) = stored {
            rows::load(&mut data, stored, &name, sealer)?;
        }
        Ok(Arc::new(Self {
            name,
            db: db.clone(),
            sealer: sealer.clone(),
            world: world.clone(),
            server: settings.server.clone(),
            proxy: settings.proxy.clone(),
            exchange_deadline: settings.pace.connect,
            data: Mutex::new(data),
            writing: tokio::sync::Mutex::default(),
        }))
    }

    /// Takes over a login from elsewhere, unless it is the one that is here already. What was here is forgotten.
    pub async fn adopt(&self, login: &SessionString) -> Result<(), SessionError> {
        let known = self.data().centres.get(&login.dc).cloned();
        if known
            .as_ref()
            .is_some_and(|centre| centre.auth_key == Some(login.key))
        {
            return Ok(());
        }
        let mut centre = self.address_of(login).ok_or(SessionError::UnknownCentre)?;
        centre.auth_key = Some(login.key);
        self.forget().await?;
        self.data().home_dc = login.dc;
        self.write_centre(&centre).await
    }

    /// The login in Telethon's form; `None` while there is no key.
    pub fn export(&self) -> Option<String> {
        let data = self.data();
        let centre = data.centres.get(&data.home_dc)?;
        let address = rows::address(centre);
        let login = SessionString {
            dc: data.home_dc,
            address: Address::Ip(address.ip()),
            port: address.port(),
            key: centre.auth_key?,
        };
        login.to_telethon()
    }

    /// Forgets the login with all that belongs to it, here and in the tables.
    pub async fn forget(&self) -> Result<(), SessionError> {
        let _writing = self.writing.lock().await;
        let mut tx = self.db.begin().await?;
        telegram_sessions::remove(&mut tx, &self.name).await?;
        store::commit(tx).await?;
        *self.data() = Data::begin(self.server.as_ref());
        Ok(())
    }

    /// Who is logged in, as far as that is known.
    pub fn own(&self) -> Option<PeerInfo> {
        self.data().own.clone()
    }

    /// The id of who is logged in; 0 as long as that is not known.
    pub fn own_id(&self) -> i64 {
        let data = self.data();
        let own = data.own.as_ref().and_then(|own| own.id().bare_id());
        own.unwrap_or_default()
    }

    /// Whether there is a key for the home data centre, and so perhaps a login.
    pub fn has_key(&self) -> bool {
        let data = self.data();
        let home = data.centres.get(&data.home_dc);
        home.is_some_and(|centre| centre.auth_key.is_some())
    }

    /// Whether the home data centre can be reached over IPv6 alone.
    pub fn needs_ipv6(&self) -> bool {
        let data = self.data();
        let home = data.centres.get(&data.home_dc);
        home.is_some_and(|centre| centre.ipv4.ip().is_unspecified())
    }

    /// Whether this data centre is the home.
    pub(crate) fn is_home(&self, dc: i32) -> bool {
        self.data().home_dc == dc
    }

    /// Makes a key with the home data centre if there is none and the library could not make it.
    pub async fn prepare(&self) -> Result<(), SessionError> {
        let home = self.data().home_dc;
        self.make_key(home).await
    }

    /// Throws away the key of the home data centre, which the server has forgotten, and makes another. Nobody is
    /// logged in with it.
    pub(crate) async fn renew_key(&self) -> Result<(), SessionError> {
        let home = self.data().home_dc;
        let centre = self.data().centres.get(&home).cloned();
        if let Some(mut centre) = centre {
            centre.auth_key = None;
            self.write_centre(&centre).await?;
        }
        self.make_key(home).await
    }

    /// Makes a missing key with servers that are not Telegram's own; with Telegram's, the library does it.
    pub(crate) async fn make_key(&self, dc: i32) -> Result<(), SessionError> {
        let Some(server) = self
            .server
            .as_ref()
            .filter(|server| !server.keys.is_empty())
        else {
            return Ok(());
        };
        let centre = self.data().centres.get(&dc).cloned();
        let Some(mut centre) = centre.filter(|centre| centre.auth_key.is_none()) else {
            return Ok(());
        };
        let address = rows::address(&centre);
        let deadline = self.exchange_deadline;
        let way = self.proxy.as_ref().map(|proxy| (proxy, deadline));
        // A proxy that uses all of its time up is heard of.
        let whole = deadline + way.map_or(Duration::ZERO, |_| BEHIND_PROXY);
        let exchange = keyex::exchange(address, way, &server.keys, &self.world);
        let key = tokio::time::timeout(whole, exchange).await;
        centre.auth_key = Some(key.map_err(|_| SessionError::TooLate)??);
        self.write_centre(&centre).await
    }

    /// Where to connect for a login from elsewhere. With other servers than Telegram's own, its address never counts.
    fn address_of(&self, login: &SessionString) -> Option<DcOption> {
        if let Some(server) = &self.server {
            return Some(rows::centre(login.dc, server.address));
        }
        let built_in = SessionData::default().dc_options.remove(&login.dc);
        match &login.address {
            Address::Name(_) => built_in,
            Address::Ip(ip) => {
                let given = rows::centre(login.dc, SocketAddr::new(*ip, login.port));
                // An address of IPv6 leaves that of IPv4 as it is built in: it works in more places.
                Some(match built_in.filter(|_| ip.is_ipv6()) {
                    Some(built_in) => DcOption {
                        ipv6: given.ipv6,
                        ..built_in
                    },
                    None => given,
                })
            }
        }
    }

    /// Writes a data centre and its key at once; the memory follows the table.
    async fn write_centre(&self, centre: &DcOption) -> Result<(), SessionError> {
        let _writing = self.writing.lock().await;
        let row = rows::centre_row(centre, &self.name, &self.sealer);
        let home = self.data().home_dc;
        let mut tx = self.db.begin().await?;
        telegram_sessions::set_home(&mut tx, &self.name, home).await?;
        telegram_sessions::set_data_centre(&mut tx, &self.name, &row).await?;
        store::commit(tx).await?;
        self.data().centres.insert(centre.id, centre.clone());
        Ok(())
    }

    pub(crate) const fn world(&self) -> &World {
        &self.world
    }

    fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Data {
    /// With the addresses that are built in, or with that of other servers alone.
    fn begin(server: Option<&Server>) -> Self {
        let built_in = SessionData::default();
        let (home_dc, centres) = match server {
            Some(server) => (
                server.dc,
                BTreeMap::from([(server.dc, rows::centre(server.dc, server.address))]),
            ),
            None => (built_in.home_dc, built_in.dc_options.into_iter().collect()),
        };
        Self {
            home_dc,
            centres,
            ..Self::default()
        }
    }
}

impl std::fmt::Debug for StoredSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredSession")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

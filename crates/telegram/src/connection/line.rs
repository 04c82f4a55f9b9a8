//! One life of the library's pool of connections, with the deadlines it lacks.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use grammers_client::Client;
use grammers_mtsender::{
    ConnectionParams, InvocationError, NoRetries, RpcError, SenderPool, SenderPoolFatHandle,
    SenderPoolRunner,
};
use grammers_session::Session;
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::RemoteCall;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::error::{CallError, Cause};
use crate::proxy::{Relay, Road};
use crate::session::StoredSession;
use crate::settings::Settings;

/// How many updates the library holds back for us. What comes beyond that it drops, and fetches again as a gap.
const HELD_UPDATES: usize = 512;

/// A pool of connections that are made when they are needed. It knows no login: what is called on it may be the login.
/// Cheap to clone; it ends with [`Line::close`], with the token it was given, or by a fault in the library.
#[derive(Clone)]
pub struct Line {
    pool: SenderPoolFatHandle,
    client: Client,
    session: Arc<StoredSession>,
    /// What is known of the way through the proxy.
    road: Option<Road>,
    /// Ended by us.
    stop: CancellationToken,
    /// Ended, whoever did it.
    ended: CancellationToken,
}

impl Line {
    /// Makes the pool and the task that runs it. Gives also what the library receives unasked.
    ///
    /// No two lines may share a session at the same time.
    pub fn open(
        settings: &Settings,
        session: &Arc<StoredSession>,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> (Self, mpsc::Receiver<UpdatesLike>) {
        let relay = relay(settings, session);
        let road = relay.as_ref().map(Relay::road);
        let SenderPool {
            runner,
            handle,
            updates,
        } = SenderPool::with_configuration(
            Arc::clone(session),
            settings.api_id,
            parameters(settings, session, relay.as_ref()),
        );
        let stop = stop.child_token();
        let ended = CancellationToken::new();
        let (stopped, guard) = (stop.clone(), ended.clone().drop_guard());
        tasks.spawn(async move {
            let _: Option<()> = stopped
                .run_until_cancelled(Box::pin(run(runner, relay)))
                .await;
            drop(guard);
        });
        let line = Self {
            client: Client::new(handle.clone()),
            pool: handle,
            session: Arc::clone(session),
            road,
            stop,
            ended,
        };
        (line, updates)
    }

    /// Calls in the home data centre. Connects first if need be.
    pub async fn invoke<R: RemoteCall>(
        &self,
        request: &R,
        deadline: Duration,
    ) -> Result<R::Return, CallError> {
        let answer = self.invoke_bare(request, deadline).await?;
        answer.map_err(|refusal| InvocationError::Rpc(refusal).into())
    }

    /// As [`Line::invoke`], but a refusal comes as Telegram has worded it: the login conversation has words for each.
    pub(crate) async fn invoke_bare<R: RemoteCall>(
        &self,
        request: &R,
        deadline: Duration,
    ) -> Result<Result<R::Return, RpcError>, CallError> {
        let home = self.session.home_dc_id()?;
        self.invoke_bare_in(home, request, deadline).await
    }

    /// Calls in this data centre, whose key knows no login at first.
    pub(super) async fn invoke_in<R: RemoteCall>(
        &self,
        dc: i32,
        request: &R,
        deadline: Duration,
    ) -> Result<R::Return, CallError> {
        let answer = self.invoke_bare_in(dc, request, deadline).await?;
        answer.map_err(|refusal| InvocationError::Rpc(refusal).into())
    }

    async fn invoke_bare_in<R: RemoteCall>(
        &self,
        dc: i32,
        request: &R,
        deadline: Duration,
    ) -> Result<Result<R::Return, RpcError>, CallError> {
        let call = async {
            self.session.make_key(dc).await?;
            match self.pool.thin.invoke_in_dc(dc, request).await {
                Ok(answer) => Ok(Ok(answer)),
                Err(InvocationError::Rpc(refusal)) => Ok(Err(refusal)),
                Err(error) => Err(self.told(error.into())),
            }
        };
        let answer = tokio::time::timeout(deadline, call).await;
        answer.unwrap_or(Err(CallError::TooLate))
    }

    /// The error, with what the proxy itself has said.
    fn told(&self, error: CallError) -> CallError {
        let fault = self.road.as_ref().and_then(Road::fault);
        match (error, fault) {
            (CallError::Unreachable(Cause::Proxy(_)), Some(fault)) => {
                CallError::Unreachable(fault.into())
            }
            (error, _) => error,
        }
    }

    /// Makes another data centre the home, as Telegram says when somebody logs in who lives there
    /// ([`CallError::Elsewhere`]).
    pub async fn move_home(&self, dc: i32, deadline: Duration) -> Result<(), CallError> {
        let old = self.session.home_dc_id()?;
        let moved = tokio::time::timeout(deadline, self.session.set_home_dc_id(dc)).await;
        moved.unwrap_or(Err(crate::session::SessionError::TooLate))?;
        self.pool.disconnect_from_dc(old);
        Ok(())
    }

    /// Drops the connection to the home data centre; the next call makes another.
    pub fn hang_up(&self) {
        if let Ok(home) = self.session.home_dc_id() {
            self.pool.disconnect_from_dc(home);
        }
    }

    /// Drops all connections for good.
    pub fn close(&self) {
        self.stop.cancel();
    }

    /// Waits until the pool has ended.
    pub async fn ended(&self) {
        self.ended.cancelled().await;
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_cancelled()
    }

    /// The library's client, for files and long lists. It has no deadlines.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The session.
    pub const fn session(&self) -> &Arc<StoredSession> {
        &self.session
    }

    pub(super) const fn pool(&self) -> &SenderPoolFatHandle {
        &self.pool
    }
}

/// Runs the pool, and the way through the proxy with it.
async fn run(pool: SenderPoolRunner, relay: Option<Relay>) {
    // The library panics on some answers; that ends this pool, and nothing else.
    let run = AssertUnwindSafe(pool.run()).catch_unwind();
    let ended = match &relay {
        Some(relay) => relay.serve(run).await,
        None => run.await,
    };
    if ended.is_err() {
        tracing::error!("the connection to Telegram broke off by a fault in its library");
    }
}

/// The way through the proxy, if there is one.
fn relay(settings: &Settings, session: &StoredSession) -> Option<Relay> {
    let proxy = settings.proxy.as_ref()?;
    let relay = Relay::open(proxy, settings.pace.connect, session.world());
    relay
        .inspect_err(|error| tracing::error!(%error, "nothing leads to the proxy of Telegram"))
        .ok()
}

fn parameters(
    settings: &Settings,
    session: &StoredSession,
    relay: Option<&Relay>,
) -> ConnectionParams {
    // With a proxy to which nothing leads, nothing is connected to: never past it.
    let way = || relay.map(Relay::url).unwrap_or_default();
    ConnectionParams {
        device_model: settings.device.model.clone(),
        system_version: settings.device.system.clone(),
        app_version: settings.device.version.clone(),
        system_lang_code: settings.device.language.clone(),
        lang_code: settings.device.language.clone(),
        proxy_url: settings.proxy.is_some().then(way),
        use_ipv6: session.needs_ipv6(),
        // Waits and repetitions are the caller's.
        retry_policy: Box::new(NoRetries),
        updates_channel_capacity: HELD_UPDATES.try_into().expect("it is not zero"),
        ..ConnectionParams::default()
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

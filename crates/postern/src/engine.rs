//! The part that a reload replaces: messengers, courier, pages.

use std::sync::Arc;

use axum::Router;
use config::Loaded;
use courier::{Bell, Courier, Pace};
use domain::tenant::Domain;
use flows::Context;
use flows::accept_notification::Accepting;
use flows::tell_of_provider::Watched;
use messengers::kind::Ground;
use messengers::{Messenger, News, Surroundings};
use reception::Door;
use store::{Db, provider_states};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use web::telegram_login::TelegramLogins;
use web::{App, Proxies};

use crate::{providers, watchman};

/// Messengers, courier and pages at work.
pub(crate) struct Engine {
    /// What answers requests.
    pub(crate) router: Router,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Engine {
    /// Starts all of it. `port` is the one that was really taken.
    pub(crate) async fn start(
        loaded: &Loaded,
        context: Context,
        port: u16,
        has_demo_phone: bool,
        login_pages: Option<TelegramLogins>,
    ) -> store::Result<Self> {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let domains = loaded.config.to_domains(port);
        let began = context.world.now();
        let (news, inbox) = mpsc::channel(4_096);
        let door = Door::new();
        let surroundings = Surroundings {
            world: context.world.clone(),
            tasks: tasks.clone(),
            stop: stop.clone(),
            news,
            reception: door.reception(),
        };
        let messengers = start_messengers(loaded, &context, &surroundings, has_demo_phone).await?;
        let entries: Vec<_> = messengers
            .iter()
            .map(|messenger| messenger.entry().clone())
            .collect();
        let bell = Bell::new(entries.iter().map(|entry| entry.provider.clone()));
        let ring = bell.clone();
        let context = Context {
            ring: Arc::new(move |provider| ring.ring(provider)),
            accepting: Accepting::default(),
            unfit: Context::unfit(&entries),
            ..context
        };
        door.open(context.clone(), domains.clone(), entries.clone());
        courier(&context, &domains, messengers, inbox, bell).start(&tasks, &stop);
        let watched = Watched {
            domains: domains.clone(),
            providers: entries.clone(),
            since: began,
        };
        tasks.spawn(watchman::watch(context.clone(), watched, stop.clone()));
        let proxies = Proxies(loaded.config.settings.trusted_proxies());
        let mut app = App::new(context, domains, entries, proxies, stop.clone());
        if let Some(pages) = login_pages {
            app = app.with_telegram_logins(pages);
        }
        let router = web::router(app, &messengers::icons());
        Ok(Self {
            router,
            tasks,
            stop,
        })
    }

    /// Stops all of it: what is being sent may finish, what came of it is recorded.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// The messengers of the configuration, and the demo's; what is known of others is forgotten.
async fn start_messengers(
    loaded: &Loaded,
    context: &Context,
    surroundings: &Surroundings,
    has_demo_phone: bool,
) -> store::Result<Vec<Arc<dyn Messenger>>> {
    let ground = Ground {
        surroundings: surroundings.clone(),
        db: context.db.clone(),
        key: context.key.clone(),
        is_trial: false,
    };
    let mut messengers = providers::start(loaded, &ground);
    if has_demo_phone {
        let phone = providers::start_demo_phone(context.db.clone(), surroundings);
        messengers.push(phone);
    }
    forget_others(&context.db, &messengers).await?;
    for messenger in &messengers {
        providers::announce(messenger, surroundings);
    }
    Ok(messengers)
}

fn courier(
    context: &Context,
    domains: &[Domain],
    messengers: Vec<Arc<dyn Messenger>>,
    news: mpsc::Receiver<News>,
    bell: Bell,
) -> Courier {
    Courier {
        db: context.db.clone(),
        world: context.world.clone(),
        key: context.key.clone(),
        domains: domains.to_vec(),
        messengers,
        news,
        bell,
        pace: Pace::default(),
    }
}

/// A provider that was taken out of the configuration is not up any more.
async fn forget_others(db: &Db, messengers: &[Arc<dyn Messenger>]) -> store::Result<()> {
    let configured: Vec<_> = messengers
        .iter()
        .map(|messenger| messenger.entry().provider.clone())
        .collect();
    let mut tx = db.begin().await?;
    provider_states::keep_only(&mut tx, &configured).await?;
    store::commit(tx).await
}

//! Discord in the table; its own ways are in `discord`.

use std::sync::Arc;
use std::time::Duration;

use domain::provider::{Provider, RemoteId};
use domain::secret::Token;
use messengers::discord::{Discord, Pace, Settings};
use messengers::http::{Rules, Site, Way};
use messengers::{Messenger, Surroundings};
use testkit::fake_discord::FakeDiscord;
use testkit::fake_site::FakeSite;

use super::WAITS;

/// A bot on a server, with one person who reads and one who has blocked it.
pub(super) struct Bench {
    fake: FakeDiscord,
    token: String,
    alice: u64,
    mallory: u64,
}

impl super::Bench for Bench {
    async fn new() -> Self {
        let fake = FakeDiscord::start().await;
        let guild = fake.guild("Acme");
        let (alice, mallory) = (fake.person("alice"), fake.person("mallory"));
        fake.joins(alice, guild);
        fake.joins(mallory, guild);
        fake.blocks(mallory);
        Self {
            token: fake.token(),
            fake,
            alice,
            mallory,
        }
    }

    fn site(&self) -> &FakeSite {
        &self.fake.site
    }

    fn start(&self, way: Way, _: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        let settings = Settings {
            site: Site::parse(&self.fake.site.url(), false).unwrap(),
            token: Token::new(self.token.as_str()),
            server_url: None,
            way,
            pace: Pace {
                first_wait: WAITS.first,
                longest_wait: WAITS.longest,
                locked: WAITS.locked,
                ..Pace::DEFAULT
            },
            most_refused: Settings::MOST_REFUSED,
        };
        Discord::start(Provider::new("discord"), settings, surroundings.clone()).unwrap()
    }

    fn start_line(&self) -> String {
        "Postern Discord client is connected as postern#4321.".to_owned()
    }

    fn agent(&self) -> &'static str {
        concat!("DiscordBot (Postern, ", env!("CARGO_PKG_VERSION"), ")")
    }

    fn account(&self) -> RemoteId {
        RemoteId(self.alice.to_string())
    }

    fn refused(&self) -> RemoteId {
        RemoteId(self.mallory.to_string())
    }

    fn arrived(&self) -> Vec<String> {
        let messages = self.fake.messages(self.alice).into_iter();
        messages
            .map(|message| message.content.replace('`', ""))
            .collect()
    }

    fn revoke(&self) {
        self.fake.reset_token();
    }

    fn restore(&self) {
        self.fake.set_token(&self.token);
    }

    fn exhaust(&self) -> Duration {
        let hour = Duration::from_secs(3_600);
        self.fake.limits("POST ", 0, hour);
        hour
    }
}

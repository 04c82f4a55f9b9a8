//! Bob and Ann in a group, and the whole bridge, with which people speak by commands.

use std::time::Duration;

use bridge::rooms::SyncState;
use telegram_testdc::{GroupKind, NewGroup, NewPost, NewUser};
use testkit::synapse::Synapse;

use super::stage::{PATIENCE, quick};
use crate::login::stage::{Chat, House, PHONE, Stage};

/// Bob, who can log in, in a group with Ann.
pub(super) struct Friends {
    pub(super) stage: Stage,
    pub(super) bob: i64,
    pub(super) ann: i64,
    pub(super) group: i64,
}

impl Friends {
    pub(super) async fn meet(kind: GroupKind) -> Self {
        let stage = Stage::set_with(Synapse::setup(), |settings| settings.rooms = quick()).await;
        let bob = stage.bob_at_telegram(None);
        let ann = stage.dc.add_user(NewUser {
            first_name: "Ann".into(),
            ..NewUser::default()
        });
        let group = NewGroup {
            creator: ann,
            title: "Friends".into(),
            kind,
            members: vec![bob],
            ..NewGroup::default()
        };
        let group = stage.dc.add_group(group).unwrap();
        Self {
            stage,
            bob,
            ann,
            group,
        }
    }

    pub(super) fn write(&self, text: &str) {
        let post = NewPost {
            from: self.ann,
            to: self.group,
            text: text.into(),
            ..NewPost::default()
        };
        self.stage.dc.post(post).unwrap();
    }

    /// Logs Bob's account in, whoever says so and wherever they are in what the bot says.
    pub(super) async fn log_in(&self, chat: &Chat) {
        chat.say("login").await;
        chat.hears_at_last("Please type your phone number").await;
        chat.say(PHONE).await;
        chat.hears_at_last("has sent a code").await;
        chat.say(&self.stage.code()).await;
        chat.hears_at_last("You are logged in").await;
    }

    /// Waits until the room is made, or found again.
    pub(super) async fn synced(&self, house: &House) {
        let done = async {
            loop {
                let Some(mut progress) = house.bridge.rooms().progress(self.bob) else {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                };
                let done = SyncState::Done { of: 1 };
                progress.wait_for(|state| *state == done).await.unwrap();
                return;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, done).await;
        waited.expect("the room is made");
    }
}

//! Bob in a chat, and its room: where most tests begin.

use bridge::rooms::RoomsSettings;
use telegram_testdc::GroupKind;
use testkit::MatrixPerson;

use super::{Account, House, Stage, quick};

/// Bob, with a group called "Friends" in which Ann is, and its room.
pub(in crate::rooms) struct Scene {
    pub(in crate::rooms) stage: Stage,
    pub(in crate::rooms) house: House,
    pub(in crate::rooms) bob: MatrixPerson,
    pub(in crate::rooms) account: Account,
    pub(in crate::rooms) ann: i64,
    pub(in crate::rooms) chat: i64,
    pub(in crate::rooms) room: String,
}

impl Scene {
    pub(in crate::rooms) async fn of(kind: GroupKind) -> Self {
        Self::with(kind, quick()).await
    }

    /// With other settings.
    pub(in crate::rooms) async fn with(kind: GroupKind, settings: RoomsSettings) -> Self {
        let stage = Stage::set().await;
        let bob = stage.synapse.person("bob").await;
        let account = stage.account("Bob").await;
        let ann = stage.user("Ann");
        let chat = stage.group(kind, "Friends", ann, &[account.id]);
        let house = stage.open_for(settings, &account, &bob).await;
        house.synced(&account).await;
        let room = room_named(&bob, "Friends").await;
        Self {
            stage,
            house,
            bob,
            account,
            ann,
            chat,
            room,
        }
    }
}

/// Follows invitations until there is a room of this name, and gives it.
pub(in crate::rooms) async fn room_named(person: &MatrixPerson, name: &str) -> String {
    loop {
        for room in person.rooms().await {
            if person.state_of(&room, "m.room.name", "").await["name"] == name {
                return room;
            }
        }
        let room = person.invitation().await;
        person.join(&room).await;
    }
}

/// Who wrote what in a room, oldest first.
pub(in crate::rooms) async fn texts_of(person: &MatrixPerson, room: &str) -> Vec<(String, String)> {
    let history = person.history(room).await;
    let messages = history
        .iter()
        .filter(|event| event.kind() == "m.room.message");
    let texts = messages.map(|event| (event.sender().to_owned(), event.body().to_owned()));
    texts.collect()
}

impl Stage {
    /// What somebody of Telegram wrote, as it stands in a room, oldest first.
    pub(in crate::rooms) async fn written_by(
        &self,
        who: i64,
        person: &MatrixPerson,
        room: &str,
    ) -> Vec<String> {
        let puppet = self.puppet(who);
        let texts = texts_of(person, room).await.into_iter();
        let own = texts.filter(|(sender, _)| *sender == puppet);
        own.map(|(_, text)| text).collect()
    }

    /// What was written on Matrix has not come back as the puppet's of whoever wrote it.
    pub(in crate::rooms) async fn assert_no_echo(
        &self,
        person: &MatrixPerson,
        room: &str,
        account: &Account,
    ) {
        let echo = self.written_by(account.id, person, room).await;
        assert_eq!(echo, Vec::<String>::new());
    }
}

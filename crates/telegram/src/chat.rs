//! What one person says to us in private, and the end of a press of a button.

use std::time::Duration;

use grammers_tl_types::{enums, functions as calls, types};

use crate::connection::{Account, CallError, Connection, People, Update};
use crate::peers::address;
use crate::send::edit_message;

/// What one person said in the private chat with us.
pub struct Spoken {
    /// Who: Telegram vouches for that.
    pub person: i64,
    /// What that account is called now: `@name`, or the name that people see; its id if it has neither.
    pub shown: String,
    /// The language of the person's app by BCP 47 tag. Only bots learn it.
    pub language: Option<String>,
    /// What was said.
    pub words: Words,
}

/// What was said.
pub enum Words {
    /// A message.
    Text {
        /// Its id.
        message: i32,
        /// The text; empty if it is a picture or the like.
        text: String,
    },
    /// A press of a button under one of our messages.
    Press {
        /// The id of the press, which is to be answered.
        query: i64,
        /// The message with the button.
        message: i32,
        /// What the button carries.
        data: String,
    },
}

impl Spoken {
    /// What an update says of that kind: new messages and presses. Edits, groups, channels and bots do not count, and
    /// neither does what this account wrote itself.
    pub fn of(update: &Update) -> Option<Self> {
        let (person, words) = match update.written() {
            Some(written) if !written.is_edit => said(written.message)?,
            Some(_) => return None,
            None => pressed(update.pressed()?)?,
        };
        let user = find(&update.people, person);
        if user.is_some_and(|user| user.bot || user.is_self) {
            return None;
        }
        let shown = user.map(|user| Account::of(user).shown());
        Some(Self {
            person,
            shown: shown
                .filter(|shown| !shown.trim().is_empty())
                .unwrap_or_else(|| person.to_string()),
            language: user.and_then(|user| user.lang_code.clone()),
            words,
        })
    }
}

fn said(message: &types::Message) -> Option<(i64, Words)> {
    let enums::Peer::User(person) = &message.peer_id else {
        return None;
    };
    let words = Words::Text {
        message: message.id,
        text: message.message.clone(),
    };
    (!message.out).then_some((person.user_id, words))
}

fn pressed(press: &types::UpdateBotCallbackQuery) -> Option<(i64, Words)> {
    let enums::Peer::User(chat) = &press.peer else {
        return None;
    };
    let data = String::from_utf8(press.data.clone()?).ok()?;
    let words = Words::Press {
        query: press.query_id,
        message: press.msg_id,
        data,
    };
    (chat.user_id == press.user_id).then_some((press.user_id, words))
}

fn find(people: &People, person: i64) -> Option<&types::User> {
    match people.users.get(&person)? {
        enums::User::User(user) => Some(user),
        enums::User::Empty(_) => None,
    }
}

/// Ends the turning wheel on a button that was pressed.
pub async fn answer_press(
    connection: &Connection,
    query: i64,
    deadline: Duration,
) -> Result<(), CallError> {
    let request = calls::messages::SetBotCallbackAnswer {
        alert: false,
        query_id: query,
        message: None,
        url: None,
        cache_time: 0,
    };
    connection.invoke(&request, deadline).await.map(drop)
}

/// Takes the buttons under one of our messages away, and leaves its text.
pub async fn remove_buttons(
    connection: &Connection,
    person: i64,
    message: i32,
    deadline: Duration,
) -> Result<(), CallError> {
    let Some(peer) = address(connection, person).await? else {
        return Ok(());
    };
    let request = calls::messages::EditMessage {
        no_webpage: true,
        invert_media: false,
        peer: peer.into(),
        id: message,
        message: None,
        media: None,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    edit_message(connection, &request, deadline).await
}

impl std::fmt::Debug for Spoken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spoken").finish_non_exhaustive()
    }
}

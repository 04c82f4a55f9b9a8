//! Buttons under a bot's message.

use std::collections::HashMap;

use grammers_tl_types::{Serializable, enums, types as t};
use tokio::sync::oneshot;

use super::World;
use super::peer::Peer;
use crate::chance;
use crate::refusal::{Answer, Refusal};

/// What a bot answers; waits for it.
pub(crate) type Waiting = oneshot::Receiver<Vec<u8>>;

/// Buttons that were pressed and wait for their bot.
#[derive(Default)]
pub(crate) struct Presses {
    waiting: HashMap<i64, Press>,
    /// What bots answered, by the number of the press.
    pub(crate) answered: HashMap<i64, String>,
}

/// A press that its bot has not answered.
struct Press {
    bot: i64,
    /// The client that waits; a test asks for the answer later, however many presses come in between.
    client: Option<oneshot::Sender<Vec<u8>>>,
}

impl World {
    /// A client presses a button; gives what waits for the answer.
    pub(crate) fn press_and_wait(
        &mut self,
        me: i64,
        bot: Peer,
        id: i32,
        data: Vec<u8>,
    ) -> Answer<Waiting> {
        let (answer, waiting) = oneshot::channel();
        self.press(me, bot, id, data, Some(answer))?;
        Ok(waiting)
    }

    /// Presses a button: the bot is told. Gives the number of the press.
    pub(crate) fn press(
        &mut self,
        me: i64,
        bot: Peer,
        id: i32,
        data: Vec<u8>,
        client: Option<oneshot::Sender<Vec<u8>>>,
    ) -> Answer<i64> {
        let invalid = || Refusal::bad("MESSAGE_ID_INVALID");
        let mailbox = &self.accounts.get(me).ok_or_else(invalid)?.mailbox;
        let message = mailbox
            .get(id)
            .filter(|m| m.peer == bot)
            .ok_or_else(invalid)?;
        let content = &message.content;
        let Peer::User(bot) = content.from else {
            return Err(invalid());
        };
        if !has_button(content.extra().markup.as_ref(), &data) {
            return Err(Refusal::bad("DATA_INVALID"));
        }
        let copies = self.letters.copies(content.letter);
        let copy = copies.into_iter().find(|copy| copy.0 == bot);
        let (_, msg_id) = copy.ok_or_else(invalid)?;
        let query_id = chance::positive();
        self.presses.waiting.retain(|_, press| {
            let client = press.client.as_ref();
            client.is_none_or(|client| !client.is_closed())
        });
        self.presses.waiting.insert(query_id, Press { bot, client });
        let update = t::UpdateBotCallbackQuery {
            query_id,
            user_id: me,
            peer: Peer::User(me).view(),
            msg_id,
            chat_instance: query_id,
            data: Some(data),
            game_short_name: None,
        };
        self.push(bot, None, |_| update.into(), &[Peer::User(me)]);
        Ok(query_id)
    }

    /// The bot answers a press.
    pub(crate) fn answer_press(
        &mut self,
        bot: i64,
        query_id: i64,
        answer: t::messages::BotCallbackAnswer,
    ) -> Answer<bool> {
        let invalid = || Refusal::bad("QUERY_ID_INVALID");
        let asked = self.presses.waiting.get(&query_id).ok_or_else(invalid)?.bot;
        if asked != bot {
            return Err(invalid());
        }
        let press = self.presses.waiting.remove(&query_id).ok_or_else(invalid)?;
        let text = answer.message.clone().unwrap_or_default();
        self.presses.answered.insert(query_id, text);
        let answer = enums::messages::BotCallbackAnswer::Answer(answer).to_bytes();
        if let Some(client) = press.client {
            // Whoever pressed may have gone.
            drop(client.send(answer));
        }
        Ok(true)
    }
}

fn has_button(markup: Option<&enums::ReplyMarkup>, data: &[u8]) -> bool {
    let Some(enums::ReplyMarkup::ReplyInlineMarkup(markup)) = markup else {
        return false;
    };
    let rows = markup.rows.iter();
    let buttons = rows.flat_map(|enums::KeyboardInlineButtonRow::Row(row)| &row.buttons);
    let types = buttons.map(|enums::KeyboardInlineButton::Button(button)| &button.r#type);
    let mut calls = types.filter_map(|kind| match kind {
        enums::InlineButtonType::Callback(call) => Some(&call.data[..]),
        _ => None,
    });
    calls.any(|held| held == data)
}

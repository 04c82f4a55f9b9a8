//! `messages.*`, what concerns bots: starting one, and its buttons.

use grammers_tl_types::{enums, functions::messages as f, types::messages as tm};

use super::messages::sent;
use super::{Answer, Call};
use crate::refusal::Refusal;
use crate::world::peer::Peer;
use crate::world::send::Draft;

super::methods! {
    f::StartBot => start,
    f::GetBotCallbackAnswer => press,
    f::SetBotCallbackAnswer => answer_press,
}

fn start(call: &mut Call<'_>, r: f::StartBot) -> Answer<enums::Updates> {
    let me = call.person()?;
    let bot = call.world.named_user(me, &r.bot)?;
    if !call.is_bot(bot) {
        return Err(Refusal::bad("BOT_INVALID"));
    }
    let draft = Draft {
        text: format!("/start {}", r.start_param).trim_end().to_owned(),
        random_id: r.random_id,
        ..Draft::default()
    };
    let key = call.key;
    let id = call.world.send(me, Peer::User(bot), draft, Some(&key))?;
    Ok(sent(call, me, Peer::User(bot), &[(id, r.random_id)]))
}

fn press(
    call: &mut Call<'_>,
    r: f::GetBotCallbackAnswer,
) -> Answer<enums::messages::BotCallbackAnswer> {
    let me = call.person()?;
    let peer = call.world.named_peer(me, &r.peer)?;
    let data = r.data.unwrap_or_default();
    let waiting = call.world.press_and_wait(me, peer, r.msg_id, data)?;
    call.later = Some(super::later::Later::Waiting(waiting));
    // Nobody sees this: the answer comes when the bot gives it.
    Err(Refusal::new(502, "BOT_RESPONSE_TIMEOUT"))
}

fn answer_press(call: &mut Call<'_>, r: f::SetBotCallbackAnswer) -> Answer<bool> {
    let me = call.me()?;
    if !call.is_bot(me) {
        return Err(Refusal::bad("USER_BOT_REQUIRED"));
    }
    let answer = tm::BotCallbackAnswer {
        alert: r.alert,
        has_url: r.url.is_some(),
        native_ui: false,
        message: r.message,
        url: r.url,
        cache_time: r.cache_time,
    };
    call.world.answer_press(me, r.query_id, answer)
}

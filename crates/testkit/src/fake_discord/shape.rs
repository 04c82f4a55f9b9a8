//! Things as Discord describes them, with every field that its documents call required.

use serde_json::{Value, json};

use super::state::{Account, Message, State};

/// When everything happened.
const WHEN: &str = "2026-01-01T00:00:00.000000+00:00";

pub(super) fn user(account: &Account) -> Value {
    json!({
        "id": account.id.to_string(),
        "username": account.name,
        "discriminator": account.discriminator,
        "global_name": null,
        "avatar": null,
        "banner": null,
        "accent_color": null,
        "bot": account.is_bot,
        "system": false,
        "public_flags": 0,
        "flags": 0,
        "mfa_enabled": false,
        "verified": true,
        "locale": "en-US",
        "email": null,
    })
}

pub(super) fn member(account: &Account) -> Value {
    json!({
        "user": user(account),
        "nick": account.nick,
        "avatar": null,
        "banner": null,
        "roles": [],
        "joined_at": WHEN,
        "premium_since": null,
        "deaf": false,
        "mute": false,
        "flags": 0,
        "pending": false,
        "communication_disabled_until": null,
    })
}

pub(super) fn channel(id: u64, with: &Account) -> Value {
    json!({
        "id": id.to_string(),
        "type": 1,
        "last_message_id": null,
        "recipients": [user(with)],
        "flags": 0,
    })
}

pub(super) fn message(state: &State, message: &Message) -> Value {
    json!({
        "id": message.id.to_string(),
        "channel_id": message.channel.to_string(),
        "author": user(&state.people[&message.author]),
        "content": message.content,
        "timestamp": WHEN,
        "edited_timestamp": null,
        "tts": false,
        "mention_everyone": false,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": false,
        "type": 0,
        "nonce": message.nonce,
        "flags": message.flags,
        "components": message.components,
    })
}

pub(super) fn application(state: &State) -> Value {
    let bot = &state.people[&state.bot];
    json!({
        "id": bot.id.to_string(),
        "name": bot.name,
        "icon": null,
        "description": "",
        "bot_public": false,
        "bot_require_code_grant": false,
        "verify_key": "0".repeat(64),
        "team": null,
        "flags": 0,
        "owner": user(bot),
        "rpc_origins": [],
        "tags": [],
    })
}

pub(super) fn guild(state: &State, id: u64) -> Value {
    let (name, members) = &state.guilds[&id];
    let everyone = json!({
        "id": id.to_string(), "name": "@everyone", "color": 0, "hoist": false, "position": 0,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "permissions": "0", "managed": false, "mentionable": false, "flags": 0,
    });
    json!({
        "id": id.to_string(),
        "name": name,
        "icon": null,
        "splash": null,
        "discovery_splash": null,
        "owner_id": members.first().unwrap_or(&state.bot).to_string(),
        "afk_channel_id": null,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "roles": [everyone],
        "emojis": [],
        "features": [],
        "mfa_level": 0,
        "application_id": null,
        "system_channel_id": null,
        "system_channel_flags": 0,
        "rules_channel_id": null,
        "vanity_url_code": null,
        "description": null,
        "banner": null,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "public_updates_channel_id": null,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": false,
        "safety_alerts_channel_id": null,
        "stickers": [],
        "joined_at": WHEN,
        "large": false,
        "unavailable": false,
        "member_count": members.len(),
        "voice_states": [],
        "members": [member(&state.people[&state.bot])],
        "channels": [],
        "threads": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    })
}

pub(super) fn ready(state: &State, session: &str, gateway: &str) -> Value {
    let guilds = state.guilds.iter();
    let joined = guilds.filter(|(_, (_, members))| members.contains(&state.bot));
    let guilds: Vec<Value> = joined
        .map(|(id, _)| json!({ "id": id.to_string(), "unavailable": true }))
        .collect();
    json!({
        "v": 10,
        "user": user(&state.people[&state.bot]),
        "guilds": guilds,
        "session_id": session,
        "session_type": "normal",
        "resume_gateway_url": gateway,
        "application": { "id": state.bot.to_string(), "flags": 0 },
        "private_channels": [],
        "user_settings": {},
        "relationships": [],
        "presences": [],
        "geo_ordered_rtc_regions": [],
        "_trace": [],
    })
}

/// A press of a button in a direct message.
pub(super) fn interaction(
    state: &State,
    id: u64,
    token: &str,
    pressed: &Message,
    custom_id: &str,
) -> Value {
    let person = &state.people[&state.channels[&pressed.channel]];
    json!({
        "id": id.to_string(),
        "application_id": state.bot.to_string(),
        "type": 3,
        "data": { "component_type": 2, "custom_id": custom_id, "id": 1 },
        "channel": channel(pressed.channel, person),
        "channel_id": pressed.channel.to_string(),
        "user": user(person),
        "token": token,
        "version": 1,
        "message": message(state, pressed),
        "app_permissions": "0",
        "locale": "de",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 1,
        "attachment_size_limit": 10_485_760,
    })
}

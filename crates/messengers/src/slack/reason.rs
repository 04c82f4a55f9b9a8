//! What Slack's error codes mean for a delivery, in words for an admin.

/// What follows from a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// What the app logs in with counts no more.
    Login,
    /// The app lacks a permission that an admin can give it.
    Permission,
    /// There is nobody there who could read it.
    Gone(&'static str),
    /// Too much at once.
    Patience,
    /// Slack itself is in trouble.
    Trouble,
    /// This message alone.
    Message,
}

/// The codes of methods (<https://docs.slack.dev/reference/methods/chat.postMessage#errors> and those of the others).
pub(super) fn of_method(code: &str) -> Reason {
    match code {
        "invalid_auth"
        | "not_authed"
        | "account_inactive"
        | "token_revoked"
        | "token_expired"
        | "org_login_required"
        | "two_factor_setup_required"
        | "team_access_not_granted"
        | "not_allowed_token_type"
        | "accesslimited"
        | "ekm_access_denied"
        | "access_denied" => Reason::Login,
        "missing_scope" | "no_permission" => Reason::Permission,
        "user_not_found" | "users_not_found" | "user_not_visible" => {
            Reason::Gone("nobody in this workspace has this address or member ID")
        }
        "user_disabled" | "is_inactive" | "user_deactivated" => {
            Reason::Gone("the Slack account is deactivated")
        }
        "channel_not_found" | "is_archived" | "not_in_channel" => {
            Reason::Gone("the conversation with this person is gone")
        }
        "cannot_dm_bot" => Reason::Gone("this is a bot, and no bot reads messages"),
        "messages_tab_disabled" => {
            Reason::Gone("the Slack app does not take part in direct messages")
        }
        "ratelimited" | "rate_limited" => Reason::Patience,
        "internal_error"
        | "fatal_error"
        | "service_unavailable"
        | "request_timeout"
        | "team_added_to_org"
        | "external_channel_migrating" => Reason::Trouble,
        _ => Reason::Message,
    }
}

/// The words of webhooks
/// (<https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors>).
pub(super) fn of_hook(code: &str) -> Option<Reason> {
    Some(match code {
        "no_service" | "no_service_id" | "no_team" | "no_active_hooks" | "invalid_token" => {
            Reason::Gone("Slack knows this webhook no more")
        }
        "team_disabled" => Reason::Gone("the workspace of this webhook is closed"),
        "channel_not_found" | "channel_is_archived" | "user_not_found" => {
            Reason::Gone("the channel of this webhook is gone")
        }
        "action_prohibited" | "posting_to_general_channel_denied" => {
            Reason::Gone("the workspace does not let this webhook write to its channel")
        }
        "rate_limited" | "ratelimited" => Reason::Patience,
        "rollup_error" => Reason::Trouble,
        "invalid_payload" | "no_text" | "too_many_attachments" | "invalid_blocks" => {
            Reason::Message
        }
        _ => return None,
    })
}

/// A code as it may be shown: what is none is left out.
pub(super) fn tidy(code: &str) -> &str {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if (1..=48).contains(&code.len()) && code.chars().all(fits) {
        code
    } else {
        "no code"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_says_what_follows() {
        assert_eq!(of_method("token_revoked"), Reason::Login);
        assert!(matches!(of_method("user_disabled"), Reason::Gone(_)));
        assert_eq!(of_method("msg_too_long"), Reason::Message);
        assert_eq!(of_method("fatal_error"), Reason::Trouble);
        assert_eq!(of_hook("rollup_error"), Some(Reason::Trouble));
        assert!(matches!(of_hook("no_service"), Some(Reason::Gone(_))));
        assert_eq!(of_hook("ok, or what else"), None);
        assert_eq!(
            (tidy("no_text"), tidy("https://secret")),
            ("no_text", "no code")
        );
    }
}

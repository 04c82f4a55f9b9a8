//! What people type to say where they are at Slack.

use domain::provider::{Handle, HandleFault};
use reqwest::Url;

use crate::typed::{LONGEST_EMAIL, fault, is_email, tidy};

/// Where incoming webhooks are.
const HOOKS: &str = "hooks.slack.com";
/// The first part of their paths.
const SERVICES: &str = "services";
/// The longest part of a webhook's path, and the longest address that is looked at.
const LONGEST_PART: usize = 64;
const LONGEST_ADDRESS: usize = 1_000;
/// How long a member id is; Slack says that it may grow.
const ID_LENGTH: std::ops::RangeInclusive<usize> = 9..=20;

/// The address of an incoming webhook. It is a secret.
pub(super) fn parse_hook(typed: &str) -> Result<Handle, HandleFault> {
    // Nothing of what was typed is repeated: it may be nearly right.
    let typed = tidy(typed, LONGEST_ADDRESS)?;
    match path(typed) {
        Some(parts) => {
            let address = format!("https://{HOOKS}/{SERVICES}/{}", parts.join("/"));
            Ok(Handle::of_secret(&address))
        }
        None => Err(fault("handle-fault-slack-webhook", "")),
    }
}

/// Whether an account's id is that of a webhook.
pub(super) fn is_hook(id: &str) -> bool {
    id.starts_with("https://")
}

/// The three parts of a webhook's path behind `services`; `None` if it is none of Slack's.
pub(super) fn path(address: &str) -> Option<[String; 3]> {
    let url = Url::parse(address).ok()?;
    let is_slack = url.scheme() == "https"
        && url.host_str() == Some(HOOKS)
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let mut parts = url.path_segments().filter(|_| is_slack)?;
    if parts.next() != Some(SERVICES) {
        return None;
    }
    let parts: Vec<String> = parts.map(str::to_owned).collect();
    let fits = |part: &String| {
        (1..=LONGEST_PART).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    parts
        .try_into()
        .ok()
        .filter(|parts: &[String; 3]| parts.iter().all(fits))
}

/// A person of the workspace: an e-mail address, or a member id.
pub(super) fn parse_member(typed: &str) -> Result<Handle, HandleFault> {
    let typed = tidy(typed, LONGEST_EMAIL)?;
    let shown = match member_id(typed) {
        Some(id) => id,
        None if is_email(typed) => typed.to_owned(),
        None => return Err(fault("handle-fault-slack-member", typed)),
    };
    Ok(Handle {
        shown,
        // Slack says who it is, and whether they are still there.
        remote_id: None,
    })
}

/// The member id that was typed, if it is one.
pub(super) fn member_id(typed: &str) -> Option<String> {
    let id = typed.to_ascii_uppercase();
    let is_id = ID_LENGTH.contains(&id.len())
        && id.starts_with(['U', 'W'])
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && id.bytes().any(|byte| byte.is_ascii_digit());
    is_id.then_some(id)
}

#[cfg(test)]
mod tests {
    use domain::provider::RemoteId;

    use super::*;

    const HOOK: &str = "https://hooks.slack.com/services/T024BE7LD/B0HOOK/aBcDeFgHiJkLmNoPqRsTuVwX";

    #[test]
    fn a_webhook_is_kept_as_a_secret() {
        let handle = parse_hook(&format!(" {HOOK} ")).unwrap();
        assert_eq!(handle.shown, "h…uVwX");
        assert_eq!(handle.remote_id, Some(RemoteId(HOOK.to_owned())));
    }

    #[test]
    fn security_51_only_webhooks_on_slacks_own_host_are_taken_and_none_is_repeated() {
        for typed in [
            "http://hooks.slack.com/services/T024BE7LD/B0HOOK/aBcDeF",
            "https://hooks.slack.com.evil.example/services/T024BE7LD/B0HOOK/aBcDeF",
            "https://evil.example/services/T024BE7LD/B0HOOK/aBcDeF",
            "https://evil.example@169.254.169.254/services/T024BE7LD/B0HOOK/aBcDeF",
            "https://u:p@hooks.slack.com/services/T024BE7LD/B0HOOK/aBcDeF",
            "https://hooks.slack.com:8443/services/T024BE7LD/B0HOOK/aBcDeF",
            "https://hooks.slack.com/services/T024BE7LD/B0HOOK",
            "https://hooks.slack.com/services/T024BE7LD/B0HOOK/aBcDeF/more",
            "https://hooks.slack.com/services/T024BE7LD/../aBcDeF",
            "https://hooks.slack.com/services/T024BE7LD/B0HOOK/a%2FbcDeF",
            "https://hooks.slack.com/services/T024BE7LD/B0HOOK/aBcDeF?x=1",
            "https://hooks.slack.com/workflows/T024BE7LD/B0HOOK/aBcDeF",
            "https://slack.com/api/chat.postMessage",
            "alice@example.org",
        ] {
            let fault = parse_hook(typed).unwrap_err();
            assert_eq!(
                (fault.key, fault.detail.as_str()),
                ("handle-fault-slack-webhook", ""),
                "{typed}"
            );
        }
        assert_eq!(parse_hook(" ").unwrap_err().key, "handle-fault-empty");
    }

    #[test]
    fn a_member_is_an_address_or_an_id() {
        for (typed, shown) in [
            (" alice@example.org ", "alice@example.org"),
            ("U024BE7LH", "U024BE7LH"),
            ("w012a3cde45", "W012A3CDE45"),
        ] {
            let handle = parse_member(typed).unwrap();
            assert_eq!((handle.shown.as_str(), handle.remote_id), (shown, None));
        }
        for typed in ["alice", "@alice", "C024BE7LH", "U024", "UNIVERSITY", HOOK] {
            assert_eq!(
                parse_member(typed).unwrap_err().key,
                "handle-fault-slack-member",
                "{typed}"
            );
        }
        let long = format!("{}@example.org", "a".repeat(250));
        assert_eq!(
            parse_member(&long).unwrap_err().key,
            "handle-fault-too-long"
        );
    }
}

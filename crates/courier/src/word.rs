//! Putting a claimed delivery into words.

use domain::challenge::Code;
use domain::delivery::Cargo;
use domain::notification::{Kind, disown_token};
use domain::tenant::Domain;
use store::outbox::{Claimed, Matter};
use wording::message::{self, CodePurpose, Notice};

use crate::desk::Desk;

/// The message, or why there is none yet.
pub(crate) fn word(
    desk: &Desk,
    claimed: &Claimed,
    code: Option<&Code>,
    limit: usize,
) -> Result<String, &'static str> {
    let Some(domain) = desk.domains.get(&claimed.domain) else {
        return Err("the user's domain is not in the configuration");
    };
    let locale = claimed.locale.unwrap_or_default();
    let (purpose, place) = match &claimed.matter {
        Matter::Notification {
            kind,
            sender,
            accepted_at,
        } => {
            let undo_link = undo_link(desk, claimed, kind, domain);
            let notice = Notice {
                kind,
                domain,
                sender: sender.as_deref(),
                accepted_at: *accepted_at,
                undo_link: undo_link.as_deref(),
            };
            let text = message::notification(&notice, locale);
            return Ok(message::fit(text, limit, locale));
        }
        Matter::SignInCode(place) => (CodePurpose::SignIn, place),
        Matter::LinkCode(place) => (CodePurpose::Link, place),
    };
    let Some(code) = code else {
        return Err("no code was drawn");
    };
    Ok(message::code(
        purpose,
        code.reveal(),
        &domain.title,
        place.as_ref(),
        locale,
    ))
}

/// The link by which the user says "this was not me".
fn undo_link(desk: &Desk, claimed: &Claimed, kind: &Kind, domain: &Domain) -> Option<String> {
    match claimed.delivery.cargo {
        Cargo::Notification(id) if kind.can_be_disowned() => {
            let token = disown_token(&desk.key, id);
            Some(format!("{}/not-me/{id}/{token}", domain.base_url))
        }
        Cargo::Notification(_) | Cargo::Code { .. } => None,
    }
}

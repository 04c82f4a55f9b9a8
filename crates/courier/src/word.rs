//! Putting a claimed delivery into words.

use domain::button::Press;
use domain::challenge::Code;
use domain::delivery::Cargo;
use domain::locale::Locale;
use domain::message::{Button, Text};
use domain::notification::{Kind, disown_token};
use domain::tenant::Domain;
use store::outbox::{Claimed, Matter};
use wording::message::{self, CodePurpose, Notice};

use crate::desk::Desk;

/// A message in words.
pub(crate) struct Worded {
    pub(crate) text: Text,
    pub(crate) buttons: Vec<Button>,
}

/// The message, or why there is none yet.
pub(crate) fn word(
    desk: &Desk,
    claimed: &Claimed,
    code: Option<&Code>,
    limit: usize,
) -> Result<Worded, &'static str> {
    let Some(domain) = desk.domains.get(&claimed.domain) else {
        return Err("the user's domain is not in the configuration");
    };
    let locale = claimed.locale.unwrap_or_default();
    let (purpose, place) = match &claimed.matter {
        Matter::Notification {
            kind,
            sender,
            accepted_at,
            is_muted: _,
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
            return Ok(Worded {
                text: message::fit(text, limit, locale),
                buttons: undo_button(desk, claimed, kind, locale)
                    .into_iter()
                    .collect(),
            });
        }
        Matter::SignInCode(place) => (CodePurpose::SignIn, place),
        Matter::LinkCode(place) => (CodePurpose::Link, place),
    };
    let Some(code) = code else {
        return Err("no code was drawn");
    };
    let (code, title) = (code.reveal(), &domain.title);
    Ok(Worded {
        text: message::code(purpose, code, title, place.as_ref(), locale),
        buttons: Vec::new(),
    })
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

/// The same as a button, for messengers that have buttons.
fn undo_button(desk: &Desk, claimed: &Claimed, kind: &Kind, locale: Locale) -> Option<Button> {
    match claimed.delivery.cargo {
        Cargo::Notification(id) if kind.can_be_disowned() => Some(Button {
            label: message::undo_button(locale),
            data: Press::Disown(id).data(&desk.key),
        }),
        Cargo::Notification(_) | Cargo::Code { .. } => None,
    }
}

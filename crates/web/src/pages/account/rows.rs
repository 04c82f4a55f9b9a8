//! What the account page lists.

use domain::id::SessionId;
use domain::linked_account::{LinkedAccount, Standing};
use domain::locale::Locale;
use domain::session::Session;
use domain::time::Timestamp;
use flows::ways::Ways;

use crate::App;
use crate::auth::SignedIn;
use crate::page::Page;
use crate::pages::labels::{self, Badge, Pill};

/// One linked account.
pub(super) struct AccountRow {
    pub(super) id: String,
    pub(super) badge: Badge,
    pub(super) handle: String,
    /// How it came to be trusted.
    pub(super) standing: String,
    /// Since when.
    pub(super) since: Option<Timestamp>,
    pub(super) last_sent_at: Option<Timestamp>,
    /// Why nothing reaches it any more.
    pub(super) broken: Option<String>,
    /// Since when, if its owner wrote `/stop` in the chat.
    pub(super) muted_at: Option<Timestamp>,
    pub(super) is_verified: bool,
    /// What it is used for.
    pub(super) uses: Pill,
    /// What is to be said if it was linked for codes, and its provider is not private enough for them by now.
    pub(super) unfit: Option<String>,
    pub(super) is_first: bool,
    /// Whether its provider is still set up, so that it can be changed and verified.
    pub(super) is_set_up: bool,
}

/// One session.
pub(super) struct SessionRow {
    pub(super) id: String,
    pub(super) client: String,
    pub(super) ip: String,
    pub(super) created_at: Timestamp,
    pub(super) seen_at: Timestamp,
    pub(super) is_this: bool,
}

/// One language that can be chosen.
pub(super) struct LanguageChoice {
    /// Its tag; empty for the browser's.
    pub(super) tag: &'static str,
    pub(super) title: String,
    pub(super) is_chosen: bool,
}

impl SessionRow {
    pub(super) fn new(session: &Session, this: SessionId) -> Self {
        Self {
            id: session.id.to_string(),
            client: session.place.client(),
            ip: session.place.ip.to_string(),
            created_at: session.created_at,
            seen_at: session.seen_at,
            is_this: session.id == this,
        }
    }
}

pub(super) fn accounts(
    signed_in: &SignedIn,
    page: &Page,
    accounts: &[LinkedAccount],
) -> Vec<AccountRow> {
    let row = |(index, account): (usize, &LinkedAccount)| {
        let (standing, since) = match account.standing {
            Standing::Verified { at } => ("account-verified", Some(at)),
            Standing::Vouched { at } => ("account-vouched", Some(at)),
            Standing::SetByAdmin => ("account-set-by-admin", None),
        };
        let counts = signed_in.domain.messaging_factor;
        let entry = signed_in.app.provider(&account.provider);
        let is_fit = entry.is_none_or(|entry| entry.carries_codes);
        let is_unfit = counts && !is_fit && account.may_carry_codes();
        AccountRow {
            id: account.id.to_string(),
            badge: labels::badge(&signed_in.app, &account.provider),
            handle: account.handle.clone(),
            standing: page.t(standing),
            since,
            last_sent_at: account.last_sent_at,
            broken: account.broken.as_ref().map(|broken| broken.why.clone()),
            muted_at: account.muted_at,
            is_verified: account.is_proven(),
            uses: uses(page, account, counts && is_fit),
            unfit: is_unfit.then(|| page.t("account-unfit")),
            is_first: index == 0,
            is_set_up: entry.is_some(),
        }
    };
    accounts.iter().enumerate().map(row).collect()
}

/// What an account is used for in truth: codes only where they count.
fn uses(page: &Page, account: &LinkedAccount, counts: bool) -> Pill {
    let codes = counts && account.may_carry_codes();
    let (tone, key) = match (codes, account.uses.notifications) {
        (true, true) => ("good", "account-uses-both"),
        (true, false) => ("good", "account-uses-codes"),
        (false, true) => ("soft", "account-uses-notifications"),
        (false, false) => ("warn", "account-uses-nothing"),
    };
    Pill {
        tone,
        text: page.t(key),
    }
}

/// The providers of the user's ways in their order: `XMPP, then Demo phone`.
pub(super) fn order(page: &Page, app: &App, ways: &Ways) -> String {
    let mut titles: Vec<String> = Vec::new();
    for way in &ways.accounts {
        let title = app.provider_title(&way.account.provider);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
        .into_iter()
        .reduce(|before, next| page.with_two("account-order", "before", before, "next", next))
        .unwrap_or_default()
}

pub(super) fn languages(page: &Page, chosen: Option<Locale>) -> Vec<LanguageChoice> {
    let automatic = LanguageChoice {
        tag: "",
        title: page.t("account-language-automatic"),
        is_chosen: chosen.is_none(),
    };
    let language = |locale: Locale| LanguageChoice {
        tag: locale.tag(),
        // Each in its own language, so that whoever needs it finds it.
        title: match locale {
            Locale::English => "English".to_owned(),
            Locale::German => "Deutsch".to_owned(),
        },
        is_chosen: chosen == Some(locale),
    };
    std::iter::once(automatic)
        .chain(Locale::ALL.into_iter().map(language))
        .collect()
}

//! What a text comes to: who gets it, and the rows that are to be inserted.

use std::collections::{BTreeSet, HashMap};

use domain::delivery::{Cargo, Delivery};
use domain::notification::{Kind, Notification, Source};
use domain::provider::Provider;
use domain::time::Timestamp;
use domain::user::UserName;
use domain::world::World;
use store::linked_accounts::{self, ByName};
use store::{Conn, notifications, outbox};

use super::{Accepted, Fate};
use crate::{Result, tell};

/// A text and whom it is for.
#[derive(Debug)]
pub(super) struct Text {
    /// The domain of the users.
    pub(super) domain: String,
    pub(super) source: Source,
    pub(super) recipients: Vec<UserName>,
    pub(super) words: String,
}

impl Text {
    /// What it counts for in limits.
    pub(super) fn amount(&self) -> i64 {
        i64::try_from(self.recipients.len()).unwrap_or(i64::MAX)
    }
}

/// The recipients of some texts, by domain.
pub(super) struct Directory(HashMap<String, ByName>);

impl Directory {
    /// Looks up all recipients, a domain at a time.
    pub(super) async fn look_up(
        conn: &mut Conn,
        texts: impl IntoIterator<Item = &Text>,
    ) -> Result<Self> {
        let mut names: HashMap<&str, BTreeSet<String>> = HashMap::new();
        for text in texts {
            let of_domain = names.entry(&text.domain).or_default();
            of_domain.extend(text.recipients.iter().map(UserName::key));
        }
        let mut directory = HashMap::with_capacity(names.len());
        for (domain, names) in names {
            let names: Vec<String> = names.into_iter().collect();
            let found = linked_accounts::list_by_names(conn, domain, &names).await?;
            directory.insert(domain.to_owned(), found);
        }
        Ok(Self(directory))
    }
}

/// What a text comes to, not on disk yet.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The answer, one entry a recipient.
    pub(super) accepted: Vec<Accepted>,
    notifications: Vec<Notification>,
    /// One for each notification: to the first account that takes them. The courier goes on to the next if that fails.
    deliveries: Vec<Delivery>,
}

impl Draft {
    /// Finds out who gets the text.
    pub(super) fn of(text: &Text, directory: &Directory, world: &World, now: Timestamp) -> Self {
        let mut draft = Self::default();
        let users = directory.0.get(&text.domain);
        for name in &text.recipients {
            let kind = Kind::Text {
                text: text.words.clone(),
            };
            let accounts = users.and_then(|users| users.get(&name.key()));
            let first = accounts.map(|accounts| tell::first_of(accounts, &kind));
            let fate = match first {
                None => Fate::UnknownUser,
                Some(None) => Fate::NoAccount,
                Some(Some(account)) => {
                    let notification = Notification {
                        id: world.id(),
                        user_id: account.user_id,
                        kind,
                        source: text.source,
                        created_at: now,
                    };
                    let id = notification.id;
                    let cargo = Cargo::Notification(id);
                    let delivery = Delivery::to_account(world.id(), account, cargo, now);
                    draft.notifications.push(notification);
                    draft.deliveries.push(delivery);
                    Fate::Accepted { id }
                }
            };
            draft.accepted.push(Accepted {
                user: name.as_str().to_owned(),
                fate,
            });
        }
        draft
    }
}

/// Inserts what is in the drafts; gives the providers whose couriers are to be woken after the commit.
pub(super) async fn insert(
    conn: &mut Conn,
    drafts: impl IntoIterator<Item = &Draft> + Clone,
) -> Result<Vec<Provider>> {
    let all = drafts.clone().into_iter();
    let rows: Vec<_> = all.flat_map(|draft| &draft.notifications).collect();
    notifications::insert_all(conn, &rows).await?;
    let all = drafts.into_iter();
    let rows: Vec<_> = all.flat_map(|draft| &draft.deliveries).collect();
    outbox::insert_all(conn, &rows).await?;
    let providers: BTreeSet<&Provider> = rows.iter().map(|delivery| &delivery.provider).collect();
    Ok(providers.into_iter().cloned().collect())
}

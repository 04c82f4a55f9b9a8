//! What a session does about what it hears.

use std::time::Duration;

use domain::provider::RemoteId;
use futures::FutureExt;
use tokio::time::{Instant, timeout};
use tokio_xmpp::jid::{BareJid, Jid};
use tokio_xmpp::parsers::iq::Iq;
use tokio_xmpp::parsers::message::{Lang, Message};
use tokio_xmpp::parsers::presence::{Presence, Type};
use tokio_xmpp::parsers::sm;
use tokio_xmpp::parsers::stanza_error::{DefinedCondition, ErrorType, StanzaError};

use super::{PING, Session};
use crate::xmpp::bounce;
use crate::xmpp::heard::{self, Heard};
use crate::xmpp::mark;
use crate::xmpp::node::Node;
use crate::xmpp::trouble::Trouble;
use crate::xmpp::writable;
use crate::{News, Reply, Said};

/// How long news may wait for whoever hears it before it is dropped.
const NEWS_DEADLINE: Duration = Duration::from_secs(5);
/// How many answers are looked for at once.
const MOST_REPLIES: usize = 64;

impl Session<'_> {
    /// Takes one element from the server and does what it calls for.
    pub(super) async fn react(&mut self, node: &Node) -> Result<(), Trouble> {
        self.pulse.heard(Instant::now());
        if heard::is_stanza(node) {
            self.taken = self.taken.wrapping_add(1);
        }
        match heard::read(node) {
            Heard::Acknowledged(number) if self.counts => self.acknowledge(number),
            Heard::CountAsked => Ok(self.put(&sm::A::new(self.taken))?),
            Heard::Ended(why) => Err(Trouble::Ended(why)),
            Heard::Receipt { from, id } => {
                if let Some(delivery) = mark::read(&self.shared.key, &id, from.as_str()) {
                    self.tell(News::Delivered(delivery)).await;
                }
                Ok(())
            }
            Heard::Bounce { from, id, error } => {
                self.bounce(&from, &id, &error).await;
                Ok(())
            }
            Heard::Words {
                from,
                text,
                language,
            } => {
                self.hear(from, text, language);
                Ok(())
            }
            // Whoever adds the bot to their contacts sees it there; we ask for nothing in return.
            Heard::Subscription { from } => {
                self.put_stanza(&Presence::new(Type::Subscribed).with_to(from))
            }
            Heard::Question { from, id, is_ping } => self.reply(from, id, is_ping),
            Heard::Reply { from, id } if !self.counts => self.pong(from.as_ref(), &id),
            Heard::Acknowledged(_) | Heard::Reply { .. } | Heard::Nothing => Ok(()),
        }
    }

    fn acknowledge(&mut self, number: u32) -> Result<(), Trouble> {
        self.ledger.acknowledge(number)?;
        let is_all = self.ledger.waiting() == 0;
        self.pulse.answered(Instant::now(), is_all);
        Ok(())
    }

    /// A ping of ours was answered, be it with an error: all before it was taken.
    fn pong(&mut self, from: Option<&Jid>, id: &str) -> Result<(), Trouble> {
        let is_server = from.is_none_or(|from| {
            let is_domain = from.node().is_none() && from.domain() == self.address.domain();
            is_domain || *from == self.address.to_bare()
        });
        match id.strip_prefix(PING).and_then(|number| number.parse().ok()) {
            Some(number) if is_server => self.acknowledge(number),
            Some(_) | None => Ok(()),
        }
    }

    /// A message came back. If it was not acknowledged yet, which is the rule for accounts of our own server, then
    /// that is the outcome of the attempt; else it is news.
    async fn bounce(&mut self, from: &BareJid, id: &str, error: &bounce::StanzaError) {
        let Some(delivery) = mark::read(&self.shared.key, id, from.as_str()) else {
            return;
        };
        let outcome = bounce::outcome(error);
        if !self.ledger.bounce(id, outcome.clone()) {
            self.tell(News::Bounced { delivery, outcome }).await;
        }
    }

    /// Has the reception find an answer. What is more than it can hear at once is not heard.
    fn hear(&mut self, from: Jid, text: String, language: Option<String>) {
        let sender = from.to_bare();
        if sender == self.address.to_bare() || self.replies.len() >= MOST_REPLIES {
            return;
        }
        let reply = (self.shared.surroundings.reception)(crate::Heard {
            provider: self.shared.provider.clone(),
            from: RemoteId(sender.to_string()),
            shown: sender.to_string(),
            language,
            said: Said::Text(text),
        });
        self.replies.push(reply.map(|reply| (from, reply)).boxed());
    }

    /// Sends what the reception answers.
    pub(super) fn say(&mut self, to: Jid, reply: &Reply) -> Result<(), Trouble> {
        let words = writable(&reply.text.plain());
        self.put_stanza(&Message::chat(to).with_body(Lang::new(), words))
    }

    fn reply(&mut self, from: Option<Jid>, id: String, is_ping: bool) -> Result<(), Trouble> {
        let reply = if is_ping {
            Iq::Result {
                from: None,
                to: from,
                id,
                payload: None,
            }
        } else {
            let condition = DefinedCondition::ServiceUnavailable;
            let error = StanzaError::new(ErrorType::Cancel, condition, "en", "nothing to ask here");
            Iq::Error {
                from: None,
                to: from,
                id,
                error,
                payload: None,
            }
        };
        self.put_stanza(&reply)
    }

    /// Passes news on. Meanwhile nothing more is read from the server, so that the server, not we, holds the rest.
    async fn tell(&mut self, news: News) {
        let sent = self.shared.surroundings.news.send(news);
        if timeout(NEWS_DEADLINE, sent).await.is_err() {
            tracing::warn!("nobody takes the news of deliveries; some of it is lost");
        }
    }
}

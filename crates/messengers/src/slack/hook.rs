//! Incoming webhooks.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::world::World;
use serde_json::json;

use super::reason::{Reason, of_hook, tidy};
use super::{TITLE, dress, handle};
use crate::Letter;
use crate::http::answer::{gone, later, refused};
use crate::http::{Answer, Http, PresenceFault, Site, Terms, Trouble, Verdict, knock};

/// How long to wait if Slack asks for patience without saying for how long.
const UNASKED: Duration = Duration::from_secs(30);
/// The longest word that Slack answers with.
const LONGEST_WORD: usize = 64;

/// Where webhooks are, and how to call them.
pub(super) struct Hooks {
    http: Http,
    site: Site,
    world: World,
}

impl Hooks {
    pub(super) fn new(http: Http, site: Site, world: World) -> Self {
        Self { http, site, world }
    }

    /// Whether anybody is there. Nobody logs in, so any answer of a server that works will do.
    pub(super) async fn knock(self: Arc<Self>) -> Result<String, PresenceFault> {
        knock(&self.http, &self.site, TITLE, self.world.now()).await
    }

    /// Sends a message to a webhook.
    pub(super) async fn post(&self, terms: &Terms, letter: &Letter) -> Result<(), Outcome> {
        let address = letter.to.0.as_str();
        let Some([team, hook, key]) = handle::path(address) else {
            return Err(gone(
                "the address of the webhook is none of Slack's; the account must be linked again",
            ));
        };
        let url = self.site.join(&["services", &team, &hook, &key]);
        let body = json!({
            "text": dress::text(letter),
            "unfurl_links": false,
            "unfurl_media": false,
        });
        let call = self
            .http
            .call(self.http.post(url).json(&body), self.http.deadlines().whole);
        let answer = call.await.map_err(|trouble| terms.troubled(&trouble))?;
        read(terms, address, &answer)
    }
}

/// What Slack answers: one word, `ok` or why not.
fn read(terms: &Terms, address: &str, answer: &Answer) -> Result<(), Outcome> {
    let word = std::str::from_utf8(&answer.body).unwrap_or_default().trim();
    let word = if word.len() <= LONGEST_WORD { word } else { "" };
    let verdict = answer.verdict(UNASKED, terms.now());
    match (verdict, of_hook(word)) {
        (Verdict::Good, None) if word == "ok" => Ok(()),
        (Verdict::Patience(wait), _) => Err(terms.wait(Some(address), wait)),
        (_, Some(Reason::Patience)) => Err(terms.wait(Some(address), UNASKED)),
        (_, Some(Reason::Gone(why))) => Err(gone(format!("{why} ({word})"))),
        (_, Some(Reason::Trouble)) => Err(later(format!("Slack is in trouble ({word})"))),
        (_, Some(Reason::Login | Reason::Permission | Reason::Message)) => Err(refused(format!(
            "Slack refused the message ({})",
            tidy(word)
        ))),
        (Verdict::Good, None) => {
            let trouble = Trouble::Malformed("it is none of Slack".to_owned());
            Err(terms.troubled(&trouble))
        }
        // Who is let in says the address alone, but these were not Slack's words.
        (Verdict::Locked(status) | Verdict::Missing(status), None) => Err(terms.doubt(format!(
            "the server answered {status}, but not as Slack does"
        ))),
        (other @ (Verdict::Refused(_) | Verdict::Again(_)), None) => Err(terms.read(other)),
    }
}

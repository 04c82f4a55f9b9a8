//! What an element from the server means for us.

use tokio_xmpp::jid::{BareJid, Jid};
use tokio_xmpp::parsers::ns;

use super::bounce::{StanzaError, clean};
use super::node::Node;

/// The meaning of one element.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// The server has taken so many of our stanzas (XEP-0198, `<a/>`).
    Acknowledged(u32),
    /// The server asks how many of its stanzas we have (XEP-0198, `<r/>`).
    CountAsked,
    /// A stream error: the server ends the connection (RFC 6120, section 4.9).
    Ended(String),
    /// A client has the message with this id (XEP-0184).
    Receipt {
        /// Whose client.
        from: BareJid,
        /// The message's id.
        id: String,
    },
    /// The message with this id came back (RFC 6120, section 8.3).
    Bounce {
        /// To whom it went.
        from: BareJid,
        /// The message's id.
        id: String,
        /// Why it came back.
        error: StanzaError,
    },
    /// Somebody wrote to us.
    Words {
        /// Who.
        from: Jid,
        /// What.
        text: String,
        /// In which language, if the message says so itself.
        language: Option<String>,
    },
    /// Somebody wants to see whether we are there (RFC 6121, section 3.1).
    Subscription {
        /// Who.
        from: BareJid,
    },
    /// Somebody asks us something (RFC 6120, section 8.2.3: every question is answered).
    Question {
        /// Who; `None` is the server.
        from: Option<Jid>,
        /// What the answer is to name.
        id: String,
        /// Whether it asks only for a sign of life (XEP-0199).
        is_ping: bool,
    },
    /// An answer, of whatever kind, to a question of ours.
    Reply {
        /// Who answers; `None` is the server.
        from: Option<Jid>,
        /// Which question.
        id: String,
    },
    /// Nothing that concerns us.
    Nothing,
}

/// Whether it is one of the three kinds that XEP-0198 counts.
pub(super) fn is_stanza(node: &Node) -> bool {
    matches!(node.name(), "message" | "presence" | "iq") && node.in_namespace(ns::JABBER_CLIENT)
}

/// Finds out what an element means.
pub(super) fn read(node: &Node) -> Heard {
    if is_stanza(node) {
        return match node.name() {
            "message" => read_message(node),
            "presence" => read_presence(node),
            _ => read_iq(node),
        };
    }
    match node.name() {
        "a" if node.in_namespace(ns::SM) => node
            .attribute("h")
            .and_then(|h| h.parse().ok())
            .map_or(Heard::Nothing, Heard::Acknowledged),
        "r" if node.in_namespace(ns::SM) => Heard::CountAsked,
        "error" if node.in_namespace(ns::STREAM) => Heard::Ended(stream_error(node)),
        _ => Heard::Nothing,
    }
}

fn read_message(message: &Node) -> Heard {
    let Some(from) = sender(message) else {
        return Heard::Nothing;
    };
    match message.attribute("type") {
        Some("error") => match (message.attribute("id"), stanza_error(message)) {
            (Some(id), Some(error)) => Heard::Bounce {
                from: from.to_bare(),
                id: id.to_owned(),
                error,
            },
            _ => Heard::Nothing,
        },
        None | Some("chat" | "normal") => read_chat(message, from),
        Some(_) => Heard::Nothing,
    }
}

fn read_chat(message: &Node, from: Jid) -> Heard {
    let receipt = message.child(ns::RECEIPTS, "received");
    if let Some(id) = receipt.and_then(|receipt| receipt.attribute("id")) {
        return Heard::Receipt {
            from: from.to_bare(),
            id: id.to_owned(),
        };
    }
    // A server speaks without a name before the `@`; nobody there reads answers.
    match message.child(ns::JABBER_CLIENT, "body") {
        Some(body) if from.node().is_some() && !body.text().trim().is_empty() => Heard::Words {
            from,
            text: body.text().to_owned(),
            language: body.language().or(message.language()).map(str::to_owned),
        },
        Some(_) | None => Heard::Nothing,
    }
}

fn read_presence(presence: &Node) -> Heard {
    match (presence.attribute("type"), sender(presence)) {
        (Some("subscribe"), Some(from)) => Heard::Subscription {
            from: from.to_bare(),
        },
        _ => Heard::Nothing,
    }
}

fn read_iq(iq: &Node) -> Heard {
    let (from, id) = (
        sender(iq),
        iq.attribute("id").unwrap_or_default().to_owned(),
    );
    match iq.attribute("type") {
        Some(kind @ ("get" | "set")) => Heard::Question {
            from,
            id,
            is_ping: kind == "get" && iq.child(ns::PING, "ping").is_some(),
        },
        Some("result" | "error") => Heard::Reply { from, id },
        Some(_) | None => Heard::Nothing,
    }
}

fn sender(stanza: &Node) -> Option<Jid> {
    Jid::new(stanza.attribute("from")?).ok()
}

/// The error that a stanza carries.
fn stanza_error(stanza: &Node) -> Option<StanzaError> {
    let error = stanza.child(ns::JABBER_CLIENT, "error")?;
    let condition = condition(error, ns::XMPP_STANZAS)?;
    Some(StanzaError {
        condition: condition.to_owned(),
        kind: error.attribute("type").unwrap_or_default().to_owned(),
        text: error
            .child(ns::XMPP_STANZAS, "text")
            .map(|text| text.text().to_owned()),
    })
}

/// A stream error in words.
pub(super) fn stream_error(error: &Node) -> String {
    let condition = condition(error, ns::XMPP_STREAMS).unwrap_or("undefined-condition");
    let text = error
        .child(ns::XMPP_STREAMS, "text")
        .map(|text| clean(text.text()));
    let condition = match condition {
        "conflict" => {
            "another program signed in as the same account and resource (conflict)".to_owned()
        }
        "system-shutdown" => "it is shutting down (system-shutdown)".to_owned(),
        other => clean(other),
    };
    match text.filter(|text| !text.is_empty()) {
        Some(text) => format!("the server ended the connection: {condition}: {text}"),
        None => format!("the server ended the connection: {condition}"),
    }
}

fn condition<'a>(error: &'a Node, namespace: &str) -> Option<&'a str> {
    let is_condition = |child: &&Node| child.in_namespace(namespace) && child.name() != "text";
    error.children().iter().find(is_condition).map(Node::name)
}

#[cfg(test)]
mod tests {
    use super::super::node::tests::node;
    use super::*;

    fn stanza(xml: &str) -> Heard {
        let (name, rest) = xml.split_once(' ').unwrap();
        read(&node(&format!("{name} xmlns='jabber:client' {rest}")))
    }

    fn jid(text: &str) -> Jid {
        Jid::new(text).unwrap()
    }

    #[test]
    fn acknowledgements_are_read() {
        assert_eq!(
            read(&node("<a xmlns='urn:xmpp:sm:3' h='7'/>")),
            Heard::Acknowledged(7)
        );
        assert_eq!(
            read(&node("<a xmlns='urn:xmpp:sm:3' h='-7'/>")),
            Heard::Nothing
        );
        assert_eq!(read(&node("<r xmlns='urn:xmpp:sm:3'/>")), Heard::CountAsked);
        assert_eq!(read(&node("<r xmlns='urn:other'/>")), Heard::Nothing);
    }

    #[test]
    fn a_receipt_names_message_and_sender() {
        let heard = stanza(
            "<message from='a@b.c/phone' type='chat'><received xmlns='urn:xmpp:receipts' id='m1'/></message>",
        );
        assert_eq!(
            heard,
            Heard::Receipt {
                from: jid("a@b.c").to_bare(),
                id: "m1".to_owned()
            }
        );
    }

    #[test]
    fn an_error_is_a_bounce_even_if_it_quotes_the_message() {
        let heard = stanza(
            "<message from='a@b.c' type='error' id='m1'><body>hi</body><error type='cancel'>\
             <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
             <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>who?</text></error></message>",
        );
        let error = StanzaError {
            condition: "item-not-found".to_owned(),
            kind: "cancel".to_owned(),
            text: Some("who?".to_owned()),
        };
        assert_eq!(
            heard,
            Heard::Bounce {
                from: jid("a@b.c").to_bare(),
                id: "m1".to_owned(),
                error
            }
        );
    }

    #[test]
    fn words_of_people_are_heard_in_their_language() {
        for (xml, language) in [
            (
                "<message from='a@b.c/x' type='chat'><body>hi</body></message>",
                None,
            ),
            ("<message from='a@b.c/x'><body>hi</body></message>", None),
            (
                "<message from='a@b.c/x' xml:lang='de'><body>hi</body></message>",
                Some("de"),
            ),
            (
                "<message from='a@b.c/x' xml:lang='de'><body xml:lang='fr'>hi</body></message>",
                Some("fr"),
            ),
        ] {
            let expected = Heard::Words {
                from: jid("a@b.c/x"),
                text: "hi".to_owned(),
                language: language.map(str::to_owned),
            };
            assert_eq!(stanza(xml), expected, "{xml}");
        }
    }

    #[test]
    fn rooms_servers_headlines_and_empty_messages_are_no_words_of_people() {
        for xml in [
            "<message from='r@b.c/x' type='groupchat'><body>hi</body></message>",
            "<message from='a@b.c/x' type='headline'><body>hi</body></message>",
            "<message from='a@b.c/x' type='error'><body>hi</body></message>",
            "<message from='b.c'><body>maintenance at six</body></message>",
            "<message from='a@b.c/x' type='chat'><body> </body></message>",
            "<message from='a@b.c/x' type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
            "<message type='chat'><body>hi</body></message>",
            "<message from='@@' type='chat'><body>hi</body></message>",
        ] {
            assert_eq!(stanza(xml), Heard::Nothing, "{xml}");
        }
    }

    #[test]
    fn questions_subscriptions_and_replies_are_told_apart() {
        let from = jid("a@b.c/x");
        let question = |is_ping| Heard::Question {
            from: Some(from.clone()),
            id: "q".to_owned(),
            is_ping,
        };
        assert_eq!(
            stanza("<iq from='a@b.c/x' type='get' id='q'><ping xmlns='urn:xmpp:ping'/></iq>"),
            question(true)
        );
        assert_eq!(
            stanza("<iq from='a@b.c/x' type='set' id='q'><x xmlns='urn:x'/></iq>"),
            question(false)
        );
        let reply = Heard::Reply {
            from: None,
            id: "q".to_owned(),
        };
        assert_eq!(stanza("<iq type='error' id='q'></iq>"), reply);
        let subscription = Heard::Subscription {
            from: from.to_bare(),
        };
        assert_eq!(
            stanza("<presence from='a@b.c' type='subscribe'></presence>"),
            subscription
        );
        assert_eq!(stanza("<presence from='a@b.c'></presence>"), Heard::Nothing);
    }

    #[test]
    fn a_stream_error_says_why() {
        let heard = read(&node(
            "<error xmlns='http://etherx.jabber.org/streams'>\
             <conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>\
             <text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>Replaced</text></error>",
        ));
        let why = "the server ended the connection: another program signed in as the same account and resource (conflict): Replaced";
        assert_eq!(heard, Heard::Ended(why.to_owned()));
    }
}

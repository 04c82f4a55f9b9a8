//! A session: letters out, acknowledgements and what people send in.
//!
//! One task owns the stream. It reads and writes in turns and never waits for only one of the two, asks for an
//! acknowledgement whenever it has nothing more to write (in a burst, every [`ASK_EVERY`] letters), and leaves at most
//! [`WINDOW`] letters unacknowledged: what a slow server has no room for waits here, unsent, so that whoever gives
//! up on it makes no message twice.
//!
//! Acknowledgements are those of XEP-0198. A server without it is asked for a ping (XEP-0199) in their place: it
//! takes stanzas in order (RFC 6120, section 10.1), so once it answers, it has taken all before.

mod react;

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::Provider;
use domain::secret::ServerKey;
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_xmpp::jid::Jid;
use tokio_xmpp::parsers::iq::Iq;
use tokio_xmpp::parsers::message::Message;
use tokio_xmpp::parsers::presence::Presence;
use tokio_xmpp::parsers::{ping, sm};
use xso::AsXml;

use super::Pace;
use super::ledger::Ledger;
use super::login::{Opened, Wire};
use super::node::Node;
use super::pulse::{Due, Pulse};
use super::trouble::Trouble;
use crate::{Reply, Surroundings};

/// How many letters the server may have without having acknowledged them.
pub(super) const WINDOW: usize = 512;
/// How many letters of a burst go before an acknowledgement is asked for.
const ASK_EVERY: usize = 64;
/// How long an ending session waits for what it is still owed, and for its last words to leave.
pub(super) const FAREWELL: Duration = Duration::from_secs(5);
/// The ids of pings that stand for acknowledgements; a number follows.
const PING: &str = "taken-";

/// One letter, ready to go.
pub(super) struct Order {
    /// The stanza.
    pub(super) message: Message,
    /// Its id.
    pub(super) id: String,
    /// Who hears how it went.
    pub(super) reply: oneshot::Sender<Outcome>,
}

/// What all sessions of one messenger share.
pub(super) struct Shared {
    /// Time, news, and when to stop.
    pub(super) surroundings: Surroundings,
    /// What makes ids of messages.
    pub(super) key: ServerKey,
    /// How long things may take.
    pub(super) pace: Pace,
    /// Under which key we are known.
    pub(super) provider: Provider,
}

/// A running session.
pub(super) struct Session<'a> {
    wire: Wire,
    address: Jid,
    counts: bool,
    ledger: Ledger,
    /// Letters written since an acknowledgement was last asked for.
    unasked: usize,
    /// How many of the server's stanzas we have taken.
    taken: u32,
    pulse: Pulse,
    /// Answers to what people wrote, being looked for.
    replies: FuturesUnordered<BoxFuture<'static, (Jid, Option<Reply>)>>,
    shared: &'a mut Shared,
}

/// What can be done next.
enum Step {
    React(Node),
    Say(Jid, Reply),
    Write(Order),
    Ask,
    NoMoreOrders,
}

impl<'a> Session<'a> {
    /// Begins a session on a stream that is logged in.
    pub(super) fn new(opened: Opened, shared: &'a mut Shared) -> Self {
        Self {
            wire: opened.wire,
            address: opened.address,
            counts: opened.counts,
            ledger: Ledger::default(),
            unasked: 0,
            taken: 0,
            pulse: Pulse::new(Instant::now()),
            replies: FuturesUnordered::new(),
            shared,
        }
    }

    /// Serves until told to stop (`Ok`) or until the connection is lost. Every order it took has been answered then.
    pub(super) async fn run(mut self, orders: &mut mpsc::Receiver<Order>) -> Result<(), Trouble> {
        let result = self.serve(orders).await;
        let why = match &result {
            Ok(()) => {
                // Nothing depends on how the farewell goes.
                let _ = timeout(FAREWELL, self.say_goodbye()).await;
                "Postern was stopped before the server acknowledged the message".to_owned()
            }
            Err(trouble) => format!("{trouble}; the server had not acknowledged the message yet"),
        };
        self.ledger.give_up(&why);
        result
    }

    async fn serve(&mut self, orders: &mut mpsc::Receiver<Order>) -> Result<(), Trouble> {
        let mut stopped = pin!(self.shared.surroundings.stop.clone().cancelled_owned());
        let mut ticks = interval(self.shared.pace.idle.min(self.shared.pace.silence) / 6);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.put_stanza(&Presence::available())?;
        loop {
            let step = tokio::select! {
                biased;
                () = &mut stopped => return Ok(()),
                step = poll_fn(|cx| self.poll_step(cx, Some(orders))) => step?,
                _ = ticks.tick() => {
                    self.check_pulse()?;
                    continue;
                }
            };
            match step {
                Step::React(node) => self.react(&node).await?,
                Step::Say(to, reply) => self.say(to, &reply)?,
                Step::Write(order) => self.write(order)?,
                Step::Ask => self.ask()?,
                Step::NoMoreOrders => return Ok(()),
            }
        }
    }

    /// Waits for what the server still owes, then closes the stream.
    async fn say_goodbye(&mut self) -> Result<(), Trouble> {
        while self.ledger.waiting() > 0 {
            match poll_fn(|cx| self.poll_step(cx, None)).await? {
                Step::React(node) => self.react(&node).await?,
                Step::Say(to, reply) => self.say(to, &reply)?,
                Step::Ask => self.ask()?,
                Step::Write(_) | Step::NoMoreOrders => break,
            }
        }
        self.put_stanza(&Presence::unavailable())?;
        Ok(self.wire.close().await?)
    }

    /// Finds what can be done next, and gets on with what is written meanwhile.
    fn poll_step(
        &mut self,
        cx: &mut Context<'_>,
        mut orders: Option<&mut mpsc::Receiver<Order>>,
    ) -> Poll<Result<Step, Trouble>> {
        if let Poll::Ready(node) = self.wire.poll_next(cx) {
            return Poll::Ready(node.map(Step::React));
        }
        loop {
            let had_room = self.wire.has_room();
            if had_room && let Some((to, reply)) = self.next_reply(cx) {
                return Poll::Ready(Ok(Step::Say(to, reply)));
            }
            if had_room && let Some(step) = self.next_to_write(cx, orders.as_deref_mut()) {
                return Poll::Ready(Ok(step));
            }
            ready!(self.wire.poll_flush(cx))?;
            if had_room {
                return Poll::Pending;
            }
        }
    }

    /// The next answer that was found; nothing is said where there is none.
    fn next_reply(&mut self, cx: &mut Context<'_>) -> Option<(Jid, Reply)> {
        while let Poll::Ready(Some((to, reply))) = self.replies.poll_next_unpin(cx) {
            if let Some(reply) = reply {
                return Some((to, reply));
            }
        }
        None
    }

    fn next_to_write(
        &self,
        cx: &mut Context<'_>,
        orders: Option<&mut mpsc::Receiver<Order>>,
    ) -> Option<Step> {
        if let Some(orders) = orders.filter(|_| self.ledger.waiting() < WINDOW)
            && let Poll::Ready(order) = orders.poll_recv(cx)
        {
            return Some(order.map_or(Step::NoMoreOrders, Step::Write));
        }
        (self.unasked > 0).then_some(Step::Ask)
    }

    fn write(&mut self, order: Order) -> Result<(), Trouble> {
        if order.reply.is_closed() {
            // Whoever ordered it gave up, so it is not sent behind their back.
            return Ok(());
        }
        if let Err(error) = self.put(&order.message) {
            // Nothing was written of it. Only a text that XML cannot carry is the letter's own fault.
            let why = format!("the message cannot be written: {error}");
            let account = false;
            let (outcome, result) = if error.kind() == io::ErrorKind::InvalidInput {
                (Outcome::Never { why, account }, Ok(()))
            } else {
                (Outcome::Later { after: None, why }, Err(error.into()))
            };
            let _ = order.reply.send(outcome);
            return result;
        }
        self.ledger.enter(order.id, order.reply);
        self.unasked += 1;
        if self.unasked >= ASK_EVERY {
            self.ask()?;
        }
        Ok(())
    }

    /// Asks what the server has taken.
    fn ask(&mut self) -> Result<(), Trouble> {
        self.unasked = 0;
        self.pulse.asked(Instant::now());
        if self.counts {
            return Ok(self.put(&sm::R)?);
        }
        let id = format!("{PING}{}", self.ledger.sent());
        let server = Jid::from_parts(None, self.address.domain(), None);
        self.put_stanza(&Iq::from_get(id, ping::Ping).with_to(server))
    }

    fn check_pulse(&mut self) -> Result<(), Trouble> {
        match self.pulse.due(Instant::now(), &self.shared.pace) {
            Due::Nothing => Ok(()),
            Due::Ask => self.ask(),
            Due::Dead => Err(Trouble::Silent(self.shared.pace.silence)),
        }
    }

    /// Writes a stanza that nobody waits for.
    fn put_stanza<T: AsXml>(&mut self, stanza: &T) -> Result<(), Trouble> {
        self.put(stanza)?;
        self.ledger.count();
        Ok(())
    }

    fn put<T: AsXml>(&mut self, element: &T) -> Result<(), io::Error> {
        self.wire.put(element)
    }
}

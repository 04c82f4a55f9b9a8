//! A conversation as it is seen from outside its task.

use std::time::Duration;

use telegram::login::{Conversation, Said, Say, Wants};
use tokio::sync::{mpsc, oneshot, watch};

/// How a conversation looks from outside.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// What was said last.
    pub(crate) say: Say,
    /// Where it stands.
    pub(crate) conversation: Conversation,
    /// Which step this is.
    pub(crate) step: i64,
}

/// What a conversation is told, and whom to tell when it was taken in.
pub(super) enum Ask {
    /// What the person said.
    Said(Said, oneshot::Sender<()>),
    /// Somebody looks at the page.
    Look(oneshot::Sender<()>),
    /// The person has logged in elsewhere.
    GiveWay(oneshot::Sender<()>),
}

/// What its task is told through, and what it shows.
#[derive(Clone)]
pub(super) struct Handle {
    pub(super) to: mpsc::Sender<Ask>,
    pub(super) view: watch::Receiver<View>,
}

impl View {
    /// What it asks for.
    pub(crate) fn wants(&self) -> Wants {
        self.conversation.wants()
    }

    fn is_settled(&self) -> bool {
        !matches!(self.wants(), Wants::Patience)
    }
}

impl Handle {
    /// Whether its task has ended before the conversation did.
    pub(super) fn is_lost(&self) -> bool {
        self.to.is_closed() && !self.view.borrow().conversation.is_over()
    }

    /// How it stands now; a QR code that has run out is replaced.
    pub(super) async fn look(&self) -> View {
        self.ask(Ask::Look).await;
        self.view.borrow().clone()
    }

    /// Waits until it was taken in, or nobody is there any more to do so.
    pub(super) async fn ask(&self, ask: impl FnOnce(oneshot::Sender<()>) -> Ask) {
        let (taken, was_taken) = oneshot::channel();
        if self.to.send(ask(taken)).await.is_ok() {
            let _ = was_taken.await;
        }
    }

    /// How it stands when Telegram has answered, or takes long to.
    pub(super) async fn settled(mut self, patience: Duration) -> View {
        let settled = tokio::time::timeout(patience, self.view.wait_for(View::is_settled)).await;
        drop(settled);
        let view = self.view.borrow();
        view.clone()
    }
}

//! Letters that the server has not acknowledged yet.

use std::collections::VecDeque;

use domain::delivery::Outcome;
use tokio::sync::oneshot;

/// Counts what was sent and holds who waits for it.
///
/// The numbers are those of XEP-0198, section 4: every stanza counts, from 1, and after 2^32 - 1 comes 0.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    sent: u32,
    acknowledged: u32,
    waiting: VecDeque<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    number: u32,
    id: String,
    reply: oneshot::Sender<Outcome>,
}

/// The server acknowledged more than was sent, so nothing that it says about it can be relied on.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server acknowledged more than it was sent")]
pub(super) struct TooHigh;

impl Ledger {
    /// Counts a stanza that nobody waits for.
    pub(super) const fn count(&mut self) {
        self.sent = self.sent.wrapping_add(1);
    }

    /// Counts a letter with this id; `reply` hears how it went.
    pub(super) fn enter(&mut self, id: String, reply: oneshot::Sender<Outcome>) {
        self.count();
        self.waiting.push_back(Waiting {
            number: self.sent,
            id,
            reply,
        });
    }

    /// How many stanzas were sent so far.
    pub(super) const fn sent(&self) -> u32 {
        self.sent
    }

    /// How many letters wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The server has taken all up to number `number`: those letters are sent.
    pub(super) fn acknowledge(&mut self, number: u32) -> Result<(), TooHigh> {
        let news = number.wrapping_sub(self.acknowledged);
        if news > self.sent.wrapping_sub(self.acknowledged) {
            return Err(TooHigh);
        }
        while let Some(first) = self.waiting.front() {
            if first.number.wrapping_sub(self.acknowledged) > news {
                break;
            }
            if let Some(first) = self.waiting.pop_front() {
                // Whoever waited may have given up.
                let _ = first.reply.send(Outcome::Sent);
            }
        }
        self.acknowledged = number;
        Ok(())
    }

    /// The letter with this id came back before it was acknowledged. `false` if no such letter waits.
    pub(super) fn bounce(&mut self, id: &str, outcome: Outcome) -> bool {
        let Some(place) = self.waiting.iter().position(|letter| letter.id == id) else {
            return false;
        };
        if let Some(letter) = self.waiting.remove(place) {
            let _ = letter.reply.send(outcome);
        }
        true
    }

    /// The connection is gone: whoever still waits is to try again.
    pub(super) fn give_up(&mut self, why: &str) {
        for letter in self.waiting.drain(..) {
            let _ = letter.reply.send(Outcome::Later {
                after: None,
                why: why.to_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(ledger: &mut Ledger, count: usize) -> Vec<oneshot::Receiver<Outcome>> {
        let enter = |number: usize| {
            let (reply, answer) = oneshot::channel();
            ledger.enter(format!("id-{number}"), reply);
            answer
        };
        (0..count).map(enter).collect()
    }

    fn sent(answers: &mut [oneshot::Receiver<Outcome>]) -> Vec<bool> {
        let is_sent =
            |answer: &mut oneshot::Receiver<Outcome>| answer.try_recv() == Ok(Outcome::Sent);
        answers.iter_mut().map(is_sent).collect()
    }

    #[test]
    fn a_letter_is_sent_once_its_number_is_acknowledged_and_not_before() {
        let mut ledger = Ledger::default();
        ledger.count();
        let mut answers = letters(&mut ledger, 3);
        ledger.acknowledge(1).unwrap();
        assert_eq!(sent(&mut answers), [false, false, false]);
        ledger.acknowledge(3).unwrap();
        assert_eq!(sent(&mut answers), [true, true, false]);
        ledger.acknowledge(3).unwrap();
        ledger.acknowledge(4).unwrap();
        assert_eq!(sent(&mut answers[2..]), [true]);
        assert_eq!(ledger.waiting(), 0);
    }

    #[test]
    fn numbers_go_on_after_their_highest() {
        let mut ledger = Ledger {
            sent: u32::MAX - 1,
            acknowledged: u32::MAX - 1,
            ..Ledger::default()
        };
        let mut answers = letters(&mut ledger, 3);
        ledger.acknowledge(0).unwrap();
        assert_eq!(sent(&mut answers), [true, true, false]);
        ledger.acknowledge(1).unwrap();
        assert_eq!(sent(&mut answers[2..]), [true]);
    }

    #[test]
    fn a_number_that_was_never_sent_acknowledges_nothing() {
        let mut ledger = Ledger::default();
        let mut answers = letters(&mut ledger, 1);
        assert_eq!(ledger.acknowledge(2), Err(TooHigh));
        assert_eq!(sent(&mut answers), [false]);
    }

    #[test]
    fn a_letter_that_came_back_is_not_sent_by_a_later_acknowledgement() {
        let mut ledger = Ledger::default();
        let mut answers = letters(&mut ledger, 2);
        let refused = Outcome::Never {
            why: "no such account".to_owned(),
            account: true,
        };
        assert!(ledger.bounce("id-0", refused.clone()));
        assert!(!ledger.bounce("id-0", refused.clone()));
        ledger.acknowledge(2).unwrap();
        assert_eq!(answers[0].try_recv(), Ok(refused));
        assert_eq!(answers[1].try_recv(), Ok(Outcome::Sent));
    }

    #[test]
    fn a_lost_connection_answers_later_to_all_who_wait() {
        let mut ledger = Ledger::default();
        let answers = letters(&mut ledger, 2);
        ledger.give_up("gone");
        for mut answer in answers {
            let later = Outcome::Later {
                after: None,
                why: "gone".to_owned(),
            };
            assert_eq!(answer.try_recv(), Ok(later));
        }
    }
}

//! Which message is which delivery, for receipts.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::id::DeliveryId;

/// How many are remembered; of older ones, receipts are not understood.
const REMEMBERED: usize = 4_096;

/// What is known of a message: Signal knows it by recipient and time.
#[derive(Clone, Copy)]
enum Slip {
    /// It was sent, and no receipt has come.
    Sent(DeliveryId),
    /// A receipt came before we knew that it was sent.
    Early,
}

/// What was sent and not confirmed, as long as Postern runs.
#[derive(Default)]
pub(super) struct Slips(Mutex<HashMap<(String, i64), Slip>>);

impl Slips {
    /// A message was sent; says whether its receipt came already.
    pub(super) fn sent(&self, to: &str, at: i64, delivery: DeliveryId) -> bool {
        let key = (to.to_owned(), at);
        let mut slips = self.slips();
        match slips.remove(&key) {
            Some(Slip::Early) => true,
            Some(Slip::Sent(_)) | None => {
                make_room(&mut slips);
                slips.insert(key, Slip::Sent(delivery));
                false
            }
        }
    }

    /// A receipt came; gives what was delivered by it.
    pub(super) fn confirmed(&self, from: &str, at: i64) -> Option<DeliveryId> {
        let key = (from.to_owned(), at);
        let mut slips = self.slips();
        if let Some(Slip::Sent(delivery)) = slips.remove(&key) {
            return Some(delivery);
        }
        make_room(&mut slips);
        slips.insert(key, Slip::Early);
        None
    }

    fn slips(&self) -> MutexGuard<'_, HashMap<(String, i64), Slip>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets the older half when there are too many.
fn make_room(slips: &mut HashMap<(String, i64), Slip>) {
    if slips.len() < REMEMBERED {
        return;
    }
    let mut times: Vec<i64> = slips.keys().map(|(_, at)| *at).collect();
    let middle = times.len() / 2;
    let (_, median, _) = times.select_nth_unstable(middle);
    let median = *median;
    slips.retain(|(_, at), _| *at > median);
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_receipt_counts_once_whether_it_comes_late_or_early() {
        let (slips, id) = (Slips::default(), DeliveryId(Uuid::from_u128(1)));
        assert!(!slips.sent("a", 1, id));
        assert_eq!(slips.confirmed("b", 1), None);
        assert_eq!(slips.confirmed("a", 1), Some(id));
        assert_eq!(slips.confirmed("a", 1), None);
        assert_eq!(slips.confirmed("c", 2), None);
        assert!(slips.sent("c", 2, id));
    }

    #[test]
    fn the_oldest_are_forgotten_when_there_are_too_many() {
        let (slips, id) = (Slips::default(), DeliveryId(Uuid::from_u128(1)));
        for at in 0..10_000 {
            slips.sent("a", at, id);
        }
        assert!(slips.slips().len() <= REMEMBERED);
        assert_eq!(slips.confirmed("a", 9_999), Some(id));
    }
}

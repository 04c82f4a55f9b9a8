//! Notices that the homeserver has left a transaction behind.
//!
//! Synapse counts its transactions. What happens at the moment at which it finds us there again, after we were away, it may
//! leave behind: it sends what comes later, and this only when it next finds us away (`_Recoverer` in
//! `synapse/appservice/scheduler.py`). So whoever is sent a number too high says no, once: then Synapse begins again with the
//! oldest that it has.
//!
//! The last number is in memory alone: what is left behind while we start again is not noticed then. It comes when Synapse
//! next finds us away, after what was written later; it is not lost.

/// The numbers of transactions.
#[derive(Debug, Default)]
pub(super) struct Sequence {
    last: Option<u64>,
    /// The number that was refused.
    refused: Option<u64>,
    /// Whether numbers are left out though nothing is: other services are counted with us, or nobody counts.
    has_holes: bool,
}

impl Sequence {
    /// Whether a transaction is to be taken; otherwise it is to be refused, and comes again.
    pub(super) fn takes(&mut self, id: &str) -> bool {
        let Ok(number) = id.parse::<u64>() else {
            return true;
        };
        let is_next = self
            .last
            .is_none_or(|last| number <= last.saturating_add(1));
        if !is_next && !self.has_holes && self.refused != Some(number) {
            self.refused = Some(number);
            return false;
        }
        // Refused, and nothing came before it.
        self.has_holes |= !is_next;
        self.last = Some(number);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(sequence: &mut Sequence, ids: &[&str]) -> Vec<bool> {
        ids.iter().map(|id| sequence.takes(id)).collect()
    }

    #[test]
    fn what_was_left_behind_comes_before_what_came_after_it() {
        let mut sequence = Sequence::default();
        let ids = ["5", "6", "8", "7", "8", "9", "11", "10", "11"];
        let expected = [true, true, false, true, true, true, false, true, true];
        assert_eq!(taken(&mut sequence, &ids), expected);
    }

    #[test]
    fn a_count_with_holes_is_refused_once_and_never_again() {
        let mut sequence = Sequence::default();
        let ids = ["5", "7", "7", "10", "20"];
        assert_eq!(taken(&mut sequence, &ids), [true, false, true, true, true]);
    }

    #[test]
    fn a_count_that_begins_anew_and_names_that_are_no_numbers_are_taken() {
        let mut sequence = Sequence::default();
        let ids = ["5", "5", "1", "2", "a", "b", "3"];
        assert!(!taken(&mut sequence, &ids).contains(&false));
    }
}

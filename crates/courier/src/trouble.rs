//! Trouble with the database: said once when it begins and once when it is over, not every second.

use std::time::Duration;

use store::StoreError;

/// How long to wait before the database is asked again.
pub(crate) const REST: Duration = Duration::from_secs(1);

/// Whether a task is in trouble.
#[derive(Debug)]
pub(crate) struct Trouble {
    task: &'static str,
    begun: bool,
}

impl Trouble {
    /// None yet, for the task of this name.
    pub(crate) fn none_yet(task: &'static str) -> Self {
        Self { task, begun: false }
    }

    /// Takes note of an error.
    pub(crate) fn met(&mut self, error: &StoreError) {
        if !self.begun {
            self.begun = true;
            let error: &dyn std::error::Error = error;
            tracing::error!(
                task = self.task,
                error,
                "The courier is refused by the database and tries again every second"
            );
        }
    }

    /// Takes note of a success.
    pub(crate) fn over(&mut self) {
        if self.begun {
            self.begun = false;
            tracing::info!(
                task = self.task,
                "The courier is served by the database again"
            );
        }
    }
}

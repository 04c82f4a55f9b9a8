//! What providers answer.

use domain::delivery::Outcome;

/// The account is gone for good.
pub(crate) fn never(why: &str) -> Outcome {
    Outcome::Never {
        why: why.to_owned(),
        account: true,
    }
}

/// A failed try.
pub(crate) fn later(why: &str) -> Outcome {
    Outcome::Later {
        after: None,
        why: why.to_owned(),
    }
}

/// A flood wait.
pub(crate) fn wait(seconds: u64) -> Outcome {
    Outcome::Later {
        after: Some(std::time::Duration::from_secs(seconds)),
        why: "flood wait".into(),
    }
}

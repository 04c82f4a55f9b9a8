//! The watchman: looks at how the providers are connected, and has the admins told when one is down or back.

use std::time::Duration;

use flows::tell_of_provider::{Told, Watched, tell_admins};
use flows::{Context, FlowError};
use tokio_util::sync::CancellationToken;

/// How often it looks.
const PACE: Duration = Duration::from_secs(1);

/// Watches until the stop.
pub(crate) async fn watch(context: Context, watched: Watched, stop: CancellationToken) {
    let mut pace = tokio::time::interval(PACE);
    let mut is_refused = false;
    while stop.run_until_cancelled(pace.tick()).await.is_some() {
        // A look is short, and ends before the program does.
        match tell_admins(&context, &watched).await {
            Ok(told) => {
                is_refused = false;
                told.iter().for_each(say);
            }
            // Said once; the next look tries again.
            Err(error) if !is_refused => {
                is_refused = true;
                refused(&error);
            }
            Err(_) => {}
        }
    }
}

fn refused(error: &FlowError) {
    let error: &dyn std::error::Error = error;
    tracing::error!(
        error,
        "The watchman cannot look at the providers and tries again every second"
    );
}

fn say(told: &Told) {
    let Told {
        provider,
        is_back,
        admins,
    } = told;
    let what = if *is_back { "is back" } else { "is down" };
    if *admins == 0 {
        tracing::warn!(%provider, "{provider} {what}, and no admin has an account at another provider to be told by");
    } else {
        tracing::info!(%provider, admins, "{admins} admins are told that {provider} {what}");
    }
}

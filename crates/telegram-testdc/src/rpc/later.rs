//! Calls whose answer takes its time, which nobody else has to wait for.

use grammers_tl_types::Serializable;

use super::Call;
use crate::refusal::{Answer, Refusal};
use crate::world::Called;
use crate::world::buttons::Waiting;

/// The end of a call, once all was reckoned.
pub(crate) type Finish = Box<dyn FnOnce(&mut Call<'_>) -> Answer<Vec<u8>> + Send>;

/// What remains to be done of a call once the world is let go.
pub(crate) enum Later {
    /// To wait for what a bot answers.
    Waiting(Waiting),
    /// To reckon what takes long, and then to end the call.
    Reckon(Box<dyn FnOnce() -> Finish + Send>),
}

impl Call<'_> {
    /// Reckons without the world, and then ends the call with it; gives an error that nobody sees.
    pub(super) fn reckon<T, R>(
        &mut self,
        work: impl FnOnce() -> T + Send + 'static,
        end: impl FnOnce(&mut Call<'_>, T) -> Answer<R> + Send + 'static,
    ) -> Refusal
    where
        T: Send + 'static,
        R: Serializable,
    {
        self.later = Some(Later::Reckon(Box::new(move || {
            let reckoned = work();
            Box::new(move |call| Ok(end(call, reckoned)?.to_bytes()))
        })));
        Refusal::new(500, "RPC_CALL_PENDING")
    }
}

/// Ends a call that was put off, and notes it.
pub(crate) fn finish(call: &mut Call<'_>, method: &'static str, end: Finish) -> Answer<Vec<u8>> {
    let user = call.key_mut()?.user;
    let answer = end(call);
    note(call, method, user, &answer);
    answer
}

/// Notes a call for whoever asks what was called.
pub(super) fn note(call: &mut Call<'_>, method: &str, user: Option<i64>, answer: &Answer<Vec<u8>>) {
    let error = answer.as_ref().err().map(|refusal| refusal.name.clone());
    // A call that still waits has no error.
    let error = error.filter(|_| call.later.is_none());
    tracing::debug!(method, dc = call.dc, error, "answered a call");
    let dc = call.dc;
    call.world.note_call(Called {
        method: method.to_owned(),
        dc,
        user,
        error,
    });
}

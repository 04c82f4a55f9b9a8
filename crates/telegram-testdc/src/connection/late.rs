//! Answers that come later, while the connection goes on.

use std::sync::Arc;
use std::time::Duration;

use super::{Connection, Outgoing};
use crate::refusal::{Answer, Refusal};
use crate::rpc::Call;
use crate::rpc::later::{self, Finish, Later};
use crate::server::Shared;
use crate::session::inbox::{Late, rpc_result};
use crate::world::buttons::Waiting;

/// How long a bot has to answer a press of its button.
const BOT_ANSWERS: Duration = Duration::from_secs(15);

impl Connection {
    /// Waits for an answer that takes its time, in a task that the server owns.
    pub(super) fn put_off(&self, late: Late, layer: i32) {
        let (queue, shared) = (self.queue.clone(), Arc::clone(&self.shared));
        let answering = async move {
            let request = late.request;
            let stop = shared.stop.clone();
            let answer = stop.run_until_cancelled(answer(&shared, late)).await;
            if let Some(answer) = answer
                && let Ok(result) = rpc_result(request, answer, layer)
            {
                // The client may have gone.
                drop(queue.try_send(Outgoing::Answer(request, result)));
            }
        };
        self.shared.tasks.spawn(answering);
    }
}

async fn answer(shared: &Shared, mut late: Late) -> Answer<Vec<u8>> {
    let work = match late.later {
        Later::Waiting(waiting) => return wait(waiting).await,
        Later::Reckon(work) => work,
    };
    late.later = Later::Reckon(Box::new(|| {
        Box::new(|_| Err(Refusal::new(500, "RPC_CALL_FAIL")))
    }));
    let end = tokio::task::spawn_blocking(work).await;
    let end = end.map_err(|_| Refusal::new(500, "RPC_CALL_FAIL"))?;
    finish(shared, &late, end)
}

async fn wait(waiting: Waiting) -> Answer<Vec<u8>> {
    let answered = tokio::time::timeout(BOT_ANSWERS, waiting).await;
    let answer = answered.ok().and_then(Result::ok);
    answer.ok_or_else(|| Refusal::new(502, "BOT_RESPONSE_TIMEOUT"))
}

fn finish(shared: &Shared, late: &Late, end: Finish) -> Answer<Vec<u8>> {
    let mut world = shared.world();
    let mut call = Call {
        key: world.keys.login_of(&late.sealed_with),
        sealed_with: late.sealed_with,
        session: late.session,
        request: late.request,
        dc: late.dc,
        later: None,
        world: &mut world,
    };
    later::finish(&mut call, late.method, end)
}

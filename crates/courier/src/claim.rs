//! Claiming: what the worker takes, codes first.

use domain::provider::Provider;
use store::Result;
use store::outbox::{self, Claimed};
use tokio::sync::OwnedSemaphorePermit;

use crate::arm::{Load, arm};
use crate::desk::Desk;
use crate::lane::Lane;

/// The most that one transaction claims in a lane.
const MOST_AT_ONCE: usize = 256;

/// A claimed delivery on its way.
pub(crate) struct Parcel {
    pub(crate) claimed: Claimed,
    /// What there is to send; `None` until the provider was asked where.
    pub(crate) load: Option<Load>,
    /// Its slot in the lane.
    pub(crate) slot: OwnedSemaphorePermit,
}

/// Claims what is due in the lanes that have room, and draws the codes; all of it is committed.
///
/// Unless somebody rang, who has put something there, it looks without a lock before it takes one.
pub(crate) async fn claim(
    desk: &Desk,
    provider: &Provider,
    lanes: &mut [Lane],
    is_rung: bool,
) -> Result<Vec<Parcel>> {
    let now = desk.world.now();
    let mut parcels = Vec::new();
    for lane in lanes.iter_mut() {
        lane.starved = lane.room() == 0;
    }
    if lanes.iter().all(|lane| lane.starved) || !(is_rung || look(desk, provider, lanes).await?) {
        return Ok(parcels);
    }
    let mut tx = desk.db.begin().await?;
    for lane in lanes.iter_mut().filter(|lane| !lane.starved) {
        let limit = lane.room().min(MOST_AT_ONCE);
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let claimed = outbox::claim(&mut tx, provider, lane.number, now, most).await?;
        lane.starved = claimed.len() == limit;
        for claimed in claimed {
            let load = match &claimed.delivery.remote_id {
                Some(to) => Some(arm(&mut tx, desk, &claimed, to).await?),
                None => None,
            };
            let slot = lane.take();
            parcels.push(Parcel {
                claimed,
                load,
                slot,
            });
        }
    }
    store::commit(tx).await?;
    Ok(parcels)
}

/// Whether anything is due in a lane that has room, without a lock.
async fn look(desk: &Desk, provider: &Provider, lanes: &[Lane]) -> Result<bool> {
    let now = desk.world.now();
    let mut conn = desk.db.read().await?;
    for lane in lanes.iter().filter(|lane| !lane.starved) {
        if outbox::has_due(&mut conn, provider, lane.number, now).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

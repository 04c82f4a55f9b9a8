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
pub(crate) async fn claim(
    desk: &Desk,
    provider: &Provider,
    lanes: &mut [Lane],
) -> Result<Vec<Parcel>> {
    let now = desk.world.now();
    let mut parcels = Vec::new();
    if !look(desk, provider, lanes).await? {
        return Ok(parcels);
    }
    let mut tx = desk.db.begin().await?;
    for lane in lanes.iter_mut().filter(|lane| lane.room() > 0) {
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
async fn look(desk: &Desk, provider: &Provider, lanes: &mut [Lane]) -> Result<bool> {
    let now = desk.world.now();
    let mut found = false;
    let mut conn = desk.db.read().await?;
    for lane in lanes {
        if lane.room() == 0 {
            lane.starved = true;
        } else {
            lane.starved = false;
            found |= outbox::has_due(&mut conn, provider, lane.number, now).await?;
        }
    }
    Ok(found)
}

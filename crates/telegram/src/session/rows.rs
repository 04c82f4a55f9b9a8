//! Between the library's types and the rows of our tables.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use grammers_session::types::{
    ChannelKind, ChannelState, DcOption, PeerAuth, PeerId, PeerInfo, UpdatesState,
};
use store::telegram_sessions::{DataCentre, Peer, Place, Stored};

use super::{Data, SessionError};
use crate::seal::Sealer;
use crate::session_string::KEY;

/// Puts what was stored into memory.
pub(super) fn load(
    data: &mut Data,
    stored: Stored,
    name: &str,
    sealer: &Sealer,
) -> Result<(), SessionError> {
    data.home_dc = stored.home_dc;
    for row in stored.data_centres {
        let centre = opened(&row, name, sealer)?;
        data.centres.insert(centre.id, centre);
    }
    data.own = stored.own.as_ref().and_then(peer);
    data.place = place(stored.place);
    data.saved_place = data.place.clone();
    Ok(())
}

/// A data centre at this address, without a key.
pub(super) fn centre(id: i32, address: SocketAddr) -> DcOption {
    match address {
        SocketAddr::V4(ipv4) => DcOption {
            id,
            ipv4,
            ipv6: SocketAddrV6::new(ipv4.ip().to_ipv6_mapped(), ipv4.port(), 0, 0),
            auth_key: None,
        },
        SocketAddr::V6(ipv6) => DcOption {
            id,
            ipv4: SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0),
            ipv6,
            auth_key: None,
        },
    }
}

/// What a key is sealed for.
fn context(name: &str, dc: i32) -> String {
    format!("key of data centre {dc} in telegram session {name}")
}

pub(super) fn centre_row(centre: &DcOption, name: &str, sealer: &Sealer) -> DataCentre {
    let closed = |key: &[u8; KEY]| sealer.seal(&context(name, centre.id), key);
    DataCentre {
        dc: centre.id,
        ipv4: centre.ipv4.to_string(),
        ipv6: centre.ipv6.to_string(),
        auth_key: centre.auth_key.as_ref().map(closed),
    }
}

fn opened(row: &DataCentre, name: &str, sealer: &Sealer) -> Result<DcOption, SessionError> {
    let auth_key = match &row.auth_key {
        Some(closed) => {
            let key = sealer
                .open(&context(name, row.dc), closed)
                .ok_or(SessionError::OtherServerKey)?;
            Some(key.try_into().map_err(|_| SessionError::Damaged)?)
        }
        None => None,
    };
    Ok(DcOption {
        id: row.dc,
        ipv4: row.ipv4.parse().map_err(|_| SessionError::Damaged)?,
        ipv6: row.ipv6.parse().map_err(|_| SessionError::Damaged)?,
        auth_key,
    })
}

/// `None` for an id that cannot be.
pub(super) fn peer(row: &Peer) -> Option<PeerInfo> {
    let id = PeerId::from_bot_api_dialog_id(row.peer)?;
    let auth = row.access_hash.map(PeerAuth::from_hash);
    let bare = id.bare_id()?;
    Some(match row.kind {
        Some("group") => PeerInfo::Chat { id: bare },
        Some("broadcast") => channel(bare, auth, Some(ChannelKind::Broadcast)),
        Some("megagroup") => channel(bare, auth, Some(ChannelKind::Megagroup)),
        Some("gigagroup") => channel(bare, auth, Some(ChannelKind::Gigagroup)),
        Some("community") => channel(bare, auth, Some(ChannelKind::Community)),
        known => match id.kind() {
            grammers_session::types::PeerKind::User => PeerInfo::User {
                id: bare,
                auth,
                bot: known.map(|kind| kind == "bot"),
                is_self: Some(row.is_self),
            },
            grammers_session::types::PeerKind::Chat => PeerInfo::Chat { id: bare },
            grammers_session::types::PeerKind::Channel => channel(bare, auth, None),
        },
    })
}

const fn channel(id: i64, auth: Option<PeerAuth>, kind: Option<ChannelKind>) -> PeerInfo {
    PeerInfo::Channel { id, auth, kind }
}

/// `None` for an id that cannot be.
pub(super) fn peer_row(peer: &PeerInfo) -> Option<Peer> {
    let (kind, is_self) = match peer {
        PeerInfo::User { bot, is_self, .. } => (
            bot.map(|bot| if bot { "bot" } else { "person" }),
            *is_self == Some(true),
        ),
        PeerInfo::Chat { .. } => (Some("group"), false),
        PeerInfo::Channel { kind, .. } => (
            kind.map(|kind| match kind {
                ChannelKind::Broadcast => "broadcast",
                ChannelKind::Megagroup => "megagroup",
                ChannelKind::Gigagroup => "gigagroup",
                ChannelKind::Community => "community",
            }),
            false,
        ),
    };
    let access_hash = match peer {
        PeerInfo::Chat { .. } => None,
        PeerInfo::User { .. } | PeerInfo::Channel { .. } => peer.auth().map(PeerAuth::hash),
    };
    Some(Peer {
        peer: dialog_id(peer)?,
        access_hash,
        kind,
        is_self,
    })
}

/// The id with its kind in it; `None` for one that cannot be.
pub(super) fn dialog_id(peer: &PeerInfo) -> Option<i64> {
    let id = match peer {
        PeerInfo::User { id, .. } => PeerId::user(*id),
        PeerInfo::Chat { id } => PeerId::chat(*id),
        PeerInfo::Channel { id, .. } => PeerId::channel(*id),
    };
    id?.bot_api_dialog_id()
}

fn place(place: Place) -> UpdatesState {
    let channels = place.channels.into_iter();
    UpdatesState {
        pts: place.pts,
        qts: place.qts,
        date: place.date,
        seq: place.seq,
        channels: channels.map(|(id, pts)| ChannelState { id, pts }).collect(),
    }
}

/// The place, with those channels that are not the same in `saved`.
pub(super) fn place_row(now: &UpdatesState, saved: &UpdatesState) -> Place {
    let moved = now
        .channels
        .iter()
        .filter(|now| !saved.channels.contains(now));
    Place {
        pts: now.pts,
        qts: now.qts,
        date: now.date,
        seq: now.seq,
        channels: moved.map(|channel| (channel.id, channel.pts)).collect(),
    }
}

/// Where to connect: over IPv4 if it has that.
pub(super) fn address(centre: &DcOption) -> SocketAddr {
    if centre.ipv4.ip().is_unspecified() {
        SocketAddr::V6(centre.ipv6)
    } else {
        SocketAddr::V4(centre.ipv4)
    }
}

/// Whether the address is one at which something can listen.
pub(super) fn can_be_dialled(centre: &DcOption) -> bool {
    !centre.ipv4.ip().is_unspecified() || *centre.ipv6.ip() != Ipv6Addr::UNSPECIFIED
}

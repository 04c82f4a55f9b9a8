//! `upload.*`: files in parts, both ways.

use grammers_tl_types::{enums, functions::upload as f, types::upload as tu};

use super::{Answer, Call};
use crate::refusal::Refusal;
use crate::world::peer::Peer;

super::methods! {
    f::SaveFilePart => save_part,
    f::SaveBigFilePart => save_big_part,
    f::GetFile => get_file,
}

/// The most that one call gives, in bytes.
const LARGEST: i32 = 1024 * 1024;

fn save_part(call: &mut Call<'_>, r: f::SaveFilePart) -> Answer<bool> {
    call.me()?;
    call.world.files.save_part(r.file_id, r.file_part, r.bytes)
}

fn save_big_part(call: &mut Call<'_>, r: f::SaveBigFilePart) -> Answer<bool> {
    call.me()?;
    call.world.files.save_part(r.file_id, r.file_part, r.bytes)
}

/// The file, what is needed to load it, and which of its sizes; the reference is `None` for profile pictures.
type Place = (i64, Option<(i64, Vec<u8>)>, String);

fn located(call: &Call<'_>, me: i64, location: enums::InputFileLocation) -> Answer<Place> {
    match location {
        enums::InputFileLocation::InputDocumentFileLocation(l) => {
            Ok((l.id, Some((l.access_hash, l.file_reference)), l.thumb_size))
        }
        enums::InputFileLocation::InputPhotoFileLocation(l) => {
            Ok((l.id, Some((l.access_hash, l.file_reference)), l.thumb_size))
        }
        enums::InputFileLocation::InputPeerPhotoFileLocation(l) => {
            let peer = call.world.named_peer(me, &l.peer)?;
            let world = &call.world;
            let owns = match peer {
                Peer::User(id) => world
                    .accounts
                    .get(id)
                    .is_some_and(|a| a.photos.contains(&l.photo_id)),
                Peer::Chat(_) | Peer::Channel(_) => world
                    .groups
                    .get(peer)
                    .is_some_and(|group| group.photo == Some(l.photo_id)),
            };
            let id = owns.then_some(l.photo_id);
            let id = id.ok_or_else(|| Refusal::bad("LOCATION_INVALID"))?;
            Ok((id, None, String::new()))
        }
        _ => Err(Refusal::bad("LOCATION_INVALID")),
    }
}

fn get_file(call: &mut Call<'_>, r: f::GetFile) -> Answer<enums::upload::File> {
    let me = call.me()?;
    if r.limit <= 0 || r.limit > LARGEST {
        return Err(Refusal::bad("LIMIT_INVALID"));
    }
    let (id, keys, size) = located(call, me, r.location)?;
    let file = call.world.files.get(id);
    let file = file.filter(|file| {
        keys.as_ref()
            .is_none_or(|(hash, _)| file.access_hash == *hash)
    });
    let file = file.ok_or_else(|| Refusal::bad("FILE_ID_INVALID"))?;
    if file.dc != call.dc {
        return Err(Refusal::migrate("FILE", file.dc));
    }
    if keys.is_some_and(|(_, reference)| file.reference != reference) {
        return Err(Refusal::bad("FILE_REFERENCE_EXPIRED"));
    }
    let bytes = file
        .sized(&size)
        .ok_or_else(|| Refusal::bad("LOCATION_INVALID"))?;
    let offset = usize::try_from(r.offset).map_err(|_| Refusal::bad("OFFSET_INVALID"))?;
    let start = offset.min(bytes.len());
    let stop = (start + r.limit as usize).min(bytes.len());
    let part = tu::File {
        r#type: enums::storage::FileType::FileUnknown,
        mtime: file.date,
        bytes: bytes[start..stop].to_vec(),
    };
    Ok(part.into())
}

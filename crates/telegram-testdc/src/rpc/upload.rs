//! `upload.*`: files in parts, both ways.

use grammers_tl_types::{enums, functions::upload as f, types::upload as tu};

use super::{Answer, Call};
use crate::refusal::Refusal;

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

fn get_file(call: &mut Call<'_>, r: f::GetFile) -> Answer<enums::upload::File> {
    call.me()?;
    let (id, hash, reference) = match r.location {
        enums::InputFileLocation::InputDocumentFileLocation(l) => {
            (l.id, l.access_hash, l.file_reference)
        }
        enums::InputFileLocation::InputPhotoFileLocation(l) => {
            (l.id, l.access_hash, l.file_reference)
        }
        _ => return Err(Refusal::bad("LOCATION_INVALID")),
    };
    if r.limit <= 0 || r.limit > LARGEST {
        return Err(Refusal::bad("LIMIT_INVALID"));
    }
    let file = call
        .world
        .files
        .get(id)
        .filter(|file| file.access_hash == hash);
    let file = file.ok_or_else(|| Refusal::bad("FILE_ID_INVALID"))?;
    if file.dc != call.dc {
        return Err(Refusal::migrate("FILE", file.dc));
    }
    if file.reference != reference {
        return Err(Refusal::bad("FILE_REFERENCE_EXPIRED"));
    }
    let offset = usize::try_from(r.offset).map_err(|_| Refusal::bad("OFFSET_INVALID"))?;
    let start = offset.min(file.bytes.len());
    let stop = (start + r.limit as usize).min(file.bytes.len());
    let part = tu::File {
        r#type: enums::storage::FileType::FileUnknown,
        mtime: file.date,
        bytes: file.bytes[start..stop].to_vec(),
    };
    Ok(part.into())
}

/// The file that somebody sends: one that was uploaded, or one that is there already.
pub(super) fn take_media(call: &mut Call<'_>, media: enums::InputMedia) -> Answer<i64> {
    let invalid = || Refusal::bad("MEDIA_INVALID");
    match media {
        enums::InputMedia::UploadedDocument(media) => {
            let bytes = take_upload(call, &media.file)?;
            let file = call.world.files.keep(call.dc, bytes, &media.mime_type);
            file.attributes = media.attributes;
            Ok(file.id)
        }
        enums::InputMedia::UploadedPhoto(media) => {
            let bytes = take_upload(call, &media.file)?;
            let file = call.world.files.keep(call.dc, bytes, "image/jpeg");
            file.is_photo = true;
            Ok(file.id)
        }
        enums::InputMedia::Document(media) => match media.id {
            enums::InputDocument::Document(named) => known(call, named.id, named.access_hash),
            enums::InputDocument::Empty => Err(invalid()),
        },
        enums::InputMedia::Photo(media) => match media.id {
            enums::InputPhoto::Photo(named) => known(call, named.id, named.access_hash),
            enums::InputPhoto::Empty => Err(invalid()),
        },
        _ => Err(invalid()),
    }
}

fn known(call: &Call<'_>, id: i64, hash: i64) -> Answer<i64> {
    let file = call
        .world
        .files
        .get(id)
        .filter(|file| file.access_hash == hash);
    let file = file.ok_or_else(|| Refusal::bad("MEDIA_INVALID"))?;
    Ok(file.id)
}

fn take_upload(call: &mut Call<'_>, file: &enums::InputFile) -> Answer<Vec<u8>> {
    match file {
        enums::InputFile::File(file) => call.world.files.take(file.id, file.parts),
        enums::InputFile::Big(file) => call.world.files.take(file.id, file.parts),
        enums::InputFile::StoryDocument(_) => Err(Refusal::bad("FILE_ID_INVALID")),
    }
}

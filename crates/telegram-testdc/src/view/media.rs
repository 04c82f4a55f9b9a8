//! Files and pictures.

use grammers_tl_types::{enums, types as t};

use super::blank;
use crate::world::World;
use crate::world::files::File;

impl World {
    /// A file as part of a message.
    pub(crate) fn media(&self, id: i64) -> Option<enums::MessageMedia> {
        let file = self.files.get(id)?;
        if file.is_photo {
            let media = t::MessageMediaPhoto {
                spoiler: file.is_spoiler,
                photo: self.photo(id),
                ..blank::<t::MessageMediaPhoto>(&[])
            };
            return Some(media.into());
        }
        let is = |wanted: fn(&enums::DocumentAttribute) -> bool| file.attributes.iter().any(wanted);
        let media = t::MessageMediaDocument {
            spoiler: file.is_spoiler,
            video: is(|a| matches!(a, enums::DocumentAttribute::Video(_))),
            round: is(|a| matches!(a, enums::DocumentAttribute::Video(v) if v.round_message)),
            voice: is(|a| matches!(a, enums::DocumentAttribute::Audio(a) if a.voice)),
            document: Some(document(file)),
            ..blank::<t::MessageMediaDocument>(&[])
        };
        Some(media.into())
    }

    /// A picture.
    pub(crate) fn photo(&self, id: i64) -> Option<enums::Photo> {
        let file = self.files.get(id)?;
        let (w, h) = file.dimensions;
        let size = t::PhotoSize {
            r#type: file.size_name().to_owned(),
            w,
            h,
            size: file.bytes.len() as i32,
        };
        let photo = t::Photo {
            has_stickers: false,
            id,
            access_hash: file.access_hash,
            file_reference: file.reference.clone(),
            date: file.date,
            sizes: vec![size.into()],
            video_sizes: None,
            dc_id: file.dc,
        };
        Some(photo.into())
    }
}

fn document(file: &File) -> enums::Document {
    let thumb = file.thumb.as_ref().map(|thumb| {
        let (w, h) = crate::world::files::dimensions(thumb);
        let size = thumb.len() as i32;
        let r#type = "m".to_owned();
        t::PhotoSize { r#type, w, h, size }.into()
    });
    t::Document {
        id: file.id,
        access_hash: file.access_hash,
        file_reference: file.reference.clone(),
        date: file.date,
        mime_type: file.mime_type.clone(),
        size: file.bytes.len() as i64,
        thumbs: thumb.map(|thumb| vec![thumb]),
        video_thumbs: None,
        dc_id: file.dc,
        attributes: file.attributes.clone(),
    }
    .into()
}

//! Files and pictures.

use grammers_tl_types::{enums, types as t};

use super::blank;
use crate::world::World;

impl World {
    /// A file as part of a message.
    pub(crate) fn media(&self, id: i64) -> Option<enums::MessageMedia> {
        let file = self.files.get(id)?;
        if file.is_photo {
            let size = t::PhotoSize {
                r#type: "x".to_owned(),
                w: 100,
                h: 100,
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
            let media = t::MessageMediaPhoto {
                photo: Some(photo.into()),
                ..blank::<t::MessageMediaPhoto>(&[])
            };
            return Some(media.into());
        }
        let document = t::Document {
            id,
            access_hash: file.access_hash,
            file_reference: file.reference.clone(),
            date: file.date,
            mime_type: file.mime_type.clone(),
            size: file.bytes.len() as i64,
            thumbs: None,
            video_thumbs: None,
            dc_id: file.dc,
            attributes: file.attributes.clone(),
        };
        let media = t::MessageMediaDocument {
            document: Some(document.into()),
            ..blank::<t::MessageMediaDocument>(&[])
        };
        Some(media.into())
    }
}

//! What hangs on a message that a test posts.

use anyhow::{Context, Result};
use base64::Engine;
use grammers_tl_types::{enums, types as t};

use super::groups::keep_photo;
use super::posts::Attachment;
use crate::view::blank;
use crate::world::World;
use crate::world::content::Media;

fn decoded(bytes: &str) -> Result<Vec<u8>> {
    let engine = base64::engine::general_purpose::STANDARD;
    engine.decode(bytes).context("the bytes are not base 64")
}

pub(super) fn attach(world: &mut World, media: &Attachment) -> Result<Media> {
    match media {
        Attachment::Photo(bytes) => Ok(Media::File(keep_photo(world, decoded(bytes)?))),
        Attachment::Document(name, mime, bytes) => {
            let name = t::DocumentAttributeFilename {
                file_name: name.clone(),
            };
            file(world, bytes, mime, name.into())
        }
        Attachment::Voice(duration, bytes) => {
            let audio = t::DocumentAttributeAudio {
                voice: true,
                duration: *duration,
                ..blank::<t::DocumentAttributeAudio>(&[])
            };
            file(world, bytes, "audio/ogg", audio.into())
        }
        Attachment::Sticker(alt, bytes) => {
            let sticker = t::DocumentAttributeSticker {
                mask: false,
                alt: alt.clone(),
                stickerset: enums::InputStickerSet::Empty,
                mask_coords: None,
            };
            file(world, bytes, "image/webp", sticker.into())
        }
        Attachment::Location(lat, long) => Ok(location(*lat, *long)),
        Attachment::Contact(phone, first, last) => Ok(contact(phone, first, last)),
        Attachment::Poll(question, answers) => Ok(poll(question, answers)),
    }
}

fn file(
    world: &mut World,
    bytes: &str,
    mime: &str,
    attribute: enums::DocumentAttribute,
) -> Result<Media> {
    let file = world.files.keep(2, decoded(bytes)?, mime);
    file.attributes = vec![attribute];
    Ok(Media::File(file.id))
}

fn location(lat: f64, long: f64) -> Media {
    let geo = t::GeoPoint {
        long,
        lat,
        access_hash: 0,
        accuracy_radius: None,
    };
    let geo = t::MessageMediaGeo { geo: geo.into() };
    Media::Plain(Box::new(geo.into()))
}

fn contact(phone: &str, first: &str, last: &str) -> Media {
    let contact = t::MessageMediaContact {
        phone_number: phone.to_owned(),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        vcard: String::new(),
        user_id: 0,
    };
    Media::Plain(Box::new(contact.into()))
}

fn poll(question: &str, answers: &[String]) -> Media {
    use grammers_tl_types::Serializable;
    let text = |text: &str| -> enums::TextWithEntities {
        t::TextWithEntities {
            text: text.to_owned(),
            entities: Vec::new(),
        }
        .into()
    };
    let options = answers.iter().enumerate().map(|(number, answer)| {
        t::PollAnswer {
            text: text(answer),
            option: number.to_string().into_bytes(),
            media: None,
            added_by: None,
            date: None,
        }
        .into()
    });
    let answers: Vec<enums::PollAnswer> = options.collect();
    let none = Vec::<enums::PollAnswer>::new().to_bytes();
    // The number, flags, the question, the answers.
    let first: [&[u8]; 3] = [&[0; 12], &text(question).to_bytes(), &none];
    Media::Poll(Box::new(t::Poll {
        id: crate::chance::positive(),
        question: text(question),
        answers,
        ..blank::<t::Poll>(&first)
    }))
}

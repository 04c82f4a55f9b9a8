//! What people send with their messages, as it is kept.

use grammers_tl_types::{enums, types as t};

use super::{Answer, Call};
use crate::chance;
use crate::refusal::Refusal;
use crate::world::content::Media;
use crate::world::files::dimensions;

/// What somebody sends: uploaded, or there already; nothing for a mere link.
pub(super) fn take(call: &mut Call<'_>, media: enums::InputMedia) -> Answer<Option<Media>> {
    let taken = match media {
        enums::InputMedia::UploadedDocument(media) => document(call, media)?,
        enums::InputMedia::UploadedPhoto(media) => {
            let id = photo(call, &media.file)?;
            if let Some(file) = call.world.files.get_mut(id) {
                file.is_spoiler = media.spoiler;
            }
            Media::File(id)
        }
        enums::InputMedia::Document(media) => match media.id {
            enums::InputDocument::Document(named) => known(call, named.id, named.access_hash)?,
            enums::InputDocument::Empty => return Err(Refusal::bad("MEDIA_INVALID")),
        },
        enums::InputMedia::Photo(media) => match media.id {
            enums::InputPhoto::Photo(named) => known(call, named.id, named.access_hash)?,
            enums::InputPhoto::Empty => return Err(Refusal::bad("MEDIA_INVALID")),
        },
        enums::InputMedia::Poll(media) => poll(media.poll)?,
        enums::InputMedia::WebPage(_) | enums::InputMedia::Empty => return Ok(None),
        other => Media::Plain(Box::new(plain(call, other)?)),
    };
    Ok(Some(taken))
}

/// Places, contacts, dice.
fn plain(call: &Call<'_>, media: enums::InputMedia) -> Answer<enums::MessageMedia> {
    let media = match media {
        enums::InputMedia::GeoPoint(media) => {
            let geo = place(&media.geo_point)?;
            t::MessageMediaGeo { geo }.into()
        }
        enums::InputMedia::GeoLive(media) => t::MessageMediaGeoLive {
            geo: place(&media.geo_point)?,
            heading: media.heading,
            period: media.period.unwrap_or(0),
            proximity_notification_radius: media.proximity_notification_radius,
        }
        .into(),
        enums::InputMedia::Venue(media) => t::MessageMediaVenue {
            geo: place(&media.geo_point)?,
            title: media.title,
            address: media.address,
            provider: media.provider,
            venue_id: media.venue_id,
            venue_type: media.venue_type,
        }
        .into(),
        enums::InputMedia::Contact(media) => {
            let digits = crate::world::digits(&media.phone_number);
            let account = call.world.accounts.by_phone(&digits);
            t::MessageMediaContact {
                user_id: account.map_or(0, |account| account.id),
                phone_number: media.phone_number,
                first_name: media.first_name,
                last_name: media.last_name,
                vcard: media.vcard,
            }
            .into()
        }
        enums::InputMedia::Dice(media) => t::MessageMediaDice {
            value: (chance::positive() % 6) as i32 + 1,
            emoticon: media.emoticon,
            game_outcome: None,
        }
        .into(),
        _ => return Err(Refusal::bad("MEDIA_INVALID")),
    };
    Ok(media)
}

fn place(point: &enums::InputGeoPoint) -> Answer<enums::GeoPoint> {
    let enums::InputGeoPoint::Point(point) = point else {
        return Err(Refusal::bad("MEDIA_INVALID"));
    };
    let geo = t::GeoPoint {
        long: point.long,
        lat: point.lat,
        access_hash: chance::positive(),
        accuracy_radius: point.accuracy_radius,
    };
    Ok(geo.into())
}

fn poll(poll: enums::Poll) -> Answer<Media> {
    let enums::Poll::Poll(mut poll) = poll;
    if !(1..=12).contains(&poll.answers.len()) {
        return Err(Refusal::bad("POLL_ANSWERS_INVALID"));
    }
    poll.id = chance::positive();
    let answers = std::mem::take(&mut poll.answers).into_iter().enumerate();
    let answers = answers.map(|(number, answer)| match answer {
        enums::PollAnswer::Answer(_) => answer,
        // Newer clients leave it to the server to number the answers.
        enums::PollAnswer::InputPollAnswer(answer) => t::PollAnswer {
            text: answer.text,
            option: number.to_string().into_bytes(),
            media: None,
            added_by: None,
            date: None,
        }
        .into(),
    });
    poll.answers = answers.collect();
    Ok(Media::Poll(Box::new(poll)))
}

fn document(call: &mut Call<'_>, media: t::InputMediaUploadedDocument) -> Answer<Media> {
    let bytes = take_upload(call, &media.file)?;
    let thumb = match &media.thumb {
        Some(thumb) => Some(take_upload(call, thumb)?),
        None => None,
    };
    let file = call.world.files.keep(call.dc, bytes, &media.mime_type);
    file.attributes = media.attributes;
    file.is_spoiler = media.spoiler;
    file.thumb = thumb;
    Ok(Media::File(file.id))
}

/// Keeps an uploaded picture; gives its number.
pub(super) fn photo(call: &mut Call<'_>, file: &enums::InputFile) -> Answer<i64> {
    let bytes = take_upload(call, file)?;
    let size = dimensions(&bytes);
    if size.0 + size.1 > 10_000 || size.0 < 1 || size.1 < 1 {
        return Err(Refusal::bad("PHOTO_INVALID_DIMENSIONS"));
    }
    let file = call.world.files.keep(call.dc, bytes, "image/jpeg");
    file.is_photo = true;
    Ok(file.id)
}

/// The picture that a group shall have; `None` for none.
pub(super) fn chat_photo(call: &mut Call<'_>, photo: enums::InputChatPhoto) -> Answer<Option<i64>> {
    match photo {
        enums::InputChatPhoto::Empty => Ok(None),
        enums::InputChatPhoto::InputChatUploadedPhoto(uploaded) => {
            let file = uploaded.file.ok_or_else(|| Refusal::bad("PHOTO_INVALID"))?;
            Ok(Some(self::photo(call, &file)?))
        }
        enums::InputChatPhoto::Photo(named) => known_photo(call, &named.id),
    }
}

/// A picture that is there already; `None` for none.
pub(super) fn known_photo(call: &Call<'_>, photo: &enums::InputPhoto) -> Answer<Option<i64>> {
    let enums::InputPhoto::Photo(named) = photo else {
        return Ok(None);
    };
    let file = call.world.files.get(named.id);
    let file = file.filter(|file| file.is_photo && file.access_hash == named.access_hash);
    let file = file.ok_or_else(|| Refusal::bad("PHOTO_INVALID"))?;
    Ok(Some(file.id))
}

fn known(call: &Call<'_>, id: i64, hash: i64) -> Answer<Media> {
    let file = call.world.files.get(id);
    let file = file.filter(|file| file.access_hash == hash);
    let file = file.ok_or_else(|| Refusal::bad("MEDIA_INVALID"))?;
    Ok(Media::File(file.id))
}

fn take_upload(call: &mut Call<'_>, file: &enums::InputFile) -> Answer<Vec<u8>> {
    match file {
        enums::InputFile::File(file) => call.world.files.take(file.id, file.parts),
        enums::InputFile::Big(file) => call.world.files.take(file.id, file.parts),
        enums::InputFile::StoryDocument(_) => Err(Refusal::bad("FILE_ID_INVALID")),
    }
}

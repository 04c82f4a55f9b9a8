//! What hangs on a message.

use std::time::Duration;

use grammers_tl_types::{enums, types};

use super::files::FileHandle;

mod document;

/// What hangs on a message.
#[derive(Clone, PartialEq)]
pub enum Media {
    /// A picture.
    Photo(File),
    /// A file of any kind.
    Document(File),
    /// A sticker: a WebP, a TGS (compressed Lottie), or a `WebM`.
    Sticker {
        /// The picture.
        file: File,
        /// The emoji that it stands for.
        emoji: String,
    },
    /// A voice message.
    Voice(File),
    /// Music and the like.
    Audio(File),
    /// A film.
    Video(File),
    /// A film that is shown in a circle.
    Round(File),
    /// A film without sound that is shown over and over.
    Animation(File),
    /// A place.
    Place {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// What it is called.
        title: Option<String>,
        /// Where that is.
        address: Option<String>,
        /// Whether it moves.
        is_live: bool,
    },
    /// Somebody's number.
    Contact {
        /// The phone number.
        phone: String,
        /// The first name.
        first_name: String,
        /// The last name; may be empty.
        last_name: String,
        /// Who it is, if they are at Telegram.
        person: Option<i64>,
    },
    /// A question with answers to choose from.
    Poll {
        /// The question.
        question: String,
        /// The answers.
        answers: Vec<String>,
    },
    /// A die, or another emoji that shows a value.
    Dice {
        /// The emoji.
        emoji: String,
        /// What it shows.
        value: i32,
    },
    /// The preview of a link in the text.
    Page {
        /// The address.
        url: String,
        /// The title of the page.
        title: Option<String>,
    },
    /// A picture or file that has deleted itself.
    Gone,
    /// Something that only Telegram's apps show.
    Other,
}

/// A file.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// How to load it.
    pub handle: FileHandle,
    /// How large it is, in bytes.
    pub size: u64,
    /// What type of file it is, such as `image/jpeg`.
    pub mime_type: String,
    /// Its name, as the sender gave it.
    pub name: Option<String>,
    /// Width and height in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// How long it plays.
    pub duration: Option<Duration>,
    /// Whether it is veiled until it is tapped.
    pub is_spoiler: bool,
}

impl Media {
    /// From Telegram's form; `None` for nothing.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "Telegram's unions have dozens of members"
    )]
    pub(crate) fn of(media: &enums::MessageMedia) -> Option<Self> {
        Some(match media {
            enums::MessageMedia::Empty => return None,
            enums::MessageMedia::Photo(photo) => of_photo(photo),
            enums::MessageMedia::Document(document) => document::of(document),
            enums::MessageMedia::Geo(geo) => place(&geo.geo, false),
            enums::MessageMedia::GeoLive(geo) => place(&geo.geo, true),
            enums::MessageMedia::Venue(venue) => named_place(venue),
            enums::MessageMedia::Contact(contact) => of_contact(contact),
            enums::MessageMedia::Poll(poll) => of_poll(&poll.poll),
            enums::MessageMedia::Dice(dice) => Self::Dice {
                emoji: dice.emoticon.clone(),
                value: dice.value,
            },
            enums::MessageMedia::WebPage(page) => return of_page(&page.webpage),
            _ => Self::Other,
        })
    }

    /// The file, if it has one.
    pub const fn file(&self) -> Option<&File> {
        match self {
            Self::Photo(file)
            | Self::Document(file)
            | Self::Sticker { file, .. }
            | Self::Voice(file)
            | Self::Audio(file)
            | Self::Video(file)
            | Self::Round(file)
            | Self::Animation(file) => Some(file),
            Self::Place { .. }
            | Self::Contact { .. }
            | Self::Poll { .. }
            | Self::Dice { .. }
            | Self::Page { .. }
            | Self::Gone
            | Self::Other => None,
        }
    }
}

fn of_photo(media: &types::MessageMediaPhoto) -> Media {
    let Some(enums::Photo::Photo(photo)) = &media.photo else {
        return Media::Gone;
    };
    let Some((size, dimensions, bytes)) = photo.sizes.iter().filter_map(sized).max_by_key(area)
    else {
        return Media::Gone;
    };
    Media::Photo(File {
        handle: FileHandle::photo(photo, &size),
        size: bytes,
        mime_type: "image/jpeg".into(),
        name: None,
        dimensions: Some(dimensions),
        duration: None,
        is_spoiler: media.spoiler,
    })
}

/// Name, width and height, and how many bytes.
type Sized = (String, (u32, u32), u64);

/// A size of a picture that can be loaded.
fn sized(size: &enums::PhotoSize) -> Option<Sized> {
    let (name, w, h, bytes) = match size {
        enums::PhotoSize::Size(size) => (&size.r#type, size.w, size.h, Some(size.size)),
        enums::PhotoSize::Progressive(size) => (
            &size.r#type,
            size.w,
            size.h,
            size.sizes.iter().max().copied(),
        ),
        enums::PhotoSize::Empty(_)
        | enums::PhotoSize::PhotoCachedSize(_)
        | enums::PhotoSize::PhotoStrippedSize(_)
        | enums::PhotoSize::PhotoPathSize(_) => return None,
    };
    let dimensions = (w.try_into().ok()?, h.try_into().ok()?);
    Some((name.clone(), dimensions, bytes?.try_into().ok()?))
}

fn area((_, (width, height), _): &Sized) -> u64 {
    u64::from(*width) * u64::from(*height)
}

fn place(point: &enums::GeoPoint, is_live: bool) -> Media {
    let (latitude, longitude) = match point {
        enums::GeoPoint::Point(point) => (point.lat, point.long),
        enums::GeoPoint::Empty => return Media::Other,
    };
    Media::Place {
        latitude,
        longitude,
        title: None,
        address: None,
        is_live,
    }
}

fn named_place(venue: &types::MessageMediaVenue) -> Media {
    let mut place = place(&venue.geo, false);
    if let Media::Place { title, address, .. } = &mut place {
        *title = Some(venue.title.clone());
        *address = Some(venue.address.clone());
    }
    place
}

fn of_contact(contact: &types::MessageMediaContact) -> Media {
    Media::Contact {
        phone: contact.phone_number.clone(),
        first_name: contact.first_name.clone(),
        last_name: contact.last_name.clone(),
        person: Some(contact.user_id).filter(|id| *id != 0),
    }
}

fn of_poll(poll: &enums::Poll) -> Media {
    let enums::Poll::Poll(poll) = poll;
    let answers = poll.answers.iter().filter_map(|answer| match answer {
        enums::PollAnswer::Answer(answer) => Some(words(&answer.text)),
        enums::PollAnswer::InputPollAnswer(_) => None,
    });
    Media::Poll {
        question: words(&poll.question),
        answers: answers.collect(),
    }
}

fn words(text: &enums::TextWithEntities) -> String {
    let enums::TextWithEntities::Entities(text) = text;
    text.text.clone()
}

/// `None` for a preview that is not there yet.
fn of_page(page: &enums::WebPage) -> Option<Media> {
    let enums::WebPage::Page(page) = page else {
        return None;
    };
    Some(Media::Page {
        url: page.url.clone(),
        title: page.title.clone(),
    })
}

impl std::fmt::Debug for Media {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Photo(_) => "Photo(…)",
            Self::Document(_) => "Document(…)",
            Self::Sticker { .. } => "Sticker(…)",
            Self::Voice(_) => "Voice(…)",
            Self::Audio(_) => "Audio(…)",
            Self::Video(_) => "Video(…)",
            Self::Round(_) => "Round(…)",
            Self::Animation(_) => "Animation(…)",
            Self::Place { .. } => "Place(…)",
            Self::Contact { .. } => "Contact(…)",
            Self::Poll { .. } => "Poll(…)",
            Self::Dice { .. } => "Dice(…)",
            Self::Page { .. } => "Page(…)",
            Self::Gone => "Gone",
            Self::Other => "Other",
        })
    }
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File")
            .field("size", &self.size)
            .field("mime_type", &self.mime_type)
            .finish_non_exhaustive()
    }
}

//! Loading pictures and files.

use std::time::Duration;

use grammers_tl_types::{enums, functions as calls, types};

use super::{ChatError, find};
use crate::connection::{CallError, Connection};

/// How much one call gives, in bytes. Telegram wants places that are multiples of it.
///
/// <https://core.telegram.org/api/files#downloading-files>
const PART: i32 = 512 * 1024;

/// How to load a file. Those of messages last about an hour; then the message is to be read again.
#[derive(Clone, PartialEq)]
pub struct FileHandle {
    location: enums::InputFileLocation,
    /// The data centre where it lies; `None` if that was not said.
    dc: Option<i32>,
}

/// Why a file was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It is larger than was wanted.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// The handle is too old. Read the message again ([`super::history::posts`]) and use the new one.
    #[error("the message has to be read again to load its file")]
    Stale,
    /// It is not there, or no longer.
    #[error("there is no such file")]
    Unknown,
    /// Telegram has not answered as hoped for.
    #[error(transparent)]
    Chat(#[from] ChatError),
}

/// Loads a file that has `most` bytes at most. The deadline is for each 512 KiB of it.
pub async fn load(
    connection: &Connection,
    handle: &FileHandle,
    most: u64,
    deadline: Duration,
) -> Result<Vec<u8>, LoadError> {
    let (mut bytes, mut dc) = (Vec::new(), handle.dc);
    loop {
        let request = calls::upload::GetFile {
            precise: false,
            cdn_supported: false,
            location: handle.location.clone(),
            offset: bytes.len().try_into().unwrap_or(i64::MAX),
            limit: PART,
        };
        let answer = match dc {
            Some(dc) => connection.invoke_in(dc, &request, deadline).await,
            None => connection.invoke(&request, deadline).await,
        };
        let part = match answer {
            Ok(enums::upload::File::File(part)) => part.bytes,
            Ok(enums::upload::File::CdnRedirect(_)) => {
                return Err(ChatError::Call(CallError::Unreadable).into());
            }
            Err(CallError::Elsewhere(other)) if dc != Some(other) => {
                dc = Some(other);
                continue;
            }
            Err(error) => return Err(refused(error)),
        };
        let is_last = i32::try_from(part.len()).is_ok_and(|size| size < PART);
        bytes.extend_from_slice(&part);
        if u64::try_from(bytes.len()).is_ok_and(|size| size > most) {
            return Err(LoadError::TooLarge(most));
        }
        if is_last {
            return Ok(bytes);
        }
    }
}

/// The picture of a chat or person, by the number that [`super::Chat`] or [`super::people::Person`] names: 640 pixels
/// wide if it is to be large, else 160.
pub async fn chat_photo(
    connection: &Connection,
    chat: i64,
    photo: i64,
    is_large: bool,
) -> Result<FileHandle, ChatError> {
    let location = types::InputPeerPhotoFileLocation {
        big: is_large,
        peer: find(connection, chat).await?.into(),
        photo_id: photo,
    };
    Ok(FileHandle {
        location: location.into(),
        dc: None,
    })
}

fn refused(error: CallError) -> LoadError {
    if let CallError::Refused(refusal) = &error {
        match refusal.name.as_str() {
            // Also with the number of the part behind it.
            name if name.starts_with("FILE_REFERENCE_") => return LoadError::Stale,
            "FILE_ID_INVALID" | "LOCATION_INVALID" | "PHOTO_INVALID" => return LoadError::Unknown,
            _ => {}
        }
    }
    ChatError::from(error).into()
}

impl FileHandle {
    pub(super) fn photo(photo: &types::Photo, size: &str) -> Self {
        let location = types::InputPhotoFileLocation {
            id: photo.id,
            access_hash: photo.access_hash,
            file_reference: photo.file_reference.clone(),
            thumb_size: size.to_owned(),
        };
        Self {
            location: location.into(),
            dc: Some(photo.dc_id),
        }
    }

    pub(super) fn document(document: &types::Document) -> Self {
        let location = types::InputDocumentFileLocation {
            id: document.id,
            access_hash: document.access_hash,
            file_reference: document.file_reference.clone(),
            thumb_size: String::new(),
        };
        Self {
            location: location.into(),
            dc: Some(document.dc_id),
        }
    }
}

impl Eq for FileHandle {}

impl std::fmt::Debug for FileHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileHandle(…)")
    }
}

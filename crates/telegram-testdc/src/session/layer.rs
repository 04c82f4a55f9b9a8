//! Clients that speak an older layer than this server: 227, of mtcute; and 165, of the `GramJS` that MeshCentral uses,
//! as far as a login needs it.
//!
//! What has changed since is found by the numbers of constructors, which stand at whole words. Texts cannot be taken
//! for them, since none of these numbers is UTF-8; files are left alone.

use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, Serializable, deserialize, enums, types as t,
};

/// The first layer in which all is as the server has it.
const CURRENT: i32 = 228;

/// The layer of `GramJS` 2.19, and a user in it: fields that came later are optional, and this server never sets them.
const OLDEST: (i32, u32) = (165, 0xabb5_f120);

/// Constructors that only gained optional fields, which this server never sets: the number, and the older one.
const RENAMED: [(u32, u32); 3] = [
    (t::User::CONSTRUCTOR_ID, 0x3177_4388),
    (t::Channel::CONSTRUCTOR_ID, 0x1c32_b11c),
    (t::KeyboardInlineButtonRow::CONSTRUCTOR_ID, ROW),
];

const VECTOR: u32 = 0x1cb5_c415;
const MARKUP: u32 = 0x48a3_0254;
const ROW: u32 = 0x7760_8b83;
const BUTTON: u32 = 0x7d17_0cff;
const CALLBACK: u32 = 0xe62b_c960;
const URL: u32 = 0xd80c_25ec;
const COPY: u32 = 0xbcc4_af10;
/// The flag of a button that has a style.
const STYLED: u32 = 1 << 10;

/// What is written in place of something, and how long that was.
type Change = Option<(Vec<u8>, usize)>;
type Style = Option<enums::KeyboardButtonStyle>;

/// Writes an answer or update as a client of this layer reads it.
pub(crate) fn downgrade(body: Vec<u8>, layer: i32) -> Vec<u8> {
    if layer >= CURRENT || word(&body) == Some(t::upload::File::CONSTRUCTOR_ID) {
        return body;
    }
    rewrite(&body, |id, rest| match id {
        t::User::CONSTRUCTOR_ID if layer <= OLDEST.0 => Some((OLDEST.1.to_bytes(), 4)),
        _ => older(id, rest),
    })
}

/// Reads a request as a client of this layer wrote it.
pub(crate) fn upgrade(body: &[u8], layer: i32) -> Option<Vec<u8>> {
    let is_old = layer < CURRENT && body.chunks_exact(4).any(|at| word(at) == Some(MARKUP));
    is_old.then(|| rewrite(body, newer))
}

/// Replaces what `change` knows, at any word: it gives what stands there instead, and how much of it.
fn rewrite(body: &[u8], change: impl Fn(u32, &[u8]) -> Change) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(id) = word(rest) {
        let Some((written, read)) = change(id, rest) else {
            out.extend_from_slice(&rest[..4]);
            rest = &rest[4..];
            continue;
        };
        out.extend(written);
        rest = &rest[read..];
    }
    out.extend(rest);
    out
}

fn word(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?))
}

fn older(id: u32, rest: &[u8]) -> Change {
    if let Some((_, old)) = RENAMED.iter().find(|(new, _)| *new == id) {
        return Some((old.to_bytes(), 4));
    }
    match id {
        // Its flags are new.
        t::ReplyInlineMarkup::CONSTRUCTOR_ID => Some((MARKUP.to_bytes(), 8)),
        t::KeyboardInlineButton::CONSTRUCTOR_ID => {
            let cursor = &mut Cursor::from_slice(rest);
            let read = enums::KeyboardInlineButton::deserialize(cursor).ok()?;
            let enums::KeyboardInlineButton::Button(button) = read;
            Some((inline_button(&button), cursor.pos()))
        }
        t::KeyboardButton::CONSTRUCTOR_ID => {
            let cursor = &mut Cursor::from_slice(rest);
            let read = enums::KeyboardButton::deserialize(cursor).ok()?;
            let enums::KeyboardButton::Button(button) = read;
            let written = old_button(BUTTON, 0, button.style.as_ref(), &button.text);
            Some((written, cursor.pos()))
        }
        _ => None,
    }
}

fn old_button(
    id: u32,
    flags: u32,
    style: Option<&enums::KeyboardButtonStyle>,
    text: &str,
) -> Vec<u8> {
    let mut out = id.to_bytes();
    let styled = if style.is_some() { STYLED } else { 0 };
    (flags | styled).serialize(&mut out);
    out.extend(style.map(Serializable::to_bytes).unwrap_or_default());
    text.to_owned().serialize(&mut out);
    out
}

fn inline_button(button: &t::KeyboardInlineButton) -> Vec<u8> {
    let (id, flags, held) = match &button.r#type {
        enums::InlineButtonType::Callback(call) => (
            CALLBACK,
            u32::from(call.requires_password),
            call.data.to_bytes(),
        ),
        enums::InlineButtonType::Url(link) => (URL, 0, link.url.to_bytes()),
        enums::InlineButtonType::Copy(copy) => (COPY, 0, copy.copy_text.to_bytes()),
        _ => (BUTTON, 0, Vec::new()),
    };
    let mut out = old_button(id, flags, button.style.as_ref(), &button.text);
    out.extend(held);
    out
}

fn newer(id: u32, rest: &[u8]) -> Change {
    if id != MARKUP || word(&rest[4..]) != Some(VECTOR) {
        return None;
    }
    let cursor = &mut Cursor::from_slice(&rest[4..]);
    let rows = Vec::<OldRow>::deserialize(cursor).ok()?;
    let rows = rows.into_iter().map(|row| {
        let buttons = row.0.into_iter().map(|button| button.0.into()).collect();
        t::KeyboardInlineButtonRow { buttons }.into()
    });
    let markup = t::ReplyInlineMarkup {
        force_reply: false,
        rows: rows.collect(),
    };
    let written = enums::ReplyMarkup::from(markup).to_bytes();
    Some((written, 4 + cursor.pos()))
}

struct OldRow(Vec<OldButton>);

impl Deserializable for OldRow {
    fn deserialize(buf: &mut Cursor<'_>) -> deserialize::Result<Self> {
        expect(buf, &[ROW])?;
        Ok(Self(Vec::deserialize(buf)?))
    }
}

struct OldButton(t::KeyboardInlineButton);

impl Deserializable for OldButton {
    fn deserialize(buf: &mut Cursor<'_>) -> deserialize::Result<Self> {
        let id = expect(buf, &[CALLBACK, URL, COPY])?;
        let flags = u32::deserialize(buf)?;
        let style: Style = if flags & STYLED == 0 {
            None
        } else {
            Some(enums::KeyboardButtonStyle::deserialize(buf)?)
        };
        let text = String::deserialize(buf)?;
        let r#type = match id {
            CALLBACK => t::InlineButtonTypeCallback {
                requires_password: flags & 1 == 1,
                data: Vec::deserialize(buf)?,
            }
            .into(),
            URL => {
                let url = String::deserialize(buf)?;
                t::InlineButtonTypeUrl { url }.into()
            }
            _ => {
                let copy_text = String::deserialize(buf)?;
                t::InlineButtonTypeCopy { copy_text }.into()
            }
        };
        Ok(Self(t::KeyboardInlineButton {
            style,
            text,
            r#type,
        }))
    }
}

fn expect(buf: &mut Cursor<'_>, ids: &[u32]) -> deserialize::Result<u32> {
    let id = u32::deserialize(buf)?;
    if ids.contains(&id) {
        return Ok(id);
    }
    Err(deserialize::Error::UnexpectedConstructor { id })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markup() -> enums::ReplyMarkup {
        let button = t::KeyboardInlineButton {
            style: None,
            text: "Yes".to_owned(),
            r#type: t::InlineButtonTypeCallback {
                requires_password: false,
                data: b"yes".to_vec(),
            }
            .into(),
        };
        let row = t::KeyboardInlineButtonRow {
            buttons: vec![button.into()],
        };
        let rows = vec![row.into()];
        let force_reply = false;
        t::ReplyInlineMarkup { force_reply, rows }.into()
    }

    #[test]
    fn buttons_come_back_from_an_older_layer_as_they_were() {
        let old = downgrade(markup().to_bytes(), 227);
        assert_eq!(word(&old), Some(MARKUP));
        assert_eq!(upgrade(&old, 227), Some(markup().to_bytes()));
    }

    #[test]
    fn a_client_of_a_current_layer_gets_what_there_is() {
        assert_eq!(downgrade(markup().to_bytes(), 229), markup().to_bytes());
        assert_eq!(upgrade(&markup().to_bytes(), 229), None);
    }

    #[test]
    fn the_bytes_of_a_file_are_left_alone() {
        let file = t::upload::File {
            r#type: enums::storage::FileType::FileUnknown,
            mtime: 0,
            bytes: t::User::CONSTRUCTOR_ID.to_le_bytes().repeat(20),
        };
        let answer = enums::upload::File::File(file).to_bytes();
        assert_eq!(downgrade(answer.clone(), 227), answer);
    }
}

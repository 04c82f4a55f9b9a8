//! `photos.*`: pictures of people.

use grammers_tl_types::{enums, functions::photos as f, types::photos as tp};

use super::{Answer, Call, media};
use crate::refusal::Refusal;
use crate::world::peer::Peer;

super::methods! {
    f::UploadProfilePhoto => upload,
    f::UpdateProfilePhoto => update,
    f::DeletePhotos => delete,
    f::GetUserPhotos => photos,
}

fn upload(call: &mut Call<'_>, r: f::UploadProfilePhoto) -> Answer<enums::photos::Photo> {
    let me = call.me()?;
    let file = r.file.ok_or_else(|| Refusal::bad("PHOTO_FILE_MISSING"))?;
    let id = media::photo(call, &file)?;
    call.world.set_user_photo(me, Some(id));
    shown(call, me, id)
}

fn update(call: &mut Call<'_>, r: f::UpdateProfilePhoto) -> Answer<enums::photos::Photo> {
    let me = call.me()?;
    let id = media::known_photo(call, &r.id)?;
    call.world.set_user_photo(me, id);
    shown(call, me, id.unwrap_or(0))
}

fn shown(call: &Call<'_>, me: i64, id: i64) -> Answer<enums::photos::Photo> {
    let none = || grammers_tl_types::types::PhotoEmpty { id: 0 }.into();
    let photo = call.world.photo(id).unwrap_or_else(none);
    let users = vec![call.world.user(me, me)];
    Ok(tp::Photo { photo, users }.into())
}

fn delete(call: &mut Call<'_>, r: f::DeletePhotos) -> Answer<Vec<i64>> {
    let me = call.me()?;
    let mut gone = Vec::new();
    for photo in &r.id {
        gone.extend(media::known_photo(call, photo)?);
    }
    if let Some(account) = call.world.accounts.get_mut(me) {
        gone.retain(|id| account.photos.contains(id));
        account.photos.retain(|id| !gone.contains(id));
    }
    Ok(gone)
}

fn photos(call: &mut Call<'_>, r: f::GetUserPhotos) -> Answer<enums::photos::Photos> {
    let me = call.me()?;
    let user = call.world.named_user(me, &r.user_id)?;
    let account = call.world.accounts.get(user);
    let all = account
        .map(|account| account.photos.clone())
        .unwrap_or_default();
    let offset = usize::try_from(r.offset).unwrap_or(0);
    let limit = usize::try_from(r.limit).unwrap_or(0).min(100);
    let page = all.iter().skip(offset).take(limit);
    let photos = page.filter_map(|id| call.world.photo(*id)).collect();
    let (users, _) = call.world.people(me, &[Peer::User(user)]);
    let slice = tp::PhotosSlice {
        count: all.len() as i32,
        photos,
        users,
    };
    Ok(slice.into())
}

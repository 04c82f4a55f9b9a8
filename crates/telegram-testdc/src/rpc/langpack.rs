//! `langpack.*`: there are no language packs here.

use grammers_tl_types::{enums, functions::langpack as f, types as t};

use super::{Answer, Call};

super::methods! {
    f::GetLangPack => pack,
    f::GetStrings => strings,
    f::GetDifference => difference,
    f::GetLanguages => languages,
}

fn empty(lang_code: String) -> enums::LangPackDifference {
    t::LangPackDifference {
        lang_code,
        from_version: 0,
        version: 1,
        strings: Vec::new(),
    }
    .into()
}

fn pack(_: &mut Call<'_>, r: f::GetLangPack) -> Answer<enums::LangPackDifference> {
    Ok(empty(r.lang_code))
}

fn strings(_: &mut Call<'_>, _: f::GetStrings) -> Answer<Vec<enums::LangPackString>> {
    Ok(Vec::new())
}

fn difference(_: &mut Call<'_>, r: f::GetDifference) -> Answer<enums::LangPackDifference> {
    Ok(empty(r.lang_code))
}

fn languages(_: &mut Call<'_>, _: f::GetLanguages) -> Answer<Vec<enums::LangPackLanguage>> {
    Ok(Vec::new())
}

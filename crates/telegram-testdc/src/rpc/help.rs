//! `help.*`: what clients ask before anything else.

use grammers_tl_types::{enums, functions::help as f, types as t, types::help as th};

use super::{Answer, Call};
use crate::refusal::Refusal;

super::methods! {
    f::GetConfig => config,
    f::GetNearestDc => nearest_dc,
    f::GetAppConfig => app_config,
    f::GetCountriesList => countries,
    f::GetTermsOfServiceUpdate => terms,
    f::GetAppUpdate => app_update,
    f::SetBotUpdatesStatus => bot_status,
}

fn config(call: &mut Call<'_>, _: f::GetConfig) -> Answer<enums::Config> {
    Ok(call.world.config(call.dc))
}

fn nearest_dc(call: &mut Call<'_>, _: f::GetNearestDc) -> Answer<enums::NearestDc> {
    let nearest = t::NearestDc {
        country: "US".to_owned(),
        this_dc: call.dc,
        nearest_dc: call.dc,
    };
    Ok(nearest.into())
}

fn app_config(_: &mut Call<'_>, _: f::GetAppConfig) -> Answer<enums::help::AppConfig> {
    let config = t::JsonObject { value: Vec::new() }.into();
    Ok(th::AppConfig { hash: 1, config }.into())
}

fn countries(_: &mut Call<'_>, _: f::GetCountriesList) -> Answer<enums::help::CountriesList> {
    let countries = Vec::new();
    Ok(th::CountriesList { countries, hash: 1 }.into())
}

fn terms(
    _: &mut Call<'_>,
    _: f::GetTermsOfServiceUpdate,
) -> Answer<enums::help::TermsOfServiceUpdate> {
    let expires = crate::clock::now() + 3600;
    Ok(th::TermsOfServiceUpdateEmpty { expires }.into())
}

fn app_update(_: &mut Call<'_>, _: f::GetAppUpdate) -> Answer<enums::help::AppUpdate> {
    Ok(enums::help::AppUpdate::NoAppUpdate)
}

fn bot_status(call: &mut Call<'_>, _: f::SetBotUpdatesStatus) -> Answer<bool> {
    let me = call.me()?;
    if call.is_bot(me) {
        return Ok(true);
    }
    Err(Refusal::bad("USER_BOT_REQUIRED"))
}

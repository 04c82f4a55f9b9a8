//! What clients are told about the data centres.

use grammers_tl_types::{Serializable, enums, types as t};

use super::blank;
use crate::clock;
use crate::world::World;

impl World {
    /// The configuration, as a data centre gives it.
    pub(crate) fn config(&self, dc: i32) -> enums::Config {
        let options = Vec::<enums::DcOption>::new().to_bytes();
        // Flags, date, expires, test mode, this data centre, then the list.
        let first: [&[u8]; 4] = [&[0; 12], &false.to_bytes(), &[0; 4], &options];
        let now = clock::now();
        t::Config {
            date: now,
            expires: now + 3600,
            this_dc: dc,
            dc_options: self.dc_options(),
            chat_size_max: 200,
            megagroup_size_max: 200_000,
            forwarded_count_max: 100,
            online_update_period_ms: 210_000,
            edit_time_limit: 172_800,
            revoke_time_limit: i32::MAX,
            revoke_pm_time_limit: i32::MAX,
            caption_length_max: 1024,
            message_length_max: 4096,
            webfile_dc_id: dc,
            me_url_prefix: "https://t.me/".to_owned(),
            ..blank::<t::Config>(&first)
        }
        .into()
    }

    fn dc_options(&self) -> Vec<enums::DcOption> {
        let options = self.dcs.iter().map(|(id, address)| {
            let named = self.faults.named(*id);
            let (ip, port) = named.unwrap_or_else(|| (address.ip().to_string(), address.port()));
            t::DcOption {
                // Clients take no other address for theirs.
                r#static: true,
                id: *id,
                ip_address: ip,
                port: i32::from(port),
                ..blank::<t::DcOption>(&[])
            }
            .into()
        });
        options.collect()
    }
}

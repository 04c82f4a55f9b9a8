//! The keys of MeshCentral's config.json that Postern does not have, so that an existing file is understood.

use crate::place::KeyPath;

/// Whose a key is that Postern does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Nobody's loss.
    Ignored,
    /// Devices, agents, remote control: not what Postern is about.
    DeviceManagement,
    /// A messaging provider that Postern does not speak to yet.
    Provider,
    /// Anything else of MeshCentral's. The admin may count on it (who may sign in, how), so each is named.
    Other,
}

/// Whose the key is that stands at `path`; `None` if MeshCentral does not know it either.
pub(crate) fn owner(path: &KeyPath, key: &str) -> Option<Owner> {
    let key = key.to_ascii_lowercase();
    let key = key.as_str();
    let keys: Vec<&str> = path.keys().collect();
    match keys.as_slice() {
        [] if key == "$schema" => Some(Owner::Ignored),
        [] => TOP.contains(&key).then_some(Owner::Other),
        ["settings"] => device_or(key, SETTINGS),
        ["domains", _] | ["domainDefaults"] => device_or(key, DOMAINS),
        [.., "passwordRequirements"] => PASSWORDS.contains(&key).then_some(Owner::Other),
        ["smtp"] | ["messaging", "email"] => match key {
            // TLS is strict always; addresses are verified always.
            "tlsstrict" | "verifyemail" => Some(Owner::Ignored),
            "auth" | "emaildelayseconds" => Some(Owner::Other),
            _ => None,
        },
        ["messaging"] => PROVIDERS.contains(&key).then_some(Owner::Provider),
        _ => None,
    }
}

fn device_or(key: &str, others: &[&str]) -> Option<Owner> {
    if others.contains(&key) {
        return Some(Owner::Other);
    }
    let device =
        DEVICES.contains(&key) || DEVICE_PREFIXES.iter().any(|prefix| key.starts_with(prefix));
    device.then_some(Owner::DeviceManagement)
}

const TOP: &[&str] = &["letsencrypt", "peers", "sendgrid", "sendmail", "sms"];

const PROVIDERS: &[&str] = &["callmebot", "zulip", "slack"];

const PASSWORDS: &[&str] = &[
    "allowaccountreset",
    "autofido2fa",
    "backupcode2factor",
    "bancommonpasswords",
    "duo2factor",
    "email2factor",
    "force2factor",
    "lock2factor",
    "logintokens",
    "maxfidokeys",
    "oldpasswordban",
    "otp2factor",
    "push2factor",
    "reset",
    "single2factorwarning",
    "skip2factor",
    "sms2factor",
    "twofactortimeout",
];

/// How the keys of device management begin.
const DEVICE_PREFIXES: &[&str] = &[
    "agent",
    "amt",
    "android",
    "assistant",
    "clipboard",
    "desktop",
    "device",
    "guest",
    "localsessionrecording",
    "managealldevicegroups",
    "mesh",
    "mps",
    "mqtt",
    "relay",
    "terminal",
    "webrtc",
];

/// The keys of device management that begin otherwise.
const DEVICES: &[&str] = &[
    "allowhighqualitydesktop",
    "allowsavingdevicecredentials",
    "altmessenging",
    "autoremoveinactivedevices",
    "consentmessages",
    "geolocation",
    "ignoreagenthashcheck",
    "interusermessaging",
    "ipkvm",
    "lanonly",
    "localdiscovery",
    "managecrossdomain",
    "mstsc",
    "myserver",
    "noagentupdate",
    "notificationmessages",
    "novnc",
    "orphanagentuser",
    "preconfiguredremoteinput",
    "preconfiguredscripts",
    "publicpushnotifications",
    "scrolltotop",
    "sessionrecording",
    "ssh",
    "temporaryagentupdate",
    "userconsentflags",
    "wanonly",
    "watchdog",
    "wscompression",
];

const SETTINGS: &[&str] = &[
    "acebase",
    "allowframing",
    "allowlogintoken",
    "authlog",
    "autobackup",
    "browserping",
    "browserpong",
    "certificateprivatekeypassword",
    "cleannpmcacheonupdate",
    "compression",
    "cookieencoding",
    "cookieipcheck",
    "crowdsec",
    "datapath",
    "dbencryptkey",
    "dbexpire",
    "dbrecordsdecryptkey",
    "dbrecordsencryptkey",
    "filespath",
    "ipblockeduserredirect",
    "log",
    "maintenancemode",
    "mariadb",
    "maxinvalid2fa",
    "maxinvalidlogin",
    "minify",
    "mongodb",
    "mongodbbulkoperations",
    "mongodbchangestream",
    "mongodbname",
    "mysql",
    "nedb",
    "nice404",
    "no2factorauth",
    "nousers",
    "npmpath",
    "npmproxy",
    "plugins",
    "postgres",
    "redirects",
    "rediraliasport",
    "rootcertcommonname",
    "runonservererror",
    "runonserverstarted",
    "runonserverupdated",
    "selfupdate",
    "sessionkey",
    "sessionsamesite",
    "sessiontime",
    "sqlite3",
    "statsevents",
    "stricttransportsecurity",
    "swarmport",
    "syslog",
    "syslogauth",
    "syslogjson",
    "syslogtcp",
    "tlsciphers",
    "userallowedip",
    "userblockedip",
    "vault",
    "webpagelengthrandomization",
    "webpush",
    "xmongodb",
    "zippassword",
];

const DOMAINS: &[&str] = &[
    "auth",
    "authstrategies",
    "certurl",
    "customfiles",
    "customui",
    "footer",
    "hide",
    "httpheaders",
    "ipblockeduserredirect",
    "ldapoptions",
    "ldapuserbinarykey",
    "ldapuseremail",
    "ldapusergroups",
    "ldapuserimage",
    "ldapuserkey",
    "ldapusername",
    "ldapuserphonenumber",
    "ldapuserrealname",
    "ldapuserrequiredgroupmembership",
    "ldapsiteadmingroups",
    "ldapsyncwithusergroups",
    "limits",
    "loginfooter",
    "loginkey",
    "loginpicture",
    "maxaccounts",
    "minify",
    "mobilesite",
    "newaccountemaildomains",
    "newaccounts",
    "newaccountscaptcha",
    "newaccountspass",
    "newaccountsrights",
    "newaccountsusergroups",
    "nightmode",
    "orphanusers",
    "redirects",
    "rootredirect",
    "sendgrid",
    "sendmail",
    "share",
    "showpasswordlogin",
    "sitestyle",
    "sms",
    "smtp",
    "title2",
    "titlepicture",
    "twofactorcookiedurationdays",
    "unknownuserrootredirect",
    "urlswitching",
    "userallowedip",
    "userblockedip",
    "usernameisemail",
    "userquota",
    "userrequiredhttpheader",
    "usersessionidletimeout",
    "webemailspath",
    "webpublicpath",
    "webviewspath",
    "welcomepicture",
    "welcomepicturefullscreen",
    "welcometext",
    "yubikey",
];

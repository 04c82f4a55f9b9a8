//! `messaging.email`, or `smtp` at the top of the file, where MeshCentral has it.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::{Password, Secret};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Email, Settings, Tls};
use crate::Messenger;
use crate::http::{Deadlines, Waits};
use crate::kind::{self, Ground, Kind, Question, Remarks, is_host_name};

/// The kind.
pub const KIND: Kind = Kind {
    key: "email",
    title: "E-mail",
    icon: Icon {
        name: "email",
        drawing: r#"<path d="M3 5.500h18v13H3zM3.500 6.500l8.500 7 8.500-7" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#8a5a00",
        on_dark: "#e6b866",
    },
    introduction: "\
Postern sends e-mail through an SMTP server on which it has an account. E-mail is for notifications;
codes to sign in never go there.",
    questions: &[
        Question {
            key: &["messaging", "email", "host"],
            ask: "The SMTP server",
            help: "Such as smtp.example.org. By default with STARTTLS at port 587.",
            is_secret: false,
            is_optional: false,
        },
        Question {
            key: &["messaging", "email", "from"],
            ask: "The sender",
            help: "An address, or a name and an address: Acme <postern@example.org>",
            is_secret: false,
            is_optional: false,
        },
        Question {
            key: &["messaging", "email", "user"],
            ask: "The name to log in with",
            help: "Often the same address. Without it, nobody logs in.",
            is_secret: false,
            is_optional: true,
        },
        Question {
            key: &["messaging", "email", "pass"],
            ask: "The password",
            help: "",
            is_secret: true,
            is_optional: true,
        },
    ],
    placeholders: &[],
    at_best: super::entry,
    schema: kind::section_schema::<Section>,
};

/// E-mail, through an SMTP server of your own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of the file, two of them MeshCentral's"
)]
pub struct Section {
    /// The SMTP server: a host name or an IP address.
    pub host: Option<String>,
    /// Its port; 465 with `tls`, otherwise 587.
    pub port: Option<u16>,
    /// The sender: an address, or a name and an address: `Acme <postern@example.org>`.
    pub from: Option<String>,
    /// What Postern calls itself to the server; the name of this machine by default.
    pub name: Option<String>,
    /// Whether TLS begins at once; otherwise by STARTTLS, without which nothing is sent. `false` by default.
    pub tls: bool,
    /// Whether the server's certificate is checked; `true` by default. Better give `caFile` than switch it off.
    #[serde(rename = "tlscertcheck")]
    pub checks_certificate: bool,
    /// The name to log in with.
    pub user: Option<String>,
    /// The password.
    pub pass: Option<Secret>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
    /// Whether a server without STARTTLS is taken, so that others may read along; `false` by default. A server on this
    /// machine needs none.
    pub allow_plain: bool,
    /// Whether the server takes as much as there is; otherwise five messages a second. `false` by default.
    pub exempt: bool,
}

impl Default for Section {
    fn default() -> Self {
        Self {
            host: None,
            port: None,
            from: None,
            name: None,
            tls: false,
            checks_certificate: true,
            user: None,
            pass: None,
            ca_file: None,
            proxy: None,
            allow_plain: false,
            exempt: false,
        }
    }
}

impl Section {
    fn how(&self, host: &str) -> Tls {
        let address: Option<std::net::IpAddr> = host.parse().ok();
        let is_here = host == "localhost" || address.is_some_and(|one| one.is_loopback());
        match self.tls {
            true => Tls::Implicit,
            // Beyond a proxy, "here" is somewhere else.
            false if is_here && self.proxy.is_none() || self.allow_plain => Tls::Optional,
            false => Tls::StartTls,
        }
    }
}

impl Section {
    fn check_proxy(&self, remarks: &mut Remarks) {
        remarks.proxy(self.proxy.as_ref());
        if self.proxy.is_some() && self.tls && !self.checks_certificate {
            let text = "cannot be false with tls and a proxy; give caFile instead";
            remarks.fault(&["tlscertcheck"], text);
        }
    }
}

impl kind::Section for Section {
    fn check(&self, remarks: &mut Remarks) {
        let is_server = |host: &str| is_host_name(host) || host.parse::<std::net::IpAddr>().is_ok();
        match self.host.as_deref() {
            None => remarks.unfinished(&["host"], "is missing: the SMTP server"),
            Some(host) if !is_server(host) => {
                remarks.fault(&["host"], "must be a host name such as smtp.example.org");
            }
            Some(_) => {}
        }
        match self.from.as_deref() {
            None => remarks.unfinished(&["from"], "is missing: the sender's address"),
            Some(from) if !super::is_sender(from) => {
                let text =
                    "must be an address, or a name and an address: Acme <postern@example.org>";
                remarks.fault(&["from"], text);
            }
            Some(_) => {}
        }
        if self.user.is_some() && self.pass.is_none() {
            remarks.unfinished(&["pass"], "is missing: the password that goes with user");
        }
        self.check_proxy(remarks);
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider)
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let host = self.host.clone().ok_or("its host is missing")?;
        let from = self.from.clone().ok_or("its sender (from) is missing")?;
        let login = match (&self.user, &self.pass) {
            (Some(user), Some(pass)) => Some((user.clone(), Password::new(pass.reveal()))),
            (None, _) => None,
            (Some(_), None) => return Err("its password (pass) is missing".to_owned()),
        };
        let proxy = kind::proxy(self.proxy.as_ref()).map_err(|why| format!("its proxy {why}"))?;
        let settings = Settings {
            tls: self.how(&host),
            host,
            port: self.port.unwrap_or(if self.tls { 465 } else { 587 }),
            name: self.name.clone(),
            from,
            ca_file: self.ca_file.clone(),
            checks_certificate: self.checks_certificate,
            proxy,
            login,
            rules: if self.exempt {
                crate::http::Rules::default()
            } else {
                super::USUAL_RULES
            },
            waits: Waits::DEFAULT,
            deadlines: Deadlines::DEFAULT,
        };
        match Email::start(provider, settings, &ground.surroundings) {
            Ok(started) => Ok(started),
            // Its section may be `smtp`, too.
            Err(fault) => Err(fault.to_string()),
        }
    }
}

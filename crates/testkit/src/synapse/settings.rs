//! How a test's Synapse is set up.

use std::fmt::Write as _;
use std::path::Path;

use rcgen::{CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair};

use super::{MATRIX_DOMAIN, REGISTRATION_SECRET, Synapse};

/// A server about to be started.
#[derive(Debug, Clone, Default)]
pub struct SynapseSetup {
    pub(super) port: Option<u16>,
    services: Vec<(String, String)>,
    tight: Vec<(String, String)>,
    tls_port: Option<u16>,
    more: String,
}

/// Every limit that Synapse has for requests, and what makes it so loose that nobody meets it.
const LIMITS: &[(&str, &str)] = &[
    ("rc_message", LOOSE),
    ("rc_registration", LOOSE),
    ("rc_login", "{ address: L, account: L, failed_attempts: L }"),
    ("rc_admin_redaction", LOOSE),
    ("rc_joins", "{ local: L, remote: L }"),
    ("rc_joins_per_room", LOOSE),
    ("rc_invites", "{ per_room: L, per_user: L, per_issuer: L }"),
    ("rc_room_creation", LOOSE),
    ("rc_media_create", LOOSE),
    ("rc_presence", "{ per_user: L }"),
];

const LOOSE: &str = "{ per_second: 10000, burst_count: 10000 }";

impl SynapseSetup {
    /// Listens on this port rather than on a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Knows an application service, by its registration in YAML (or JSON, which is YAML).
    #[must_use]
    pub fn service(mut self, registration: &str) -> Self {
        let name = format!("service-{}.yaml", self.services.len());
        self.services.push((name, registration.to_owned()));
        self
    }

    /// The file, in the server's folder, of the application service that was given `place`-th, from 0.
    pub fn service_file(place: usize) -> String {
        format!("service-{place}.yaml")
    }

    /// Listens on this port with TLS besides; its certificate is one of the authority in [`Synapse::ca_file`].
    #[must_use]
    pub const fn tls(mut self, port: u16) -> Self {
        self.tls_port = Some(port);
        self
    }

    /// Has one of Synapse's limits tight: `limit("rc_message", "{ per_second: 1, burst_count: 2 }")`.
    #[must_use]
    pub fn limit(mut self, name: &str, yaml: &str) -> Self {
        self.tight.push((name.to_owned(), yaml.to_owned()));
        self
    }

    /// Has more lines in `homeserver.yaml`.
    #[must_use]
    pub fn with(mut self, yaml: &str) -> Self {
        self.more.push_str(yaml);
        self.more.push('\n');
        self
    }

    /// Starts the server and waits until it answers.
    pub async fn start(self) -> Synapse {
        Synapse::start_with(&self).await
    }

    /// Writes all files into the server's folder.
    pub(super) fn write(&self, folder: &Path, port: u16) {
        let write = |name: &str, text: &str| {
            std::fs::write(folder.join(name), text).expect("its folder can be written");
        };
        for (name, registration) in &self.services {
            write(name, registration);
        }
        // Whose signatures nobody ever checks: it federates with none.
        let key = "ed25519 a_test 2XmYGlzfmIqvXnGfmqNzj0qEU4LGfmbnRgKbGKUoYOk\n";
        write("signing.key", key);
        if self.tls_port.is_some() {
            let (authority, certificate, key) = certificates();
            write("ca.pem", &authority);
            write("tls.crt", &certificate);
            write("tls.key", &key);
        }
        write("homeserver.yaml", &self.homeserver_yaml(folder, port));
    }

    fn homeserver_yaml(&self, folder: &Path, port: u16) -> String {
        let folder = folder.display();
        let tls = self.tls_port.map_or_else(String::new, |port| {
            format!(
                r#"
  - port: {port}
    type: http
    tls: true
    bind_addresses: ["127.0.0.1"]
    resources: [{{ names: [client, media, openid] }}]
tls_certificate_path: "{folder}/tls.crt"
tls_private_key_path: "{folder}/tls.key""#
            )
        });
        let mut yaml = format!(
            r#"server_name: {MATRIX_DOMAIN}
public_baseurl: "http://127.0.0.1:{port}/"
pid_file: "{folder}/homeserver.pid"
listeners:
  - port: {port}
    type: http
    bind_addresses: ["127.0.0.1"]
    resources: [{{ names: [client, media, openid] }}]{tls}
database: {{ name: sqlite3, args: {{ database: "{folder}/homeserver.db" }} }}
media_store_path: "{folder}/media"
signing_key_path: "{folder}/signing.key"
registration_shared_secret: "{REGISTRATION_SECRET}"
macaroon_secret_key: "only for tests"
form_secret: "only for tests"
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
report_stats: false
presence: {{ enabled: true }}
"#
        );
        yaml.push_str("app_service_config_files:");
        yaml.push_str(if self.services.is_empty() {
            " []\n"
        } else {
            "\n"
        });
        for (name, _) in &self.services {
            writeln!(yaml, "  - \"{folder}/{name}\"").expect("a string takes all");
        }
        for (name, loose) in LIMITS {
            let tight = self.tight.iter().find(|(tight, _)| tight == name);
            let limit = tight.map_or_else(|| loose.replace('L', LOOSE), |(_, tight)| tight.clone());
            writeln!(yaml, "{name}: {limit}").expect("a string takes all");
        }
        yaml.push_str(&self.more);
        yaml
    }
}

/// An authority, a certificate of it for 127.0.0.1, and the key of that.
fn certificates() -> (String, String, String) {
    let mut authority = CertificateParams::new(Vec::new()).expect("no name is wrong");
    authority.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("there is randomness");
    let authority = CertifiedIssuer::self_signed(authority, key).expect("its own key signs it");
    let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let mut server = CertificateParams::new(names).expect("the names are right");
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate().expect("there is randomness");
    let server = server
        .signed_by(&key, &authority)
        .expect("the authority signs it");
    (authority.pem(), server.pem(), key.serialize_pem())
}

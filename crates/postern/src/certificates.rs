//! The server's certificate: a given one, or one that we make under a root of our own.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use config::Config;
use domain::time::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::folder::Folder;

/// Our root, for people to trust: `root.pem` in the data folder.
const ROOT: &str = "root.pem";
const ROOT_KEY: &str = "root-key.pem";
const SERVER: &str = "server.pem";
const SERVER_KEY: &str = "server-key.pem";

/// The TLS settings that the configuration asks for.
///
/// The root is made once and kept. The server's own certificate is made anew at each start and reload: its names
/// follow the configuration, and it never runs out.
pub(crate) fn tls(config: &Config, folder: &Folder, now: Timestamp) -> Result<Arc<ServerConfig>> {
    let settings = &config.settings;
    let (chain, key) = if let (Some(cert), Some(key)) = (&settings.tls_cert, &settings.tls_key) {
        (cert.clone(), key.clone())
    } else {
        make(config, folder, now).context("the server's certificate cannot be made")?;
        (folder.join(SERVER), folder.join(SERVER_KEY))
    };
    server_config(&chain, &key)
}

fn server_config(chain: &Path, key: &Path) -> Result<Arc<ServerConfig>> {
    let certificates = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("{} holds no certificates in PEM form", chain.display()))?;
    ensure!(
        !certificates.is_empty(),
        "{} holds no certificates in PEM form",
        chain.display()
    );
    let private = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("{} holds no private key in PEM form", key.display()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, private)
        .with_context(|| {
            format!(
                "{} and {} do not belong together",
                chain.display(),
                key.display()
            )
        })?;
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(tls))
}

fn make(config: &Config, folder: &Folder, now: Timestamp) -> Result<()> {
    if !folder.join(ROOT).exists() {
        make_root(folder, now)?;
    }
    let root_key = KeyPair::from_pem(&fs::read_to_string(folder.join(ROOT_KEY))?)?;
    let root = fs::read_to_string(folder.join(ROOT))?;
    let issuer = Issuer::from_ca_cert_pem(&root, root_key)?;
    let host = config.settings.host_name().unwrap_or("localhost");
    let mut params = CertificateParams::new(names(config, host))?;
    params.distinguished_name.push(DnType::CommonName, host);
    params
        .extended_key_usages
        .push(ExtendedKeyUsagePurpose::ServerAuth);
    // Browsers refuse more than 398 days.
    valid(&mut params, now, 397);
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &issuer)?;
    folder.write_secret(SERVER_KEY, key.serialize_pem().as_bytes())?;
    folder.write_secret(SERVER, format!("{}{root}", certificate.pem()).as_bytes())
}

fn make_root(folder: &Folder, now: Timestamp) -> Result<()> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(
        DnType::CommonName,
        format!("Postern root of {}", now.date()),
    );
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(&mut params, now, 3650);
    let key = KeyPair::generate()?;
    let root = params.self_signed(&key)?;
    folder.write_secret(ROOT_KEY, key.serialize_pem().as_bytes())?;
    folder.write_secret(ROOT, root.pem().as_bytes())
}

/// The host, the hosts of all domains, and this machine itself.
fn names(config: &Config, host: &str) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    names.push(host.to_owned());
    names.extend(
        config
            .domains
            .values()
            .filter_map(|domain| domain.dns.clone()),
    );
    names.sort_unstable();
    names.dedup();
    names
}

/// From a day ago (clocks differ) for so many days.
fn valid(params: &mut CertificateParams, now: Timestamp, days: u64) {
    let day = |at: Timestamp| {
        let date = at.date();
        let mut parts = date.split('-').map(|part| part.parse::<u16>().unwrap_or(1));
        let (year, month, day) = (
            parts.next().unwrap_or(2026),
            parts.next().unwrap_or(1),
            parts.next().unwrap_or(1),
        );
        rcgen::date_time_ymd(
            i32::from(year),
            u8::try_from(month).unwrap_or(1),
            u8::try_from(day).unwrap_or(1),
        )
    };
    let of_days = |days: u64| std::time::Duration::from_secs(days * 24 * 3600);
    params.not_before = day(now - of_days(1));
    params.not_after = day(now + of_days(days));
}

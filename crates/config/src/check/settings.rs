//! `settings`.

use domain::secret::Secret;
use messengers::kind::is_host_name;

use super::Checker;
use crate::note::NoteKind;
use crate::settings::{Proxies, Settings};

pub(super) fn check(checker: &mut Checker<'_>, settings: &Settings) {
    let cert = ["settings", "cert"];
    if settings.cert.is_some() && !settings.host_name().is_some_and(is_host_name) {
        checker.fault(&cert, "must be a host name such as postern.example.org");
    }
    for (given, lacking) in [("tlsCert", "tlsKey"), ("tlsKey", "tlsCert")] {
        if checker.has(&["settings", given]) && !checker.has(&["settings", lacking]) {
            let text = format!("needs settings.{lacking} beside it");
            checker.fault(&["settings", given], text);
        }
    }
    let known = ["sqlite:", "postgres://", "postgresql://"];
    let database = settings.database.as_ref().map(Secret::reveal);
    if database.is_some_and(|url| !known.iter().any(|scheme| url.starts_with(scheme))) {
        let text = "must begin with sqlite:// or postgres://";
        checker.fault(&["settings", "database"], text);
    }
    check_proxies(checker, "tlsOffload", &settings.tls_offload);
    check_proxies(checker, "trustedProxy", &settings.trusted_proxy);
}

/// Names of proxies are MeshCentral's; believing a name would mean believing DNS.
fn check_proxies(checker: &mut Checker<'_>, key: &str, proxies: &Proxies) {
    if !proxies.names().is_empty() {
        let text = format!(
            "names {}, which is ignored: Postern takes addresses and networks alone",
            proxies.names().join(", ")
        );
        checker.note(NoteKind::Unsupported, &["settings", key], text);
    }
}

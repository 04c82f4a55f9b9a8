//! Which domain a request is for: by host name, or by the first part of the path.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::Response;
use domain::tenant::Domain;

use crate::App;

/// The domain of a request, as an extension.
#[derive(Clone)]
pub(crate) struct Here(pub(crate) Arc<Domain>);

/// Finds the domain and takes its name off the path, so that all routes are written once.
pub(crate) async fn find_domain(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    // HTTP/2 names the host in the address alone; everything behind us looks for it in the header.
    if let Some(authority) = request.uri().authority()
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        request.headers_mut().insert(HOST, host);
    }
    let host = request
        .headers()
        .get(HOST)
        .and_then(|value| value.to_str().ok());
    let host = host.map(|host| without_port(host).to_owned());
    let by_host = host.and_then(|host| {
        app.domains().iter().find(|d| {
            d.dns
                .as_ref()
                .is_some_and(|dns| dns.eq_ignore_ascii_case(&host))
        })
    });
    let domain = if let Some(domain) = by_host {
        Arc::clone(domain)
    } else if let Some((domain, rest)) = by_path(&app, request.uri()) {
        *request.uri_mut() = rest;
        domain
    } else {
        default_of(&app)
    };
    request.extensions_mut().insert(Here(domain));
    next.run(request).await
}

fn default_of(app: &App) -> Arc<Domain> {
    let default = app.domains().iter().find(|domain| domain.name.is_empty());
    Arc::clone(default.expect("the configuration always has the default domain"))
}

fn by_path(app: &App, uri: &Uri) -> Option<(Arc<Domain>, Uri)> {
    let path = uri.path().strip_prefix('/')?;
    let (first, _) = path.split_once('/').unwrap_or((path, ""));
    let domain = app
        .domains()
        .iter()
        .find(|d| !d.name.is_empty() && d.dns.is_none() && d.name == first)?;
    let rest = &uri.path()[1 + first.len()..];
    let rest = if rest.is_empty() { "/" } else { rest };
    let with_query = uri
        .query()
        .map_or_else(|| rest.to_owned(), |query| format!("{rest}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(with_query).ok()?);
    Some((Arc::clone(domain), Uri::from_parts(parts).ok()?))
}

/// `example.org:8443` and `[::1]:8443` without their ports.
fn without_port(host: &str) -> &str {
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or(host);
    }
    host.split(':').next().unwrap_or(host)
}

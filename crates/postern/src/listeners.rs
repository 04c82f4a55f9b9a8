//! The sockets: HTTPS (or plain HTTP behind a proxy), and plain HTTP that leads to HTTPS.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use config::Settings;
use rustls::ServerConfig;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::say;

/// How many ports are tried after one that is taken.
const TRIES: u16 = 50;
/// How long requests may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// The sockets, bound and not yet served.
pub(crate) struct Listeners {
    main: TcpListener,
    redirect: Option<TcpListener>,
    /// The port that was really taken.
    pub(crate) port: u16,
}

impl Listeners {
    /// Takes the ports; the next free one where one is taken, unless `exactPorts` is set.
    pub(crate) fn bind(settings: &Settings) -> Result<Self> {
        let main = bind(settings.address(), settings.exact_ports)?;
        let redirect = match settings.redirect_address() {
            Some(address) if !settings.plain_http() => Some(bind(address, settings.exact_ports)?),
            _ => None,
        };
        let port = main.local_addr()?.port();
        Ok(Self {
            main,
            redirect,
            port,
        })
    }

    /// Serves what `front` holds, until the handle is shut down. Prints one line a listener.
    pub(crate) fn serve(
        self,
        settings: &Settings,
        tls: Option<&RustlsConfig>,
        front: watch::Receiver<Router>,
        tasks: &TaskTracker,
    ) -> Result<Serving> {
        let handle = Handle::new();
        let host = settings.host_name().unwrap_or("localhost").to_owned();
        let port = self.port;
        let advertised = settings.alias_port.map_or(port, u16::from);
        if let Some(listener) = self.redirect {
            say::line(format!(
                "Postern HTTP redirection server running on port {}.",
                listener.local_addr()?.port()
            ));
            let app = Router::new()
                .fallback(async move |request: Request| redirect(&request, advertised))
                .into_make_service();
            let server = axum_server::from_tcp(nonblocking(listener)?)?.handle(handle.clone());
            tasks.spawn(async move { report(server.serve(app).await) });
        }
        let app = current(front).into_make_service_with_connect_info::<SocketAddr>();
        let listener = nonblocking(self.main)?;
        let alias = if advertised == port {
            String::new()
        } else {
            format!(", alias port {advertised}")
        };
        if let Some(tls) = tls {
            let server =
                axum_server::from_tcp_rustls(listener, tls.clone())?.handle(handle.clone());
            tasks.spawn(async move { report(server.serve(app).await) });
            say::line(format!(
                "Postern HTTPS server running on {host}:{port}{alias}."
            ));
        } else {
            let server = axum_server::from_tcp(listener)?.handle(handle.clone());
            tasks.spawn(async move { report(server.serve(app).await) });
            say::line(format!(
                "Postern HTTP server running on {host}:{port}{alias}; TLS is left to a proxy."
            ));
        }
        Ok(Serving(handle))
    }
}

/// Servers at work.
pub(crate) struct Serving(Handle<SocketAddr>);

impl Serving {
    /// Takes no more connections, and lets requests end.
    pub(crate) fn stop(&self) {
        self.0.graceful_shutdown(Some(GRACE));
    }
}

/// TLS settings that can be replaced while served.
pub(crate) fn reloadable(tls: Arc<ServerConfig>) -> RustlsConfig {
    RustlsConfig::from_config(tls)
}

/// Answers each request by what is current at that moment, so that a reload needs no new socket.
fn current(front: watch::Receiver<Router>) -> Router {
    Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
        let router = front.borrow().clone();
        async move { Ok::<Response, Infallible>(router.oneshot(request).await.into_response()) }
    }))
}

fn redirect(request: &Request, port: u16) -> Response {
    let host = request
        .headers()
        .get(HOST)
        .and_then(|value| value.to_str().ok());
    let uri = host.and_then(|host| {
        let authority: axum::http::uri::Authority = host.parse().ok()?;
        let port = if port == 443 {
            String::new()
        } else {
            format!(":{port}")
        };
        let path = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        format!("https://{}{port}{path}", authority.host())
            .parse::<Uri>()
            .ok()
    });
    match uri {
        Some(uri) => Redirect::permanent(&uri.to_string()).into_response(),
        None => (StatusCode::BAD_REQUEST, "The request names no host.").into_response(),
    }
}

fn bind(address: SocketAddr, exact: bool) -> Result<TcpListener> {
    let last = if exact || address.port() == 0 {
        address.port()
    } else {
        address.port().saturating_add(TRIES)
    };
    for port in address.port()..=last {
        match listen(SocketAddr::new(address.ip(), port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                bail!(
                    "port {port} is only for root; set another \"port\" and \"redirPort\", or allow it: setcap cap_net_bind_service=+ep on the program"
                )
            }
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot listen on {} port {port}", address.ip()));
            }
        }
    }
    let first = address.port();
    if exact {
        bail!(
            "port {first} is taken by another program; set another one, or \"exactPorts\": false to take the next free one"
        );
    }
    bail!("ports {first} to {last} are all taken; set another one")
}

/// `::` stands for IPv4, too; on a machine without IPv6 for that alone.
fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    match TcpListener::bind(address) {
        Err(error)
            if address.ip().is_unspecified()
                && address.is_ipv6()
                && error.kind() != ErrorKind::AddrInUse
                && error.kind() != ErrorKind::PermissionDenied =>
        {
            TcpListener::bind(SocketAddr::new(
                IpAddr::V4(Ipv4Addr::UNSPECIFIED),
                address.port(),
            ))
        }
        done => done,
    }
}

fn nonblocking(listener: TcpListener) -> Result<TcpListener> {
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn report(done: std::io::Result<()>) {
    if let Err(error) = done {
        tracing::error!(%error, "A server ended");
    }
}

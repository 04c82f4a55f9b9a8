//! A browser without a window: requests go straight into the program, cookies are kept, redirects followed.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt;
use url::form_urlencoded;

/// The largest page that is read, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// A browser of one person.
#[derive(Clone)]
pub struct Client {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// Where it is.
    pub address: SocketAddr,
    /// What it calls itself.
    pub user_agent: String,
    /// Sent with every request.
    pub headers: Vec<(String, String)>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Page {
    /// The status of the last answer, after all redirects.
    pub status: StatusCode,
    /// Where it came from, after all redirects.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its text.
    pub body: String,
}

impl Client {
    /// A browser that was never here.
    pub fn new(router: Router) -> Self {
        Self {
            router,
            cookies: BTreeMap::new(),
            address: SocketAddr::from(([192, 0, 2, 1], 50_000)),
            user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
                .into(),
            headers: Vec::new(),
        }
    }

    /// The same browser somewhere else, with another name and no cookies.
    #[must_use]
    pub fn elsewhere(&self, ip: [u8; 4]) -> Self {
        let user_agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36".into();
        Self {
            cookies: BTreeMap::new(),
            address: SocketAddr::from((ip, 50_000)),
            user_agent,
            ..self.clone()
        }
    }

    /// The cookies it holds, by name.
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    /// Puts a cookie in, as a thief would.
    pub fn steal_cookies(&mut self, from: &Self) {
        self.cookies.clone_from(&from.cookies);
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> Page {
        self.request(Method::GET, path, None, &[]).await
    }

    /// Submits a form.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.request(
            Method::POST,
            path,
            Some(body),
            &[("content-type", "application/x-www-form-urlencoded")],
        )
        .await
    }

    /// Sends JSON, as a program does.
    pub async fn send_json(
        &mut self,
        path: &str,
        json: &serde_json::Value,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut all = vec![(CONTENT_TYPE.as_str(), "application/json")];
        all.extend_from_slice(headers);
        self.request(Method::POST, path, Some(json.to_string()), &all)
            .await
    }

    /// Sends a request and follows redirects.
    pub async fn request(
        &mut self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut page = self.once(method, path, body, headers).await;
        for _ in 0..8 {
            let Some(to) = page
                .headers
                .get(LOCATION)
                .filter(|_| page.status.is_redirection())
            else {
                return page;
            };
            let to = to.to_str().unwrap().to_owned();
            page = self.once(Method::GET, &to, None, &[]).await;
        }
        panic!("redirected in a circle: {}", page.path);
    }

    /// Sends one request and follows nothing.
    pub async fn once(
        &mut self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "postern.example")
            .header(USER_AGENT, &self.user_agent);
        let own = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(headers.iter().copied()) {
            request = request.header(name, value);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(COOKIE, pairs.join("; "));
        }
        let mut request = request.body(Body::from(body.unwrap_or_default())).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.address));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let body = String::from_utf8_lossy(&to_bytes(body, LARGEST).await.unwrap()).into_owned();
        Page {
            status: parts.status,
            path: path.to_owned(),
            headers: parts.headers,
            body,
        }
    }

    fn keep(&mut self, set_cookie: &str) {
        let (pair, flags) = set_cookie.split_once(';').unwrap_or((set_cookie, ""));
        let (name, value) = pair.split_once('=').unwrap();
        if flags.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl Page {
    /// Fails unless the page says this.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(
            self.text().contains(text),
            "{} ({}) does not say {text:?}:\n{}",
            self.path,
            self.status,
            self.text()
        );
        self
    }

    /// Fails if the page says this.
    #[track_caller]
    pub fn does_not_say(&self, text: &str) -> &Self {
        assert!(
            !self.text().contains(text),
            "{} ({}) says {text:?}:\n{}",
            self.path,
            self.status,
            self.text()
        );
        self
    }

    /// What a reader sees: the text without markup, white space folded.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut is_inside = false;
        for c in self.body.chars() {
            match c {
                '<' => is_inside = true,
                '>' => {
                    is_inside = false;
                    text.push(' ');
                }
                other if !is_inside => text.push(other),
                _ => {}
            }
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.replace("&#39;", "'")
            .replace("&#34;", "\"")
            .replace("&#38;", "&")
            .replace("&amp;", "&")
            .replace("&quot;", "\"")
    }

    /// The value of the first field of this name.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let start = self
            .body
            .find(&mark)
            .unwrap_or_else(|| panic!("{} has no field {name}:\n{}", self.path, self.body))
            + mark.len();
        self.body[start..].split('"').next().unwrap().to_owned()
    }

    /// The first address in the page that begins like this.
    #[track_caller]
    pub fn link(&self, beginning: &str) -> String {
        let start = self
            .body
            .find(&format!("\"{beginning}"))
            .unwrap_or_else(|| panic!("{} has no link {beginning}:\n{}", self.path, self.body))
            + 1;
        self.body[start..]
            .split('"')
            .next()
            .unwrap()
            .replace("&#38;", "&")
            .replace("&amp;", "&")
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{} is no JSON ({error}):\n{}", self.path, self.body))
    }
}

//! A program that manages bridges.

use std::sync::Arc;

use bridge::settings::ProvisioningSettings;
use domain::secret::Secret;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::synapse::Synapse;

use super::super::stage::Stage;

/// What the program shows.
pub(super) const SECRET: &str = "a secret of programs alone";

/// A stage on which programs may speak.
pub(super) async fn set() -> Stage {
    Stage::set_with(Synapse::setup(), |settings| {
        settings.provisioning = Some(ProvisioningSettings {
            shared_secret: Some(Secret::new(SECRET)),
        });
    })
    .await
}

/// A program that speaks for somebody.
pub(super) struct Program {
    client: Client,
    base: String,
    token: Option<String>,
    user: Option<String>,
}

/// Status and body of an answer.
#[derive(Debug)]
pub(super) struct Reply(pub(super) u16, pub(super) Value);

impl Program {
    /// One that has the shared secret, and speaks for Bob.
    pub(super) fn new(stage: &Stage) -> Self {
        Self::with(stage, Some(SECRET), Some(&stage.synapse.user_id("bob")))
    }

    pub(super) fn with(stage: &Stage, token: Option<&str>, user: Option<&str>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let client = Client::builder().no_proxy().tls_backend_preconfigured(tls);
        Self {
            client: client.build().unwrap(),
            base: stage.service(),
            token: token.map(str::to_owned),
            user: user.map(str::to_owned),
        }
    }

    pub(super) async fn get(&self, path: &[&str]) -> Reply {
        answer(self.request(Method::GET, path)).await
    }

    /// The same about one of the person's logins.
    pub(super) async fn get_by(&self, login: &str, path: &[&str]) -> Reply {
        let request = self.request(Method::GET, path);
        answer(request.query(&[("login_id", login)])).await
    }

    /// Begins a login that takes the place of this one.
    pub(super) async fn begin_for(&self, login: &str, flow: &str) -> Reply {
        let request = self.request(Method::POST, &["login", "start", flow]);
        answer(request.query(&[("login_id", login)]).json(&json!({}))).await
    }

    pub(super) async fn post(&self, path: &[&str], body: &Value) -> Reply {
        answer(self.request(Method::POST, path).json(body)).await
    }

    /// The status of an answer, which may have no body.
    pub(super) async fn status(&self, path: &[&str]) -> u16 {
        let request = self.request(Method::GET, path);
        request.send().await.unwrap().status().as_u16()
    }

    pub(super) async fn status_of_post(&self, path: &[&str], body: &Value) -> u16 {
        let request = self.request(Method::POST, path).json(body);
        request.send().await.unwrap().status().as_u16()
    }

    /// Begins a login; gives its first step.
    pub(super) async fn begin(&self, flow: &str) -> Value {
        self.post(&["login", "start", flow], &json!({}))
            .await
            .good()
    }

    /// Answers the step of a login with what it asks for.
    pub(super) async fn fill_in(&self, step: &Value, text: &str) -> Reply {
        let field = step["user_input"]["fields"][0]["id"].as_str().unwrap();
        self.take(step, &json!({ field: text })).await
    }

    /// Waits in the step of a login that shows something.
    pub(super) async fn wait(&self, step: &Value) -> Reply {
        self.take(step, &json!({})).await
    }

    async fn take(&self, step: &Value, body: &Value) -> Reply {
        let word = |name: &str| step[name].as_str().unwrap().to_owned();
        let (login, id, kind) = (word("login_id"), word("step_id"), word("type"));
        self.post(&["login", "step", &login, &id, &kind], body)
            .await
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut url = url::Url::parse(&self.base).unwrap();
        url.path_segments_mut()
            .unwrap()
            .extend(["_matrix", "provision", "v3"])
            .extend(path);
        let mut request = self.client.request(method, url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(user) = &self.user {
            request = request.query(&[("user_id", user)]);
        }
        request
    }
}

impl Reply {
    /// The body of an answer that is no refusal.
    pub(super) fn good(self) -> Value {
        assert_eq!(self.0, 200, "{}", self.1);
        self.1
    }

    /// Status and code of a refusal.
    pub(super) fn refusal(&self) -> (u16, &str) {
        (self.0, self.1["errcode"].as_str().unwrap())
    }
}

async fn answer(request: RequestBuilder) -> Reply {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    Reply(status, answer.json().await.unwrap())
}

/// What a step asks for: its type, and the field or picture.
pub(super) fn asks(step: &Value) -> (&str, &str) {
    let kind = step["type"].as_str().unwrap();
    let what = match kind {
        "user_input" => &step[kind]["fields"][0]["type"],
        "display_and_wait" => &step[kind]["type"],
        _ => &step[kind]["user_login_id"],
    };
    (kind, what.as_str().unwrap())
}

//! What `WebDriver` cannot do and Chromium's own protocol can.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::{Browser, Colours};

/// One command of the Chrome `DevTools` Protocol, carried by chromedriver.
#[derive(Debug)]
struct CdpCommand {
    name: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for CdpCommand {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.name, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

impl Browser {
    /// Runs a command of the Chrome `DevTools` Protocol, such as `Network.emulateNetworkConditions`.
    pub async fn cdp(&self, name: &'static str, parameters: Value) -> Value {
        let command = CdpCommand { name, parameters };
        let answer = self.client.issue_cmd(command).await;
        answer.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Gives the page this size; a window's own frame would take some of it.
    pub(super) async fn emulate_size(&self, (width, height): (u32, u32)) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false
        });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Sets what the person prefers: these colours, and nothing that moves.
    pub(super) async fn emulate_media(&self, colours: Colours) {
        let colours = match colours {
            Colours::Light => "light",
            Colours::Dark => "dark",
        };
        let features = json!([
            { "name": "prefers-color-scheme", "value": colours },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
    }
}

//! A page with a form that greets whoever fills it in.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// A server for one page; its thread ends with the test's process.
pub(crate) struct Page {
    url: String,
}

impl Page {
    /// Serves the page on a free port.
    pub(crate) fn serve() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let url = format!("http://{address}/");
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // Browsers open connections that they do not use: each gets a thread.
                std::thread::spawn(move || answer(&connection));
            }
        });
        Self { url }
    }

    /// Where the page is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

fn answer(mut connection: &TcpStream) {
    for line in BufReader::new(connection).lines().map_while(Result::ok) {
        if line.is_empty() {
            let _ = write!(
                connection,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{PAGE}",
                PAGE.len()
            );
            return;
        }
    }
}

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The door</title>
<style>
  .dark, .wide { display: none }
  @media (prefers-color-scheme: dark) { .dark { display: block } }
  @media (width: 390px) { .wide { display: block } }
  body { min-height: 3000px }
</style>
<h1>Who
  is there?</h1>
<p class="dark">dark</p><p class="wide">390 wide</p><noscript>no JavaScript</noscript>
<form>
  <label for="name">User name <small>(as on your badge)</small></label><input id="name" name="name">
  <label>Language <select name="language"><option value="en">English<option value="de">German</select></label>
  <label><input type="checkbox" name="stay"> Stay signed in</label>
  <button><span>Sign</span> in</button>
</form>
<p id="greeting"></p>
<script>
  const given = new URLSearchParams(location.search);
  if (given.has('name')) {
    const greeting = `Welcome, ${given.get('name')}: ${given.get('language')}, ${given.get('stay')}`;
    setTimeout(() => document.getElementById('greeting').textContent = greeting, 200);
  }
</script>
</html>
"#;

//! The Python virtual environment with programs that no one here wrote.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::folders::target;

/// The path of a Python that can import what `requirements.txt` names, such as slixmpp.
///
/// The first call on a machine makes the virtual environment in `target/venv`, which takes some seconds;
/// several tests may call it at once.
pub fn python() -> PathBuf {
    let venv = target().join("venv");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("make-venv");
    let made = Command::new("bash")
        .arg(script)
        .arg(&venv)
        .stdin(Stdio::null())
        .status();
    let made = made.expect("bash starts");
    assert!(
        made.success(),
        "cannot make the virtual environment {}; `cargo xtask test --only setup` installs what it needs",
        venv.display()
    );
    venv.join("bin/python")
}

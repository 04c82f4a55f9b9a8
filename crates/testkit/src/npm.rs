//! Node programs that no one here wrote.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::folders::target;

/// The folder whose `node_modules` holds what `npm/package.json` names, such as mtcute.
///
/// The first call on a machine installs it in `target/npm`, which takes some seconds; several tests may call it
/// at once.
pub fn folder() -> PathBuf {
    let folder = target().join("npm");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("make-npm");
    let made = Command::new("bash")
        .arg(script)
        .arg(&folder)
        .stdin(Stdio::null())
        .status();
    let made = made.expect("bash starts");
    assert!(
        made.success(),
        "cannot install Node programs in {}; `cargo xtask test --only setup` installs what it needs",
        folder.display()
    );
    folder
}

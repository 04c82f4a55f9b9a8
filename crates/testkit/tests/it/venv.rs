//! The Python of the virtual environment.

use std::process::Command;

#[test]
fn python_has_the_other_xmpp_client() {
    let version = Command::new(testkit::venv::python())
        .args(["-c", "import slixmpp; print(slixmpp.__version__)"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&version.stdout).trim(), "1.17.0");
}

#[test]
fn python_has_the_other_matrix_client() {
    let version = Command::new(testkit::venv::python())
        .args([
            "-c",
            "import importlib.metadata as m, nio; print(m.version('matrix-nio'))",
        ])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&version.stdout).trim(), "0.26.0");
}

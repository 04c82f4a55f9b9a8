//! The program at a terminal.

use std::fs::File;
use std::io::{Read, Write};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

use super::place::Place;

/// How long a test waits for the program.
const PATIENCE: Duration = Duration::from_secs(60);
/// What Ctrl-C sends.
pub(crate) const CTRL_C: &str = "\u{3}";
/// What Ctrl-D sends.
pub(crate) const CTRL_D: &str = "\u{4}";

/// Runs the program, says how it ended, and stays.
const SHELL: &str = r#"trap : INT; "$@"; echo "(ended with $?)"; read -r _"#;

/// The program at a terminal, which shows the test what is on the screen.
pub(crate) struct Dialogue {
    /// The shell; it is killed with this value.
    _shell: Child,
    keys: File,
    heard: mpsc::UnboundedReceiver<Vec<u8>>,
    screen: String,
    /// The beginning of a character.
    undrawn: Vec<u8>,
    /// Up to where the test has read the screen.
    read: usize,
}

impl Dialogue {
    pub(crate) fn start(place: &Place, arguments: &[&str]) -> Self {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        let other_end = ioctl_tiocgptpeer(&terminal, OpenptFlags::RDWR | OpenptFlags::NOCTTY);
        let other_end = other_end.unwrap();
        // As in real life there is a shell: `setsid --ctty` gives it the terminal, so that Ctrl-C comes as a signal. It
        // outlives the program, since what is not read yet is lost when whoever was given the terminal ends.
        let mut command = Command::new("setsid");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("POSTERN_") {
                command.env_remove(name);
            }
        }
        let shell = command
            .args(["--ctty", "sh", "-c", SHELL, "sh"])
            .arg(env!("CARGO_BIN_EXE_postern"))
            .args(arguments)
            .current_dir(place.path(""))
            .env("LC_ALL", "C.UTF-8")
            .env("TMPDIR", place.path(""))
            .stdin(other_end.try_clone().unwrap())
            .stdout(other_end.try_clone().unwrap())
            .stderr(other_end)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let keys = File::from(terminal);
        let mut screen = keys.try_clone().unwrap();
        let (sender, heard) = mpsc::unbounded_channel();
        // It ends with the program: a terminal without another end cannot be read.
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = screen.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            _shell: shell,
            keys,
            heard,
            screen: String::new(),
            undrawn: Vec::new(),
            read: 0,
        }
    }

    /// Waits until the screen shows `part`, below what was waited for before.
    pub(crate) async fn sees(&mut self, part: &str) {
        // One deadline for all of it: a program may go on drawing for ever without saying this.
        let end = tokio::time::Instant::now() + PATIENCE;
        while !self.screen[self.read..].contains(part) {
            let more = tokio::time::timeout_at(end, self.heard.recv()).await;
            let Ok(Some(more)) = more else {
                panic!("there is no \"{part}\" on the screen:\n{}", self.screen);
            };
            self.draws(&more);
        }
        self.read += self.screen[self.read..].find(part).unwrap() + part.len();
    }

    /// Puts on the screen what came. It may end in the middle of a character: the rest of that comes next.
    fn draws(&mut self, more: &[u8]) {
        self.undrawn.extend_from_slice(more);
        let whole = match std::str::from_utf8(&self.undrawn) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let rest = self.undrawn.split_off(whole);
        let whole = std::mem::replace(&mut self.undrawn, rest);
        self.screen.push_str(&String::from_utf8(whole).unwrap());
    }

    pub(crate) fn presses(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    pub(crate) fn types(&mut self, line: &str) {
        self.presses(&format!("{line}\n"));
    }

    /// Waits for the end; gives the exit code and all that was on the screen.
    pub(crate) async fn ended(&mut self) -> (i32, &str) {
        self.sees("(ended with ").await;
        let begin = self.read;
        self.sees(")").await;
        let code = self.screen[begin..self.read - 1].parse();
        (code.unwrap(), &self.screen)
    }

    /// What the screen has shown so far.
    pub(crate) fn screen(&self) -> &str {
        &self.screen
    }

    /// Whether the terminal shows what is typed.
    pub(crate) fn shows_typed(&self) -> bool {
        let modes = tcgetattr(&self.keys).unwrap().local_modes;
        modes.contains(LocalModes::ECHO)
    }

    /// Makes the window so large; one that says nothing has no size.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let size = Winsize {
            ws_col: columns,
            ws_row: rows,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&self.keys, size).unwrap();
    }
}

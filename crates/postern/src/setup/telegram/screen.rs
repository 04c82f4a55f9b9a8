//! What the login conversation says, on a terminal.

use domain::locale::Locale;
use telegram::login::private::QrLink;
use telegram::login::{Note, Say};
use wording::Words;

use crate::say;
use crate::setup::qr;
use crate::setup::terminal::Terminal;

/// Instead of [`Note::AskPhone`], which offers a token in the same place: here it would be shown.
const ASK_PHONE: &str = "\
Please type your phone number with its country code, such as +49 170 1234567.
Logging in gives this server full access to the Telegram account, so take one that is for Postern alone.";

/// Instead of [`Note::AskToken`], at more length.
const ASK_TOKEN: &str = "\
A bot belongs to whoever makes it, in the Telegram app:
  1. Open https://t.me/BotFather and press Start.
  2. Send /newbot. It asks for a name, and for a username that ends in \"bot\".
  3. It answers with a token such as 123456789:AA… Copy all of it.
For a bot that you have already, send /token instead.";

/// What shows the conversation.
pub(super) struct Screen<'a> {
    terminal: &'a Terminal,
    /// The QR code that is shown last.
    drawn: Option<Drawn>,
}

/// A QR code on the terminal.
struct Drawn {
    /// How many lines it takes.
    lines: usize,
    /// Whether nothing but a question stands below it.
    is_last: bool,
}

impl<'a> Screen<'a> {
    pub(super) const fn new(terminal: &'a Terminal) -> Self {
        Self {
            terminal,
            drawn: None,
        }
    }

    pub(super) fn show(&mut self, say: &Say) {
        match say {
            Say::ScanQr { link } => return self.draw(link),
            // One QR code gives way to the next without a word.
            Say::Note(Note::PreparingQr) if self.drawn.is_some() => return,
            Say::Note(Note::AskPhone) => self.terminal.explain(ASK_PHONE),
            Say::Note(Note::AskToken) => self.terminal.explain(ASK_TOKEN),
            Say::TypeCode { .. } | Say::TypePassword { .. } | Say::Note(Note::AskPassword) => {
                say::line("");
                self.terminal.tell(&words(say));
            }
            Say::Note(_)
            | Say::CodeLength { .. }
            | Say::NeedCode { .. }
            | Say::ResendTooEarly { .. }
            | Say::Flood { .. }
            | Say::Unknown { .. }
            | Say::Done { .. } => self.terminal.tell(&words(say)),
        }
        self.drawn = None;
    }

    /// Something was typed below the QR code.
    pub(super) const fn typed(&mut self) {
        if let Some(drawn) = &mut self.drawn {
            drawn.is_last = false;
        }
    }

    fn draw(&mut self, link: &QrLink) {
        let Some(drawing) = qr::draw(link.reveal()) else {
            return self.terminal.tell("The QR code is too long to be drawn.");
        };
        let size = self.terminal.size();
        if let Some(size) = size.filter(|size| size.columns < drawing.width) {
            let (has, needs) = (size.columns, drawing.width);
            return self.terminal.tell(&format!(
                "\nThis window has {has} columns, and the QR code needs {needs}. Make it wider, then type resend."
            ));
        }
        let lines = drawing.lines.len();
        match &self.drawn {
            None => {
                say::line("");
                let link = link.clone();
                self.terminal.tell(&words(&Say::ScanQr { link }));
            }
            Some(old) if old.is_last && size.is_some_and(|size| size.rows > lines) => {
                // Over the old one, and over the question below it.
                say::part(format!("\r\u{1b}[{}A\u{1b}[J", old.lines));
            }
            Some(_) => say::line("\nThe QR code above has expired. This is the new one:"),
        }
        for line in &drawing.lines {
            say::line(line);
        }
        self.drawn = Some(Drawn {
            lines,
            is_last: true,
        });
    }
}

/// The text, in English as everything that operators read here.
pub(super) fn words(say: &Say) -> String {
    Words::of(Locale::English).phrase(&say.phrase())
}

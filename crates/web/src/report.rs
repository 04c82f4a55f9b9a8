//! The sign-in report as CSV, JSON or text: the same for the pages and the command line.

use domain::invisible::is_invisible;
use domain::provider::Provider;
use domain::sign_in::{End, Factor, Reason, SignIn};
use domain::time::Timestamp;
use wording::Words;

/// One line of the report.
#[derive(Debug, Clone)]
pub struct Row {
    /// When.
    pub at: Timestamp,
    /// The user's name, as it was typed.
    pub user: String,
    /// From which address.
    pub ip: String,
    /// With which browser; empty if unknown.
    pub browser: String,
    /// On which system; empty if unknown.
    pub system: String,
    /// How it ended.
    pub end: End,
    /// The name for people of the provider in `end`.
    pub title: String,
}

/// A line in the stable words of the exports.
#[derive(serde::Serialize)]
struct Line<'a> {
    /// RFC 3339, UTC.
    time: String,
    user: &'a str,
    ip: &'a str,
    browser: &'a str,
    system: &'a str,
    /// `entered` or `refused`.
    result: &'static str,
    /// The second factor of one that entered: `none`, `messaging`, `backup_code`.
    factor: Option<&'static str>,
    /// The provider's key, where one had a part in it.
    provider: Option<&'a str>,
    /// What made it fail: `wrong_password`, `wrong_code`, …
    reason: Option<&'static str>,
}

impl Row {
    /// Makes the line of a sign-in; `title` gives the name of a provider for people.
    pub fn new(sign_in: &SignIn, title: impl FnOnce(&Provider) -> String) -> Self {
        let (_, _, provider) = sign_in.end.words();
        Self {
            at: sign_in.at,
            user: sign_in.name.clone(),
            ip: sign_in.place.ip.to_string(),
            browser: sign_in.place.browser.clone(),
            system: sign_in.place.system.clone(),
            title: provider.map(title).unwrap_or_default(),
            end: sign_in.end.clone(),
        }
    }

    /// The second factor in words, `Messaging (XMPP)`; of one that failed, what was wrong: `Wrong code (XMPP)`.
    pub fn factor(&self, words: Words) -> String {
        let key = match &self.end {
            End::Entered(Factor::None) => "report-factor-none",
            End::Entered(Factor::Messaging(_)) => "report-factor-messaging",
            End::Entered(Factor::BackupCode) => "report-factor-backup-code",
            End::Refused(Reason::UnknownUser) => "report-reason-unknown-user",
            End::Refused(Reason::WrongPassword) => "report-reason-wrong-password",
            End::Refused(Reason::Locked) => "report-reason-locked",
            End::Refused(Reason::TooManyTries) => "report-reason-too-many-tries",
            End::Refused(Reason::WrongCode(_)) => "report-reason-wrong-code",
            End::Refused(Reason::WrongBackupCode) => "report-reason-wrong-backup-code",
            End::Refused(Reason::NoProvider) => "report-reason-no-provider",
        };
        words.with(key, &[("provider", self.title.as_str().into())])
    }

    /// Whether the user got in, in words.
    pub fn outcome(&self, words: Words) -> String {
        words.text(match self.end {
            End::Entered(_) => "report-entered",
            End::Refused(_) => "report-refused",
        })
    }

    fn line(&self) -> Line<'_> {
        let (result, detail, provider) = self.end.words();
        let entered = matches!(self.end, End::Entered(_));
        Line {
            time: self.at.rfc3339(),
            user: &self.user,
            ip: &self.ip,
            browser: &self.browser,
            system: &self.system,
            result,
            factor: entered.then_some(detail),
            provider: provider.map(Provider::as_str),
            reason: (!entered).then_some(detail),
        }
    }
}

/// The columns of [`csv()`].
const COLUMNS: [&str; 9] = [
    "time", "user", "ip", "browser", "system", "result", "factor", "provider", "reason",
];

/// The report as CSV (RFC 4180) with a head line.
pub fn csv(rows: &[Row]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let lines = rows.iter().map(Row::line).map(|line| {
        [
            line.time.clone(),
            inert(line.user),
            inert(line.ip),
            inert(line.browser),
            inert(line.system),
            line.result.to_owned(),
            line.factor.unwrap_or_default().to_owned(),
            inert(line.provider.unwrap_or_default()),
            line.reason.unwrap_or_default().to_owned(),
        ]
    });
    let head = COLUMNS.map(str::to_owned);
    for line in std::iter::once(head).chain(lines) {
        writer.write_record(&line).expect("memory takes all");
    }
    let bytes = writer.into_inner().expect("memory takes all");
    String::from_utf8(bytes).expect("all that was written is UTF-8")
}

/// The report as a JSON array, one object a sign-in.
pub fn json(rows: &[Row]) -> String {
    let lines: Vec<Line<'_>> = rows.iter().map(Row::line).collect();
    serde_json::to_string_pretty(&lines).expect("text and nothing else is always JSON")
}

/// The report as a table of text, for a terminal.
pub fn table(rows: &[Row], words: Words) -> String {
    let head = [
        "time", "user", "ip", "browser", "system", "factor", "outcome",
    ]
    .map(|column| words.text(&format!("report-column-{column}")));
    let lines = rows.iter().map(|row| {
        [
            row.at.rfc3339(),
            printable(&row.user),
            row.ip.clone(),
            row.browser.clone(),
            row.system.clone(),
            row.factor(words),
            row.outcome(words),
        ]
    });
    let lines: Vec<[String; 7]> = std::iter::once(head).chain(lines).collect();
    aligned(&lines)
}

/// Lines whose cells stand under each other.
pub(crate) fn aligned<const COLUMNS: usize>(lines: &[[String; COLUMNS]]) -> String {
    let widths: [usize; COLUMNS] = std::array::from_fn(|column| {
        let widths = lines.iter().map(|line| line[column].chars().count());
        widths.max().unwrap_or_default()
    });
    lines.iter().fold(String::new(), |text, line| {
        let cells: Vec<String> = line
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text + cells.join("  ").trim_end() + "\n"
    })
}

/// A cell that no spreadsheet takes for a formula: names are typed by strangers.
pub(crate) fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// A name without what would move a terminal's cursor, or turn the rest of the line around.
pub(crate) fn printable(name: &str) -> String {
    name.chars()
        .map(|c| if is_invisible(c) { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::locale::Locale;
    use domain::place::Place;

    use super::*;

    fn row(name: &str, end: End) -> Row {
        let sign_in = SignIn {
            id: "019a0000-0000-7000-8000-000000000001".parse().unwrap(),
            domain: String::new(),
            user_id: None,
            name: name.to_owned(),
            at: Timestamp::from_micros(1_773_307_800_000_000),
            place: Place {
                ip: "192.0.2.7".parse().unwrap(),
                browser: "Firefox".into(),
                system: "Linux".into(),
            },
            end,
        };
        Row::new(&sign_in, |_| "XMPP".to_owned())
    }

    fn rows() -> [Row; 2] {
        let xmpp = Provider::new("xmpp");
        [
            row("alice", End::Entered(Factor::Messaging(xmpp.clone()))),
            row("=1+\u{1b}[2J", End::Refused(Reason::WrongCode(xmpp))),
        ]
    }

    #[test]
    fn exports_use_stable_words() {
        let text = csv(&rows()[..1]);
        assert_eq!(
            text,
            "time,user,ip,browser,system,result,factor,provider,reason\r\n\
             2026-03-12T09:30:00Z,alice,192.0.2.7,Firefox,Linux,entered,messaging,xmpp,\r\n"
        );
        let lines: serde_json::Value = serde_json::from_str(&json(&rows())).unwrap();
        assert_eq!(lines[1]["reason"], "wrong_code");
        assert_eq!(lines[1]["factor"], serde_json::Value::Null);
    }

    #[test]
    fn a_typed_name_is_no_formula_in_a_spreadsheet() {
        assert!(csv(&rows()).contains(",'=1+"));
        assert_eq!(inert("alice@example.org"), "alice@example.org");
        assert!(
            ["+1", "-1", "@a", "\ta"]
                .iter()
                .all(|cell| inert(cell).starts_with('\''))
        );
    }

    #[test]
    fn a_typed_name_moves_no_cursor_of_a_terminal() {
        let text = table(&rows(), Words::of(Locale::English));
        assert!(!text.contains('\u{1b}'), "{text}");
        assert!(
            text.contains("Wrong code (XMPP)") && text.contains("Messaging (XMPP)"),
            "{text}"
        );
    }
}

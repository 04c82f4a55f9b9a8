//! Audit entries in the forms in which they leave Postern, to be kept elsewhere.

use domain::id::AuditId;
use store::audit_entries::Written;

use crate::report::{aligned, inert, printable};

/// An entry as programs read it.
#[derive(serde::Serialize)]
struct Line<'a> {
    id: AuditId,
    /// RFC 3339, UTC.
    time: String,
    /// `postern`, `operator`, `user` or `integration`.
    actor: &'a str,
    actor_id: Option<&'a str>,
    ip: Option<&'a str>,
    action: &'a str,
    user_id: Option<&'a str>,
    detail: &'a str,
}

impl<'a> Line<'a> {
    fn new(entry: &'a Written) -> Self {
        Self {
            id: entry.id,
            time: entry.at.rfc3339(),
            actor: &entry.actor,
            actor_id: entry.actor_id.as_deref(),
            ip: entry.ip.as_deref(),
            action: &entry.action,
            user_id: entry.user_id.as_deref(),
            detail: &entry.detail,
        }
    }

    fn cells(&self, tidy: impl Fn(&str) -> String) -> [String; 8] {
        [
            self.id.to_string(),
            self.time.clone(),
            self.actor.to_owned(),
            self.actor_id.unwrap_or_default().to_owned(),
            self.ip.unwrap_or_default().to_owned(),
            self.action.to_owned(),
            self.user_id.unwrap_or_default().to_owned(),
            tidy(self.detail),
        ]
    }
}

/// The columns of [`csv()`] and [`table()`].
const COLUMNS: [&str; 8] = [
    "id", "time", "actor", "actor_id", "ip", "action", "user_id", "detail",
];

/// One JSON object a line.
pub fn json_lines(entries: &[Written]) -> String {
    let lines = entries.iter().map(Line::new);
    let lines = lines.map(|line| serde_json::to_string(&line).expect("text is always JSON") + "\n");
    lines.collect()
}

/// A JSON array, one object an entry.
pub fn json(entries: &[Written]) -> String {
    let lines: Vec<Line<'_>> = entries.iter().map(Line::new).collect();
    serde_json::to_string_pretty(&lines).expect("text is always JSON")
}

/// CSV (RFC 4180) with a head line.
pub fn csv(entries: &[Written]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let lines = entries.iter().map(|entry| Line::new(entry).cells(inert));
    let head = COLUMNS.map(str::to_owned);
    for line in std::iter::once(head).chain(lines) {
        writer.write_record(&line).expect("memory takes all");
    }
    let bytes = writer.into_inner().expect("memory takes all");
    String::from_utf8(bytes).expect("all that was written is UTF-8")
}

/// A table of text, for a terminal.
pub fn table(entries: &[Written]) -> String {
    let lines = entries
        .iter()
        .map(|entry| Line::new(entry).cells(printable));
    let head = COLUMNS.map(|column| column.replace('_', " "));
    aligned(&std::iter::once(head).chain(lines).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    #[test]
    fn security_47_what_is_in_an_entry_moves_no_cursor_and_is_no_formula() {
        let entry = Written {
            id: "019a0000-0000-7000-8000-000000000001".parse().unwrap(),
            at: Timestamp::from_micros(1_773_307_800_000_000),
            actor: "operator".into(),
            actor_id: None,
            ip: None,
            action: "user.removed".into(),
            user_id: None,
            detail: "=1+\u{1b}[2J".into(),
        };
        let entries = [entry];
        assert!(!table(&entries).contains('\u{1b}'));
        assert!(csv(&entries).contains(",'=1+"));
        let lines: serde_json::Value = serde_json::from_str(&json(&entries)).unwrap();
        assert_eq!(lines[0]["detail"], "=1+\u{1b}[2J");
        assert_eq!(lines[0]["actor_id"], serde_json::Value::Null);
    }
}

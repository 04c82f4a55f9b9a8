//! What pages and documents may not promise.

use std::fs;
use std::path::{Path, PathBuf};

/// All that somebody reads: documents, texts in both languages, pages, the configuration's comments.
fn read_by_people() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders: Vec<PathBuf> = ["docs", "crates/wording/locales", "crates/web/templates"]
        .map(|folder| root.join(folder))
        .into();
    let mut files: Vec<PathBuf> = [
        "README.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "ARCHITECTURE.md",
    ]
    .map(|file| root.join(file))
    .into();
    files.push(root.join("crates/config/src/starter.json"));
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|kind| kind != "png") {
                files.push(path);
            }
        }
    }
    files
}

/// The claims in a text that messaging cannot keep: a level of NIST's, or resistance to phishing.
fn false_claims(text: &str) -> Vec<String> {
    // A sentence may go over two lines.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text
        .to_lowercase()
        .replace("phishing resistan", "phishing-resistan");
    let level = ["aal2", "aal 2", "aal3", "aal 3", "level 2 of nist"];
    let levels = level.into_iter().filter(|level| text.contains(level));
    let mut claims: Vec<String> = levels.map(str::to_owned).collect();
    for word in [
        "phishing-resistant",
        "phishing-resistance",
        "phishingresistent",
        "phishing-resistent",
    ] {
        for (at, _) in text.match_indices(word) {
            let before = text[..at].trim_end();
            if !(before.ends_with("not") || before.ends_with("nicht")) {
                claims.push(
                    text[..at + word.len()]
                        .chars()
                        .rev()
                        .take(60)
                        .collect::<Vec<_>>()
                        .into_iter()
                        .rev()
                        .collect(),
                );
            }
        }
    }
    claims
}

#[test]
fn security_26_no_page_and_no_document_claims_more_than_messaging_is() {
    let files = read_by_people();
    assert!(files.len() > 40, "{}", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(
            false_claims(&text),
            Vec::<String>::new(),
            "{}",
            file.display()
        );
    }
}

#[test]
fn security_26_a_false_claim_would_be_found() {
    for claim in [
        "Postern reaches AAL2.",
        "Codes are phishing-resistant.",
        "This is phishing\nresistant",
        "Codes sind phishing-resistent.",
    ] {
        assert_eq!(false_claims(claim).len(), 1, "{claim}");
    }
    assert!(false_claims("It is not\nphishing-resistant.").is_empty());
}

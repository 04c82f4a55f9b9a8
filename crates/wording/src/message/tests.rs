use domain::id::LinkedAccountId;
use domain::password::PasswordRequirements;

use super::*;

const AT: Timestamp = Timestamp::from_micros(1_773_307_800_000_000);
const LINK: &str = "https://postern.example/not-me/1/t0k";

fn acme() -> Domain {
    Domain {
        name: String::new(),
        title: "Acme".into(),
        dns: None,
        password: PasswordRequirements::default(),
        messaging_factor: true,
        code_digits: domain::challenge::CodeDigits::default(),
        base_url: "https://postern.example".into(),
    }
}

fn desk() -> Place {
    Place {
        ip: "192.0.2.7".parse().unwrap(),
        browser: "Firefox".into(),
        system: "Linux".into(),
    }
}

/// One of each kind. A new kind does not compile until it is here.
fn sample(after: Option<&Kind>) -> Option<Kind> {
    let (provider, handle) = ("XMPP".to_owned(), "alice@example.org".to_owned());
    let (place, at) = (desk(), AT);
    Some(match after {
        None => Kind::Text {
            text: "The backup of db1 failed.\nDisk full.".into(),
        },
        Some(Kind::Text { .. }) => Kind::NewPlace { place, at },
        Some(Kind::NewPlace { .. }) => Kind::WrongCode { place, at },
        Some(Kind::WrongCode { .. }) => Kind::AccountLinked {
            account: LinkedAccountId(uuid::Uuid::nil()),
            provider,
            handle,
        },
        Some(Kind::AccountLinked { .. }) => Kind::AccountUnlinked { provider, handle },
        Some(Kind::AccountUnlinked { .. }) => Kind::AccountSetByAdmin { provider, handle },
        Some(Kind::AccountSetByAdmin { .. }) => Kind::AccountChanged { provider, handle },
        Some(Kind::AccountChanged { .. }) => Kind::BackupCodesMade,
        Some(Kind::BackupCodesMade) => Kind::BackupCodeUsed { place, left: 7 },
        Some(Kind::BackupCodeUsed { .. }) => Kind::PasswordChanged,
        Some(Kind::PasswordChanged) => Kind::FactorsReset,
        Some(Kind::FactorsReset) => Kind::ProviderDown {
            key: domain::provider::Provider::new("xmpp"),
            provider,
            why: "the server closed the connection".into(),
            since: at,
            needs_operator: false,
        },
        Some(Kind::ProviderDown {
            needs_operator: false,
            key,
            ..
        }) => Kind::ProviderDown {
            key: key.clone(),
            provider,
            why: "the password was refused".into(),
            since: at,
            needs_operator: true,
        },
        Some(Kind::ProviderDown { .. }) => Kind::ProviderBack {
            provider,
            account: "postern@example.org".into(),
            since: at - Duration::from_secs(12 * 60 + 5),
            at,
        },
        Some(Kind::ProviderBack { .. }) => return None,
    })
}

fn said(kind: &Kind, sender: Option<&str>, locale: Locale) -> String {
    let domain = acme();
    let notice = Notice {
        kind,
        domain: &domain,
        sender,
        accepted_at: AT,
        undo_link: kind.can_be_disowned().then_some(LINK),
    };
    notification(&notice, locale).plain()
}

#[test]
fn every_message_reads_as_its_snapshot_says() {
    for locale in Locale::ALL {
        let mut all = Vec::new();
        let mut kind = sample(None);
        while let Some(this) = kind {
            all.push(format!("[{}]\n{}", this.word(), said(&this, None, locale)));
            kind = sample(Some(&this));
        }
        let text = sample(None).unwrap();
        all.push(format!(
            "[text by Bob]\n{}",
            said(&text, Some("Bob"), locale)
        ));
        for (name, purpose, place) in [
            ("sign-in code", CodePurpose::SignIn, Some(desk())),
            ("sign-in code, place unknown", CodePurpose::SignIn, None),
            ("link code", CodePurpose::Link, Some(desk())),
        ] {
            let message = code(purpose, "042137", "Acme", place.as_ref(), locale).plain();
            all.push(format!("[{name}]\n{message}"));
        }
        insta::assert_snapshot!(locale.tag(), all.join("\n\n"));
    }
}

#[test]
fn the_last_backup_codes_are_counted_in_words() {
    let used = |left| {
        let place = desk();
        said(&Kind::BackupCodeUsed { place, left }, None, Locale::English)
    };
    assert!(used(0).contains("None is left."), "{}", used(0));
    assert!(used(1).contains("One is left."), "{}", used(1));
}

#[test]
fn how_long_a_provider_was_down_is_said_in_a_fitting_unit() {
    let down_for = |seconds| {
        let back = Kind::ProviderBack {
            provider: "XMPP".into(),
            account: "postern@example.org".into(),
            since: AT,
            at: AT + Duration::from_secs(seconds),
        };
        let text = said(&back, None, Locale::English);
        let (_, rest) = text.split_once("was down for ").unwrap();
        rest.split_once('.').unwrap().0.to_owned()
    };
    assert_eq!(down_for(59), "less than a minute");
    assert_eq!(down_for(60), "one minute");
    assert_eq!(down_for(12 * 60), "12 minutes");
    assert_eq!(down_for(2 * 3_600), "2 hours");
    assert_eq!(down_for(60 * 3_600), "2 days");
}

#[test]
fn handles_and_titles_are_said_as_they_are() {
    let odd = Kind::AccountUnlinked {
        provider: "XMPP".into(),
        handle: "{ $url }\"@x".into(),
    };
    for locale in Locale::ALL {
        assert!(said(&odd, None, locale).contains("XMPP ({ $url }\"@x)"));
        let message = code(CodePurpose::Link, "042137", "{-a}", None, locale).plain();
        assert!(message.starts_with("{-a}: "), "{message}");
    }
}

#[test]
fn security_17_the_digits_come_last_in_the_message() {
    for locale in Locale::ALL {
        let message = code(CodePurpose::SignIn, "042137", "Acme", Some(&desk()), locale).plain();
        assert!(message.ends_with("\n\n042137"), "{message}");
        let before = &message[..message.len() - 6];
        assert!(before.chars().count() > 120, "{before}");
    }
}

#[test]
fn codes_links_and_titles_are_parts_of_their_own() {
    for locale in Locale::ALL {
        let message = code(CodePurpose::SignIn, "042137", "Acme", None, locale);
        assert_eq!(message.parts()[0], Part::Bold("Acme".into()));
        assert_eq!(message.parts().last(), Some(&Part::Code("042137".into())));
        let (kind, domain) = (Kind::PasswordChanged, acme());
        let notice = Notice {
            kind: &kind,
            domain: &domain,
            sender: None,
            accepted_at: AT,
            undo_link: Some(LINK),
        };
        let message = notification(&notice, locale);
        assert_eq!(message.parts()[0], Part::Bold("Acme".into()));
        assert_eq!(message.parts().last(), Some(&Part::Link(LINK.into())));
    }
}

#[test]
fn a_text_too_long_for_the_provider_is_cut_and_says_so() {
    for locale in Locale::ALL {
        let text = "ä".repeat(3_000);
        let cut = fit(Text::of(text.clone()), 2_000, locale).plain();
        assert!(cut.chars().count() <= 2_000);
        let kept = cut.chars().take_while(|c| *c == 'ä').count();
        assert!(kept > 1_940, "{kept}");
        assert!(cut.contains(&(3_000 - kept).to_string()), "{cut}");
        assert_eq!(fit(Text::of(text.clone()), 3_000, locale).plain(), text);
        assert_eq!(fit(Text::of(text), 5, locale).length(), 5);
    }
}

#[test]
fn a_message_is_cut_before_a_link_rather_than_in_it() {
    let long = Text::of("ä".repeat(150)).with(Part::Link(LINK.into()));
    let cut = fit(long, 180, Locale::English);
    assert!(!cut.plain().contains("http"), "{}", cut.plain());
    assert!(cut.plain().contains("more characters"));
}

//! Every sentence has a text in every language.

use domain::locale::Locale;
use wording::Words;

use super::*;
use crate::login::code_way::SentCode;
use crate::login::private::Phone;

/// The text, as a door would make it.
fn words(say: &Say, locale: Locale) -> String {
    let (words, phrase) = (Words::of(locale), say.phrase());
    phrase.render(&|key, _| {
        assert!(words.has(key), "{locale:?} has no {key}");
        String::new()
    });
    words.phrase(&phrase)
}

fn ways() -> Vec<Way> {
    let text = || "x-y-z".to_owned();
    vec![
        Way::App { length: 5 },
        Way::Sms { length: 0 },
        Way::SmsWord { beginning: None },
        Way::SmsPhrase {
            beginning: Some(text()),
        },
        Way::Call { length: 1 },
        Way::FlashCall { pattern: text() },
        Way::MissedCall {
            prefix: text(),
            length: 6,
        },
        Way::Email {
            pattern: text(),
            length: 6,
        },
        Way::Fragment {
            url: text(),
            length: 5,
        },
    ]
}

fn type_code(way: Way, next: Option<NextWay>, seconds: u64) -> Say {
    let sent = SentCode {
        phone: Phone::new(PHONE),
        hash: CodeHash::new(HASH),
        way,
        next,
        sent_at: at(0),
        resend_at: at(seconds),
    };
    let resend_in = Duration::from_secs(seconds);
    Say::TypeCode { sent, resend_in }
}

/// Every sentence, those with variables in all their forms.
fn all() -> Vec<Say> {
    let mut all: Vec<Say> = Note::ALL.iter().map(|note| Say::Note(*note)).collect();
    all.extend(ways().into_iter().map(|way| type_code(way, None, 0)));
    for next in [
        NextWay::Sms,
        NextWay::Call,
        NextWay::FlashCall,
        NextWay::MissedCall,
        NextWay::Fragment,
    ] {
        all.extend([0, 90].map(|wait| type_code(Way::App { length: 5 }, Some(next), wait)));
    }
    for seconds in [0, 59, 60, 61, 3_600, 3_660, 7_500, 86_400, 90_000, 200_000] {
        let wait = Duration::from_secs(seconds);
        all.extend([Say::Flood { wait }, Say::ResendTooEarly { wait }]);
    }
    all.extend([
        Say::CodeLength { length: 5 },
        Say::NeedCode {
            phone: Phone::new(PHONE),
        },
        Say::TypePassword {
            hint: Hint::new("my { $first } dog"),
        },
        Say::ScanQr {
            link: QrLink::new(QR),
        },
        Say::Unknown {
            code: 500,
            name: "NO_IDEA".into(),
        },
    ]);
    all.extend([true, false].map(|bot| Say::Done {
        name: AccountName::new("@alice"),
        bot,
    }));
    all
}

#[test]
fn every_sentence_has_a_text_in_every_language() {
    for locale in Locale::ALL {
        for say in all() {
            let text = words(&say, locale);
            assert!(
                text.len() > 10 && !text.contains("telegram-"),
                "{say:?}: {text}"
            );
        }
    }
}

#[test]
fn every_text_of_the_conversation_is_said_somewhere() {
    let said = std::cell::RefCell::new(std::collections::BTreeSet::new());
    for say in all() {
        say.phrase().render(&|key, _| {
            said.borrow_mut().insert(key.to_owned());
            String::new()
        });
    }
    let file = include_str!("../../../../wording/locales/en/telegram.ftl");
    let begins = |line: &&str| {
        line.starts_with("telegram-login-")
            || line.starts_with("telegram-code-")
            || line.starts_with("telegram-span-")
    };
    for line in file.lines().filter(begins) {
        let key = line.split(' ').next().unwrap();
        assert!(said.borrow().contains(key), "nobody says {key}");
    }
}

#[test]
fn the_wait_is_told_in_words() {
    let wait = |seconds, locale| {
        words(
            &Say::Flood {
                wait: Duration::from_secs(seconds),
            },
            locale,
        )
    };
    for (seconds, english, german) in [
        (
            7_500,
            "in 2 hours 5 minutes;",
            "in 2 Stunden 5 Minuten wieder",
        ),
        (
            4_000,
            "in 1 hour 7 minutes;",
            "in 1 Stunde 7 Minuten wieder",
        ),
        (3_599, "in 1 hour;", "in 1 Stunde wieder"),
        (61, "in 1 minute 1 second;", "in 1 Minute 1 Sekunde wieder"),
        (0, "in 1 second;", "in 1 Sekunde wieder"),
        (86_400, "in 1 day;", "in 1 Tag wieder"),
        (86_399, "in 1 day;", "in 1 Tag wieder"),
        (183_600, "in 2 days 3 hours;", "in 2 Tagen 3 Stunden wieder"),
    ] {
        let (en, de) = (
            wait(seconds, Locale::English),
            wait(seconds, Locale::German),
        );
        assert!(en.contains(english), "{seconds}: {en}");
        assert!(de.contains(german), "{seconds}: {de}");
    }
}

#[test]
fn where_the_code_went_and_how_to_get_another_is_said() {
    let say = type_code(Way::App { length: 5 }, Some(NextWay::Sms), 120);
    assert_eq!(
        words(&say, Locale::English),
        "Telegram has sent a code to the Telegram app of +491701234567, in the chat “Telegram”. Please type it; \
         it has 5 digits. If nothing arrives, you can ask for it again in 2 minutes: it then comes by SMS."
    );
    assert_eq!(
        words(&say, Locale::German),
        "Telegram hat einen Code an die Telegram-App von +491701234567 geschickt, in den Chat „Telegram“. Bitte geben \
         Sie ihn ein; er hat 5 Ziffern. Kommt nichts an, können Sie ihn in 2 Minuten noch einmal anfordern: Dann kommt \
         er als SMS."
    );
}

#[test]
fn what_a_person_has_noted_is_not_read_as_fluent() {
    let hint = Hint::new("my { $first } dog");
    let text = words(&Say::TypePassword { hint }, Locale::English);
    assert!(text.ends_with("my { $first } dog"), "{text}");
}

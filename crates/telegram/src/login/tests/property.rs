//! No order of what people say and what Telegram answers leaves a conversation stuck, or shows a secret.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::login::private::{LoginCode, Phone};
use crate::login::refusals::REFUSALS;

/// What happens to a conversation.
#[derive(Debug, Clone)]
enum Event {
    Said(Said),
    /// Telegram answers the last call, if there is one, or another one.
    Answered(Reply, Whose),
    /// The program ends and begins again.
    Restart,
    /// Seconds pass.
    Pass(u64),
}

#[derive(Debug, Clone)]
enum Reply {
    Plain(Answer),
    Error(i32, String),
    TimedOut,
    Lost,
}

/// Which call is answered.
#[derive(Debug, Clone)]
enum Whose {
    Last,
    Other(Call),
}

const SECRETS: [&str; 7] = [PHONE, "491701234567", HASH, CODE, PASSWORD, TOKEN, QR];

fn said() -> impl Strategy<Value = Said> {
    let typed = select(vec![
        PHONE,
        "0049 170 1234567",
        "0170 1234567",
        CODE,
        "07 391",
        "",
        PASSWORD,
        TOKEN,
        "hello",
        "cancel",
    ]);
    prop_oneof![
        6 => typed.prop_map(text),
        1 => ".*".prop_map(|typed| text(&typed)),
        2 => Just(Said::Resend),
        1 => Just(Said::Cancel),
        2 => select(vec![Path::Phone, Path::Bot, Path::Qr]).prop_map(Said::Take),
    ]
}

fn way() -> impl Strategy<Value = Way> {
    select(vec![
        Way::App { length: 5 },
        Way::Sms { length: 0 },
        Way::SmsWord { beginning: None },
        Way::MissedCall {
            prefix: "+44".into(),
            length: 5,
        },
        Way::FlashCall {
            pattern: "+44*".into(),
        },
        Way::Email {
            pattern: "a*@b".into(),
            length: 5,
        },
    ])
}

fn plain() -> impl Strategy<Value = Answer> {
    let sent = (way(), select(vec![None, Some(NextWay::Call)]), 0..200_u64);
    let sent = sent.prop_map(|(way, next, wait)| {
        Answer::CodeSent(FreshCode {
            hash: CodeHash::new(HASH),
            way,
            next,
            resend_after: Duration::from_secs(wait),
        })
    });
    prop_oneof![
        4 => sent,
        1 => Just(Answer::SignedIn(account())),
        3 => Just(Answer::PasswordNeeded),
        2 => select(vec![None, Some(Hint::new("dog"))]).prop_map(Answer::Hint),
        2 => (0..4_000_u64).prop_map(|seconds| qr(at(seconds))),
        1 => Just(Answer::QrElsewhere { dc: 4, token: vec![1] }),
        1 => Just(Answer::QrScanned),
        1 => Just(Answer::NotSignedIn),
        1 => Just(Answer::Dropped),
    ]
}

fn error() -> impl Strategy<Value = Reply> {
    let mut names: Vec<String> = REFUSALS
        .iter()
        .map(|refusal| refusal.name.replace('*', "EMPTY"))
        .collect();
    names.extend(
        [
            "FLOOD_WAIT_40",
            "FLOOD_WAIT_90000",
            "SRP_ID_INVALID",
            "AUTH_RESTART",
            "AUTH_TOKEN_EXPIRED",
            "USER_MIGRATE_2",
            "PHONE_MIGRATE_4000000000",
            "SESSION_PASSWORD_NEEDED",
            "SOMETHING_NEW",
        ]
        .map(str::to_owned),
    );
    (select(vec![303, 400, 401, 406, 420, 500]), select(names))
        .prop_map(|(code, name)| Reply::Error(code, name))
}

fn call() -> impl Strategy<Value = Call> {
    let (phone, hash) = (Phone::new(PHONE), CodeHash::new(HASH));
    select(vec![
        Call::RequestCode {
            phone: phone.clone(),
        },
        Call::ResendCode {
            phone: phone.clone(),
            hash: hash.clone(),
        },
        Call::CancelCode {
            phone: phone.clone(),
            hash: hash.clone(),
        },
        Call::SignIn {
            phone,
            hash,
            code: LoginCode::new(CODE),
            by_email: false,
            look_first: true,
        },
        Call::AskHint,
        Call::CheckPassword {
            password: domain::secret::Password::new(PASSWORD),
            look_first: false,
        },
        Call::SignInBot {
            token: domain::secret::Token::new(TOKEN),
        },
        Call::ExportQr,
        Call::LookWho,
        Call::LogOut,
    ])
}

fn event() -> impl Strategy<Value = Event> {
    let reply = prop_oneof![
        5 => plain().prop_map(Reply::Plain),
        3 => error(),
        1 => Just(Reply::TimedOut),
        1 => Just(Reply::Lost),
    ];
    let whose = prop_oneof![5 => Just(Whose::Last), 1 => call().prop_map(Whose::Other)];
    prop_oneof![
        6 => said().prop_map(Event::Said),
        6 => (reply, whose).prop_map(|(reply, whose)| Event::Answered(reply, whose)),
        1 => Just(Event::Restart),
        1 => (0..400_u64).prop_map(Event::Pass),
    ]
}

/// A conversation under way.
struct Run {
    step: Step,
    seconds: u64,
    /// The call whose answer is awaited.
    open: Option<Call>,
}

impl Run {
    fn new(path: Path) -> Self {
        let step = Conversation::begin(path, at(0));
        let open = step.call.clone();
        Self {
            step,
            seconds: 0,
            open,
        }
    }

    fn go_on(&mut self, step: Step) {
        if step.call.is_some() || step.wants() != Wants::Patience {
            self.open.clone_from(&step.call);
        }
        self.step = step;
    }

    fn meet(&mut self, event: Event) {
        let conversation = self.step.conversation.clone();
        let now = at(self.seconds);
        let step = match event {
            Event::Said(said) => conversation.hear(said, now),
            Event::Answered(reply, whose) => {
                let call = match whose {
                    Whose::Last => self.open.clone().unwrap_or(Call::LookWho),
                    Whose::Other(call) => call,
                };
                conversation.learn(answer(reply, call), now)
            }
            Event::Restart => {
                let kept = serde_json::to_vec(&conversation).unwrap();
                let read: Conversation = serde_json::from_slice(&kept).unwrap();
                assert_eq!(read, conversation, "what is kept is what is read");
                read.resume(now)
            }
            Event::Pass(seconds) => {
                self.seconds += seconds;
                conversation.tick(at(self.seconds))
            }
        };
        self.go_on(step);
    }

    /// What holds always.
    fn check(&self) {
        let conversation = &self.step.conversation;
        let now = at(self.seconds);
        let shown = format!("{:?}", self.step);
        for secret in SECRETS {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert!(!conversation.prompt(now).key().is_empty());
        let cancelled = conversation.clone().hear(Said::Cancel, now);
        assert!(cancelled.conversation.is_over(), "cancel ends {shown}");
        if conversation.wants() == Wants::Patience {
            let call = self.open.clone().expect("whoever waits has asked");
            let late = conversation.clone().learn(Answer::timed_out(call), now);
            assert_ne!(late.wants(), Wants::Patience, "a timeout ends {shown}");
        }
        if let Some(tick) = conversation.next_tick()
            && tick <= now
        {
            let ticked = conversation.clone().tick(now).conversation;
            assert_ne!(&ticked, conversation, "a tick that is due changes {shown}");
        }
    }

    /// A person who wants to get in, and a Telegram that lets them, from here on.
    fn finish(mut self) {
        for _ in 0..12 {
            let step = self.step.conversation.clone();
            let now = at(self.seconds);
            if step.is_over() {
                return;
            }
            let next = match (self.open.take(), step.wants()) {
                (Some(call), Wants::Patience) => step.learn(kindly(&call), now),
                (_, Wants::Phone | Wants::NewCode) => step.hear(Said::Take(Path::Bot), now),
                (_, Wants::Token) => step.hear(text(TOKEN), now),
                (
                    _,
                    Wants::Code {
                        words: false,
                        length: Some(6),
                        ..
                    },
                ) => step.hear(text("123456"), now),
                (_, Wants::Code { .. }) => step.hear(text(CODE), now),
                (_, Wants::Password) => step.hear(text(PASSWORD), now),
                (_, Wants::Scan { .. }) => step.learn(Answer::QrScanned, now),
                (_, Wants::NewQr) => step.hear(Said::Resend, now),
                (None, Wants::Patience) => panic!("waits without having asked"),
                (_, Wants::Nothing) => return,
            };
            self.go_on(next);
            if matches!(self.step.say, Say::Flood { .. }) {
                // That is an answer, too: it says until when to wait.
                return;
            }
        }
        panic!("no way leads on from {:?}", self.step);
    }
}

fn answer(reply: Reply, call: Call) -> Answer {
    match reply {
        Reply::Plain(answer) => answer,
        Reply::Error(code, name) => Answer::from_rpc_error(&rpc(code, &name), call),
        Reply::TimedOut => Answer::timed_out(call),
        Reply::Lost => Answer::Failed {
            call,
            trouble: Trouble::ConnectionLost(None),
        },
    }
}

/// What Telegram answers if all is well.
fn kindly(call: &Call) -> Answer {
    match call.inner() {
        Call::RequestCode { .. } | Call::ResendCode { .. } => code_sent(),
        Call::AskHint => Answer::Hint(None),
        Call::CancelCode { .. } | Call::LogOut => Answer::Dropped,
        Call::ExportQr
        | Call::ImportQr { .. }
        | Call::SignIn { .. }
        | Call::CheckPassword { .. }
        | Call::SignInBot { .. }
        | Call::LookWho
        | Call::At { .. } => Answer::SignedIn(account()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_what_is_said_and_answered_leaves_a_conversation_stuck(
        path in select(vec![Path::Phone, Path::Bot, Path::Qr]),
        events in proptest::collection::vec(event(), 0..30),
    ) {
        let mut run = Run::new(path);
        run.check();
        for event in events {
            run.meet(event);
            run.check();
        }
        run.finish();
    }

    #[test]
    fn whatever_is_typed_for_a_number_is_read_or_refused(typed in ".*") {
        let step = begun().hear(text(&typed), 1);
        prop_assert_eq!(step.call.is_some(), step.wants() == Wants::Patience);
    }
}

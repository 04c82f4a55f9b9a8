//! grammers, by its lowest layer: one connection, no pool.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the protocol has hundreds of variants, and each layer more"
)]

use std::time::Duration;

use grammers_mtproto::mtp;
use grammers_mtproto::transport::{self, Transport};
use grammers_mtsender::{InvocationError, Sender, ServerAddr, connect_with_auth};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, RemoteCall, enums, functions as f, types as t};
use telegram::keyex;
use telegram::server_key::PublicKey;
use telegram_testdc::{NewMessage, NewUser, Settings, TestDc};

const API: (i32, &str) = (12345, "0123456789abcdef0123456789abcdef");
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection that speaks the newest layer.
pub(crate) struct Client(Sender<transport::Full, mtp::Encrypted>);

impl Client {
    pub(crate) async fn connect(dc: &TestDc) -> Self {
        let mut client = Self(sender(dc, transport::Full::new()).await);
        let query = f::InitConnection {
            api_id: API.0,
            device_model: "test".to_owned(),
            system_version: "1".to_owned(),
            app_version: "1".to_owned(),
            system_lang_code: "en".to_owned(),
            lang_pack: String::new(),
            lang_code: "en".to_owned(),
            proxy: None,
            params: None,
            query: f::help::GetConfig {},
        };
        let layer = tl::LAYER;
        client.call(f::InvokeWithLayer { layer, query }).await;
        client
    }

    pub(crate) async fn call<R: RemoteCall>(&mut self, request: R) -> R::Return {
        let answer = tokio::time::timeout(PATIENCE, self.0.invoke(&request)).await;
        answer.unwrap().unwrap()
    }

    /// Logs in with the code that was sent.
    pub(crate) async fn log_in(&mut self, dc: &TestDc, phone: &str) {
        let sent = self
            .call(f::auth::SendCode {
                phone_number: phone.to_owned(),
                api_id: API.0,
                api_hash: API.1.to_owned(),
                settings: t::CodeSettings {
                    allow_flashcall: false,
                    current_number: false,
                    allow_app_hash: false,
                    allow_missed_call: false,
                    allow_firebase: false,
                    unknown_number: false,
                    logout_tokens: None,
                    token: None,
                    app_sandbox: None,
                }
                .into(),
            })
            .await;
        let enums::auth::SentCode::Code(sent) = sent else {
            panic!("no code was sent");
        };
        self.call(f::auth::SignIn {
            phone_number: phone.to_owned(),
            phone_code_hash: sent.phone_code_hash,
            phone_code: Some(dc.code(phone).unwrap().code),
            email_verification: None,
        })
        .await;
    }

    /// The texts of the messages that come next, at least one.
    pub(crate) async fn next_texts(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        while texts.is_empty() {
            let came = tokio::time::timeout(PATIENCE, self.0.step()).await;
            texts.extend(came.unwrap().unwrap().into_iter().flat_map(texts_of));
        }
        texts
    }
}

/// A connection with a key of its own.
async fn sender<T: Transport>(dc: &TestDc, transport: T) -> Sender<T, mtp::Encrypted> {
    let address = dc.address(2).unwrap();
    let keys = PublicKey::list_from_pem(&dc.public_key()).unwrap();
    let (world, _) = testkit::moved_world();
    let key = keyex::exchange(address, None, &keys, &world).await.unwrap();
    let address = ServerAddr::Tcp { address };
    connect_with_auth(transport, address, key).await.unwrap()
}

fn texts_of(came: UpdatesLike) -> Vec<String> {
    let UpdatesLike::Updates(enums::Updates::Updates(updates)) = came else {
        return Vec::new();
    };
    let messages = updates.updates.into_iter();
    let texts = messages.filter_map(|update| match update {
        enums::Update::NewMessage(new) => match new.message {
            enums::Message::Message(message) => Some(message.message),
            _ => None,
        },
        enums::Update::NewChannelMessage(new) => match new.message {
            enums::Message::Message(message) => Some(message.message),
            _ => None,
        },
        _ => None,
    });
    texts.collect()
}

/// A server with Alice and Bob; gives their numbers as well.
pub(crate) async fn alice_and_bob() -> (TestDc, i64, i64) {
    let dc = TestDc::start(Settings::default()).await.unwrap();
    let user = |name: &str, phone: &str| {
        dc.add_user(NewUser {
            first_name: name.to_owned(),
            username: Some(format!("{name}_test")),
            phone: Some(phone.to_owned()),
            ..NewUser::default()
        })
    };
    let (alice, bob) = (user("alice", "15550001"), user("bob", "15550002"));
    (dc, alice, bob)
}

#[tokio::test]
async fn a_user_logs_in_writes_and_is_written_to() {
    let (dc, alice, bob) = alice_and_bob().await;
    let mut client = Client::connect(&dc).await;
    client.log_in(&dc, "15550001").await;
    let found = client
        .call(f::contacts::ResolveUsername {
            username: "bob_test".to_owned(),
            referer: None,
        })
        .await;
    let enums::contacts::ResolvedPeer::Peer(found) = found;
    let Some(access_hash) = found.users.iter().find_map(|user| match user {
        enums::User::User(user) if user.id == bob => user.access_hash,
        _ => None,
    }) else {
        panic!("Bob is not found");
    };
    let peer = t::InputPeerUser {
        user_id: bob,
        access_hash,
    };
    client
        .call(f::messages::SendMessage {
            no_webpage: false,
            silent: false,
            background: false,
            clear_draft: false,
            noforwards: false,
            update_stickersets_order: false,
            invert_media: false,
            allow_paid_floodskip: false,
            peer: peer.into(),
            reply_to: None,
            message: "hello Bob".to_owned(),
            random_id: 1,
            reply_markup: None,
            entities: None,
            schedule_date: None,
            schedule_repeat_period: None,
            send_as: None,
            quick_reply_shortcut: None,
            effect: None,
            allow_paid_stars: None,
            suggested_post: None,
            rich_message: None,
        })
        .await;
    let got = dc.messages(bob, alice);
    assert_eq!(got[0].text, "hello Bob");
    let message = NewMessage {
        from: bob,
        to: alice,
        text: "hello".to_owned(),
    };
    dc.send(message).unwrap();
    assert_eq!(client.next_texts().await, ["hello"]);
    dc.stop().await;
}

/// What a call gets once its key was forgotten.
async fn status_of_a_forgotten_key<T: Transport>(dc: &TestDc, transport: T) -> Option<u32> {
    let mut sender = sender(dc, transport).await;
    dc.forget_keys();
    let answer = tokio::time::timeout(PATIENCE, sender.invoke(&f::help::GetConfig {})).await;
    match answer.unwrap() {
        Err(InvocationError::Transport(transport::Error::BadStatus { status })) => Some(status),
        _ => None,
    }
}

#[tokio::test]
async fn a_forgotten_key_is_told_by_status_404_over_every_transport() {
    let (dc, ..) = alice_and_bob().await;
    let statuses = [
        status_of_a_forgotten_key(&dc, transport::Full::new()).await,
        status_of_a_forgotten_key(&dc, transport::Abridged::new()).await,
        status_of_a_forgotten_key(&dc, transport::Intermediate::new()).await,
    ];
    assert_eq!(statuses, [Some(404); 3]);
    dc.stop().await;
}

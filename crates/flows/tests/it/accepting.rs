use std::collections::{BTreeMap, BTreeSet};

use domain::id::NotificationId;
use domain::integration::Integration;
use domain::limit::MESSAGES_FROM_INTEGRATION;
use domain::user::UserName;
use flows::Context;
use flows::accept_notification::{Accepting, Answer, Fate, from_integration};
use store::{deliveries, integrations, limits};
use testkit::TestApp;
use tokio::task::JoinSet;

const REQUESTS: usize = 200;
/// How many more the second program may send.
const LEFT: usize = 10;

/// What a request asks for, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A text of its own.
    Fresh,
    /// The same as a few others, under the same key.
    Repeated,
    /// Something else than others under the same key.
    Contested,
    /// A text for nobody.
    Unknown,
    /// A text by a program that has sent nearly all it may.
    Limited,
}

fn sort(number: usize) -> Sort {
    [
        Sort::Fresh,
        Sort::Repeated,
        Sort::Contested,
        Sort::Unknown,
        Sort::Limited,
    ][number % 5]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_200_requests_at_once_gets_the_answer_it_would_get_alone() {
    let app = TestApp::new().await;
    let alice = app.user("alice").await;
    app.link(&alice, "xmpp", "alice@example.org").await;
    let free = program(&app, "free").await;
    let limited = program(&app, "limited").await;
    use_up(&app, &limited).await;
    // Another node on the same database gathers by itself.
    let nodes = [app.context.clone(), another_node(&app.context)];

    let mut requests = JoinSet::new();
    for number in 0..REQUESTS {
        let context = nodes[number / 5 % 2].clone();
        let program = if sort(number) == Sort::Limited {
            limited.clone()
        } else {
            free.clone()
        };
        requests.spawn(async move { (number, ask(&context, &program, number).await) });
    }
    let answers: BTreeMap<usize, Answer> = requests.join_all().await.into_iter().collect();
    let of = |wanted| {
        let all = answers.iter();
        all.filter(move |(number, _)| sort(**number) == wanted)
            .map(|(_, answer)| answer)
    };

    let fresh: BTreeSet<_> = of(Sort::Fresh).map(|answer| id(answer).unwrap()).collect();
    assert_eq!(fresh.len(), REQUESTS / 5);
    let repeated: BTreeSet<_> = of(Sort::Repeated).map(|one| id(one).unwrap()).collect();
    assert_eq!(repeated.len(), 4, "ten requests share a key");
    let won: Vec<_> = of(Sort::Contested).filter_map(id).collect();
    let lost = of(Sort::Contested).filter(|answer| **answer == Answer::OtherRequest);
    assert_eq!((won.len(), lost.count()), (1, REQUESTS / 5 - 1));
    assert!(
        of(Sort::Unknown).all(
            |answer| matches!(answer, Answer::Accepted(all) if all[0].fate == Fate::UnknownUser)
        )
    );
    let allowed: Vec<_> = of(Sort::Limited).filter_map(id).collect();
    let waiting = of(Sort::Limited).filter(|answer| matches!(answer, Answer::Wait(_)));
    assert_eq!(
        (allowed.len(), waiting.count()),
        (LEFT, REQUESTS / 5 - LEFT)
    );

    let accepted = fresh.into_iter().chain(repeated).chain(won).chain(allowed);
    let accepted: Vec<NotificationId> = accepted.collect();
    let mut conn = app.context.db.read().await.unwrap();
    for id in &accepted {
        let deliveries = deliveries::list_of_notification(&mut conn, *id).await;
        assert_eq!(deliveries.unwrap().len(), 1);
    }
    let all = deliveries::list(&mut conn, "", &deliveries::Filter::default(), 1_000).await;
    assert_eq!(
        all.unwrap().len(),
        accepted.len(),
        "nothing else was accepted"
    );
}

#[tokio::test]
async fn what_was_refused_counts_for_nothing_and_its_key_is_free() {
    let app = TestApp::new().await;
    let alice = app.user("alice").await;
    app.link(&alice, "xmpp", "alice@example.org").await;
    let limited = program(&app, "limited").await;
    use_up(&app, &limited).await;
    let names = |count| vec![UserName::parse("alice").unwrap(); count];
    let ask = async |count| {
        let key = Some("report".to_owned());
        from_integration(&app.context, &limited, key, names(count), "hello".into())
            .await
            .unwrap()
    };
    assert!(matches!(ask(LEFT + 1).await, Answer::Wait(_)));
    assert!(matches!(ask(LEFT).await, Answer::Accepted(all) if all.len() == LEFT));
    let more = from_integration(&app.context, &limited, None, names(1), "hello".into());
    assert!(matches!(more.await.unwrap(), Answer::Wait(_)));
}

async fn ask(context: &Context, program: &Integration, number: usize) -> Answer {
    let (to, key, text) = match sort(number) {
        Sort::Fresh | Sort::Limited => ("alice", format!("own-{number}"), "hello".to_owned()),
        Sort::Repeated => {
            let key = format!("shared-{}", number / 50);
            let text = format!("hello from {key}");
            ("alice", key, text)
        }
        Sort::Contested => ("alice", "contested".to_owned(), format!("I am {number}")),
        Sort::Unknown => ("nobody", format!("own-{number}"), "hello".to_owned()),
    };
    let to = vec![UserName::parse(to).unwrap()];
    let answer = from_integration(context, program, Some(key), to, text);
    answer.await.unwrap()
}

fn id(answer: &Answer) -> Option<NotificationId> {
    let Answer::Accepted(all) = answer else {
        return None;
    };
    match all[0].fate {
        Fate::Accepted { id } => Some(id),
        Fate::UnknownUser | Fate::NoAccount => None,
    }
}

fn another_node(context: &Context) -> Context {
    Context {
        accepting: Accepting::default(),
        ..context.clone()
    }
}

async fn program(app: &TestApp, name: &str) -> Integration {
    app.token(name).await;
    let mut conn = app.context.db.read().await.unwrap();
    let all = integrations::list(&mut conn, "").await.unwrap();
    all.into_iter().find(|one| one.name == name).unwrap()
}

/// Has the program send all it may in this minute but [`LEFT`].
async fn use_up(app: &TestApp, program: &Integration) {
    let (limit, who) = (MESSAGES_FROM_INTEGRATION, program.id.to_string());
    let amount = limit.most - i64::try_from(LEFT).unwrap();
    let mut tx = app.context.db.begin().await.unwrap();
    let counted = limits::count_many(&mut tx, limit, &who, amount, app.now()).await;
    counted.unwrap();
    store::commit(tx).await.unwrap();
}

//! In which language programs are answered.

use super::super::stage::Chat;
use super::program::{Program, set};

#[tokio::test]
async fn a_program_is_answered_in_the_language_of_the_person_for_whom_it_speaks() {
    let stage = set().await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("language de", "Ab jetzt spreche ich Deutsch")
        .await;
    let program = Program::new(&stage);
    let whoami = program.get(&["whoami"]).await.good();
    let flows = program.get(&["login", "flows"]).await.good();
    assert_eq!(whoami["login_flows"], flows["flows"]);
    let flows = flows["flows"].to_string();
    assert!(flows.contains("Telefonnummer"), "{flows}");
    let step = program.begin("phone").await;
    let words = step["instructions"].as_str().unwrap();
    assert!(words.contains("geben Sie Ihre Telefonnummer"), "{words}");
    let field = step["user_input"]["fields"][0]["name"].as_str();
    assert_eq!(field, Some("Telefonnummer"));
    house.close().await;
}

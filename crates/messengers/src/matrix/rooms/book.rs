//! What is known of rooms, without a server.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// How many rooms and people are remembered; after that it is begun anew.
const REMEMBERED: usize = 20_000;

/// Which rooms are whose.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Our account's `m.direct`: rooms by person.
    direct: Map<String, Value>,
    /// Rooms that are fit, by person; until something changes in them.
    ready: HashMap<String, String>,
    /// Who is in a room besides us.
    company: HashMap<String, Company>,
}

/// Who is in a room besides us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Company {
    /// This one alone.
    One(String),
    /// Others, or nobody.
    Others,
}

impl Book {
    /// Our account's `m.direct` says so. What we know besides stays: it may not be written there yet.
    pub(super) fn read(&mut self, direct: Map<String, Value>) {
        let ours = std::mem::replace(&mut self.direct, direct);
        for (person, rooms) in ours {
            for room in rooms.as_array().into_iter().flatten() {
                if let Some(room) = room.as_str() {
                    self.add(&person, room);
                }
            }
        }
    }

    /// What our account's `m.direct` should say.
    pub(super) fn direct(&self) -> Value {
        Value::Object(self.direct.clone())
    }

    /// This is a room of this person. Says whether that is new.
    pub(super) fn add(&mut self, person: &str, room: &str) -> bool {
        let rooms = self
            .direct
            .entry(person)
            .or_insert_with(|| Value::Array(Vec::new()));
        // Whatever else somebody wrote there is of no use.
        if !rooms.is_array() {
            *rooms = Value::Array(Vec::new());
        }
        let Some(rooms) = rooms.as_array_mut() else {
            return false;
        };
        let is_new = !rooms.iter().any(|known| known == room);
        if is_new {
            rooms.insert(0, room.into());
        }
        is_new
    }

    /// The rooms of a person, the newest first.
    pub(super) fn candidates(&self, person: &str, most: usize) -> Vec<String> {
        let rooms = self.direct.get(person).and_then(Value::as_array);
        let rooms = rooms.into_iter().flatten().filter_map(Value::as_str);
        rooms.take(most).map(str::to_owned).collect()
    }

    /// The room of a person that was found to be fit.
    pub(super) fn room_of(&self, person: &str) -> Option<String> {
        self.ready.get(person).cloned()
    }

    /// This room is fit for this person.
    pub(super) fn found(&mut self, person: &str, room: &str) {
        self.make_room();
        self.ready.insert(person.to_owned(), room.to_owned());
        self.seen(room, Company::One(person.to_owned()));
    }

    /// No room of this person is fit.
    pub(super) fn lost(&mut self, person: &str) {
        self.ready.remove(person);
    }

    /// Who is in this room besides us, if it is known.
    pub(super) fn company(&self, room: &str) -> Option<Company> {
        self.company.get(room).cloned()
    }

    /// These are in a room besides us.
    pub(super) fn seen(&mut self, room: &str, company: Company) {
        self.make_room();
        self.company.insert(room.to_owned(), company);
    }

    /// This person has written in this room, which is fit: messages for them go there, too.
    pub(super) fn met(&mut self, person: &str, room: &str) {
        self.add(person, room);
        self.ready.insert(person.to_owned(), room.to_owned());
    }

    /// Something has changed in this room.
    pub(super) fn doubt(&mut self, room: &str) {
        self.company.remove(room);
        self.ready.retain(|_, known| known != room);
    }

    /// Something may have changed in any room.
    pub(super) fn doubt_all(&mut self) {
        self.company.clear();
        self.ready.clear();
    }

    fn make_room(&mut self) {
        if self.company.len() >= REMEMBERED || self.ready.len() >= REMEMBERED {
            self.doubt_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn rooms_of_others_stay_and_ours_are_added_once() {
        let mut book = Book::default();
        assert!(book.add("@alice:x", "!new:x"));
        assert!(!book.add("@alice:x", "!new:x"));
        book.read(map(
            json!({ "@alice:x": ["!old:x"], "@bob:x": ["!b:x"], "@eve:x": 7 }),
        ));
        assert_eq!(book.candidates("@alice:x", 8), ["!new:x", "!old:x"]);
        assert_eq!(book.candidates("@alice:x", 1), ["!new:x"]);
        assert!(book.candidates("@eve:x", 8).is_empty());
        assert_eq!(book.direct()["@bob:x"], json!(["!b:x"]));
        assert!(book.add("@eve:x", "!e:x"));
    }

    #[test]
    fn what_changed_is_not_trusted_any_more() {
        let mut book = Book::default();
        book.found("@alice:x", "!a:x");
        book.found("@bob:x", "!b:x");
        book.doubt("!a:x");
        assert_eq!(book.room_of("@alice:x"), None);
        assert_eq!(book.company("!a:x"), None);
        assert_eq!(book.room_of("@bob:x").as_deref(), Some("!b:x"));
        book.doubt_all();
        assert_eq!(book.room_of("@bob:x"), None);
    }
}

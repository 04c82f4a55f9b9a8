//! One call to the homeserver.

use std::time::Duration;

use serde_json::Value;

/// How something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Tell me.
    Get,
    /// Do this.
    Post,
    /// Have this so; twice is as good as once.
    Put,
}

/// What a homeserver limits apart: when it asks for patience with one, the others go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::matrix) enum Lane {
    /// Messages, and what must be known for them.
    Messages,
    /// New rooms and invitations.
    Rooms,
    /// Our own login, and hearing what is new. The keeper sees to all that goes wrong with it.
    Own,
}

impl Lane {
    /// How many there are.
    pub(super) const COUNT: usize = 3;
}

/// A call to be made.
pub(in crate::matrix) struct Call<'a> {
    pub(super) method: Method,
    pub(super) path: Vec<&'a str>,
    pub(super) query: Vec<(&'a str, &'a str)>,
    pub(super) body: Option<&'a Value>,
    pub(super) deadline: Option<Duration>,
    pub(super) lane: Lane,
    pub(super) as_us: bool,
}

impl<'a> Call<'a> {
    /// Asks; the path is what comes after `/_matrix/client/`, part by part.
    pub(in crate::matrix) fn get(lane: Lane, path: &[&'a str]) -> Self {
        Self::new(Method::Get, lane, path, None)
    }

    /// Has something done.
    pub(in crate::matrix) fn post(lane: Lane, path: &[&'a str], body: &'a Value) -> Self {
        Self::new(Method::Post, lane, path, Some(body))
    }

    /// Has something be so.
    pub(in crate::matrix) fn put(lane: Lane, path: &[&'a str], body: &'a Value) -> Self {
        Self::new(Method::Put, lane, path, Some(body))
    }

    /// With this question.
    pub(in crate::matrix) fn with(mut self, query: &[(&'a str, &'a str)]) -> Self {
        self.query.extend(query);
        self
    }

    /// With another deadline than the usual one.
    pub(in crate::matrix) fn within(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Without our token.
    pub(in crate::matrix) fn anonymously(mut self) -> Self {
        self.as_us = false;
        self
    }

    fn new(method: Method, lane: Lane, path: &[&'a str], body: Option<&'a Value>) -> Self {
        Self {
            method,
            path: path.to_vec(),
            query: Vec::new(),
            body,
            deadline: None,
            lane,
            as_us: true,
        }
    }
}

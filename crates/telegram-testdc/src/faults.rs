//! What shall go wrong, as a test ordered it.

use std::collections::{HashMap, HashSet};

use crate::refusal::Refusal;
use crate::world::peer::Peer;

/// An error that a method answers for a while.
#[derive(Clone, Debug)]
struct Ordered {
    refusal: Refusal,
    user: Option<i64>,
    times: u32,
}

/// The faults in force.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    refusals: HashMap<String, Vec<Ordered>>,
    withheld: HashSet<i64>,
    withholds_all: bool,
    named: HashMap<i32, (String, u16)>,
    /// Groups of which no updates go out.
    withheld_in: HashSet<Peer>,
}

impl Faults {
    /// Has a method (`*`: any) answer with an error, so many times, to one user or to all.
    pub(crate) fn refuse(&mut self, method: &str, refusal: Refusal, user: Option<i64>, times: u32) {
        let ordered = Ordered {
            refusal,
            user,
            times,
        };
        let method = method.to_lowercase();
        self.refusals.entry(method).or_default().push(ordered);
    }

    /// The error that is due for a call, if one is.
    pub(crate) fn due(&mut self, method: &str, user: Option<i64>) -> Option<Refusal> {
        if self.refusals.is_empty() {
            return None;
        }
        let method = method.to_lowercase();
        self.take(&method, user).or_else(|| self.take("*", user))
    }

    fn take(&mut self, method: &str, user: Option<i64>) -> Option<Refusal> {
        let orders = self.refusals.get_mut(method)?;
        let at = orders
            .iter()
            .position(|order| order.user.is_none() || order.user == user)?;
        let order = &mut orders[at];
        let refusal = order.refusal.clone();
        order.times = order.times.saturating_sub(1);
        if order.times == 0 {
            orders.remove(at);
        }
        if orders.is_empty() {
            self.refusals.remove(method);
        }
        Some(refusal)
    }

    /// Holds updates back, of one user or of all, or lets them flow again.
    pub(crate) fn withhold(&mut self, user: Option<i64>, on: bool) {
        match (user, on) {
            (None, _) => self.withholds_all = on,
            (Some(user), true) => drop(self.withheld.insert(user)),
            (Some(user), false) => drop(self.withheld.remove(&user)),
        }
    }

    /// Whether updates for this user are lost.
    pub(crate) fn withholds(&self, user: i64) -> bool {
        self.withholds_all || self.withheld.contains(&user)
    }

    /// Has the configuration name another address for a data centre.
    pub(crate) fn name(&mut self, dc: i32, ip: String, port: u16) {
        self.named.insert(dc, (ip, port));
    }

    /// The address that the configuration is to name for a data centre, if it is to be another.
    pub(crate) fn named(&self, dc: i32) -> Option<(String, u16)> {
        self.named.get(&dc).cloned()
    }

    /// Holds the updates of a supergroup or channel back, or lets them flow again.
    pub(crate) fn withhold_in(&mut self, group: Peer, on: bool) {
        if on {
            self.withheld_in.insert(group);
        } else {
            self.withheld_in.remove(&group);
        }
    }

    /// Whether updates of this group are lost.
    pub(crate) fn withholds_in(&self, group: Peer) -> bool {
        self.withheld_in.contains(&group)
    }

    /// Ends all faults.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

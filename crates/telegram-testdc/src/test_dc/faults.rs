//! Faults, as a test orders them.

use serde::Deserialize;

use super::Remote;
use crate::chance;
use crate::refusal::Refusal;
use crate::world::peer::Peer;

/// An error that a method shall answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RpcFault {
    /// Such as `messages.sendMessage`; `*` is any.
    pub method: String,
    /// Such as 400.
    pub code: i32,
    /// Such as `PEER_FLOOD`.
    pub name: String,
    /// Only to this user.
    #[serde(default)]
    pub user: Option<i64>,
    /// How often.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

impl Remote {
    /// Has a method answer with an error.
    pub fn refuse(&self, fault: RpcFault) {
        let refusal = Refusal::new(fault.code, fault.name);
        let mut world = self.shared.world();
        let faults = &mut world.faults;
        faults.refuse(&fault.method, refusal, fault.user, fault.times);
    }

    /// Has the next calls of a method be told to wait so many seconds.
    pub fn flood(&self, method: &str, seconds: u32, times: u32) {
        self.refuse(RpcFault {
            method: method.to_owned(),
            code: 420,
            name: format!("FLOOD_WAIT_{seconds}"),
            user: None,
            times,
        });
    }

    /// Moves an account to another data centre, with its files; it is logged out where it was.
    pub fn migrate(&self, user: i64, dc: i32) {
        let mut world = self.shared.world();
        if let Some(account) = world.accounts.get_mut(user) {
            account.dc = dc;
        }
        world.revoke_logins(user, None, "AUTH_KEY_UNREGISTERED");
    }

    /// Has the file of a message lie in another data centre; gives whether it has one.
    pub fn migrate_file(&self, owner: i64, id: i32, dc: i32) -> bool {
        let mut world = self.shared.world();
        let account = world.accounts.get(owner);
        let message = account.and_then(|account| account.mailbox.get(id));
        let file = message.and_then(|message| message.content.file());
        match file.and_then(|file| world.files.get_mut(file)) {
            Some(file) => {
                file.dc = dc;
                true
            }
            None => false,
        }
    }

    /// Renews the references of all files, so that what clients have read of them before is too old.
    pub fn expire_file_references(&self) {
        self.shared.world().files.renew_references();
    }

    /// Cuts the connections to one data centre, or to all; gives how many there were.
    pub fn drop_connections(&self, dc: Option<i32>) -> usize {
        let world = self.shared.world();
        let lines = world.connections.values();
        let lines = lines.filter(|line| dc.is_none_or(|dc| line.dc == dc));
        lines.map(|line| line.cut.cancel()).count()
    }

    /// Has the configuration name another address for a data centre, even one that is none.
    pub fn name_address(&self, dc: i32, ip: &str, port: u16) {
        let ip = ip.to_owned();
        self.shared.world().faults.name(dc, ip, port);
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.shared.world().connections.len()
    }

    /// Stops answering, but keeps every connection open.
    pub fn freeze(&self) {
        self.shared.frozen.send_replace(true);
    }

    /// Answers again, also what came in the meantime.
    pub fn thaw(&self) {
        self.shared.frozen.send_replace(false);
    }

    /// Forgets every authorization key; gives how many there were.
    pub fn forget_keys(&self) -> usize {
        self.shared.world().keys.forget_all()
    }

    /// Forgets every temporary key, as if their time was over; gives how many there were.
    pub fn forget_temporary_keys(&self) -> usize {
        self.shared.world().keys.forget_temporary()
    }

    /// Gives every key another salt; the old ones are void.
    pub fn change_salts(&self) {
        for key in self.shared.world().keys.iter_mut() {
            key.salts = vec![i64::from_le_bytes(chance::bytes())];
        }
    }

    /// Loses the updates of one user, or of all, until it is called with `false`.
    pub fn withhold_updates(&self, user: Option<i64>, on: bool) {
        self.shared.world().faults.withhold(user, on);
    }

    /// Loses the updates of a supergroup or channel, until it is called with `false`.
    pub fn withhold_updates_in(&self, chat: i64, on: bool) {
        let mut world = self.shared.world();
        world.faults.withhold_in(Peer::of_mark(chat), on);
    }

    /// Forgets what changed in a supergroup or channel: who missed some of it is told that it is too much.
    pub fn forget_updates_in(&self, chat: i64) {
        let mut world = self.shared.world();
        if let Some(group) = world.groups.get_mut(Peer::of_mark(chat)) {
            group.mailbox.forget_changes();
        }
    }

    /// Forgets what changed in an account's mailbox: who missed some of it is told that it is too much.
    pub fn forget_updates_of(&self, user: i64) {
        if let Some(account) = self.shared.world().accounts.get_mut(user) {
            account.mailbox.forget_changes();
        }
    }

    /// Ends all faults: errors, lost updates, frost.
    pub fn clear_faults(&self) {
        self.shared.world().faults.clear();
        self.thaw();
    }
}

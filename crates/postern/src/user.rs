//! `postern user …`: adds and changes users.

mod password;

use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use domain::password::PasswordFault;
use domain::tenant::Domain;
use domain::user::{Role, UserName};
use flows::By;
use flows::add_user::Added;
use flows::vouch::Vouched;
use flows::{add_user, change_password, invite, reset_factors, vouch};
use store::users::Filter;
use store::{linked_accounts, users};

use crate::cli::{PlaceArgs, User};
use crate::house::House;
use crate::say;
use crate::setup::terminal::Stopped;

/// What a shell says of a program that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

/// Runs the command.
pub(crate) async fn run(place: &PlaceArgs, command: User) -> Result<ExitCode> {
    let house = House::open(place).await?;
    let done = perform(&house, command).await;
    house.context.db.close().await;
    match done {
        Err(error) if error.is::<Stopped>() => {
            say::line("\nStopped. Nothing was changed.");
            Ok(ExitCode::from(INTERRUPTED))
        }
        done => done.map(|()| ExitCode::SUCCESS),
    }
}

async fn perform(house: &House, command: User) -> Result<()> {
    match command {
        User::Add {
            name,
            admin,
            password_stdin,
            domain,
        } => {
            let domain = house.domain(&domain.domain)?;
            add(house, &domain, &name, admin, password_stdin).await
        }
        User::Invite { admin, domain } => {
            invite_one(house, &house.domain(&domain.domain)?, admin).await
        }
        User::List { domain } => list(house, &domain.domain).await,
        User::Link {
            name,
            provider,
            handle,
            vouched,
            domain,
        } => {
            ensure!(
                vouched,
                "add --vouched if you know that {handle} is {name}'s account; otherwise let {name} link it, which sends a code there"
            );
            let domain = house.domain(&domain.domain)?;
            link(house, &domain, &name, &provider, &handle).await
        }
        User::Password {
            name,
            password_stdin,
            domain,
        } => {
            let domain = house.domain(&domain.domain)?;
            set_password(house, &domain, &name, password_stdin).await
        }
        User::ResetFactors { name, domain } => {
            reset(house, &house.domain(&domain.domain)?, &name).await
        }
    }
}

async fn add(
    house: &House,
    domain: &Domain,
    name: &str,
    admin: bool,
    from_stdin: bool,
) -> Result<()> {
    let name = UserName::parse(name).context("that is no user name")?;
    let password = password::read(from_stdin).await?;
    let role = role(admin);
    match add_user::add(
        &house.context,
        domain,
        By::OPERATOR,
        name.clone(),
        role,
        &password,
    )
    .await?
    {
        Added::Done(_) => say::line(format!(
            "{name} is added and can sign in at {}.",
            domain.base_url
        )),
        Added::NameTaken => bail!("there is a user {name} already"),
        Added::WeakPassword(faults) => bail!(weak(&faults)),
    }
    house.explain_link();
    Ok(())
}

async fn invite_one(house: &House, domain: &Domain, admin: bool) -> Result<()> {
    let token = invite::invite(&house.context, domain, By::OPERATOR, role(admin), None).await?;
    say::line(format!("{}/invitation/{}", domain.base_url, token.reveal()));
    say::fault("The link works once, for seven days.");
    house.explain_link();
    Ok(())
}

fn role(admin: bool) -> Role {
    if admin { Role::Admin } else { Role::User }
}

async fn list(house: &House, domain: &str) -> Result<()> {
    let mut conn = house.context.db.read().await?;
    let mut filter = Filter::default();
    loop {
        let page = users::list(&mut conn, domain, &filter, 500).await?;
        for user in &page {
            let accounts = linked_accounts::list_of_user(&mut conn, user.id).await?;
            let accounts: Vec<String> = accounts
                .iter()
                .map(|account| format!("{}:{}", account.provider, account.handle))
                .collect();
            let locked = if user.locked_at.is_some() {
                " (locked)"
            } else {
                ""
            };
            say::line(format!(
                "{}\t{}{locked}\t{}",
                user.name,
                user.role.word(),
                accounts.join(" ")
            ));
        }
        let Some(last) = page.last() else {
            return Ok(());
        };
        filter.after = Some(last.name.key());
    }
}

async fn link(
    house: &House,
    domain: &Domain,
    name: &str,
    provider: &str,
    handle: &str,
) -> Result<()> {
    let user = house.user(domain, name).await?;
    let entry = house.provider(provider)?;
    let handle = (entry.parse_handle)(handle).map_err(|fault| {
        let words = wording::Words::default();
        anyhow::Error::msg(words.with(fault.key, &[("detail", fault.detail.into())]))
    })?;
    let shown = handle.shown.clone();
    match vouch::vouch(&house.context, domain, &user, &entry, handle).await? {
        Vouched::Done => {
            let uses = if entry.carries_codes {
                "notifications and codes"
            } else {
                "notifications"
            };
            say::line(format!(
                "{shown} ({}) is linked to {}, for {uses}.",
                entry.title, user.name
            ));
        }
        Vouched::AlreadyThere => bail!("{} has {shown} already", user.name),
        Vouched::TooMany => bail!("{} has as many accounts as one may have", user.name),
    }
    Ok(())
}

async fn set_password(house: &House, domain: &Domain, name: &str, from_stdin: bool) -> Result<()> {
    let user = house.user(domain, name).await?;
    let password = password::read(from_stdin).await?;
    match change_password::change(&house.context, domain, By::OPERATOR, &user, &password, None)
        .await?
    {
        change_password::Changed::Done => say::line(format!(
            "{} has a new password; all sessions are ended.",
            user.name
        )),
        change_password::Changed::WeakPassword(faults) => bail!(weak(&faults)),
    }
    Ok(())
}

async fn reset(house: &House, domain: &Domain, name: &str) -> Result<()> {
    let user = house.user(domain, name).await?;
    reset_factors::reset(&house.context, domain, By::OPERATOR, &user).await?;
    say::line(format!(
        "{} has no second factor any more; whoever reads the linked accounts is told.",
        user.name
    ));
    Ok(())
}

fn weak(faults: &[PasswordFault]) -> String {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    format!("the password needs {}", faults.join(", "))
}

//! Why Telegram cannot be reached, told apart by what is to be done about it.

use std::io;

use grammers_mtsender::InvocationError;

use crate::keyex::ExchangeError;
use crate::proxy::ProxyFault;

/// Why Telegram cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Nothing listens at the address, or a firewall says so.
    #[error("connection refused")]
    Refused,
    /// No way leads there: this machine is offline, or the network is closed.
    #[error("no route to its address")]
    NoRoute,
    /// The name of the proxy has no address.
    #[error("the proxy's name has no address")]
    NoName,
    /// The proxy is not there, refuses us, or does not get through itself.
    #[error("{0}")]
    Proxy(ProxyFault),
    /// The system gave up waiting.
    #[error("timed out")]
    TimedOut,
    /// Whoever answers there has other keys than the ones that are trusted.
    #[error("its keys are not those that are known")]
    Keys,
    /// Anything else: mostly, a connection that broke off.
    #[error("{0}")]
    Broke(String),
}

impl Cause {
    /// What an error of the system, or of the proxy, says.
    pub fn of_io(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        // What the library puts into an error of its own comes from the proxy.
        let inside = error.get_ref().map(ToString::to_string);
        match (error.kind(), inside) {
            (Kind::ConnectionAborted, Some(inside)) => Self::Proxy(ProxyFault::Refuses(inside)),
            (Kind::ConnectionRefused, _) => Self::Refused,
            (
                Kind::HostUnreachable
                | Kind::NetworkUnreachable
                | Kind::NetworkDown
                | Kind::AddrNotAvailable,
                _,
            ) => Self::NoRoute,
            (Kind::TimedOut, _) => Self::TimedOut,
            (kind, _) => Self::Broke(kind.to_string()),
        }
    }

    /// What an exchange of keys that failed says.
    pub fn of_exchange(error: &ExchangeError) -> Self {
        match error {
            ExchangeError::Unreachable(error)
            | ExchangeError::Broken(InvocationError::Io(error)) => Self::of_io(error),
            ExchangeError::Proxy(fault) => fault.clone().into(),
            ExchangeError::Broken(_) => Self::Broke(error.to_string()),
            ExchangeError::OtherKey | ExchangeError::Wrong(_) => Self::Keys,
        }
    }
}

impl From<ProxyFault> for Cause {
    fn from(fault: ProxyFault) -> Self {
        match fault {
            ProxyFault::NoName => Self::NoName,
            fault @ (ProxyFault::Unreachable(_)
            | ProxyFault::Login
            | ProxyFault::Silent
            | ProxyFault::Refuses(_)) => Self::Proxy(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_system_are_told_apart() {
        // The numbers of Linux: errno(3).
        for (number, cause) in [
            (111, Cause::Refused),
            (113, Cause::NoRoute),
            (101, Cause::NoRoute),
            (110, Cause::TimedOut),
            (104, Cause::Broke("connection reset".into())),
            (103, Cause::Broke("connection aborted".into())),
        ] {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(Cause::of_io(&error), cause);
        }
    }

    #[test]
    fn what_the_proxy_says_is_the_proxys() {
        let of = |kind| Cause::of_io(&io::Error::new(kind, "it says no"));
        assert_eq!(
            of(io::ErrorKind::ConnectionAborted),
            Cause::Proxy(ProxyFault::Refuses("it says no".into()))
        );
    }

    #[test]
    fn other_keys_are_said_to_be() {
        assert_eq!(Cause::of_exchange(&ExchangeError::OtherKey), Cause::Keys);
        assert_eq!(
            Cause::of_exchange(&ExchangeError::Wrong("nonce")),
            Cause::Keys
        );
    }
}

//! From a domain to a TCP connection (RFC 6120, section 3.2).

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use domain::world::World;
use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::RData;
use hickory_resolver::proto::rr::rdata::SRV;
use telegram::proxy::{Proxy, ProxyFault};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::place::Place;
use super::trouble::Trouble;

/// How long DNS has for one answer.
pub(super) const LOOKUP_DEADLINE: Duration = Duration::from_secs(5);
/// How long one address has to accept a connection.
pub(super) const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// How many hosts are tried, and how many addresses of each.
pub(super) const MOST_TRIED: usize = 4;

/// One host to try.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    host: String,
    port: u16,
}

/// Connects to the first of the place's servers that accepts.
pub(super) async fn dial(place: &Place, world: &World) -> Result<TcpStream, Trouble> {
    let resolver = TokioResolver::builder_tokio()
        .and_then(hickory_resolver::ResolverBuilder::build)
        .ok();
    let targets = targets(place, resolver.as_ref(), world).await?;
    let mut last = None;
    for target in targets.iter().take(MOST_TRIED) {
        match connect(target, place.proxy.as_ref()).await {
            Ok(tcp) => {
                // Each message is one small write that somebody waits for.
                tcp.set_nodelay(true)?;
                return Ok(tcp);
            }
            Err(trouble) => last = Some(trouble),
        }
    }
    Err(last.unwrap_or(Trouble::Closed))
}

/// The hosts to try, in order: what the settings say, else what DNS says, else the host itself.
async fn targets(
    place: &Place,
    resolver: Option<&TokioResolver>,
    world: &World,
) -> Result<Vec<Target>, Trouble> {
    let (service, usual) = if place.direct_tls {
        ("_xmpps-client", 5223) // XEP-0368
    } else {
        ("_xmpp-client", 5222)
    };
    let itself = Target {
        host: place.host.clone(),
        port: place.port.unwrap_or(usual),
    };
    let asks_dns = place.port.is_none() && place.host.parse::<IpAddr>().is_err();
    let Some(resolver) = resolver.filter(|_| asks_dns) else {
        return Ok(vec![itself]);
    };
    let records = look_up(resolver, service, &place.host).await;
    if records.is_empty() {
        return Ok(vec![itself]);
    }
    let offered: Vec<SRV> = records
        .into_iter()
        .filter(|record| !record.target.is_root())
        .collect();
    if offered.is_empty() {
        return Err(Trouble::NotOffered(place.host.clone()));
    }
    Ok(in_order(offered, world).iter().map(target).collect())
}

async fn look_up(resolver: &TokioResolver, service: &str, host: &str) -> Vec<SRV> {
    let Ok(ascii) = idna::domain_to_ascii(host) else {
        return Vec::new();
    };
    let question = resolver.srv_lookup(format!("{service}._tcp.{ascii}."));
    // No answer at all is treated like none: the host itself is tried then.
    let Ok(Ok(answer)) = timeout(LOOKUP_DEADLINE, question).await else {
        return Vec::new();
    };
    let srv = |data: &RData| {
        let RData::SRV(record) = data else {
            return None;
        };
        Some(record.clone())
    };
    answer
        .answers()
        .iter()
        .filter_map(|record| srv(&record.data))
        .collect()
}

fn target(record: &SRV) -> Target {
    Target {
        host: record.target.to_ascii().trim_end_matches('.').to_owned(),
        port: record.port,
    }
}

/// Lowest priority first; among equals by lot, in proportion to their weights (RFC 2782).
fn in_order(mut records: Vec<SRV>, world: &World) -> Vec<SRV> {
    records.sort_by_key(|record| (record.priority, record.weight));
    let mut ordered = Vec::with_capacity(records.len());
    while let Some(first) = records.first() {
        let equals = records.iter().take_while(|r| r.priority == first.priority);
        let total: u32 = equals.map(|record| u32::from(record.weight)).sum();
        let mut lot = world.below(total + 1);
        let mut drawn = 0;
        while let Some(left) = lot.checked_sub(u32::from(records[drawn].weight)) {
            if left == 0 {
                break;
            }
            lot = left;
            drawn += 1;
        }
        ordered.push(records.remove(drawn));
    }
    ordered
}

async fn connect(target: &Target, proxy: Option<&Proxy>) -> Result<TcpStream, Trouble> {
    let Target { host, port } = target;
    if let Some(proxy) = proxy {
        let led = timeout(CONNECT_DEADLINE, proxy.connect(host, *port)).await;
        let led = led.unwrap_or(Err(ProxyFault::Silent));
        return led.map_err(|fault| Trouble::NoAnswer {
            host: host.clone(),
            port: *port,
            why: fault.to_string(),
        });
    }
    let addresses = timeout(LOOKUP_DEADLINE, lookup_host((host.as_str(), *port)))
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    let addresses = addresses.map_err(|error| Trouble::NoAddress {
        host: host.clone(),
        why: words(&error),
    })?;
    let mut why = "it has no address".to_owned();
    for address in addresses.take(MOST_TRIED) {
        match timeout(CONNECT_DEADLINE, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => return Ok(tcp),
            Ok(Err(error)) => why = words(&error),
            Err(_) => "no answer".clone_into(&mut why),
        }
    }
    Err(Trouble::NoAnswer {
        host: host.clone(),
        port: *port,
        why,
    })
}

/// What the system says, without its numbers.
fn words(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let text = text
        .strip_prefix("failed to lookup address information: ")
        .unwrap_or(text);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use domain::time::Timestamp;
    use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
    use hickory_resolver::net::runtime::TokioRuntimeProvider;
    use hickory_resolver::proto::op::{Message, MessageType, OpCode, Query};
    use hickory_resolver::proto::rr::{Name, Record};
    use tokio::net::UdpSocket;

    use super::*;

    fn place(host: &str, port: Option<u16>, direct_tls: bool) -> Place {
        Place {
            account: tokio_xmpp::jid::BareJid::new("postern@example.org").unwrap(),
            resource: "postern".to_owned(),
            host: host.to_owned(),
            port,
            direct_tls,
            proxy: None,
        }
    }

    fn world(random: u8) -> World {
        World::new(
            || Timestamp::from_micros(0),
            move |bytes| bytes.fill(random),
        )
    }

    fn record(priority: u16, weight: u16, port: u16, target: &str) -> SRV {
        SRV::new(priority, weight, port, Name::from_ascii(target).unwrap())
    }

    fn ports(records: &[SRV]) -> Vec<u16> {
        records.iter().map(|record| record.port).collect()
    }

    /// A name server that gives these records to every question for `name` and nothing to others.
    async fn name_server(name: &'static str, records: Vec<SRV>) -> TokioResolver {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let tasks = tokio_util::task::TaskTracker::new();
        tasks.spawn(async move {
            let mut buffer = [0; 1_500];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let question = Message::from_vec(&buffer[..length]).unwrap();
                let query: Query = question.queries[0].clone();
                let mut answer =
                    Message::new(question.metadata.id, MessageType::Response, OpCode::Query);
                answer.add_query(query.clone());
                if query.name().to_ascii() == name {
                    for record in &records {
                        let data = RData::SRV(record.clone());
                        answer.add_answer(Record::from_rdata(query.name().clone(), 60, data));
                    }
                }
                socket
                    .send_to(&answer.to_vec().unwrap(), from)
                    .await
                    .unwrap();
            }
        });
        let mut connection = ConnectionConfig::udp();
        connection.port = port;
        let server = NameServerConfig::new(Ipv4Addr::LOCALHOST.into(), true, vec![connection]);
        let config = ResolverConfig::from_parts(None, vec![], vec![server]);
        TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            .build()
            .unwrap()
    }

    #[tokio::test]
    async fn dns_says_where_to_connect() {
        let records = vec![
            record(20, 0, 3, "backup.example."),
            record(10, 0, 5222, "chat.example."),
        ];
        let resolver = name_server("_xmpp-client._tcp.example.org.", records).await;
        let found = targets(
            &place("example.org", None, false),
            Some(&resolver),
            &world(0),
        )
        .await;
        let target = |host: &str, port| Target {
            host: host.to_owned(),
            port,
        };
        assert_eq!(
            found.unwrap(),
            [target("chat.example", 5222), target("backup.example", 3)]
        );
        let without = targets(
            &place("other.example", None, false),
            Some(&resolver),
            &world(0),
        )
        .await;
        assert_eq!(without.unwrap(), [target("other.example", 5222)]);
    }

    #[tokio::test]
    async fn direct_tls_has_its_own_record_and_its_own_usual_port() {
        let records = vec![record(0, 0, 443, "chat.example.")];
        let resolver = name_server("_xmpps-client._tcp.xn--bcher-kva.example.", records).await;
        let found = targets(
            &place("bücher.example", None, true),
            Some(&resolver),
            &world(0),
        )
        .await;
        assert_eq!(found.unwrap()[0].port, 443);
        let without = targets(
            &place("example.org", None, true),
            Some(&resolver),
            &world(0),
        )
        .await;
        assert_eq!(without.unwrap()[0].port, 5223);
    }

    #[tokio::test]
    async fn a_domain_that_says_it_has_no_server_is_believed() {
        let records = vec![record(0, 0, 0, ".")];
        let resolver = name_server("_xmpp-client._tcp.example.org.", records).await;
        let found = targets(
            &place("example.org", None, false),
            Some(&resolver),
            &world(0),
        )
        .await;
        assert!(matches!(found, Err(Trouble::NotOffered(host)) if host == "example.org"));
    }

    #[tokio::test]
    async fn a_port_or_an_address_in_the_settings_asks_nobody() {
        let records = vec![record(0, 0, 1, "elsewhere.example.")];
        let resolver = name_server("_xmpp-client._tcp.example.org.", records).await;
        for place in [
            place("example.org", Some(7), false),
            place("127.0.0.1", None, false),
        ] {
            let found = targets(&place, Some(&resolver), &world(0)).await.unwrap();
            assert_eq!(found[0].host, place.host);
        }
    }

    #[test]
    fn priorities_come_in_order_and_weights_decide_by_lot() {
        let records = vec![
            record(2, 0, 4, "d."),
            record(1, 0, 1, "a."),
            record(1, 10, 2, "b."),
            record(1, 90, 3, "c."),
        ];
        assert_eq!(ports(&in_order(records.clone(), &world(0))), [1, 2, 3, 4]);
        for random in 0..=254 {
            let ports = ports(&in_order(records.clone(), &world(random)));
            assert_eq!((ports.len(), ports[3]), (4, 4), "{ports:?}");
        }
    }

    #[tokio::test]
    async fn a_closed_port_is_named_with_the_reason() {
        let free = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let trouble = dial(&place("127.0.0.1", Some(port), false), &world(0))
            .await
            .unwrap_err();
        let expected =
            format!("127.0.0.1 has no XMPP server that answers on port {port}: connection refused");
        assert_eq!(trouble.to_string(), expected);
    }
}

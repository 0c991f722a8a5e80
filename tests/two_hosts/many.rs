//! A lab is data: any number of hosts, which get their ids while the program runs.

use std::net::SocketAddr;

use wirelab::host::snapshot;
use wirelab::place::{HostId, HostIds};
use wirelab::practice::topology::{Cable, HostPlan, PORT, Plug};
use wirelab::practice::{Practice, Topology};

use crate::lab::{self, Failure, connect, failure, hear};

/// The networks beside the student's own, each with one server.
const FAR: [u8; 3] = [2, 3, 4];

/// The student's host and three servers, each in a network of its own around one router.
fn star() -> Topology {
    let server = |net: u8| format!("server{net}");
    let mut hosts = vec![HostPlan::new("you").behind(1)];
    hosts.extend(FAR.map(|net| HostPlan::new(&server(net)).behind(net).greeting()));
    hosts.push(HostPlan::new("router").forwarding());
    let near = Cable::between(
        Plug::on("you", "eth0", 1, (1, 2)),
        Plug::on("router", "eth1", 11, (1, 1)),
    );
    let far = FAR.map(|net| {
        Cable::between(
            Plug::on("router", &format!("eth{net}"), 10 + net, (net, 1)),
            Plug::on(&server(net), "eth0", net, (net, 3)),
        )
    });
    Topology {
        name: "star".to_owned(),
        hosts,
        cables: [near].into_iter().chain(far).collect(),
    }
}

/// Each host is there under its own id, and the student's reaches all servers.
pub fn five_hosts(_: &Practice) -> Result<(), Failure> {
    let mut ids = HostIds::default();
    // A lab that was built before has used some up.
    let before: Vec<HostId> = ids.by_ref().take(7).collect();
    let practice = lab::built(&star(), ids.by_ref())?;
    let names: Vec<_> = practice
        .hosts()
        .map(|(_, plan)| plan.name.as_str())
        .collect();
    assert_eq!(names, ["you", "server2", "server3", "server4", "router"]);
    for (id, plan) in practice.hosts() {
        assert!(!before.contains(&id) && id != HostId::HERE, "{}", plan.name);
        let snapshot = snapshot(&*practice.opener(id))?;
        assert_eq!(snapshot.host, id, "{}", plan.name);
        let cables = if plan.forwards { 1 + FAR.len() } else { 1 };
        let without_loopback = snapshot.interfaces.len() - 1;
        assert_eq!(without_loopback, cables, "{}", plan.name);
    }
    let own = practice
        .own()
        .ok_or_else(|| failure("no host of one's own"))?;
    for net in FAR {
        let server = SocketAddr::from(([10, net, 0, 3], PORT));
        hear(&mut connect(&practice.opener(own), server)?, "Welcome!")?;
    }
    let later = ids.next().ok_or_else(|| failure("no more ids"))?;
    assert!(practice.hosts().all(|(id, _)| id < later));
    Ok(())
}

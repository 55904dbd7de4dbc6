import type { Reader } from '../../base/index.ts';
import { type Link, links, linksOf } from '../../net/index.ts';

/** What `ip -d link` adds behind the MAC: the limits of the link, then a line for its kind and one for its bridge port. */
export function details(r: Reader, l: Link): string {
  const port = l.master !== undefined;
  const fixed = l.kind === 'bridge' || l.kind === 'lo' ? ' netns-immutable' : '';
  const limits = l.kind === 'lo' ? 'minmtu 0 maxmtu 0' : 'minmtu 68 maxmtu 65535';
  const kind = kindLine(r, l);
  return [
    ` promiscuity ${port ? 1 : 0} allmulti ${port ? 1 : 0} ${limits}${fixed} `,
    ...(kind === '' ? [] : [`\n    ${kind}`]),
    ...(port ? [`\n    ${portLine(r, l)}`] : []),
    tail(l),
  ].join('');
}

function tail(l: Link): string {
  const queues = l.kind === 'veth' ? 2 : 1;
  return `addrgenmode eui64 numtxqueues ${queues} numrxqueues ${queues} gso_max_size 65536 gso_max_segs 65535 tso_max_size 524280 tso_max_segs 65535 gro_max_size 65536 gso_ipv4_max_size 65536 gro_ipv4_max_size 65536 `;
}

function kindLine(r: Reader, l: Link): string {
  switch (l.kind) {
    case 'veth':
      return 'veth ';
    case 'dummy':
      return 'dummy ';
    case 'bridge':
      return bridgeLine(r, l);
    case 'macvlan':
      return `macvlan mode ${l.mode} bcqueuelen 1000 usedbcqueuelen 1000 `;
    case 'ipvlan':
      return `ipvlan  mode ${l.mode} bridge `;
    case 'vlan':
      return `vlan protocol 802.1Q id ${l.vlan} <REORDER_HDR> `;
    case 'vxlan':
      return `vxlan id ${l.vni} srcport 0 0 dstport ${l.port} proxy l2miss l3miss ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx `;
    default:
      return '';
  }
}

/** The defaults of a Linux bridge; nothing here is changed by Docker. */
function bridgeLine(r: Reader, l: Link): string {
  const id = `8000.${l.mac}`;
  const learned = linksOf(r, l.netns).filter((p) => p.master === l.id).length;
  return `bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time 30000 stp_state 0 priority 32768 vlan_filtering 0 bridge_id ${id} designated_root ${id} root_port 0 root_path_cost 0 topology_change 0 topology_change_detected 0 hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 gc_timer    0.00 fdb_n_learned ${learned} fdb_max_learned 0 group_fwd_mask 0 group_address 01:80:c2:00:00:00 mcast_snooping 1 no_linklocal_learn 0 mcast_vlan_snooping 0 mst_enabled 0 mdb_offload_fail_notification 0 fdb_local_vlan_0 0 mcast_router 1 mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 16 mcast_hash_max 4096 mcast_last_member_count 2 mcast_startup_query_count 2 mcast_last_member_interval 100 mcast_membership_interval 26000 mcast_querier_interval 25500 mcast_query_interval 12500 mcast_query_response_interval 1000 mcast_startup_query_interval 3124 mcast_stats_enabled 0 mcast_igmp_version 2 mcast_mld_version 1 nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0 `;
}

function portLine(r: Reader, l: Link): string {
  const bridge = l.master === undefined ? undefined : r.get(links, l.master);
  const number = linksOf(r, l.netns).filter((p) => p.master === l.master && p.ifindex <= l.ifindex).length;
  const hairpin = l.kind === 'veth' && l.hairpin ? 'on' : 'off';
  const id = `8000.${bridge?.mac}`;
  return `bridge_slave state forwarding priority 32 cost 2 hairpin ${hairpin} guard off root_block off fastleave off learning on flood on port_id 0x${(0x8000 + number).toString(16)} port_no 0x${number.toString(16)} designated_port ${0x8000 + number} designated_cost 0 designated_bridge ${id} designated_root ${id} hold_timer    0.00 message_age_timer    0.00 forward_delay_timer    0.00 topology_change_ack 0 config_pending 0 proxy_arp off proxy_arp_wifi off mcast_router 1 mcast_fast_leave off mcast_flood on bcast_flood on mcast_to_unicast off neigh_suppress off neigh_vlan_suppress off group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off mab off `;
}

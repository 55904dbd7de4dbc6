import { beforeEach, describe, expect, test } from 'vitest';
import type { Tx } from '../../src/base/index.ts';
import {
  addrAdd,
  addrDelete,
  announce,
  carrier,
  childrenOf,
  echo,
  fdbSet,
  linkAdd,
  linkByName,
  linkDelete,
  linkSet,
  linksOf,
  NetError,
  neighboursOf,
  neighSet,
  netnsAdd,
  netnsDelete,
  operstate,
  routeAdd,
  routeDelete,
  routesOf,
  sysctl,
  sysctlSet,
  vethAdd,
} from '../../src/net/index.ts';
import { cable, host, lan, later, linkNamed, newTx, plug, station } from './topology.ts';

let tx: Tx;
beforeEach(() => {
  tx = newTx();
});

const refusal = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof NetError) return error.extack ?? error.code;
    throw error;
  }
  return 'nothing refused';
};
const addresses = (netns: string): string[] =>
  linksOf(tx, netns).map((l) =>
    `${l.ifindex} ${l.name} ${l.addrs.map((a) => `${a.ip}/${a.prefix}`).join(' ')}`.trimEnd(),
  );
const listed = (netns: string): string[] =>
  routesOf(tx, netns).map((r) =>
    [r.dst, r.via && `via ${r.via}`, linksOf(tx, netns).find((l) => l.id === r.link)?.name, r.metric]
      .filter(Boolean)
      .join(' '),
  );

describe('links', () => {
  test('a namespace begins with lo', () => {
    netnsAdd(tx, { id: 'x', host: 'h' });
    expect(addresses('x')).toEqual(['1 lo 127.0.0.1/8 ::1/128']);
    expect(listed('x')).toEqual([]);
    netnsAdd(tx, { id: 'y', host: 'h', sysctls: { 'net.ipv6.conf.all.disable_ipv6': '1' } });
    expect(addresses('y')).toEqual(['1 lo 127.0.0.1/8']);
  });

  test('link-local addresses come with the carrier and go with the link', () => {
    netnsAdd(tx, { id: 'x', host: 'h' });
    netnsAdd(tx, { id: 'y', host: 'h' });
    const [a, b] = vethAdd(
      tx,
      { netns: 'x', name: 'v0', mac: '02:00:00:00:00:01' },
      { netns: 'y', name: 'v1', mac: '02:00:00:00:00:02' },
    );
    linkSet(tx, a.id, { up: true });
    expect(operstate(tx, linkNamed(tx, 'x', 'v0'))).toBe('LOWERLAYERDOWN');
    expect(addresses('x')).toEqual(['1 lo 127.0.0.1/8 ::1/128', '2 v0']);
    linkSet(tx, b.id, { up: true });
    expect(addresses('x')).toEqual(['1 lo 127.0.0.1/8 ::1/128', '2 v0 fe80::ff:fe00:1/64']);
    expect(addresses('y')).toEqual(['1 lo 127.0.0.1/8 ::1/128', '2 v1 fe80::ff:fe00:2/64']);
    sysctlSet(tx, 'x', 'net.ipv6.conf.v0.disable_ipv6', '1');
    expect(addresses('x')).toEqual(['1 lo 127.0.0.1/8 ::1/128', '2 v0']);
    linkSet(tx, b.id, { up: false });
    expect(addresses('y')).toEqual(['1 lo 127.0.0.1/8 ::1/128', '2 v1']);
    linkDelete(tx, a.id);
    expect(addresses('y')).toEqual(['1 lo 127.0.0.1/8 ::1/128']);
  });

  test('a bridge has a carrier when a port has', () => {
    host(tx, 'h', { br0: '10.0.0.1/24' });
    expect(carrier(tx, linkNamed(tx, 'h', 'br0'))).toBe(false);
    station(tx, 'h', 'br0', 'a', '10.0.0.2/24');
    expect(carrier(tx, linkNamed(tx, 'h', 'br0'))).toBe(true);
    netnsDelete(tx, 'a');
    expect(carrier(tx, linkNamed(tx, 'h', 'br0'))).toBe(false);
    expect(linksOf(tx, 'h').map((l) => l.name)).toEqual(['lo', 'br0']);
  });

  test('moving keeps the index if it is free, and loses addresses and routes', () => {
    host(tx, 'h', { br0: '10.0.0.1/24' });
    netnsAdd(tx, { id: 'x', host: 'h' });
    const link = linkAdd(tx, 'h', { kind: 'dummy', name: 'd0' });
    addrAdd(tx, link.id, { ip: '10.9.0.1', prefix: 24 });
    linkSet(tx, link.id, { up: true });
    linkSet(tx, link.id, { netns: 'x', name: 'eth0' });
    expect(addresses('x')).toEqual(['1 lo 127.0.0.1/8 ::1/128', '3 eth0']);
    expect(listed('h').filter((line) => line.startsWith('10.9'))).toEqual([]);
  });

  test('refusals', () => {
    host(tx, 'h', { br0: '10.0.0.1/24' });
    const br0 = linkNamed(tx, 'h', 'br0').id;
    expect(refusal(() => linkAdd(tx, 'h', { kind: 'dummy', name: 'br0' }))).toBe('EEXIST');
    expect(refusal(() => linkAdd(tx, 'h', { kind: 'dummy', name: 'sixteen-letters-' }))).toBe('EINVAL');
    expect(refusal(() => linkDelete(tx, linkNamed(tx, 'h', 'lo').id))).toBe('EOPNOTSUPP');
    expect(refusal(() => addrAdd(tx, br0, { ip: '10.0.0.1', prefix: 24 }))).toBe('ipv4: Address already assigned.');
    expect(refusal(() => addrDelete(tx, br0, { ip: '10.0.0.9', prefix: 24 }))).toBe('ipv4: Address not found.');
    expect(refusal(() => linkSet(tx, br0, { netns: 'h2' }))).toBe('The interface netns is immutable.');
    expect(refusal(() => sysctlSet(tx, 'h', 'net.foo', '1'))).toBe('ENOENT');
    const mac = linkAdd(tx, 'h', { kind: 'macvlan', name: 'm0', parent: br0 });
    expect(childrenOf(tx, br0).map((l) => l.id)).toEqual([mac.id]);
    expect(refusal(() => linkAdd(tx, 'h', { kind: 'ipvlan', name: 'i0', parent: br0 }))).toBe('EBUSY');
    expect(refusal(() => linkAdd(tx, 'h', { kind: 'macvlan', name: 'm1', parent: br0, mode: 'passthru' }))).toBe(
      'EINVAL',
    );
  });
});

describe('routes', () => {
  beforeEach(() => {
    host(tx, 'h', { br0: '172.17.0.1/16', br1: '10.2.0.1/24' });
    lan(tx);
    cable(tx, 'h', '192.168.1.100/24');
  });

  test('are listed as ip route lists them', () => {
    routeAdd(tx, 'h', { dst: 'default', via: '192.168.1.1' });
    routeAdd(tx, 'h', { dst: '192.168.1.200/32', link: linkNamed(tx, 'h', 'br0').id });
    routeAdd(tx, 'h', { dst: '10.0.0.0/8', via: '10.2.0.9' });
    routeAdd(tx, 'h', { dst: '5.0.0.0/8', kind: 'prohibit' });
    expect(listed('h').filter((line) => !line.startsWith('fe80'))).toEqual([
      'default via 192.168.1.1 eth0',
      '5.0.0.0/8 lo',
      '10.0.0.0/8 via 10.2.0.9 br1',
      '10.2.0.0/24 br1',
      '172.17.0.0/16 br0',
      '192.168.1.0/24 eth0',
      '192.168.1.200/32 br0',
    ]);
  });

  test('IPv6 routes: inner blocks before outer ones, default last', () => {
    const br0 = linkNamed(tx, 'h', 'br0').id;
    addrAdd(tx, br0, { ip: 'fd00:1::1', prefix: 64 });
    routeAdd(tx, 'h', { dst: 'default', via: 'fd00:1::9' });
    routeAdd(tx, 'h', { dst: 'fd00:1::7/128', link: br0 });
    expect(listed('h').filter((line) => line.includes(':') || line.includes('1024'))).toEqual([
      'fd00:1::7/128 br0 1024',
      'fd00:1::/64 br0 256',
      'fe80::/64 eth0 256',
      'default via fd00:1::9 br0 1024',
    ]);
  });

  test('refusals', () => {
    const br0 = linkNamed(tx, 'h', 'br0').id;
    expect(refusal(() => routeAdd(tx, 'h', { dst: 'default', via: '9.9.9.9' }))).toBe('Nexthop has invalid gateway.');
    expect(refusal(() => routeAdd(tx, 'h', { dst: '172.17.0.0/16', link: br0 }))).toBe('EEXIST');
    expect(refusal(() => routeAdd(tx, 'h', { dst: '1.2.3.4/16', link: br0 }))).toBe(
      'Invalid prefix for given prefix length.',
    );
    expect(refusal(() => routeAdd(tx, 'h', { dst: '5.5.5.5/32', link: br0, src: '4.4.4.4' }))).toBe(
      'Invalid prefsrc address.',
    );
    expect(refusal(() => routeAdd(tx, 'h', { dst: 'default', via: 'fd09::1' }))).toBe('EHOSTUNREACH');
    expect(refusal(() => routeDelete(tx, 'h', { dst: '7.7.7.7/32' }))).toBe('ESRCH');
    linkSet(tx, br0, { up: false });
    expect(refusal(() => routeAdd(tx, 'h', { dst: '9.9.9.0/24', link: br0 }))).toBe('Device for nexthop is not up.');
  });

  test('what a route of another kind says', () => {
    for (const kind of ['blackhole', 'unreachable', 'prohibit'] as const)
      routeAdd(tx, 'h', { dst: '5.0.0.0/8', kind, metric: kind.length });
    expect(echo(tx, 'h', '5.1.1.1', { id: 1, seq: 1 })).toMatchObject({ kind: 'no-route', errno: 'EACCES' });
    routeDelete(tx, 'h', { dst: '5.0.0.0/8', metric: 8 });
    expect(echo(tx, 'h', '5.1.1.1', { id: 1, seq: 1 })).toMatchObject({ kind: 'no-route', errno: 'EINVAL' });
    routeDelete(tx, 'h', { dst: '5.0.0.0/8', metric: 9 });
    expect(echo(tx, 'h', '5.1.1.1', { id: 1, seq: 1 })).toMatchObject({ kind: 'no-route', errno: 'EHOSTUNREACH' });
  });
});

describe('neighbours', () => {
  beforeEach(() => {
    host(tx, 'h', { br0: '10.0.0.1/24' });
    station(tx, 'h', 'br0', 'a', '10.0.0.2/24');
    station(tx, 'h', 'br0', 'b', '10.0.0.3/24');
    echo(tx, 'a', '10.0.0.3', { id: 1, seq: 1 });
  });

  test('a neighbour that is gone is believed in until it has not answered for a while', () => {
    netnsDelete(tx, 'b');
    const seen: string[] = [];
    for (const second of [1, 29, 31, 35, 37, 40, 41, 44]) {
      tx = later(tx, second * 1000);
      const { kind } = echo(tx, 'a', '10.0.0.3', { id: 1, seq: second });
      const entry = neighboursOf(tx, linkNamed(tx, 'a', 'eth0').id)[0];
      seen.push(`${second} s: ${kind} ${entry?.state}${entry?.mac === undefined ? '' : ' with its MAC'}`);
    }
    expect(seen).toEqual([
      '1 s: timeout REACHABLE with its MAC',
      '29 s: timeout REACHABLE with its MAC',
      '31 s: timeout DELAY with its MAC',
      '35 s: timeout DELAY with its MAC',
      '37 s: timeout PROBE with its MAC',
      '40 s: unreachable INCOMPLETE',
      '41 s: unreachable INCOMPLETE',
      '44 s: unreachable INCOMPLETE',
    ]);
    station(tx, 'h', 'br0', 'c', '10.0.0.3/24');
    tx = later(tx, 48_000);
    expect(echo(tx, 'a', '10.0.0.3', { id: 1, seq: 3 }).kind).toBe('reply');
  });

  test('gratuitous ARP corrects what is known', () => {
    station(tx, 'h', 'br0', 'c', '10.0.0.4/24');
    addrDelete(tx, linkNamed(tx, 'b', 'eth0').id, { ip: '10.0.0.3' });
    addrAdd(tx, linkNamed(tx, 'c', 'eth0').id, { ip: '10.0.0.3', prefix: 24 });
    expect(echo(tx, 'a', '10.0.0.3', { id: 1, seq: 2 }).kind).toBe('timeout');
    announce(tx, linkNamed(tx, 'c', 'eth0').id);
    expect(neighboursOf(tx, linkNamed(tx, 'a', 'eth0').id)).toMatchObject([
      { ip: '10.0.0.3', mac: linkNamed(tx, 'c', 'eth0').mac, state: 'STALE' },
    ]);
    expect(echo(tx, 'a', '10.0.0.3', { id: 1, seq: 3 }).kind).toBe('reply');
  });

  test('ip_forward and conf.all.forwarding are one setting', () => {
    expect(sysctl(tx, 'h', 'net.ipv4.conf.all.forwarding')).toBe('1');
    sysctlSet(tx, 'h', 'net.ipv4.conf.all.forwarding', '0');
    expect(sysctl(tx, 'h', 'net.ipv4.ip_forward')).toBe('0');
    expect(sysctl(tx, 'h', 'net.ipv4.conf.eth0.forwarding')).toBe('0');
  });
});

describe('stacked links', () => {
  const ping = (from: string, dst: string) => echo(tx, from, dst, { id: 1, seq: 1 });
  beforeEach(() => {
    lan(tx);
    for (const [name, ip] of [
      ['h', '192.168.1.100/24'],
      ['h2', '192.168.1.101/24'],
    ] as const) {
      host(tx, name);
      cable(tx, name, ip);
    }
  });

  function child(netns: string, kind: 'macvlan' | 'ipvlan', mode: string, ip: string): void {
    netnsAdd(tx, { id: netns, host: 'h' });
    const parent = linkNamed(tx, 'h', 'eth0').id;
    const link = linkAdd(tx, 'h', { kind, name: `t${netns}`, parent, mode } as Parameters<typeof linkAdd>[2]);
    linkSet(tx, link.id, { netns, name: 'eth0' });
    addrAdd(tx, link.id, { ip, prefix: 24 });
    linkSet(tx, link.id, { up: true });
  }

  test.each([
    ['bridge', 'reply'],
    ['private', 'unreachable'],
    ['vepa', 'unreachable'],
  ])('macvlan %s: siblings %s; the LAN reaches them, their own host does not', (mode, siblings) => {
    child('a', 'macvlan', mode, '192.168.1.201');
    child('b', 'macvlan', mode, '192.168.1.202');
    expect(ping('a', '192.168.1.202').kind).toBe(siblings);
    expect(ping('h2', '192.168.1.201').kind).toBe('reply');
    expect(ping('a', '192.168.1.101').kind).toBe('reply');
    expect(ping('h', '192.168.1.201').kind).toBe('unreachable');
    expect(ping('a', '192.168.1.100').kind).toBe('unreachable');
  });

  test('a macvlan interface of the host itself reaches its siblings', () => {
    child('a', 'macvlan', 'bridge', '192.168.1.201');
    const shim = linkAdd(tx, 'h', { kind: 'macvlan', name: 'shim', parent: linkNamed(tx, 'h', 'eth0').id });
    addrAdd(tx, shim.id, { ip: '192.168.1.250', prefix: 32 });
    linkSet(tx, shim.id, { up: true });
    routeAdd(tx, 'h', { dst: '192.168.1.201/32', link: shim.id });
    expect(ping('h', '192.168.1.201').kind).toBe('reply');
  });

  test('ipvlan l2: siblings and the LAN, not the host', () => {
    child('a', 'ipvlan', 'l2', '192.168.1.201');
    child('b', 'ipvlan', 'l2', '192.168.1.202');
    expect(ping('a', '192.168.1.202').kind).toBe('reply');
    expect(ping('h2', '192.168.1.201').kind).toBe('reply');
    expect(ping('a', '192.168.1.101').kind).toBe('reply');
    expect(ping('h', '192.168.1.201').kind).toBe('unreachable');
  });

  test('ipvlan l3: no ARP, siblings by address', () => {
    child('a', 'ipvlan', 'l3', '10.7.0.2');
    child('b', 'ipvlan', 'l3', '10.8.0.2');
    for (const name of ['a', 'b']) routeAdd(tx, name, { dst: 'default', link: linkNamed(tx, name, 'eth0').id });
    expect(ping('a', '10.8.0.2').kind).toBe('reply');
    expect(ping('a', '192.168.1.101').kind).toBe('timeout');
    routeAdd(tx, 'h2', { dst: '10.7.0.0/24', via: '192.168.1.100' });
    expect(ping('a', '192.168.1.101').kind).toBe('reply');
  });

  test('vlan: only those with the tag hear each other', () => {
    const tagged = (netns: string, vlan: number, ip: string): void => {
      const link = linkAdd(tx, netns, {
        kind: 'vlan',
        name: `eth0.${vlan}`,
        parent: linkNamed(tx, netns, 'eth0').id,
        vlan,
      });
      addrAdd(tx, link.id, { ip, prefix: 24 });
      linkSet(tx, link.id, { up: true });
    };
    tagged('h', 10, '10.10.0.1');
    tagged('h2', 10, '10.10.0.2');
    tagged('h2', 20, '10.10.0.3');
    // Else h2 would answer for an address of eth0.20 on eth0.10: ARP's weak host model.
    sysctlSet(tx, 'h2', 'net.ipv4.conf.all.arp_ignore', '1');
    expect(ping('h', '10.10.0.2').kind).toBe('reply');
    expect(ping('h', '10.10.0.3').kind).toBe('unreachable');
  });

  test('vxlan: a bridge on each host, one segment', () => {
    const ends = [
      ['h', '192.168.1.101', '10.0.1.2'],
      ['h2', '192.168.1.100', '10.0.1.3'],
    ] as const;
    for (const [name, , ip] of ends) {
      netnsAdd(tx, { id: `o${name}`, host: name });
      linkSet(tx, linkAdd(tx, `o${name}`, { kind: 'bridge', name: 'br0', mtu: 1450 }).id, { up: true });
      const vx = linkAdd(tx, name, { kind: 'vxlan', name: 'vx', vni: 4097 });
      linkSet(tx, vx.id, { netns: `o${name}` });
      linkSet(tx, vx.id, { master: linkNamed(tx, `o${name}`, 'br0').id, up: true });
      netnsAdd(tx, { id: `c${name}`, host: name });
      plug(tx, `o${name}`, 'br0', `c${name}`, 'eth0', `${ip}/24`);
      linkSet(tx, linkNamed(tx, `c${name}`, 'eth0').id, { mtu: 1450 });
    }
    for (const [name, remote] of ends) {
      const other = name === 'h' ? 'ch2' : 'ch';
      const vx = linkNamed(tx, `o${name}`, 'vx').id;
      const there = linkNamed(tx, other, 'eth0');
      fdbSet(tx, vx, there.mac, vx, { dst: remote, permanent: true });
      neighSet(tx, vx, there.addrs[0]?.ip ?? '', there.mac);
    }
    const result = ping('ch', '10.0.1.3');
    expect(result.kind).toBe('reply');
    expect(result.traces[0]?.hops.some((hop) => hop.after.vxlan?.vni === 4097 && hop.after.size === 84 + 50)).toBe(
      true,
    );
    expect(linkByName(tx, 'och', 'nosuch')).toBeUndefined();
  });
});

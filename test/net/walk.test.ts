import { beforeEach, describe, expect, test } from 'vitest';
import type { Tx } from '../../src/base/index.ts';
import {
  connsOf,
  counterOf,
  echo,
  fdbs,
  linkSet,
  listen,
  printSave,
  routeAdd,
  ruleInsert,
  sysctlSet,
  tcpConnect,
  udpSend,
} from '../../src/net/index.ts';
import { program, TWO_BRIDGES } from './rules.ts';
import { cable, host, lan, lastExchange, linkNamed, newTx, serve, station, told } from './topology.ts';

let tx: Tx;
const ping = (from: string, dst: string) => echo(tx, from, dst, { id: 1, seq: 1 });
const connect = (from: string, dst: string, port: number) => tcpConnect(tx, from, { dst, port, pid: 7 });
const way = (n = 0): string[] => {
  const trace = lastExchange(tx).traces[n];
  return trace ? told(trace) : [];
};

// node1: br1 with web (10.1.0.2) and box (10.1.0.3), br2 with far (10.2.0.2); laptop on the LAN.
beforeEach(() => {
  tx = newTx();
  lan(tx);
  host(tx, 'node1', { br1: '10.1.0.1/24', br2: '10.2.0.1/24' });
  cable(tx, 'node1', '192.168.1.100/24');
  host(tx, 'laptop');
  cable(tx, 'laptop', '192.168.1.50/24');
  station(tx, 'node1', 'br1', 'web', '10.1.0.2/24', '10.1.0.1');
  station(tx, 'node1', 'br1', 'box', '10.1.0.3/24', '10.1.0.1');
  station(tx, 'node1', 'br2', 'far', '10.2.0.2/24', '10.2.0.1');
});

describe('on one bridge', () => {
  test('a frame goes to the port that has the MAC, and the bridge learns', () => {
    expect(ping('box', '10.1.0.2').kind).toBe('reply');
    expect(way()).toEqual([
      'box/eth0: send',
      'box/eth0: route 10.1.0.0/24',
      'box/eth0: neigh 10.1.0.2',
      'box/eth0: wire to node1/vbox0',
      'node1/br1: bridge br1 to vweb0',
      'node1/vweb0: wire to web/eth0',
      'web/eth0: receive',
      'web/eth0: deliver deliver',
      '= delivered at web',
    ]);
    const learned = tx.get(fdbs, linkNamed(tx, 'node1', 'br1').id)?.entries ?? {};
    expect(Object.keys(learned).sort()).toEqual(
      [linkNamed(tx, 'web', 'eth0').mac, linkNamed(tx, 'box', 'eth0').mac].sort(),
    );
  });

  test('nobody has the address: three seconds of ARP, then an ICMP error from oneself', () => {
    const result = ping('box', '10.1.0.77');
    expect(result).toMatchObject({ kind: 'unreachable', from: '10.1.0.3', type: 3, code: 1 });
    expect(result.rttMs).toBeGreaterThan(3000);
    expect(way()).toEqual([
      'box/eth0: send',
      'box/eth0: route 10.1.0.0/24',
      'box/eth0: neigh 10.1.0.77 failed drop',
      '= dropped at box',
    ]);
  });

  test('icc: a DROP in FORWARD reaches bridged packets through br_netfilter, and only then', () => {
    program(tx, 'node1', '-A FORWARD -i br1 -o br1 -j DROP');
    expect(ping('box', '10.1.0.2').kind).toBe('timeout');
    expect(way().slice(-3)).toEqual([
      'node1/br1: bridge br1 to vweb0',
      'node1/br1: filter FORWARD FORWARD #1 drop',
      '= dropped at node1',
    ]);
    sysctlSet(tx, 'node1', 'net.bridge.bridge-nf-call-iptables', '0');
    expect(ping('box', '10.1.0.2').kind).toBe('reply');
  });
});

describe('with the rules of two bridges', () => {
  beforeEach(() => program(tx, 'node1', TWO_BRIDGES));

  test('bridges are isolated by a DROP, so nothing comes back', () => {
    expect(ping('box', '10.2.0.2').kind).toBe('timeout');
    expect(way()).toEqual([
      'box/eth0: send',
      'box/eth0: route default via 10.1.0.1',
      'box/eth0: neigh 10.1.0.1',
      'box/eth0: wire to node1/vbox0',
      'node1/br1: raw PREROUTING PREROUTING policy',
      'node1/br1: nat PREROUTING PREROUTING policy',
      'node1/br1: bridge br1 to itself',
      'node1/br1: receive',
      'node1/br2: route 10.2.0.0/24',
      'node1/br2: filter FORWARD DOCKER-ISOLATION-STAGE-2 #1 drop',
      '= dropped at node1',
    ]);
  });

  test("the other bridge's own address answers", () => {
    expect(ping('box', '10.2.0.1')).toMatchObject({ kind: 'reply', from: '10.2.0.1', ttl: 64 });
  });

  test('masquerade on the way out is undone on the way in', () => {
    expect(ping('box', '192.168.1.50').kind).toBe('reply');
    expect(way().filter((line) => line.includes('=>'))).toEqual([
      'node1/eth0: nat POSTROUTING POSTROUTING #2 10.1.0.3>192.168.1.50 => 192.168.1.100>192.168.1.50',
    ]);
    expect(way(1).filter((line) => line.includes('=>'))).toEqual([
      'node1/eth0: conntrack 192.168.1.50>192.168.1.100 => 192.168.1.50>10.1.0.3',
    ]);
  });

  test('two flows that would look alike after masquerading are kept apart', () => {
    const open = (from: string) => udpSend(tx, from, { dst: '192.168.1.50', dport: 53, sport: 5000, data: 'x' });
    listen(tx, { netns: 'laptop', proto: 'udp', ip: '0.0.0.0', port: 53, pid: 1, comm: 'dns' });
    open('box');
    open('web');
    const ports = connsOf(tx, 'node1').map((conn) => conn.reply.dport);
    expect(ports[0]).toBe(5000);
    expect(ports[1]).not.toBe(5000);
  });

  test('a published port: DNAT in, the translation undone out', () => {
    serve(tx, 'web', 80);
    expect(connect('laptop', '192.168.1.100', 8080).kind).toBe('open');
    expect(way()).toEqual([
      'laptop/eth0: send',
      'laptop/eth0: route 192.168.1.0/24',
      'laptop/eth0: neigh 192.168.1.100',
      'laptop/eth0: wire to lan/plaptop',
      'lan/sw: bridge sw to pnode1',
      'lan/pnode1: wire to node1/eth0',
      'node1/eth0: receive',
      'node1/eth0: raw PREROUTING PREROUTING policy',
      'node1/eth0: nat PREROUTING DOCKER #3 192.168.1.50:*>192.168.1.100:8080 => 192.168.1.50:*>10.1.0.2:80',
      'node1/br1: route 10.1.0.0/24',
      'node1/br1: filter FORWARD DOCKER #1',
      'node1/br1: nat POSTROUTING POSTROUTING policy',
      'node1/br1: neigh 10.1.0.2',
      'node1/br1: bridge br1 to vweb0',
      'node1/vweb0: wire to web/eth0',
      'web/eth0: receive',
      'web/eth0: socket 0.0.0.0:80 deliver',
      '= delivered at web',
    ]);
    expect(way(1).filter((line) => line.includes('=>'))).toEqual([
      'node1/eth0: conntrack 10.1.0.2:*>192.168.1.50:* => 192.168.1.100:*>192.168.1.50:*',
    ]);
    expect(connsOf(tx, 'node1').at(-1)).toMatchObject({ natted: 'dst', replied: true });
  });

  test('the host itself reaches the published port through OUTPUT, and the container unpublished', () => {
    serve(tx, 'web', 80);
    serve(tx, 'web', 81);
    expect(connect('node1', '192.168.1.100', 8080).kind).toBe('open');
    expect(way().filter((line) => line.includes('=>'))).toEqual([
      'node1/lo: nat OUTPUT DOCKER #3 192.168.1.100:*>192.168.1.100:8080 => 192.168.1.100:*>10.1.0.2:80',
    ]);
    expect(connect('node1', '10.1.0.2', 81).kind).toBe('open');
    expect(connect('node1', '127.0.0.1', 8080).kind).toBe('refused');
  });

  test('routed straight to the container, a stranger is dropped in the raw table', () => {
    serve(tx, 'web', 80);
    routeAdd(tx, 'laptop', { dst: '10.1.0.0/24', via: '192.168.1.100' });
    expect(connect('laptop', '10.1.0.2', 80).kind).toBe('timeout');
    expect(way().slice(-2)).toEqual(['node1/eth0: raw PREROUTING PREROUTING #1 drop', '= dropped at node1']);
    expect(ping('laptop', '10.1.0.3').kind).toBe('timeout');
    expect(way().slice(-2)).toEqual(['node1/br1: filter FORWARD DOCKER #2 drop', '= dropped at node1']);
  });

  test('published on loopback only: the raw rule keeps the LAN out', () => {
    program(tx, 'node1', '*raw\n-A PREROUTING -d 127.0.0.1/32 ! -i lo -p tcp -m tcp --dport 9090 -j DROP');
    routeAdd(tx, 'laptop', { dst: '127.0.0.0/8', via: '192.168.1.100' });
    serve(tx, 'node1', 9090, '127.0.0.1');
    expect(connect('node1', '127.0.0.1', 9090).kind).toBe('open');
    expect(connect('laptop', '192.168.1.100', 9090).kind).toBe('refused');
  });

  test("a container gets to its own published port by hairpin, if the port's rule takes its bridge", () => {
    serve(tx, 'web', 80);
    expect(connect('box', '192.168.1.100', 8080).kind).toBe('refused');
    program(tx, 'node1', '*nat\n-N DOCKER2');
    ruleInsert(tx, 'node1', 4, 'nat', 'DOCKER', dnat());
    ruleInsert(tx, 'node1', 4, 'nat', 'POSTROUTING', masqueradeSelf());
    expect(connect('box', '192.168.1.100', 8080).kind).toBe('open');
    expect(connect('web', '192.168.1.100', 8080).kind).toBe('open');
  });

  test('REJECT in DOCKER-USER reaches the client with the address it had called', () => {
    ruleInsert(tx, 'node1', 4, 'filter', 'DOCKER-USER', {
      matches: [{ m: 'in', dev: 'eth0' }],
      target: { t: 'REJECT', with: 'icmp-port-unreachable' },
    });
    serve(tx, 'web', 80);
    expect(connect('laptop', '192.168.1.100', 8080)).toMatchObject({ kind: 'refused', errno: 'ECONNREFUSED' });
    expect(lastExchange(tx).traces[1]?.hops.at(-1)?.after).toMatchObject({
      src: '192.168.1.100',
      icmp: { about: { dst: '192.168.1.100', dport: 8080 } },
    });
  });

  test('counters count the packets that walked; nat sees the first of a flow only', () => {
    echo(tx, 'box', '10.1.0.2', { id: 9, seq: 1 });
    echo(tx, 'box', '10.1.0.2', { id: 9, seq: 2 });
    const counted = printSave(tx, 'node1', 4, undefined, { counters: true })
      .split('\n')
      .filter((line) => /^\[[1-9]/.test(line) || /\[[1-9]\d*:\d+\]$/.test(line));
    // As a real host counts `ping -c 2` between two containers of a network.
    expect(counted).toEqual([
      ':PREROUTING ACCEPT [4:336]',
      '[4:336] -A FORWARD -j DOCKER-USER',
      '[4:336] -A FORWARD -j DOCKER-FORWARD',
      '[1:84] -A DOCKER-BRIDGE -o br1 -j DOCKER',
      '[3:252] -A DOCKER-CT -o br1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '[4:336] -A DOCKER-FORWARD -j DOCKER-CT',
      '[1:84] -A DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1',
      '[1:84] -A DOCKER-FORWARD -j DOCKER-BRIDGE',
      '[1:84] -A DOCKER-FORWARD -i br1 -j ACCEPT',
      ':PREROUTING ACCEPT [1:84]',
      ':POSTROUTING ACCEPT [1:84]',
    ]);
  });
});

describe('what goes wrong, and who says so', () => {
  test('no route here', () => {
    expect(ping('laptop', '8.8.8.8')).toMatchObject({ kind: 'no-route', errno: 'ENETUNREACH' });
  });

  test('no route at the router', () => {
    expect(ping('box', '8.8.8.8')).toMatchObject({ kind: 'unreachable', from: '10.1.0.1', type: 3, code: 0 });
  });

  test('the lifetime ends at the router', () => {
    expect(echo(tx, 'box', '192.168.1.50', { id: 1, seq: 1, ttl: 1 })).toMatchObject({
      kind: 'unreachable',
      from: '10.1.0.1',
      type: 11,
    });
  });

  test('too long for the own link; too long further on', () => {
    linkSet(tx, linkNamed(tx, 'node1', 'br2').id, { mtu: 1300 });
    expect(echo(tx, 'box', '10.2.0.2', { id: 1, seq: 1, size: 1473, df: true })).toMatchObject({
      kind: 'too-long',
      mtu: 1500,
    });
    expect(echo(tx, 'box', '10.2.0.2', { id: 1, seq: 1, size: 1400, df: true })).toMatchObject({
      kind: 'unreachable',
      from: '10.1.0.1',
      type: 3,
      code: 4,
      mtu: 1300,
    });
    expect(echo(tx, 'box', '10.2.0.2', { id: 1, seq: 1, size: 1400 }).kind).toBe('reply');
  });

  test('fragments are as long as the narrowest link lets them be', () => {
    for (const name of ['box', 'web']) linkSet(tx, linkNamed(tx, name, 'eth0').id, { mtu: 1400 });
    expect(echo(tx, 'box', '10.1.0.2', { id: 1, seq: 1, size: 2000 })).toMatchObject({ kind: 'reply', bytes: 2008 });
    // As a veth does whose other end has a smaller MTU.
    linkSet(tx, linkNamed(tx, 'web', 'eth0').id, { mtu: 1500 });
    expect(echo(tx, 'web', '10.1.0.3', { id: 1, seq: 1, size: 1472 }).kind).toBe('timeout');
    linkSet(tx, linkNamed(tx, 'node1', 'br1').id, { mtu: 1300 });
    expect(echo(tx, 'web', '192.168.1.50', { id: 1, seq: 1, size: 1400, df: true }).kind).toBe('timeout');
    routeAdd(tx, 'laptop', { dst: '10.1.0.0/24', via: '192.168.1.100' });
    expect(echo(tx, 'web', '192.168.1.50', { id: 1, seq: 1, size: 1400, df: true }).kind).toBe('reply');
  });

  test('a host that does not forward', () => {
    sysctlSet(tx, 'node1', 'net.ipv4.ip_forward', '0');
    expect(ping('box', '10.2.0.2').kind).toBe('timeout');
    expect(way().at(-2)).toBe('node1/br1: forwarding drop');
  });

  test('ports that nobody has', () => {
    expect(connect('box', '10.1.0.2', 81)).toMatchObject({ kind: 'refused', errno: 'ECONNREFUSED' });
    expect(udpSend(tx, 'box', { dst: '10.1.0.2', dport: 81, data: 'x' })).toMatchObject({ kind: 'refused' });
  });

  test('a host of the segment that is off', () => {
    linkSet(tx, linkNamed(tx, 'web', 'eth0').id, { up: false });
    expect(connect('box', '10.1.0.2', 80)).toMatchObject({ kind: 'host-unreachable', errno: 'EHOSTUNREACH' });
  });

  test.each([
    ['icmp-net-unreachable', 'net-unreachable', 'ENETUNREACH'],
    ['icmp-host-unreachable', 'host-unreachable', 'EHOSTUNREACH'],
    ['icmp-port-unreachable', 'refused', 'ECONNREFUSED'],
    ['icmp-admin-prohibited', 'admin-prohibited', 'EHOSTUNREACH'],
    ['tcp-reset', 'refused', 'ECONNREFUSED'],
  ])('REJECT with %s', (how, kind, errno) => {
    serve(tx, 'web', 80);
    program(tx, 'web', `-A INPUT -p tcp -j REJECT --reject-with ${how}`);
    expect(connect('box', '10.1.0.2', 80)).toMatchObject({ kind, errno });
    program(tx, 'box', `-A OUTPUT -p tcp -m tcp --dport 80 -j REJECT --reject-with ${how}`);
    expect(connect('box', '10.1.0.2', 80)).toMatchObject({ kind, errno });
  });

  test('packets to 127/8 stay on lo', () => {
    program(tx, 'node1', '*nat\n-A PREROUTING -p tcp -m tcp --dport 7000 -j DNAT --to-destination 127.0.0.1:80');
    serve(tx, 'node1', 80, '127.0.0.1');
    expect(connect('laptop', '192.168.1.100', 7000).kind).toBe('timeout');
    expect(way().at(-2)).toBe('node1/eth0: martian drop');
    sysctlSet(tx, 'node1', 'net.ipv4.conf.eth0.route_localnet', '1');
    expect(connect('laptop', '192.168.1.100', 7000).kind).toBe('open');
  });

  test('REDIRECT and DNAT in OUTPUT', () => {
    serve(tx, 'box', 40000, '127.0.0.11');
    program(
      tx,
      'box',
      '*nat\n-A OUTPUT -d 127.0.0.11/32 -p tcp -m tcp --dport 53 -j DNAT --to-destination 127.0.0.11:40000',
    );
    expect(connect('box', '127.0.0.11', 53).kind).toBe('open');
    expect(connect('box', '127.0.0.11', 54).kind).toBe('refused');
  });

  test('the policy of a chain', () => {
    program(tx, 'web', '-P INPUT DROP');
    expect(ping('box', '10.1.0.2').kind).toBe('timeout');
    expect(counterOf(tx, 'web|4|filter|INPUT')).toEqual({ packets: 1, bytes: 84 });
  });
});

function dnat() {
  return {
    matches: [
      { m: 'proto', proto: 'tcp' },
      { m: 'dport', proto: 'tcp', from: 8080, to: 8080 },
    ],
    target: { t: 'DNAT', to: '10.1.0.2:80' },
  } as const;
}

function masqueradeSelf() {
  return {
    matches: [
      { m: 'src', cidr: '10.1.0.2/32' },
      { m: 'dst', cidr: '10.1.0.2/32' },
    ],
    target: { t: 'MASQUERADE' },
  } as const;
}

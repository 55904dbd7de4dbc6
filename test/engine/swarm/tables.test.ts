import { describe, expect, test } from 'vitest';
import { World } from '../../../src/base/index.ts';
import { allocateNetwork, freeAddresses, takeAddress } from '../../../src/engine/swarm/allocator.ts';
import { meets, parseConstraint } from '../../../src/engine/swarm/constraint.ts';
import {
  type Cluster,
  clusters,
  type NodeRow,
  type SwarmNetworkRow,
  swarmNetworks,
} from '../../../src/engine/swarm/rows.ts';
import { digestHex, parseToken } from '../../../src/engine/swarm/tokens.ts';

describe('join tokens', () => {
  test('the digest of a recorded token is the one that the real daemon named', () => {
    const token = parseToken('SWMTKN-1-15c7xoagx0czw93h016w7lhzp52scpyyi7qxu8l1nsuql6qebj-4j8z8icn9lc7n3ajnsalbwean');
    expect(digestHex(token?.digest ?? '')).toBe('2e12abd3458c75172b86747150b7b473718aaa91966755d54e5e084ba57724ff');
  });

  test.each(['abc', 'SWMTKN-1-x-y', ''])('%j is none', (text) => {
    expect(parseToken(text)).toBeUndefined();
  });
});

const node: NodeRow = {
  id: 'n1',
  cluster: 'c',
  host: 'node2',
  version: 1,
  created: 0,
  updated: 0,
  name: '',
  role: 'worker',
  availability: 'active',
  labels: { disk: 'ssd' },
  addr: '192.168.1.101',
  port: 2377,
  state: 'ready',
  message: '',
  leader: false,
  reachable: true,
  heard: 0,
  left: false,
};

describe('constraints', () => {
  test.each([
    ['node.labels.disk==ssd', true],
    ['node.labels.disk!=ssd', false],
    ['node.labels.zone!=a', true],
    ['node.role == worker', true],
    ['node.hostname==NODE2', true],
    ['node.ip!=192.168.1.101', false],
    ['node.platform.os==linux', true],
    ['nothing==x', false],
  ])('%s: %s', (text, met) => {
    expect(meets(node, [text])).toBe(met);
  });

  test.each([
    ['node.role=worker', 'constraint expected one operator from ==, !='],
    ['node.role==', 'constraint expected one operator from ==, !='],
    ['no de==x', "key 'no de' is invalid"],
  ])('%s is refused', (text, why) => {
    expect(parseConstraint(text)).toBe(why);
  });
});

describe('addresses of a network', () => {
  const cluster = { id: 'c', pools: ['10.0.0.0/8'], subnetSize: 24, nextVni: 4096 } as unknown as Cluster;
  const network = (id: string, wanted: SwarmNetworkRow['wanted'] = {}): SwarmNetworkRow => ({
    id,
    cluster: 'c',
    name: id,
    version: 1,
    created: 0,
    driver: 'overlay',
    options: {},
    labels: null,
    internal: false,
    attachable: false,
    ingress: false,
    ipv6: false,
    wanted,
    taken: {},
    last: '',
    balancers: {},
  });

  test('subnets and VXLAN ids one after the other; what overlaps gets none', () => {
    const tx = World.empty(0, 1).begin();
    tx.put(clusters, 'c', cluster);
    const all = [
      network('a'),
      network('b'),
      network('r', { subnet: '10.70.0.0/16', range: '10.70.5.0/24' }),
      network('x', { subnet: '10.70.9.0/24' }),
    ];
    const got = all.map((n) => {
      tx.put(swarmNetworks, n.id, n);
      allocateNetwork(tx, n.id);
      const a = tx.get(swarmNetworks, n.id)?.allocated;
      return a ? `${a.subnet} ${a.gateway} ${a.vni}` : 'none';
    });
    expect(got).toEqual([
      '10.0.0.0/24 10.0.0.1 4096',
      '10.0.1.0/24 10.0.1.1 4097',
      '10.70.0.0/16 10.70.5.0 4098',
      'none',
    ]);
  });

  test('in series: a freed address comes again only after all others', () => {
    const tx = World.empty(0, 1).begin();
    tx.put(clusters, 'c', cluster);
    tx.put(swarmNetworks, 'a', network('a', { subnet: '10.9.0.0/29' }));
    allocateNetwork(tx, 'a');
    const said: (string | undefined)[] = [takeAddress(tx, 'a', 'one'), takeAddress(tx, 'a', 'two')];
    freeAddresses(tx, 'a', 'one');
    said.push(takeAddress(tx, 'a', 'three', '10.9.0.3'), takeAddress(tx, 'a', 'x', '10.10.0.1'));
    for (const who of ['four', 'five', 'six', 'seven', 'eight']) said.push(takeAddress(tx, 'a', who));
    expect(said).toEqual([
      '10.9.0.2/29',
      '10.9.0.3/29',
      undefined,
      undefined,
      '10.9.0.4/29',
      '10.9.0.5/29',
      '10.9.0.6/29',
      '10.9.0.2/29',
      undefined,
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { World } from '../../src/base/index.ts';
import {
  addrAdd,
  ipvsAdd,
  ipvsOf,
  ipvsServers,
  linkSet,
  listen,
  netnsAdd,
  routeAdd,
  ruleAppend,
  tcpConnect,
  vethAdd,
} from '../../src/net/index.ts';

/** A client, a balancer with the virtual address 10.0.0.100, and two servers, each on a cable of its own. */
function world() {
  const tx = World.empty(0, 1).begin();
  netnsAdd(tx, { id: 'lb', host: 'h', sysctls: { 'net.ipv4.ip_forward': '1' } });
  for (const [i, name] of ['client', 'one', 'two'].entries()) {
    netnsAdd(tx, { id: name, host: 'h' });
    const [near, far] = vethAdd(tx, { netns: 'lb', name: `v${i}` }, { netns: name, name: 'eth0' });
    addrAdd(tx, near.id, { ip: `10.${i}.0.1`, prefix: 24 });
    addrAdd(tx, far.id, { ip: `10.${i}.0.2`, prefix: 24 });
    for (const link of [near, far]) linkSet(tx, link.id, { up: true });
    routeAdd(tx, name, { dst: 'default', via: `10.${i}.0.1`, link: far.id, scope: 'global', proto: 'static' });
    if (i === 0) addrAdd(tx, near.id, { ip: '10.0.0.100', prefix: 32 });
    else listen(tx, { netns: name, proto: 'tcp', ip: '0.0.0.0', port: 80, pid: i, comm: name });
  }
  ruleAppend(tx, 'lb', 4, 'mangle', 'INPUT', {
    matches: [{ m: 'dst', cidr: '10.0.0.100/32' }],
    target: { t: 'MARK', value: 256, mask: 0xffffffff },
  });
  ruleAppend(tx, 'lb', 4, 'nat', 'POSTROUTING', { matches: [{ m: 'ipvs' }], target: { t: 'MASQUERADE' } });
  ipvsAdd(tx, 'lb', 256);
  return tx;
}

describe('a virtual service by firewall mark', () => {
  const dial = (tx: ReturnType<typeof world>) => {
    const result = tcpConnect(tx, 'client', { dst: '10.0.0.100', port: 80, pid: 9 });
    return result.kind === 'open' ? (result.traces[0]?.at ?? '') : result.kind;
  };

  test('connections go round the servers, the one added last first', () => {
    const tx = world();
    ipvsServers(tx, 'lb', 256, ['10.1.0.2', '10.2.0.2']);
    expect([1, 2, 3, 4].map(() => dial(tx))).toEqual(['two', 'one', 'two', 'one']);
  });

  test('a server that is taken away gets nothing more, and none at all refuses', () => {
    const tx = world();
    ipvsServers(tx, 'lb', 256, ['10.1.0.2', '10.2.0.2']);
    ipvsServers(tx, 'lb', 256, ['10.2.0.2']);
    expect([dial(tx), dial(tx)]).toEqual(['two', 'two']);
    ipvsServers(tx, 'lb', 256, []);
    expect(dial(tx)).toBe('refused');
    expect(ipvsOf(tx, 'lb')).toEqual([{ netns: 'lb', mark: 256, servers: [], last: '10.2.0.2' }]);
  });
});

import { describe, expect, test } from 'vitest';
import { networksOf } from '../../../src/engine/libnetwork/index.ts';
import { bench } from './bench.ts';

const subnets = (host: ReturnType<typeof bench>, family: 'ipv4' | 'ipv6'): string[] =>
  networksOf(host.world, 'node1').flatMap((n) => n[family].map((p) => p.subnet));

describe('subnets', () => {
  test('the predefined pools, in order, to the last; the LAN of the host lies in one of them', () => {
    const host = bench();
    const said = Array.from({ length: 31 }, (_, i) => host.play(`docker network create n${i}`));
    const b = Array.from({ length: 15 }, (_, i) => `172.${i + 17}.0.0/16`);
    const c = Array.from({ length: 15 }, (_, i) => `192.168.${16 * (i + 1)}.0/20`);
    expect(subnets(host, 'ipv4')).toEqual([...b, ...c]);
    expect(said.at(-1)).toBe('Error response from daemon: all predefined address pools have been fully subnetted\n');
    host.play('docker network rm n3');
    host.play('docker network create again');
    expect(subnets(host, 'ipv4').at(-1)).toBe('172.21.0.0/16');
  });

  test('IPv6: consecutive /64 of one prefix of the host', () => {
    const host = bench();
    for (const n of ['a', 'b', 'c']) host.play(`docker network create --ipv6 ${n}`);
    const [first = '', ...rest] = subnets(host, 'ipv6');
    expect(first).toMatch(/^fd[0-9a-f]{2}(:[0-9a-f]{1,4}){2}::\/64$/);
    const prefix = first.replace('::/64', '');
    expect(rest).toEqual([`${prefix}:1::/64`, `${prefix}:2::/64`]);
  });

  test('a refused network leaves nothing behind', () => {
    const host = bench();
    const before = host.world;
    for (const line of [
      '--subnet 10.1.0.0/24 --gateway 10.1.0.255 x',
      '--subnet 10.1.0.0/24 --aux-address a=10.1.0.1 x',
      '--subnet 10.1.0.0/24 --subnet 10.2.0.0/24 x',
      '-o com.docker.network.bridge.name=docker0 x',
      '-o com.docker.network.driver.mtu=67 x',
    ])
      expect(host.play(`docker network create ${line}`)).toMatch(/^Error response from daemon: /);
    expect(host.world).toBe(before);
    expect(host.play('docker network create --subnet 10.1.0.0/24 x')).not.toMatch(/Error/);
  });
});

describe('addresses', () => {
  const addresses = (host: ReturnType<typeof bench>, names: string[]): string[] =>
    names.map(
      (n) => /^[\d.]+/m.exec(host.play(`docker exec ${n} cat /etc/hosts`)?.split('\n').at(-2) ?? '')?.[0] ?? '',
    );

  test('the lowest free one, past what is taken and into holes', () => {
    const host = bench();
    host.play('docker network create --subnet 10.1.0.0/24 n');
    for (const line of ['c1', 'c2 --ip 10.1.0.4', 'c3', 'c4', 'c5'])
      host.play(`docker run -d --network n --name ${line} alpine`);
    expect(addresses(host, ['c1', 'c2', 'c3', 'c4', 'c5'])).toEqual([
      '10.1.0.2',
      '10.1.0.4',
      '10.1.0.3',
      '10.1.0.5',
      '10.1.0.6',
    ]);
    host.play('docker rm c3 c1');
    for (const name of ['d1', 'd2', 'd3']) host.play(`docker run -d --network n --name ${name} alpine`);
    expect(addresses(host, ['d1', 'd2', 'd3'])).toEqual(['10.1.0.2', '10.1.0.3', '10.1.0.7']);
  });

  test('of a range that is full, while the subnet is not', () => {
    const host = bench();
    host.play('docker network create --subnet 10.1.0.0/24 --ip-range 10.1.0.8/30 n');
    for (const name of ['c1', 'c2', 'c3']) host.play(`docker run -d --network n --name ${name} alpine`);
    expect(addresses(host, ['c1', 'c2', 'c3'])).toEqual(['10.1.0.9', '10.1.0.10', '10.1.0.11']);
    expect(host.play('docker run -d --network n --name c4 alpine')).toMatch(
      /\nError response from daemon: no available IPv4 addresses on this network's address pools: n \([0-9a-f]{64}\)\n$/,
    );
    host.play('docker run -d --network n --name c5 --ip 10.1.0.200 alpine');
    expect(addresses(host, ['c5'])).toEqual(['10.1.0.200']);
    host.play('docker rm c2');
    host.play('docker run -d --network n --name c6 alpine');
    expect(addresses(host, ['c6'])).toEqual(['10.1.0.10']);
  });

  test('many of them: every one once', () => {
    const host = bench();
    host.play('docker network create --subnet 10.1.0.0/25 n');
    const names = Array.from({ length: 125 }, (_, i) => `c${i + 2}`);
    for (const name of names) host.play(`docker run -d --network n --name ${name} alpine`);
    expect(addresses(host, names)).toEqual(names.map((_, i) => `10.1.0.${i + 2}`));
    expect(host.play('docker run -d --network n --name more alpine')).toMatch(/no available IPv4 addresses/);
  });
});

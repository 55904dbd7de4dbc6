import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  broadcastOf,
  cidrContains,
  cidrOverlap,
  firstOf,
  inCidr,
  ipAdd,
  ipCompare,
  ipFromBits,
  ipToBigInt,
  ipToNumber,
  isIpv4,
  isIpv6,
  linkLocalOf,
  macFromIp,
  networkOf,
  parseCidr,
  parseIp,
  parseMac,
  randomMac,
  World,
} from '../../src/base/index.ts';

const v4 = fc.nat(0xffffffff).map((n) => ipFromBits(4, BigInt(n)));
const v6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((n) => ipFromBits(6, n));

describe('addresses', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['FD00:0:0::1', 'fd00::1'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['::', '::'],
    ['10.0.0', undefined],
    ['10.0.0.256', undefined],
    ['10.0.0.01', undefined],
    ['10.0.0.1/24', undefined],
    ['fe80::1%eth0', undefined],
    ['1::2::3', undefined],
    ['', undefined],
    ['web', undefined],
  ])('%s is %s', (text, canonical) => expect(parseIp(text)).toBe(canonical));

  test('text and number are the same thing', () => {
    fc.assert(
      fc.property(
        v4,
        (ip) => isIpv4(ip) && !isIpv6(ip) && parseIp(ip) === ip && ipFromBits(4, BigInt(ipToNumber(ip))) === ip,
      ),
    );
    fc.assert(
      fc.property(v6, (ip) => isIpv6(ip) && !isIpv4(ip) && parseIp(ip) === ip && ipFromBits(6, ipToBigInt(ip)) === ip),
    );
  });

  test('adding counts on', () => {
    expect(ipAdd('10.0.0.255', 1)).toBe('10.0.1.0');
    expect(ipAdd('fd00::ffff', 1)).toBe('fd00::1:0');
    expect(ipAdd('10.0.0.0', -1)).toBe('9.255.255.255');
    fc.assert(fc.property(v4, fc.integer({ min: -1000, max: 1000 }), (ip, n) => ipAdd(ipAdd(ip, n), -n) === ip));
    expect(['fd00::1', '10.0.0.10', '10.0.0.9', '::1'].sort(ipCompare)).toEqual([
      '10.0.0.9',
      '10.0.0.10',
      '::1',
      'fd00::1',
    ]);
  });
});

describe('blocks', () => {
  test('are read with their host bits', () => {
    expect(parseCidr('172.17.0.5/16')).toEqual({ ip: '172.17.0.5', prefix: 16, family: 4 });
    expect(parseCidr('FD00::5/64')).toEqual({ ip: 'fd00::5', prefix: 64, family: 6 });
    for (const text of [
      '10.0.0.0',
      '10.0.0.0/33',
      '10.0.0.0/-1',
      '10.0.0.0/08',
      'x/8',
      'fd00::/129',
      '10.0.0.0/255.0.0.0',
    ])
      expect(parseCidr(text)).toBeUndefined();
  });

  test('have a first and a last address', () => {
    expect([networkOf('172.17.0.5/16'), firstOf('172.17.0.5/16'), broadcastOf('172.17.0.5/16')]).toEqual([
      '172.17.0.0/16',
      '172.17.0.0',
      '172.17.255.255',
    ]);
    expect([networkOf('fd00::5/64'), broadcastOf('fd00::5/64')]).toEqual(['fd00::/64', 'fd00::ffff:ffff:ffff:ffff']);
    expect([networkOf('10.0.0.9'), networkOf('10.1.2.3/0')]).toEqual(['10.0.0.9/32', '0.0.0.0/0']);
  });

  test('membership, overlap and containment agree', () => {
    fc.assert(
      fc.property(v4, v4, fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 32 }), (a, b, p, q) => {
        const [x, y] = [`${a}/${p}`, `${b}/${q}`];
        expect(inCidr(a, x)).toBe(true);
        expect(cidrOverlap(x, y)).toBe(inCidr(firstOf(x), y) || inCidr(firstOf(y), x));
        expect(cidrContains(x, y)).toBe(inCidr(firstOf(y), x) && inCidr(broadcastOf(y), x));
      }),
    );
    expect(inCidr('10.0.0.1', '::/0')).toBe(false);
    expect(cidrOverlap('0.0.0.0/0', '::/0')).toBe(false);
  });
});

describe('MACs', () => {
  test('of an address, of a link-local address, from text', () => {
    expect(macFromIp('172.17.0.2')).toBe('02:42:ac:11:00:02');
    expect(linkLocalOf('9a:9a:f0:69:63:ab')).toBe('fe80::989a:f0ff:fe69:63ab');
    expect(parseMac('02-42-AC-11-00-02')).toBe('02:42:ac:11:00:02');
    expect(parseMac('02:42:ac:11:00')).toBeUndefined();
  });

  test('at random are unicast and locally administered', () => {
    const tx = World.empty(0, 7).begin();
    for (let i = 0; i < 100; i++) expect(Number.parseInt(randomMac(tx).slice(0, 2), 16) & 3).toBe(2);
  });
});

import { describe, expect, test } from 'vitest';
import type { Tx } from '../../src/base/index.ts';
import {
  chainOf,
  counterOf,
  listen,
  type Packet,
  printRule,
  send,
  type TableName,
  type Trace,
  xfrmPoliciesOf,
  xfrmPolicyDelete,
  xfrmPolicyUpdate,
  xfrmStateAdd,
  xfrmStateDelete,
  xfrmStatesOf,
} from '../../src/net/index.ts';
import { program } from './rules.ts';
import { cable, host, lan, newTx } from './topology.ts';

const [A, B] = ['192.168.1.100', '192.168.1.101'];
const ID = { proto: 'esp', reqid: 7, mode: 'transport' } as const;
const AEAD = { name: 'rfc4106(gcm(aes))', key: '00'.repeat(20), icv: 64 };
const OUT = {
  dir: 'out',
  priority: 0,
  src: `${A}/32`,
  dst: `${B}/32`,
  proto: 'udp',
  dport: 4789,
  mark: { value: 5, mask: 0xffffffff },
  tmpl: { ...ID, src: A, dst: B, spi: 0x1000 },
} as const;

const add = (tx: Tx, netns: string, table: TableName, chain: string, rule: string): void =>
  program(tx, netns, `*${table}\n-A ${chain} ${rule}`);

/** Two hosts on a LAN; what a sends to UDP port 4789 is marked, and encrypted for b, which knows the key. */
function world(): Tx {
  const tx = newTx();
  lan(tx);
  for (const [name, ip] of [
    ['a', A],
    ['b', B],
  ] as const) {
    host(tx, name);
    cable(tx, name, `${ip}/24`);
    xfrmStateAdd(tx, name, { ...ID, src: A, dst: B, spi: 0x1000, aead: AEAD });
  }
  add(tx, 'a', 'mangle', 'OUTPUT', '-p udp --dport 4789 -j MARK --set-mark 5');
  xfrmPolicyUpdate(tx, 'a', OUT);
  listen(tx, { netns: 'b', proto: 'udp', ip: '0.0.0.0', port: 4789, pid: 1, comm: 'b' });
  return tx;
}

function datagram(tx: Tx, length = 100): Trace {
  const packet: Packet = { src: '', dst: B, proto: 'udp', sport: 9, dport: 4789, ttl: 64, size: 28 + length };
  return send(tx, 'a', packet);
}

const onTheWire = (trace: Trace): Packet[] =>
  trace.hops.flatMap((h) => (h.what.kind === 'wire' && h.netns === 'a' ? [h.after] : []));

const outcome = (trace: Trace): string => `${trace.outcome} at ${trace.at}`;

describe('what falls under a policy', () => {
  test('leaves as ESP, is decrypted, and arrives', () => {
    const tx = world();
    const trace = datagram(tx);
    expect(outcome(trace)).toBe('delivered at b');
    expect(
      onTheWire(trace).map(({ proto, src, dst, size, esp }) => [proto, src, dst, size, esp?.spi, esp?.seq]),
    ).toEqual([['esp', A, B, 156, 0x1000, 1]]);
    expect(trace.hops.at(-1)?.after).toMatchObject({ proto: 'udp', src: A, dst: B, sport: 9, dport: 4789, size: 128 });
    expect(trace.hops.at(-1)?.after.mark).toBe(undefined);
  });

  test('its length: SPI, number and IV are 16 bytes, padding and its two bytes end at four, the check value is 8', () => {
    const table = [0, 1, 2, 3, 6, 7, 1444, 1446, 1447].map((length) => [
      length,
      onTheWire(datagram(world(), length))[0]?.size,
    ]);
    expect(table).toEqual([
      [0, 56],
      [1, 56],
      [2, 56],
      [3, 60],
      [6, 60],
      [7, 64],
      [1444, 1500],
      [1446, 1500],
      [1447, 1504],
    ]);
  });

  test('numbers and bytes count, at both ends', () => {
    const tx = world();
    const sent = [10, 20, 30].map((length) => onTheWire(datagram(tx, length))[0]?.esp?.seq);
    expect(sent).toEqual([1, 2, 3]);
    const counted = ['a', 'b'].map((netns) =>
      xfrmStatesOf(tx, netns).map(({ oseq, lifetime }) => [netns, oseq, lifetime.packets, lifetime.bytes]),
    );
    expect(counted).toEqual([[['a', 3, 3, 84]], [['b', 0, 3, 84]]]);
  });

  test('what is not marked, has no policy, or goes elsewhere, leaves as it is', () => {
    const unmarked = world();
    expect(
      onTheWire(send(unmarked, 'a', { src: '', dst: B, proto: 'udp', sport: 9, dport: 53, ttl: 64, size: 60 })),
    ).toMatchObject([{ proto: 'udp' }]);
    const without = world();
    xfrmPolicyDelete(without, 'a', OUT);
    expect(onTheWire(datagram(without))).toMatchObject([{ proto: 'udp', size: 128 }]);
    expect(xfrmPoliciesOf(without, 'a')).toEqual([]);
  });
});

describe('without the state', () => {
  const lost = (netns: string): [string, Trace['hops'][number]['what'] | undefined] => {
    const tx = world();
    xfrmStateDelete(tx, netns, { dst: B, proto: 'esp', spi: 0x1000 });
    const trace = datagram(tx);
    return [outcome(trace), trace.hops.at(-1)?.what];
  };
  test('the sender lets nothing out', () => {
    expect(lost('a')).toEqual(['dropped at a', { kind: 'xfrm', way: 'out', spi: 0x1000, known: false }]);
  });
  test('the receiver drops what it cannot read', () => {
    expect(lost('b')).toEqual(['dropped at b', { kind: 'xfrm', way: 'in', spi: 0x1000, known: false }]);
  });
});

describe('netfilter', () => {
  const counts = (tx: Tx, netns: string, table: TableName, chain: string): [string, number, number][] =>
    (chainOf(tx, netns, 4, table, chain)?.rules ?? []).map((rule) => {
      const { packets, bytes } = counterOf(tx, rule.id);
      return [printRule(rule), packets, bytes];
    });

  test('sees the packet twice on either side: in the clear and encrypted', () => {
    const tx = world();
    for (const [netns, table, chain] of [
      ['a', 'filter', 'OUTPUT'],
      ['b', 'raw', 'PREROUTING'],
      ['b', 'filter', 'INPUT'],
    ] as const)
      for (const proto of ['esp', 'udp']) add(tx, netns, table, chain, `-p ${proto}`);
    datagram(tx);
    const both = [
      ['-p esp', 1, 156],
      ['-p udp', 1, 128],
    ];
    expect(counts(tx, 'a', 'filter', 'OUTPUT')).toEqual(both);
    expect(counts(tx, 'b', 'raw', 'PREROUTING')).toEqual(both);
    expect(counts(tx, 'b', 'filter', 'INPUT')).toEqual(both);
  });

  test.each([
    '-p esp -j DROP',
    '-p 50 -j DROP',
    '-p udp --dport 4789 -j DROP',
    '-m policy --dir in --pol ipsec -j DROP',
  ])('%s in INPUT keeps it out', (rule) => {
    const tx = world();
    add(tx, 'b', 'filter', 'INPUT', rule);
    expect(outcome(datagram(tx))).toBe('dropped at b');
  });

  test('-m policy tells what was decrypted from what came in the clear', () => {
    const rules = [
      '-m policy --dir in --pol none -p udp',
      '-m policy --dir in --pol ipsec -p udp',
      '-m policy --dir in --pol ipsec --reqid 7 --spi 0x1000 --proto esp --mode transport',
      '-m policy --dir in --pol ipsec --reqid 8',
      '-m policy --dir in --pol ipsec ! --reqid 8',
      '-m policy --dir in --pol ipsec --mode tunnel',
    ];
    const tx = world();
    for (const rule of rules) add(tx, 'b', 'filter', 'INPUT', rule);
    for (const pol of ['none', 'ipsec']) add(tx, 'a', 'filter', 'OUTPUT', `-p udp -m policy --dir out --pol ${pol}`);
    datagram(tx);
    expect(counts(tx, 'b', 'filter', 'INPUT').map(([, packets]) => packets)).toEqual([0, 1, 1, 0, 1, 0]);
    xfrmPolicyDelete(tx, 'a', OUT);
    datagram(tx);
    expect(counts(tx, 'b', 'filter', 'INPUT').map(([, packets]) => packets)).toEqual([1, 1, 1, 0, 1, 0]);
    expect(counts(tx, 'a', 'filter', 'OUTPUT').map(([, packets]) => packets)).toEqual([1, 1]);
  });
});

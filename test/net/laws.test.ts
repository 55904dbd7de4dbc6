import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf, type Tx } from '../../src/base/index.ts';
import {
  addrAdd,
  addrDelete,
  chains,
  counters,
  echo,
  exchangesOf,
  fdbs,
  type Link,
  linkAdd,
  linkDelete,
  linkSet,
  links,
  linksOf,
  type Match,
  NetError,
  neighbours,
  netnsAdd,
  netnsDelete,
  netnses,
  printSave,
  routeAdd,
  routeTables,
  ruleAppend,
  sysctlSet,
  type Target,
  type Trace,
  vethAdd,
} from '../../src/net/index.ts';
import { locals } from '../../src/net/read.ts';
import { program, TWO_BRIDGES } from './rules.ts';
import { cable, host, lan, linkNamed, newTx, plug, serve, station } from './topology.ts';

/** Interfaces that a packet passed, in order. */
function passed(trace: Trace): string[] {
  return trace.hops.flatMap(({ netns, dev, what }) =>
    what.kind === 'wire' ? [`${netns}/${dev}`, `${what.to}/${what.toDev}`] : [],
  );
}

describe('a reply retraces its request', () => {
  const ends = ['node1', 'node2', 'laptop', 'a', 'b', 'far', 'c'] as const;
  const address: Readonly<Record<string, string>> = {
    node1: '192.168.1.100',
    node2: '192.168.1.101',
    laptop: '192.168.1.50',
    a: '10.1.0.2',
    b: '10.1.0.3',
    far: '10.2.0.2',
    c: '10.3.0.2',
  };

  function world(): Tx {
    const tx = newTx();
    lan(tx);
    host(tx, 'node1', { br1: '10.1.0.1/24', br2: '10.2.0.1/24' });
    host(tx, 'node2', { br3: '10.3.0.1/24' });
    host(tx, 'laptop');
    cable(tx, 'node1', '192.168.1.100/24');
    cable(tx, 'node2', '192.168.1.101/24');
    cable(tx, 'laptop', '192.168.1.50/24');
    station(tx, 'node1', 'br1', 'a', '10.1.0.2/24', '10.1.0.1');
    station(tx, 'node1', 'br1', 'b', '10.1.0.3/24', '10.1.0.1');
    station(tx, 'node1', 'br2', 'far', '10.2.0.2/24', '10.2.0.1');
    station(tx, 'node2', 'br3', 'c', '10.3.0.2/24', '10.3.0.1');
    for (const name of ['laptop', 'node2']) routeAdd(tx, name, { dst: '10.2.0.0/24', via: '192.168.1.100' });
    for (const name of ['laptop', 'node1']) routeAdd(tx, name, { dst: '10.3.0.0/24', via: '192.168.1.101' });
    return tx;
  }

  test('whoever asks whom, with rules and without, twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ends), fc.constantFrom(...ends), fc.boolean(), (from, to, rules) => {
        const tx = world();
        if (rules) program(tx, 'node1', TWO_BRIDGES);
        program(tx, 'node2', '*nat\n-A POSTROUTING -s 10.3.0.0/24 ! -o br3 -j MASQUERADE');
        for (const seq of [1, 2]) {
          const result = echo(tx, from, address[to] ?? '', { id: 3, seq });
          if (result.kind !== 'reply') continue;
          const [there, back] = result.traces;
          if (!there || !back) throw new Error('a reply without packets');
          expect(passed(back)).toEqual(passed(there).reverse());
          expect(back.hops.at(-1)?.after.dst).toBe(there.packet.src);
          expect(result.from).toBe(address[to]);
        }
      }),
      { numRuns: 120 },
    );
  });
});

describe('a walk always ends', () => {
  test('among bridges and routers connected at random, loops included', () => {
    const wire = fc.tuple(fc.nat(5), fc.nat(5), fc.boolean());
    fc.assert(
      fc.property(
        fc.array(wire, { maxLength: 14 }),
        fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 6 }),
        fc.nat(5),
        fc.nat(5),
        (wires, ways, from, to) => {
          const tx = newTx();
          for (let n = 0; n < 6; n++) host(tx, `n${n}`, { br: `10.0.0.${n + 1}/24` });
          wires.forEach(([a, b, bridged], i) => {
            const [x, y] = vethAdd(tx, { netns: `n${a}`, name: `x${i}` }, { netns: `n${b}`, name: `y${i}` });
            for (const [end, n] of [
              [x, a],
              [y, b],
            ] as const) {
              linkSet(tx, end.id, bridged ? { master: linkNamed(tx, `n${n}`, 'br').id, up: true } : { up: true });
              if (!bridged) addrAdd(tx, end.id, { ip: `10.${i + 1}.${n}.${end === x ? 1 : 2}`, prefix: 16 });
            }
          });
          for (const [n, via] of ways) {
            try {
              routeAdd(tx, `n${n}`, { dst: '10.99.0.0/16', via: `10.0.0.${via + 1}` });
            } catch (error) {
              if (!(error instanceof NetError)) throw error;
            }
          }
          for (const dst of [`10.0.0.${to + 1}`, '10.99.0.1', '10.1.0.1', '10.0.0.255']) {
            const { traces } = echo(tx, `n${from}`, dst, { id: 1, seq: 1 });
            expect(traces.length).toBeLessThanOrEqual(64);
            for (const trace of traces) expect(trace.hops.length).toBeLessThan(4000);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** What must hold of the tables whatever was done; a list of what does not. */
function dangling(tx: Tx): string[] {
  const wrong: string[] = [];
  const must = (held: boolean, what: string): void => {
    if (!held) wrong.push(what);
  };
  const exists = (id: string): boolean => tx.get(links, id) !== undefined;
  for (const link of tx.all(links)) {
    must(tx.get(netnses, link.netns) !== undefined, `${link.id}: netns ${link.netns}`);
    must(link.master === undefined || tx.get(links, link.master)?.kind === 'bridge', `${link.id}: master`);
    must(
      !('peer' in link) || (tx.get(links, link.peer) as { peer?: string } | undefined)?.peer === link.id,
      `${link.id}: peer`,
    );
    must(!('parent' in link) || exists(link.parent), `${link.id}: parent`);
    for (const { ip } of link.addrs)
      must(
        tx.get(locals, `${link.netns}|local|${ip}`)?.links.includes(link.id) ?? false,
        `${link.id}: ${ip} is not local`,
      );
  }
  for (const netns of tx.all(netnses)) {
    const list = linksOf(tx, netns.id);
    must(new Set(list.map((l) => l.ifindex)).size === list.length, `${netns.id}: ifindex`);
    must(new Set(list.map((l) => l.name)).size === list.length, `${netns.id}: name`);
  }
  for (const local of tx.all(locals)) {
    must(local.links.length > 0, `${local.ip}: nobody`);
    for (const id of local.links) must(tx.get(links, id)?.netns === local.netns, `${local.ip}: ${id}`);
    if (local.kind === 'local')
      must(
        local.links.every((id) => tx.get(links, id)?.addrs.some((a) => a.ip === local.ip)),
        `${local.ip}: not on its link`,
      );
  }
  for (const { netns, routes } of tx.all(routeTables))
    for (const route of routes)
      must(
        tx.get(links, route.link)?.netns === netns && (tx.get(links, route.link)?.up ?? false),
        `${netns}: route ${route.dst}`,
      );
  for (const row of tx.all(neighbours)) must(exists(row.link), `neighbours of ${row.link}`);
  for (const row of tx.all(fdbs)) {
    must(exists(row.bridge), `fdb of ${row.bridge}`);
    for (const entry of Object.values(row.entries))
      must(
        exists(entry.port) && (tx.get(links, entry.port)?.master === row.bridge || entry.port === row.bridge),
        `fdb of ${row.bridge}: ${entry.port}`,
      );
  }
  for (const chain of tx.all(chains))
    must(tx.get(netnses, chain.netns) !== undefined, `chain ${chain.name} of ${chain.netns}`);
  const rules = new Set(tx.all(chains).flatMap((chain) => chain.rules.map((rule) => rule.id)));
  for (const id of tx.ids(counters as never)) must(rules.has(id) || id.includes('|'), `counter ${id}`);
  return wrong;
}

describe('no row names what is gone', () => {
  type Verb = (tx: Tx) => void;
  const space = fc.constantFrom('h', 'x', 'y');
  const pick = (tx: Tx, netns: string, n: number): Link | undefined => {
    const list = linksOf(tx, netns).filter((link) => link.kind !== 'lo');
    return list[n % Math.max(1, list.length)];
  };
  const onLink = (act: (tx: Tx, link: Link, other: Link | undefined, n: number) => void): fc.Arbitrary<Verb> =>
    fc.tuple(space, fc.nat(9), fc.nat(9)).map(([netns, n, m]) => (tx: Tx) => {
      const link = tx.get(netnses, netns) && pick(tx, netns, n);
      if (link) act(tx, link, pick(tx, netns, m), m);
    });
  const verb: fc.Arbitrary<Verb> = fc.oneof(
    space.map((id) => (tx: Tx) => void netnsAdd(tx, { id, host: 'h', sysctls: { 'net.ipv4.ip_forward': '1' } })),
    space.map((id) => (tx: Tx) => netnsDelete(tx, id)),
    fc.tuple(space, fc.constantFrom('bridge', 'dummy'), fc.nat(4)).map(
      ([netns, kind, n]) =>
        (tx: Tx) =>
          void linkAdd(tx, netns, { kind: kind as 'bridge', name: `${kind}${n}` }),
    ),
    fc.tuple(space, space, fc.nat(6)).map(
      ([a, b, n]) =>
        (tx: Tx) =>
          void vethAdd(tx, { netns: a, name: `v${n}` }, { netns: b, name: `w${n}` }),
    ),
    fc.tuple(space, fc.nat(9), fc.constantFrom('macvlan', 'ipvlan')).map(([netns, n, kind]) => (tx: Tx) => {
      const parent = pick(tx, netns, n);
      if (parent) linkAdd(tx, netns, { kind: kind as 'macvlan', name: `${kind}${n}`, parent: parent.id });
    }),
    onLink((tx, link) => linkDelete(tx, link.id)),
    onLink((tx, link) => void linkSet(tx, link.id, { up: true })),
    onLink((tx, link) => void linkSet(tx, link.id, { up: true })),
    onLink((tx, link) => void linkSet(tx, link.id, { up: false })),
    onLink((tx, link, other) => void linkSet(tx, link.id, { master: other?.kind === 'bridge' ? other.id : undefined })),
    onLink((tx, link, _, n) => void linkSet(tx, link.id, { netns: ['h', 'x', 'y'][n % 3] ?? 'h' })),
    onLink((tx, link, _, n) => void addrAdd(tx, link.id, { ip: `10.0.${n}.${link.ifindex}`, prefix: 24 })),
    onLink((tx, link, _, n) => void addrAdd(tx, link.id, { ip: `fd00:${n}::${link.ifindex}`, prefix: 64 })),
    onLink((tx, link) => addrDelete(tx, link.id, link.addrs[0] ?? { ip: '9.9.9.9', prefix: 8 })),
    onLink((tx, link, _, n) => void routeAdd(tx, link.netns, { dst: `10.${n}.0.0/16`, link: link.id })),
    onLink((tx, link, _, n) =>
      sysctlSet(tx, link.netns, `net.ipv6.conf.${n % 2 ? 'all' : link.name}.disable_ipv6`, String(n % 3 === 0 ? 1 : 0)),
    ),
    onLink((tx, link, other) => void echo(tx, link.netns, other?.addrs[0]?.ip ?? '10.0.1.2', { id: 1, seq: 1 })),
    space.map((id) => (tx: Tx) => {
      if (tx.get(netnses, id)) program(tx, id, '-A FORWARD -i br+ -j ACCEPT\n-A INPUT -j ACCEPT');
    }),
  );

  test('after any sequence of verbs', () => {
    fc.assert(
      fc.property(fc.array(verb, { maxLength: 60 }), (verbs) => {
        const tx = newTx();
        // A start at which there is something to forget.
        host(tx, 'h', { bridge0: '10.0.1.1/24' });
        station(tx, 'h', 'bridge0', 'x', '10.0.1.2/24', '10.0.1.1');
        station(tx, 'h', 'bridge0', 'y', '10.0.1.3/24');
        echo(tx, 'x', '10.0.1.3', { id: 1, seq: 1 });
        echo(tx, 'h', '10.0.1.2', { id: 1, seq: 1 });
        for (const act of verbs) {
          try {
            act(tx);
          } catch (error) {
            if (!(error instanceof NetError)) throw error;
          }
          expect(dangling(tx)).toEqual([]);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('a bridge forgets a port, and a namespace everything', () => {
    const tx = newTx();
    host(tx, 'h', { br0: '10.0.0.1/24' });
    station(tx, 'h', 'br0', 'a', '10.0.0.2/24');
    station(tx, 'h', 'br0', 'b', '10.0.0.3/24');
    serve(tx, 'b', 80);
    echo(tx, 'a', '10.0.0.3', { id: 1, seq: 1 });
    echo(tx, 'h', '10.0.0.3', { id: 1, seq: 1 });
    netnsDelete(tx, 'b');
    expect(Object.keys(tx.get(fdbs, linkNamed(tx, 'h', 'br0').id)?.entries ?? {})).toEqual([
      linkNamed(tx, 'a', 'eth0').mac,
    ]);
    netnsDelete(tx, 'a');
    expect(dangling(tx)).toEqual([]);
    expect(tx.all(fdbs)).toEqual([]);
    for (let i = 0; i < 100; i++) echo(tx, 'h', '10.0.0.9', { id: 1, seq: i });
    expect(exchangesOf(tx)).toHaveLength(64);
  });
});

describe('frames are conserved', () => {
  test('what leaves one end of a cable arrives at the other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'h'), fc.nat(6)), { maxLength: 12 }), (pings) => {
        const tx = newTx();
        host(tx, 'h', { br0: '10.0.0.1/24', br1: '10.1.0.1/24' });
        station(tx, 'h', 'br0', 'a', '10.0.0.2/24', '10.0.0.1');
        station(tx, 'h', 'br0', 'b', '10.0.0.3/24', '10.0.0.1');
        station(tx, 'h', 'br1', 'c', '10.1.0.2/24', '10.1.0.1');
        plug(tx, 'h', 'br1', 'a', 'eth1', '10.1.0.3/24');
        const targets = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.1.0.1', '10.1.0.2', '10.0.0.99', '10.1.0.3'];
        for (const [from, to] of pings) echo(tx, from, targets[to] ?? '', { id: 1, seq: 1 });
        for (const link of tx.all(links))
          if (link.kind === 'veth') expect(link.tx).toEqual(tx.get(links, link.peer)?.rx);
      }),
      { numRuns: 60 },
    );
  });
});

describe('iptables-save reads back as the same rules', () => {
  const cidr = fc
    .tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 32 }))
    .map(([a, b, prefix]) => networkOf(`10.${a}.${b}.0/${prefix}`));
  const not = fc.boolean().map((negated) => (negated ? ({ not: true } as const) : {}));
  const portRange = fc
    .tuple(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 65535 }))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
  const base: fc.Arbitrary<Match[]> = fc
    .tuple(
      fc.option(fc.tuple(cidr, not)),
      fc.option(fc.tuple(cidr, not)),
      fc.option(fc.tuple(fc.constantFrom('br+', 'eth0'), not)),
      fc.constantFrom('tcp', 'udp', undefined),
    )
    .map(([src, dst, dev, proto]) => [
      ...(src ? [{ m: 'src' as const, cidr: src[0], ...src[1] }] : []),
      ...(dst ? [{ m: 'dst' as const, cidr: dst[0], ...dst[1] }] : []),
      ...(dev ? [{ m: 'in' as const, dev: dev[0], ...dev[1] }] : []),
      ...(proto
        ? [
            { m: 'proto' as const, proto },
            { m: 'dport' as const, proto: proto as 'tcp', from: 80, to: 90 },
          ]
        : []),
    ]);
  const more: fc.Arbitrary<readonly Match[]> = fc.oneof(
    fc.constant<Match[]>([]),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }).map((text) => [{ m: 'comment' as const, text }]),
    not.map((n) => [{ m: 'ctstate' as const, states: ['RELATED', 'ESTABLISHED'] as const, ...n }]),
    portRange.map((range) => [{ m: 'ctorigdstport' as const, ...range }]),
    fc.nat(0xffff).map((value) => [{ m: 'mark' as const, value }]),
    fc.constant([{ m: 'addrtype' as const, dst: 'LOCAL' as const }]),
  );
  const target: fc.Arbitrary<Target> = fc.constantFrom<Target>(
    { t: 'ACCEPT' },
    { t: 'DROP' },
    { t: 'RETURN' },
    { t: 'REJECT', with: 'icmp-host-prohibited' },
    { t: 'LOG', prefix: 'say "it"' },
    { t: 'MARK', value: 7 },
    { t: 'jump', chain: 'USER' },
    { t: 'none' },
  );

  test('whatever the rules', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(base, more, target), { maxLength: 8 }), (rules) => {
        const tx = newTx();
        for (const id of ['x', 'y']) netnsAdd(tx, { id, host: 'h' });
        program(tx, 'x', '-N USER\n-P FORWARD DROP');
        for (const [matches, extra, to] of rules) append(tx, [...matches, ...extra], to);
        const saved = printSave(tx, 'x', 4);
        program(tx, 'y', saved);
        expect(printSave(tx, 'y', 4)).toBe(saved);
        const specs = (netns: string) =>
          tx
            .by(chains, 'netns', netns)
            .flatMap((chain) => chain.rules.map(({ matches, target: to }) => ({ matches, to })));
        expect(specs('y')).toEqual(specs('x'));
      }),
      { numRuns: 150 },
    );
  });
});

function append(tx: Tx, matches: readonly Match[], target: Target): void {
  ruleAppend(tx, 'x', 4, 'filter', 'FORWARD', { matches, target });
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reader } from '../../src/base/index.ts';
import { createMachine, runOnce } from '../../src/lab/index.ts';
import {
  counterOf,
  type Exchange,
  echo,
  exchangesOf,
  forgetPeers,
  linksOf,
  netnses,
  tcpConnect,
} from '../../src/net/index.ts';
import { Kernel } from '../../src/os/index.ts';
import { again, without } from '../../src/programs/why/again.ts';
import { decide } from '../../src/programs/why/decide.ts';

/** Networks and containers at random, rules by hand among those of Docker, and who tries to reach whom. */
const NETWORKS = [
  '',
  '--internal',
  '-o com.docker.network.bridge.enable_icc=false',
  '-o com.docker.network.bridge.enable_ip_masquerade=false',
  '-o com.docker.network.bridge.gateway_mode_ipv4=nat-unprotected',
  '-d macvlan -o parent=eth0 --subnet 192.168.1.0/24 --gateway 192.168.1.1 --ip-range 192.168.1.192/27',
];
const RULES = [
  'iptables -I DOCKER-USER -p tcp --dport 80 -j DROP',
  'iptables -A DOCKER-USER -p icmp -j DROP',
  'iptables -A DOCKER-USER -s 192.168.1.50 -j REJECT',
  'iptables -I DOCKER-USER -i docker0 -j RETURN',
  'iptables -t raw -I PREROUTING -p icmp -j DROP',
  'iptables -I INPUT -p tcp --dport 8000:8010 -j REJECT --reject-with tcp-reset',
  'iptables -P FORWARD DROP',
  'iptables -P INPUT DROP',
  'sysctl -w net.ipv4.ip_forward=0',
  'ip route add blackhole 172.19.0.0/16',
];
const PLACES = ['bridge', 'n0', 'n1', 'n0', 'none'];
const world = fc.record({
  networks: fc.tuple(fc.constantFrom(...NETWORKS), fc.constantFrom(...NETWORKS.slice(0, 5))),
  containers: fc.array(
    fc.record({ place: fc.constantFrom(...PLACES), publish: fc.constantFrom('', '', '0.0.0.0', '127.0.0.1') }),
    { minLength: 3, maxLength: 5 },
  ),
  rules: fc.uniqueArray(fc.constantFrom(...RULES), { maxLength: 3 }),
});
const probe = fc.record({ from: fc.nat(6), to: fc.nat(6), port: fc.constantFrom(0, 80, 80, 81, 8000, 8001, 8002) });

type Machine = ReturnType<typeof createMachine>;
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** What a world is made of, and its making. */
interface Build {
  readonly of: unknown;
  readonly build: () => Promise<Machine>;
}

interface Shape {
  readonly networks: readonly string[];
  readonly containers: readonly { readonly place: string; readonly publish: string }[];
  readonly rules: readonly string[];
}

async function built({ networks, containers, rules }: Shape): Promise<Machine> {
  const kernel = createMachine({ images: 'real' });
  const type = (line: string) => runOnce(kernel, 'node1', line);
  for (const [i, options] of networks.entries()) await type(`docker network create ${options} n${i}`);
  for (const [i, { place, publish }] of containers.entries())
    await type(`docker run -d --name c${i} --network ${place} ${publish && `-p ${publish}:${8000 + i}:80`} nginx`);
  await runOnce(kernel, 'laptop', 'ip route add 172.16.0.0/12 via 192.168.1.100');
  for (const line of rules) await type(line);
  return kernel;
}

/** The same with IPv6: networks of both families, rules of ip6tables. */
const SIX = [
  '--ipv6',
  '--ipv6 --internal',
  '--ipv6 -o com.docker.network.bridge.enable_icc=false',
  '--ipv6 -o com.docker.network.bridge.gateway_mode_ipv6=routed',
  '--ipv6 --ipv4=false',
];
const RULES6 = [
  'ip6tables -I DOCKER-USER -p tcp --dport 80 -j DROP',
  'ip6tables -A DOCKER-USER -p icmpv6 -j REJECT',
  'ip6tables -I DOCKER-USER -j RETURN',
  'ip6tables -t raw -I PREROUTING -p tcp -j DROP',
  'ip6tables -I INPUT -p tcp --dport 8000:8010 -j REJECT --reject-with tcp-reset',
  'ip6tables -P INPUT DROP',
  'ip6tables -P FORWARD DROP',
  'sysctl -w net.ipv6.conf.all.forwarding=0',
];
const world6 = fc.record({
  networks: fc.tuple(fc.constantFrom(...SIX), fc.constantFrom(...SIX)),
  containers: fc.array(
    fc.record({ place: fc.constantFrom('n0', 'n1', 'n0'), publish: fc.constantFrom('', '', '[::]') }),
    { minLength: 3, maxLength: 5 },
  ),
  rules: fc.uniqueArray(fc.constantFrom(...RULES6), { maxLength: 3 }),
});

/** Containers on overlays of two hosts, and what people do to the datagrams between these. */
const OVERLAYS = ['', '--internal', '--opt encrypted', '--opt encrypted --internal', '--opt encrypted'];
const ON_THE_WAY = [
  'iptables -I INPUT -p udp --dport 4789 -j DROP',
  'iptables -I INPUT -p esp -j DROP',
  'iptables -I OUTPUT -p 50 -j REJECT',
  'iptables -t mangle -F OUTPUT',
  'iptables -t raw -I PREROUTING -p udp --dport 4789 -j DROP',
  'iptables -I INPUT -m policy --dir in --pol ipsec -j DROP',
  'iptables -I DOCKER-USER -p tcp --dport 80 -j DROP',
  'iptables -P INPUT DROP',
  'ip xfrm state flush',
  'ip xfrm policy flush',
];
const swarm = fc.record({
  networks: fc.tuple(fc.constantFrom(...OVERLAYS), fc.constantFrom(...OVERLAYS)),
  containers: fc.array(
    fc.record({ host: fc.constantFrom('node1', 'node2'), place: fc.constantFrom('o0', 'o1', 'o0') }),
    {
      minLength: 3,
      maxLength: 5,
    },
  ),
  rules: fc.uniqueArray(fc.tuple(fc.constantFrom('node1', 'node2'), fc.constantFrom(...ON_THE_WAY)), { maxLength: 2 }),
});

async function builtSwarm({ networks, containers, rules }: Of<typeof swarm>): Promise<Machine> {
  const kernel = createMachine({ hosts: ['node1', 'node2'], images: 'real' });
  const type = (host: string, line: string) => runOnce(kernel, host, line);
  await type('node1', 'docker swarm init --advertise-addr 192.168.1.100');
  const { stdout: token } = await type('node1', 'docker swarm join-token -q worker');
  await type('node2', `docker swarm join --token ${token.trim()} 192.168.1.100:2377`);
  for (const [i, options] of networks.entries())
    await type('node1', `docker network create -d overlay --attachable ${options} o${i}`);
  for (const [i, { host, place }] of containers.entries())
    await type(host, `docker run -d --name c${i} --network ${place} nginx`);
  for (const [host, line] of rules) await type(host, line);
  return kernel;
}

const sandboxes = (r: Reader) =>
  r
    .all(netnses)
    .map((n) => n.id)
    .filter((id) => id.startsWith('c:'))
    .sort();

/** Tries it; what was asked and who asked are drawn from what there is. */
function tried(kernel: Machine, { from, to, port }: Of<typeof probe>, family: 4 | 6): Exchange {
  const inside = sandboxes(kernel.world);
  const places = [...inside, 'node1', 'laptop'];
  const addresses = ['192.168.1.100', ...inside.flatMap((id) => linksOf(kernel.world, id).flatMap((l) => l.addrs))].map(
    (a) => (typeof a === 'string' ? a : a.ip),
  );
  const there = addresses.filter((ip) => ip.includes(':') === (family === 6) && !/^(127\.|::1$|fe80:)/.test(ip));
  const netns = places[from % places.length] ?? 'node1';
  const dst = there[to % there.length] ?? '192.168.1.100';
  return kernel.transact((tx) => {
    forgetPeers(tx);
    if (port === 0) echo(tx, netns, dst, { id: 1 + tx.random(60_000), seq: 1 });
    else tcpConnect(tx, netns, { dst, port, pid: 1 });
    const last = exchangesOf(tx).at(-1);
    if (!last) throw new Error('nothing was tried');
    return last;
  });
}

const end = (x: Exchange | undefined) => {
  const hop = x?.traces[0]?.hops.at(-1);
  return `${x?.outcome} ${x?.traces[0]?.at} ${hop?.what.kind === 'socket' ? hop.what.socket?.comm : ''}`;
};

describe('what why names decided', { timeout: 600_000 }, () => {
  test.each<readonly [string, fc.Arbitrary<Build>, 4 | 6]>([
    ['among bridges of a host', world.map((it): Build => ({ of: it, build: () => built(it) })), 4],
    ['among bridges of a host, by IPv6', world6.map((it): Build => ({ of: it, build: () => built(it) })), 6],
    ['over the overlays of two hosts', swarm.map((it): Build => ({ of: it, build: () => builtSwarm(it) })), 4],
  ])(
    'its rules counted the packet; without what it names the end is another; its commands change the end: %s',
    async (_, worlds, family) => {
      const seen = { well: 0, stopped: 0, named: 0, commands: 0 };
      await fc.assert(
        fc.asyncProperty(worlds, fc.array(probe, { minLength: 4, maxLength: 8 }), async ({ build }, probes) => {
          const kernel = await build();
          for (const each of probes) {
            const before = kernel.world;
            const exchange = tried(kernel, each, family);
            const after = kernel.world;
            for (const { what } of exchange.traces.flatMap((t) => t.hops))
              if (what.kind === 'rule' && what.rule)
                expect(counterOf(after, what.rule.id).packets).toBeGreaterThan(counterOf(before, what.rule.id).packets);

            const { well, decisions, since } = decide(exchange, (change) => change(after.begin()));
            expect(since).toBeUndefined();
            if (well) seen.well++;
            else seen.stopped++;
            if (well)
              for (const { hop } of decisions) {
                const tx = after.begin();
                expect(without(tx, hop)).toBe(true);
                expect(end(again(tx, exchange))).not.toBe(end(exchange));
                seen.named++;
              }
            else {
              const tx = after.begin();
              const gone = decisions.map(({ hop }) => without(tx, hop));
              expect(gone.slice(0, -1)).not.toContain(false);
              if (gone.at(-1)) expect(again(tx, exchange)?.outcome).not.toBe(exchange.outcome);
              expect(gone.length).toBeGreaterThan(0);
              seen.named += gone.length;
            }

            const told = (await runOnce(new Kernel(after, kernel.options), 'node1', 'why')).stdout;
            for (const line of told.split('\n'))
              expect(line.length).toBeLessThanOrEqual(line.startsWith('  $ ') ? 200 : 80);
            const commands = told.split('\n').flatMap((line) => (line.startsWith('  $ ') ? [line.slice(4)] : []));
            if (well || commands.length === 0) continue;
            const other = new Kernel(after, kernel.options);
            for (const line of commands) {
              const { stderr, exitCode } = await runOnce(other, 'node1', line);
              expect({ line, stderr, exitCode }).toEqual({ line, stderr: '', exitCode: 0 });
            }
            const tx = other.world.begin();
            expect({ told, end: again(tx, exchange)?.outcome }).not.toEqual({ told, end: exchange.outcome });
            seen.commands++;
          }
        }),
        { numRuns: 12, seed: 3 },
      );
      // the worlds are varied enough for the law to say something
      expect(Math.min(...Object.values(seen))).toBeGreaterThan(4);
    },
  );
});

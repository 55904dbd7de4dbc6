import { type Reader, type Table, table, type World } from '../../src/base/index.ts';
import { heards } from '../../src/engine/libnetwork/gossip.ts';
import { pools } from '../../src/engine/libnetwork/ipam/addresses.ts';
import {
  controllers,
  type Endpoint,
  endpoints,
  localId,
  type Network,
  networks,
  type PortBinding,
  sandboxes,
} from '../../src/engine/libnetwork/rows.ts';
import { containers, execs, logHeads, logs, stdins, volumes } from '../../src/engine/rows.ts';
import { clusters, members, nodes, services, swarmNetworks, tasks } from '../../src/engine/swarm/rows.ts';
import {
  chainKey,
  chains,
  conns,
  counters,
  datagrams,
  fdbs,
  type Link,
  links,
  neighbours,
  netnses,
  printRule,
  type Rule,
  routeTables,
  sockets,
  streams,
  xfrmPolicies,
  xfrmStateOf,
  xfrmStates,
} from '../../src/net/index.ts';
import { ipvsServices } from '../../src/net/ipvs.ts';
import { locals } from '../../src/net/read.ts';
import { files, filesystems, processes, utsNames } from '../../src/os/index.ts';

/** Tables that their folders keep to themselves, by name. */
const allocatedPorts = table<{ readonly ips: readonly string[] }>('engine.ports');
const words = table<{ readonly pool: string; readonly bits: number }>('engine.ipam.words', {
  pool: (w) => w.pool,
});
const sequences = table<unknown>('os.counters');

/** What the rules compare with: the world now, the one in which nobody had typed anything, and rules that a person made. */
export interface Scene {
  readonly world: World;
  readonly fresh: World;
  readonly typed: ReadonlySet<string>;
}

type Check = (scene: Scene) => readonly string[];

/** One line for every row of a table for which `owner` finds nobody; what a fresh machine had belongs to the machine. */
function orphans<Row>(scene: Scene, of: Table<Row>, owner: (row: Row, id: string) => boolean | string): string[] {
  return scene.world.ids(of as never).flatMap((id) => {
    const row = scene.world.get(of, id);
    if (row === undefined || scene.fresh.get(of, id) !== undefined) return [];
    const owned = owner(row, id);
    return owned === true ? [] : [`${of.name} ${id}${owned === false ? ' has no owner' : `: ${owned}`}`];
  });
}

const bindingsOf = (r: Reader): { e: Endpoint; b: PortBinding }[] =>
  r.all(endpoints).flatMap((e) => e.bindings.map((b) => ({ e, b })));

const networkOf = (r: Reader, e: Endpoint): Network | undefined => r.get(networks, e.network);

/** Who owns the rows of each table. A table that is not here has no rows that something else could leave behind. */
export const OWNERS: Readonly<Record<string, Check>> = {
  'a network is on a host; a swarm’s network is in the store of its cluster, or tasks still leave it': (s) =>
    orphans(s, networks, (n) => {
      if (n.swarmId === undefined) return s.world.get(controllers, n.host) !== undefined;
      const leaving = s.world.by(endpoints, 'network', n.id).some((e) => e.balancer !== true);
      return s.world.get(swarmNetworks, n.swarmId) !== undefined || leaving;
    }),

  'an endpoint has its network, its sandbox, its container, and they have it': (s) =>
    orphans(s, endpoints, (e) => {
      const sandbox = s.world.get(sandboxes, e.sandbox ?? '');
      if (!networkOf(s.world, e)) return 'no network';
      if (!sandbox?.endpoints.includes(e.id)) return 'no sandbox that has joined it';
      if (sandbox.container !== e.container) return 'its sandbox is of another container';
      if (e.link !== undefined && s.world.get(links, e.link)?.netns !== sandbox.netns) return 'no interface inside';
      if (e.hostLink !== undefined && !s.world.get(links, e.hostLink)) return 'no interface outside';
      return true;
    }),

  'a sandbox is of a running container, or of a load balancer': (s) =>
    orphans(s, sandboxes, (b) => {
      if (!s.world.get(netnses, b.netns)) return 'no namespace';
      if (b.endpoints.some((id) => s.world.get(endpoints, id)?.sandbox !== b.id)) return 'an endpoint that is gone';
      const c = s.world.get(containers, b.container);
      if (!c) return b.endpoints.some((id) => s.world.get(endpoints, id)?.balancer === true);
      return (c.state.running && c.sandboxId === b.id) || 'its container does not run in it';
    }),

  'a namespace is of a sandbox, of an overlay network, or of processes; its file is on its host': (s) =>
    orphans(s, netnses, (n) => {
      const inside = s.world.all(sandboxes).some((b) => b.netns === n.id);
      const overlay = s.world.all(networks).some((w) => w.data.kind === 'overlay' && w.data.netns === n.id);
      const named = n.file?.startsWith('/run/netns/') ?? false;
      return inside || overlay || named || s.world.by(processes, 'netns', n.id).length > 0;
    }),

  'a file in /run/docker/netns is of a namespace': (s) =>
    orphans(s, files, (f) => {
      if (!f.path.startsWith('/run/docker/netns/')) return true;
      const host = s.world.all(controllers).find((c) => c.fs === f.fs)?.host ?? '';
      return s.world.by(netnses, 'file', `${host}:${f.path}`).length > 0;
    }),

  'a link is of an endpoint or a network, and what it hangs on is there': (s) => {
    const ends = new Set(s.world.all(endpoints).flatMap((e) => [e.link ?? '', e.hostLink ?? '']));
    const own = new Set(s.world.all(networks).flatMap((n) => linksOfNetwork(s.world, n)));
    return orphans(s, links, (l) => {
      if (!s.world.get(netnses, l.netns)) return 'its namespace is gone';
      if ('peer' in l && !s.world.get(links, l.peer)) return 'its peer is gone';
      if ('parent' in l && !s.world.get(links, l.parent)) return 'its parent is gone';
      if (l.master !== undefined && s.world.get(links, l.master)?.kind !== 'bridge') return 'its bridge is gone';
      return l.kind === 'lo' || ends.has(l.id) || own.has(l.id);
    });
  },

  'an address that a namespace answers for is of its links; a route leads over one': (s) => [
    ...orphans(s, locals, (l) => l.links.every((id) => s.world.get(links, id)?.netns === l.netns)),
    ...orphans(s, routeTables, (t) => {
      if (!s.world.get(netnses, t.netns)) return 'its namespace is gone';
      return t.routes.every((r) => s.world.get(links, r.link)?.netns === t.netns) || 'a route over a link that is gone';
    }),
  ],

  'a neighbour is of a link, a forwarding entry of a bridge or vxlan device and its ports': (s) => [
    ...orphans(s, neighbours, (n) => s.world.get(links, n.link) !== undefined),
    ...orphans(s, fdbs, (f) => {
      if (!s.world.get(links, f.bridge)) return 'its bridge is gone';
      const gone = Object.values(f.entries).some((e) => !s.world.get(links, e.port));
      const remote = Object.entries(f.entries).filter(([, e]) => e.dst !== undefined);
      const unknown = remote.filter(([mac]) => !s.world.all(heards).some((h) => h.mac === mac));
      return gone ? 'a port that is gone' : unknown.length === 0 || `nobody has ${unknown[0]?.[0]}`;
    }),
  ],

  'a chain, a virtual service, a flow and a socket are in a namespace; counters are of a rule or a chain': (s) => {
    const inside = ({ netns }: { readonly netns: string }) => s.world.get(netnses, netns) !== undefined;
    const rules = new Set(s.world.all(chains).flatMap((c) => c.rules.map((r) => r.id)));
    const keys = new Set(s.world.all(chains).map((c) => chainKey(c.netns, c.family, c.table, c.name)));
    return [
      ...orphans(s, chains, inside),
      ...orphans(s, ipvsServices, inside),
      ...orphans(s, conns, inside),
      ...orphans(s, sockets, inside),
      ...orphans(s, counters, (_c, id) => rules.has(id) || keys.has(id)),
      ...orphans(s, streams, (t) => inside(t.a) || inside(t.b)),
      ...orphans(s, datagrams, (d) => s.world.get(sockets, d.socket) !== undefined),
    ];
  },

  'a policy of IPsec has the state that it demands; both are of one host and another': (s) => [
    ...orphans(s, xfrmPolicies, (p) => {
      const state = xfrmStateOf(s.world, p.netns, p.tmpl);
      return state?.src === p.tmpl.src || 'no state';
    }),
    ...orphans(s, xfrmStates, ({ netns, src, dst }) => {
      const own = new Set(s.world.by(links, 'netns', netns).flatMap((l) => l.addrs.map((a) => a.ip)));
      return own.has(src) !== own.has(dst);
    }),
  ],

  'a socket is of a process': (s) =>
    orphans(s, sockets, (k) => s.world.get(processes, String(k.pid)) !== undefined || `no process ${k.pid}`),

  'a rule of a host names devices that are there, addresses of endpoints, subnets of networks, ports that are published':
    (s) => {
      const hosts = s.world.all(controllers).map((c) => c.host);
      return hosts.flatMap((host) =>
        s.world
          .by(chains, 'netns', host)
          .flatMap((c) => c.rules.filter((r) => !s.typed.has(r.id)).map((r) => ({ c, r })))
          .flatMap(({ c, r }) =>
            missed(s.world, host, r).map((what) => `${host} ${c.table} ${c.name} ${printRule(r)}: no ${what}`),
          ),
      );
    },

  'an allocated port is of a binding, and every binding has its port and its proxy': (s) => {
    const own = bindingsOf(s.world).filter(({ b }) => b.hostPort !== 0);
    const key = (host: string, b: PortBinding) => `${host}|${b.proto}|${b.hostPort}`;
    return [
      ...orphans(s, allocatedPorts, ({ ips }, id) => {
        const want = own.filter(({ e, b }) => key(e.host, b) === id).map(({ b }) => b.hostIp);
        return [...want].sort().join() === [...ips].sort().join() || `${ips.join()} is taken, ${want.join()} is bound`;
      }),
      ...own.flatMap(({ e, b }) => {
        const taken = s.world.get(allocatedPorts, key(e.host, b))?.ips.includes(b.hostIp);
        const proxied = b.proxy === undefined || s.world.get(processes, String(b.proxy)) !== undefined;
        return taken && proxied ? [] : [`binding ${e.name} ${key(e.host, b)}: ${taken ? 'no proxy' : 'not allocated'}`];
      }),
    ];
  },

  'a process is of a container that runs; a docker-proxy of a binding, a resolver of a sandbox': (s) => {
    const proxies = new Set(bindingsOf(s.world).map(({ b }) => b.proxy));
    const resolvers = new Set(s.world.all(sandboxes).map((b) => b.resolver?.pid));
    return orphans(s, processes, (p) => {
      if (!s.world.get(netnses, p.netns)) return 'its namespace is gone';
      if (p.container !== undefined) return s.world.get(containers, p.container)?.state.running === true;
      if (p.argv[0]?.endsWith('docker-proxy')) return proxies.has(p.pid);
      return p.parked === undefined || resolvers.has(p.pid);
    });
  },

  'the sockets of dockerd on a host are of published services or of the swarm': (s) =>
    orphans(s, sockets, (k) => {
      const c = s.world.get(controllers, k.netns);
      if (!c || k.comm !== 'dockerd') return true;
      return c.agent !== undefined || 'the host is in no swarm';
    }),

  'an execution, output, input, name and files are of a container': (s) => {
    const known = (id: string) => s.world.get(containers, id) !== undefined;
    return [
      ...orphans(s, execs, (e) => known(e.container)),
      ...orphans(s, logs, (_l, id) => known(id.split('/')[0] ?? '')),
      ...orphans(s, logHeads, (h, id) => known(id) || h.readers > 0),
      ...orphans(s, stdins, (_l, id) => known(id)),
      ...orphans(s, utsNames, (_u, id) => known(id.slice(2))),
      ...orphans(s, sequences, (_q, id) => !/^pid\//.test(id) || known(id.slice(4))),
      ...orphans(s, sequences, (_q, id) => !/^overlay\//.test(id) || s.world.get(networks, id.slice(8)) !== undefined),
      ...orphans(s, filesystems, (_f, id) => {
        const [kind, rest = ''] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
        if (kind === 'c' || kind === 'placed') return known(rest);
        return kind !== 'sandbox' || s.world.all(sandboxes).some((b) => b.fs === id);
      }),
      ...orphans(s, files, (f) => s.world.get(filesystems, f.fs) !== undefined),
      ...orphans(s, volumes, (v) => v.users.every(known)),
    ];
  },

  'a pool is of networks, and exactly what they and their endpoints have is taken of it': (s) => {
    const infos = s.world.all(networks).flatMap((n) => [...n.ipv4, ...n.ipv6]);
    return s.world.ids(pools as never).flatMap((id) => {
      const pool = s.world.get(pools, id);
      const own = infos.filter((i) => i.pool === id);
      if (pool?.users !== own.length) return [`pool ${id}: ${pool?.users} users, ${own.length} networks`];
      const ips = s.world.all(endpoints).flatMap((e) => {
        const n = networkOf(s.world, e);
        const mine = [...(n?.ipv4 ?? []), ...(n?.ipv6 ?? [])].filter((i) => i.pool === id);
        const six = pool.subnet.includes(':');
        return mine.length === 0 ? [] : [six ? e.ipv6 : e.ipv4].filter((ip) => ip !== undefined);
      });
      const gateways = own.flatMap((i) => [...(i.gateway === undefined ? [] : [i.gateway]), ...Object.values(i.aux)]);
      const [v6, prefix] = [pool.subnet.includes(':'), Number(pool.subnet.split('/')[1])];
      const ends = v6 ? 1 : prefix >= 31 ? 0 : 2;
      const taken = s.world.by(words, 'pool', id);
      const count = taken.reduce((n, w) => n + bitCount(w.bits), 0);
      const all = new Set([...ips, ...gateways]);
      return count === all.size + ends ? [] : [`pool ${id}: ${count} addresses taken, ${all.size} + ${ends} in use`];
    });
  },

  'no two endpoints of a host’s pool, and no two of a swarm’s network, have one address': (s) => {
    const seen = new Map<string, string>();
    return s.world.all(endpoints).flatMap((e) => {
      const n = networkOf(s.world, e);
      return [e.ipv4, e.ipv6].flatMap((ip) => {
        if (ip === undefined) return [];
        const pool = [...(n?.ipv4 ?? []), ...(n?.ipv6 ?? [])].find((i) => i.subnet.includes(':') === ip.includes(':'));
        const key = `${pool?.pool} ${ip}`;
        const other = seen.get(key);
        seen.set(key, e.name);
        return other === undefined ? [] : [`${key} is both ${other}’s and ${e.name}’s`];
      });
    });
  },

  'what a swarm has is of a cluster with members; an address of its networks is of a task, a service or a node': (
    s,
  ) => {
    const cluster = (r: { readonly cluster: string }) => s.world.by(members, 'cluster', r.cluster).length > 0;
    return [
      ...orphans(s, clusters, (c) => s.world.by(members, 'cluster', c.id).length > 0),
      ...[nodes, services, tasks, swarmNetworks].flatMap((of) =>
        orphans<{ readonly cluster: string }>(s, of as never, cluster),
      ),
      ...orphans(s, tasks, (t) => {
        if (t.service !== '') return true;
        return s.world.get(containers, t.container) !== undefined || 'its container is gone';
      }),
      ...orphans(s, swarmNetworks, (n) => {
        const owned = (who: string) =>
          who === 'gateway' ||
          (who.startsWith('lb ')
            ? s.world.get(nodes, who.slice(3)) !== undefined
            : s.world.get(tasks, who) !== undefined || s.world.get(services, who) !== undefined);
        const stray = Object.entries(n.taken).filter(([, who]) => !owned(who));
        return stray.length === 0 || `nobody has ${stray[0]?.join(' of ')}`;
      }),
      ...orphans(s, heards, (h) => {
        if (!s.world.get(networks, localId(h.network, h.host))) return 'its network is not on the host';
        return s.world.get(controllers, h.host)?.agent !== undefined || 'its host is in no swarm';
      }),
    ];
  },
};

/** Links that a network itself is made of. */
function linksOfNetwork(r: Reader, { host, data }: Network): string[] {
  if (data.kind === 'bridge') return [data.link];
  if (data.kind === 'overlay') return [data.bridge, data.vxlan];
  if (data.kind !== 'child' || !data.created) return [];
  return r.by(links, 'name', `${host}/${data.parent}`).map((l) => l.id);
}

/** What a rule that Docker made names and nobody has. */
function missed(r: Reader, host: string, rule: Rule): string[] {
  const ends = r.all(endpoints).filter((e) => e.host === host);
  const ips = new Set(ends.flatMap((e) => [e.ipv4, e.ipv6]));
  const hostIps = new Set(r.by(links, 'netns', host).flatMap((l: Link) => l.addrs.map((a) => a.ip)));
  const subnets = new Set(r.by(networks, 'host', host).flatMap((n) => [...n.ipv4, ...n.ipv6].map((i) => i.subnet)));
  const known = (cidr: string) => {
    const [ip = '', prefix] = cidr.split('/');
    const single = prefix === undefined || prefix === (ip.includes(':') ? '128' : '32');
    if (/^(127\.|fe80:|::1)/.test(ip)) return true;
    return single ? ips.has(ip) || hostIps.has(ip) : subnets.has(cidr);
  };
  const published = (port: number, proto: string) =>
    ends.some((e) => e.bindings.some((b) => b.proto === proto && (b.hostPort === port || b.port === port))) ||
    (r.get(controllers, host)?.ingress ?? []).some((p) => p.proto === proto && p.published === port);
  const [vni] = rule.matches.flatMap((m) => (m.m === 'bpf' ? [Number(/,21 1 0 (\d+),/.exec(m.code)?.[1])] : []));
  if (vni !== undefined) return secures(r, host, vni) ? [] : [`encrypted network ${vni}`];
  return [
    ...rule.matches.flatMap((m) => {
      if (m.m === 'in' || m.m === 'out')
        return r.by(links, 'name', `${host}/${m.dev}`).length > 0 ? [] : [`device ${m.dev}`];
      if (m.m === 'src' || m.m === 'dst') return known(m.cidr) ? [] : [m.cidr];
      if (m.m === 'dport' || m.m === 'sport') return published(m.from, m.proto) ? [] : [`published port ${m.from}`];
      return [];
    }),
    ...(rule.target.t === 'DNAT' && !known(rule.target.to.replace(/:\d+$/, '').replace(/[[\]]/g, ''))
      ? [rule.target.to]
      : []),
  ];
}

const secures = (r: Reader, host: string, vni: number): boolean =>
  r.by(networks, 'host', host).some(({ data }) => data.kind === 'overlay' && data.secure && data.vni === vni);

function bitCount(bits: number): number {
  let n = 0;
  for (let left = bits >>> 0; left > 0; left = Math.floor(left / 2)) n += left % 2;
  return n;
}

/** Everything in the world that nobody owns, a line each. */
export function dangling(scene: Scene): string[] {
  return Object.values(OWNERS).flatMap((check) => check(scene));
}

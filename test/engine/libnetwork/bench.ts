import { naturalCompare, type Tx, World } from '../../../src/base/index.ts';
import type { NetworkCreateRequest } from '../../../src/engine/api/index.ts';
import { ApiError } from '../../../src/engine/errors.ts';
import {
  connectEndpoint,
  deleteNetwork,
  deleteSandbox,
  disconnectEndpoint,
  endpointSettingErrors,
  endpointsOf,
  findNetwork,
  hostGateways,
  initNetworks,
  networkInspect,
  newSandbox,
  portMap,
  portRequests,
  sandboxOf,
} from '../../../src/engine/libnetwork/index.ts';
import { createNetwork } from '../../../src/engine/networks.ts';
import {
  addrAdd,
  cableAdd,
  linkSet,
  linksOf,
  listen,
  netnsAdd,
  printSpecs,
  routeAdd,
  routesOf,
  type TableName,
} from '../../../src/net/index.ts';
import { fsAdd, readFile, writeFile } from '../../../src/os/index.ts';

const IMAGES: Readonly<Record<string, readonly string[]>> = { nginx: ['80/tcp'], 'my-api': ['3000/tcp'] };

/** A host with dockerd's networks, and just enough of a docker command line to drive libnetwork with the lines of recordings. */
export interface Bench {
  world: World;
  /** Runs one line; what a terminal would show of both outputs. Undefined: a line that this bench does not know. */
  play(line: string): string | undefined;
}

/** node1 on its LAN, dockerd just started. */
export function bench(seed = 1): Bench {
  const start = World.empty(Date.UTC(2026, 10, 21), seed).begin();
  netnsAdd(start, { id: 'node1', host: 'node1' });
  netnsAdd(start, { id: 'lan', host: 'lan' });
  const [eth0, wire] = cableAdd(start, { netns: 'node1', name: 'eth0' }, { netns: 'lan', name: 'p1' });
  linkSet(start, wire.id, { up: true });
  addrAdd(start, wire.id, { ip: '192.168.1.1', prefix: 24 });
  linkSet(start, eth0.id, { up: true });
  addrAdd(start, eth0.id, { ip: '192.168.1.100', prefix: 24 });
  routeAdd(start, 'node1', { dst: 'default', via: '192.168.1.1' });
  fsAdd(start, 'node1');
  writeFile(start, 'node1', '/etc/resolv.conf', 'nameserver 192.168.1.1\n', { parents: true });
  writeFile(start, 'node1', '/etc/hosts', '127.0.0.1\tlocalhost\n127.0.1.1\tnode1\n', { parents: true });
  initNetworks(start, 'node1', { pid: 700 });
  const containers = new Map<string, { id: string; words: readonly string[] }>();
  const it: Bench = {
    world: start.commit(),
    play(line) {
      const loop = /^for (\w+) in ([\w ]+); do (.+?) >\/dev\/null; done(?:; (.*))?$/.exec(line);
      if (loop) {
        const [, name = '', list = '', body = '', rest] = loop;
        for (const value of list.split(' ')) it.play(body.replaceAll(`$${name}`, value));
        return rest === undefined ? '' : it.play(rest);
      }
      if (/[|>$`]|ip addr|--format| -f '/.test(line)) return undefined;
      const parts = line.split(/\s*(?:;|&&)\s*/).filter(Boolean);
      const outs = parts.map((part) => one(words(part)));
      return outs.includes(undefined) ? undefined : outs.join('');
    },
  };
  const change = (work: (tx: Tx) => string): string => {
    const tx = it.world.begin();
    try {
      const out = work(tx);
      it.world = tx.commit();
      return out;
    } catch (e) {
      if (e instanceof ApiError) return `Error response from daemon: ${e.message.trimEnd()}\n`;
      throw e;
    }
  };

  function one(w: string[]): string | undefined {
    const [first, second, third] = w;
    if (first === 'iptables' || first === 'ip6tables') return iptables(first === 'iptables' ? 4 : 6, w.slice(1));
    if (first !== 'docker') return undefined;
    if (second === 'network' && third === 'create')
      return change((tx) => `${createNetwork(tx, 'node1', request(w.slice(3))).Id}\n`);
    if (second === 'network' && third === 'rm')
      return w
        .slice(3)
        .map((n) => change((tx) => `${deleteNetwork(tx, 'node1', n).name}\n`))
        .join('');
    if (second === 'network' && third === 'inspect' && w.length === 4)
      return `${JSON.stringify([networkInspect(it.world, findNetwork(it.world, 'node1', w[3] ?? ''))], null, 4)}\n`;
    if (second === 'network' && (third === 'connect' || third === 'disconnect'))
      return change((tx) => attach(tx, third, w.slice(3)));
    if (second === 'run' || second === 'create') return run(w.slice(2));
    if (second === 'rm' || second === 'stop' || second === 'start')
      return names(w.slice(2))
        .map((n) => change((tx) => lifecycle(tx, second, n)))
        .join('');
    if (second === 'port' && w.length === 3) return ports(third ?? '');
    if (second === 'exec') return inside(third ?? '', w.slice(3));
    return undefined;
  }

  function iptables(family: 4 | 6, w: string[]): string | undefined {
    const table = (w[0] === '-t' ? w.splice(0, 2)[1] : 'filter') as TableName;
    if (w[0] !== '-S' || w.length > 2) return undefined;
    return `${printSpecs(it.world, 'node1', family, table, w[1]).join('\n')}\n`;
  }

  function run(w: string[]): string | undefined {
    const o = parse(w, [], 1);
    const id = hex(containers.size + 1);
    containers.set(o.one('--name') ?? id, { id, words: w });
    const name = o.one('--name') ?? id;
    const started = change((tx) => lifecycle(tx, 'start', name));
    if (o.has('--rm')) {
      const shown = inside(name, o.rest.slice(1));
      change((tx) => lifecycle(tx, 'rm', name));
      return shown;
    }
    if (!started.includes('invalid endpoint settings')) return `${id}\n${started.replace(/^\S+\n$/, '')}`;
    containers.delete(name);
    return started;
  }

  function lifecycle(tx: Tx, what: string, name: string): string {
    const c = containers.get(name);
    if (!c) throw new ApiError(404, `No such container: ${name}`);
    if (what !== 'start') {
      const box = sandboxOf(tx, c.id);
      if (box) deleteSandbox(tx, box.id);
      if (what === 'rm') containers.delete(name);
      return `${name}\n`;
    }
    const o = parse(c.words, [], 1);
    const [image = ''] = o.rest;
    const exposed = [...(IMAGES[image] ?? []), ...o.all('--expose').map((p) => (p.includes('/') ? p : `${p}/tcp`))];
    const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
    for (const p of o.all('-p')) for (const [key, b] of published(p)) bindings[key] = [...(bindings[key] ?? []), b];
    fsAdd(tx, `c:${c.id}`);
    const wanted = o.all('--network');
    const box = newSandbox(tx, 'node1', {
      container: c.id,
      netns: wanted[0] === 'host' ? 'node1' : `c:${c.id}`,
      useHost: wanted[0] === 'host',
      fs: `c:${c.id}`,
      hostname: o.one('--hostname') ?? c.id.slice(0, 12),
      domainname: o.one('--domainname') ?? '',
      extraHosts: o.all('--add-host').map((text) => {
        const [, name = '', ip = ''] = /^([^:=]+)[:=](.*)$/.exec(text) ?? [];
        return { name, ip: ip === 'host-gateway' ? (hostGateways(tx, 'node1')[0] ?? '') : ip };
      }),
      dns: o.all('--dns'),
      dnsSearch: o.all('--dns-search'),
      dnsOptions: o.all('--dns-option'),
      exposed: [...new Set([...exposed, ...Object.keys(bindings)])],
      ports: portRequests(bindings, exposed, o.has('-P')),
    });
    for (const net of wanted.length > 0 ? [...wanted].sort() : ['bridge']) connect(tx, box.id, net, name, c.id, o);
    if (wanted[0] === 'host' && image === 'nginx')
      listen(tx, { netns: 'node1', proto: 'tcp', ip: '0.0.0.0', port: 80, pid: 1, comm: 'nginx' });
    return `${name}\n`;
  }

  function connect(tx: Tx, box: string, ref: string, name: string, id: string, o: Parsed): string {
    const network = findNetwork(tx, 'node1', ref);
    const aliases = [...o.all('--network-alias'), ...o.all('--alias')];
    const wrong = endpointSettingErrors(network, ref, {
      IPAMConfig: { IPv4Address: o.one('--ip') ?? '', IPv6Address: o.one('--ip6') ?? '' },
      Aliases: aliases,
    });
    if (wrong !== undefined) throw new ApiError(400, wrong);
    const opts = Object.fromEntries(o.all('--driver-opt').map((kv) => kv.split('=') as [string, string]));
    connectEndpoint(tx, box, network.id, {
      container: id,
      name,
      ipv4: o.one('--ip'),
      ipv6: o.one('--ip6'),
      dnsNames:
        network.name === 'bridge' ? [] : [...new Set([name, ...aliases, id.slice(0, 12), ...o.all('--hostname')])],
      driverOpts: opts,
      gwPriority: Number(o.one('--gw-priority') ?? 0),
    });
    return '';
  }

  function attach(tx: Tx, what: 'connect' | 'disconnect', w: string[]): string {
    const o = parse(w);
    const [ref = '', name = ''] = o.rest;
    const c = containers.get(name);
    const box = c && sandboxOf(tx, c.id);
    if (!c || !box) throw new ApiError(404, `No such container: ${name}`);
    if (what === 'connect') return connect(tx, box.id, ref, name, c.id, o);
    const network = findNetwork(tx, 'node1', ref);
    const at = endpointsOf(tx, c.id).find((e) => e.network === network.id);
    if (!at) throw new ApiError(403, `container ${c.id} is not connected to network ${ref}`);
    disconnectEndpoint(tx, at.id);
    return '';
  }

  function ports(name: string): string {
    const c = containers.get(name);
    const map = portMap(it.world, c && sandboxOf(it.world, c.id));
    const lines = Object.entries(map).flatMap(([key, list]) =>
      (list ?? []).map((b) => `${key} -> ${b.HostIp.includes(':') ? `[${b.HostIp}]` : b.HostIp}:${b.HostPort}\n`),
    );
    return lines.sort(naturalCompare).join('');
  }

  function inside(name: string, w: string[]): string | undefined {
    const c = containers.get(name);
    if (!c) return undefined;
    if (w[0] === 'cat')
      return w
        .slice(1)
        .map((path) => readFile(it.world, `c:${c.id}`, path))
        .join('');
    if (w[0] === 'grep' && w.length === 3)
      return readFile(it.world, `c:${c.id}`, w[2] ?? '')
        .split('\n')
        .filter((l) => l.includes(w[1] ?? ''))
        .map((l) => `${l}\n`)
        .join('');
    if (w.join(' ') === 'ip route') return routes(it.world, `c:${c.id}`, 4);
    if (w.join(' ') === 'ip -br addr')
      return linksOf(it.world, `c:${c.id}`)
        .map((l) => `${l.name} ${l.addrs.map((a) => `${a.ip}/${a.prefix}`).join(' ')}\n`)
        .join('');
    return undefined;
  }

  return it;
}

/** Routes of a namespace in short: destination, gateway, device. */
function routes(world: World, netns: string, family: 4 | 6): string {
  return routesOf(world, netns, family)
    .map((r) => {
      const dev = linksOf(world, netns).find((l) => l.id === r.link)?.name;
      return `${r.dst}${r.via === undefined ? '' : ` via ${r.via}`} dev ${dev}${r.proto === 'kernel' ? ` proto kernel scope link src ${r.src}` : ''} \n`;
    })
    .join('');
}

interface Parsed {
  readonly rest: readonly string[];
  one(flag: string): string | undefined;
  all(flag: string): string[];
  has(flag: string): boolean;
}

const ALIAS: Readonly<Record<string, string>> = { '--opt': '-o', '--publish': '-p', '--driver': '-d' };
const BOOLEAN = ['-d', '--rm', '--internal', '--ipv6', '-P', '-f', '--attachable', '--config-only', '--ingress'];

/** Flags and arguments; flags of `network create` and of `run` mean different things only for -d. */
function parse(w: readonly string[], values: readonly string[] = [], upTo = Number.POSITIVE_INFINITY): Parsed {
  const flags: [string, string][] = [];
  const rest: string[] = [];
  for (let i = 0; i < w.length; i++) {
    const word = w[i] ?? '';
    const [name = '', inline] = word.startsWith('--')
      ? [word.split('=')[0] ?? '', word.includes('=') ? word.slice(word.indexOf('=') + 1) : undefined]
      : [word, undefined];
    const flag = ALIAS[name] ?? name;
    if (!word.startsWith('-') || rest.length >= upTo) rest.push(word);
    else if (inline !== undefined) flags.push([flag, inline]);
    else if (BOOLEAN.includes(flag) && !values.includes(flag)) flags.push([flag, 'true']);
    else flags.push([flag, w[++i] ?? '']);
  }
  const all = (flag: string) => flags.filter(([f]) => f === flag).map(([, v]) => v);
  return { rest, all, one: (flag) => all(flag).at(-1), has: (flag) => all(flag).length > 0 };
}

function names(w: readonly string[]): readonly string[] {
  return parse(w, ['-t']).rest;
}

function request(w: readonly string[]): NetworkCreateRequest {
  const o = parse(w, ['-d']);
  const pairs = (flag: string) =>
    Object.fromEntries(o.all(flag).map((kv) => [kv.split('=')[0] ?? '', kv.split('=').slice(1).join('=')]));
  const aux = pairs('--aux-address');
  const config = o.all('--subnet').map((Subnet, i) => ({
    Subnet,
    ...(i === 0 && o.one('--ip-range') !== undefined ? { IPRange: o.one('--ip-range') ?? '' } : {}),
    ...(i === 0 && o.one('--gateway') !== undefined ? { Gateway: o.one('--gateway') ?? '' } : {}),
    ...(i === 0 && Object.keys(aux).length > 0 ? { AuxiliaryAddresses: aux } : {}),
  }));
  const scope = o.one('--scope');
  const from = o.one('--config-from');
  return {
    Name: o.rest[0] ?? '',
    Driver: o.one('-d') ?? 'bridge',
    ...(o.has('--ipv6') ? { EnableIPv6: true } : {}),
    ...(o.one('--ipv4') === 'false' ? { EnableIPv4: false } : {}),
    ...(scope === undefined ? {} : { Scope: scope }),
    ...(from === undefined ? {} : { ConfigFrom: { Network: from } }),
    Internal: o.has('--internal'),
    Attachable: o.has('--attachable'),
    Ingress: o.has('--ingress'),
    ConfigOnly: o.has('--config-only'),
    IPAM: { Driver: o.one('--ipam-driver') ?? 'default', Options: pairs('--ipam-opt'), Config: config },
    Options: pairs('-o'),
    Labels: pairs('--label'),
  };
}

/** `-p` of one or a range of ports. */
function published(text: string): [string, { HostIp: string; HostPort: string }][] {
  const long = /^published=(\d+),target=(\d+),protocol=(\w+)$/.exec(text);
  if (long) return [[`${long[2]}/${long[3]}`, { HostIp: '', HostPort: long[1] ?? '' }]];
  const [spec = '', proto = 'tcp'] = text.split('/');
  const found = /^(?:(?:\[([^\]]+)\]|(\d+(?:\.\d+){3})):)?(?:(\d*(?:-\d+)?):)?(\d+)(?:-(\d+))?$/.exec(spec);
  if (!found) throw new Error(`-p ${text}`);
  const [, six, four, host = '', from = '', to = from] = found;
  const [first = '', last = first] = host.split('-');
  const many = Number(to) - Number(from) + 1;
  return Array.from({ length: many }, (_, i) => {
    const HostPort = many > 1 && first !== '' ? String(Number(first) + i) : first === last ? first : `${first}-${last}`;
    return [`${Number(from) + i}/${proto}`, { HostIp: six ?? four ?? '', HostPort }];
  });
}

function words(line: string): string[] {
  return (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((w) => w.replace(/^['"]|['"]$/g, ''));
}

function hex(n: number): string {
  return n.toString(16).padStart(2, '0').repeat(32);
}

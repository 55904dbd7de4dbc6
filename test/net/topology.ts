import { type Tx, World } from '../../src/base/index.ts';
import {
  addrAdd,
  cableAdd,
  type Exchange,
  exchangesOf,
  type Hop,
  type Link,
  linkAdd,
  linkByName,
  linkSet,
  listen,
  netnsAdd,
  routeAdd,
  type Socket,
  type Trace,
  vethAdd,
} from '../../src/net/index.ts';

const START = 1_790_000_000_000;

/** A fresh world in a transaction that is never committed: most tests need no more. */
export function newTx(seed = 1): Tx {
  return World.empty(START, seed).begin();
}

/** The same world when `ms` have passed since it began. */
export function later(tx: Tx, ms: number): Tx {
  return tx
    .commit()
    .at(START + ms)
    .begin();
}

/** A host with a bridge per entry: `{ br0: '10.0.0.1/24' }`. */
export function host(tx: Tx, name: string, bridges: Readonly<Record<string, string>> = {}): string {
  netnsAdd(tx, { id: name, host: name, sysctls: { 'net.ipv4.ip_forward': '1' } });
  for (const [bridge, cidr] of Object.entries(bridges)) {
    const link = linkAdd(tx, name, { kind: 'bridge', name: bridge });
    address(tx, link, cidr);
    linkSet(tx, link.id, { up: true });
  }
  return name;
}

function address(tx: Tx, link: Link, cidr: string): void {
  const [ip = '', prefix = ''] = cidr.split('/');
  addrAdd(tx, link.id, { ip, prefix: Number(prefix) });
}

/** A namespace on a bridge through a veth pair, with a default route if `via` is given. Its id is `name`. */
export function station(tx: Tx, on: string, bridge: string, name: string, cidr: string, via?: string): string {
  netnsAdd(tx, { id: name, host: on });
  plug(tx, on, bridge, name, 'eth0', cidr);
  if (via !== undefined) routeAdd(tx, name, { dst: 'default', via });
  return name;
}

/** Another interface for a namespace. */
export function plug(tx: Tx, on: string, bridge: string, netns: string, dev: string, cidr: string): void {
  const [outside, inside] = vethAdd(
    tx,
    { netns: on, name: `v${netns}${dev.slice(3)}`.slice(0, 15) },
    { netns, name: dev },
  );
  linkSet(tx, outside.id, { master: linkNamed(tx, on, bridge).id, up: true });
  address(tx, inside, cidr);
  linkSet(tx, inside.id, { up: true });
}

/** A LAN: a switch namespace with a bridge, to which `cable` connects hosts. */
export function lan(tx: Tx): string {
  netnsAdd(tx, { id: 'lan', host: 'lan' });
  linkSet(tx, linkAdd(tx, 'lan', { kind: 'bridge', name: 'sw' }).id, { up: true });
  return 'lan';
}

/** A cable from a host's eth0 to a port of the LAN's switch. */
export function cable(tx: Tx, netns: string, cidr: string): void {
  const [port, card] = cableAdd(tx, { netns: 'lan', name: `p${netns}` }, { netns, name: 'eth0' });
  linkSet(tx, port.id, { master: linkNamed(tx, 'lan', 'sw').id, up: true });
  address(tx, card, cidr);
  linkSet(tx, card.id, { up: true });
}

export function linkNamed(tx: Tx, netns: string, name: string): Link {
  const link = linkByName(tx, netns, name);
  if (!link) throw new Error(`no link ${name} in ${netns}`);
  return link;
}

/** A server: a socket that an app would answer. */
export function serve(tx: Tx, netns: string, port: number, ip = '0.0.0.0', proto: Socket['proto'] = 'tcp'): Socket {
  return listen(tx, { netns, proto, ip, port, pid: 1, comm: 'server' });
}

/** A trace in one line a hop, for whole-output assertions. */
export function told(trace: Trace): string[] {
  return [...trace.hops.map(line), `= ${trace.outcome} at ${trace.at}`];
}

function line(hop: Hop): string {
  const { what, before, after } = hop;
  const nat =
    before.src !== after.src ||
    before.dst !== after.dst ||
    before.dport !== after.dport ||
    before.sport !== after.sport;
  const change = nat ? ` ${ends(before)} => ${ends(after)}` : '';
  return `${hop.netns}${hop.dev === undefined ? '' : `/${hop.dev}`}: ${detail(what)}${change}${hop.verdict === 'go' ? '' : ` ${hop.verdict}`}`;
}

const ends = (p: Hop['before']): string =>
  `${p.src}${p.sport ? ':*' : ''}>${p.dst}${p.dport ? `:${p.dport > 32767 ? '*' : p.dport}` : ''}`;

function detail(what: Hop['what']): string {
  switch (what.kind) {
    case 'route':
      return `route ${what.route ? `${what.route.dst}${what.route.via ? ` via ${what.route.via}` : ''}` : 'none'}`;
    case 'neigh':
      return `neigh ${what.ip}${what.mac === undefined ? ' failed' : ''}`;
    case 'bridge':
      return `bridge ${what.bridge} to ${what.port ?? 'itself'}`;
    case 'wire':
      return what.to === '' ? 'nobody' : `wire to ${what.to}/${what.toDev}`;
    case 'rule':
      return `${what.table} ${what.hook} ${what.chain} ${what.number === 0 ? 'policy' : `#${what.number}`}`;
    case 'socket':
      return what.socket ? `socket ${what.socket.ip}:${what.socket.port}` : 'no socket';
    default:
      return what.kind;
  }
}

/** The last exchange: its packets are what the last command did. */
export function lastExchange(tx: Tx): Exchange {
  const last = exchangesOf(tx).at(-1);
  if (!last) throw new Error('nothing was tried');
  return last;
}

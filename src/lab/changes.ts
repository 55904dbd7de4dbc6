import type { Change, Reader, Table } from '../base/index.ts';
import { containers, endpoints, networks, statusOf } from '../engine/index.ts';
import {
  chains,
  conns,
  counters,
  datagrams,
  exchanges,
  fdbs,
  links,
  neighbours,
  printRule,
  routeTables,
  sockets,
  streams,
} from '../net/index.ts';
import { files, processes } from '../os/index.ts';

/** One thing that a line changed, in the words of docker(1), ip(8) and iptables(8). */
export interface ChangeNote {
  readonly sign: '+' | '-' | '~';
  readonly text: string;
  /** One of many of its kind, of which a short account gives the number only. */
  readonly of?: 'rule' | 'route' | 'link';
}

/** What also moves when somebody only looks: no reason to take a line back. */
const PASSING = new Set(
  [conns, counters, datagrams, exchanges, fdbs, neighbours, streams, processes]
    .map((t) => t.name)
    .concat([
      'os.counters',
      'os.typed',
      'lab.sessions',
      'engine.execs',
      'engine.events',
      'engine.logs',
      'engine.logHeads',
      'apps.nginx',
      'apps.nginx.connections',
      'apps.nginx.status',
      'apps.haproxy',
      'net.seq',
    ]),
);

/** Whether a line did more than look. */
export function changedWorld(changes: readonly Change[]): boolean {
  return changes.some((c) => !PASSING.has(c.table) && !sameRow(c));
}

/** A row that was written again as it was, or a link that only counted packets. */
function sameRow({ before, after }: Change): boolean {
  const plain = (row: unknown) =>
    JSON.stringify(row, (key, value) => (key === 'rx' || key === 'tx' ? undefined : value));
  return plain(before) === plain(after);
}

interface Diff<Row> {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

function of<Row>(changes: readonly Change[], table: Table<Row>): Diff<Row>[] {
  return changes
    .filter((c) => c.table === table.name)
    .map((c) => ({ before: c.before as Row | undefined, after: c.after as Row | undefined }));
}

function note<Row>(d: Diff<Row>, text: (row: Row) => string): ChangeNote[] {
  if (d.before === undefined && d.after !== undefined) return [{ sign: '+', text: text(d.after) }];
  if (d.before !== undefined && d.after === undefined) return [{ sign: '-', text: text(d.before) }];
  return [];
}

/** What a line changed, most telling first. `world` is the one that it left. */
export function describeChanges(changes: readonly Change[], world: Reader): ChangeNote[] {
  return [
    ...networkNotes(changes),
    ...containerNotes(changes),
    ...endpointNotes(changes, world),
    ...linkNotes(changes),
    ...routeNotes(changes, world),
    ...ruleNotes(changes),
    ...socketNotes(changes),
    ...fileNotes(changes),
  ];
}

function networkNotes(changes: readonly Change[]): ChangeNote[] {
  return of(changes, networks).flatMap((d) =>
    note(d, (n) => `network ${n.name} ${[...n.ipv4, ...n.ipv6].map((i) => i.subnet).join(' ')}`.trim()),
  );
}

function containerNotes(changes: readonly Change[]): ChangeNote[] {
  return of(changes, containers).flatMap((d): ChangeNote[] => {
    const whole = note(d, (c) => `container ${c.name} (${c.config.Image}) ${statusOf(c.state)}`);
    if (whole.length > 0 || !d.before || !d.after) return whole;
    const [was, is] = [statusOf(d.before.state), statusOf(d.after.state)];
    return [
      ...(d.before.name === d.after.name
        ? []
        : [{ sign: '~' as const, text: `container ${d.before.name} → ${d.after.name}` }]),
      ...(was === is ? [] : [{ sign: '~' as const, text: `container ${d.after.name} ${was} → ${is}` }]),
    ];
  });
}

function endpointNotes(changes: readonly Change[], world: Reader): ChangeNote[] {
  const gone = new Map(of(changes, networks).flatMap((d) => (d.before ? [[d.before.id, d.before.name] as const] : [])));
  const nameOf = (id: string) => world.get(networks, id)?.name ?? gone.get(id);
  return of(changes, endpoints).flatMap((d) =>
    note(d, (e) => {
      const network = nameOf(e.network);
      return [e.name, e.ipv4, e.ipv6, ...(network === undefined ? [] : ['on', network])].filter(Boolean).join(' ');
    }),
  );
}

/** Links on hosts: what happens inside a container is told by its endpoint. */
function linkNotes(changes: readonly Change[]): ChangeNote[] {
  return of(changes, links).flatMap((d) => {
    const row = d.after ?? d.before;
    if (!row || row.netns.startsWith('c:')) return [];
    const text = (l: typeof row) =>
      l.kind === 'bridge'
        ? `bridge ${l.name}`
        : `link ${l.name}${l.kind === 'veth' ? ' (one end of a veth pair)' : ''}`;
    const notes = note(d, text);
    return row.kind === 'veth' ? notes.map((n) => ({ ...n, of: 'link' })) : notes;
  });
}

function routeNotes(changes: readonly Change[], world: Reader): ChangeNote[] {
  const gone = new Map(of(changes, links).flatMap((d) => (d.before ? [[d.before.id, d.before.name] as const] : [])));
  const devOf = (id: string) => world.get(links, id)?.name ?? gone.get(id);
  return of(changes, routeTables).flatMap((d) => {
    const row = d.after ?? d.before;
    if (!row || row.netns.startsWith('c:')) return [];
    const [was, is] = [d.before?.routes ?? [], d.after?.routes ?? []];
    const text = (r: (typeof is)[number]) => {
      const dev = devOf(r.link);
      return `route ${r.dst}${r.via === undefined ? '' : ` via ${r.via}`}${dev === undefined ? '' : ` dev ${dev}`}`;
    };
    const route = (sign: '+' | '-', r: (typeof is)[number]): ChangeNote => ({ sign, text: text(r), of: 'route' });
    return [
      ...is.filter((r) => !was.includes(r)).map((r) => route('+', r)),
      ...was.filter((r) => !is.includes(r)).map((r) => route('-', r)),
    ];
  });
}

function ruleNotes(changes: readonly Change[]): ChangeNote[] {
  return of(changes, chains).flatMap((d) => {
    const row = d.after ?? d.before;
    if (!row || row.netns.startsWith('c:') || row.family === 6) return [];
    const was = new Set((d.before?.rules ?? []).map((r) => r.id));
    const is = new Set((d.after?.rules ?? []).map((r) => r.id));
    const noted = (sign: '+' | '-', rule: Parameters<typeof printRule>[0]): ChangeNote => ({
      sign,
      text: `iptables -t ${row.table} ${row.name} ${printRule(rule)}`,
      of: 'rule',
    });
    return [
      ...(d.after?.rules ?? []).filter((r) => !was.has(r.id)).map((r) => noted('+', r)),
      ...(d.before?.rules ?? []).filter((r) => !is.has(r.id)).map((r) => noted('-', r)),
      ...(d.before && d.after && d.before.policy !== d.after.policy
        ? [{ sign: '~' as const, text: `iptables -t ${row.table} -P ${row.name} ${d.after.policy}` }]
        : []),
    ];
  });
}

function socketNotes(changes: readonly Change[]): ChangeNote[] {
  return of(changes, sockets).flatMap((d) => {
    const row = d.after ?? d.before;
    if (!row?.listening || row.netns.startsWith('c:')) return [];
    return note(d, (s) => `${s.comm} listens on ${s.ip.includes(':') ? `[${s.ip}]` : s.ip}:${s.port}/${s.proto}`);
  });
}

/** Files that the learner wrote on a host. */
function fileNotes(changes: readonly Change[]): ChangeNote[] {
  return of(changes, files).flatMap((d) => {
    const row = d.after ?? d.before;
    if (!row?.fs.startsWith('h:') || row.path.startsWith('/var/')) return [];
    const whole = note(d, (f) => `file ${f.path}`);
    return whole.length > 0 ? whole : [{ sign: '~', text: `file ${row.path}` }];
  });
}

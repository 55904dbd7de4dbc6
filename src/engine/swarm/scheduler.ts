import { compareText, type Reader, type Tx } from '../../base/index.ts';
import { MEMORY } from '../system.ts';
import { meets } from './constraint.ts';
import { type NodeRow, nodes, type TaskRow, tasks } from './rows.ts';
import { ended, unwanted } from './states.ts';
import { advance, indexAhead, nodesOf } from './store.ts';

const CPU_NANOS = 2e9;

/** What a filter says of the nodes that it turned away. */
interface Filter {
  readonly fits: (r: Reader, t: TaskRow, n: NodeRow) => boolean;
  readonly explain: (count: number) => string;
}

const on = (count: number): string => (count === 1 ? '1 node' : `${count} nodes`);

/** In the order in which they are asked; swarmkit manager/scheduler/filter.go. */
const FILTERS: readonly Filter[] = [
  {
    fits: (_r, _t, n) => n.state === 'ready' && n.availability === 'active',
    explain: (count) => `${on(count)} not available for new tasks`,
  },
  { fits: enough, explain: (count) => `insufficient resources on ${on(count)}` },
  {
    fits: (_r, t, n) => meets(n, t.spec.Placement?.Constraints ?? []),
    explain: (count) => `scheduling constraints not satisfied on ${on(count)}`,
  },
  { fits: portsFree, explain: (count) => `host-mode port already in use on ${on(count)}` },
  {
    fits: (r, t, n) => {
      const most = t.spec.Placement?.MaxReplicas ?? 0;
      return most === 0 || ofService(r, t, n) < most;
    },
    explain: () => 'max replicas per node limit exceed',
  },
];

const active = (r: Reader, n: NodeRow): TaskRow[] =>
  r.by(tasks, 'node', n.id).filter((t) => t.service !== '' && !ended(t.state) && !unwanted(t.desired));

const ofService = (r: Reader, t: TaskRow, n: NodeRow): number =>
  active(r, n).filter((o) => o.service === t.service && o.id !== t.id).length;

function enough(r: Reader, t: TaskRow, n: NodeRow): boolean {
  const wanted = t.spec.Resources?.Reservations ?? {};
  const used = active(r, n).map((o) => o.spec.Resources?.Reservations ?? {});
  const sum = (of: (x: typeof wanted) => number | undefined) => used.reduce((total, x) => total + (of(x) ?? 0), 0);
  return (
    (wanted.NanoCPUs ?? 0) <= CPU_NANOS - sum((x) => x.NanoCPUs) &&
    (wanted.MemoryBytes ?? 0) <= MEMORY - sum((x) => x.MemoryBytes)
  );
}

function portsFree(r: Reader, t: TaskRow, n: NodeRow): boolean {
  const taken = active(r, n).flatMap((o) => (o.id === t.id ? [] : o.hostPorts));
  return t.hostPorts.every(
    (p) => !p.PublishedPort || !taken.some((q) => q.PublishedPort === p.PublishedPort && q.Protocol === p.Protocol),
  );
}

/** Places the tasks that wait for a node. */
export function schedule(tx: Tx, cluster: string): void {
  const waiting = tx
    .by(tasks, 'cluster', cluster)
    .filter((t) => t.state === 'pending' && !unwanted(t.desired))
    .sort((a, b) => a.created - b.created || a.version - b.version || a.slot - b.slot);
  const version = indexAhead(tx, cluster, 1);
  const placed = waiting.filter((t) => place(tx, cluster, t, version));
  if (placed.length > 0) advance(tx, cluster, version);
}

/** True when a node was found. */
function place(tx: Tx, cluster: string, t: TaskRow, version: number): boolean {
  const all = nodesOf(tx, cluster)
    .filter((n) => t.node === '' || n.id === t.node)
    .sort((a, b) => a.version - b.version || compareText(a.id, b.id));
  const turned = FILTERS.map(() => 0);
  const fitting = all.filter((n) => {
    const at = FILTERS.findIndex((f) => !f.fits(tx, t, n));
    if (at >= 0) turned[at] = (turned[at] ?? 0) + 1;
    return at < 0;
  });
  const chosen = best(tx, t, fitting);
  if (chosen) {
    tx.put(tasks, t.id, {
      ...t,
      version,
      updated: tx.now,
      node: chosen.id,
      state: 'assigned',
      message: 'scheduler assigned task to node',
      err: '',
      at: tx.now,
    });
    return true;
  }
  const reasons = FILTERS.map((f, i) => ({ count: turned[i] ?? 0, text: f.explain(turned[i] ?? 0) }))
    .filter((x) => x.count > 0)
    .sort((a, b) => b.count - a.count)
    .map((x) => x.text);
  const err = `no suitable node${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`;
  if (t.err !== err) tx.put(tasks, t.id, { ...t, err });
  return false;
}

/** Spread: by preferences first, then the node with the fewest tasks of the service, then of all. */
function best(r: Reader, t: TaskRow, fitting: readonly NodeRow[]): NodeRow | undefined {
  let group = fitting;
  for (const { Spread } of t.spec.Placement?.Preferences ?? []) {
    const label = Spread.SpreadDescriptor.replace(/^node\.labels\./i, '');
    const value = (n: NodeRow) => n.labels[label] ?? '';
    const values = [...new Set(group.map(value))];
    const load = (v: string) => nodesWith(r, t, value, v).reduce((sum, n) => sum + ofService(r, t, n), 0);
    const [least] = values.sort((a, b) => load(a) - load(b));
    group = group.filter((n) => value(n) === least);
  }
  const scored = group.map((n) => ({ n, own: ofService(r, t, n), all: active(r, n).length }));
  return scored.sort((a, b) => a.own - b.own || a.all - b.all)[0]?.n;
}

function nodesWith(r: Reader, t: TaskRow, value: (n: NodeRow) => string, wanted: string): NodeRow[] {
  return r.by(nodes, 'cluster', t.cluster).filter((n) => value(n) === wanted);
}

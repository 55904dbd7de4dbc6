import { type Change, table, type World } from '../../src/base/index.ts';
import { Lab } from '../../src/lab/index.ts';
import { chains, printRule } from '../../src/net/index.ts';

/** The lab of the laws; of one host unless more are named. */
export const createLab = (hosts: readonly string[] = ['node1']) => Lab.create({ seed: 7, images: 'stand-in', hosts });

/** A line that is typed, and the seconds that pass before it. */
export interface Step {
  readonly wait: number;
  readonly command: string;
}

/** Types a line. */
export async function type(lab: Lab, { wait, command }: Step) {
  if (wait > 0) await lab.advance(wait * 1000);
  return lab.run(command);
}

/** The lab in which the lines were typed. */
export async function played(steps: readonly Step[], lab = createLab()): Promise<Lab> {
  for (const step of steps) await type(lab, step);
  return lab;
}

/** Every row that differs between two worlds. */
export function difference(before: World, after: World): Change[] {
  return [...new Set([...before.tableNames(), ...after.tableNames()])].flatMap((name) => {
    const of = table<unknown>(name);
    return [...new Set([...before.ids(of), ...after.ids(of)])]
      .map((id) => ({ table: name, id, before: before.get(of, id), after: after.get(of, id) }))
      .filter((c) => c.before !== c.after);
  });
}

/** A world as what it has beyond a fresh one, and its time: what two worlds are compared by. */
export function told(
  world: World,
  fresh = createLab().world,
): { readonly now: number; readonly rows: Readonly<Record<string, unknown>> } {
  const rows = difference(fresh, world).map((c) => [`${c.table} ${c.id}`, c.after] as const);
  return { now: world.now, rows: Object.fromEntries(rows) };
}

/** Ids and texts of all rules. */
export const rulesOf = (world: World) =>
  world
    .all(chains)
    .flatMap((c) => c.rules.map((r) => [r.id, `${c.netns} ${c.table} ${c.name} ${printRule(r)}`] as const));

/** What a machine keeps of what once was, with the reason. All else is gone when the last container and network are. */
const HISTORY: readonly (readonly [row: RegExp, why: string])[] = [
  [/^(engine\.(events|volumes)|os\.typed|net\.exchanges) /, 'that is what they are for'],
  [/^(os\.counters|net\.seq|engine\.portcursors) /, 'numbers are not given twice'],
  [
    /^net\.(conntrack|neigh|peers|fdb|counters|streams) /,
    'the kernel forgets flows, neighbours, peers and addresses by time',
  ],
  [
    /^net\.chains \w+\|\d\|\w+\|(PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/,
    'a table that was used once has its chains',
  ],
  [/^net\.local \w+\|local\|fe80:/, 'docker0 has a link-local address since it first had a carrier'],
  [/^(os\.files|os\.filesystems|lab\.sessions|engine\.(images|tags)) /, 'files are the user’s'],
  [/^apps\./, 'state of programs'],
  [/^net\.xfrm\./, 'dockerd leaves the keys of encrypted networks until it comes into another swarm'],
];

/** What has come into the world since and is no history. */
export function leftBehind(fresh: World, world: World): string[] {
  return difference(fresh, world)
    .filter((c) => c.before === undefined && !HISTORY.some(([row]) => row.test(`${c.table} ${c.id}`)))
    .map((c) => `${c.table} ${c.id}`);
}

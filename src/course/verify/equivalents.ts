import { variablesOf } from '../goals/index.ts';
import type { Step } from '../lesson.ts';
import { lineOf, networksMadeBy, renamed, type Shape, shapeOf } from '../steps/index.ts';

/** A solution written another way, which has to be accepted. */
export interface Equivalent {
  readonly how: string;
  readonly lines: readonly string[];
}

/** Other ways to write the same solution, made by machine. */
export function equivalents(step: Step, lines: readonly string[]): readonly Equivalent[] {
  const ways: Equivalent[] = [
    { how: 'with its networks called differently', lines: otherNames(step, lines) },
    {
      how: 'with its options in another order',
      lines: lines.map((l) => reshaped(l, (s) => ({ ...s, options: [...s.options].reverse() }))),
    },
    { how: 'with `--option=value`', lines: lines.map((l) => reshaped(l, withEquals)) },
    { how: 'in the `docker container` spelling', lines: lines.map((l) => reshaped(l, longSpelling)) },
    { how: 'with sudo', lines: lines.map((l) => (l.startsWith('docker ') ? `sudo ${l}` : l)) },
    {
      how: 'beside a network that has nothing to do with it',
      lines: ['docker network create harmless-extra', ...lines],
    },
  ];
  return ways.filter((way) => way.lines.length !== lines.length || way.lines.some((l, i) => l !== lines[i]));
}

function reshaped(line: string, change: (shape: Shape) => Shape): string {
  const shape = shapeOf(line);
  if (shape === undefined) return line;
  const [before, after] = [lineOf(shape), lineOf(change(shape))];
  return before === after ? line : after;
}

function withEquals(shape: Shape): Shape {
  const options = shape.options.map((o) => (o.length === 2 && o[0]?.startsWith('--') ? [`${o[0]}=${o[1]}`] : o));
  return { ...shape, options };
}

const CONTAINER_VERBS = [
  'run',
  'create',
  'start',
  'stop',
  'restart',
  'rm',
  'exec',
  'kill',
  'rename',
  'logs',
  'port',
  'top',
];

function longSpelling(shape: Shape): Shape {
  const [docker = '', verb = '', ...rest] = shape.head;
  if (verb === 'container' && CONTAINER_VERBS.includes(rest[0] ?? '')) return { ...shape, head: [docker, ...rest] };
  if (verb === 'ps') return { ...shape, head: [docker, 'container', 'ls'] };
  // with one word of noun or verb, `head` holds docker and the verb
  return CONTAINER_VERBS.includes(verb) ? { ...shape, head: [docker, 'container', verb, ...rest] } : shape;
}

/** The networks whose names the goals leave open get other names. */
function otherNames(step: Step, lines: readonly string[]): readonly string[] {
  const open = variablesOf(step.goals).length;
  return networksMadeBy(lines)
    .slice(0, open)
    .reduce<readonly string[]>((all, name, i) => all.map((line) => renamed(line, name, `learner-net-${i + 1}`)), lines);
}

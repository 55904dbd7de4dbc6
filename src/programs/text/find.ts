import {
  type FileRow,
  FsError,
  joinPath,
  list,
  type Process,
  type Program,
  type Run,
  stat,
  write,
} from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, quoted } from '../lib/dialect.ts';
import { execute, printer } from './find-action.ts';
import { always, bothOf, parseOr } from './find-tests.ts';

/** A file that find has come to. */
export interface Visit {
  readonly proc: Process;
  readonly path: string;
  readonly row: FileRow;
  readonly depth: number;
  readonly plan: Plan;
}

/** A test or an action. */
export type Test = (v: Visit) => Run<boolean>;

/** What a run of find is to do, and how it went so far. */
export interface Plan {
  test: Test;
  maxDepth: number;
  minDepth: number;
  depthFirst: boolean;
  acts: boolean;
  status: number;
  pruned: boolean;
  /** `-exec … {} +` collected. */
  readonly batches: { readonly command: readonly string[]; readonly paths: string[] }[];
}

/** find(1). */
export function find(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const args = proc.argv.slice(1);
  const cut = args.findIndex((a) => /^(?:-.|[!()]$)/.test(a) && !/^-[HLP]$/.test(a));
  const starts = (cut < 0 ? args : args.slice(0, cut)).filter((a) => !/^-[HLP]$/.test(a));
  const plan: Plan = {
    test: always,
    maxDepth: Number.POSITIVE_INFINITY,
    minDepth: 0,
    depthFirst: false,
    acts: false,
    status: 0,
    pruned: false,
    batches: [],
  };
  const parser = { words: cut < 0 ? [] : args.slice(cut), at: 0, plan, proc, dialect };
  const test = parser.words.length > 0 ? parseOr(parser) : always;
  if (parser.at < parser.words.length) quit(`find: paths must precede expression: \`${parser.words[parser.at]}'`);
  plan.test = plan.acts ? test : bothOf(test, printer('\n'));
  for (const start of starts.length > 0 ? starts : ['.']) {
    const row = stat(proc.world, proc.fs, joinPath(proc.cwd, start), { nofollow: true });
    if (!row) {
      plan.status = 1;
      yield* write(
        `find: ${quoted(dialect, start)}: No such file or directory\n`.replace(
          /^find: '(.*)':/,
          dialect === 'busybox' ? 'find: $1:' : "find: '$1':",
        ),
        2,
      );
    } else yield* visit({ proc, path: start, row, depth: 0, plan });
  }
  for (const batch of plan.batches)
    if (
      batch.paths.length > 0 &&
      !(yield* execute(
        proc,
        batch.command.flatMap((w) => (w === '{}' ? batch.paths : [w])),
      ))
    )
      plan.status = 1;
  return plan.status;
}

function* visit(v: Visit): Run<void> {
  const { plan } = v;
  const inside = v.depth >= plan.minDepth;
  plan.pruned = false;
  if (inside && !plan.depthFirst) yield* plan.test(v);
  const pruned = plan.pruned;
  if (v.row.kind === 'dir' && v.depth < plan.maxDepth && !(pruned && !plan.depthFirst)) {
    const dir = joinPath(v.proc.cwd, v.path);
    for (const name of names(v.proc, dir)) {
      const path = v.path.endsWith('/') ? v.path + name : `${v.path}/${name}`;
      const row = stat(v.proc.world, v.proc.fs, joinPath(dir, name), { nofollow: true });
      if (row) yield* visit({ ...v, path, row, depth: v.depth + 1 });
    }
  }
  if (inside && plan.depthFirst) yield* plan.test(v);
}

/** The names in a directory, none if it cannot be read. */
export function names(proc: Process, dir: string): string[] {
  try {
    return list(proc.world, proc.fs, dir);
  } catch (e) {
    if (e instanceof FsError) return [];
    throw e;
  }
}

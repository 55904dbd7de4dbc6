import { byteLength } from '../../base/index.ts';
import {
  ExecError,
  type FileRow,
  FsError,
  joinPath,
  list,
  type Process,
  type Program,
  type Run,
  remove,
  stat,
  wait,
  write,
} from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, quoted } from '../lib/dialect.ts';
import { compile, literalText } from './regex.ts';

interface Visit {
  readonly proc: Process;
  readonly path: string;
  readonly row: FileRow;
  readonly depth: number;
  readonly plan: Plan;
}

type Test = (v: Visit) => Run<boolean>;

interface Plan {
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

function names(proc: Process, dir: string): string[] {
  try {
    return list(proc.world, proc.fs, dir);
  } catch (e) {
    if (e instanceof FsError) return [];
    throw e;
  }
}

interface Parser {
  readonly words: readonly string[];
  at: number;
  readonly plan: Plan;
  readonly proc: Process;
  readonly dialect: Dialect;
}

function* always(): Run<boolean> {
  yield* write('');
  return true;
}

function pure(test: (v: Visit) => boolean): Test {
  return function* (v) {
    yield* write('');
    return test(v);
  };
}

function bothOf(a: Test, b: Test): Test {
  return function* (v) {
    return (yield* a(v)) && (yield* b(v));
  };
}

function parseOr(p: Parser): Test {
  let left = parseAnd(p);
  while (p.words[p.at] === '-o' || p.words[p.at] === '-or') {
    p.at++;
    const [a, b] = [left, parseAnd(p)];
    left = function* (v) {
      return (yield* a(v)) || (yield* b(v));
    };
  }
  return left;
}

function parseAnd(p: Parser): Test {
  let left = parseNot(p);
  for (;;) {
    const word = p.words[p.at];
    if (word === undefined || word === ')' || word === '-o' || word === '-or') return left;
    if (word === '-a' || word === '-and') p.at++;
    left = bothOf(left, parseNot(p));
  }
}

function parseNot(p: Parser): Test {
  const word = p.words[p.at];
  if (word === '!' || word === '-not') {
    p.at++;
    const inner = parseNot(p);
    return function* (v) {
      return !(yield* inner(v));
    };
  }
  if (word === '(') {
    p.at++;
    const inner = parseOr(p);
    if (p.words[p.at] !== ')')
      quit("find: invalid expression; I was expecting to find a ')' somewhere but did not see one.");
    p.at++;
    return inner;
  }
  return primary(p);
}

function argument(p: Parser, name: string): string {
  const value = p.words[p.at++];
  return (
    value ?? quit(p.dialect === 'gnu' ? `find: missing argument to \`${name}'` : `find: ${name} requires an argument`)
  );
}

function globTest(pattern: string, ignoreCase: boolean): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const ch = pattern[i] ?? '';
    const bracket = ch === '[' ? /^\[(!?)([^\]]+)\]/.exec(pattern.slice(i)) : null;
    if (bracket) {
      source += `[${bracket[1] === '!' ? '^' : ''}${(bracket[2] ?? '').replace(/[\\^]/g, '\\$&')}]`;
      i += bracket[0].length - 1;
    } else
      source +=
        ch === '*'
          ? '[\\s\\S]*'
          : ch === '?'
            ? '[\\s\\S]'
            : ch === '\\'
              ? literalText(pattern[++i] ?? '')
              : literalText(ch);
  }
  return new RegExp(`^${source}$`, ignoreCase ? 'iu' : 'u');
}

function baseOf(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function sizeOf(row: FileRow): number {
  return row.kind === 'dir' ? 4096 : byteLength(row.content);
}

/** `+5`, `-5`, `5` compared with a number. */
function relation(text: string, n: number): boolean {
  const value = Number(text.replace(/^[-+]/, ''));
  return text.startsWith('+') ? n > value : text.startsWith('-') ? n < value : n === value;
}

const KINDS: Readonly<Record<string, FileRow['kind']>> = { f: 'file', d: 'dir', l: 'link', c: 'device' };
const UNITS: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, M: 1048576, G: 1073741824 };

function printer(end: string): Test {
  return function* (v) {
    yield* write(v.path + end);
    return true;
  };
}

function action(p: Parser, test: Test): Test {
  p.plan.acts = true;
  return test;
}

function primary(p: Parser): Test {
  const name = p.words[p.at++] ?? '';
  const { plan } = p;
  switch (name) {
    case '-name':
    case '-iname': {
      const test = globTest(argument(p, name), name === '-iname');
      return pure((v) => test.test(baseOf(v.path)));
    }
    case '-path':
    case '-wholename':
    case '-ipath': {
      const test = globTest(argument(p, name), name === '-ipath');
      return pure((v) => test.test(v.path));
    }
    case '-regex': {
      const test = new RegExp(`^(?:${compile(argument(p, name), 'extended').source})$`, 'u');
      return pure((v) => test.test(v.path));
    }
    case '-type': {
      const kinds = argument(p, name).split(',');
      const bad = kinds.find((k) => !'bcdpflsD'.includes(k));
      if (bad !== undefined) quit(`find: Unknown argument to -type: ${bad}`);
      return pure((v) => kinds.some((k) => KINDS[k] === v.row.kind));
    }
    case '-maxdepth':
    case '-mindepth': {
      const text = argument(p, name);
      if (!/^\d+$/.test(text))
        quit(`find: Expected a positive decimal integer argument to ${name}, but got ${quoted(p.dialect, text)}`);
      if (name === '-maxdepth') plan.maxDepth = Number(text);
      else plan.minDepth = Number(text);
      return always;
    }
    case '-depth':
      plan.depthFirst = true;
      return always;
    case '-xdev':
    case '-mount':
    case '-noleaf':
    case '-true':
      return always;
    case '-false':
      return pure(() => false);
    case '-empty':
      return pure((v) =>
        v.row.kind === 'dir'
          ? names(v.proc, joinPath(v.proc.cwd, v.path)).length === 0
          : v.row.kind === 'file' && v.row.content === '',
      );
    case '-size': {
      const text = argument(p, name);
      const unit = UNITS[text.at(-1) ?? ''] ?? 512;
      const n = text.replace(/[cwbkMG]$/, '');
      return pure((v) => relation(n, Math.ceil(sizeOf(v.row) / unit)));
    }
    case '-perm': {
      const text = argument(p, name);
      const bits = Number.parseInt(text.replace(/^[-/]/, ''), 8);
      return pure((v) =>
        text.startsWith('-')
          ? (v.row.mode & bits) === bits
          : text.startsWith('/')
            ? (v.row.mode & bits) !== 0
            : (v.row.mode & 0o7777) === bits,
      );
    }
    case '-user': {
      const user = argument(p, name);
      return pure((v) => v.row.owner === user);
    }
    case '-executable':
      return pure((v) => v.row.kind === 'dir' || (v.row.mode & 0o111) !== 0);
    case '-mtime':
    case '-mmin': {
      const text = argument(p, name);
      const unit = name === '-mtime' ? 86_400_000 : 60_000;
      return pure((v) => relation(text, Math.floor((v.proc.now - v.row.mtime) / unit)));
    }
    case '-newer': {
      const path = argument(p, name);
      const other = stat(p.proc.world, p.proc.fs, joinPath(p.proc.cwd, path));
      if (!other) return quit(`find: ${quoted(p.dialect, path)}: No such file or directory`);
      return pure((v) => v.row.mtime > other.mtime);
    }
    case '-prune':
      return pure((v) => {
        v.plan.pruned = true;
        return true;
      });
    case '-print':
      return action(p, printer('\n'));
    case '-print0':
      return action(p, printer('\0'));
    case '-printf': {
      const format = argument(p, name);
      return action(p, function* (v) {
        yield* write(formatted(format, v));
        return true;
      });
    }
    case '-quit':
      return action(
        p,
        pure((v) => {
          v.plan.maxDepth = -1;
          return true;
        }),
      );
    case '-delete':
      plan.depthFirst = true;
      return action(
        p,
        pure((v) => {
          v.proc.transact((tx) => remove(tx, v.proc.fs, joinPath(v.proc.cwd, v.path), { dir: true }));
          return true;
        }),
      );
    case '-exec':
    case '-execdir':
    case '-ok':
      return action(p, executor(p, name));
    default:
      if (!name.startsWith('-')) return quit(`find: paths must precede expression: \`${name}'`);
      return quit(p.dialect === 'gnu' ? `find: unknown predicate \`${name}'` : `find: unrecognized: ${name}`);
  }
}

function executor(p: Parser, name: string): Test {
  const end = p.words.findIndex((w, i) => i >= p.at && (w === ';' || (w === '+' && p.words[i - 1] === '{}')));
  if (end < 0) return quit(`find: missing argument to \`${name}'`);
  const command = p.words.slice(p.at, end);
  const collects = p.words[end] === '+';
  p.at = end + 1;
  if (collects) {
    const batch = { command, paths: [] as string[] };
    p.plan.batches.push(batch);
    return pure((v) => {
      batch.paths.push(v.path);
      return true;
    });
  }
  return function* (v) {
    return yield* execute(
      v.proc,
      command.map((w) => w.replaceAll('{}', () => v.path)),
    );
  };
}

function* execute(proc: Process, argv: readonly string[]): Run<boolean> {
  try {
    return (yield* wait(proc.spawn({ argv }))) === 0;
  } catch (e) {
    if (!(e instanceof ExecError)) throw e;
    yield* write(`find: ‘${argv[0]}’: ${e.code === 'ENOENT' ? 'No such file or directory' : 'Permission denied'}\n`, 2);
    return false;
  }
}

function formatted(format: string, v: Visit): string {
  const parts: Readonly<Record<string, () => string>> = {
    p: () => v.path,
    f: () => baseOf(v.path),
    h: () => (v.path.includes('/') ? v.path.slice(0, v.path.lastIndexOf('/')) : '.'),
    s: () => String(sizeOf(v.row)),
    d: () => String(v.depth),
    y: () => (v.row.kind === 'dir' ? 'd' : v.row.kind === 'link' ? 'l' : v.row.kind === 'device' ? 'c' : 'f'),
    m: () => (v.row.mode & 0o7777).toString(8),
    u: () => v.row.owner,
    g: () => v.row.owner,
    l: () => (v.row.kind === 'link' ? v.row.content : ''),
    '%': () => '%',
  };
  return format.replace(/\\([nt0\\])|%([a-z%])/g, (all, special: string | undefined, letter: string | undefined) =>
    special !== undefined
      ? ({ n: '\n', t: '\t', '0': '\0', '\\': '\\' }[special] ?? all)
      : (parts[letter ?? '']?.() ?? all),
  );
}

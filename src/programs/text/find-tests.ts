import { byteLength } from '../../base/index.ts';
import { type FileRow, joinPath, type Process, type Run, remove, stat, write } from '../../os/index.ts';
import { quit } from '../lib/answer.ts';
import { type Dialect, quoted } from '../lib/dialect.ts';
import { names, type Plan, type Test, type Visit } from './find.ts';
import { action, executor, formatted, printer } from './find-action.ts';
import { compile, literalText } from './regex.ts';

/** Where the parse of an expression stands. */
export interface Parser {
  readonly words: readonly string[];
  at: number;
  readonly plan: Plan;
  readonly proc: Process;
  readonly dialect: Dialect;
}

/** A test that holds of everything. */
export function* always(): Run<boolean> {
  yield* write('');
  return true;
}

/** A test that only looks. */
export function pure(test: (v: Visit) => boolean): Test {
  return function* (v) {
    yield* write('');
    return test(v);
  };
}

/** Both tests, the second only if the first holds. */
export function bothOf(a: Test, b: Test): Test {
  return function* (v) {
    return (yield* a(v)) && (yield* b(v));
  };
}

/** An expression: tests, operators, actions. */
export function parseOr(p: Parser): Test {
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

/** The word after an option, which must be there. */
export function argument(p: Parser, name: string): string {
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

/** The last component of a path. */
export function baseOf(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** The size of a file in bytes. */
export function sizeOf(row: FileRow): number {
  return row.kind === 'dir' ? 4096 : byteLength(row.content);
}

/** `+5`, `-5`, `5` compared with a number. */
function relation(text: string, n: number): boolean {
  const value = Number(text.replace(/^[-+]/, ''));
  return text.startsWith('+') ? n > value : text.startsWith('-') ? n < value : n === value;
}

const KINDS: Readonly<Record<string, FileRow['kind']>> = { f: 'file', d: 'dir', l: 'link', c: 'device' };
const UNITS: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, M: 1048576, G: 1073741824 };

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

import { ExecError, type Process, type Run, wait, write } from '../../os/index.ts';
import { quit } from '../lib/answer.ts';
import type { Test, Visit } from './find.ts';
import { baseOf, type Parser, pure, sizeOf } from './find-tests.ts';

/** -print and -print0. */
export function printer(end: string): Test {
  return function* (v) {
    yield* write(v.path + end);
    return true;
  };
}

/** Marks that the expression acts, so that find does not print by itself. */
export function action(p: Parser, test: Test): Test {
  p.plan.acts = true;
  return test;
}

/** -exec, with `;` or `+`. */
export function executor(p: Parser, name: string): Test {
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

/** Runs a command and tells whether it succeeded. */
export function* execute(proc: Process, argv: readonly string[]): Run<boolean> {
  try {
    return (yield* wait(proc.spawn({ argv }))) === 0;
  } catch (e) {
    if (!(e instanceof ExecError)) throw e;
    yield* write(`find: ‘${argv[0]}’: ${e.code === 'ENOENT' ? 'No such file or directory' : 'Permission denied'}\n`, 2);
    return false;
  }
}

/** -printf. */
export function formatted(format: string, v: Visit): string {
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

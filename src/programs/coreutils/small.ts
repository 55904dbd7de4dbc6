import {
  FsError,
  joinPath,
  mkdir,
  type Process,
  type Program,
  type Run,
  read,
  readFile,
  resolvePath,
  stat as statOf,
  write,
  writeFile,
} from '../../os/index.ts';
import { strftime } from '../../shell/index.ts';
import { command, guarded, ok, quit } from '../lib/answer.ts';
import { type Dialect, missing, misused, quoted, toolOptions } from '../lib/dialect.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { general } from '../lib/numbers.ts';
import { attemptFs, pathOf, writeText } from '../lib/paths.ts';
import { sizeOf } from './ls.ts';
import { modeText } from './mode.ts';

/** true(1). */
export const yesStatus: Program = command(() => ok());

/** false(1). */
export const noStatus: Program = command(() => ({ code: 1 }));

/** basename(1). */
export function basename(dialect: Dialect): Program {
  return command((_proc, args) => {
    const parsed = toolOptions(dialect, 'basename', args, { short: '+as:z', long: { multiple: 'a', suffix: 's=' } });
    const [first, second] = parsed.operands;
    if (first === undefined) missing(dialect, 'basename', 'missing operand');
    const suffix = optionOf(parsed, 's');
    const many = has(parsed, 'a') || suffix !== undefined;
    const strip = (path: string, end: string | undefined) => {
      const name = path.replace(/\/+$/, '').split('/').at(-1) || (path.startsWith('/') ? '/' : '');
      return end !== undefined && name.endsWith(end) && name !== end ? name.slice(0, -end.length) : name;
    };
    return ok(many ? parsed.operands.map((p) => `${strip(p, suffix)}\n`).join('') : `${strip(first, second)}\n`);
  });
}

/** dirname(1). */
export function dirname(dialect: Dialect): Program {
  return command((_proc, args) => {
    if (args.length === 0) missing(dialect, 'dirname', 'missing operand');
    const of = (path: string) => {
      const trimmed = path.replace(/\/+$/, '') || '/';
      const cut = trimmed.lastIndexOf('/');
      return trimmed === '/' ? '/' : cut < 0 ? '.' : trimmed.slice(0, cut).replace(/\/+$/, '') || '/';
    };
    return ok(args.map((p) => `${of(p)}\n`).join(''));
  });
}

/** seq(1). */
export function seq(dialect: Dialect): Program {
  return command((_proc, args) => {
    const guardedArgs = args.some((a) => /^-\.?\d/.test(a)) ? ['--', ...args] : args;
    const parsed = toolOptions(dialect, 'seq', guardedArgs, {
      short: '+f:s:w',
      long: { separator: 's=', 'equal-width': 'w', format: 'f=' },
    });
    if (parsed.operands.length === 0) missing(dialect, 'seq', 'missing operand');
    const numbers = parsed.operands.map((text) =>
      /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)
        ? Number(text)
        : dialect === 'gnu'
          ? misused('gnu', 'seq', `invalid floating point argument: ${quoted('gnu', text)}`)
          : quit(`seq: invalid number '${text}'`),
    );
    const [from, step, to] =
      numbers.length === 1
        ? [1, 1, numbers[0] ?? 0]
        : numbers.length === 2
          ? [numbers[0] ?? 0, 1, numbers[1] ?? 0]
          : [numbers[0] ?? 0, numbers[1] ?? 1, numbers[2] ?? 0];
    if (step === 0)
      misused(dialect, 'seq', `invalid Zero increment value: ${quoted('gnu', parsed.operands[1] ?? '0')}`);
    const places = Math.max(...parsed.operands.slice(0, 2).map((t) => (t.split('.')[1] ?? '').length), 0);
    const list: string[] = [];
    for (let i = 0; i < 1_000_000; i++) {
      const value = from + i * step;
      if (step > 0 ? value > to + 1e-9 : value < to - 1e-9) break;
      list.push(places > 0 ? value.toFixed(places) : general(value));
    }
    const width = Math.max(0, ...list.map((t) => t.length));
    const shown = has(parsed, 'w')
      ? list.map((t) => (t.startsWith('-') ? `-${t.slice(1).padStart(width - 1, '0')}` : t.padStart(width, '0')))
      : list;
    return ok(shown.length === 0 ? '' : `${shown.join(optionOf(parsed, 's') ?? '\n')}\n`);
  });
}

/** tee(1). */
export function tee(dialect: Dialect): Program {
  return (proc) => guarded(copyAll(proc, dialect));
}

function* copyAll(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'tee', proc.argv.slice(1), {
    short: 'aip',
    long: { append: 'a', 'ignore-interrupts': 'i' },
  });
  let status = 0;
  const open: string[] = [];
  for (const path of parsed.operands) {
    const e = writeText(proc, path, '', has(parsed, 'a'));
    if (!e) open.push(path);
    else {
      status = 1;
      yield* write(`tee: ${path}: ${e.message}\n`, 2);
    }
  }
  for (;;) {
    const part = yield* read();
    if (part === undefined) return status;
    yield* write(part);
    for (const path of open) writeText(proc, path, part, true);
  }
}

/** realpath(1) and readlink(1). */
export function realpath(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'realpath', args, { short: 'emsqz', long: { canonicalize: 'm' } });
    if (parsed.operands.length === 0) missing(dialect, 'realpath', 'missing operand');
    return resolved(proc, 'realpath', parsed.operands, has(parsed, 'e') || dialect === 'busybox');
  });
}

function resolved(proc: Process, tool: string, paths: readonly string[], mustExist: boolean) {
  let [out, err] = ['', ''];
  for (const path of paths) {
    try {
      const real = resolvePath(proc.world, proc.fs, pathOf(proc, path));
      if (mustExist && !statOf(proc.world, proc.fs, real)) throw new FsError('ENOENT', path);
      out += `${real}\n`;
    } catch (e) {
      if (!(e instanceof FsError)) throw e;
      err += `${tool}: ${path}: ${e.message}\n`;
    }
  }
  return { out, err, code: err === '' ? 0 : 1 };
}

/** readlink(1). */
export function readlink(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'readlink', args, { short: 'efmnqsvz', long: { canonicalize: 'f' } });
    if (parsed.operands.length === 0) missing(dialect, 'readlink', 'missing operand');
    if (has(parsed, 'f', 'e', 'm'))
      return { ...resolved(proc, 'readlink', parsed.operands, has(parsed, 'e')), err: '' };
    const targets = parsed.operands.map((p) => statOf(proc.world, proc.fs, pathOf(proc, p), { nofollow: true }));
    return {
      out: targets.map((t) => (t?.kind === 'link' ? `${t.content}${has(parsed, 'n') ? '' : '\n'}` : '')).join(''),
      code: targets.every((t) => t?.kind === 'link') ? 0 : 1,
    };
  });
}

/** mktemp(1). */
export function mktemp(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'mktemp', args, {
      short: 'dup:qt',
      long: { directory: 'd', 'dry-run': 'u', tmpdir: 'p=?', quiet: 'q' },
    });
    const template = parsed.operands[0];
    const base =
      template === undefined
        ? joinPath(optionOf(parsed, 'p') || '/tmp', 'tmp.XXXXXXXXXX')
        : has(parsed, 'p', 't')
          ? joinPath(optionOf(parsed, 'p') || '/tmp', template)
          : template;
    if (!/X{3,}$/.test(base))
      quit(
        dialect === 'gnu'
          ? `mktemp: too few X's in template ${quoted('gnu', template ?? '')}`
          : 'mktemp: Invalid argument',
      );
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    const path = base.replace(/X+$/, (x) => [...x].map(() => letters[proc.random(letters.length)]).join(''));
    const e = has(parsed, 'u')
      ? undefined
      : attemptFs(() =>
          proc.transact((tx) =>
            has(parsed, 'd')
              ? mkdir(tx, proc.fs, pathOf(proc, path), { mode: 0o700 })
              : writeFile(tx, proc.fs, pathOf(proc, path), '', { mode: 0o600 }),
          ),
        );
    if (e)
      quit(
        dialect === 'gnu'
          ? `mktemp: failed to create ${has(parsed, 'd') ? 'directory' : 'file'} via template ${quoted('gnu', base)}: ${e.message}`
          : `mktemp: (null): ${e.message}`,
      );
    return ok(`${path}\n`);
  });
}

/** truncate(1). */
export function truncate(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'truncate', args, { short: 'cs:r:', long: { size: 's=', 'no-create': 'c' } });
    const size =
      optionOf(parsed, 's') ??
      missing(
        dialect,
        'truncate',
        `you must specify either ${quoted('gnu', '--size')} or ${quoted('gnu', '--reference')}`,
      );
    const length = /^\d+$/.test(size) ? Number(size) : quit(`truncate: Invalid number: ${quoted(dialect, size)}`);
    for (const path of parsed.operands) {
      const at = pathOf(proc, path);
      const old = statOf(proc.world, proc.fs, at) ? readFile(proc.world, proc.fs, at) : '';
      const e = writeText(proc, path, old.length >= length ? old.slice(0, length) : old.padEnd(length, '\0'));
      if (e) quit(`truncate: cannot open '${path}' for writing: ${e.message}`);
    }
    return ok();
  });
}

/** stat(1) with -c, and its page for one file. */
export function stat(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'stat', args, {
      short: 'Lfc:t',
      long: { format: 'c=', printf: 'p=', dereference: 'L' },
    });
    if (parsed.operands.length === 0) missing(dialect, 'stat', 'missing operand');
    let [out, err] = ['', ''];
    for (const path of parsed.operands) {
      const at = pathOf(proc, path);
      const row = statOf(proc.world, proc.fs, at, { nofollow: !has(parsed, 'L') });
      if (!row)
        err +=
          dialect === 'gnu'
            ? `stat: cannot statx '${path}': No such file or directory\n`
            : `stat: can't stat '${path}': No such file or directory\n`;
      else {
        const size = sizeOf(proc, row, at);
        const kind =
          row.kind === 'dir'
            ? 'directory'
            : row.kind === 'link'
              ? 'symbolic link'
              : row.kind === 'device'
                ? 'character special file'
                : size === 0
                  ? 'regular empty file'
                  : 'regular file';
        const mode = modeText(row.kind, row.mode);
        const values: Readonly<Record<string, string>> = {
          a: row.mode.toString(8),
          A: mode,
          n: path,
          N: `'${path}'`,
          s: String(size),
          U: row.owner,
          G: 'root',
          u: '0',
          g: '0',
          F: kind,
          h: '1',
          b: String(Math.ceil(size / 4096) * 8),
          B: '512',
          i: String(1000 + row.path.length),
          Y: String(Math.floor(row.mtime / 1000)),
          y: strftime('%Y-%m-%d %H:%M:%S.000000000 +0000', row.mtime),
          o: '4096',
          '%': '%',
        };
        const fill = (format: string) => format.replace(/%([a-zA-Z%])/g, (whole, c: string) => values[c] ?? whole);
        const time = values.y ?? '';
        const page = `  File: ${path}${row.kind === 'link' ? ` -> ${row.content}` : ''}\n  Size: ${String(size).padEnd(10)}\tBlocks: ${(values.b ?? '').padEnd(10)} IO Block: 4096   ${kind}\nDevice: 0,45\tInode: ${(values.i ?? '').padEnd(11)} Links: 1\nAccess: (${row.mode.toString(8).padStart(4, '0')}/${mode})  Uid: (    0/    root)   Gid: (    0/    root)\nAccess: ${time}\nModify: ${time}\nChange: ${time}\n${dialect === 'gnu' ? ` Birth: ${time}\n` : ''}`;
        const format = optionOf(parsed, 'c');
        const printf = optionOf(parsed, 'p');
        out +=
          printf !== undefined
            ? fill(printf).replaceAll('\\n', '\n').replaceAll('\\t', '\t')
            : format === undefined
              ? page
              : `${fill(format)}\n`;
      }
    }
    return { out, err, code: err === '' ? 0 : 1 };
  });
}

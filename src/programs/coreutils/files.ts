import {
  baseName,
  chmod as chmodFile,
  copy,
  FsError,
  joinPath,
  mkdir as makeDir,
  type Process,
  type Program,
  remove,
  rename,
  stat as statOf,
  symlink,
  writeFile,
} from '../../os/index.ts';
import { type Answer, command, quit } from '../lib/answer.ts';
import { type Dialect, missing, misused, quoted, toolOptions } from '../lib/dialect.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { attemptFs, pathOf } from '../lib/paths.ts';
import { changeMode } from './mode.ts';

/** Runs `act` on every operand and collects what it says. */
function each(operands: readonly string[], act: (path: string) => string | undefined, failing = 1): Answer {
  const said = operands.map(act);
  return {
    err: said.map((s) => (s?.startsWith('\0') ? '' : (s ?? ''))).join(''),
    out: said.map((s) => (s?.startsWith('\0') ? s.slice(1) : '')).join(''),
    code: said.some((s) => s !== undefined && !s.startsWith('\0')) ? failing : 0,
  };
}

/** mkdir(1). */
export function mkdir(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'mkdir', args, {
      short: 'm:pv',
      long: { parents: 'p', mode: 'm=', verbose: 'v' },
    });
    if (parsed.operands.length === 0) missing(dialect, 'mkdir', 'missing operand');
    const mode = optionOf(parsed, 'm');
    return each(parsed.operands, (path) => {
      const e = attemptFs(() =>
        proc.transact((tx) =>
          makeDir(tx, proc.fs, pathOf(proc, path), {
            parents: has(parsed, 'p'),
            ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
          }),
        ),
      );
      if (!e) return has(parsed, 'v') ? `\0mkdir: created directory '${path}'\n` : undefined;
      return `mkdir: ${dialect === 'gnu' ? 'cannot' : "can't"} create directory ${quoted(dialect, path)}: ${e.message}\n`;
    });
  });
}

/** rmdir(1). */
export function rmdir(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'rmdir', args, {
      short: 'pv',
      long: { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'i' },
    });
    if (parsed.operands.length === 0) missing(dialect, 'rmdir', 'missing operand');
    return each(parsed.operands, (path) => {
      const at = pathOf(proc, path);
      const row = statOf(proc.world, proc.fs, at, { nofollow: true });
      const e =
        row && row.kind !== 'dir'
          ? new FsError('ENOTDIR', path)
          : attemptFs(() => proc.transact((tx) => remove(tx, proc.fs, at, { dir: true })));
      if (!e) return undefined;
      return dialect === 'gnu'
        ? `rmdir: failed to remove '${path}': ${e.message}\n`
        : `rmdir: '${path}': ${e.message}\n`;
    });
  });
}

/** rm(1). */
export function rm(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'rm', args, {
      short: 'dfiIrRv',
      long: {
        force: 'f',
        recursive: 'r',
        dir: 'd',
        verbose: 'v',
        interactive: 'i',
        'no-preserve-root': 'n',
        'preserve-root': 'n',
      },
    });
    const force = has(parsed, 'f');
    if (parsed.operands.length === 0 && !force) missing(dialect, 'rm', 'missing operand');
    return each(parsed.operands, (path) => {
      const at = pathOf(proc, path);
      const e = attemptFs(() =>
        proc.transact((tx) => remove(tx, proc.fs, at, { recursive: has(parsed, 'r', 'R'), dir: has(parsed, 'd') })),
      );
      if (!e) return has(parsed, 'v') ? `\0removed ${statOf(proc.world, proc.fs, at) ? '' : `'${path}'`}\n` : undefined;
      if (force && (e.code === 'ENOENT' || e.code === 'ENOTDIR')) return undefined;
      if (dialect === 'busybox')
        return e.code === 'EISDIR' ? `rm: '${path}' is a directory\n` : `rm: can't remove '${path}': ${e.message}\n`;
      return `rm: cannot remove '${path}': ${e.message}\n`;
    });
  });
}

/** unlink(1) and link(1) share nothing but their place. */
export function unlink(dialect: Dialect): Program {
  return command((proc, args) => {
    const [path, extra] = args;
    if (path === undefined) return missing(dialect, 'unlink', 'missing operand');
    if (extra !== undefined) return misused(dialect, 'unlink', `extra operand ${quoted('gnu', extra)}`);
    const e = attemptFs(() => proc.transact((tx) => remove(tx, proc.fs, pathOf(proc, path))));
    return e
      ? quit(
          dialect === 'gnu'
            ? `unlink: cannot unlink '${path}': ${e.message}`
            : `unlink: can't remove file '${path}': ${e.message}`,
        )
      : { code: 0 };
  });
}

/** touch(1). */
export function touch(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'touch', args, {
      short: 'acd:fhmr:t:',
      long: { 'no-create': 'c', date: 'd=', reference: 'r=' },
    });
    if (parsed.operands.length === 0) missing(dialect, 'touch', 'missing file operand');
    return each(parsed.operands, (path) => {
      const at = pathOf(proc, path);
      const row = statOf(proc.world, proc.fs, at);
      if (!row && has(parsed, 'c')) return undefined;
      if (row?.kind === 'dir' || row?.made) return undefined;
      const e = attemptFs(() => proc.transact((tx) => writeFile(tx, proc.fs, at, '', { append: true })));
      if (!e) return undefined;
      return dialect === 'gnu' ? `touch: cannot touch '${path}': ${e.message}\n` : `touch: ${path}: ${e.message}\n`;
    });
  });
}

/** chmod(1). */
export function chmod(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(
      dialect,
      'chmod',
      args.map((a) => (/^-[rwxX]/.test(a) ? `a${a}` : a)),
      { short: 'Rvcf', long: { recursive: 'R', verbose: 'v' } },
    );
    const [mode, ...paths] = parsed.operands;
    if (mode === undefined) missing(dialect, 'chmod', 'missing operand');
    if (paths.length === 0) missing(dialect, 'chmod', `missing operand after ${quoted('gnu', mode)}`);
    if (changeMode(mode, 0o644, false) === undefined)
      return dialect === 'gnu'
        ? misused(dialect, 'chmod', `invalid mode: ${quoted('gnu', mode)}`)
        : quit(`chmod: invalid mode '${mode}'`);
    return each(paths, (path) => {
      const at = pathOf(proc, path);
      const row = statOf(proc.world, proc.fs, at);
      const e = attemptFs(() =>
        proc.transact((tx) => chmodFile(tx, proc.fs, at, changeMode(mode, row?.mode ?? 0, row?.kind === 'dir') ?? 0)),
      );
      if (!e) return undefined;
      return dialect === 'gnu' ? `chmod: cannot access '${path}': ${e.message}\n` : `chmod: ${path}: ${e.message}\n`;
    });
  });
}

/** chown(1) and chgrp(1): every file is root's here, so only the names are checked. */
export function chown(dialect: Dialect, tool: 'chown' | 'chgrp' = 'chown'): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, tool, args, { short: 'RhvcfHLP', long: { recursive: 'R' } });
    const [who, ...paths] = parsed.operands;
    if (who === undefined) missing(dialect, tool, 'missing operand');
    if (paths.length === 0) missing(dialect, tool, `missing operand after ${quoted('gnu', who)}`);
    const [user = ''] = who.split(/[:.]/);
    if (user !== '' && user !== 'root' && !/^\d+$/.test(user))
      quit(
        dialect === 'gnu'
          ? `${tool}: invalid ${tool === 'chown' ? 'user' : 'group'}: ${quoted('gnu', who)}`
          : `${tool}: unknown user ${user}`,
      );
    return each(paths, (path) =>
      statOf(proc.world, proc.fs, pathOf(proc, path))
        ? undefined
        : dialect === 'gnu'
          ? `${tool}: cannot access '${path}': No such file or directory\n`
          : `${tool}: ${path}: No such file or directory\n`,
    );
  });
}

/** ln(1); a hard link is a copy here, since nothing in the course writes through one. */
export function ln(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'ln', args, {
      short: 'sfnvTb',
      long: { symbolic: 's', force: 'f', 'no-dereference': 'n', verbose: 'v', 'no-target-directory': 'T' },
    });
    const [target, given] = parsed.operands;
    if (target === undefined) missing(dialect, 'ln', 'missing file operand');
    if (parsed.operands.length > 2)
      quit(
        `dockernet-course: not simulated: ln of several files\ndockernet-course: the nearest thing that is: ln -s TARGET NAME`,
        99,
      );
    const name = destination(proc, target, given ?? baseName(target), has(parsed, 'T', 'n'));
    const e = attemptFs(() =>
      proc.transact((tx) => {
        if (has(parsed, 'f') && statOf(tx, proc.fs, name, { nofollow: true })) remove(tx, proc.fs, name);
        if (has(parsed, 's')) symlink(tx, proc.fs, target, name);
        else {
          if (statOf(tx, proc.fs, name, { nofollow: true })) throw new FsError('EEXIST', name);
          copy(tx, { fs: proc.fs, path: pathOf(proc, target) }, { fs: proc.fs, path: name });
        }
      }),
    );
    if (!e) return { code: 0 };
    const kind = has(parsed, 's') ? 'symbolic' : 'hard';
    return quit(
      dialect === 'gnu'
        ? `ln: failed to create ${kind} link '${given ?? baseName(target)}': ${e.message}`
        : `ln: ${given ?? baseName(target)}: ${e.message}`,
    );
  });
}

/** Where a file goes: into a directory under its own name, or to the very path. */
export function destination(proc: Process, source: string, target: string, exact = false): string {
  const at = pathOf(proc, target);
  const into = !exact && statOf(proc.world, proc.fs, at)?.kind === 'dir';
  return into ? joinPath(at, baseName(pathOf(proc, source))) : at;
}

/** cp(1) and mv(1). */
export function cpmv(dialect: Dialect, tool: 'cp' | 'mv'): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, tool, args, {
      short: tool === 'cp' ? 'adfHiLlnPpRrst:TuvxZ' : 'bfint:Tuv',
      long: {
        archive: 'a',
        recursive: 'r',
        force: 'f',
        verbose: 'v',
        'no-clobber': 'n',
        'target-directory': 't=',
        'no-target-directory': 'T',
        preserve: 'p=?',
        interactive: 'i',
        update: 'u',
      },
    });
    const into = optionOf(parsed, 't');
    const sources = into === undefined ? parsed.operands.slice(0, -1) : parsed.operands;
    const target = into ?? parsed.operands.at(-1);
    if (target === undefined) missing(dialect, tool, 'missing file operand');
    if (sources.length === 0) missing(dialect, tool, `missing destination file operand after '${target}'`);
    if (sources.length > 1 && statOf(proc.world, proc.fs, pathOf(proc, target))?.kind !== 'dir')
      quit(
        dialect === 'gnu'
          ? `${tool}: target '${target}': No such file or directory`
          : `${tool}: can't stat '${target}': No such file or directory`,
      );
    const recursive = tool === 'mv' || has(parsed, 'r', 'R', 'a');
    return each(sources, (source) => {
      const from = pathOf(proc, source);
      const row = statOf(proc.world, proc.fs, from, { nofollow: tool === 'mv' });
      if (!row) return `${tool}: ${refusalToStat(dialect, tool)} '${source}': No such file or directory\n`;
      if (row.kind === 'dir' && !recursive)
        return dialect === 'gnu'
          ? `cp: -r not specified; omitting directory '${source}'\n`
          : `cp: omitting directory '${source}'\n`;
      const to = destination(proc, source, target, has(parsed, 'T'));
      if (has(parsed, 'n') && statOf(proc.world, proc.fs, to)) return undefined;
      if (from === to) return `${tool}: '${source}' and '${target}' are the same file\n`;
      const e = attemptFs(() =>
        proc.transact((tx) => (tool === 'cp' ? copyInto(tx, proc, from, to) : rename(tx, proc.fs, from, to))),
      );
      if (!e)
        return has(parsed, 'v')
          ? `\0${tool === 'mv' ? 'renamed ' : ''}'${source}' -> '${to === pathOf(proc, target) ? target : joinPath(target, baseName(from)).slice(target.startsWith('/') ? 0 : 1)}'\n`
          : undefined;
      if (dialect === 'busybox')
        return tool === 'cp'
          ? `cp: can't create '${target}': ${e.message}\n`
          : `mv: can't rename '${source}': ${e.message}\n`;
      return tool === 'cp'
        ? `cp: cannot create regular file '${target}': ${e.message}\n`
        : `mv: cannot move '${source}' to '${target}': ${e.message}\n`;
    });
  });
}

function copyInto(
  tx: Parameters<Parameters<Process['transact']>[0]>[0],
  proc: Process,
  from: string,
  to: string,
): void {
  const row = statOf(tx, proc.fs, from);
  const old = statOf(tx, proc.fs, to);
  if (row && row.kind !== 'dir' && old) {
    if (old.kind === 'dir') throw new FsError('EISDIR', to);
    writeFile(tx, proc.fs, to, row.content);
  } else copy(tx, { fs: proc.fs, path: from }, { fs: proc.fs, path: to });
}

function refusalToStat(dialect: Dialect, tool: string): string {
  if (dialect === 'gnu') return 'cannot stat';
  return tool === 'cp' ? "can't stat" : "can't rename";
}

import { FsError, joinPath, type Run, resolvePath, stat } from '../../os/index.ts';
import { complain, emit, type Shell, update } from '../shell.ts';
import { homeOf } from '../tilde.ts';
import { getValue, store, variable } from '../variables.ts';
import { type Builtin, badOption, grumble, letters } from './builtin.ts';

/** Goes to a directory; sets PWD and OLDPWD. Returns an error text or undefined. */
function go(sh: Shell, path: string, physical: boolean): string | undefined {
  const target = joinPath(sh.state.cwd, path);
  const row = stat(sh.proc.world, sh.proc.fs, target);
  if (!row) return path === '' ? undefined : 'No such file or directory';
  if (row.kind !== 'dir') return 'Not a directory';
  const old = sh.state.cwd;
  let cwd = target;
  if (physical) {
    try {
      cwd = resolvePath(sh.proc.world, sh.proc.fs, target);
    } catch (e) {
      if (!(e instanceof FsError)) throw e;
    }
  }
  update(sh, { cwd });
  const exported = variable(sh, 'OLDPWD')?.exported ?? sh.state.dialect === 'bash';
  store(sh, 'OLDPWD', { kind: 'string', value: old, ...(exported ? { exported: true } : {}) });
  const pwd = variable(sh, 'PWD');
  store(sh, 'PWD', { ...pwd, kind: 'string', value: cwd });
  return undefined;
}

function* cannot(sh: Shell, name: string, path: string, why: string): Run<number> {
  if (sh.state.dialect === 'bash') {
    yield* complain(sh, `${name}: ${path}: ${why}`);
    return 1;
  }
  yield* grumble(sh, name, sh.state.dialect === 'dash' ? `can't cd to ${path}` : `can't cd to ${path}: ${why}`);
  return 2;
}

/** `cd`. */
export const cd: Builtin = function* (sh, args) {
  const { flags, rest } = letters(args[0] === '-' ? ['--', ...args] : args);
  const bash = sh.state.dialect === 'bash';
  for (const f of flags.keys())
    if (!'LPe@'.includes(f)) return yield* badOption(sh, 'cd', `-${f}`, 'cd [-L|[-P [-e]] [-@]] [dir]');
  if (rest.length > 1 && bash) {
    yield* complain(sh, 'cd: too many arguments');
    return 2;
  }
  let path = rest[0];
  let print = false;
  if (path === undefined) {
    path = getValue(sh, 'HOME');
    if (path === undefined) {
      if (bash) yield* complain(sh, 'cd: HOME not set');
      return bash ? 1 : 0;
    }
  } else if (path === '-') {
    path = getValue(sh, 'OLDPWD');
    if (path === undefined && bash) {
      yield* complain(sh, 'cd: OLDPWD not set');
      return 1;
    }
    path ??= sh.state.cwd;
    print = true;
  }
  if (path === '' && bash) {
    yield* complain(sh, 'cd: null directory');
    return 1;
  }
  const fromPath = cdPath(sh, path);
  if (fromPath !== undefined) print = true;
  const why = go(sh, fromPath ?? path, flags.has('P'));
  if (why !== undefined) return yield* cannot(sh, 'cd', path, why);
  if (print) yield* emit(sh, 1, `${sh.state.cwd}\n`);
  return 0;
};

/** CDPATH: where a relative name is looked for. */
function cdPath(sh: Shell, path: string): string | undefined {
  const list = getValue(sh, 'CDPATH');
  if (list === undefined || list === '' || /^(?:\/|\.\.?(?:\/|$))/.test(path)) return undefined;
  for (const dir of list.split(':')) {
    const full = joinPath(joinPath(sh.state.cwd, dir === '' ? '.' : dir), path);
    if (stat(sh.proc.world, sh.proc.fs, full)?.kind === 'dir') return dir === '' || dir === '.' ? undefined : full;
  }
  return undefined;
}

/** `pwd`. */
export const pwd: Builtin = function* (sh, args) {
  const { flags } = letters(args);
  for (const f of flags.keys()) if (!'LP'.includes(f)) return yield* badOption(sh, 'pwd', `-${f}`, 'pwd [-LP]');
  const path = flags.has('P') ? resolvePath(sh.proc.world, sh.proc.fs, sh.state.cwd) : sh.state.cwd;
  yield* emit(sh, 1, `${path}\n`);
  return 0;
};

function shown(sh: Shell, path: string, long: boolean): string {
  const home = homeOf(sh, '');
  if (long || home === undefined || home === '/') return path;
  return path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function* list(sh: Shell, long = false): Run<number> {
  const all = [sh.state.cwd, ...sh.state.directories];
  yield* emit(sh, 1, `${all.map((d) => shown(sh, d, long)).join(' ')}\n`);
  return 0;
}

/** `dirs`. */
export const dirs: Builtin = function* (sh, args) {
  const { flags } = letters(args);
  if (flags.has('c')) {
    update(sh, { directories: [] });
    return 0;
  }
  if (!flags.has('p') && !flags.has('v')) return yield* list(sh, flags.has('l'));
  const all = [sh.state.cwd, ...sh.state.directories];
  yield* emit(
    sh,
    1,
    all
      .map((d, i) => `${flags.has('v') ? `${String(i).padStart(2)}  ` : ''}${shown(sh, d, flags.has('l'))}\n`)
      .join(''),
  );
  return 0;
};

/** `pushd`. */
export const pushd: Builtin = function* (sh, args) {
  const arg = args.find((a) => a !== '-n' && a !== '--');
  const { cwd, directories } = sh.state;
  if (arg === undefined) {
    const [top, ...rest] = directories;
    if (top === undefined) {
      yield* complain(sh, 'pushd: no other directory');
      return 1;
    }
    const why = go(sh, top, false);
    if (why !== undefined) return yield* cannot(sh, 'pushd', top, why);
    update(sh, { directories: [cwd, ...rest] });
    return yield* list(sh);
  }
  if (/^[-+]\d+$/.test(arg)) {
    const all = [cwd, ...directories];
    const n = arg.startsWith('+') ? Number(arg) : all.length - 1 + Number(arg);
    const turned = [...all.slice(n), ...all.slice(0, n)];
    const [top, ...rest] = turned;
    if (n < 0 || n >= all.length || top === undefined) {
      yield* complain(sh, `pushd: ${arg}: directory stack index out of range`);
      return 1;
    }
    go(sh, top, false);
    update(sh, { directories: rest });
    return yield* list(sh);
  }
  const why = go(sh, arg, false);
  if (why !== undefined) return yield* cannot(sh, 'pushd', arg, why);
  update(sh, { directories: [cwd, ...directories] });
  return yield* list(sh);
};

/** `popd`. */
export const popd: Builtin = function* (sh, args) {
  const arg = args.find((a) => /^[-+]\d+$/.test(a));
  const { cwd, directories } = sh.state;
  if (directories.length === 0) {
    yield* complain(sh, 'popd: directory stack empty');
    return 1;
  }
  const all = [cwd, ...directories];
  const n = arg === undefined ? 0 : arg.startsWith('+') ? Number(arg) : all.length - 1 + Number(arg);
  if (n < 0 || n >= all.length) {
    yield* complain(sh, `popd: ${arg}: directory stack index out of range`);
    return 1;
  }
  const rest = all.filter((_, i) => i !== n);
  if (n === 0) {
    const why = go(sh, rest[0] ?? '/', false);
    if (why !== undefined) return yield* cannot(sh, 'popd', rest[0] ?? '/', why);
  }
  update(sh, { directories: rest.slice(1) });
  return yield* list(sh);
};

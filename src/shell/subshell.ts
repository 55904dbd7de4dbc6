import type { CommandExpansionPart, ProcessSubstitutionPart } from 'unbash';
import {
  type Child,
  DISCARD,
  EMPTY,
  FsError,
  joinPath,
  type Process,
  type Run,
  readFile,
  remove,
  type SpawnRequest,
  sleep,
  stat,
  until,
  wait,
  writeFile,
} from '../os/index.ts';
import { makeCollector, makePipe, makeTextSource } from './descriptors.ts';
import { finish } from './end.ts';
import { runStatements } from './execute.ts';
import { expandText } from './expand.ts';
import { redirectionMessage } from './redirect-errors.ts';
import { complain, type Descriptor, option, type Shell, update } from './shell.ts';

/** A shell of its own with everything that this one has: what fork(2) gives a subshell. */
export function fork(sh: Shell, proc: Process, fds: ReadonlyMap<number, Descriptor>): Shell {
  const ignored = Object.entries(sh.state.traps).filter(([, action]) => action === '');
  for (const [signal] of ignored) if (isSignal(signal)) proc.trap(signal, 'ignore');
  return {
    ...sh,
    proc,
    state: {
      ...sh.state,
      traps: Object.fromEntries(ignored),
      jobs: [],
      interactive: false,
      options: { ...sh.state.options, monitor: false },
    },
    fds: new Map(fds),
    scopes: sh.scopes.map((scope) => new Map(scope)),
    calls: [...sh.calls],
    pending: [],
    interrupted: false,
    level: sh.level + 1,
    children: new Map(),
    seen: new Map(),
    afterwards: [],
    held: [],
    arrays: new Map(),
    loops: 0,
    last: true,
  };
}

function isSignal(name: string): name is 'INT' | 'TERM' | 'HUP' | 'QUIT' | 'USR1' | 'USR2' | 'PIPE' {
  return ['INT', 'TERM', 'HUP', 'QUIT', 'USR1', 'USR2', 'PIPE'].includes(name);
}

/** What a subshell starts with. */
export interface SubshellOptions {
  readonly fds: ReadonlyMap<number, Descriptor>;
  readonly pgid?: SpawnRequest['pgid'];
}

/** Starts a process in which a piece of this shell goes on by itself. */
export function spawnSubshell(sh: Shell, run: (sub: Shell) => Run<number>, options: SubshellOptions): Child {
  const { fds, pgid } = options;
  const snapshot: Shell = { ...sh, scopes: sh.scopes.map((s) => new Map(s)), calls: [...sh.calls] };
  for (const [fd, d] of fds) if (fd > 2) hold(d);
  return sh.proc.spawn({
    argv: sh.proc.argv,
    cwd: sh.state.cwd,
    ...stdio(fds),
    ...(pgid === undefined ? {} : { pgid }),
    program: function* (proc) {
      const sub = fork(snapshot, proc, fds);
      try {
        return yield* finish(sub, run);
      } finally {
        for (const [fd, d] of fds) if (fd > 2) drop(d);
        for (const release of sub.held) release();
      }
    },
  });
}

function hold(d: Descriptor): void {
  d.sink?.hold?.();
  d.source?.hold?.();
}

function drop(d: Descriptor): void {
  d.sink?.drop?.();
  d.source?.drop?.();
}

/** Descriptors 0, 1 and 2 as a child gets them; a closed one is /dev/null to it. */
export function stdio(
  fds: ReadonlyMap<number, Descriptor>,
): Required<Pick<SpawnRequest, 'stdin' | 'stdout' | 'stderr'>> {
  return {
    stdin: fds.get(0)?.source ?? EMPTY,
    stdout: fds.get(1)?.sink ?? DISCARD,
    stderr: fds.get(2)?.sink ?? DISCARD,
  };
}

/** The output of `$(…)`, to its end: also what a background process in it still writes. */
export function* substitute(sh: Shell, part: CommandExpansionPart): Run<string> {
  const { script } = part;
  if (!script || script.commands.length === 0) {
    sh.substituted = 0;
    return '';
  }
  const only = script.commands.length === 1 ? script.commands[0]?.command : undefined;
  const redirect =
    only?.type === 'Command' && !only.name && only.suffix.length === 0 && only.prefix.length === 1
      ? only.prefix[0]
      : undefined;
  if (redirect?.type === 'Redirect' && redirect.operator === '<' && redirect.target)
    return yield* contents(sh, yield* expandText(sh, redirect.target));
  const pipe = makePipe();
  pipe.source.hold?.();
  const fds = new Map(sh.fds).set(1, { sink: pipe.sink });
  const child = spawnSubshell(
    sh,
    function* (sub) {
      if (script.source !== undefined) sub.source = { text: script.source, line: sub.line };
      if (sub.state.dialect === 'bash' && !option(sub, 'inherit_errexit'))
        update(sub, { options: { ...sub.state.options, errexit: false } });
      sub.traceDepth++;
      return yield* runStatements(sub, script.commands);
    },
    { fds },
  );
  let text = '';
  for (;;) {
    let data: string | undefined = '';
    yield* until(() => {
      if (data === '') data = pipe.source.read();
      return data !== '';
    });
    if (data === undefined) break;
    text += data;
  }
  pipe.source.drop?.();
  const status = yield* wait(child);
  sh.substituted = status;
  update(sh, { lastStatus: status });
  return text;
}

/** `$(<file)`. */
function* contents(sh: Shell, path: string): Run<string> {
  sh.substituted = 0;
  if (path === '/dev/null') return '';
  try {
    return readFile(sh.proc.world, sh.proc.fs, joinPath(sh.state.cwd, path));
  } catch (e) {
    if (!(e instanceof FsError)) throw e;
    sh.substituted = 1;
    yield* complain(sh, redirectionMessage(sh, path, e, false));
    return '';
  }
}

/**
 * `<(…)` and `>(…)` as an argument: a name under /dev/fd. Programs here read whole files, so the list runs before the
 * command (or after it, for output) instead of beside it.
 */
export function* processSubstitution(sh: Shell, part: ProcessSubstitutionPart): Run<string> {
  const { script, operator } = part;
  let n = 63;
  while (stat(sh.proc.world, sh.proc.fs, `/dev/fd/${n}`)) n--;
  const path = `/dev/fd/${n}`;
  const statements = script?.commands ?? [];
  const write = (text: string) => sh.proc.transact((tx) => writeFile(tx, sh.proc.fs, path, text, { parents: true }));
  const forget = () => {
    if (stat(sh.proc.world, sh.proc.fs, path)) sh.proc.transact((tx) => remove(tx, sh.proc.fs, path));
  };
  if (operator === '<') {
    const collector = makeCollector();
    const fds = new Map(sh.fds).set(1, { sink: collector.sink });
    yield* wait(spawnSubshell(sh, (sub) => runStatements(sub, statements), { fds }));
    write(collector.text());
    sh.afterwards.push(function* () {
      yield* sleep(0);
      forget();
    });
  } else {
    write('');
    sh.afterwards.push(function* () {
      const text = readFile(sh.proc.world, sh.proc.fs, path);
      forget();
      const fds = new Map(sh.fds).set(0, { source: makeTextSource(text) });
      yield* wait(spawnSubshell(sh, (sub) => runStatements(sub, statements), { fds }));
    });
  }
  return path;
}

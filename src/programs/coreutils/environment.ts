import {
  ExecError,
  joinPath,
  type Process,
  type Program,
  type Run,
  stat,
  wait,
  which as whichPath,
  write,
} from '../../os/index.ts';
import { command, guarded, ok, quit } from '../lib/answer.ts';
import { type Dialect, misused, quoted, toolOptions } from '../lib/dialect.ts';
import { getopt, has } from '../lib/getopt.ts';

/** env(1). */
export function env(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(
    dialect,
    'env',
    proc.argv.slice(1),
    { short: '+iu:0C:S:v', long: { 'ignore-environment': 'i', unset: 'u=', null: '0', chdir: 'C=' } },
    125,
  );
  const environment: Record<string, string> = has(parsed, 'i') ? {} : { ...proc.env };
  for (const o of parsed.options) if (o.name === 'u') delete environment[o.value];
  const rest = [...parsed.operands];
  if (rest[0] === '-') {
    for (const key of Object.keys(environment)) delete environment[key];
    rest.shift();
  }
  while (rest[0]?.includes('=')) {
    const [word = ''] = rest.splice(0, 1);
    environment[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
  }
  if (rest.length === 0) {
    const end = has(parsed, '0') ? '\0' : '\n';
    yield* write(
      Object.entries(environment)
        .map(([k, v]) => `${k}=${v}${end}`)
        .join(''),
    );
    return 0;
  }
  return yield* become(proc, 'env', dialect, rest, environment);
}

/** Runs a command in this one's place (execvp(3) as env, nice and their like do it): its status is ours. */
export function* become(
  proc: Process,
  tool: string,
  dialect: Dialect,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = proc.env,
): Run<number> {
  try {
    return yield* wait(proc.spawn({ argv, env: environment }));
  } catch (e) {
    if (!(e instanceof ExecError)) throw e;
    const text = e.code === 'ENOENT' ? 'No such file or directory' : 'Permission denied';
    return quit(
      dialect === 'gnu'
        ? `${tool}: ${quoted(dialect, argv[0] ?? '')}: ${text}`
        : `${tool}: can't execute '${argv[0]}': ${text}`,
      e.code === 'ENOENT' ? 127 : 126,
    );
  }
}

/** nice(1), nohup(1), stdbuf(1), setsid(1), sudo(8): run a command; what they change of it makes no difference here. */
export function wrapper(tool: string, short: string, long: Readonly<Record<string, string>> = {}): Program {
  return (proc) => guarded(wrap(proc, tool, short, long));
}

function* wrap(proc: Process, tool: string, short: string, long: Readonly<Record<string, string>>): Run<number> {
  const parsed = getopt(proc.argv.slice(1), { short: `+${short}`, long });
  if ('error' in parsed) return misused('gnu', tool, parsed.error, 125);
  const rest = [...parsed.operands];
  const environment: Record<string, string> = { ...proc.env };
  while (tool === 'sudo' && rest[0]?.includes('=')) {
    const [word = ''] = rest.splice(0, 1);
    environment[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
  }
  if (rest.length === 0) return misused('gnu', tool, 'missing operand', 125);
  if (tool === 'sudo' && !whichPath(proc.world, { fs: proc.fs, cwd: proc.cwd, env: environment }, rest[0] ?? ''))
    quit(`sudo: ${rest[0]}: command not found`, 1);
  return yield* become(proc, tool, 'gnu', rest, environment);
}

/** printenv(1). */
export const printenv: Program = command((proc, args) => {
  if (args.length === 0)
    return ok(
      Object.entries(proc.env)
        .map(([k, v]) => `${k}=${v}\n`)
        .join(''),
    );
  const found = args.map((name) => proc.env[name]);
  return {
    out: found
      .filter((v) => v !== undefined)
      .map((v) => `${v}\n`)
      .join(''),
    code: found.some((v) => v === undefined) ? 1 : 0,
  };
});

/** pwd(1). */
export const pwd: Program = command((proc) => ok(`${proc.cwd}\n`));

/** which(1): debianutils' says nothing of what it does not find, nor does BusyBox's. */
export const which: Program = command((proc, args) => {
  const all = args.includes('-a');
  const names = args.filter((a) => !a.startsWith('-'));
  const found = names.map((name) =>
    all
      ? everyPath(proc, name)
      : [whichPath(proc.world, proc, name)].filter(
          (p): p is string => p !== undefined && stat(proc.world, proc.fs, p) !== undefined,
        ),
  );
  return {
    out: found
      .flat()
      .map((p) => `${p}\n`)
      .join(''),
    code: names.length === 0 || found.some((f) => f.length === 0) ? 1 : 0,
  };
});

function everyPath(proc: Process, name: string): string[] {
  return (proc.env.PATH ?? '').split(':').flatMap((dir) => {
    const path = joinPath(joinPath(proc.cwd, dir), name);
    const row = stat(proc.world, proc.fs, path);
    return row && row.kind !== 'dir' && (row.mode & 0o111) !== 0 ? [path] : [];
  });
}

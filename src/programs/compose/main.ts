import { ApiError, type Daemon } from '../../engine/index.ts';
import { joinPath, type Process, parentOf, type Run, write } from '../../os/index.ts';
import { notSimulated } from '../docker/format/index.ts';
import {
  bool,
  CliError,
  childOf,
  DEFAULT_WIDTH,
  FlagError,
  type Flags,
  helpText,
  nameOf,
  type Parsed,
  type Place,
  parseFlags,
  pathOf,
} from '../docker/grammar/index.ts';
import type { Globals, Verb } from './commands/verb.ts';
import { ComposeError, filesOf, readDotenv } from './model/index.ts';
import { root } from './root.ts';
import { type Compose, daemonText, flush, type ProgressMode } from './service/index.ts';

const ROOT: Place = { parent: 'docker', node: root, experimental: false };
const HELP: Flags = { help: bool('Print usage', { short: 'h', hidden: true }) };

/** docker compose, with the words from `compose` on; its errors are told bare. */
export function* composeMain(proc: Process, words: readonly string[], daemon: Daemon): Run<number> {
  const compose = { pending: [] as string[] };
  try {
    return yield* main(proc, words.slice(1), daemon, compose);
  } catch (e) {
    yield* write(compose.pending.join(''), 2);
    const [text, status] = failureOf(e);
    yield* write(text.endsWith('\n') ? text : `${text}\n`, 2);
    return status;
  }
}

function failureOf(error: unknown): readonly [text: string, status: number] {
  if (error instanceof ApiError) return [daemonText(error), 1];
  if (error instanceof ComposeError || error instanceof CliError) return [error.message, error.status];
  if (error instanceof FlagError) return [error.message, 1];
  throw error;
}

function* main(
  proc: Process,
  words: readonly string[],
  daemon: Daemon,
  holder: { readonly pending: string[] },
): Run<number> {
  const global = parseFlags({ ...root.flags, ...HELP }, words, false);
  const [name, ...rest] = global.args;
  const node = root.commands.find((command) => nameOf(command) === name);
  if (!node) return yield* atRoot(proc, global);
  const place = childOf(ROOT, node);
  if (node.kind === 'noun') {
    if (rest.every((word) => word === '--help' || word === '-h')) return yield* help(proc, place);
    throw notSimulated(pathOf(place));
  }
  const parsed = parseFlags({ ...node.flags, ...HELP }, rest, node.interspersed);
  if (global.values.help === true || parsed.values.help === true) return yield* help(proc, place);
  const verb = node as Verb;
  checkArgs(place, verb, parsed.args);
  if (global.values['dry-run'] === true || parsed.values['dry-run'] === true)
    throw notSimulated('docker compose --dry-run');
  if (!verb.act) throw notSimulated(pathOf(place));
  yield* warnOfOldFlags(global);
  const compose = { ...composeOf(proc, daemon, global), pending: holder.pending };
  const status = yield* verb.act({
    proc,
    daemon: compose.daemon,
    compose,
    globals: globalsOf(proc, global),
    path: pathOf(place),
    args: parsed.args,
    flags: parsed.values,
    changed: (flag) => parsed.changed.has(flag),
  });
  yield* flush(compose);
  return status;
}

function* help(proc: Process, place: Place): Run<number> {
  const width = (proc.isatty(0) ? proc.tty?.columns : undefined) ?? DEFAULT_WIDTH;
  yield* write(helpText(place, { swarmActive: false, manager: false }, width));
  return 0;
}

/** No verb, or one that compose does not have. */
function* atRoot(proc: Process, global: Parsed): Run<number> {
  yield* help(proc, ROOT);
  const [word] = global.args;
  if (word === undefined || global.values.help === true) return 0;
  throw new CliError(`unknown docker command: "compose ${word}"`);
}

/** Too few or too many arguments, in the words of cobra, or of docker's client where compose asks that. */
function checkArgs(place: Place, { cobra }: Verb, args: readonly string[]): void {
  if (cobra.max === 0 && args.length > 0) throw new CliError(`unknown command "${args[0]}" for "${pathOf(place)}"`);
  if (cobra.by === 'docker' && (args.length < cobra.min || args.length > cobra.max)) {
    const exactly = cobra.min === cobra.max;
    const wanted = `${exactly ? '' : 'at least '}${cobra.min} argument${cobra.min === 1 ? '' : 's'}`;
    const help = `${exactly ? 'Run' : 'See'} '${pathOf(place)} --help' for more information`;
    throw new CliError(
      `docker: '${pathOf(place)}' requires ${wanted}\n\nUsage:  docker compose ${place.node.use}\n\n${help}`,
    );
  }
  if (args.length < cobra.min)
    throw new CliError(`requires at least ${cobra.min} arg(s), only received ${args.length}`);
  if (args.length > cobra.max) throw new CliError(`accepts at most ${cobra.max} arg(s), received ${args.length}`);
}

/** The flags of docker-compose 1, in compose's words. */
function* warnOfOldFlags({ values, changed }: Parsed): Run<void> {
  if (values['no-ansi'] === true) {
    if (values.ansi !== 'auto')
      throw new CliError('cannot specify DEPRECATED "--no-ansi" and "--ansi". Please use only "--ansi"');
    yield* write("option '--no-ansi' is DEPRECATED ! Please use '--ansi' instead.\n", 2);
  }
  if (!changed.has('workdir') || values.workdir === '') return;
  if (values['project-directory'] !== '')
    throw new CliError(
      "cannot specify DEPRECATED '--workdir' and '--project-directory'. Please use only '--project-directory' instead",
    );
  const text = "option '--workdir' is DEPRECATED at root level! Please use '--project-directory' instead.\n";
  yield* write(`\x1b[31m${text}\x1b[0m`, 2);
}

function composeOf(proc: Process, daemon: Daemon, global: Parsed): Omit<Compose, 'pending'> {
  const { values } = global;
  const env = proc.env;
  const given = global.changed.has('ansi') ? String(values.ansi) : (env.COMPOSE_ANSI ?? String(values.ansi));
  const ansi = values['no-ansi'] === true ? 'never' : given;
  const progress = String(values.progress) || (env.COMPOSE_PROGRESS ?? '');
  return {
    proc,
    daemon,
    files: filesOf(proc),
    progress: progressMode(progress, ansi),
    ansi: (env.NO_COLOR ?? '') === '' && (ansi === 'always' || (ansi === 'auto' && proc.isatty(1))),
    separator: values.compatibility === true || /^(1|t|true)$/i.test(env.COMPOSE_COMPATIBILITY ?? '') ? '_' : '-',
  };
}

function progressMode(progress: string, ansi: string): ProgressMode {
  switch (progress) {
    case '':
    case 'auto':
      return ansi === 'never' ? 'plain' : ansi === 'always' ? 'tty' : 'auto';
    case 'tty':
      if (ansi === 'never') throw new ComposeError("can't use --progress tty while ANSI support is disabled");
      return 'tty';
    case 'plain':
      if (ansi === 'always') throw new ComposeError("can't use --progress plain while ANSI support is forced");
      return 'plain';
    case 'quiet':
    case 'none':
      return 'quiet';
    case 'json':
      throw notSimulated('docker compose --progress json');
    default:
      throw new ComposeError(`unsupported --progress value "${progress}"`);
  }
}

function globalsOf(proc: Process, { values }: Parsed): Globals {
  const texts = (flag: string) => (values[flag] as readonly string[]).slice();
  const envFiles = texts('env-file');
  const listed = envFiles.length > 0 ? envFiles : (proc.env.COMPOSE_ENV_FILES ?? '').split(',').filter(Boolean);
  const files = texts('file');
  const projectDir = String(values['project-directory']) || String(values.workdir);
  const absolute = listed.map((file) => joinPath(proc.cwd, file));
  return {
    files,
    name: String(values['project-name']),
    projectDir,
    profiles: texts('profile'),
    envFiles: absolute,
    all: values['all-resources'] === true,
    env: withOwnVariables(proc, absolute, projectDir, files),
  };
}

/** Variables of compose itself may stand in `.env` too; setEnvWithDotEnv of cmd/compose/compose.go. */
function withOwnVariables(
  proc: Process,
  envFiles: readonly string[],
  projectDir: string,
  files: readonly string[],
): Readonly<Record<string, string>> {
  const seen = filesOf(proc);
  const first = files.find((file) => file !== '-');
  const folder =
    projectDir !== ''
      ? joinPath(proc.cwd, projectDir)
      : first === undefined
        ? proc.cwd
        : parentOf(joinPath(proc.cwd, first));
  const paths = envFiles.length > 0 ? envFiles : [joinPath(folder, '.env')];
  const vars = new Map<string, string>();
  try {
    for (const path of paths)
      if (seen.exists(path) && !seen.isDir(path))
        readDotenv(
          seen.read(path),
          vars,
          (name) => proc.env[name],
          () => undefined,
        );
  } catch (e) {
    // it is read again, and complained about, when the project is loaded
    if (!(e instanceof ComposeError)) throw e;
  }
  const own = [...vars].filter(([key]) => key.startsWith('COMPOSE_') && proc.env[key] === undefined);
  return { ...Object.fromEntries(own), ...proc.env };
}

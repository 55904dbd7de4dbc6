import type { Daemon, DaemonOf } from '../../engine/index.ts';
import { ApiError } from '../../engine/index.ts';
import { err, type Process, type Program, type Run, write } from '../../os/index.ts';
import { configDir } from './common/index.ts';
import { connect, currentContext, hostOf } from './endpoint/index.ts';
import { daemonError, notSimulated } from './format/index.ts';
import {
  arityError,
  bool,
  CliError,
  type Command,
  DEFAULT_WIDTH,
  FlagError,
  type Flags,
  type Found,
  helpText,
  type Invocation,
  none,
  type Parsed,
  type Place,
  parseFlags,
  pathOf,
  traverse,
  usageOf,
  type Visible,
} from './grammar/index.ts';
import { DEFAULT_DIR, root } from './tree.ts';
import { CLIENT } from './version.ts';

/** A command that docker finds as a plugin beside it: `docker compose`. */
export interface Plugin {
  readonly name: string;
  readonly short: string;
  /** Gets the words after `docker` and its global flags: `compose`, `up`, … */
  readonly run: (proc: Process, words: readonly string[], daemon: Daemon) => Run<number>;
}

export interface DockerOptions {
  readonly daemonOf: DaemonOf;
  readonly plugins?: readonly Plugin[];
}

const HELP: Flags = { help: bool('Print usage', { short: 'h', hidden: true }) };

/** The docker program. */
export function makeDocker(options: DockerOptions): Program {
  return function* docker(proc) {
    try {
      return yield* main(proc, options);
    } catch (e) {
      const failure = e instanceof ApiError ? new CliError(daemonError(e)) : e;
      if (!(failure instanceof CliError)) throw failure;
      if (failure.message !== '') yield* err(failure.message);
      return failure.status;
    }
  };
}

function* main(proc: Process, options: DockerOptions): Run<number> {
  const words = proc.argv.slice(1);
  const global = parseAt(root, { ...root.node.flags, ...HELP }, words, false);
  checkGlobals(global);
  const session = yield* begin(proc, options, global);
  const help = global.values.help === true;
  const [first, ...rest] = global.args;
  const plugin = session.plugins.find((p) => p.name === first);
  if (plugin) return yield* plugin.run(proc, global.args, session.daemon);
  if (first === 'help') return yield* helpCommand(session, rest);
  if (first === 'bake') throw new CliError(NO_BUILDX);
  if (builds(global.args)) yield* write(LEGACY_BUILDER, 2);
  const found = traverse(root, global.args);
  if (found.at === root) return yield* atRoot(session, global, found.words, help);
  return yield* runCommand(proc, session, found, help);
}

/** Commands that buildx would take if it were there: `build`, `image build`, `builder …`. */
function builds(words: readonly string[]): boolean {
  return words[0] === 'build' || words[0] === 'builder' || (words[0] === 'image' && words[1] === 'build');
}

const LEGACY_BUILDER = `DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            Install the buildx component to build images with BuildKit:
            https://docs.docker.com/go/buildx/

`;

const NO_BUILDX = `ERROR: docker bake requires the buildx component but it is missing or broken.
       Install the buildx component to use bake:
       https://docs.docker.com/go/buildx/`;

/** Parses a command's words; what pflag refuses is told with the command's usage. */
function parseAt(at: Place, flags: Flags, words: readonly string[], interspersed: boolean): Parsed {
  try {
    return parseFlags(flags, words, interspersed);
  } catch (e) {
    if (!(e instanceof FlagError)) throw e;
    const path = pathOf(at);
    throw new CliError(
      `${e.message}\n\nUsage:  ${usageOf(at.parent, at.node)}\n\nRun '${path} --help' for more information`,
      125,
    );
  }
}

function checkGlobals(global: Parsed): void {
  const level = String(global.values['log-level']);
  if (!/^(panic|fatal|error|warn|warning|info|debug|trace)$/i.test(level))
    throw new CliError(`Unable to parse logging level: ${level}`);
}

/** Finds the daemon that the words before the command, the environment and the current context lead to. */
function* begin(proc: Process, options: DockerOptions, global: Parsed): Run<Session> {
  const given = { host: String(global.values.host), context: String(global.values.context) };
  if (given.host !== '' && given.context !== '')
    throw new CliError('conflicting options: cannot specify both --host and --context');
  const dir = configDir(proc, global.values.config === DEFAULT_DIR ? '' : String(global.values.config));
  const context = currentContext(proc, dir, given);
  // the commands about contexts and help work without the daemon, and without the context
  const daemon =
    global.args[0] === 'context' || global.values.help === true
      ? options.daemonOf(proc, proc.host)
      : yield* connect(proc, hostOf(proc, dir, context, given), options.daemonOf);
  return { daemon, client: { dir, context }, plugins: options.plugins ?? [], width: columnsOf(proc) };
}

/** The daemon that a command talks to, and what stands beside docker. */
interface Session {
  readonly daemon: Daemon;
  readonly client: Invocation['client'];
  readonly plugins: readonly Plugin[];
  /** Columns that help is wrapped to: those of the terminal that standard input is. */
  readonly width: number;
}

const columnsOf = (proc: Process) => (proc.isatty(0) ? proc.tty?.columns : undefined) ?? DEFAULT_WIDTH;

function visible({ daemon, plugins }: Session): Visible {
  try {
    const swarm = daemon.info().Swarm;
    return { swarmActive: swarm.LocalNodeState !== 'inactive', manager: swarm.ControlAvailable, plugins };
  } catch (e) {
    if (e instanceof CliError) return { swarmActive: false, manager: false, plugins };
    throw e;
  }
}

function* showHelp(session: Session, at: Place, fd = 1): Run<number> {
  yield* write(helpText(at, visible(session), session.width), fd);
  return 0;
}

function* helpCommand(session: Session, topic: readonly string[]): Run<number> {
  const found = traverse(root, topic);
  if (found.words.length > 0) throw new CliError(`unknown help topic: ${found.words.join(' ')}`);
  return yield* showHelp(session, found.at);
}

function* atRoot(session: Session, global: Parsed, words: readonly string[], help: boolean): Run<number> {
  const parsed = parseAt(root, { ...root.node.flags, ...HELP }, words, true);
  yield* notices(global);
  if (help || parsed.values.help === true) return yield* showHelp(session, root);
  if (global.values.version === true || parsed.values.version === true) {
    yield* write(`Docker version ${CLIENT.version}, build ${CLIENT.commit}\n`);
    return 0;
  }
  if (parsed.args.length === 0) return yield* showHelp(session, root, 2);
  throw new CliError(`docker: unknown command: docker ${parsed.args[0]}\n\nRun 'docker --help' for more information`);
}

function* notices(parsed: Parsed): Run<void> {
  if (parsed.notices.length > 0) yield* write(`${parsed.notices.join('\n')}\n`);
}

function* runCommand(proc: Process, session: Session, found: Found, helped: boolean): Run<number> {
  const { node } = found.at;
  // The persistent --help of the commands on the way is the very flag of this one, unless it has its own.
  const own = Object.hasOwn(node.flags, 'help');
  let help = helped && !own;
  for (const { at, words } of found.passed.slice(1)) {
    const passed = parsePassed({ ...at.node.flags, ...HELP }, words);
    if (passed.values.help === true && !own) help = true;
  }
  const flags = own ? node.flags : { ...node.flags, ...HELP };
  const parsed = parseAt(found.at, flags, found.words, node.kind === 'noun' || node.interspersed);
  yield* notices(parsed);
  if (help || parsed.values.help === true) return yield* showHelp(session, found.at);
  checkSupported(found, parsed);
  const error = arityError(found.at, node.kind === 'noun' ? none : node.args, parsed.args);
  if (error !== undefined) throw new CliError(error);
  if (node.kind === 'noun') return yield* showHelp(session, found.at, 2);
  return yield* runLeaf(proc, session, found.at, node, parsed);
}

/** Flags between commands: cobra tells their errors bare. */
function parsePassed(flags: Flags, words: readonly string[]): Parsed {
  try {
    return parseFlags(flags, words);
  } catch (e) {
    throw e instanceof FlagError ? new CliError(e.message) : e;
  }
}

function checkSupported(found: Found, parsed: Parsed): void {
  const { node } = found.at;
  const path = pathOf(found.at);
  const nodes = [node, ...found.passed.map((p) => p.at.node)];
  if (nodes.some((n) => n.needs === 'experimental'))
    throw new CliError(`${path} is only supported on a Docker daemon with experimental features enabled`);
  const errors = [...parsed.changed].sort().flatMap((name) => {
    const only = node.flags[name]?.only;
    if (only === 'windows')
      return [
        `"--${name}" is only supported on a Docker daemon running on windows, but the Docker daemon is running on linux`,
      ];
    if (only === 'experimental')
      return [`"--${name}" is only supported on a Docker daemon with experimental features enabled`];
    return [];
  });
  if (errors.length > 0) throw new CliError(errors.join('\n'));
}

function* runLeaf(proc: Process, session: Session, at: Place, node: Command, parsed: Parsed): Run<number> {
  const path = pathOf(at);
  if (!node.run) throw notSimulated(path);
  const status = node.run({
    proc,
    daemon: session.daemon,
    client: session.client,
    path,
    usage: usageOf(at.parent, node),
    help: () => helpText(at, visible(session)),
    args: parsed.args,
    flags: parsed.values,
    changed: (flag) => parsed.changed.has(flag),
  });
  return typeof status === 'number' ? status : yield* status;
}

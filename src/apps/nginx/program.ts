import { socketsOf, unlisten } from '../../net/index.ts';
import {
  err,
  mkdir,
  type Process,
  type Program,
  park,
  processes,
  type Run,
  sleep,
  stat,
  write,
  writeFile,
} from '../../os/index.ts';
import { buildText } from './build.ts';
import { type Loaded, loadConfig } from './load.ts';
import { appendLog } from './log.ts';
import type { Site } from './model.ts';
import { bind, reload } from './ports.ts';
import { ConfigError, configFiles, type Directive, NotSimulated, parseText } from './syntax.ts';
import { errorTime } from './variables.ts';

/** Debian's version, unless the image says which one it brings. */
const official = (proc: Process) => proc.env.NGINX_VERSION !== undefined;

const versionOf = (proc: Process) => proc.env.NGINX_VERSION ?? '1.30.6';

interface Options {
  readonly config: string;
  readonly globals: string;
  readonly quiet: boolean;
  readonly mode:
    | 'run'
    | 'test'
    | 'dump'
    | 'version'
    | 'build'
    | 'help'
    | { readonly signal: string }
    | { readonly bad: string };
}

function optionsOf(argv: readonly string[]): Options {
  let config = '/etc/nginx/nginx.conf';
  let globals = '';
  let quiet = false;
  let mode: Options['mode'] = 'run';
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '-t') mode = 'test';
    else if (word === '-T') mode = 'dump';
    else if (word === '-v') mode = 'version';
    else if (word === '-V') mode = 'build';
    else if (word === '-h' || word === '-?') mode = 'help';
    else if (word === '-q') quiet = true;
    else if (word === '-c' && argv[i + 1] === undefined) mode = { bad: word };
    else if (word === '-c') config = argv[++i] ?? '';
    else if (word === '-g') globals += argv[++i] ?? '';
    else if (word === '-s') mode = { signal: argv[++i] ?? '' };
    else if (word === '-p' || word === '-e') i++;
    else mode = { bad: word };
  }
  return { config: config.startsWith('/') ? config : `/etc/nginx/${config}`, globals, quiet, mode };
}

/** nginx(8): reads its configuration, opens its ports, and leaves the answers to its workers. */
export const nginxProgram: Program = function* (proc) {
  const options = optionsOf(proc.argv);
  const { mode, config } = options;
  if (mode === 'version') {
    yield* err(`nginx version: nginx/${versionOf(proc)}`);
    return 0;
  }
  if (mode === 'build') {
    yield* err(`nginx version: nginx/${versionOf(proc)}\n${buildText(official(proc))}`);
    return 0;
  }
  if (mode === 'help') {
    yield* err(
      `nginx version: nginx/${versionOf(proc)}
Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]
             [-e filename] [-c filename] [-g directives]

Options:
  -?,-h         : this help
  -v            : show version and exit
  -V            : show version and configure options then exit
  -t            : test configuration and exit
  -T            : test configuration, dump it and exit
  -q            : suppress non-error messages during configuration testing
  -s signal     : send signal to a master process: stop, quit, reopen, reload
  -p prefix     : set prefix path (default: ${official(proc) ? '/etc/nginx/' : '/usr/share/nginx/'})
  -e filename   : set error log file (default: ${official(proc) ? '/var/log/nginx/error.log' : 'stderr'})
  -c filename   : set configuration file (default: /etc/nginx/nginx.conf)
  -g directives : set global directives out of configuration file
`,
    );
    return 0;
  }
  if (typeof mode === 'object' && 'bad' in mode) {
    yield* err(
      mode.bad === '-c'
        ? 'nginx: option "-c" requires file name'
        : `nginx: invalid option: "${mode.bad.replace(/^-/, '')}"`,
    );
    return 1;
  }
  if (typeof mode === 'object') return yield* signalMaster(proc, mode.signal, config);
  return yield* start(proc, options);
};

/** `-g`: directives that stand before the file's. */
function globalsOf(proc: Process, text: string): readonly Directive[] {
  return parseText(proc.world, proc.fs, text, 'command line', '/etc/nginx').map((d) => ({ ...d, line: 0 }));
}

/** A line of the log that nginx has before it knows of another: standard error for Debian's; the image's file, which leads there too, and then standard error. */
function* say(proc: Process, level: 'emerg' | 'warn' | 'error', message: string): Run<void> {
  yield* err(`${errorTime(proc.now)} [${level}] ${proc.nspid}#${proc.nspid}: ${message}`);
  if (official(proc)) yield* err(`nginx: [${level}] ${message}`);
}

/** Loads a configuration; prints why not, and the status to exit with. */
function* load(proc: Process, config: string, globals: string): Run<Loaded | number> {
  try {
    return yield* loadConfig(proc, config, globalsOf(proc, globals), versionOf(proc), (m) => say(proc, 'warn', m));
  } catch (e) {
    if (e instanceof NotSimulated) {
      yield* err(`dockernet-course: not simulated: ${e.message}`);
      return 99;
    }
    if (!(e instanceof ConfigError)) throw e;
    yield* say(proc, 'emerg', e.message);
    return 1;
  }
}

function* start(proc: Process, { config, globals, quiet, mode }: Options): Run<number> {
  const test = mode === 'test' || mode === 'dump';
  const loaded = yield* load(proc, config, globals);
  if (typeof loaded === 'number') {
    if (test && loaded === 1) yield* err(`nginx: configuration file ${config} test failed`);
    return loaded;
  }
  if (test && !quiet) yield* err(`nginx: the configuration file ${config} syntax is ok`);
  if (!loaded.events) {
    yield* say(proc, 'emerg', 'no "events" section in configuration');
    if (test) yield* err(`nginx: configuration file ${config} test failed`);
    return 1;
  }
  if (test) {
    if (!quiet) yield* err(`nginx: configuration file ${config} test is successful`);
    if (mode === 'dump')
      for (const { path, text } of configFiles(proc.world, proc.fs, config))
        yield* write(`# configuration file ${path}:\n${text}\n`);
    return 0;
  }
  if (!proc.capable('CHOWN')) {
    const [first, uid] = official(proc) ? ['/var/cache/nginx/client_temp', 101] : ['/var/lib/nginx/body', 33];
    yield* say(proc, 'emerg', `chown("${first}", ${uid}) failed (1: Operation not permitted)`);
    return 1;
  }
  if (loaded.daemon) return yield* daemonize(proc, loaded.site);
  yield* sleep(20);
  return yield* master(proc, loaded.site);
}

/** Without `daemon off` the master goes on by itself and the command ends. */
function* daemonize(proc: Process, site: Site): Run<number> {
  const failed = yield* bind(proc, site);
  if (failed !== undefined) return failed;
  for (const s of socketsOf(proc.world, proc.netns).filter((x) => x.pid === proc.pid))
    proc.transact((tx) => unlisten(tx, s.id));
  proc.spawn({
    argv: ['nginx: master process nginx'],
    detached: true,
    pgid: 'new',
    place: proc,
    env: proc.env,
    program: (child) => master(child, site),
  });
  return 0;
}

function* master(proc: Process, site: Site): Run<number> {
  const failed = yield* bind(proc, site);
  if (failed !== undefined) return failed;
  const title = `nginx: master process ${proc.argv
    .join(' ')
    .replace(/^nginx: master process /, '')
    .replace(/^\S*\/nginx/, 'nginx')}`;
  proc.transact((tx) => {
    tx.patch(processes, String(proc.pid), { argv: [title] });
    writeFile(tx, proc.fs, '/run/nginx.pid', `${proc.nspid}\n`, { parents: true });
    if (stat(tx, proc.fs, '/var/lib/nginx')?.kind === 'dir')
      for (const dir of TEMPORARY) mkdir(tx, proc.fs, `/var/lib/nginx/${dir}`, { parents: true });
  });
  const parked = {
    TERM: 0,
    QUIT: 0,
    INT: 0,
    HUP: 'nginx-reload',
    USR1: 'nginx-reopen',
    WINCH: 'nginx-reopen',
  } as const;
  const workers = proc.nspid === 1 ? [startWorker(proc), startWorker(proc)] : [];
  notice(proc, site, workers);
  return yield* park(parked);
}

/** Where nginx keeps bodies and answers that do not fit into memory. */
const TEMPORARY = ['body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'];

const worker: Program = function* () {
  return yield* park({ TERM: 0, QUIT: 0 });
};

/** Starts a worker and returns its pid as its container sees it. */
function startWorker(proc: Process): number {
  const { pid } = proc.spawn({ argv: ['nginx: worker process'], user: 'www-data', program: worker });
  return proc.world.get(processes, String(pid))?.nspid ?? pid;
}

/** What the image's log level shows of a start. */
function notice(proc: Process, site: Site, workers: readonly number[]): void {
  if (site.errorLog.path === '' || stat(proc.world, proc.fs, site.errorLog.path, { nofollow: true })?.kind !== 'link')
    return;
  const at = `${errorTime(proc.now)} [notice] ${proc.nspid}#${proc.nspid}: `;
  const lines = [
    'using the "epoll" event method',
    `nginx/${site.version}`,
    'built by gcc 14.2.0 (Debian 14.2.0-19)',
    'OS: Linux 6.12.48',
    'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
    'start worker processes',
    ...workers.map((pid) => `start worker process ${pid}`),
  ];
  for (const line of lines) appendLog(proc, site.errorLog.path, `${at}${line}`);
}

/** `nginx -s signal`: tells the master; `reload` gives its sockets the configuration as it is now. */
function* signalMaster(proc: Process, signal: string, config: string): Run<number> {
  const known: Readonly<Record<string, 'TERM' | 'QUIT' | 'HUP' | 'USR1'>> = {
    stop: 'TERM',
    quit: 'QUIT',
    reload: 'HUP',
    reopen: 'USR1',
  };
  const name = known[signal];
  if (name === undefined) {
    yield* err(`nginx: invalid option: "-s ${signal}"`);
    return 1;
  }
  const loaded = yield* load(proc, config, '');
  if (typeof loaded === 'number') return loaded;
  const text = stat(proc.world, proc.fs, '/run/nginx.pid')?.content.trim();
  const owner = proc.world
    .by(processes, 'netns', proc.netns)
    .find((p) => String(p.nspid) === text && (p.argv[0] ?? '').startsWith('nginx: master'));
  if (!owner) {
    yield* err(
      text === undefined
        ? 'nginx: [error] open() "/run/nginx.pid" failed (2: No such file or directory)'
        : `nginx: [error] kill(${text}, ${name === 'HUP' ? 1 : 15}) failed (3: No such process)`,
    );
    return 1;
  }
  yield* err(`${errorTime(proc.now)} [notice] ${proc.nspid}#${proc.nspid}: signal process started`);
  if (signal === 'reload') reload(proc, owner.pid, loaded.site);
  else if (signal !== 'reopen') proc.kill(owner.pid, name);
  return 0;
}

/** What the master does at SIGHUP: takes the configuration as it is now, or keeps the old one and says why. */
export const nginxReload: Program = function* (proc) {
  const pid = Number(proc.argv[1]);
  const owner = proc.world.get(processes, String(pid));
  const config = / -c (\S+)/.exec(owner?.argv[0] ?? '')?.[1] ?? '/etc/nginx/nginx.conf';
  const loaded = yield* load(proc, config, '');
  if (typeof loaded !== 'number') reload(proc, pid, loaded.site);
  return 0;
};

/** SIGUSR1 and SIGWINCH: log files and workers, which nothing here keeps open. */
export const nginxReopen: Program = function* () {
  yield* sleep(0);
  return 0;
};

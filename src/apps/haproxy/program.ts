import { listen, NetError, strerror } from '../../net/index.ts';
import { err, out, type Process, type Program, park, type Run, sleep } from '../../os/index.ts';
import type { Bound } from './app.ts';
import { checker } from './check.ts';
import { discoverers } from './discovery.ts';
import { type Loaded, loadConfig } from './load.ts';
import type { Config } from './model.ts';
import { type Message, NotSimulated, Refused } from './parse.ts';

const VERSION = '3.2.26-1';

interface Options {
  readonly files: readonly string[];
  readonly check: boolean;
  readonly version: boolean;
}

function optionsOf(argv: readonly string[]): Options {
  const files: string[] = [];
  for (let i = 1; i < argv.length; i++) if (argv[i] === '-f') files.push(argv[++i] ?? '');
  return { files, check: argv.includes('-c'), version: argv.includes('-v') || argv.includes('-vv') };
}

/** haproxy(1): reads its configuration, opens its ports, watches its servers. */
export const haproxyProgram: Program = function* (proc) {
  const options = optionsOf(proc.argv);
  if (options.version) {
    yield* out(`HAProxy version ${VERSION} 2026/10/14 - https://haproxy.org/`);
    yield* out('Status: long-term supported branch - will stop receiving fixes around Q2 2030.');
    yield* out('Known bugs: http://www.haproxy.org/bugs/bugs-3.2.26.html');
    yield* out('Running on: Linux 6.12.48 #1 SMP PREEMPT_DYNAMIC x86_64');
    return 0;
  }
  const say = speaker(proc);
  const loaded = yield* load(proc, options.files[0] ?? '/usr/local/etc/haproxy/haproxy.cfg', say);
  if (typeof loaded === 'number') return loaded;
  yield* say.write(loaded.warnings);
  const listens = loaded.config.frontends.some((f) => f.binds.length > 0);
  if (options.check) {
    const bound = listens || loaded.warnings.some((w) => w.text.includes("'bind' ignored"));
    if (bound && loaded.warnings.some((w) => w.level === 'WARNING')) yield* out('Warnings were found.');
    if (!bound) yield* out('Configuration file has no error but will not start (no listener) => exit(2).');
    return bound ? 0 : 2;
  }
  if (!listens) {
    yield* say.write([
      { level: 'ALERT', text: "[haproxy.main()] No enabled listener found (check for 'bind' directives) ! Exiting." },
    ]);
    return 1;
  }
  yield* sleep(20);
  return yield* run(proc, loaded.config, say);
};

/** Messages on standard error; the first ones are preceded by what HAProxy says of itself. */
function speaker(proc: Process) {
  let spoken = false;
  const tag = (level: string) => `[${level}]`.padEnd(11);
  const head = () => {
    if (spoken) return '';
    spoken = true;
    return `${tag('NOTICE')}(${proc.nspid}) : haproxy version is ${VERSION}\n${tag('NOTICE')}(${proc.nspid}) : path to executable is /usr/sbin/haproxy\n`;
  };
  return {
    *write(messages: readonly Message[]): Run<void> {
      for (const { level, text } of messages)
        yield* err(`${level === 'NOTICE' ? '' : head()}${tag(level)}(${proc.nspid}) : ${text}`);
    },
    /** What the running process says later. */
    now(from: Process, level: 'WARNING' | 'ALERT', text: string): void {
      from.stderr.write(`${tag(level)}(${proc.nspid}) : ${text}\n`);
    },
  };
}

type Speaker = ReturnType<typeof speaker>;

function* load(proc: Process, file: string, say: Speaker): Run<Loaded | number> {
  try {
    return yield* loadConfig(proc, file);
  } catch (e) {
    if (e instanceof NotSimulated) {
      yield* err(`dockernet-course: not simulated: ${e.message}`);
      return 99;
    }
    if (!(e instanceof Refused)) throw e;
    yield* say.write(e.messages);
    return 1;
  }
}

function* run(proc: Process, config: Config, say: Speaker): Run<number> {
  for (const frontend of config.frontends)
    for (const bind of frontend.binds) {
      const { ip, port } = bind;
      const data: Bound = { config, frontend: frontend.name, bind };
      try {
        proc.transact((tx) =>
          listen(tx, {
            netns: proc.netns,
            proto: 'tcp',
            ip,
            port,
            pid: proc.pid,
            comm: 'haproxy',
            service: 'haproxy',
            data,
          }),
        );
      } catch (e) {
        if (!(e instanceof NetError)) throw e;
        const alerts = [
          `Binding [${frontend.name}] for proxy ${frontend.name}: cannot bind socket (${strerror(e.code)}) [${ip}:${port}]`,
          '[haproxy.main()] Some protocols failed to start their listeners! Exiting.',
        ];
        yield* say.write(alerts.map((text) => ({ level: 'ALERT', text })));
        return 1;
      }
    }
  for (const backend of Object.values(config.backends))
    for (const [i, server] of backend.servers.entries())
      if (server.check)
        proc.spawn({
          argv: ['haproxy'],
          hidden: true,
          program: checker(config, backend, i, server, report(config, say)),
        });
  for (const program of discoverers(config, report(config, say)))
    proc.spawn({ argv: ['haproxy'], hidden: true, program });
  return yield* park({ TERM: 0, USR1: 0, INT: 0 });
}

/** A server's state goes to standard error, and to the log where it is the container's output. */
function report(config: Config, say: Speaker) {
  return (from: Process, level: 'WARNING' | 'ALERT', text: string): void => {
    say.now(from, level, text);
    if (config.log !== undefined)
      (config.log === 'stdout' ? from.stdout : from.stderr).write(
        `${text.replace(/^(backend|proxy) '([^']*)'/, '$1 $2')}\n`,
      );
  };
}

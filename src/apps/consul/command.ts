import { err, out, type Process, type Program, type Run, write } from '../../os/index.ts';
import { become } from '../entrypoints.ts';
import { goError } from '../failures.ts';
import { fetchUrl } from '../fetch.ts';
import { agent, VERSION } from './agent.ts';

/** Writes a table of columns with two blanks between. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((r) => (r[i] ?? '').length)));
  return rows
    .map(
      (r) =>
        `${r
          .map((c, i) => c.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Asks the agent; a text is what the command says when it cannot. */
function* ask<T>(proc: Process, path: string): Run<T | string> {
  const base = `http://${(proc.env.CONSUL_HTTP_ADDR ?? '127.0.0.1:8500').replace(/^http:\/\//, '')}`;
  const fetched = yield* fetchUrl(proc, { url: `${base}${path}` });
  if (!fetched.ok) return `Get "${base}${path}": ${goError(fetched.why)}`;
  return JSON.parse(fetched.response.body) as T;
}

interface Member {
  readonly Name: string;
  readonly Addr: string;
}

const COMMANDS: Readonly<Record<string, (proc: Process, args: readonly string[]) => Run<number>>> = {
  agent,
  *members(proc) {
    const members = yield* ask<readonly Member[]>(proc, '/v1/agent/members?segment=_all');
    if (typeof members === 'string') {
      yield* err(`Error retrieving members: ${members}`);
      return 1;
    }
    yield* write(
      columns([
        ['Node', 'Address', 'Status', 'Type', 'Build', 'Protocol', 'DC', 'Partition', 'Segment'],
        ...members.map((m) => [m.Name, `${m.Addr}:8301`, 'alive', 'server', VERSION, '2', 'dc1', 'default', '<all>']),
      ]),
    );
    return 0;
  },
  *catalog(proc, args) {
    if (args[0] !== 'services') return yield* unsimulated(`consul catalog ${args[0] ?? ''}`, 'consul catalog services');
    const services = yield* ask<Readonly<Record<string, unknown>>>(proc, '/v1/catalog/services');
    if (typeof services === 'string') {
      yield* err(`Error listing services: ${services}`);
      return 1;
    }
    yield* write(
      Object.keys(services)
        .sort()
        .map((s) => `${s}\n`)
        .join(''),
    );
    return 0;
  },
  *version() {
    yield* out(`Consul v${VERSION}`);
    return 0;
  },
};

function* unsimulated(what: string, instead: string): Run<number> {
  yield* err(`dockernet-course: not simulated: ${what}\ndockernet-course: the nearest thing that is: ${instead}`);
  return 99;
}

/** consul(1), and the script of its image, which puts `consul` before what is one of its commands. */
export const consul: Program = function* (proc) {
  const script = proc.argv[0]?.endsWith('docker-entrypoint.sh') ?? false;
  const words = proc.argv.slice(proc.argv[1] === 'consul' && script ? 2 : 1);
  const [name = '', ...args] = words;
  const run = COMMANDS[name];
  if (run) return yield* run(proc, args);
  if (script) return yield* become(proc, words, '/usr/local/bin/docker-entrypoint.sh');
  return yield* unsimulated(`consul ${name}`, 'consul members, consul catalog services');
};

import { byteLength } from '../../base/index.ts';
import { dial, type Process, type Program, type Run, sleep } from '../../os/index.ts';
import { type Response, readResponse } from '../http.ts';
import type { Report } from './discovery.ts';
import type { Backend, Check, Config, Upstream } from './model.ts';
import { connectTls } from './secure.ts';
import { bereft, change, countsOf, stateOf, usable } from './state.ts';

/** Looks after one server for as long as the master lives; server checks of HAProxy. */
export function checker(config: Config, backend: Backend, index: number, server: Upstream, report: Report): Program {
  return function* (proc) {
    yield* sleep(Math.floor((server.inter * (index + 1)) / (backend.servers.length + 1)));
    for (;;) {
      const start = proc.now;
      const { ip, lost } = stateOf(proc.world, config, backend).servers[index] ?? { lost: true };
      if (ip !== undefined && !lost) {
        const failure = yield* probe(proc, backend, server, ip);
        note(proc, config, backend, index, server, failure, Math.floor(proc.now - start), report);
      }
      yield* sleep(Math.max(1, server.inter - (proc.now - start)));
    }
  };
}

const REASONS: Readonly<Record<string, string>> = {
  refused: 'Layer4 connection problem, info: "Connection refused"',
  timeout: 'Layer4 timeout',
};

/** One check: a connection, and with httpchk an answer of 2xx or 3xx. Returns why it failed. */
function* probe(proc: Process, backend: Backend, server: Upstream, ip: string): Run<string | undefined> {
  const patience = Math.min(server.inter, backend.connect);
  const dialed = yield* dial(proc, ip, server.checkPort, { timeout: patience });
  if (dialed.kind !== 'open') {
    const reason = REASONS[dialed.kind] ?? 'Layer4 connection problem, info: "No route to host"';
    return backend.tcpCheck ? reason.replace(/"$/, ' at initial connection step of tcp-check"') : reason;
  }
  const { tls } = server;
  const connection = tls?.check
    ? yield* connectTls(proc, dialed.connection, tls, undefined, proc.now + patience)
    : dialed.connection;
  if (!connection) return 'Layer6 invalid response, info: "SSL handshake failure"';
  if (!backend.check) {
    connection.close();
    return undefined;
  }
  const { check } = backend;
  yield* connection.send(asked(check));
  const got = yield* readResponse(connection, check.method, server.inter);
  connection.close();
  if (typeof got === 'string') return got === 'timeout' ? 'Layer7 timeout' : 'Layer7 invalid response';
  return judged(check, got);
}

function asked(check: Check): string {
  const { method, uri, version, headers, body } = check;
  const length = body === '' ? [] : [['Content-Length', String(byteLength(body))] as const];
  const lines = [...headers, ...length].map(([n, v]) => `${n.toLowerCase()}: ${v}\r\n`);
  return `${method} ${uri} ${version}\r\n${lines.join('')}\r\n${body}`;
}

/** Why an answer is not good. */
function judged(check: Check, got: Response): string | undefined {
  const wrong = `Layer7 wrong status, code: ${got.status}, info: "${got.reason}"`;
  const { expect } = check;
  if (!expect) return got.status >= 200 && got.status < 400 ? undefined : wrong;
  const { what, pattern, not } = expect;
  if (what === 'status' || what === 'rstatus') {
    const fits = what === 'rstatus' ? new RegExp(pattern).test(String(got.status)) : within(pattern, got.status);
    return fits !== not ? undefined : wrong;
  }
  const found = what === 'rstring' ? new RegExp(pattern).test(got.body) : got.body.includes(pattern);
  if (found !== not) return undefined;
  return `Layer7 invalid response, info: "${not ? 'HTTP check matched unwanted content' : 'HTTP content check did not match'}"`;
}

/** `200,204,300-399` */
function within(pattern: string, status: number): boolean {
  return pattern.split(',').some((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return status >= from && status <= to;
  });
}

const CODES = [
  ['Layer4 timeout', 'L4TOUT'],
  ['Layer4', 'L4CON'],
  ['Layer6', 'L6RSP'],
] as const;

/** How the statistics name a failure. */
const codeOf = (failure: string): string => CODES.find(([begin]) => failure.startsWith(begin))?.[1] ?? 'L7STS';

function note(
  proc: Process,
  config: Config,
  backend: Backend,
  index: number,
  server: Upstream,
  failure: string | undefined,
  took: number,
  report: Report,
): void {
  const before = stateOf(proc.world, config, backend).servers[index];
  if (!before || before.lost) return;
  const differs = (failure === undefined) !== before.up;
  const against = differs ? before.against + 1 : 0;
  const turns = against >= (before.up ? server.fall : server.rise);
  const layer = backend.check ? 7 : server.tls?.check ? 6 : 4;
  const lastCheck = failure === undefined ? `L${layer}OK` : codeOf(failure);
  proc.transact((tx) =>
    change(tx, config, backend, index, () => ({
      against: turns ? 0 : against,
      lastCheck,
      ...(turns ? { up: !before.up } : {}),
    })),
  );
  if (!turns) return;
  const state = stateOf(proc.world, config, backend);
  const left = usable(state, backend);
  const counts = countsOf(state, backend);
  const who = `${server.backup ? 'Backup ' : ''}Server`;
  const backups = left.length > 0 && left.every((i) => backend.servers[i]?.backup) ? ' Running on backup.' : '';
  if (before.up) {
    report(
      proc,
      'WARNING',
      `${who} ${backend.name}/${server.name} is DOWN, reason: ${failure ?? ''}, check duration: ${took}ms. ${counts} left.${backups} 0 sessions active, 0 requeued, 0 remaining in queue.`,
    );
    if (left.length === 0) report(proc, 'ALERT', bereft(backend));
  } else
    report(
      proc,
      'WARNING',
      `${who} ${backend.name}/${server.name} is UP, reason: Layer${layer} check passed${layer === 7 ? ', code: 200' : ''}, check duration: ${took}ms. ${counts} online. 0 sessions requeued, 0 total in queue.`,
    );
}

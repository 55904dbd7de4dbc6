import { isIpv6, parseIp } from '../../base/index.ts';
import { linkByName, routeGet, sourceFor } from '../../net/index.ts';
import { type Connection, dial, getaddrinfo, type Process, type Run } from '../../os/index.ts';
import { within } from '../lib/deadline.ts';
import { defaultPort, type Url } from '../lib/url.ts';
import type { CurlOptions } from './options.ts';
import type { Talk } from './talk.ts';

/** An open connection, or curl's error. */
export type Connected =
  | { readonly connection: Connection; readonly named: number; readonly connected: number }
  | { readonly code: number; readonly error: string };

/** How long IPv6 has before IPv4 is tried too: curl's --happy-eyeballs-timeout-ms. */
const EYEBALLS = 200;

/** Finds the address and connects, saying with -v what happens. */
export function* connect(proc: Process, options: CurlOptions, url: Url, began: number, talk: Talk): Run<Connected> {
  const port = url.port ?? defaultPort(url.scheme);
  const total = options.maxTime === undefined ? Number.POSITIVE_INFINITY : began + options.maxTime + 1;
  const deadline = Math.min(
    total,
    options.connectTimeout === undefined ? began + 300_000 : began + options.connectTimeout + 1,
  );
  const addresses = yield* lookUp(proc, options, url, port, deadline, talk);
  if (!Array.isArray(addresses))
    return addresses === 'late'
      ? timedOut('Resolving', proc, began, talk)
      : failed(6, `Could not resolve host: ${url.host}`);
  const named = proc.now;
  let last: string | undefined;
  for (const [i, ip] of addresses.entries()) {
    const other = addresses.slice(i + 1).some((a) => isIpv6(a) !== isIpv6(ip));
    const until = other ? Math.min(deadline, proc.now + EYEBALLS) : deadline;
    yield* talk.note(`  Trying ${isIpv6(ip) ? `[${ip}]` : ip}:${port}...`);
    const source = sourceOf(proc, options, ip);
    const result = yield* dial(proc, ip, port, {
      timeout: Math.max(0, until - proc.now),
      ...(source === undefined || options.interface === undefined ? {} : { src: source }),
    });
    if (result.kind === 'open') {
      const { local, peer } = result.connection;
      yield* talk.note(
        `Established connection to ${url.host} (${peer.ip} port ${peer.port}) from ${local.ip} port ${local.port} `,
      );
      return { connection: result.connection, named, connected: proc.now };
    }
    last = result.kind;
    if (result.kind === 'timeout') {
      if (proc.now >= deadline) return yield* timedOutRun('Connection', proc, began, talk);
      continue;
    }
    yield* talk.note(refusal(result.kind, ip, port, source, proc));
  }
  const error = `Failed to connect to ${url.host}:${port} after ${Math.floor(proc.now - began)} ms: Could not connect to server`;
  yield* talk.note(error);
  yield* talk.note('closing connection #0');
  return failed(last === 'timeout' ? 28 : 7, error);
}

function failed(code: number, error: string): Connected {
  return { code, error };
}

function refusal(kind: string, ip: string, port: number, source: string | undefined, proc: Process): string {
  if (kind === 'no-route') return `Immediate connect fail for ${ip}: Network is unreachable`;
  const text =
    kind === 'refused'
      ? 'Connection refused'
      : kind === 'net-unreachable'
        ? 'Network is unreachable'
        : 'No route to host';
  return `connect to ${ip} port ${port} from ${source ?? '0.0.0.0'} port ${32768 + proc.random(28232)} failed: ${text}`;
}

function* timedOutRun(what: string, proc: Process, began: number, talk: Talk): Run<Connected> {
  const error = `${what} timed out after ${Math.floor(proc.now - began)} milliseconds`;
  yield* talk.note(error);
  yield* talk.note('closing connection #0');
  return failed(28, error);
}

function timedOut(what: string, proc: Process, began: number, _talk: Talk): Connected {
  return failed(28, `${what} timed out after ${Math.floor(proc.now - began)} milliseconds`);
}

function sourceOf(proc: Process, options: CurlOptions, ip: string): string | undefined {
  const six = isIpv6(ip);
  if (options.interface !== undefined) {
    const device = linkByName(proc.world, proc.netns, options.interface.replace(/^if!|^host!/, ''));
    return device ? device.addrs.find((a) => isIpv6(a.ip) === six)?.ip : (parseIp(options.interface) ?? undefined);
  }
  const route = routeGet(proc.world, proc.netns, ip);
  return route && (route.scope === 'host' ? ip : sourceFor(proc.world, proc.netns, ip, route));
}

function* lookUp(
  proc: Process,
  options: CurlOptions,
  url: Url,
  port: number,
  deadline: number,
  talk: Talk,
): Run<string[] | 'late' | 'unknown'> {
  const numeric = parseIp(url.host);
  const wanted = (ip: string) => options.family === undefined || isIpv6(ip) === (options.family === 6);
  if (numeric !== undefined) return wanted(numeric) ? [numeric] : 'unknown';
  const found = yield* addressesOf(proc, options, url.host, port, deadline);
  if (found === 'late') return 'late';
  const list = found.filter(wanted);
  if (list.length === 0) {
    yield* talk.note(`Could not resolve host: ${url.host}`);
    yield* talk.note(`Could not resolve host: ${url.host}`);
    yield* talk.note(`Could not resolve: ${url.host}:${port}`);
    yield* talk.note('closing connection #0');
    return 'unknown';
  }
  const family = (six: boolean) => list.filter((ip) => isIpv6(ip) === six).join(', ') || '(none)';
  yield* talk.note(`Host ${url.host}:${port} was resolved.`);
  yield* talk.note(`IPv6: ${family(true)}`);
  yield* talk.note(`IPv4: ${family(false)}`);
  return interleaved(list);
}

/** RFC 8305: the families in turn, IPv6 first. */
function interleaved(list: readonly string[]): string[] {
  const [six, four] = [list.filter(isIpv6), list.filter((ip) => !isIpv6(ip))];
  return Array.from({ length: Math.max(six.length, four.length) }, (_, i) => [six[i], four[i]])
    .flat()
    .filter((ip): ip is string => ip !== undefined);
}

function* addressesOf(
  proc: Process,
  options: CurlOptions,
  host: string,
  port: number,
  deadline: number,
): Run<readonly string[] | 'late'> {
  for (const entry of options.resolve) {
    const [, name, p, list] = /^[+]?([^:]*):(\d+):(.*)$/.exec(entry) ?? [];
    if ((name?.toLowerCase() === host.toLowerCase() || name === '*') && Number(p) === port)
      return (list ?? '').split(',').map((ip) => ip.replace(/^\[|\]$/g, ''));
  }
  // curl itself knows what localhost is (RFC 6761)
  if (/(^|\.)localhost\.?$/i.test(host)) return ['::1', '127.0.0.1'];
  const found = yield* within(
    proc,
    deadline,
    getaddrinfo(proc, host, options.family === undefined ? {} : { family: options.family }),
  );
  if (found === 'late') return 'late';
  return found.kind === 'ok' ? found.addresses : [];
}

import { isIpv6, parseIp } from '../../base/index.ts';
import { linkByName, routeGet, sourceFor } from '../../net/index.ts';
import { type Connection, dial, getaddrinfo, type Process, type Run, sortAddresses } from '../../os/index.ts';
import { within } from '../lib/deadline.ts';
import { defaultPort, type Url } from '../lib/url.ts';
import type { CurlOptions } from './options.ts';
import type { Talk } from './talk.ts';
import { secure } from './tls.ts';

/** An open connection, or curl's error. */
export type Connected =
  | {
      readonly connection: Connection;
      readonly named: number;
      readonly connected: number;
      /** When the handshake of TLS was over, and what came of its verification. */
      readonly secured?: { readonly at: number; readonly verified: number; readonly protocol: string | undefined };
    }
  | { readonly code: number; readonly error: string; readonly verified?: number };

/** How long IPv6 has before IPv4 is tried too: curl's --happy-eyeballs-timeout-ms. */
const EYEBALLS = 200;

/** Finds the address and connects, saying with -v what happens. */
export function* connect(proc: Process, options: CurlOptions, url: Url, began: number, talk: Talk): Run<Connected> {
  const own = url.port ?? defaultPort(url.scheme);
  const { host, port } = targetOf(options, url.host, own);
  const total = options.maxTime === undefined ? Number.POSITIVE_INFINITY : began + options.maxTime + 1;
  const deadline = Math.min(
    total,
    options.connectTimeout === undefined ? began + 300_000 : began + options.connectTimeout + 1,
  );
  const addresses = yield* lookUp(proc, options, host, port, deadline, talk);
  if (!Array.isArray(addresses))
    return addresses === 'late'
      ? timedOut('Resolving', proc, began, talk)
      : failed(6, `Could not resolve host: ${host}`);
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
      const connected = proc.now;
      const { local, peer } = result.connection;
      const inside =
        url.scheme === 'https' ? yield* secure(proc, options, url.host, result.connection, deadline, talk) : undefined;
      if (inside && 'code' in inside) {
        result.connection.close();
        if (inside.code === 28) return yield* timedOutRun('Connection', proc, began, talk);
        if (inside.code === 35) yield* talk.note(inside.error);
        yield* talk.note('closing connection #0');
        return inside;
      }
      yield* talk.note(
        `Established connection to ${host} (${peer.ip} port ${peer.port}) from ${local.ip} port ${local.port} `,
      );
      if (!inside) return { connection: result.connection, named, connected };
      const { protocol } = inside.secure.session;
      const secured = { at: proc.now, verified: inside.verified, protocol };
      return { connection: inside.secure, named, connected, secured };
    }
    last = result.kind;
    if (result.kind === 'timeout') {
      if (proc.now >= deadline) return yield* timedOutRun('Connection', proc, began, talk);
      continue;
    }
    yield* talk.note(refusal(result.kind, ip, port, source, proc));
  }
  const via = host === url.host && port === own ? '' : ` via ${host}:${port}`;
  const error = `Failed to connect to ${url.host}:${own}${via} after ${Math.floor(proc.now - began)} ms: Could not connect to server`;
  yield* talk.note(error);
  yield* talk.note('closing connection #0');
  return failed(last === 'timeout' ? 28 : 7, error);
}

/** --connect-to HOST1:PORT1:HOST2:PORT2: where to go instead; what is left out stands for anything, or stays as it is. */
function targetOf(options: CurlOptions, host: string, port: number): { readonly host: string; readonly port: number } {
  for (const rule of options.connectTo) {
    const [, fromHost = '', fromPort = '', toHost = '', toPort = ''] =
      /^(\[[^\]]*\]|[^:]*):(\d*):(\[[^\]]*\]|[^:]*):?(\d*)$/.exec(rule) ?? [];
    const fits =
      (fromHost === '' || fromHost.toLowerCase() === host.toLowerCase()) &&
      (fromPort === '' || Number(fromPort) === port);
    if (fits) return { host: toHost.replace(/^\[|\]$/g, '') || host, port: toPort === '' ? port : Number(toPort) };
  }
  return { host, port };
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
  host: string,
  port: number,
  deadline: number,
  talk: Talk,
): Run<string[] | 'late' | 'unknown'> {
  const numeric = parseIp(host);
  const wanted = (ip: string) => options.family === undefined || isIpv6(ip) === (options.family === 6);
  if (numeric !== undefined) return wanted(numeric) ? [numeric] : 'unknown';
  const found = yield* addressesOf(proc, options, host, port, deadline, talk);
  if (found === 'late') return 'late';
  const list = found.filter(wanted);
  if (list.length === 0) {
    yield* talk.note(`Could not resolve host: ${host}`);
    yield* talk.note(`Could not resolve host: ${host}`);
    yield* talk.note(`Could not resolve: ${host}:${port}`);
    yield* talk.note('closing connection #0');
    return 'unknown';
  }
  const family = (six: boolean) => list.filter((ip) => isIpv6(ip) === six).join(', ') || '(none)';
  yield* talk.note(`Host ${host}:${port} was resolved.`);
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

/** curl looks for either family by itself, and waits for both: what knows a name in one may have to search in the other. */
function* addressesOf(
  proc: Process,
  options: CurlOptions,
  host: string,
  port: number,
  deadline: number,
  talk: Talk,
): Run<readonly string[] | 'late'> {
  for (const entry of options.resolve) {
    const [, name, p, list] = /^[+]?([^:]*):(\d+):(.*)$/.exec(entry) ?? [];
    if ((name?.toLowerCase() === host.toLowerCase() || name === '*') && Number(p) === port) {
      yield* talk.note(`[DNS] added ${name}:${p}:${list} to cache`);
      yield* talk.note(`Hostname ${host} was found in DNS cache`);
      return (list ?? '').split(',').map((ip) => ip.replace(/^\[|\]$/g, ''));
    }
  }
  // curl itself knows what localhost is (RFC 6761)
  if (/(^|\.)localhost\.?$/i.test(host)) return ['::1', '127.0.0.1'];
  const families = options.family === undefined ? ([4, 6] as const) : [options.family];
  const found: string[] = [];
  for (const family of families) {
    const one = yield* within(proc, deadline, getaddrinfo(proc, host, { family }));
    if (one === 'late') return 'late';
    if (one.kind === 'ok') found.push(...one.addresses);
  }
  return sortAddresses(proc.world, proc.netns, found);
}

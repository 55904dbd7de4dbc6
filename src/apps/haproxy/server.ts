import { parseIp } from '../../base/index.ts';
import { getaddrinfo, type Process, type Run } from '../../os/index.ts';
import { authoritiesOf, versionsOf } from './certificates.ts';
import type { ServerTls, Upstream } from './model.ts';
import type { Line, Message } from './parse.ts';
import { type ProxySection, time, trustsAll, wordAfter } from './proxy-section.ts';
import { sampleOf } from './sample.ts';

/** The numbers behind the prefix of a `server-template`: so many, or from one to another. */
export function templateRange(text: string): readonly [from: number, to: number] | undefined {
  const [, first = '', second] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const [from, to] = second === undefined ? [1, Number(first)] : [Number(first), Number(second)];
  return first !== '' && from > 0 && from <= to ? [from, to] : undefined;
}

/** The servers that a `server-template` stands for, as lines of their own. */
export function templateLines(l: Line): readonly Line[] {
  if (l.word !== 'server-template') return [l];
  const [prefix = '', range = '', ...rest] = l.args;
  const [from, to] = templateRange(range) ?? [1, 0];
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    ...l,
    word: 'server',
    args: [`${prefix}${from + i}`, ...rest],
  }));
}

/** `init-addr`: where an address is looked for at first, in this order. */
export const firstPlaces = (text: string): readonly string[] => text.split(',').filter(Boolean);
/** Whether there is such a place. */
export const isPlace = (text: string): boolean =>
  ['last', 'libc', 'none'].includes(text) || parseIp(text) !== undefined;

function addressOf(l: Line): { readonly host: string; readonly port: number } {
  const found = /^(.*?)(?::(\d+))?$/.exec(l.args[1] ?? '');
  return { host: found?.[1] ?? '', port: Number(found?.[2] ?? 80) };
}

/** Where a server is at first; undefined when nothing says it, `none` when it may be nowhere; srv_iterate_initaddr. */
function* firstAddress(proc: Process, host: string, places: readonly string[]): Run<string | undefined> {
  for (const place of parseIp(host) === undefined ? places : [host]) {
    if (place === 'none' || parseIp(place) !== undefined) return place;
    const found = place === 'libc' ? yield* getaddrinfo(proc, host, { family: 4 }) : undefined;
    if (found?.kind === 'ok' && found.addresses[0] !== undefined) return found.addresses[0];
  }
  return undefined;
}

/** A `server` with its address at first, and what is said of it; without one when HAProxy cannot start so. */
export function* serverOf(
  proc: Process,
  p: ProxySection,
  l: Line,
  presets: readonly string[],
): Run<{ readonly server?: Upstream; readonly said: readonly Message[] }> {
  const own = [...presets, ...l.args.slice(2)];
  const value = (name: string) => wordAfter(own, name);
  const { host, port } = addressOf(l);
  const told = firstPlaces(value('init-addr') ?? '');
  const places = told.length > 0 ? told : ['last', 'libc'];
  const first = yield* firstAddress(proc, host, places);
  const unknown = `[${l.file}:${l.line}] : 'server ${p.name}/${l.args[0] ?? ''}' : could not resolve address '${host}'`;
  if (first === undefined) return { said: [{ level: 'ALERT', text: `${unknown}.` }] };
  const failed = first === 'none' && places.slice(0, places.indexOf('none')).includes('libc');
  const server: Upstream = {
    name: l.args[0] ?? '',
    host,
    ip: first === 'none' ? undefined : first,
    port,
    resolvers: parseIp(host) === undefined ? value('resolvers') : undefined,
    family: value('resolve-prefer') === 'ipv4' ? 4 : 6,
    weight: Number(value('weight') ?? 1),
    check: own.includes('check'),
    checkPort: Number(value('port') ?? port),
    maxconn: Number(value('maxconn') ?? 0),
    inter: time(value('inter') ?? '2000'),
    rise: Number(value('rise') ?? 2),
    fall: Number(value('fall') ?? 3),
    backup: own.includes('backup'),
    disabled: own.includes('disabled'),
    cookie: value('cookie'),
    tls: own.includes('ssl') ? tlsOf(proc, p, { ...l, args: own }) : undefined,
  };
  return { server, said: failed ? [{ level: 'NOTICE', text: `${unknown}, disabling server.` }] : [] };
}

/** `ssl`, and what the certificate must be. */
function tlsOf(proc: Process, p: ProxySection, l: Line): ServerTls {
  const verifies = (wordAfter(l.args, 'verify') ?? (trustsAll(p) ? 'none' : 'required')) === 'required';
  const sni = wordAfter(l.args, 'sni');
  return {
    trusted: verifies ? authoritiesOf(proc, l, p.globals) : undefined,
    sni: sni === undefined ? undefined : sampleOf(sni, l),
    verifyHost: wordAfter(l.args, 'verifyhost'),
    versions: versionsOf(l.args, 'server', p.globals),
    check: !l.args.includes('no-check-ssl'),
  };
}

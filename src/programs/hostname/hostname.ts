import { isIpv6 } from '../../base/index.ts';
import { linksOf } from '../../net/index.ts';
import {
  GAI_TEXT,
  getaddrinfo,
  hostByName,
  hostsOf,
  hostname as nameOf,
  type Process,
  type Program,
  type Run,
  utsNames,
  write,
} from '../../os/index.ts';
import { appletOptions } from '../busybox/applet.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import type { Dialect } from '../lib/dialect.ts';
import { getopt, has } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';

const LONG = {
  alias: 'a',
  'all-fqdns': 'A',
  boot: 'b',
  domain: 'd',
  fqdn: 'f',
  long: 'f',
  file: 'F=',
  'ip-address': 'i',
  'all-ip-addresses': 'I',
  short: 's',
  yp: 'y',
  nis: 'y',
  help: 'h',
  version: 'V',
};

/** hostname(1) of Debian and of BusyBox. */
export function hostname(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const args = proc.argv.slice(1);
  const parsed =
    dialect === 'busybox'
      ? appletOptions('hostname', args, { short: 'dfisF:', long: {} })
      : getopt(args, { short: 'aAbdfF:iIsyhV', long: LONG });
  if ('error' in parsed)
    quit(`hostname: ${parsed.error}\nUsage: hostname [-b] {hostname|-F file}         set host name (from file)`, 255);
  if (has(parsed, 'A', 'a', 'y', 'b', 'h', 'V')) notSimulated('hostname -A, -a, -y, -b', 'hostname -f, -i, -I, -s, -d');
  const name = nameOf(proc.world, proc);
  const file = parsed.options.find((o) => o.name === 'F')?.value;
  const wanted = parsed.operands[0] ?? (file === undefined ? undefined : firstWord(proc, file));
  if (wanted !== undefined) return rename(proc, dialect, wanted);
  if (has(parsed, 's')) yield* write(`${name.split('.')[0]}\n`);
  else if (has(parsed, 'I'))
    yield* write(
      `${addresses(proc)
        .map((ip) => `${ip} `)
        .join('')}\n`,
    );
  else if (has(parsed, 'i')) yield* write(`${(yield* resolved(proc, dialect, name)).join(' ')}\n`);
  else if (has(parsed, 'f', 'd')) {
    const full = yield* canonical(proc, dialect, name);
    const domain = full.includes('.') ? full.slice(full.indexOf('.') + 1) : '';
    yield* write(has(parsed, 'f') ? `${full}\n` : domain === '' ? '' : `${domain}\n`);
  } else yield* write(`${name}\n`);
  return 0;
}

function firstWord(proc: Process, path: string): string {
  const file = readText(proc, path);
  return 'text' in file
    ? (file.text
        .split('\n')
        .find((l) => l.trim() !== '' && !l.startsWith('#'))
        ?.trim() ?? '')
    : quit(`hostname: can't open '${path}'`);
}

function rename(proc: Process, dialect: Dialect, name: string): number {
  if (!proc.capable('SYS_ADMIN'))
    quit(
      dialect === 'gnu'
        ? 'hostname: you must be root to change the host name'
        : 'hostname: sethostname: Operation not permitted',
    );
  const key = proc.uts ?? (proc.container === undefined ? proc.host : `c:${proc.container}`);
  proc.transact((tx) => tx.put(utsNames, key, { domainname: '(none)', ...tx.get(utsNames, key), hostname: name }));
  return 0;
}

/** Every address but loopback's and link-local ones, link by link: IPv4 first, as getifaddrs(3) lists them. */
function addresses(proc: Process): string[] {
  const all = linksOf(proc.world, proc.netns)
    .filter((l) => l.kind !== 'lo' && l.up)
    .flatMap((l) => l.addrs.filter((a) => a.scope === 'global').map((a) => a.ip));
  return [...all.filter((ip) => !isIpv6(ip)), ...all.filter(isIpv6)];
}

function* resolved(proc: Process, dialect: Dialect, name: string): Run<readonly string[]> {
  const first = dialect === 'busybox' ? hostByName(proc, name) : [];
  if (first.length > 0) return first;
  const found = yield* getaddrinfo(proc, name, dialect === 'busybox' ? { family: 4 } : {});
  if (found.kind === 'ok') return found.addresses;
  return quit(
    dialect === 'gnu'
      ? `hostname: ${GAI_TEXT[found.kind]}`
      : `hostname: ${name}: ${found.kind === 'again' ? 'Host name lookup failure' : 'Unknown host'}`,
  );
}

/** The first name of the line of /etc/hosts that has this one; else the name as DNS knows it. */
function* canonical(proc: Process, dialect: Dialect, name: string): Run<string> {
  const line = hostsOf(proc.world, proc.fs).find((l) => l.names.includes(name));
  if (line) return line.names[0] ?? name;
  yield* resolved(proc, dialect, name);
  return name;
}

/** dnsdomainname(1). */
export function dnsdomainname(dialect: Dialect): Program {
  return (proc) => guarded(domainOf(proc, dialect));
}

function* domainOf(proc: Process, dialect: Dialect): Run<number> {
  const full = yield* canonical(proc, dialect, nameOf(proc.world, proc));
  if (full.includes('.')) yield* write(`${full.slice(full.indexOf('.') + 1)}\n`);
  return 0;
}

/** domainname(1): no NIS here. */
export const domainname: Program = function* run() {
  yield* write('(none)\n');
  return 0;
};

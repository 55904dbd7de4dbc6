import { isIpv6, parseIp } from '../../base/index.ts';
import { getaddrinfo, getnameinfo, hostsOf, type Process, type Program, type Run, write } from '../../os/index.ts';
import { guarded, notSimulated, Quit } from '../lib/answer.ts';
import { readText } from '../lib/paths.ts';
import { serviceAliases, serviceName, servicePort } from '../lib/services.ts';

const KNOWN = [
  'ahosts',
  'ahostsv4',
  'ahostsv6',
  'aliases',
  'ethers',
  'group',
  'gshadow',
  'hosts',
  'initgroups',
  'netgroup',
  'networks',
  'passwd',
  'protocols',
  'rpc',
  'services',
  'shadow',
];

/** getent(1). */
export const getent: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const words = proc.argv.slice(1).filter((w) => !w.startsWith('-'));
  const [database, ...keys] = words;
  if (database === undefined)
    throw new Quit({
      err: 'getent: wrong number of arguments\n',
      out: "Try `getent --help' or `getent --usage' for more information.\n",
      code: 1,
    });
  if (!KNOWN.includes(database))
    throw new Quit({
      err: `Unknown database: ${database}\n`,
      out: "Try `getent --help' or `getent --usage' for more information.\n",
      code: 1,
    });
  switch (database) {
    case 'hosts':
      return keys.length === 0 ? yield* allHosts(proc) : yield* every(keys, (key) => hosts(proc, key));
    case 'ahosts':
    case 'ahostsv4':
    case 'ahostsv6': {
      const family = database === 'ahostsv4' ? 4 : database === 'ahostsv6' ? 6 : undefined;
      return keys.length === 0 ? yield* allHosts(proc) : yield* every(keys, (key) => ahosts(proc, key, family));
    }
    case 'passwd':
    case 'group':
    case 'shadow':
      return yield* lines(proc, `/etc/${database}`, keys);
    case 'services':
      return yield* every(keys, services);
    default:
      return notSimulated(`getent ${database}`, 'getent hosts, ahosts, passwd, group, services');
  }
}

/** Asks for each key; 2 when one of them is not there. */
function* every(keys: readonly string[], look: (key: string) => Run<boolean>): Run<number> {
  let status = 0;
  for (const key of keys) if (!(yield* look(key))) status = 2;
  return status;
}

function* allHosts(proc: Process): Run<number> {
  // gethostent(3) gives IPv4 addresses only: ::1 comes as 127.0.0.1, other IPv6 lines not at all
  const shown = hostsOf(proc.world, proc.fs).flatMap((l) =>
    isIpv6(l.ip) ? (l.ip === '::1' ? [{ ...l, ip: '127.0.0.1' }] : []) : [l],
  );
  yield* write(shown.map((l) => `${l.ip.padEnd(15)} ${l.names.join(' ')}\n`).join(''));
  return 0;
}

/** IPv6 addresses if there are any, else IPv4; an address is looked up backwards. */
function* hosts(proc: Process, key: string): Run<boolean> {
  const ip = parseIp(key);
  if (ip !== undefined) {
    const line = hostsOf(proc.world, proc.fs).find((l) => l.ip === ip);
    const name = line?.names.join(' ') ?? (yield* getnameinfo(proc, ip));
    if (name !== undefined) yield* write(`${ip.padEnd(15)} ${name}\n`);
    return name !== undefined;
  }
  for (const family of [6, 4] as const) {
    const found = yield* getaddrinfo(proc, key, { family });
    if (found.kind !== 'ok') continue;
    const line = hostsOf(proc.world, proc.fs).find(
      (l) => isIpv6(l.ip) === (family === 6) && l.names.some((n) => n.toLowerCase() === key.toLowerCase()),
    );
    yield* write(found.addresses.map((a) => `${a.padEnd(15)} ${line?.names.join(' ') ?? key}\n`).join(''));
    return true;
  }
  return false;
}

function* ahosts(proc: Process, key: string, family: 4 | 6 | undefined): Run<boolean> {
  const found = yield* getaddrinfo(proc, key, family === undefined ? {} : { family });
  if (found.kind !== 'ok') return false;
  const line = hostsOf(proc.world, proc.fs).find((l) => l.names.some((n) => n.toLowerCase() === key.toLowerCase()));
  const canonical = line?.names[0] ?? key;
  const text = found.addresses.flatMap((ip, i) => [
    `${ip.padEnd(15)} STREAM ${i === 0 ? canonical : ''}\n`,
    `${ip.padEnd(15)} DGRAM  \n`,
    `${ip.padEnd(15)} RAW    \n`,
  ]);
  yield* write(text.join(''));
  return true;
}

function* lines(proc: Process, path: string, keys: readonly string[]): Run<number> {
  const file = readText(proc, path);
  const all = 'text' in file ? file.text.split('\n').filter(Boolean) : [];
  if (keys.length === 0) {
    yield* write(all.map((l) => `${l}\n`).join(''));
    return 0;
  }
  return yield* every(keys, function* look(key) {
    const found = all.find((l) => l.split(':')[0] === key || l.split(':')[2] === key);
    if (found !== undefined) yield* write(`${found}\n`);
    return found !== undefined;
  });
}

function* services(key: string): Run<boolean> {
  const [name = '', proto] = key.split('/');
  const port = /^\d+$/.test(name) ? Number(name) : servicePort(name, proto);
  if (port === undefined) return false;
  const kind = proto ?? (serviceName(port, 'tcp') === undefined ? 'udp' : 'tcp');
  const official = serviceName(port, kind);
  if (official === undefined) return false;
  yield* write(
    `${official.padEnd(21)} ${port}/${kind}${serviceAliases(port, kind)
      .map((a) => ` ${a}`)
      .join('')}\n`,
  );
  return true;
}

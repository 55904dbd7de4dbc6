import type { Process, Program } from '../../os/index.ts';
import { hostsOf } from '../../os/index.ts';
import { type Answer, command, notSimulated, ok, quit } from '../lib/answer.ts';
import { serviceName, servicePort } from '../lib/services.ts';
import { type Shown, shownSockets } from '../lib/sockets.ts';

interface Filter {
  readonly family: 4 | 6 | undefined;
  readonly proto: string | undefined;
  readonly host: string | undefined;
  readonly ports: readonly number[];
}

/** lsof(8) for internet sockets: `lsof -i`. */
export const lsof: Program = command(run);

function run(proc: Process, args: readonly string[]): Answer {
  let [inet, numericHosts, numericPorts, terse]: [boolean, boolean, boolean, boolean] = [false, false, false, false];
  const filters: Filter[] = [];
  const states: string[] = [];
  const pids: number[] = [];
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const group = /^-([nPtialRw]+)(.*)$/.exec(word);
    if (/^-s/.test(word)) states.push(...(word.slice(2) || (rest.shift() ?? '')).replace(/^[^:]*:/, '').split(','));
    else if (/^-p/.test(word)) pids.push(...(word.slice(2) || (rest.shift() ?? '')).split(',').map(Number));
    else if (group) {
      const letters = group[1] ?? '';
      const cut = letters.indexOf('i');
      const flags = cut < 0 ? letters : letters.slice(0, cut);
      numericHosts ||= flags.includes('n');
      numericPorts ||= flags.includes('P');
      terse ||= flags.includes('t');
      if (cut >= 0) {
        inet = true;
        const spec =
          letters.slice(cut + 1) + (group[2] ?? '') ||
          (rest[0] !== undefined && !rest[0].startsWith('-') ? (rest.shift() ?? '') : '');
        if (spec !== '') filters.push(filterOf(spec));
      }
    } else notSimulated(`lsof ${word}`, 'lsof -i, lsof -i :PORT, lsof -nP -iTCP -sTCP:LISTEN');
  }
  if (!inet) notSimulated('lsof without -i', 'lsof -i, ls /proc');
  const list = shownSockets(proc)
    .filter((s) => s.owner !== undefined && (filters.length === 0 || filters.some((f) => passes(f, s))))
    .filter((s) => states.length === 0 || states.includes(stateName(s)))
    .filter((s) => pids.length === 0 || pids.includes(s.owner?.pid ?? -1))
    .sort((a, b) => (a.owner?.pid ?? 0) - (b.owner?.pid ?? 0));
  if (list.length === 0) return { code: 1 };
  if (terse) return ok([...new Set(list.map((s) => s.owner?.pid))].map((pid) => `${pid}\n`).join(''));
  return ok(table(proc, list, { numericHosts, numericPorts }));
}

/** `[46][protocol][@host][:ports]`. */
function filterOf(spec: string): Filter {
  const [, family, proto, , host, , ports = ''] = /^([46])?(tcp|udp)?(@([^:]*))?(:(.*))?$/i.exec(spec) ?? [];
  if (!/^([46])?(tcp|udp)?(@([^:]*))?(:(.*))?$/i.test(spec))
    return quit(
      `lsof: unknown protocol name (${spec}) in: -i ${spec}\nlsof 4.99.4\n latest revision: https://github.com/lsof-org/lsof`,
      1,
    );
  const numbers = ports
    .split(',')
    .filter(Boolean)
    .flatMap((p) => {
      const range = /^(\d+)-(\d+)$/.exec(p);
      if (range) return Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, i) => Number(range[1]) + i);
      return [/^\d+$/.test(p) ? Number(p) : (servicePort(p) ?? -1)];
    });
  return {
    family: family === undefined ? undefined : family === '4' ? 4 : 6,
    proto: proto?.toLowerCase(),
    host,
    ports: numbers,
  };
}

function passes(f: Filter, s: Shown): boolean {
  return (
    (f.family === undefined || s.family === f.family) &&
    (f.proto === undefined || s.proto === f.proto) &&
    (f.host === undefined || s.local.ip === f.host || s.remote.ip === f.host) &&
    (f.ports.length === 0 || f.ports.includes(s.local.port) || f.ports.includes(s.remote.port))
  );
}

function stateName(s: Shown): string {
  return { LISTEN: 'LISTEN', UNCONN: 'Idle', ESTAB: 'ESTABLISHED', 'CLOSE-WAIT': 'CLOSE_WAIT' }[s.state];
}

function table(
  proc: Process,
  list: readonly Shown[],
  how: { readonly numericHosts: boolean; readonly numericPorts: boolean },
): string {
  const hosts = hostsOf(proc.world, proc.fs);
  const hostText = (ip: string) =>
    ip === '0.0.0.0' || ip === '::'
      ? '*'
      : ((how.numericHosts ? undefined : hosts.find((h) => h.ip === ip)?.names[0]) ??
        (ip.includes(':') ? `[${ip}]` : ip));
  const endText = (end: Shown['local'], proto: string) =>
    `${hostText(end.ip)}:${end.port === 0 ? '*' : ((how.numericPorts ? undefined : serviceName(end.port, proto)) ?? end.port)}`;
  const rows = list.map((s, i) => [
    (s.owner?.comm ?? '').slice(0, 9),
    String(s.owner?.pid),
    s.owner?.user ?? '',
    `${s.owner?.fd}u`,
    `IPv${s.family}`,
    String(20_000 + s.local.port + i),
    '0t0',
    s.proto.toUpperCase(),
    `${endText(s.local, s.proto)}${s.state === 'ESTAB' || s.state === 'CLOSE-WAIT' ? `->${endText(s.remote, s.proto)}` : ''} ${s.proto === 'udp' ? '' : `(${stateName(s)})`}`,
  ]);
  const titles = ['COMMAND', 'PID', 'USER', 'FD', 'TYPE', 'DEVICE', 'SIZE/OFF', 'NODE', 'NAME'];
  const width = (i: number) => Math.max(titles[i]?.length ?? 0, ...rows.map((r) => r[i]?.length ?? 0));
  const w = titles.map((_, i) => width(i));
  const line = (r: readonly string[], fd: string) =>
    `${(r[0] ?? '').padEnd(w[0] ?? 0)} ${(r[1] ?? '').padStart(w[1] ?? 0)} ${(r[2] ?? '').padStart(w[2] ?? 0)} ${fd} ${(r[4] ?? '').padStart(w[4] ?? 0)} ${(r[5] ?? '').padStart(w[5] ?? 0)} ${(r[6] ?? '').padStart(w[6] ?? 0)} ${(r[7] ?? '').padStart(w[7] ?? 0)} ${r[8]}\n`;
  // the number of a descriptor is right-aligned; its access and lock follow
  const digits = Math.max(...rows.map((r) => (r[3] ?? '').length - 1));
  return (
    line(titles, `${'FD'.padStart(digits)}  `) +
    rows.map((r) => line(r, `${(r[3] ?? '').padStart(digits + 1)} `)).join('')
  );
}

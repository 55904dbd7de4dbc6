import { ipToNumber, isIpv6, parseCidr, type Reader, type Tx } from '../base/index.ts';
import {
  carrier,
  linkByName,
  links,
  linksOf,
  neighboursOf,
  operstate,
  routeCidr,
  routesOf,
  socketsOf,
  sysctl,
  sysctlKnown,
  sysctlNames,
  sysctlOfMachine,
  sysctlSet,
} from '../net/index.ts';
import { hostname, processes } from './rows.ts';

/** A file of /proc or /sys as it is now: proc(5), sysfs(5). Only what the course looks at is there. */
export type Kernel =
  | { readonly kind: 'dir'; readonly names: readonly string[] }
  | { readonly kind: 'file'; readonly text: string; readonly writable: boolean };

/** Whether a path may be one of the kernel's. */
export function isKernelPath(path: string): boolean {
  return path.startsWith('/proc/') || path.startsWith('/sys/');
}

/** Whose view of the network a file system shows: that of a process that lives in it. */
function viewer(r: Reader, fs: string) {
  const row = r.by(processes, 'fs', fs)[0];
  if (row) return { netns: row.netns, place: row, contained: row.container !== undefined };
  const host = fs.replace(/^h:/, '');
  return fs.startsWith('h:') ? { netns: host, place: { host }, contained: false } : undefined;
}

/** What stands at a path of /proc or /sys, undefined when nothing does. */
export function kernelFile(r: Reader, fs: string, path: string): Kernel | undefined {
  const view = viewer(r, fs);
  if (!view) return undefined;
  const { netns } = view;
  if (path === '/proc/net') return { kind: 'dir', names: ['arp', 'dev', 'route', 'tcp', 'udp'] };
  if (path.startsWith('/proc/net/')) return file(NET[path.slice(10)]?.(r, netns));
  if (path === '/proc/sys/kernel/hostname') return file(`${hostname(r, view.place)}\n`);
  if (path.startsWith('/proc/sys')) return setting(r, netns, path.slice(10), view.contained);
  if (path.startsWith('/sys/class/net')) return device(r, netns, path.slice(15));
  if (path === '/sys/class') return { kind: 'dir', names: ['net'] };
  return undefined;
}

function file(text: string | undefined): Kernel | undefined {
  return text === undefined ? undefined : { kind: 'file', text, writable: false };
}

/** A directory of settings, or one of them. */
function setting(r: Reader, netns: string, rest: string, contained: boolean): Kernel | undefined {
  const devices = linksOf(r, netns).map((l) => l.name);
  const own = sysctlNames(devices).filter((name) => !contained || !sysctlOfMachine(name));
  const paths = [...own, 'kernel.hostname'].map((name) => name.replaceAll('.', '/'));
  const name = rest.replaceAll('/', '.');
  if (rest !== '' && sysctlKnown(name) && paths.includes(rest))
    return { kind: 'file', text: `${sysctl(r, netns, name)}\n`, writable: !contained };
  const prefix = rest === '' ? '' : `${rest}/`;
  const inside = paths.filter((p) => p.startsWith(prefix)).map((p) => p.slice(prefix.length).split('/')[0] ?? '');
  return inside.length === 0 ? undefined : { kind: 'dir', names: [...new Set(inside)].sort() };
}

/** Writes a setting; false when there is none at the path or it may not be written. */
export function kernelWrite(tx: Tx, fs: string, path: string, text: string): boolean {
  const view = viewer(tx, fs);
  const found = kernelFile(tx, fs, path);
  if (!view || found?.kind !== 'file' || !found.writable) return false;
  if (text.trim() !== '') sysctlSet(tx, view.netns, path.slice(10).replaceAll('/', '.'), text.trim());
  return true;
}

function device(r: Reader, netns: string, rest: string): Kernel | undefined {
  if (rest === '')
    return {
      kind: 'dir',
      names: linksOf(r, netns)
        .map((l) => l.name)
        .sort(),
    };
  const [name = '', ...more] = rest.split('/');
  const link = linkByName(r, netns, name);
  if (!link) return undefined;
  const plain: Readonly<Record<string, string | number>> = {
    address: link.mac,
    carrier: carrier(r, link) ? 1 : 0,
    ifindex: link.ifindex,
    mtu: link.mtu,
    operstate: operstate(r, link).toLowerCase(),
  };
  const statistics: Readonly<Record<string, number>> = {
    rx_bytes: link.rx.bytes,
    rx_dropped: link.rx.dropped ?? 0,
    rx_packets: link.rx.packets,
    tx_bytes: link.tx.bytes,
    tx_dropped: link.tx.dropped ?? 0,
    tx_packets: link.tx.packets,
  };
  const at = more.join('/');
  if (at === '') return { kind: 'dir', names: [...Object.keys(plain), 'statistics'] };
  if (at === 'statistics') return { kind: 'dir', names: Object.keys(statistics) };
  const value = at.startsWith('statistics/') ? statistics[at.slice(11)] : plain[at];
  return value === undefined ? undefined : file(`${value}\n`);
}

const pad = (value: string | number, width: number) => String(value).padStart(width);

/** An IPv4 address as the kernel's tables have it: eight hexadecimal digits, the first octet last. */
function hex(ip: string): string {
  const n = ipToNumber(ip);
  return [0, 8, 16, 24]
    .map((shift) => ((n >>> shift) & 255).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

const port = (n: number) => n.toString(16).toUpperCase().padStart(4, '0');

/** The files of /proc/net. */
const NET: Readonly<Record<string, (r: Reader, netns: string) => string>> = {
  dev: (r, netns) =>
    `Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n${linksOf(
      r,
      netns,
    )
      .map(
        (l) =>
          `${pad(l.name, 6)}: ${pad(l.rx.bytes, 7)} ${pad(l.rx.packets, 7)}    0 ${pad(l.rx.dropped ?? 0, 4)}    0     0          0         0 ${pad(l.tx.bytes, 8)} ${pad(l.tx.packets, 7)}    0 ${pad(l.tx.dropped ?? 0, 4)}    0     0       0          0\n`,
      )
      .join('')}`,
  route: (r, netns) =>
    `${'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'.padEnd(127)}\n${routesOf(
      r,
      netns,
      4,
    )
      .map((x) => {
        const { ip = '0.0.0.0', prefix = 0 } = parseCidr(routeCidr(x)) ?? {};
        const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
        const quad = [24, 16, 8, 0].map((s) => (mask >>> s) & 255).join('.');
        const line = `${r.get(links, x.link)?.name}\t${hex(ip)}\t${hex(x.via ?? '0.0.0.0')}\t${x.via === undefined ? '0001' : '0003'}\t0\t0\t${x.metric ?? 0}\t${hex(quad)}\t0\t0\t0`;
        return `${line.padEnd(127)}\n`;
      })
      .join('')}`,
  arp: (r, netns) =>
    `IP address       HW type     Flags       HW address            Mask     Device\n${linksOf(r, netns)
      .flatMap((l) => neighboursOf(r, l.id).map((n) => ({ ...n, dev: l.name })))
      .filter((n) => !isIpv6(n.ip))
      .map(
        (n) =>
          `${n.ip.padEnd(16)} 0x1         ${n.mac === undefined ? '0x0' : n.state === 'PERMANENT' ? '0x6' : '0x2'}         ${(n.mac ?? '00:00:00:00:00:00').padEnd(17)}     *        ${n.dev}\n`,
      )
      .join('')}`,
  tcp: (r, netns) => sockets(r, netns, 'tcp'),
  udp: (r, netns) => sockets(r, netns, 'udp'),
};

function sockets(r: Reader, netns: string, proto: 'tcp' | 'udp'): string {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const rows = socketsOf(r, netns)
    .filter((s) => s.proto === proto && !isIpv6(s.ip))
    .map(
      (s, i) =>
        `${pad(i, 4)}: ${hex(s.ip)}:${port(s.port)} 00000000:0000 ${proto === 'tcp' ? '0A' : '07'} 00000000:00000000 00:00000000 00000000     0        0 ${20_000 + i} 1 0000000000000000 100 0 0 10 0`,
    );
  return [head, ...rows].map((line) => `${line.padEnd(149)}\n`).join('');
}

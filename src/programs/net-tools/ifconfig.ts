import { ipFromBits, isIpv6 } from '../../base/index.ts';
import { carrier, type Link, linkByName, linksOf } from '../../net/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { broadcastFor } from '../iproute2/address.ts';
import { type Answer, command, notSimulated, ok, quit } from '../lib/answer.ts';
import { queueLength } from '../lib/links.ts';
import { setInterface } from '../lib/set-interface.ts';

/** ifconfig(8) of net-tools. */
export const ifconfig: Program = command(run);

function run(proc: Process, args: readonly string[]): Answer {
  const words = args.filter((a) => !['-a', '-v'].includes(a));
  const [name, ...change] = words;
  if (name?.startsWith('-')) notSimulated(`ifconfig ${name}`, 'ifconfig [LINK]');
  const shown = linksOf(proc.world, proc.netns);
  if (name === undefined)
    return ok(
      byName(shown)
        .filter((l) => l.up || args.includes('-a'))
        .map((l) => page(proc, l))
        .join(''),
    );
  const link = linkByName(proc.world, proc.netns, name);
  if (!link)
    return quit(
      change.length > 0
        ? `SIOCSIFFLAGS: No such device`
        : `${name}: error fetching interface information: Device not found`,
      1,
    );
  if (change.length === 0) return ok(page(proc, link));
  return setInterface(proc, link, change, (text) => quit(text, 1));
}

/** By name, as /proc/net/dev is shown sorted. */
function byName(list: readonly Link[]): Link[] {
  return [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The netmask that a prefix stands for. */
export function netmask(prefix: number): string {
  return ipFromBits(4, prefix === 0 ? 0n : (0xffffffffn << BigInt(32 - prefix)) & 0xffffffffn);
}

const BITS: readonly (readonly [string, number])[] = [
  ['UP', 1],
  ['BROADCAST', 2],
  ['LOOPBACK', 8],
  ['RUNNING', 64],
  ['MULTICAST', 4096],
];

function page(proc: Process, l: Link): string {
  const has: Readonly<Record<string, boolean>> = {
    UP: l.up,
    BROADCAST: l.kind !== 'lo',
    LOOPBACK: l.kind === 'lo',
    RUNNING: l.up && carrier(proc.world, l),
    MULTICAST: l.kind !== 'lo',
  };
  const flags = BITS.filter(([name]) => has[name]);
  const lines = [
    `${l.name}: flags=${flags.reduce((sum, [, bit]) => sum + bit, 0)}<${flags.map(([name]) => name).join(',')}>  mtu ${l.mtu}`,
    ...l.addrs
      .filter((a) => !isIpv6(a.ip))
      .map((a) => {
        const brd = broadcastFor(l, a);
        return `        inet ${a.ip}  netmask ${netmask(a.prefix)}${brd ? `  broadcast ${brd}` : l.kind === 'lo' || a.nobrd ? (l.kind === 'lo' ? '' : '  broadcast 0.0.0.0') : ''}`;
      }),
    ...l.addrs
      .filter((a) => isIpv6(a.ip))
      .map((a) => `        inet6 ${a.ip}  prefixlen ${a.prefix}  scopeid ${SCOPES[a.scope]}`),
    l.kind === 'lo'
      ? `        loop  txqueuelen ${queueLength(l)}  (Local Loopback)`
      : `        ether ${l.mac}  txqueuelen ${queueLength(l)}  (Ethernet)`,
    `        RX packets ${l.rx.packets}  bytes ${l.rx.bytes} (${human(l.rx.bytes)})`,
    `        RX errors 0  dropped ${l.rx.dropped ?? 0}  overruns 0  frame 0`,
    `        TX packets ${l.tx.packets}  bytes ${l.tx.bytes} (${human(l.tx.bytes)})`,
    `        TX errors 0  dropped ${l.tx.dropped ?? 0} overruns 0  carrier 0  collisions 0`,
  ];
  return `${lines.join('\n')}\n\n`;
}

const SCOPES = { host: '0x10<host>', link: '0x20<link>', global: '0x0<global>' } as const;

/** Bytes with one decimal in the unit that fits (1024). */
export function human(bytes: number): string {
  let value = bytes;
  for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
    if (value < 1024) return `${(Math.floor(value * 10) / 10).toFixed(1)} ${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(1)} TiB`;
}

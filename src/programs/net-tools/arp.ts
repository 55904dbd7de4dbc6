import { parseIp, parseMac } from '../../base/index.ts';
import { linkByName, neighDelete, neighSet } from '../../net/index.ts';
import { getaddrinfo, getnameinfo, type Process, type Program, type Run, write } from '../../os/index.ts';
import { neighbourList } from '../iproute2/neigh.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { getopt, has, optionOf } from '../lib/getopt.ts';

/** arp(8) of net-tools. */
export const arp: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const parsed = getopt(proc.argv.slice(1), {
    short: 'vnaei:s:d:DfH:A:p:',
    long: { numeric: 'n', device: 'i=', delete: 'd=', set: 's=' },
  });
  if ('error' in parsed) quit(`arp: ${parsed.error}`, 3);
  if (has(parsed, 'f', 'D')) notSimulated('arp -f, -D', 'arp -n, -a, -s, -d');
  const device = optionOf(parsed, 'i');
  if (has(parsed, 's', 'd'))
    return change(proc, optionOf(parsed, 'd'), optionOf(parsed, 's'), parsed.operands[0], device);
  const [name] = parsed.operands;
  const found = name === undefined ? undefined : yield* getaddrinfo(proc, name, { family: 4 });
  if (found !== undefined && found.kind !== 'ok') quit(`${name}: Unknown host`, 255);
  const list = neighbourList(proc, proc.netns, device).filter(
    (n) => !n.ip.includes(':') && (found === undefined || n.ip === found.addresses[0]),
  );
  if (name !== undefined && list.length === 0) {
    yield* write(`${name} (${found?.addresses[0]}) -- no entry\n`);
    return 0;
  }
  if (has(parsed, 'a')) {
    for (const n of list) {
      const host = has(parsed, 'n') ? '?' : ((yield* getnameinfo(proc, n.ip)) ?? '?');
      yield* write(
        `${host} (${n.ip}) at ${n.mac === undefined ? '<incomplete>' : `${n.mac} [ether]${n.state === 'PERMANENT' ? ' PERM' : ''}`} on ${n.dev}\n`,
      );
    }
    return 0;
  }
  if (list.length === 0) return 0;
  yield* write('Address                  HWtype  HWaddress           Flags Mask            Iface\n');
  for (const n of list) {
    const host = has(parsed, 'n') ? n.ip : ((yield* getnameinfo(proc, n.ip)) ?? n.ip);
    const hardware = n.mac === undefined ? '        (incomplete)       ' : `ether   ${n.mac.padEnd(19)}`;
    yield* write(
      `${host.slice(0, 23).padEnd(23)}  ${hardware} ${(n.mac === undefined ? '' : n.state === 'PERMANENT' ? 'CM' : 'C').padEnd(21)} ${n.dev}\n`,
    );
  }
  return 0;
}

function change(
  proc: Process,
  gone: string | undefined,
  added: string | undefined,
  mac: string | undefined,
  device: string | undefined,
): number {
  const call = gone === undefined ? 'SIOCSARP' : 'SIOCDARP(dontpub)';
  if (!proc.capable('NET_ADMIN')) quit(`${call}: Operation not permitted`, 255);
  const ip = parseIp(gone ?? added ?? '') ?? quit(`${gone ?? added}: Unknown host`, 255);
  const known = neighbourList(proc, proc.netns, device).find((n) => n.ip === ip);
  if (gone !== undefined) {
    if (!known) quit('SIOCDARP(dontpub): No such file or directory', 255);
    proc.transact((tx) => neighDelete(tx, known.link, ip));
    return 0;
  }
  const hardware = parseMac(mac ?? '') ?? quit('arp: invalid hardware address', 255);
  const link = device === undefined ? known?.link : linkByName(proc.world, proc.netns, device)?.id;
  if (link === undefined) return quit('SIOCSARP: Network is unreachable', 255);
  proc.transact((tx) => neighSet(tx, link, ip, hardware));
  return 0;
}

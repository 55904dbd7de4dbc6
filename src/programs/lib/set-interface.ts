import { ipToNumber, parseCidr, parseIp, parseMac } from '../../base/index.ts';
import { addrAdd, addrDelete, type Link, linkSet, NetError, strerror } from '../../net/index.ts';
import type { Process } from '../../os/index.ts';
import { type Answer, notSimulated, ok } from './answer.ts';

/** What `ifconfig LINK …` changes, by ioctl(2): the first refusal ends it. */
export function setInterface(
  proc: Process,
  link: Link,
  words: readonly string[],
  refuse: (text: string) => never,
): Answer {
  const first = words[0] ?? '';
  const call =
    parseIp(first.split('/')[0] ?? '') !== undefined
      ? 'SIOCSIFADDR'
      : first === 'mtu'
        ? 'SIOCSIFMTU'
        : first === 'hw'
          ? 'SIOCSIFHWADDR'
          : 'SIOCSIFFLAGS';
  if (!proc.capable('NET_ADMIN')) refuse(`${call}: Operation not permitted`);
  try {
    proc.transact((tx) => {
      const rest = [...words];
      for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
        if (word === 'up' || word === 'down') linkSet(tx, link.id, { up: word === 'up' });
        else if (word === 'mtu') linkSet(tx, link.id, { mtu: Number(rest.shift()) });
        else if (word === 'hw') {
          rest.shift();
          linkSet(tx, link.id, { mac: parseMac(rest.shift() ?? '') ?? link.mac });
        } else if (parseIp(word.split('/')[0] ?? '') !== undefined) setAddress(tx, link, word, rest);
        else notSimulated(`ifconfig … ${word}`, 'up, down, mtu, hw ether, ADDRESS netmask MASK');
      }
    });
    return ok();
  } catch (e) {
    if (e instanceof NetError) return refuse(`${call}: ${strerror(e.code)}`);
    throw e;
  }
}

type Tx = Parameters<Parameters<Process['transact']>[0]>[0];

/** The first IPv4 address is replaced, and the link comes up (devinet_ioctl). */
function setAddress(tx: Tx, link: Link, word: string, rest: string[]): void {
  const cidr = parseCidr(word);
  const ip = cidr?.ip ?? word;
  let prefix = cidr?.prefix ?? classful(ip);
  const mask = rest.indexOf('netmask');
  if (mask >= 0) prefix = bitsOf(rest.splice(mask, 2)[1] ?? '');
  const brd = rest.indexOf('broadcast');
  if (brd >= 0) rest.splice(brd, 2);
  const old = link.addrs.find((a) => !a.ip.includes(':'));
  if (old && !ip.includes(':')) addrDelete(tx, link.id, old);
  addrAdd(tx, link.id, { ip, prefix });
  linkSet(tx, link.id, { up: true });
}

/** The prefix that an address had before CIDR. */
export function classful(ip: string): number {
  const first = Number(ip.split('.')[0]);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

/** Length of a netmask. */
export function bitsOf(mask: string): number {
  const bits = parseIp(mask) === undefined ? 0 : ipToNumber(mask);
  return bits
    .toString(2)
    .padStart(32, '0')
    .split('')
    .filter((b) => b === '1').length;
}

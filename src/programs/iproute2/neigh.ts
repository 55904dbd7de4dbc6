import { isIpv6, parseIp, parseMac } from '../../base/index.ts';
import { linkByName, links, linksOf, neighboursOf, neighDelete, neighSet, sysctl } from '../../net/index.ts';
import type { Process } from '../../os/index.ts';
import { type Answer, fail, notSimulated, ok, quit } from '../lib/answer.ts';
import { type Json, printJson } from './json.ts';
import { type IpOptions, matches, nextWord } from './options.ts';
import { privileged } from './privileged.ts';

interface Shown {
  readonly dev: string;
  readonly link: string;
  readonly ip: string;
  readonly mac: string | undefined;
  readonly state: string;
}

/** Neighbour entries of a namespace, link by link. */
export function neighbourList(proc: Process, netns: string, dev?: string): Shown[] {
  return linksOf(proc.world, netns)
    .filter((l) => dev === undefined || l.name === dev)
    .flatMap((l) => neighboursOf(proc.world, l.id).map((n) => ({ ...n, dev: l.name, link: l.id })));
}

/** `ip neigh …` */
export function neigh(proc: Process, netns: string, options: IpOptions, words: string[]): Answer {
  const verb = words[0];
  if (verb === undefined || matches(verb, 'show') || verb === 'lst' || matches(verb, 'list'))
    return show(proc, netns, options, words.slice(1));
  if (matches(verb, 'add') || matches(verb, 'change') || verb === 'chg' || matches(verb, 'replace'))
    return add(proc, netns, words.slice(1));
  if (matches(verb, 'delete')) return remove(proc, netns, words.slice(1));
  if (matches(verb, 'flush')) return flush(proc, netns, options, words.slice(1));
  if (matches(verb, 'get')) notSimulated('ip neigh get', 'ip neigh show');
  if (matches(verb, 'help')) return fail(NEIGH_USAGE, 255);
  return fail(`Command "${verb}" is unknown, try "ip neighbor help".`, 255);
}

interface Wanted {
  readonly dev: string | undefined;
  readonly to: string | undefined;
  readonly nud: string | undefined;
}

function selection(proc: Process, netns: string, rest: string[]): Wanted {
  let [dev, to, nud]: (string | undefined)[] = [];
  while (rest.length > 0) {
    const word = nextWord(rest);
    if (word === 'dev') dev = nextWord(rest);
    else if (word === 'nud') nud = nextWord(rest).toUpperCase();
    else to = word === 'to' ? nextWord(rest) : word;
  }
  if (dev !== undefined && !linkByName(proc.world, netns, dev)) quit(`Cannot find device "${dev}"`, 1);
  return { dev, to: to === 'all' ? undefined : to, nud };
}

function select(proc: Process, netns: string, options: IpOptions, wanted: Wanted): Shown[] {
  return neighbourList(proc, netns, wanted.dev).filter(
    (n) =>
      (options.family === undefined || isIpv6(n.ip) === (options.family === 6)) &&
      (wanted.to === undefined || n.ip === wanted.to) &&
      (wanted.nud === undefined || wanted.nud === 'ALL' || n.state === wanted.nud) &&
      (n.state !== 'NOARP' || wanted.nud !== undefined),
  );
}

function show(proc: Process, netns: string, options: IpOptions, rest: string[]): Answer {
  const wanted = selection(proc, netns, rest);
  const list = select(proc, netns, options, wanted);
  if (options.json) {
    const json = list.map(
      (n): Json => ({ dst: n.ip, dev: n.dev, ...(n.mac === undefined ? {} : { lladdr: n.mac }), state: [n.state] }),
    );
    return ok(printJson(json, options.pretty));
  }
  const line = (n: Shown) =>
    `${n.ip} ${wanted.dev === undefined ? `dev ${n.dev} ` : ''}${n.mac === undefined ? '' : `lladdr ${n.mac} `}${isRouter(proc, n) ? 'router ' : ''}${n.state} \n`;
  const brief = (n: Shown) => `${n.ip.padEnd(39)} ${n.dev.padEnd(16)} ${n.mac ?? ''} \n`;
  return ok(list.map(options.brief ? brief : line).join(''));
}

/** Whether its advertisements said that it forwards: NTF_ROUTER, RFC 4861 4.4. */
function isRouter(proc: Process, n: Shown): boolean {
  if (!isIpv6(n.ip) || n.mac === undefined) return false;
  const owner = proc.world.by(links, 'mac', n.mac).find((l) => l.addrs.some((a) => a.ip === n.ip));
  return owner !== undefined && sysctl(proc.world, owner.netns, 'net.ipv6.conf.all.forwarding') === '1';
}

function add(proc: Process, netns: string, rest: string[]): Answer {
  let [dev, to, mac]: (string | undefined)[] = [];
  let state: 'PERMANENT' | 'REACHABLE' | 'STALE' = 'PERMANENT';
  while (rest.length > 0) {
    const word = nextWord(rest);
    if (word === 'dev') dev = nextWord(rest);
    else if (word === 'lladdr') mac = nextWord(rest);
    else if (word === 'nud') state = nud(nextWord(rest));
    else to = word === 'to' ? nextWord(rest) : word;
  }
  if (dev === undefined || to === undefined) quit('Device and destination are required arguments.', 255);
  const ip = parseIp(to) ?? quit(`Error: inet prefix is expected rather than "${to}".`, 1);
  const lladdr = mac === undefined ? undefined : (parseMac(mac) ?? quit(`"${mac}" is invalid lladdr.`, 255));
  const id = linkByName(proc.world, netns, dev)?.id ?? quit(`Cannot find device "${dev}"`, 1);
  return privileged(proc, () => {
    proc.transact((tx) => neighSet(tx, id, ip, lladdr, state));
    return ok();
  });
}

function nud(word: string): 'PERMANENT' | 'REACHABLE' | 'STALE' {
  const upper = word.toUpperCase();
  return (
    (['PERMANENT', 'REACHABLE', 'STALE'] as const).find((s) => s === upper) ??
    notSimulated(`ip neigh … nud ${word}`, 'nud permanent, reachable or stale')
  );
}

function remove(proc: Process, netns: string, rest: string[]): Answer {
  const { dev, to } = selection(
    proc,
    netns,
    rest.filter((w, i) => w !== 'lladdr' && rest[i - 1] !== 'lladdr'),
  );
  if (dev === undefined || to === undefined) quit('Device and destination are required arguments.', 255);
  const found = neighbourList(proc, netns, dev).find((n) => n.ip === to);
  if (!found) return privileged(proc, () => fail('RTNETLINK answers: No such file or directory', 2));
  return privileged(proc, () => {
    proc.transact((tx) => neighDelete(tx, found.link, found.ip));
    return ok();
  });
}

function flush(proc: Process, netns: string, options: IpOptions, rest: string[]): Answer {
  if (rest.length === 0) return fail('Flush requires arguments.', 1);
  const wanted = selection(proc, netns, rest);
  const gone = select(proc, netns, options, wanted).filter((n) => n.state !== 'PERMANENT' || wanted.nud !== undefined);
  if (!proc.capable('NET_ADMIN'))
    return gone.length === 0 ? ok() : fail('Failed to send flush request: Operation not permitted', 1);
  return privileged(proc, () => {
    proc.transact((tx) => {
      for (const n of gone) neighDelete(tx, n.link, n.ip);
    });
    return ok();
  });
}

const NEIGH_USAGE = `Usage: ip neigh { add | del | change | replace }
		{ ADDR [ lladdr LLADDR ] [ nud STATE ] proxy ADDR }
		[ dev DEV ] [ router ] [ use ] [ managed ] [ extern_learn ]
		[ protocol PROTO ]

	ip neigh { show | flush } [ proxy ] [ to PREFIX ] [ dev DEV ] [ nud STATE ]
				  [ vrf NAME ] [ nomaster ]
	ip neigh get { ADDR | proxy ADDR } dev DEV

STATE := { delay | failed | incomplete | noarp | none |
           permanent | probe | reachable | stale }
`;

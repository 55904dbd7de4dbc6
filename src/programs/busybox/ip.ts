import { isIpv6, parseIp, type Reader } from '../../base/index.ts';
import {
  type Link,
  linkByName,
  links,
  linksOf,
  type NetError,
  type Route,
  routeGet,
  sourceFor,
  strerror,
} from '../../net/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { broadcastFor, inOrder } from '../iproute2/address.ts';
import { address } from '../iproute2/address-change.ts';
import { link } from '../iproute2/link.ts';
import { neigh, neighbourList } from '../iproute2/neigh.ts';
import type { IpOptions } from '../iproute2/options.ts';
import { route } from '../iproute2/route.ts';
import { destination, type RouteSelection, selectRoutes } from '../iproute2/route-print.ts';
import { type Answer, attempt, command, fail, notSimulated, ok, quit } from '../lib/answer.ts';
import { linkFlags, lowerOf, qdisc, queueLength } from '../lib/links.ts';
import { showUsage } from './applet.ts';

interface Choice {
  readonly family: 4 | 6 | undefined;
  readonly oneline: boolean;
}

/** ip of BusyBox: fewer options than iproute2's, other spacing, and its own words for the same refusals. */
export const ip: Program = command((proc, args) => {
  const rest = [...args];
  let [family, oneline]: [4 | 6 | undefined, boolean] = [undefined, false];
  while (rest[0]?.startsWith('-')) {
    const word = (rest.shift() ?? '').replace(/^--/, '-');
    if (word === '-4') family = 4;
    else if (word === '-6') family = 6;
    else if (word === '-o' || word === '-oneline') oneline = true;
    else if (word === '-f' || word === '-family') {
      const name = rest.shift();
      family = name === 'inet' ? 4 : name === 'inet6' ? 6 : name === 'link' ? undefined : showUsage('ip');
    } else showUsage('ip');
  }
  const [object = '', ...words] = rest;
  const choice: Choice = { family, oneline };
  const is = (name: string) => object !== '' && name.startsWith(object);
  if (is('address')) return addresses(proc, choice, words);
  if (is('route')) return routes(proc, choice, words);
  if (is('link')) return linkCommand(proc, choice, words);
  if (is('neigh')) return neighbours(proc, words);
  if (is('rule'))
    return words.length === 0 || words[0]?.startsWith('l') || words[0]?.startsWith('s')
      ? ok('0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n')
      : notSimulated(`ip rule ${words[0]}`, 'ip rule');
  if (is('tunnel') || is('tunl')) notSimulated('ip tunnel', 'ip link, ip addr, ip route');
  return showUsage('ip');
});

const shows = (verb: string | undefined) =>
  verb === undefined || (verb !== '' && ('show'.startsWith(verb) || 'list'.startsWith(verb) || verb === 'lst'));

const options = (choice: Choice): IpOptions => ({
  family: choice.family,
  oneline: false,
  brief: false,
  json: false,
  pretty: false,
  stats: 0,
  details: false,
  netns: undefined,
});

/** The name of the link with this number here, whatever it is the number of: BusyBox knows nothing of other namespaces. */
function nameOf(r: Reader, l: Link): string {
  const other = lowerOf(r, l);
  if (!other) return l.name;
  return `${l.name}@${sameNumber(r, l, other)?.name ?? `if${other.ifindex}`}`;
}

function sameNumber(r: Reader, l: Link, other: Link): Link | undefined {
  return linksOf(r, l.netns).find((x) => x.ifindex === other.ifindex);
}

function headline(r: Reader, l: Link, lean: boolean): string {
  const other = lowerOf(r, l);
  const mdown = other !== undefined && !(sameNumber(r, l, other)?.up ?? false);
  const master = l.master === undefined ? '' : `master ${r.get(links, l.master)?.name} `;
  const length = queueLength(l);
  return `${l.ifindex}: ${nameOf(r, l)}: <${linkFlags(r, l, mdown).join(',')}> mtu ${l.mtu} ${lean ? '' : `qdisc ${qdisc(l)} `}${lean ? '' : master}${length > 0 ? `qlen ${length}` : ''}\n`;
}

function macLine(l: Link): string {
  const lo = l.kind === 'lo';
  return `    link/${lo ? 'loopback' : 'ether'} ${l.mac} brd ${lo ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}\n`;
}

function addresses(proc: Process, choice: Choice, words: readonly string[]): Answer {
  const [verb, ...rest] = words;
  if (!shows(verb)) return changed(proc, () => address(proc, proc.netns, options(choice), [...words]));
  let [dev, scope, to]: (string | undefined)[] = [];
  const left = [...rest];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === 'dev') dev = left.shift();
    else if (word === 'scope') scope = left.shift();
    else if (word === 'to') to = left.shift();
    else if (word === 'up' || word === 'label') notSimulated(`ip addr show ${word}`, 'ip addr show dev LINK');
    else dev = word;
  }
  if (dev !== undefined && !linkByName(proc.world, proc.netns, dev)) return fail(`ip: can't find device '${dev}'`);
  const r = proc.world;
  const text = linksOf(r, proc.netns)
    .filter((l) => dev === undefined || l.name === dev)
    .map((l) => {
      const addrs = inOrder(l).filter(
        (a) =>
          (choice.family === undefined || isIpv6(a.ip) === (choice.family === 6)) &&
          (scope === undefined || a.scope === scope) &&
          (to === undefined || a.ip === to.split('/')[0]),
      );
      if (addrs.length === 0 && (choice.family !== undefined || scope !== undefined || to !== undefined)) return '';
      const lines = addrs.map((a) => addressText(l, a));
      if (choice.oneline) return lines.map((t) => `${l.ifindex}: ${l.name}${t.replace('\n', '\\')}`).join('');
      return headline(r, l, choice.family === 6) + (choice.family === undefined ? macLine(l) : '') + lines.join('');
    });
  return ok(text.join(''));
}

function addressText(l: Link, a: Link['addrs'][number]): string {
  const life = '\n       valid_lft forever preferred_lft forever\n';
  if (isIpv6(a.ip)) return `    inet6 ${a.ip}/${a.prefix} scope ${a.scope} ${a.nodad ? 'flags 02 ' : ''}${life}`;
  const brd = broadcastFor(l, a);
  return `    inet ${a.ip}/${a.prefix}${brd ? ` brd ${brd}` : ''} scope ${a.scope} ${l.name}${life}`;
}

/** What `ip link set` asks of the kernel, in the order in which it asks (iplink.c#do_set): the first is what a user without rights hears of. */
const SET_CALLS = [
  ['address', 'SIOCSIFHWADDR'],
  ['broadcast', 'SIOCSIFHWBROADCAST'],
  ['name', 'SIOCSIFNAME'],
  ['mtu', 'SIOCSIFMTU'],
] as const;
const LAST_CALL = ['', 'SIOCSIFFLAGS'] as const;

function linkCommand(proc: Process, choice: Choice, words: readonly string[]): Answer {
  const [verb, ...rest] = words;
  if (!shows(verb)) {
    if (verb === 'set')
      return changed(proc, () => link(proc, proc.netns, options(choice), [...words]), {
        missing: 'ip: SIOCGIFFLAGS: No such device',
        forbidden: `ip: ${(SET_CALLS.find(([word]) => rest.includes(word)) ?? LAST_CALL)[1]}: Operation not permitted`,
      });
    return changed(proc, () => link(proc, proc.netns, options(choice), [...words]));
  }
  const dev = rest.find((w) => w !== 'dev');
  if (dev !== undefined && !linkByName(proc.world, proc.netns, dev)) return fail(`ip: can't find device '${dev}'`, 2);
  const shown = linksOf(proc.world, proc.netns).filter((l) => dev === undefined || l.name === dev);
  return ok(
    shown
      .map((l) => {
        const text = headline(proc.world, l, false) + macLine(l);
        return choice.oneline ? `${text.slice(0, -1).replaceAll('\n', '\\')}\n` : text;
      })
      .join(''),
  );
}

/** Runs iproute2's change and says what happened in BusyBox's words. */
function changed(
  proc: Process,
  change: () => Answer,
  words: { readonly missing?: string; readonly forbidden?: string } = {},
): Answer {
  if (!proc.capable('NET_ADMIN')) return fail(words.forbidden ?? 'ip: RTNETLINK answers: Operation not permitted', 2);
  const answer = attempt(change);
  if (answer.code === 99 || answer.code === 0) return answer;
  const text = (answer.err ?? '').trim();
  const device = /^(?:Cannot find device|Device) "(.*?)"/.exec(text);
  if (device) return fail(words.missing ?? `ip: can't find device '${device[1]}'`, words.missing === undefined ? 1 : 2);
  const value = /argument "(.*?)" is wrong: Invalid "(.*?)" value/.exec(text);
  if (value) return fail(`ip: invalid argument '${value[1]}' to '${value[2]}'`, 2);
  if (text.endsWith('"dev" argument is required.')) return fail('ip: need "dev IFACE"');
  if (answer.code === 255) return showUsage('ip');
  return fail(`ip: RTNETLINK answers: ${plain(text)}`, 2);
}

/** BusyBox does not read the kernel's longer explanations, only errno. */
const ERRNO: readonly (readonly [RegExp, NetError['code']])[] = [
  [/already assigned/, 'EEXIST'],
  [/Address not found|address not found/, 'EADDRNOTAVAIL'],
  [/invalid gateway/, 'ENETUNREACH'],
  [/not up/, 'ENETDOWN'],
  [/Invalid (prefix|source)/, 'EINVAL'],
];

function plain(text: string): string {
  const known = ERRNO.find(([pattern]) => pattern.test(text));
  if (known) return strerror(known[1]);
  const answered = /^RTNETLINK answers: (.*)$/.exec(text);
  if (answered) return answered[1] ?? '';
  return /prefix is expected/.test(text) ? 'Numerical result out of range' : 'Invalid argument';
}

function routes(proc: Process, choice: Choice, words: readonly string[]): Answer {
  const [verb, ...rest] = words;
  if (verb !== undefined && verb !== '' && 'get'.startsWith(verb)) return getRoute(proc, rest);
  if (!shows(verb)) return changed(proc, () => route(proc, proc.netns, options(choice), [...words]));
  const wanted: { -readonly [K in keyof RouteSelection]: RouteSelection[K] } = {};
  const left = [...rest];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === 'dev') wanted.dev = left.shift() ?? '';
    else if (word === 'via') wanted.via = left.shift() ?? '';
    else if (word === 'table') {
      const table = left.shift();
      if (table === 'local')
        return ok(localText(route(proc, proc.netns, options(choice), ['show', 'table', 'local']).out ?? ''));
      if (table !== 'main') notSimulated(`ip route show table ${table}`, 'ip route');
    } else if (word === 'default' || word === 'any') {
      // without -4 or -6 it is a prefix of no family, which filters nothing (iproute.c#iproute_list_or_flush)
      if (choice.family !== undefined) wanted.exact = choice.family === 4 ? '0.0.0.0/0' : '::/0';
    } else if (word === '0/0') wanted.exact = '0.0.0.0/0';
    else if (word === 'root' || word === 'match') wanted[word] = left.shift() ?? '';
    else if (word === 'exact') wanted.exact = left.shift() ?? '';
    else if (word === 'proto' || word === 'scope' || word === 'src') wanted[word] = left.shift() ?? '';
    else wanted.exact = word.includes('/') ? word : `${word}/32`;
  }
  const { dev } = wanted;
  if (dev !== undefined && !linkByName(proc.world, proc.netns, dev)) return fail(`ip: can't find device '${dev}'`);
  const list = selectRoutes(proc.world, proc.netns, choice.family ?? 4, wanted);
  return ok(list.map((x) => routeLine(proc.world, x, wanted)).join(''));
}

/** BusyBox says neither the protocol nor that a link is down, and puts two blanks before `src`. */
function localText(text: string): string {
  return text
    .replace(/ proto kernel/g, '')
    .replace(/ linkdown/g, '')
    .replace(/ src/g, '  src');
}

function routeLine(r: Reader, x: Route, wanted: RouteSelection): string {
  const dead = x.kind !== undefined && x.kind !== 'unicast';
  const six = x.dst.includes(':') || (x.via?.includes(':') ?? false);
  const dev = r.get(links, x.link)?.name;
  return [
    dead ? `${x.kind} ` : '',
    `${destination(x)} `,
    x.via === undefined || wanted.via !== undefined ? '' : `via ${x.via} `,
    (dead && !six) || wanted.dev !== undefined ? '' : `dev ${dev} `,
    !six && x.scope === 'link' ? 'scope link ' : !six && x.scope === 'host' ? 'scope host ' : '',
    x.src === undefined ? '' : ` src ${x.src} `,
    x.metric === undefined ? '' : ` metric ${x.metric} `,
    '\n',
  ].join('');
}

function getRoute(proc: Process, words: readonly string[]): Answer {
  const text = words.find((w) => w !== 'to') ?? showUsage('ip');
  const dst = parseIp(text) ?? quit('ip: need at least destination address');
  const found = routeGet(proc.world, proc.netns, dst);
  if (!found || (found.kind !== undefined && found.kind !== 'unicast'))
    return fail(
      `ip: RTNETLINK answers: ${!found ? 'Network is unreachable' : found.kind === 'blackhole' ? 'Invalid argument' : found.kind === 'prohibit' ? 'Permission denied' : 'No route to host'}`,
      2,
    );
  const local = found.scope === 'host';
  const src = local ? dst : sourceFor(proc.world, proc.netns, dst, found);
  if (isIpv6(dst)) {
    const how = found.via === undefined ? '' : `via ${found.via} `;
    const dev = local ? 'lo table local ' : `${proc.world.get(links, found.link)?.name} `;
    const metric = local ? 0 : (found.metric ?? 1024);
    return ok(`${local ? 'local ' : ''}${dst} from :: ${how}dev ${dev} src ${src}  metric ${metric} \n`);
  }
  return ok(
    `${local ? 'local ' : ''}${dst} ${found.via === undefined ? '' : `via ${found.via} `}dev ${proc.world.get(links, found.link)?.name} ${src === undefined ? '' : ` src ${src} `}\n    cache \n`,
  );
}

function neighbours(proc: Process, words: readonly string[]): Answer {
  const [verb, ...rest] = words;
  if (!shows(verb)) {
    if (verb !== 'flush') return fail(`ip: invalid argument '${verb}' to 'ip'`);
    return changed(proc, () => neigh(proc, proc.netns, options({ family: undefined, oneline: false }), [...words]));
  }
  const dev = rest[rest.indexOf('dev') + 1];
  const at = rest.includes('dev') ? dev : undefined;
  if (at !== undefined && !linkByName(proc.world, proc.netns, at)) return fail(`ip: can't find device '${at}'`);
  const list = neighbourList(proc, proc.netns, at);
  return ok(
    list
      .map(
        (n) =>
          `${n.ip} ${at === undefined ? `dev ${n.dev} ` : ''}${n.mac === undefined ? '' : `lladdr ${n.mac} `}${n.state === 'FAILED' ? ' used 0/0/0 probes 6 ' : 'ref 1 used 0/0/0 probes 4 '}${n.state}\n`,
      )
      .join(''),
  );
}

import { isIpv6, networkOf, parseCidr, parseIp } from '../../base/index.ts';
import {
  linkByName,
  links,
  NetError,
  type NewRoute,
  type Route,
  routeAdd,
  routeCidr,
  routeDelete,
  routeGet,
  routeReplace,
  routesOf,
  sourceFor,
} from '../../net/index.ts';
import type { Process } from '../../os/index.ts';
import { type Answer, fail, notSimulated, ok, quit } from '../lib/answer.ts';
import { printJson } from './json.ts';
import { type IpOptions, matches, nextWord } from './options.ts';
import { privileged } from './privileged.ts';
import { localTable, type RouteSelection, routeJson, routeLine, selectRoutes } from './route-print.ts';
import { ROUTE_USAGE } from './usage.ts';

/** `ip route …` */
export function route(proc: Process, netns: string, options: IpOptions, words: string[]): Answer {
  const verb = words[0];
  if (verb === undefined) return show(proc, netns, options, []);
  if (matches(verb, 'list') || matches(verb, 'show') || verb === 'lst')
    return show(proc, netns, options, words.slice(1));
  if (matches(verb, 'get')) return get(proc, netns, options, words.slice(1));
  if (matches(verb, 'add')) return change(proc, netns, options, words.slice(1), 'add');
  if (matches(verb, 'change') || verb === 'chg') return change(proc, netns, options, words.slice(1), 'change');
  if (matches(verb, 'replace')) return change(proc, netns, options, words.slice(1), 'replace');
  if (matches(verb, 'prepend') || matches(verb, 'append')) return change(proc, netns, options, words.slice(1), 'add');
  if (matches(verb, 'delete')) return change(proc, netns, options, words.slice(1), 'delete');
  if (matches(verb, 'flush')) return flush(proc, netns, options, words.slice(1));
  if (matches(verb, 'save') || matches(verb, 'restore') || matches(verb, 'showdump'))
    notSimulated(`ip route ${verb}`, 'ip route show');
  if (matches(verb, 'help')) return fail(ROUTE_USAGE, 255);
  return fail(`Command "${verb}" is unknown, try "ip route help".`, 255);
}

type Draft = { -readonly [K in keyof RouteSelection]: RouteSelection[K] };

function selection(rest: string[]): { readonly wanted: RouteSelection; readonly table: string } {
  const wanted: Draft = {};
  let table = 'main';
  while (rest.length > 0) {
    const word = nextWord(rest);
    if (word === 'dev' || word === 'oif' || word === 'iif') wanted.dev = nextWord(rest);
    else if (matches(word, 'table')) table = nextWord(rest);
    else if (matches(word, 'proto') || matches(word, 'protocol')) wanted.proto = nextWord(rest);
    else if (word === 'scope') wanted.scope = nextWord(rest);
    else if (word === 'via') wanted.via = nextWord(rest);
    else if (word === 'src') wanted.src = nextWord(rest);
    else if (word === 'type') wanted.kind = nextWord(rest);
    else if (word === 'root') wanted.root = prefixOf(nextWord(rest));
    else if (word === 'match') wanted.match = prefixOf(nextWord(rest));
    else if (word === 'exact' || word === 'to') wanted.exact = prefixOf(nextWord(rest));
    else wanted.exact = prefixOf(word);
  }
  return { wanted, table };
}

function show(proc: Process, netns: string, options: IpOptions, rest: string[]): Answer {
  const { wanted, table } = selection(rest);
  if (wanted.dev !== undefined && !linkByName(proc.world, netns, wanted.dev))
    quit(`Cannot find device "${wanted.dev}"`, 1);
  const family = options.family ?? (wanted.exact?.includes(':') ? 6 : 4);
  if (table === 'local' || table === '255') return ok(localTable(proc.world, netns, family));
  if (table === 'default' || table === '253') return ok();
  if (table !== 'main' && table !== '254' && table !== 'all')
    quit(`Error: ipv4: FIB table does not exist.\nDump terminated`, 2);
  const routes = selectRoutes(proc.world, netns, family, wanted);
  if (options.json)
    return ok(
      printJson(
        routes.map((x) => routeJson(proc.world, x)),
        options.pretty,
      ),
    );
  const text = routes.map((x) => routeLine(proc.world, x, wanted, options.details)).join('');
  return ok(
    table === 'all'
      ? text + localTable(proc.world, netns, family).replace(/ (proto kernel)/g, ' table local $1')
      : text,
  );
}

function get(proc: Process, netns: string, options: IpOptions, rest: string[]): Answer {
  let address = nextWord(rest);
  if (address === 'to') address = nextWord(rest);
  let oif: string | undefined;
  while (rest.length > 0) {
    const word = nextWord(rest);
    if (word === 'oif' || word === 'dev') oif = nextWord(rest);
    else if (word === 'uid') nextWord(rest);
    else if (word === 'from' || word === 'iif' || word === 'mark')
      notSimulated(`ip route get … ${word}`, 'ip route get ADDRESS');
    else quit(`Error: either "to" is duplicate, or "${word}" is a garbage.`, 255);
  }
  const ip =
    parseIp(address.replace(/\/(32|128)$/, '')) ??
    quit(`Error: any valid prefix is expected rather than "${address}".`, 1);
  const through =
    oif === undefined ? undefined : (linkByName(proc.world, netns, oif)?.id ?? quit(`Cannot find device "${oif}"`, 1));
  const found = routeGet(proc.world, netns, ip, through);
  const refused = refusal(found);
  if (!found || refused) return fail(`RTNETLINK answers: ${refused}`, 2);
  const local = found.scope === 'host';
  const link = proc.world.get(links, found.link);
  const src = local ? ip : sourceFor(proc.world, netns, ip, found);
  const head = [
    local ? `local ${ip}` : ip,
    isIpv6(ip) ? 'from ::' : '',
    found.via ? `via ${found.via}` : '',
    `dev ${link?.name}`,
    isIpv6(ip) && local ? 'table local' : '',
    isIpv6(ip) && (local || found.proto === 'kernel') ? 'proto kernel' : '',
    src ? `src ${src}` : '',
    isIpv6(ip) ? `metric ${local ? 0 : (found.metric ?? 1024)} pref medium` : 'uid 0',
  ];
  if (options.json)
    return ok(
      printJson(
        [
          {
            ...(local ? { type: 'local' } : {}),
            dst: ip,
            ...(found.via ? { gateway: found.via } : {}),
            dev: link?.name ?? '',
            ...(src ? { prefsrc: src } : {}),
            flags: [],
            uid: 0,
            cache: local ? ['local'] : [],
          },
        ],
        options.pretty,
      ),
    );
  const line = head.filter(Boolean).join(' ');
  return ok(isIpv6(ip) ? `${line}\n` : `${line} \n    cache ${local ? '<local> ' : ''}\n`);
}

/** What the kernel says of a destination that cannot be reached (ip-route(8), route types). */
function refusal(found: Route | undefined): string | undefined {
  if (!found) return 'Network is unreachable';
  switch (found.kind) {
    case 'blackhole':
      return 'Invalid argument';
    case 'unreachable':
      return 'No route to host';
    case 'prohibit':
      return 'Permission denied';
    default:
      return undefined;
  }
}

const KINDS = ['unicast', 'blackhole', 'unreachable', 'prohibit'] as const;

interface Wish {
  readonly route: NewRoute;
  readonly dev: string | undefined;
}

function parseWish(rest: string[], six: boolean): Wish {
  const wish: { -readonly [K in keyof Route]?: Route[K] } = {};
  let dst: string | undefined;
  let dev: string | undefined;
  while (rest.length > 0) {
    const word = nextWord(rest);
    const kind = KINDS.find((k) => k === word);
    if (kind) wish.kind = kind;
    else if (word === 'via') {
      const next = nextWord(rest);
      wish.via = address(next === 'inet' || next === 'inet6' ? nextWord(rest) : next);
    } else if (word === 'dev' || word === 'oif') dev = nextWord(rest);
    else if (word === 'src') wish.src = address(nextWord(rest));
    else if (matches(word, 'metric') || matches(word, 'priority') || word === 'preference')
      wish.metric = Number(nextWord(rest));
    else if (word === 'scope') wish.scope = scopeOf(nextWord(rest));
    else if (matches(word, 'protocol')) wish.proto = protoOf(nextWord(rest));
    else if (word === 'onlink') notSimulated('ip route … onlink', 'a gateway on a connected subnet');
    else if (matches(word, 'table')) {
      const table = nextWord(rest);
      if (table !== 'main' && table !== '254') notSimulated(`ip route … table ${table}`, 'routes of the table main');
    } else if (
      [
        'mtu',
        'advmss',
        'nexthop',
        'weight',
        'encap',
        'tos',
        'dsfield',
        'nhid',
        'initcwnd',
        'rtt',
        'window',
        'realms',
      ].includes(word)
    )
      notSimulated(`ip route … ${word}`, 'ip route add PREFIX via ADDRESS dev LINK src ADDRESS metric NUMBER');
    else if (dst === undefined) dst = word === 'to' ? nextWord(rest) : word;
    else quit(`Error: either "to" is duplicate, or "${word}" is a garbage.`, 255);
  }
  const v6 = six || (wish.via?.includes(':') ?? false) || (dst?.includes(':') ?? false);
  return {
    route: {
      ...wish,
      dst: dst === undefined || dst === 'default' ? (v6 && wish.via === undefined ? '::/0' : 'default') : prefixOf(dst),
    },
    dev,
  };
}

function change(
  proc: Process,
  netns: string,
  options: IpOptions,
  rest: string[],
  verb: 'add' | 'change' | 'replace' | 'delete',
): Answer {
  if (rest.length === 0) quit('Command line is not complete. Try option "help"', 255);
  const { route: wish, dev } = parseWish([...rest], options.family === 6);
  const link =
    dev === undefined ? undefined : (linkByName(proc.world, netns, dev) ?? quit(`Cannot find device "${dev}"`, 1));
  const wanted = { ...wish, ...(link === undefined ? {} : { link: link.id }) };
  return privileged(proc, () => {
    proc.transact((tx) => {
      if (verb === 'delete') routeDelete(tx, netns, wanted);
      else if (verb === 'add') routeAdd(tx, netns, wanted);
      else {
        const known = routesOf(tx, netns).some((x) => routeCidr(x) === routeCidr(wanted) && x.metric === wanted.metric);
        if (verb === 'change' && !known) throw new NetError('ENOENT');
        routeReplace(tx, netns, wanted);
      }
    });
    return ok();
  });
}

function flush(proc: Process, netns: string, options: IpOptions, rest: string[]): Answer {
  if (rest.length === 0) return fail('"ip route flush" requires arguments.', 255);
  const { wanted, table } = selection(rest.filter((w) => w !== 'cache'));
  if (rest.includes('cache')) return ok();
  if (table !== 'main' && table !== 'all') notSimulated(`ip route flush table ${table}`, 'ip route flush dev LINK');
  return privileged(proc, () => {
    proc.transact((tx) => {
      for (const x of selectRoutes(tx, netns, options.family ?? 4, wanted)) routeDelete(tx, netns, x);
    });
    return ok();
  });
}

/** A prefix as the kernel keeps it; a bare address is a host. */
function prefixOf(text: string): string {
  if (text === 'default' || text === 'all' || text === 'any') return '0.0.0.0/0';
  const whole = text.includes('/') ? padded(text) : `${padded(text)}/${text.includes(':') ? 128 : 32}`;
  if (!parseCidr(whole)) quit(`Error: any valid prefix is expected rather than "${text}".`, 1);
  return networkOf(whole);
}

/** `10/8` is 10.0.0.0/8. */
function padded(text: string): string {
  if (text.includes(':')) return text;
  const [ip = '', length] = text.split('/');
  const octets = ip.split('.');
  const full = [...octets, ...Array<string>(Math.max(0, 4 - octets.length)).fill('0')].join('.');
  return length === undefined ? full : `${full}/${length}`;
}

function address(text: string): string {
  return parseIp(text) ?? quit(`Error: any valid address is expected rather than "${text}".`, 1);
}

function scopeOf(text: string): Route['scope'] {
  if (text === 'link' || text === 'host' || text === 'global') return text;
  return quit(`Error: argument "${text}" is wrong: invalid "scope" value\n`, 255);
}

function protoOf(text: string): Route['proto'] {
  if (text === 'kernel' || text === 'boot' || text === 'static') return text;
  return notSimulated(`ip route … proto ${text}`, 'proto kernel, boot or static');
}

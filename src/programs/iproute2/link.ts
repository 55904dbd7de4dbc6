import { parseMac, type Reader } from '../../base/index.ts';
import {
  type Link,
  type LinkChange,
  linkAdd,
  linkByName,
  linkDelete,
  linkSet,
  links,
  linksOf,
  NetError,
  vethAdd,
} from '../../net/index.ts';
import type { Process } from '../../os/index.ts';
import { type Answer, fail, notSimulated, ok, quit } from '../lib/answer.ts';
import { printJson } from './json.ts';
import { linkJson, linkText, linkWanted, type Selection } from './link-print.ts';
import { findNetns } from './netns.ts';
import { type IpOptions, matches, nextWord } from './options.ts';
import { privileged } from './privileged.ts';
import { LINK_USAGE } from './usage.ts';

/** `ip link …` */
export function link(proc: Process, netns: string, options: IpOptions, words: string[]): Answer {
  const verb = words[0];
  if (verb === undefined) return show(proc.world, netns, options, []);
  if (matches(verb, 'add')) return add(proc, netns, words.slice(1));
  if (matches(verb, 'set') || matches(verb, 'change')) return set(proc, netns, words.slice(1));
  if (matches(verb, 'replace')) notSimulated('ip link replace', 'ip link add');
  if (matches(verb, 'delete')) return remove(proc, netns, words.slice(1));
  if (matches(verb, 'show') || verb === 'lst' || matches(verb, 'list'))
    return show(proc.world, netns, options, words.slice(1));
  if (matches(verb, 'xstats') || matches(verb, 'afstats') || matches(verb, 'property'))
    notSimulated(`ip link ${verb}`, 'ip -s link');
  if (matches(verb, 'help')) return fail(LINK_USAGE, 255);
  return fail(`Command "${verb}" is unknown, try "ip link help".`, 255);
}

type Draft = { -readonly [K in keyof Selection]: Selection[K] };

/** Reads what `show` of links or addresses is asked for. */
export function selection(r: Reader, netns: string, rest: string[]): Selection {
  const wanted: Draft = {};
  while (rest.length > 0) {
    const word = nextWord(rest);
    if (word === 'up') wanted.up = true;
    else if (word === 'master') wanted.master = known(r, netns, nextWord(rest));
    else if (word === 'nomaster') wanted.nomaster = true;
    else if (word === 'type') wanted.type = nextWord(rest);
    else if (word === 'scope') wanted.scope = nextWord(rest);
    else if (word === 'to') wanted.to = nextWord(rest);
    else if (word === 'group') {
      const group = nextWord(rest);
      if (group !== 'default' && group !== '0')
        quit(`Error: argument "${group}" is wrong: Invalid "group" value\n`, 255);
    } else if (
      [
        'label',
        'vrf',
        'novf',
        'permanent',
        'dynamic',
        'primary',
        'secondary',
        'tentative',
        'deprecated',
        'temporary',
        'proto',
      ].includes(word)
    )
      notSimulated(`ip … show ${word}`, 'show dev, up, master, type, scope, to');
    else {
      const dev = word === 'dev' ? nextWord(rest) : word;
      if (wanted.dev !== undefined) quit(`Error: either "dev" is duplicate, or "${dev}" is a garbage.`, 255);
      wanted.dev = dev;
    }
  }
  if (wanted.dev !== undefined && !linkByName(r, netns, wanted.dev)) quit(`Device "${wanted.dev}" does not exist.`, 1);
  return wanted;
}

function known(r: Reader, netns: string, name: string): string {
  return linkByName(r, netns, name) ? name : quit(`Error: argument "${name}" is wrong: Device does not exist\n`, 255);
}

function show(r: Reader, netns: string, options: IpOptions, rest: string[]): Answer {
  const wanted = selection(r, netns, rest);
  const found = linksOf(r, netns).filter((l) => linkWanted(r, l, wanted));
  if (options.json)
    return ok(
      printJson(
        found.map((l) => linkJson(r, l, { mode: true, hardware: true })),
        options.pretty,
      ),
    );
  return ok(found.map((l) => linkText(r, l, options)).join(''));
}

interface Wish {
  name?: string;
  mac?: string;
  mtu?: number;
  parent?: string;
  netns?: string;
  index?: string;
}

function add(proc: Process, netns: string, rest: string[]): Answer {
  const wish: Wish = {};
  let type: string | undefined;
  while (rest.length > 0 && type === undefined) {
    const word = nextWord(rest);
    if (matches(word, 'link')) wish.parent = nextWord(rest);
    else if (matches(word, 'name')) wish.name = nextWord(rest);
    else if (matches(word, 'address')) wish.mac = mac(nextWord(rest));
    else if (word === 'mtu') wish.mtu = unsigned('mtu', nextWord(rest));
    else if (matches(word, 'txqueuelen') || matches(word, 'txqlen') || matches(word, 'qlen')) nextWord(rest);
    else if (word === 'netns') wish.netns = findNetns(proc, nextWord(rest));
    else if (matches(word, 'type')) type = nextWord(rest);
    else if (matches(word, 'up') || matches(word, 'down') || matches(word, 'index') || matches(word, 'broadcast'))
      notSimulated(`ip link add … ${word}`, 'ip link set afterwards');
    else if (matches(word, 'help')) return fail(LINK_USAGE, 255);
    else wish.name = word === 'dev' ? nextWord(rest) : word;
  }
  if (type === undefined) quit('Not enough information: "type" argument is required', 1);
  const parent =
    wish.parent === undefined
      ? undefined
      : (linkByName(proc.world, netns, wish.parent) ?? quit(`Cannot find device "${wish.parent}"`, 1));
  return privileged(proc, () => {
    proc.transact((tx) => {
      const into = wish.netns ?? netns;
      const common = {
        name: wish.name ?? freeName(tx, into, type),
        ...(wish.mac === undefined ? {} : { mac: wish.mac }),
        ...(wish.mtu === undefined ? {} : { mtu: wish.mtu }),
      };
      for (const made of make(proc, tx, { netns: into, home: netns, type, common, parent, rest }))
        tx.patch(links, made.id, { qlen: 1000 });
    });
    return ok();
  });
}

interface Making {
  readonly netns: string;
  readonly home: string;
  readonly type: string;
  readonly common: { readonly name: string; readonly mac?: string; readonly mtu?: number };
  readonly parent: Link | undefined;
  readonly rest: string[];
}

type Tx = Parameters<Parameters<Process['transact']>[0]>[0];

function make(proc: Process, tx: Tx, it: Making): Link[] {
  const { rest, common, netns, parent } = it;
  const options = new Map<string, string>();
  switch (it.type) {
    case 'bridge':
    case 'dummy':
      if (rest.length > 0) notSimulated(`ip link add … type ${it.type} ${rest[0]}`, `ip link add NAME type ${it.type}`);
      return [linkAdd(tx, netns, { ...common, kind: it.type })];
    case 'veth':
      return veth(proc, tx, it);
    case 'macvlan':
    case 'ipvlan':
    case 'vlan': {
      if (!parent) throw new NetError('EINVAL');
      while (rest.length > 0) options.set(nextWord(rest), nextWord(rest));
      return [child(tx, it, parent, options)];
    }
    case 'vxlan':
      while (rest.length > 0) {
        const word = nextWord(rest);
        options.set(
          word,
          ['nolearning', 'learning', 'proxy', 'l2miss', 'l3miss', 'external'].includes(word) ? '' : nextWord(rest),
        );
      }
      return [
        linkAdd(tx, netns, {
          ...common,
          kind: 'vxlan',
          vni: Number(options.get('id') ?? options.get('vni') ?? 0),
          ...(options.has('dstport') ? { port: Number(options.get('dstport')) } : {}),
        }),
      ];
    default:
      if (
        [
          'bond',
          'vrf',
          'ifb',
          'gre',
          'gretap',
          'ipip',
          'sit',
          'vcan',
          'macvtap',
          'wireguard',
          'team',
          'geneve',
          'ipvtap',
        ].includes(it.type)
      )
        notSimulated(`links of type ${it.type}`, 'bridge, dummy, veth, macvlan, ipvlan, vlan, vxlan');
      throw new NetError('EOPNOTSUPP', 'Unknown device type.');
  }
}

function child(tx: Tx, it: Making, parent: Link, options: ReadonlyMap<string, string>): Link {
  const mode = options.get('mode');
  if (it.type === 'vlan')
    return linkAdd(tx, it.netns, {
      ...it.common,
      kind: 'vlan',
      parent: parent.id,
      vlan: Number(options.get('id') ?? 0),
    });
  if (it.type === 'macvlan') {
    const found = (['bridge', 'private', 'vepa', 'passthru'] as const).find((m) => m === (mode ?? 'vepa'));
    return linkAdd(tx, it.netns, {
      ...it.common,
      kind: 'macvlan',
      parent: parent.id,
      mode: found ?? quit('Error: argument of "mode" must be "private", "vepa", "bridge", "passthru" or "source"', 255),
    });
  }
  const found = (['l2', 'l3', 'l3s'] as const).find((m) => m === (mode ?? 'l3'));
  return linkAdd(tx, it.netns, {
    ...it.common,
    kind: 'ipvlan',
    parent: parent.id,
    mode: found ?? quit('Error: argument of "mode" must be either "l2", "l3" or "l3s"', 255),
  });
}

function veth(proc: Process, tx: Tx, it: Making): Link[] {
  const peer: Wish = {};
  const rest = it.rest;
  if (rest[0] === 'peer') rest.shift();
  while (rest.length > 0) {
    const word = nextWord(rest);
    if (matches(word, 'name')) peer.name = nextWord(rest);
    else if (matches(word, 'address')) peer.mac = mac(nextWord(rest));
    else if (word === 'mtu') peer.mtu = unsigned('mtu', nextWord(rest));
    else if (word === 'netns') peer.netns = findNetns(proc, nextWord(rest));
    else peer.name = word;
  }
  const far = peer.netns ?? it.home;
  const other = {
    name: peer.name ?? freeName(tx, far, 'veth', it.common.name),
    netns: far,
    ...(peer.mac === undefined ? {} : { mac: peer.mac }),
    ...(peer.mtu === undefined ? {} : { mtu: peer.mtu }),
  };
  return vethAdd(tx, { ...it.common, netns: it.netns }, other);
}

/** The kernel's choice where no name is given: `veth0`, `bridge0`, … */
function freeName(r: Reader, netns: string, type: string, not?: string): string {
  for (let n = 0; ; n++) {
    const name = `${type}${n}`;
    if (name !== not && !linkByName(r, netns, name)) return name;
  }
}

function mac(text: string): string {
  return parseMac(text) ?? quit(`"${text}" is invalid lladdr.`, 1);
}

const FLAGS: Readonly<Record<string, Partial<LinkChange>>> = {
  up: { up: true },
  down: { up: false },
  nomaster: { master: undefined },
};

function set(proc: Process, netns: string, rest: string[]): Answer {
  if (rest.length === 0) quit('Command line is not complete. Try option "help"', 255);
  let change: LinkChange = {};
  let qlen: number | undefined;
  let dev: string | undefined;
  while (rest.length > 0) {
    const word = nextWord(rest);
    const flag = FLAGS[word];
    if (flag) change = { ...change, ...flag };
    else if (word === 'master') change = { ...change, master: deviceId(proc.world, netns, nextWord(rest)) };
    else if (word === 'mtu') change = { ...change, mtu: unsigned('mtu', nextWord(rest)) };
    else if (matches(word, 'name')) change = { ...change, name: nextWord(rest) };
    else if (matches(word, 'address')) change = { ...change, mac: mac(nextWord(rest)) };
    else if (word === 'netns') change = { ...change, netns: findNetns(proc, nextWord(rest)) };
    else if (matches(word, 'txqueuelen') || word === 'qlen' || word === 'txqlen')
      qlen = unsigned('txqueuelen', nextWord(rest));
    else if (
      [
        'promisc',
        'arp',
        'multicast',
        'allmulticast',
        'type',
        'group',
        'alias',
        'vf',
        'xdp',
        'addrgenmode',
        'carrier',
        'dynamic',
        'trailers',
        'protodown',
      ].includes(word)
    )
      notSimulated(`ip link set … ${word}`, 'up, down, mtu, name, address, master, nomaster, netns');
    else if (matches(word, 'help')) return fail(LINK_USAGE, 255);
    else if (dev === undefined) dev = word === 'dev' ? nextWord(rest) : word;
    else quit(`Error: either "dev" is duplicate, or "${word}" is a garbage.`, 255);
  }
  if (dev === undefined) quit('Not enough of information: "dev" argument is required.', 255);
  const id = deviceId(proc.world, netns, dev);
  return privileged(proc, () => {
    proc.transact((tx) => {
      linkSet(tx, id, change);
      if (qlen !== undefined) tx.patch(links, id, { qlen });
    });
    return ok();
  });
}

/** get_unsigned of iproute2's utils.c: decimal, or hexadecimal after 0x. */
function unsigned(what: string, text: string): number {
  return /^(\d+|0x[0-9a-f]+)$/i.test(text)
    ? Number(text)
    : quit(`Error: argument "${text}" is wrong: Invalid "${what}" value\n`, 255);
}

function deviceId(r: Reader, netns: string, name: string): string {
  return linkByName(r, netns, name)?.id ?? quit(`Cannot find device "${name}"`, 1);
}

function remove(proc: Process, netns: string, rest: string[]): Answer {
  const words = rest.filter((w, i) => w !== 'dev' && w !== 'type' && rest[i - 1] !== 'type');
  const name = words[0] ?? quit('Not enough information: "dev" argument is required.', 255);
  const id = deviceId(proc.world, netns, name);
  return privileged(proc, () => {
    proc.transact((tx) => linkDelete(tx, id));
    return ok();
  });
}

import type { Reader } from '../../base/index.ts';
import { fdbs, type Link, linkByName, links, linksOf, portsOf } from '../../net/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { type Answer, command, fail, notSimulated, ok, quit } from '../lib/answer.ts';
import { linkFlags, lowerOf } from '../lib/links.ts';
import { matches } from './options.ts';

const USAGE = `Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }
       bridge [ -force ] -batch filename
where  OBJECT := { link | fdb | mdb | mst | vlan | vni | monitor }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] |
                    -o[neline] | -t[imestamp] | -n[etns] name |
                    -com[pressvlans] -c[olor] -p[retty] -j[son] }
`;

/** bridge(8): ports and forwarding tables. */
export const bridge: Program = command((proc, args) => {
  const words = args.filter((a) => !a.startsWith('-'));
  const option = args.find((a) => a.startsWith('-') && !['-c', '-o', '-s', '-d', '-color'].includes(a));
  if (option === '-V') return ok('bridge utility, iproute2-7.3.0\n');
  if (option !== undefined) notSimulated(`bridge ${option}`, 'bridge link, bridge fdb show');
  const [object, verb, ...rest] = words;
  if (object === undefined || matches(object, 'help')) return fail(USAGE, 255);
  if (verb !== undefined && !matches(verb, 'show') && !matches(verb, 'list') && verb !== 'lst')
    notSimulated(`bridge ${object} ${verb}`, `bridge ${object} show`);
  if (matches(object, 'link')) return portList(proc, rest, args.includes('-d'));
  if (matches(object, 'fdb')) return fdb(proc, rest);
  if (matches(object, 'vlan')) return ok('port              vlan-id  \n');
  if (matches(object, 'mdb') || matches(object, 'mst') || matches(object, 'vni') || matches(object, 'monitor'))
    notSimulated(`bridge ${object}`, 'bridge link, bridge fdb show');
  return fail(`Object "${object}" is unknown, try "bridge help".`, 255);
});

function device(r: Reader, netns: string, words: readonly string[], key: string): Link | undefined {
  const at = words.indexOf(key);
  const name = at < 0 ? undefined : words[at + 1];
  if (name === undefined) return undefined;
  return (
    linkByName(r, netns, name) ??
    quit(`Cannot find ${key === 'br' ? 'bridge' : ''} device "${name}"`.replace('  ', ' '), 1)
  );
}

function portList(proc: Process, words: readonly string[], details: boolean): Answer {
  const r = proc.world;
  const only = device(r, proc.netns, words, 'dev');
  const master = device(r, proc.netns, words, 'master');
  const ports = linksOf(r, proc.netns).filter(
    (l) =>
      l.master !== undefined &&
      (only === undefined || l.id === only.id) &&
      (master === undefined || l.master === master.id),
  );
  return ok(ports.map((l) => portLine(r, l) + (details ? portFlags(l) : '')).join(''));
}

/** bridge does not ask for the other end's namespace: it prints what has its number here. */
function portLine(r: Reader, l: Link): string {
  const other = lowerOf(r, l);
  const twin = other && linksOf(r, l.netns).find((x) => x.ifindex === other.ifindex);
  const name = other ? `${l.name}@${twin?.name ?? `if${other.ifindex}`}` : l.name;
  const bridgeName = l.master === undefined ? '' : r.get(links, l.master)?.name;
  const state = l.up && linkFlags(r, l).includes('LOWER_UP') ? 'forwarding' : 'disabled';
  return `${l.ifindex}: ${name}: <${linkFlags(r, l).join(',')}> mtu ${l.mtu} master ${bridgeName} state ${state} priority 32 cost 2 \n`;
}

/** What `-d` adds; all but hairpin is as the kernel makes a port, since nothing here changes it. */
function portFlags(l: Link): string {
  const hairpin = l.kind === 'veth' && l.hairpin === true;
  return `    hairpin ${hairpin ? 'on' : 'off'} guard off root_block off fastleave off learning on flood on mcast_flood on bcast_flood on mcast_router 1 mcast_to_unicast off neigh_suppress off neigh_vlan_suppress off vlan_tunnel off isolated off locked off mab off mcast_n_groups 0 mcast_max_groups 0 \n`;
}

function fdb(proc: Process, words: readonly string[]): Answer {
  const r = proc.world;
  const only = device(r, proc.netns, words, 'dev');
  const chosen = device(r, proc.netns, words, 'br');
  const bridges = linksOf(r, proc.netns).filter(
    (l) => l.kind === 'bridge' && (chosen === undefined || l.id === chosen.id),
  );
  const vxlans = linksOf(r, proc.netns).filter((l) => l.kind === 'vxlan' && l.master === undefined);
  const blocks = bridges.flatMap((b) => [own(b), ...[...portsOf(r, b.id)].map((p) => portEntries(r, b, p))]);
  const lone = chosen === undefined ? vxlans.map((v) => vxlanEntries(r, v)) : [];
  return ok(
    [...blocks, ...lone]
      .flat()
      .filter((e) => only === undefined || e.dev === only.name)
      .map((e) => `${only === undefined ? e.text : e.text.replace(` dev ${e.dev}`, '')}\n`)
      .join(''),
  );
}

interface Entry {
  readonly dev: string;
  readonly text: string;
}

/** Multicast addresses that every interface listens to: all nodes, and its own solicited-node group (RFC 4291). */
function groups(l: Link, more: readonly string[]): string[] {
  const tail = l.mac.split(':').slice(3).join(':');
  return [...more, `33:33:ff:${tail}`].map((mac) => `${mac} dev ${l.name} self permanent`);
}

function own(b: Link): Entry[] {
  const lines = groups(b, ['33:33:00:00:00:01', '01:00:5e:00:00:6a', '33:33:00:00:00:6a', '01:00:5e:00:00:01']);
  return [...lines, `${b.mac} dev ${b.name} master ${b.name} permanent`].map((text) => ({ dev: b.name, text }));
}

function portEntries(r: Reader, b: Link, p: Link): Entry[] {
  const learned = Object.entries(r.get(fdbs, b.id)?.entries ?? {})
    .filter(([, e]) => e.port === p.id)
    .sort(([a], [c]) => (a < c ? -1 : 1))
    .map(([mac, e]) => `${mac} dev ${p.name} master ${b.name} ${e.permanent ? 'permanent' : ''}`);
  const lines = [
    ...learned,
    `${p.mac} dev ${p.name} master ${b.name} permanent`,
    ...(p.kind === 'vxlan'
      ? vxlanEntries(r, p).map((e) => e.text)
      : groups(p, ['33:33:00:00:00:01', '01:00:5e:00:00:01'])),
  ];
  return lines.map((text) => ({ dev: p.name, text }));
}

function vxlanEntries(r: Reader, v: Link): Entry[] {
  return Object.entries(r.get(fdbs, v.id)?.entries ?? {})
    .sort(([a], [c]) => (a < c ? -1 : 1))
    .map(([mac, e]) => ({
      dev: v.name,
      text: `${mac} dev ${v.name} ${e.dst === undefined ? '' : `dst ${e.dst} `}self ${e.permanent ? 'permanent' : ''}`,
    }));
}

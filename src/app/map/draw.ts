import type { Catalogue } from '../../i18n/index.ts';
import type { MapHost, MapMember, MapModel, MapNetwork, MapPort } from '../ports.ts';
import { BLANK, type Line, line, type Span, span, spread } from '../text/span.ts';
import { padTo, truncate, widthOf } from '../text/width.ts';
import { compareMaps, type Marks, memberKey, networkKey } from './diff.ts';

/** Draws the map as a tree: hosts, their networks, the containers on them; `●` marks what differs from the map before. */
export function drawMap(map: MapModel, before: MapModel, width: number, words: Catalogue): readonly Line[] {
  const marks = compareMaps(before, map);
  const rows = map.hosts.flatMap((host, i) => [...(i > 0 ? [BLANK] : []), ...drawHost(host, width, marks, words)]);
  if (marks.gone.length > 0) rows.push(line(span('dim', truncate(words.map.gone(marks.gone.join(', ')), width))));
  return rows;
}

function drawHost(host: MapHost, width: number, marks: Marks, words: Catalogue): Line[] {
  const rows: Line[] = [line(span('strong', host.name), span('dim', ` ${host.address}`))];
  const order = [...host.networks].sort((a, b) => Number(isEmpty(a)) - Number(isEmpty(b)));
  const cell = Math.min(24, Math.max(0, ...host.networks.flatMap((n) => n.members.map((m) => widthOf(m.name)))));
  for (const n of order) {
    const mark = marks.marks.get(networkKey(host.name, n.name));
    rows.push(marked(networkRow(n, width), mark, width, words));
    n.members.forEach((m, i) => {
      const branch = i === n.members.length - 1 ? '└─ ' : '├─ ';
      const row = memberRow(m, n, cell, width);
      rows.push(
        marked(
          [span('border', `   ${branch}`), ...row],
          marks.marks.get(memberKey(host.name, n.name, m.name)),
          width,
          words,
        ),
      );
    });
  }
  for (const m of host.loose) {
    const where =
      m.mode === 'host'
        ? words.map.hostNetwork
        : m.mode === 'none' || m.state === 'running'
          ? words.map.noNetwork
          : stateWord(m, words);
    const row = [span('border', '  · '), span('code', m.name), span('dim', `  ${where}`), ...ports(m.published)];
    rows.push(marked(row, marks.marks.get(memberKey(host.name, '', m.name)), width, words));
  }
  return rows;
}

function isEmpty(n: MapNetwork): boolean {
  return n.members.length === 0;
}

function stateWord(m: MapMember, words: Catalogue): string {
  return m.state === 'paused' ? words.map.paused : m.state === 'exited' ? words.map.stopped : m.state;
}

/** From this width on addresses are written whole. */
const ROOMY = 64;

function networkRow(n: MapNetwork, width: number): Line {
  const driver = n.driver === 'bridge' ? '' : ` (${n.driver})`;
  const link = n.link === undefined ? '' : shortLink(n.link);
  const [first] = n.gateways;
  const gateway = first === undefined ? '' : ` ${width >= ROOMY ? first : lastOctets(first, n.subnets[0])}`;
  return line(
    span('plain', '  '),
    span('accent', n.name),
    span('dim', `${driver} ${n.subnets.join(' ')}`.trimEnd()),
    ...(n.internal ? [span('warn', ' internal')] : []),
    span('dim', link === '' ? '' : `  ${link}${gateway}`),
  );
}

/** `br-3f0a91b2c4d5` is told apart by its first digits. */
function shortLink(link: string): string {
  return /^br-[0-9a-f]{12}$/.test(link) ? `${link.slice(0, 9)}…` : link;
}

function memberRow(m: MapMember, n: MapNetwork, cell: number, width: number): Span[] {
  const short = width < ROOMY;
  const address = m.addresses.map((a, i) => (i === 0 && short ? lastOctets(a, n.subnets[0]) : a)).join(' ');
  const open = m.ports
    .filter((p) => !m.published.some((b) => `${b.port}/${b.proto}` === p))
    .map((p) => `:${p.replace('/tcp', '')}`);
  const dim = m.state !== 'running';
  return [
    span(dim ? 'dim' : 'code', padTo(m.name, Math.max(cell, 1))),
    span('plain', `  ${padTo(address, Math.max(short ? 6 : 15, widthOf(address)))}`),
    ...(m.state === 'paused' ? [span('warn', ' ‖')] : []),
    ...(open.length > 0 ? [span('dim', ` ${open.join(' ')}`)] : []),
    ...ports(m.published),
  ];
}

function ports(published: readonly MapPort[]): Span[] {
  return published.flatMap((p) => [
    span('plain', ` :${p.port}${p.proto === 'tcp' ? '' : `/${p.proto}`} `),
    span('good', `⇄ ${p.hostIp === '0.0.0.0' || p.hostIp === '' ? 'host' : p.hostIp}:${p.hostPort}`),
  ]);
}

/** What an address adds to its subnet: `.2` on 172.18.0.0/16 is `.0.2`, on 10.0.0.0/24 `.2`. */
function lastOctets(address: string, subnet: string | undefined): string {
  const prefix = Number(subnet?.split('/')[1] ?? 0);
  if (address.includes(':') || prefix < 8) return address;
  const shared = Math.min(3, Math.floor(prefix / 8));
  const rest = address.split('.').slice(shared);
  return `.${rest.join('.')}`.replace(/^\.0\.(\d+)$/, '.$1');
}

function marked(row: Line, mark: 'new' | 'changed' | undefined, width: number, words: Catalogue): Line {
  if (mark === undefined) return row;
  const right = span('new', mark === 'new' ? ` ● ${words.map.isNew}` : ' ●');
  return spread(row, [right], width);
}

import type { Exchange } from '../../net/index.ts';
import { type DnsReply, decodeQuery, decodeReply, reverseName } from '../../os/index.ts';
import type { Case } from './advice.ts';
import { names } from './advice.ts';
import { asIs, paragraph, type Row } from './layout.ts';
import type { Box } from './surroundings.ts';

const DOCKERS = '127.0.0.11';

/** Whether an exchange is a question for a name or its answer. */
export function aboutName({ traces }: Exchange): boolean {
  const data = traces[0]?.packet.data ?? '';
  return decodeQuery(data) !== undefined || decodeReply(data) !== undefined;
}

/** How many of the exchanges after one with an address ask for the name of that address: ping does, once, to print it. */
export function asides(called: Exchange, after: readonly Exchange[]): number {
  const [asked, ...more] = after;
  const query = decodeQuery(asked?.traces[0]?.packet.data ?? '');
  if (query?.type !== 'PTR' || query.name !== reverseName(called.traces[0]?.packet.dst ?? '')) return 0;
  const next = more.findIndex((x) => x.netns === called.netns && decodeQuery(x.traces[0]?.packet.data ?? ''));
  return 1 + (next < 0 ? more.length : next);
}

interface Lookup {
  readonly netns: string;
  readonly server: string;
  readonly reply: DnsReply;
}

/** The last question in a row of them that somebody asked for himself and that was answered. */
function lookupIn(row: readonly Exchange[]): Lookup | undefined {
  const asked = row.flatMap((x) => {
    const query = decodeQuery(x.traces[0]?.packet.data ?? '');
    return query ? [{ netns: x.netns, server: x.traces[0]?.packet.dst ?? '', query }] : [];
  });
  const own = asked.filter((a) => a.server === DOCKERS);
  const wanted = (own.length > 0 ? own : asked).filter((a) => a.query.type !== 'AAAA').at(-1) ?? asked.at(-1);
  if (!wanted) return undefined;
  const replies = row.flatMap((x) => {
    const reply = decodeReply(x.traces[0]?.packet.data ?? '');
    return reply && x.traces[0]?.at === wanted.netns && reply.id === wanted.query.id ? [reply] : [];
  });
  const reply = replies.filter((r) => r.name === wanted.query.name && r.type === wanted.query.type).at(-1);
  return reply && { netns: wanted.netns, server: wanted.server, reply };
}

/** Tells how a name was looked up: who was asked, what was said, and why. Undefined if no answer came: then packets tell. */
export function tellName(c: Omit<Case, 'exchange'>, row: readonly Exchange[]): Row[] | undefined {
  const lookup = lookupIn(row);
  if (!lookup) return undefined;
  const { say, around } = c;
  const { reply, server, netns } = lookup;
  const name = reply.name.replace(/\.$/, '');
  const addresses = reply.answers.map((a) => a.data).join(', ');
  const outcome =
    reply.rcode === 'NOERROR'
      ? addresses === ''
        ? say('nameEmpty')
        : say('nameOk', { addresses })
      : say(reply.rcode === 'NXDOMAIN' ? 'nameNone' : 'nameFail');
  const servers = row.flatMap((x) => {
    const query = decodeQuery(x.traces[0]?.packet.data ?? '');
    return query?.name === reply.name ? [x.traces[0]?.packet.dst ?? ''] : [];
  });
  const onward = [...new Set(servers)].filter((s) => s !== server).join(', ');
  const { why, change, commands = [] } = reasonOf(c, lookup, name, addresses, onward || server);
  return [
    ...paragraph(say('nameHead', { name, where: around.name(netns), outcome })),
    ...paragraph(say(server === DOCKERS ? 'nameAskedDocker' : 'nameAsked', { server, rcode: reply.rcode }), 4, '  '),
    ...(server === DOCKERS && onward !== '' ? paragraph(say('nameOnward', { servers: onward }), 4, '  ') : []),
    ...(why === undefined ? [] : paragraph(why)),
    ...(change === undefined ? [] : paragraph(say('change', { text: change }))),
    ...asIs(...commands.map((line) => `  $ ${line}`)),
  ];
}

interface Reason {
  readonly why?: string;
  readonly change?: string;
  readonly commands?: readonly string[];
}

function reasonOf(
  { say, around }: Omit<Case, 'exchange'>,
  { netns, server }: Lookup,
  name: string,
  addresses: string,
  last: string,
): Reason {
  const box = around.box(netns);
  const target = around.boxNamed(around.hostOf(netns), name);
  const who = around.name(netns);
  if (addresses !== '') {
    const shared = box && target?.networks.find((n) => box.networks.some((b) => b.Id === n.Id));
    return shared && server === DOCKERS ? { why: say('whyNameInside', { to: name, network: shared.Name }) } : {};
  }
  if (!box) return { why: say('whyServerSays', { server: last }) };
  if (target && !target.running)
    return { why: say('whyNotRunning', { to: name }), change: say('doStart'), commands: [`docker start ${name}`] };
  if (target) return apart(say, box, target, server);
  if (server === DOCKERS && box.networks.every((n) => n.Internal))
    return {
      why: say('whyInternalName', { who }),
      change: say('doOrdinary', { who }),
      commands: [`docker network connect bridge ${box.name}`],
    };
  if (server === DOCKERS && !name.includes('.'))
    return { why: say('whyNoContainer', { who }), change: say('doSpelling') };
  return { why: say('whyServerSays', { server: last }) };
}

/** The container is there: it shares no network that has names with the one that asks. */
function apart(say: Case['say'], box: Box, target: Box, server: string): Reason {
  if (server === DOCKERS && box.networks.some((n) => target.networks.some((t) => t.Id === n.Id))) return {};
  const made = target.networks.find((n) => !['bridge', 'host', 'none'].includes(n.Name));
  const mine = box.networks.find((n) => !['bridge', 'host', 'none'].includes(n.Name));
  const why =
    server === DOCKERS || made
      ? say('whyNamesApart', { to: target.name, tos: names(target), who: box.name, whos: names(box) })
      : say('whyDefaultBridge', { who: box.name });
  if (made) return { why, change: say('doConnect'), commands: [`docker network connect ${made.Name} ${box.name}`] };
  if (mine) return { why, change: say('doConnect'), commands: [`docker network connect ${mine.Name} ${target.name}`] };
  const network = `${box.name}-${target.name}`;
  return {
    why,
    change: say('doNewNetwork'),
    commands: [
      `docker network create ${network}`,
      ...[box, target].map((b) => `docker network connect ${network} ${b.name}`),
    ],
  };
}

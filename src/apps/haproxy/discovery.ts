import { ask, type DnsReply, type Process, type Program, type Run, sleep } from '../../os/index.ts';
import type { Backend, Config, Upstream } from './model.ts';
import type { Held, Resolvers } from './resolvers.ts';
import { bereft, change, countsOf, stateOf, usable } from './state.ts';

/** Tells of a server: on standard error, and in the log. */
export type Report = (proc: Process, level: 'WARNING' | 'ALERT', text: string) => void;

/** A server whose address a name server says. */
interface Member {
  readonly backend: Backend;
  readonly index: number;
  readonly server: Upstream;
}

/** One process for each name that servers have: they share what is answered. */
export function discoverers(config: Config, report: Report): readonly Program[] {
  const groups = new Map<string, { readonly resolvers: Resolvers; readonly members: Member[] }>();
  for (const backend of Object.values(config.backends))
    for (const [index, server] of backend.servers.entries()) {
      const resolvers = config.resolvers[server.resolvers ?? ''];
      if (!resolvers) continue;
      const key = `${resolvers.name} ${server.host} ${server.family}`;
      const group = groups.get(key) ?? { resolvers, members: [] };
      groups.set(key, group);
      group.members.push({ backend, index, server });
    }
  return [...groups.values()].map(({ resolvers, members }) => discoverer(config, resolvers, members, report));
}

/** Asks for the name again and again; resolv_process_resolvers. */
function discoverer(config: Config, resolvers: Resolvers, members: readonly Member[], report: Report): Program {
  return function* (proc) {
    const [first] = members;
    for (let lastValid = Number.NEGATIVE_INFINITY; first; ) {
      const began = proc.now;
      const answer = yield* resolved(proc, resolvers, first.server);
      if (typeof answer === 'string') {
        if (proc.now - lastValid >= resolvers.hold[answer])
          for (const m of members) goDown(proc, config, m, `DNS ${NAMES[answer]} status`, report);
      } else {
        lastValid = proc.now;
        settle(proc, config, members, answer, report);
      }
      yield* sleep(Math.max(1, resolvers.resolve - (proc.now - began)));
    }
    return 0;
  };
}

const NAMES: Readonly<Record<Held, string>> = {
  nx: 'NX',
  refused: 'refused',
  timeout: 'timeout',
  other: 'unspecified',
};

interface Answer {
  readonly addresses: readonly string[];
  readonly by: string;
}

/** The addresses of a name: of the family that is preferred, else of the other; or how it failed. */
function* resolved(proc: Process, resolvers: Resolvers, server: Upstream): Run<Answer | Held> {
  const types = server.family === 4 ? (['A', 'AAAA'] as const) : (['AAAA', 'A'] as const);
  let failure: Held = 'timeout';
  for (const type of types) {
    const answer = yield* question(proc, resolvers, `${server.host}.`, type);
    if (typeof answer === 'string') failure = answer;
    else {
      const addresses = answer.reply.answers.filter((a) => a.type === type).map((a) => a.data);
      if (addresses.length > 0) return { addresses, by: answer.by };
      failure = 'other';
    }
  }
  return failure;
}

/** Asks every name server until one answers, as often as `resolve_retries` has it. */
function* question(
  proc: Process,
  { name, nameservers, retry, retries }: Resolvers,
  host: string,
  type: 'A' | 'AAAA',
): Run<{ readonly reply: DnsReply; readonly by: string } | Held> {
  let failure: Held = 'timeout';
  for (let tries = 0; tries <= retries; tries++)
    for (const server of nameservers) {
      const asked = yield* ask(proc, { server: server.ip, port: server.port, name: host, type, timeout: retry });
      if (asked.kind !== 'reply') continue;
      const { rcode } = asked.reply;
      if (rcode === 'NOERROR') return { reply: asked.reply, by: `${name}/${server.name}` };
      failure = rcode === 'NXDOMAIN' ? 'nx' : rcode === 'REFUSED' ? 'refused' : 'other';
      if (failure === 'nx') return failure;
    }
  return failure;
}

/** Gives each server an address of its own: the one that it has if nobody else has it, else one that is free; resolv_get_ip_from_response. */
function settle(
  proc: Process,
  config: Config,
  members: readonly Member[],
  { addresses, by }: Answer,
  report: Report,
): void {
  const came: Member[] = [];
  for (const [n, m] of members.entries()) {
    const own = stateFor(proc, config, m);
    const holders = (ip: string) =>
      members.filter((o) => {
        const other = stateFor(proc, config, o);
        return o !== m && o.backend === m.backend && other?.ip === ip && !other.lost;
      });
    const keeps = addresses.some((ip) => ip === own?.ip && !holders(ip).some((o) => members.indexOf(o) < n));
    const ip = keeps ? own?.ip : addresses.find((a) => holders(a).length === 0);
    if (ip === undefined) {
      goDown(proc, config, m, 'No IP for server ', report);
      continue;
    }
    // the first takes it out of the answer, the others what was kept of that
    const source = n === 0 ? by : 'DNS cache';
    if (!keeps)
      report(proc, 'WARNING', `${nameOf(m)}: IP changed from '${own?.ip ?? '(none)'}' to '${ip}' by '${source}'.`);
    if (own?.lost) came.push(m);
    // what comes again is up, and falls at the first check that fails
    const up = own?.lost ? { lost: false, up: true, against: m.server.fall - 1 } : {};
    proc.transact((tx) => change(tx, config, m.backend, m.index, () => ({ ip, ...up })));
  }
  for (const m of came) {
    report(proc, 'WARNING', `Server ${nameOf(m)} ('${m.server.host}') is UP/READY (resolves again).`);
    report(proc, 'WARNING', `Server ${nameOf(m)} administratively READY thanks to valid DNS answer.`);
  }
}

const nameOf = ({ backend, server }: Member): string => `${backend.name}/${server.name}`;

const stateFor = (proc: Process, config: Config, { backend, index }: Member) =>
  stateOf(proc.world, config, backend).servers[index];

/** A server that cannot be found is taken out until it is found again. */
function goDown(proc: Process, config: Config, m: Member, why: string, report: Report): void {
  const { backend, index } = m;
  const before = stateFor(proc, config, m);
  if (!before || before.lost) return;
  proc.transact((tx) => change(tx, config, backend, index, () => ({ lost: true, up: false, ip: undefined })));
  if (!before.up) {
    report(proc, 'WARNING', `Server ${nameOf(m)} was DOWN and now enters maintenance (${why}).`);
    return;
  }
  const state = stateOf(proc.world, config, backend);
  report(
    proc,
    'WARNING',
    `Server ${nameOf(m)} is going DOWN for maintenance (${why}). ${countsOf(state, backend)} left. 0 sessions active, 0 requeued, 0 remaining in queue.`,
  );
  if (usable(state, backend).length === 0) report(proc, 'ALERT', bereft(backend));
}

import { isIpv6 } from '../base/index.ts';
import { datagrams, datagramTake, type Ip, listen, udpSend, unlisten } from '../net/index.ts';
import { type DnsReply, type DnsType, decodeReply, encodeQuery, fqdn } from './dns.ts';
import { type Process, type Run, sleep, until } from './program.ts';
import type { ResolvConf } from './resolv-conf.ts';

/** What became of one datagram to a name server. */
export type Asked =
  | { readonly kind: 'reply'; readonly reply: DnsReply; readonly ms: number }
  | { readonly kind: 'timeout' | 'refused' | 'unreachable' | 'host-unreachable' | 'net-unreachable' };

export interface Question {
  readonly server: Ip;
  readonly port?: number;
  readonly name: string;
  readonly type: DnsType;
  readonly rd?: boolean;
  readonly edns?: number;
  readonly id?: number;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Sends one question to a name server as a UDP datagram and waits for the answer. */
export function* ask(proc: Process, question: Question): Run<Asked> {
  const asked = yield* askTogether(proc, [question]);
  const [reply] = asked.kind === 'replies' ? asked.replies : [];
  if (asked.kind !== 'replies') return asked;
  return reply ? { kind: 'reply', reply, ms: asked.ms } : { kind: 'timeout' };
}

type AskedTogether =
  | Exclude<Asked, { readonly kind: 'reply' }>
  /** In the order of the questions. */
  | { readonly kind: 'replies'; readonly replies: readonly DnsReply[]; readonly ms: number };

/** Sends questions to one name server from one socket and waits until all are answered; an ICMP error ends them all. */
function* askTogether(proc: Process, questions: readonly Question[]): Run<AskedTogether> {
  const timeout = Math.max(...questions.map((q) => q.timeout));
  const any = questions.some((q) => isIpv6(q.server)) ? '::' : '0.0.0.0';
  const socket = proc.transact((tx) =>
    listen(tx, { netns: proc.netns, proto: 'udp', ip: any, port: 0, pid: proc.pid, comm: commOf(proc) }),
  );
  const began = proc.now;
  try {
    const ids: number[] = [];
    let failed: { readonly kind: string; readonly ms: number } | undefined;
    for (const question of questions) {
      const id = question.id ?? proc.random(65536);
      ids.push(id);
      const sent = proc.transact((tx) =>
        udpSend(tx, proc.netns, {
          dst: question.server,
          dport: question.port ?? 53,
          sport: socket.port,
          data: encodeQuery({
            id,
            name: fqdn(question.name),
            type: question.type,
            rd: question.rd ?? true,
            ...(question.edns === undefined ? {} : { edns: question.edns }),
          }),
          pid: proc.pid,
        }),
      );
      if (sent.kind !== 'sent') failed ??= sent;
    }
    if (failed) {
      // an ICMP error or failed ARP comes back after its time; a missing route is known at once
      yield* sleep(Math.min(failed.ms, timeout));
      const { kind } = failed;
      if (kind === 'refused' || kind === 'host-unreachable' || kind === 'net-unreachable') return { kind };
      return { kind: 'unreachable' };
    }
    const replies = new Map<number, DnsReply>();
    const waiting = () => proc.world.by(datagrams, 'waiting', socket.id).length > 0;
    for (let left = timeout; left > 0; left = began + timeout - proc.now) {
      if (!(yield* until(waiting, left))) break;
      const datagram = proc.transact((tx) => datagramTake(tx, socket.id));
      const reply = datagram && decodeReply(datagram.data);
      if (reply && ids.includes(reply.id)) replies.set(reply.id, reply);
      const all = ids.flatMap((id) => replies.get(id) ?? []);
      if (all.length === ids.length) return { kind: 'replies', replies: all, ms: proc.now - began };
    }
    return { kind: 'timeout' };
  } finally {
    proc.transact((tx) => unlisten(tx, socket.id));
  }
}

function commOf(proc: Process): string {
  const path = proc.argv[0] ?? '';
  return path.slice(path.lastIndexOf('/') + 1);
}

const usable = ({ rcode }: DnsReply): boolean => rcode === 'NOERROR' || rcode === 'NXDOMAIN';

/** Asks the servers of resolv.conf in turn for records of some types, as res_send(3) does; undefined when none gave an answer. */
export function* resQuery(
  proc: Process,
  conf: ResolvConf,
  name: string,
  types: readonly DnsType[],
): Run<readonly DnsReply[] | undefined> {
  let failure: readonly DnsReply[] | undefined;
  for (let round = 0; round < conf.attempts; round++) {
    for (const server of conf.servers) {
      const questions = types.map((type) => ({ server, name, type, timeout: conf.timeout }));
      const asked = yield* askTogether(proc, questions);
      if (asked.kind !== 'replies') continue;
      if (asked.replies.some(usable)) return asked.replies;
      failure = asked.replies;
    }
    if (failure) return failure;
  }
  return undefined;
}

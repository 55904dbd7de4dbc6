import { parseIp } from '../../base/index.ts';
import {
  type Asked,
  ask as askUdp,
  type DnsReply,
  decodeReply,
  dial,
  encodeQuery,
  fqdn,
  getaddrinfo,
  type Process,
  type Run,
} from '../../os/index.ts';

/** A question and whom it goes to. */
export interface Query {
  readonly server: string;
  readonly port: number;
  readonly name: string;
  readonly type: string;
  readonly rd: boolean;
  readonly edns: number | undefined;
  readonly tcp: boolean;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  readonly tries: number;
}

/** An answer, or why there is none; `said` are the complaints on the way, one for each failed attempt. */
export interface Result {
  readonly reply: DnsReply | undefined;
  readonly ms: number;
  readonly said: readonly string[];
  readonly unreachable: boolean;
}

const FAILED = {
  timeout: 'timed out',
  refused: 'connection refused',
  'host-unreachable': 'host unreachable',
  'net-unreachable': 'network unreachable',
} as const;

/** Sends a question as often as it takes; the complaints of dig, host and nslookup. */
export function* query(proc: Process, q: Query): Run<Result> {
  const said: string[] = [];
  for (let attempt = 0; attempt < q.tries; attempt++) {
    const asked = yield* q.tcp
      ? askTcp(proc, q)
      : askUdp(proc, {
          server: q.server,
          port: q.port,
          name: q.name,
          type: q.type,
          rd: q.rd,
          timeout: q.timeout,
          ...(q.edns === undefined ? {} : { edns: q.edns }),
        });
    if (asked.kind === 'reply') return { reply: asked.reply, ms: asked.ms, said, unreachable: false };
    if (asked.kind === 'unreachable') {
      said.push(
        `;; ${q.tcp ? 'TCP' : 'UDP'} setup with ${q.server}#${q.port}(${q.server}) for ${q.name.replace(/\.$/, '')} failed: network unreachable.`,
        ';; no servers could be reached',
      );
      continue;
    }
    said.push(`;; communications error to ${q.server}#${q.port}: ${FAILED[asked.kind]}`);
  }
  return { reply: undefined, ms: 0, said, unreachable: said.some((s) => s.includes(' setup with ')) };
}

function* askTcp(proc: Process, q: Query): Run<Asked> {
  const began = proc.now;
  const opened = yield* dial(proc, q.server, q.port, { timeout: q.timeout });
  if (opened.kind !== 'open')
    return { kind: opened.kind === 'refused' ? 'refused' : opened.kind === 'timeout' ? 'timeout' : 'unreachable' };
  yield* opened.connection.send(encodeQuery({ id: proc.random(65536), name: fqdn(q.name), type: q.type, rd: q.rd }));
  const got = yield* opened.connection.recv(q.timeout);
  opened.connection.close();
  const reply = typeof got === 'object' ? decodeReply(got.data) : undefined;
  return reply ? { kind: 'reply', reply, ms: proc.now - began } : { kind: got === 'timeout' ? 'timeout' : 'refused' };
}

/** The address of a name server given by name or number. */
export function* serverAddress(proc: Process, name: string, family?: 4 | 6): Run<string | undefined> {
  const numeric = parseIp(name);
  if (numeric !== undefined) return numeric;
  const found = yield* getaddrinfo(proc, name, family === undefined ? {} : { family });
  return found.kind === 'ok' ? found.addresses[0] : undefined;
}

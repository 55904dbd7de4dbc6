import { rfc3339Nano } from '../../base/index.ts';
import { type Conversation, hostname } from '../../os/index.ts';
import type { ClientHello } from '../../tls/index.ts';
import { lookUp } from './made.ts';
import type { Stream } from './model.ts';
import { substitute, timeLocal } from './variables.ts';

/** A connection on its way through the module stream. */
export interface Passage {
  readonly conn: Conversation;
  readonly stream: Stream;
  /** What `ssl_preread` has seen. */
  readonly hello: ClientHello | undefined;
  readonly captures: readonly string[];
}

/** The variables of the module stream; ngx_stream_variables.c, ngx_stream_ssl_preread_module.c. */
export const STREAM_VARIABLES: Readonly<Record<string, (p: Passage) => string>> = {
  remote_addr: ({ conn }) => conn.peer.ip,
  binary_remote_addr: ({ conn }) => conn.peer.ip,
  remote_port: ({ conn }) => String(conn.peer.port),
  server_addr: ({ conn }) => conn.local.ip,
  server_port: ({ conn }) => String(conn.local.port),
  protocol: ({ conn }) => (conn.datagram ? 'UDP' : 'TCP'),
  hostname: ({ conn }) => hostname(conn.world, conn),
  time_local: ({ conn }) => timeLocal(conn.now),
  time_iso8601: ({ conn }) => rfc3339Nano(Math.floor(conn.now / 1000) * 1000).replace('Z', '+00:00'),
  msec: ({ conn }) => (conn.now / 1000).toFixed(3),
  pid: ({ conn }) => String(conn.nspid),
  ssl_preread_server_name: ({ hello }) => hello?.serverName ?? '',
  ssl_preread_protocol: ({ hello }) => hello?.versions.at(-1) ?? '',
  ssl_preread_alpn_protocols: ({ hello }) => hello?.protocols.join(',') ?? '',
};

/** Text with the variables of a connection replaced. */
export function expandStream(p: Passage, text: string): string {
  return substitute(text, (name) => {
    if (/^\d$/.test(name)) return p.captures[Number(name)] ?? '';
    const made = p.stream.made[name];
    if (!made) return STREAM_VARIABLES[name]?.(p);
    const { value, captures } = lookUp(made, expandStream(p, made.source));
    return expandStream(captures.length > 0 ? { ...p, captures } : p, value);
  });
}

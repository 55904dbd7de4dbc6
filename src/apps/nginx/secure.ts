import type { Conversation, Run } from '../../os/index.ts';
import { ALERT, type Session, secureConversation, tlsAccept } from '../../tls/index.ts';
import type { Site } from './model.ts';
import { serverFor } from './route.ts';

/** A connection as requests come over it: inside TLS, or (`plain`) what came where TLS was to be spoken. */
export type Opened = { readonly conn: Conversation & { readonly tls?: Session } } | { readonly plain: string } | 'gone';

/** Whether TLS is spoken where a connection came in. */
const isSecure = (site: Site, ip: string, port: number): boolean =>
  site.servers.some((s) =>
    s.listens.some((l) => l.ssl && l.port === port && (l.ip === ip || l.ip === '0.0.0.0' || l.ip === '::')),
  );

/** Begins TLS where the port has it: the server that SNI names shows its certificate; ngx_http_ssl_handshake. */
export function* opened(conn: Conversation, site: Site): Run<Opened> {
  const { ip, port } = conn.local;
  if (!isSecure(site, ip, port)) return { conn };
  const accepted = yield* tlsAccept(conn, ({ serverName, protocols }) => {
    const server = serverFor(site, ip, port, (serverName ?? '').toLowerCase());
    if (server?.rejects) return { alert: ALERT.unrecognizedName };
    // a server without a certificate of its own is shown with the default one's
    const credentials = server?.credentials ?? serverFor(site, ip, port, '')?.credentials;
    if (!server || !credentials) return { alert: ALERT.unrecognizedName };
    const spoken = server.http2 ? ['h2', 'http/1.1'] : ['http/1.1'];
    return { credentials, versions: server.versions, protocol: spoken.find((p) => protocols.includes(p)) };
  });
  if (accepted.ok) return { conn: secureConversation(conn, accepted.secure) };
  const { why } = accepted;
  if (typeof why === 'object' && 'plain' in why) return { plain: why.plain };
  return 'gone';
}

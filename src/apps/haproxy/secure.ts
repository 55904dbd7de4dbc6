import type { Connection, Conversation, Process, Run } from '../../os/index.ts';
import { ALERT, isFor, type Session, secureConversation, tlsAccept, tlsConnect, verify } from '../../tls/index.ts';
import type { Bind, ServerTls } from './model.ts';

/** A connection of a client, inside TLS where the bind has it. */
export type Conn = Conversation & { readonly tls?: Session };

/** Begins TLS with a client: the first certificate for the name it asks for, or the first of all; ssl_sock_switchctx_cbk. */
export function* acceptTls(conn: Conversation, bind: Bind): Run<Conn | undefined> {
  const [standard] = bind.credentials;
  if (!standard) return conn;
  const accepted = yield* tlsAccept(conn, ({ serverName, protocols }) => ({
    credentials: bind.credentials.find(({ chain: [own] }) => own && serverName && isFor(own, serverName)) ?? standard,
    protocol: bind.protocols.find((p) => protocols.includes(p)),
    versions: bind.versions,
  }));
  return accepted.ok ? secureConversation(conn, accepted.secure) : undefined;
}

/** TLS to a server; undefined when it fails, or when the certificate is not what it must be. */
export function* connectTls(
  proc: Process,
  connection: Connection,
  tls: ServerTls,
  serverName: string | undefined,
  deadline: number,
): Run<Connection | undefined> {
  const connected = yield* tlsConnect(proc, connection, {
    deadline,
    serverName,
    versions: tls.versions,
    judge: (chain) => {
      if (!tls.trusted) return undefined;
      const host = tls.verifyHost ?? serverName;
      const { flaws } = verify(chain, {
        trusted: tls.trusted,
        now: proc.now,
        partial: true,
        ...(host === undefined ? {} : { host }),
      });
      return flaws.length > 0 ? ALERT.unknownCa : undefined;
    },
  });
  if (connected.ok) return connected.secure;
  connection.close();
  return undefined;
}

import { concat, sameBytes, sha256Of, textOf } from '../base/index.ts';
import type { Connection, Process, Run } from '../os/index.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { randomBytes, sign } from './key.ts';
import {
  chainIn,
  chosenProtocol,
  clientHello,
  HANDSHAKE,
  messageBytes,
  serverRandom,
  signatureIn,
} from './messages.ts';
import { type Cipher, openRecord, plainRecord, RECORD, recordsOf, sealedRecord } from './record.ts';
import {
  ALERT,
  alertBody,
  type Broken,
  CHANGE_CIPHER_SPEC,
  ciphersOf,
  finished,
  messagesIn,
  NOBODY,
  type Secure,
  sealedMessage,
  secured,
  type Watch,
} from './session.ts';

export interface ClientOptions {
  /** SNI; left out where the server is an address. */
  readonly serverName?: string | undefined;
  /** ALPN */
  readonly protocols?: readonly string[];
  /** When to give up, virtual ms since the epoch. */
  readonly deadline?: number;
  /** Looks at the server's chain before anything more is said: an alert ends the handshake. */
  readonly judge?: (chain: readonly Certificate[]) => number | undefined;
  readonly watch?: Watch;
}

export type Connected =
  | { readonly ok: true; readonly secure: Secure; readonly read: number; readonly written: number }
  /** `own`: the alert that this side sent. */
  | {
      readonly ok: false;
      readonly why: Broken | { readonly own: number };
      readonly read: number;
      readonly written: number;
    };

/** Begins TLS 1.3 on an open connection: SSL_connect(3). */
export function* tlsConnect(proc: Process, connection: Connection, options: ClientOptions = {}): Run<Connected> {
  const { watch = NOBODY, deadline } = options;
  const random = (length: number) => randomBytes((n) => proc.random(n), length);
  const records = recordsOf(connection);
  let written = 0;
  const send = function* (...parts: readonly Uint8Array[]): Run<void> {
    const bytes = concat(...parts);
    written += bytes.length;
    yield* connection.send(textOf(bytes));
  };
  const broken = (why: Broken | { readonly own: number }): Connected => ({
    ok: false,
    why,
    read: records.read,
    written,
  });

  const mine = random(32);
  const hello = clientHello(
    { random: mine, serverName: options.serverName, protocols: options.protocols ?? [], modern: true },
    random,
  );
  let said = messageBytes(hello);
  yield* watch({ way: 'out', what: 'header', type: 0, length: 5 });
  yield* watch({ way: 'out', what: 'handshake', type: hello.type, length: said.length });
  yield* send(plainRecord(RECORD.handshake, said, 0x0301));

  let ciphers: { readonly client: Cipher; readonly server: Cipher } | undefined;
  let protocol: string | undefined;
  let chain: readonly Certificate[] = [];
  for (let done = false; !done; ) {
    const got = yield* records.next(deadline === undefined ? undefined : Math.max(0, deadline - proc.now));
    if (typeof got === 'string') return broken(got);
    if ('plain' in got) {
      // no more than a header's length is looked at
      const read = Math.min(5, records.read);
      yield* watch({ way: 'in', what: 'header', type: 0, length: 5 });
      return { ...broken(got), read };
    }
    yield* watch({ way: 'in', what: 'header', type: 0, length: 5 });
    if (got.type === RECORD.changeCipherSpec) {
      yield* watch({ way: 'in', what: 'change cipher', type: 1, length: 1 });
      continue;
    }
    const record = ciphers && got.type === RECORD.data ? openRecord(ciphers.server, got) : got;
    if (record.type === RECORD.alert) {
      yield* watch({ way: 'in', what: 'alert', type: record.body[1] ?? 0, length: 2 });
      return broken({ alert: record.body[1] ?? 0 });
    }
    for (const message of messagesIn(record)) {
      const { type, body } = message;
      yield* watch({ way: 'in', what: 'handshake', type, length: body.length + 4 });
      if (type === HANDSHAKE.serverHello) ciphers = ciphersOf(mine, serverRandom(body));
      if (type === HANDSHAKE.encryptedExtensions) protocol = chosenProtocol(body);
      if (type === HANDSHAKE.certificate) {
        chain = chainIn(body).flatMap((der) => readCertificate(der) ?? []);
        const refused = options.judge?.(chain);
        if (refused !== undefined && ciphers) {
          yield* send(CHANGE_CIPHER_SPEC, sealedRecord(ciphers.client, RECORD.alert, alertBody(refused)));
          return broken({ own: refused });
        }
      }
      const [first] = chain;
      if (
        type === HANDSHAKE.certificateVerify &&
        first &&
        !sameBytes(signatureIn(body), sign(first.key, sha256Of(said)))
      )
        return broken({ own: ALERT.badCertificate });
      if (type === HANDSHAKE.finished) done = true;
      said = concat(said, messageBytes(message));
    }
  }
  if (!ciphers) return broken('eof');
  const last = finished(said);
  yield* watch({ way: 'out', what: 'change cipher', type: 1, length: 1 });
  yield* watch({ way: 'out', what: 'handshake', type: last.type, length: last.body.length + 4 });
  yield* send(CHANGE_CIPHER_SPEC, sealedMessage(ciphers.client, last));
  const session = { serverName: options.serverName, protocol, chain };
  const secure = secured(connection, records, { read: ciphers.server, write: ciphers.client }, session, watch);
  return { ok: true, secure, read: records.read, written };
}

import { concat, sameBytes, sha256Of, textOf } from '../base/index.ts';
import type { Connection, Process, Run } from '../os/index.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { chosenProtocol, clientHello, readServerHello } from './hello.ts';
import { randomBytes, sign } from './key.ts';
import {
  chainIn,
  clientKeyExchange,
  HANDSHAKE,
  type Message,
  messageBytes,
  readServerKeyExchange,
  signatureIn,
  ticketIn,
} from './messages.ts';
import { plainRecord, RECORD, recordsOf } from './record.ts';
import {
  ALERT,
  alertBody,
  type Broken,
  CHANGE_CIPHER_SPEC,
  type Ciphers,
  ciphersOf,
  finished,
  messagesIn,
  NOBODY,
  type Passing,
  plainMessage,
  type Secure,
  sealedMessage,
  secured,
  type Watch,
} from './session.ts';
import { VERSIONS, type Version } from './version.ts';

export interface ClientOptions {
  /** SNI; left out where the server is an address. */
  readonly serverName?: string | undefined;
  /** ALPN */
  readonly protocols?: readonly string[];
  /** What it speaks; all if nothing is said. */
  readonly versions?: readonly Version[];
  /** Whether it would come back with a session ticket; yes if nothing is said. */
  readonly tickets?: boolean;
  /** Whether it lets itself be asked for a certificate later; RFC 8446 4.2.6. */
  readonly postHandshakeAuth?: boolean;
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

/** Begins TLS on an open connection: SSL_connect(3). */
export function* tlsConnect(proc: Process, connection: Connection, options: ClientOptions = {}): Run<Connected> {
  const { watch = NOBODY, deadline, serverName, versions = VERSIONS } = options;
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
  let version = versions.at(-1);
  if (!version) return broken('unable');
  const tell = (passing: Omit<Passing, 'version'>): Run<void> => watch({ ...passing, version: version ?? VERSIONS[0] });
  const tellMessage = (way: 'in' | 'out', { type, body }: Message) =>
    tell({ way, what: 'handshake', type, length: body.length + 4 });

  const mine = random(32);
  const hello = clientHello(
    {
      random: mine,
      serverName,
      protocols: options.protocols ?? [],
      versions,
      tickets: options.tickets ?? true,
      postHandshakeAuth: options.postHandshakeAuth ?? false,
    },
    random,
  );
  let said = messageBytes(hello);
  yield* tell({ way: 'out', what: 'header', type: 0, length: 5 });
  yield* tellMessage('out', hello);
  yield* send(plainRecord(RECORD.handshake, said, 0x0301));

  /** The client's last words: in TLS 1.2 they come before the server's. */
  const finish = function* ({ client }: Ciphers, to: Version): Run<void> {
    const last = finished(to, said);
    yield* tell({ way: 'out', what: 'change cipher', type: 1, length: 1 });
    yield* tellMessage('out', last);
    yield* send(CHANGE_CIPHER_SPEC, sealedMessage(client, last));
    said = concat(said, messageBytes(last));
  };

  let theirs = new Uint8Array();
  let ciphers: Ciphers | undefined;
  let encrypted = false;
  let protocol: string | undefined;
  let ticket: Uint8Array | undefined;
  let chain: readonly Certificate[] = [];
  for (let done = false; !done; ) {
    const got = yield* records.next(deadline === undefined ? undefined : Math.max(0, deadline - proc.now));
    if (typeof got === 'string') return broken(got);
    if ('plain' in got) {
      // no more than a header's length is looked at
      const read = Math.min(5, records.read);
      yield* tell({ way: 'in', what: 'header', type: 0, length: 5 });
      return { ...broken(got), read };
    }
    yield* tell({ way: 'in', what: 'header', type: 0, length: 5 });
    if (got.type === RECORD.changeCipherSpec) {
      if (version === 'TLSv1.3') yield* tell({ way: 'in', what: 'change cipher', type: 1, length: 1 });
      encrypted = true;
      continue;
    }
    const record = ciphers && encrypted ? ciphers.server.open(got) : got;
    if (record.type === RECORD.alert) {
      yield* tell({ way: 'in', what: 'alert', type: record.body[1] ?? 0, length: 2 });
      return broken({ alert: record.body[1] ?? 0 });
    }
    for (const message of messagesIn(record)) {
      const { type, body } = message;
      yield* tellMessage('in', message);
      if (type === HANDSHAKE.serverHello) {
        const answer = readServerHello(body);
        ({ version, protocol } = answer);
        theirs = new Uint8Array(answer.random);
        ciphers = ciphersOf(version, mine, theirs);
      }
      if (type === HANDSHAKE.encryptedExtensions) protocol = chosenProtocol(body);
      if (type === HANDSHAKE.certificate) {
        chain = chainIn(version, body).flatMap((der) => readCertificate(der) ?? []);
        const refused = options.judge?.(chain);
        if (refused !== undefined && ciphers) {
          const alert = alertBody(refused);
          if (encrypted) yield* send(CHANGE_CIPHER_SPEC, ciphers.client.seal(RECORD.alert, alert));
          else yield* send(plainRecord(RECORD.alert, alert));
          return broken({ own: refused });
        }
      }
      if (!isSigned(message, chain[0], said, concat(mine, theirs))) return broken({ own: ALERT.badCertificate });
      said = concat(said, messageBytes(message));
      if (type === HANDSHAKE.serverHelloDone && ciphers) {
        const share = clientKeyExchange(random(32));
        yield* tellMessage('out', share);
        yield* send(plainMessage(share));
        said = concat(said, messageBytes(share));
        yield* finish(ciphers, version);
      }
      if (type === HANDSHAKE.newSessionTicket) ticket = ticketIn(body);
      if (type === HANDSHAKE.finished) done = true;
    }
  }
  if (!ciphers) return broken('eof');
  if (version === 'TLSv1.3') yield* finish(ciphers, version);
  const session = { version, serverName, protocol, chain, masterKey: ciphers.masterKey, ...(ticket ? { ticket } : {}) };
  const secure = secured(connection, records, { read: ciphers.server, write: ciphers.client }, session, watch);
  return { ok: true, secure, read: records.read, written };
}

/** Whether a message is signed as its kind must be: in TLS 1.3 under all that was said, in 1.2 under both hellos and the share. */
function isSigned(
  { type, body }: Message,
  owner: Certificate | undefined,
  said: Uint8Array,
  hellos: Uint8Array,
): boolean {
  if (!owner) return true;
  if (type === HANDSHAKE.certificateVerify) return sameBytes(signatureIn(body), sign(owner.key, sha256Of(said)));
  if (type !== HANDSHAKE.serverKeyExchange) return true;
  const { exchange, signature } = readServerKeyExchange(body);
  return sameBytes(signature, sign(owner.key, sha256Of(concat(hellos, exchange))));
}

import { concat, sha256Of, textOf } from '../base/index.ts';
import type { Conversation, Run } from '../os/index.ts';
import type { Certificate } from './certificate.ts';
import { type PrivateKey, randomBytes, sign } from './key.ts';
import {
  type ClientHello,
  certificateMessage,
  certificateVerify,
  encryptedExtensions,
  HANDSHAKE,
  type Message,
  messageBytes,
  newSessionTicket,
  readClientHello,
  serverHello,
} from './messages.ts';
import { openRecord, plainRecord, RECORD, recordsOf } from './record.ts';
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
} from './session.ts';

/** What a server shows of itself, and what proves that it is the owner. */
export interface Credentials {
  readonly chain: readonly Certificate[];
  readonly key: PrivateKey;
}

/** How a server answers a hello: as whom, with which of the client's protocols; or with an alert. */
export type Choice =
  | { readonly credentials: Credentials; readonly protocol?: string | undefined }
  | { readonly alert: number };

export type Accepted = { readonly ok: true; readonly secure: Secure } | { readonly ok: false; readonly why: Broken };

/** Bytes of a session ticket of OpenSSL; the name that was asked for is in it. */
const ticketSize = (named: boolean): number => (named ? 256 : 240);

/** Answers a client that begins TLS: SSL_accept(3). */
export function* tlsAccept(
  conn: Conversation,
  choose: (hello: ClientHello) => Choice,
  patience = 60_000,
): Run<Accepted> {
  const random = (length: number) => randomBytes((n) => conn.random(n), length);
  const records = recordsOf(conn);
  const first = yield* records.next(patience);
  if (typeof first === 'string' || 'plain' in first) return { ok: false, why: first };
  const [hi] = messagesIn(first);
  if (hi?.type !== HANDSHAKE.clientHello) return { ok: false, why: 'reset' };
  const hello = readClientHello(hi.body);
  const choice = hello.modern ? choose(hello) : { alert: ALERT.protocolVersion };
  if ('alert' in choice) {
    yield* conn.send(textOf(plainRecord(RECORD.alert, alertBody(choice.alert))));
    return { ok: false, why: { alert: choice.alert } };
  }
  const { credentials, protocol } = choice;
  const mine = random(32);
  const ciphers = ciphersOf(hello.random, mine);
  let said = messageBytes(hi);
  const flight: Uint8Array[] = [];
  const say = (message: Message, wrap: (m: Message) => Uint8Array): void => {
    flight.push(wrap(message));
    said = concat(said, messageBytes(message));
  };
  const sealed = (m: Message) => sealedMessage(ciphers.server, m);
  say(serverHello(mine, hello.session, random(1120)), (m) =>
    concat(plainRecord(RECORD.handshake, messageBytes(m)), CHANGE_CIPHER_SPEC),
  );
  say(encryptedExtensions(hello.serverName !== undefined, protocol), sealed);
  say(certificateMessage(credentials.chain.map((c) => c.der)), sealed);
  say(certificateVerify(sign(credentials.key, sha256Of(said))), sealed);
  say(finished(said), sealed);
  yield* conn.send(textOf(concat(...flight)));

  for (;;) {
    const got = yield* records.next(patience);
    if (typeof got === 'string' || 'plain' in got) return { ok: false, why: got };
    if (got.type === RECORD.changeCipherSpec) continue;
    const record = got.type === RECORD.data ? openRecord(ciphers.client, got) : got;
    if (record.type === RECORD.alert) return { ok: false, why: { alert: record.body[1] ?? 0 } };
    if (record.type === RECORD.handshake) break;
  }
  for (const _ of [1, 2]) {
    const ticket = random(ticketSize(hello.serverName !== undefined));
    yield* conn.send(textOf(sealed(newSessionTicket(ticket, random(4)))));
  }
  const session = { serverName: hello.serverName, protocol, chain: credentials.chain };
  const secure = secured(conn, records, { read: ciphers.client, write: ciphers.server }, session, NOBODY);
  return { ok: true, secure };
}

/** The conversation of a server's app, inside TLS. */
export function secureConversation(
  conn: Conversation,
  secure: Secure,
): Conversation & { readonly tls: Secure['session'] } {
  const { recv, send, close, session } = secure;
  return Object.assign(Object.create(conn) as Conversation, { recv, send, close, tls: session });
}

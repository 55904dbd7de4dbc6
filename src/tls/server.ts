import { concat, sha256Of, textOf } from '../base/index.ts';
import type { Conversation, Run } from '../os/index.ts';
import type { Certificate } from './certificate.ts';
import { type ClientHello, encryptedExtensions, readClientHello, serverHello12, serverHello13 } from './hello.ts';
import { type PrivateKey, randomBytes, sign } from './key.ts';
import {
  certificateMessage,
  certificateVerify,
  exchangeOf,
  HANDSHAKE,
  type Message,
  messageBytes,
  newSessionTicket,
  serverKeyExchange,
} from './messages.ts';
import { plainRecord, RECORD, type Records, recordsOf } from './record.ts';
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
  plainMessage,
  type Secure,
  sealedMessage,
  secured,
} from './session.ts';
import { VERSIONS, type Version } from './version.ts';

/** What a server shows of itself, and what proves that it is the owner. */
export interface Credentials {
  readonly chain: readonly Certificate[];
  readonly key: PrivateKey;
}

/** How a server answers a hello: as whom, with which of the client's protocols and in which versions; or with an alert. */
export type Choice =
  | {
      readonly credentials: Credentials;
      readonly protocol?: string | undefined;
      readonly versions?: readonly Version[];
    }
  | { readonly alert: number };

export type Accepted = { readonly ok: true; readonly secure: Secure } | { readonly ok: false; readonly why: Broken };

/** Bytes of a session ticket of OpenSSL; the name that was asked for is in it. */
const ticketSize = (version: Version, named: boolean): number => (version === 'TLSv1.3' ? 240 : 192) + (named ? 16 : 0);

/** A handshake that the server has its part in. */
interface Answering {
  readonly conn: Conversation;
  readonly records: Records;
  readonly hello: ClientHello & { readonly session: Uint8Array };
  /** The ClientHello as it came. */
  readonly first: Uint8Array;
  readonly credentials: Credentials;
  readonly protocol: string | undefined;
  readonly random: (length: number) => Uint8Array;
  readonly patience: number;
}

type Answered = { readonly ciphers: Ciphers } | { readonly why: Broken };

/** Answers a client that begins TLS: SSL_accept(3). */
export function* tlsAccept(
  conn: Conversation,
  choose: (hello: ClientHello) => Choice,
  patience = 60_000,
): Run<Accepted> {
  const records = recordsOf(conn);
  const first = yield* records.next(patience);
  if (typeof first === 'string' || 'plain' in first) return { ok: false, why: first };
  const [hi] = messagesIn(first);
  if (hi?.type !== HANDSHAKE.clientHello) return { ok: false, why: 'reset' };
  const hello = readClientHello(hi.body);
  const choice = choose(hello);
  const allowed = 'alert' in choice ? [] : (choice.versions ?? VERSIONS);
  const version = allowed.findLast((v) => hello.versions.includes(v));
  if ('alert' in choice || !version) {
    const alert = 'alert' in choice ? choice.alert : ALERT.protocolVersion;
    yield* conn.send(textOf(plainRecord(RECORD.alert, alertBody(alert))));
    return { ok: false, why: { alert } };
  }
  const { credentials, protocol } = choice;
  const random = (length: number) => randomBytes((n) => conn.random(n), length);
  const answering = { conn, records, hello, first: messageBytes(hi), credentials, protocol, random, patience };
  const answered = yield* version === 'TLSv1.3' ? answer13(answering) : answer12(answering);
  if ('why' in answered) return { ok: false, why: answered.why };
  const { client: read, server: write, masterKey } = answered.ciphers;
  const session = { version, serverName: hello.serverName, protocol, chain: credentials.chain, masterKey };
  return { ok: true, secure: secured(conn, records, { read, write }, session, NOBODY) };
}

/** TLS 1.3: all of the server's part in one flight, encrypted after its hello; RFC 8446 2. */
function* answer13(a: Answering): Run<Answered> {
  const { conn, hello, credentials, random } = a;
  const mine = random(32);
  const ciphers = ciphersOf('TLSv1.3', hello.random, mine);
  const flight = spoken(a.first);
  const sealed = (m: Message) => sealedMessage(ciphers.server, m);
  flight.say(serverHello13(mine, hello.session, random(1120)), (m) => concat(plainMessage(m), CHANGE_CIPHER_SPEC));
  flight.say(encryptedExtensions(hello.serverName !== undefined, a.protocol), sealed);
  flight.say(
    certificateMessage(
      'TLSv1.3',
      credentials.chain.map((c) => c.der),
    ),
    sealed,
  );
  flight.say(certificateVerify(sign(credentials.key, sha256Of(flight.said))), sealed);
  flight.say(finished('TLSv1.3', flight.said), sealed);
  yield* conn.send(flight.take());
  const why = yield* untilFinished(a, ciphers);
  if (why !== undefined) return { why };
  for (const _ of [1, 2]) {
    const ticket = random(ticketSize('TLSv1.3', hello.serverName !== undefined));
    yield* conn.send(textOf(sealed(newSessionTicket('TLSv1.3', ticket, random(4)))));
  }
  return { ciphers };
}

/** TLS 1.2: the certificate in the clear, the keys exchanged, and both sides turn their encryption on; RFC 5246 7.3. */
function* answer12(a: Answering): Run<Answered> {
  const { conn, hello, credentials, random } = a;
  const mine = random(32);
  const ciphers = ciphersOf('TLSv1.2', hello.random, mine);
  const flight = spoken(a.first);
  flight.say(serverHello12(mine, random(hello.tickets ? 0 : 32), hello, a.protocol), plainMessage);
  flight.say(
    certificateMessage(
      'TLSv1.2',
      credentials.chain.map((c) => c.der),
    ),
    plainMessage,
  );
  const exchange = exchangeOf(random(32));
  const signature = sign(credentials.key, sha256Of(concat(hello.random, mine, exchange)));
  flight.say(serverKeyExchange(exchange, signature), plainMessage);
  flight.say({ type: HANDSHAKE.serverHelloDone, body: new Uint8Array() }, plainMessage);
  yield* conn.send(flight.take());
  const why = yield* untilFinished(a, ciphers);
  if (why !== undefined) return { why };
  const ticket = random(ticketSize('TLSv1.2', hello.serverName !== undefined));
  if (hello.tickets) flight.say(newSessionTicket('TLSv1.2', ticket, random(4)), plainMessage);
  flight.say(finished('TLSv1.2', flight.said), (m) => concat(CHANGE_CIPHER_SPEC, sealedMessage(ciphers.server, m)));
  yield* conn.send(flight.take());
  return { ciphers };
}

/** Messages that are sent together, and all that was said up to them. */
function spoken(first: Uint8Array) {
  let said = first;
  let waiting: readonly Uint8Array[] = [];
  return {
    say(message: Message, wrap: (m: Message) => Uint8Array): void {
      waiting = [...waiting, wrap(message)];
      said = concat(said, messageBytes(message));
    },
    take(): string {
      const text = textOf(concat(...waiting));
      waiting = [];
      return text;
    },
    get said() {
      return said;
    },
  };
}

/** Reads the client's part up to its Finished, the first message that it has to encrypt; why there is none. */
function* untilFinished({ records, patience }: Answering, { client }: Ciphers): Run<Broken | undefined> {
  for (let encrypted = false; ; ) {
    const got = yield* records.next(patience);
    if (typeof got === 'string' || 'plain' in got) return got;
    if (got.type === RECORD.changeCipherSpec) {
      encrypted = true;
      continue;
    }
    const record = encrypted ? client.open(got) : got;
    if (record.type === RECORD.alert) return { alert: record.body[1] ?? 0 };
    if (encrypted && record.type === RECORD.handshake) return undefined;
  }
}

/** The conversation of a server's app, inside TLS. */
export function secureConversation(
  conn: Conversation,
  secure: Secure,
): Conversation & { readonly tls: Secure['session'] } {
  const { recv, send, close, session } = secure;
  return Object.assign(Object.create(conn) as Conversation, { recv, send, close, tls: session });
}

import { bytesOf, concat, sha256Of, textOf } from '../base/index.ts';
import type { Connection, Run } from '../os/index.ts';
import type { Certificate } from './certificate.ts';
import { HANDSHAKE, type Message, messageBytes } from './messages.ts';
import {
  type Cipher,
  cipherOf,
  openRecord,
  pieces,
  plainRecord,
  RECORD,
  type Records,
  sealedRecord,
  type TlsRecord,
} from './record.ts';
import { cursor } from './wire.ts';

/** What two ends have agreed on. */
export interface Session {
  /** SNI: the name that the client asked for. */
  readonly serverName: string | undefined;
  /** ALPN: the protocol that both speak. */
  readonly protocol: string | undefined;
  /** What the server showed of itself, its own certificate first. */
  readonly chain: readonly Certificate[];
}

/** A connection inside TLS. */
export interface Secure extends Connection {
  readonly session: Session;
}

/** What passes by during a handshake and after it, for those who tell of it (`curl -v`). */
export interface Passing {
  readonly way: 'in' | 'out';
  readonly what: 'header' | 'change cipher' | 'handshake' | 'alert';
  /** Type of the handshake's message. */
  readonly type: number;
  readonly length: number;
}

/** Told of all that passes. */
export type Watch = (passing: Passing) => Run<void>;

export const NOBODY: Watch = function* () {
  yield* [];
};

/** Alerts by number; RFC 8446 6. */
export const ALERT = {
  closeNotify: 0,
  handshakeFailure: 40,
  badCertificate: 42,
  certificateUnknown: 46,
  unknownCa: 48,
  protocolVersion: 70,
  unrecognizedName: 112,
} as const;

/** Why a handshake came to nothing. `plain`: what came is no TLS. `alert`: the other side said why it will not go on. */
export type Broken = 'eof' | 'reset' | 'timeout' | { readonly plain: string } | { readonly alert: number };

/** The encryption of each direction, out of what both said in their hellos. */
export function ciphersOf(
  client: Uint8Array,
  server: Uint8Array,
): { readonly client: Cipher; readonly server: Cipher } {
  const secret = sha256Of(concat(client, server));
  return { client: cipherOf(concat(secret, bytesOf('client'))), server: cipherOf(concat(secret, bytesOf('server'))) };
}

/** Finished: a digest of what was said, as long as the one of TLS_AES_256_GCM_SHA384. */
export const finished = (said: Uint8Array): Message => ({
  type: HANDSHAKE.finished,
  body: concat(sha256Of(said), sha256Of(concat(said, Uint8Array.of(1)))).subarray(0, 48),
});

/** The record in which each side says that it encrypts from here on; TLS 1.3 keeps it for old middleboxes. */
export const CHANGE_CIPHER_SPEC = plainRecord(RECORD.changeCipherSpec, Uint8Array.of(1));

/** The bytes of an alert: warning or fatal, and which. */
export const alertBody = (alert: number): Uint8Array => Uint8Array.of(alert === ALERT.closeNotify ? 1 : 2, alert);

/** A message in an encrypted record of its own. */
export const sealedMessage = (cipher: Cipher, message: Message): Uint8Array =>
  sealedRecord(cipher, RECORD.handshake, messageBytes(message));

/** The messages of a handshake record. */
export function* messagesIn({ body }: TlsRecord): Generator<Message> {
  for (const c = cursor(body); c.left >= 4; ) yield { type: c.uint(1), body: c.vector(3) };
}

/** Reads and writes inside TLS once both sides have finished. */
export function secured(
  connection: Connection,
  records: Records,
  ciphers: { readonly read: Cipher; readonly write: Cipher },
  session: Session,
  watch: Watch,
): Secure {
  let over = false;
  return {
    local: connection.local,
    peer: connection.peer,
    session,
    *recv(timeout) {
      for (;;) {
        if (over) return 'eof';
        const got = yield* records.next(timeout);
        if (typeof got === 'string') {
          over = got === 'eof' || got === 'reset';
          return got;
        }
        if ('plain' in got) return 'reset';
        const record = openRecord(ciphers.read, got);
        yield* watch({ way: 'in', what: 'header', type: 0, length: 5 });
        if (record.type === RECORD.data) return { data: textOf(record.body) };
        if (record.type === RECORD.handshake)
          for (const { type, body } of messagesIn(record))
            yield* watch({ way: 'in', what: 'handshake', type, length: body.length + 4 });
        if (record.type !== RECORD.alert) continue;
        yield* watch({ way: 'in', what: 'alert', type: record.body[1] ?? 0, length: 2 });
        over = true;
      }
    },
    *send(data) {
      const sealed = [...pieces(data)].map((piece) => sealedRecord(ciphers.write, RECORD.data, piece));
      yield* watch({ way: 'out', what: 'header', type: 0, length: 5 });
      return yield* connection.send(textOf(concat(...sealed)));
    },
    close() {
      if (over) connection.close();
      else connection.close(textOf(sealedRecord(ciphers.write, RECORD.alert, alertBody(ALERT.closeNotify))));
    },
  };
}

import { bytesOf, concat, sha256Of, textOf } from '../base/index.ts';
import type { Connection, Run } from '../os/index.ts';
import type { Certificate } from './certificate.ts';
import { HANDSHAKE, type Message, messageBytes } from './messages.ts';
import { type Cipher, cipherOf, pieces, plainRecord, RECORD, type Records, type TlsRecord } from './record.ts';
import type { Version } from './version.ts';
import { cursor } from './wire.ts';

/** What two ends have agreed on. */
export interface Session {
  readonly version: Version;
  /** SNI: the name that the client asked for. */
  readonly serverName: string | undefined;
  /** ALPN: the protocol that both speak. */
  readonly protocol: string | undefined;
  /** What the server showed of itself, its own certificate first. */
  readonly chain: readonly Certificate[];
  /** What both have made of their halves of the key exchange. */
  readonly masterKey: Uint8Array;
  /** TLS 1.2: what the server gave the client to come back with. */
  readonly ticket?: Uint8Array;
}

/** A connection inside TLS. */
export interface Secure extends Connection {
  readonly session: Session;
}

/** What passes by during a handshake and after it, for those who tell of it (`curl -v`). */
export interface Passing {
  readonly way: 'in' | 'out';
  /** The version that is agreed on; before that, the newest that the client speaks. */
  readonly version: Version;
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

/** Why a handshake came to nothing. `unable`: no version is left that may be spoken. `plain`: what came is no TLS. `alert`: the other side said why it will not go on. */
export type Broken = 'eof' | 'reset' | 'timeout' | 'unable' | { readonly plain: string } | { readonly alert: number };

/** The encryption of both directions. */
export interface Ciphers {
  readonly masterKey: Uint8Array;
  readonly client: Cipher;
  readonly server: Cipher;
}

/** The encryption that comes out of what both said in their hellos. */
export function ciphersOf(version: Version, client: Uint8Array, server: Uint8Array): Ciphers {
  const secret = sha256Of(concat(client, server));
  const cipher = (who: string) => cipherOf(version, concat(secret, bytesOf(who)));
  return { masterKey: longDigest(secret), client: cipher('client'), server: cipher('server') };
}

/** Forty-eight bytes out of some, as many as SHA384 makes. */
const longDigest = (bytes: Uint8Array): Uint8Array =>
  concat(sha256Of(bytes), sha256Of(concat(bytes, Uint8Array.of(1)))).subarray(0, 48);

/** Finished: a digest of what was said; as long as the one of SHA384, or the twelve bytes of TLS 1.2. */
export const finished = (version: Version, said: Uint8Array): Message => ({
  type: HANDSHAKE.finished,
  body: longDigest(said).subarray(0, version === 'TLSv1.3' ? 48 : 12),
});

/** The record in which each side says that it encrypts from here on; TLS 1.3 keeps it for old middleboxes. */
export const CHANGE_CIPHER_SPEC = plainRecord(RECORD.changeCipherSpec, Uint8Array.of(1));

/** The bytes of an alert: warning or fatal, and which. */
export const alertBody = (alert: number): Uint8Array => Uint8Array.of(alert === ALERT.closeNotify ? 1 : 2, alert);

/** A message in a record of its own. */
export const plainMessage = (message: Message): Uint8Array => plainRecord(RECORD.handshake, messageBytes(message));

/** A message in an encrypted record of its own. */
export const sealedMessage = (cipher: Cipher, message: Message): Uint8Array =>
  cipher.seal(RECORD.handshake, messageBytes(message));

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
  const { version } = session;
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
        const record = ciphers.read.open(got);
        yield* watch({ way: 'in', version, what: 'header', type: 0, length: 5 });
        if (record.type === RECORD.data) return { data: textOf(record.body) };
        if (record.type === RECORD.handshake)
          for (const { type, body } of messagesIn(record))
            yield* watch({ way: 'in', version, what: 'handshake', type, length: body.length + 4 });
        if (record.type !== RECORD.alert) continue;
        yield* watch({ way: 'in', version, what: 'alert', type: record.body[1] ?? 0, length: 2 });
        over = true;
      }
    },
    *send(data) {
      const sealed = [...pieces(data)].map((piece) => ciphers.write.seal(RECORD.data, piece));
      yield* watch({ way: 'out', version, what: 'header', type: 0, length: 5 });
      return yield* connection.send(textOf(concat(...sealed)));
    },
    close() {
      if (over) connection.close();
      else connection.close(textOf(ciphers.write.seal(RECORD.alert, alertBody(ALERT.closeNotify))));
    },
  };
}

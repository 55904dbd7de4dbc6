import { byteLength, bytesOf, concat, sha256Of, textOf } from '../base/index.ts';
import type { Connection, Run } from '../os/index.ts';
import type { Version } from './version.ts';
import { cursor, uint, vector } from './wire.ts';

/** Kinds of records; RFC 8446 5.1. */
export const RECORD = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 } as const;

/** A record as it came. */
export interface TlsRecord {
  readonly type: number;
  readonly body: Uint8Array;
}

/** The most that a record holds. */
const LONGEST = 16384;
/** What the tag of an encrypted record takes, and the nonce that TLS 1.2 writes before it. */
const TAG = 16;
const NONCE = 8;

/** One direction's encryption: who has not the same secret reads nothing. */
export interface Cipher {
  seal(type: number, body: Uint8Array): Uint8Array;
  open(record: TlsRecord): TlsRecord;
}

/** The encryption that a secret makes; both ends go through it in step. */
export function cipherOf(version: Version, secret: Uint8Array): Cipher {
  const apply = streamOf(secret);
  if (version === 'TLSv1.3')
    return {
      // it says that it is data, its real type stands inside
      seal: (type, body) => plainRecord(RECORD.data, apply(concat(body, uint(1, type), new Uint8Array(TAG)))),
      open(record) {
        if (record.type !== RECORD.data) return record;
        const inner = apply(record.body).subarray(0, record.body.length - TAG);
        return { type: inner.at(-1) ?? 0, body: inner.subarray(0, -1) };
      },
    };
  let number = 0;
  return {
    seal: (type, body) => plainRecord(type, concat(uint(NONCE, number++), apply(concat(body, new Uint8Array(TAG))))),
    open: ({ type, body }) => ({ type, body: apply(body.subarray(NONCE)).subarray(0, -TAG) }),
  };
}

/** A stream of pseudo-random bytes over what is written: no cryptography. */
function streamOf(secret: Uint8Array): (bytes: Uint8Array) => Uint8Array {
  let state = cursor(sha256Of(secret)).uint(4) || 1;
  const next = (): number => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
  return (bytes) => bytes.map((b) => b ^ next());
}

/** A record in the clear. `version` is the one that old servers like to see in a ClientHello. */
export const plainRecord = (type: number, body: Uint8Array, version = 0x0303): Uint8Array =>
  concat(uint(1, type), uint(2, version), vector(2, body));

/** Text in pieces that fit a record, none of which ends inside a character. */
export function* pieces(text: string): Generator<Uint8Array> {
  const most = byteLength(text) === text.length ? LONGEST : LONGEST / 4;
  let rest = text;
  while (rest !== '') {
    let end = Math.min(rest.length, most);
    if (/[\ud800-\udbff]/.test(rest[end - 1] ?? '') && end < rest.length) end--;
    yield bytesOf(rest.slice(0, end));
    rest = rest.slice(end);
  }
}

/** Why no record came. `plain`: what came is none, and this is it. */
export type NoRecord = 'eof' | 'reset' | 'timeout' | { readonly plain: string };

/** Reads the records of a connection. */
export interface Records {
  next(timeout?: number): Run<TlsRecord | NoRecord>;
  /** Bytes that have come. */
  readonly read: number;
}

const KINDS: readonly number[] = Object.values(RECORD);

/** The records that come over a connection. */
export function recordsOf(connection: Connection): Records {
  let held = new Uint8Array();
  let read = 0;
  const ready = (): boolean => held.length >= 5 && held.length >= 5 + cursor(held.subarray(3)).uint(2);
  const isPlain = (): boolean =>
    held.length > 0 && (!KINDS.includes(held[0] ?? 0) || (held.length > 1 && held[1] !== 3));
  return {
    *next(timeout) {
      while (!ready() && !isPlain()) {
        const got = yield* connection.recv(timeout);
        if (typeof got === 'string') return got;
        const bytes = bytesOf(got.data);
        read += bytes.length;
        held = new Uint8Array(concat(held, bytes));
      }
      if (isPlain()) return { plain: textOf(held) };
      const c = cursor(held);
      const type = c.uint(1);
      c.take(2);
      const body = c.vector(2);
      held = held.slice(5 + body.length);
      return { type, body };
    },
    get read() {
      return read;
    },
  };
}

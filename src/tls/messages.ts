import { concat } from '../base/index.ts';
import type { Version } from './version.ts';
import { cursor, uint, vector } from './wire.ts';

/** Messages of the handshake; RFC 8446 4 and RFC 5246 7.4. */
export const HANDSHAKE = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

export interface Message {
  readonly type: number;
  readonly body: Uint8Array;
}

/** The messages as they stand in records. */
export const messageBytes = ({ type, body }: Message): Uint8Array => concat(uint(1, type), vector(3, body));

/** Certificate: the chain, the server's own first. */
export function certificateMessage(version: Version, chain: readonly Uint8Array[]): Message {
  const modern = version === 'TLSv1.3';
  const list = vector(3, ...chain.map((c) => concat(vector(3, c), ...(modern ? [vector(2)] : []))));
  return { type: HANDSHAKE.certificate, body: modern ? concat(vector(1), list) : list };
}

/** The chain in a Certificate message. */
export function chainIn(version: Version, body: Uint8Array): readonly Uint8Array[] {
  const c = cursor(body);
  const modern = version === 'TLSv1.3';
  if (modern) c.vector(1);
  const chain: Uint8Array[] = [];
  for (const list = cursor(c.vector(3)); list.left > 0; ) {
    chain.push(list.vector(3));
    if (modern) list.vector(2);
  }
  return chain;
}

/** rsa_pss_rsae_sha256, and what was signed by it. */
const signed = (signature: Uint8Array): Uint8Array => concat(uint(2, 0x0804), vector(2, signature));

/** CertificateVerify: a signature under all that was said before. */
export const certificateVerify = (signature: Uint8Array): Message => ({
  type: HANDSHAKE.certificateVerify,
  body: signed(signature),
});

/** The signature of a CertificateVerify. */
export const signatureIn = (body: Uint8Array): Uint8Array => cursor(body.subarray(2)).vector(2);

/** The server's half of a key exchange on X25519, as it is signed in TLS 1.2; RFC 8422 5.4. */
export const exchangeOf = (share: Uint8Array): Uint8Array => concat(uint(1, 3), uint(2, 0x1d), vector(1, share));

/** ServerKeyExchange: a share, and the signature under it. */
export const serverKeyExchange = (exchange: Uint8Array, signature: Uint8Array): Message => ({
  type: HANDSHAKE.serverKeyExchange,
  body: concat(exchange, signed(signature)),
});

/** What a ServerKeyExchange says, and the signature under it. */
export function readServerKeyExchange(body: Uint8Array): {
  readonly exchange: Uint8Array;
  readonly signature: Uint8Array;
} {
  const c = cursor(body);
  c.take(3);
  const share = c.vector(1);
  return { exchange: exchangeOf(share), signature: signatureIn(body.subarray(4 + share.length)) };
}

/** ClientKeyExchange: the client's share. */
export const clientKeyExchange = (share: Uint8Array): Message => ({
  type: HANDSHAKE.clientKeyExchange,
  body: vector(1, share),
});

/** The ticket of a NewSessionTicket of TLS 1.2. */
export const ticketIn = (body: Uint8Array): Uint8Array => cursor(body.subarray(4)).vector(2);

/** NewSessionTicket, which nobody here comes back with. */
export const newSessionTicket = (version: Version, ticket: Uint8Array, age: Uint8Array): Message => ({
  type: HANDSHAKE.newSessionTicket,
  body:
    version === 'TLSv1.3'
      ? concat(uint(4, 300), age, vector(1, uint(8, 0)), vector(2, ticket), vector(2))
      : concat(uint(4, 300), vector(2, ticket)),
});

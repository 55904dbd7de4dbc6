import { bytesOfHex, concat, textOf } from '../base/index.ts';
import { cursor, name, uint, vector } from './wire.ts';

/** Messages of the handshake; RFC 8446 4. */
export const HANDSHAKE = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  certificateVerify: 15,
  finished: 20,
} as const;

export interface Message {
  readonly type: number;
  readonly body: Uint8Array;
}

/** What a client says first. */
export interface ClientHello {
  readonly random: Uint8Array;
  /** SNI; undefined where the client connects to an address. */
  readonly serverName: string | undefined;
  /** ALPN, the client's favourite first. */
  readonly protocols: readonly string[];
  /** Whether it speaks TLS 1.3. */
  readonly modern: boolean;
}

/** How OpenSSL 3.6 begins: its cipher suites, and those of its extensions that say the same to every server. */
const SUITES = bytesOfHex(
  '130213031301c02cc030009fcca9cca8ccaac02bc02f009ec024c028006bc023c0270067c00ac0140039c009c0130033009d009c003d003c0035002f',
);
const GROUPS = bytesOfHex('11ec001d0017001e0018001901000101');
const SIGNATURES = bytesOfHex(
  '09050906090404030503060308070808081a081b081c0809080a080b080408050806040105010601030303010302040205020602',
);
/** Bytes of the key shares of X25519MLKEM768: 1216 from the client, 1120 from the server. */
const HYBRID = 0x11ec;
const X25519 = 0x1d;

/** TLS_AES_256_GCM_SHA384 */
const SUITE = uint(2, 0x1302);

const extension = (type: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  concat(uint(2, type), vector(2, ...parts));
const EXT = { serverName: 0, alpn: 16, versions: 43, keyShare: 51 } as const;

/** The messages as they stand in records. */
export const messageBytes = ({ type, body }: Message): Uint8Array => concat(uint(1, type), vector(3, body));

/** ClientHello; `random` gives the bytes of the session id and the key shares too. */
export function clientHello(hello: ClientHello, random: (length: number) => Uint8Array): Message {
  const sni = hello.serverName;
  const extensions = [
    extension(0xff01, uint(1, 0)),
    ...(sni === undefined ? [] : [extension(EXT.serverName, vector(2, uint(1, 0), name(2, sni)))]),
    extension(11, vector(1, uint(1, 0))),
    extension(10, vector(2, GROUPS)),
    extension(35),
    ...(hello.protocols.length === 0
      ? []
      : [extension(EXT.alpn, vector(2, ...hello.protocols.map((p) => name(1, p))))]),
    extension(22),
    extension(23),
    extension(13, vector(2, SIGNATURES)),
    extension(EXT.versions, vector(1, ...(hello.modern ? [uint(2, 0x0304)] : []), uint(2, 0x0303))),
    extension(45, vector(1, uint(1, 1))),
    extension(
      EXT.keyShare,
      vector(2, uint(2, HYBRID), vector(2, random(1216)), uint(2, X25519), vector(2, random(32))),
    ),
    extension(27, vector(1, uint(2, 1), uint(2, 3))),
  ];
  const body = concat(
    uint(2, 0x0303),
    hello.random,
    vector(1, random(32)),
    vector(2, SUITES),
    vector(1, uint(1, 0)),
    vector(2, ...extensions),
  );
  return { type: HANDSHAKE.clientHello, body };
}

function extensionsIn(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (const c = cursor(bytes); c.left >= 4; ) found.set(c.uint(2), c.vector(2));
  return found;
}

/** Reads a ClientHello. */
export function readClientHello(body: Uint8Array): ClientHello & { readonly session: Uint8Array } {
  const c = cursor(body);
  c.take(2);
  const random = c.take(32);
  const session = c.vector(1);
  c.vector(2);
  c.vector(1);
  const extensions = extensionsIn(c.vector(2));
  const sni = extensions.get(EXT.serverName);
  const names = sni && cursor(cursor(sni).vector(2));
  names?.uint(1);
  const protocols: string[] = [];
  for (const p = cursor(cursor(extensions.get(EXT.alpn) ?? new Uint8Array()).vector(2)); p.left > 0; )
    protocols.push(textOf(p.vector(1)));
  const versions = cursor(extensions.get(EXT.versions) ?? new Uint8Array()).vector(1);
  return {
    random,
    session,
    serverName: names && textOf(names.vector(2)),
    protocols,
    modern: versions.some((b, i) => i % 2 === 1 && b === 4),
  };
}

/** ServerHello of TLS 1.3. */
export function serverHello(random: Uint8Array, session: Uint8Array, share: Uint8Array): Message {
  const extensions = [
    extension(EXT.versions, uint(2, 0x0304)),
    extension(EXT.keyShare, uint(2, HYBRID), vector(2, share)),
  ];
  return {
    type: HANDSHAKE.serverHello,
    body: concat(uint(2, 0x0303), random, vector(1, session), SUITE, uint(1, 0), vector(2, ...extensions)),
  };
}

/** The random bytes of a ServerHello. */
export const serverRandom = (body: Uint8Array): Uint8Array => body.subarray(2, 34);

/** EncryptedExtensions: what the server makes of SNI and ALPN. */
export function encryptedExtensions(named: boolean, protocol: string | undefined): Message {
  const list = [
    ...(named ? [extension(EXT.serverName)] : []),
    ...(protocol === undefined ? [] : [extension(EXT.alpn, vector(2, name(1, protocol)))]),
  ];
  return { type: HANDSHAKE.encryptedExtensions, body: vector(2, ...list) };
}

/** The protocol that the server chose. */
export function chosenProtocol(body: Uint8Array): string | undefined {
  const alpn = extensionsIn(cursor(body).vector(2)).get(EXT.alpn);
  return alpn && textOf(cursor(cursor(alpn).vector(2)).vector(1));
}

/** Certificate: the chain, the server's own first. */
export function certificateMessage(chain: readonly Uint8Array[]): Message {
  return {
    type: HANDSHAKE.certificate,
    body: concat(vector(1), vector(3, ...chain.map((c) => concat(vector(3, c), vector(2))))),
  };
}

/** The chain in a Certificate message. */
export function chainIn(body: Uint8Array): readonly Uint8Array[] {
  const c = cursor(body);
  c.vector(1);
  const chain: Uint8Array[] = [];
  for (const list = cursor(c.vector(3)); list.left > 0; list.vector(2)) chain.push(list.vector(3));
  return chain;
}

/** CertificateVerify: rsa_pss_rsae_sha256 under all that was said before. */
export const certificateVerify = (signature: Uint8Array): Message => ({
  type: HANDSHAKE.certificateVerify,
  body: concat(uint(2, 0x0804), vector(2, signature)),
});

/** The signature of a CertificateVerify. */
export const signatureIn = (body: Uint8Array): Uint8Array => cursor(body.subarray(2)).vector(2);

/** NewSessionTicket, which nobody here comes back with. */
export const newSessionTicket = (ticket: Uint8Array, age: Uint8Array): Message => ({
  type: HANDSHAKE.newSessionTicket,
  body: concat(uint(4, 300), age, vector(1, uint(8, 0)), vector(2, ticket), vector(2)),
});

import { bytesOfHex, concat, textOf } from '../base/index.ts';
import { HANDSHAKE, type Message } from './messages.ts';
import { AGREED, NUMBER, VERSIONS, type Version } from './version.ts';
import { cursor, name, uint, vector } from './wire.ts';

/** What a client says first. */
export interface ClientHello {
  readonly random: Uint8Array;
  /** SNI; undefined where the client connects to an address. */
  readonly serverName: string | undefined;
  /** ALPN, the client's favourite first. */
  readonly protocols: readonly string[];
  readonly versions: readonly Version[];
  /** It would come back with a ticket: TLS 1.2 gives one only then. */
  readonly tickets: boolean;
}

const numbers = (hex: string): readonly number[] => hex.split(' ').map((n) => Number.parseInt(n, 16));

/** How OpenSSL 3.6 begins: what belongs to one version only is left out where that one is not offered. */
const SUITES = {
  modern: bytesOfHex('130213031301'),
  old: bytesOfHex(
    'c02cc030009fcca9cca8ccaac02bc02f009ec024c028006bc023c0270067c00ac0140039c009c0130033009d009c003d003c0035002f',
  ),
};
const GROUPS = numbers('11ec 1d 17 1e 18 19 100 101');
const SIGNATURES = numbers(
  '905 906 904 403 503 603 807 808 81a 81b 81c 809 80a 80b 804 805 806 401 501 601 303 301 302 402 502 602',
);
const ONLY_MODERN = numbers('11ec 100 101 905 906 904 81a 81b 81c');
const ONLY_OLD = numbers('303 301 302 402 502 602');

/** Bytes of the key shares of X25519MLKEM768: 1216 from the client, 1120 from the server. */
const HYBRID = 0x11ec;
const X25519 = 0x1d;

const EXT = { serverName: 0, points: 11, alpn: 16, ticket: 35, versions: 43, keyShare: 51 } as const;

const extension = (type: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  concat(uint(2, type), vector(2, ...parts));

/** Extensions that say the same to everybody. */
const RENEGOTIATION = extension(0xff01, uint(1, 0));
const POINTS = extension(EXT.points, vector(1, uint(1, 0)));
const MASTER_SECRET = extension(23);

const alpn = (protocols: readonly string[]): readonly Uint8Array[] =>
  protocols.length === 0 ? [] : [extension(EXT.alpn, vector(2, ...protocols.map((p) => name(1, p))))];

/** ClientHello; `random` gives the bytes of the session id and the key shares too. */
export function clientHello(
  hello: ClientHello & { readonly postHandshakeAuth: boolean },
  random: (length: number) => Uint8Array,
): Message {
  const sni = hello.serverName;
  const [modern, old] = [hello.versions.includes('TLSv1.3'), hello.versions.includes('TLSv1.2')];
  const offered = (all: readonly number[]) =>
    all.filter((n) => (modern || !ONLY_MODERN.includes(n)) && (old || !ONLY_OLD.includes(n))).map((n) => uint(2, n));
  const shares = () => [uint(2, HYBRID), vector(2, random(1216)), uint(2, X25519), vector(2, random(32))];
  const versions = hello.versions.toReversed().map((v) => uint(2, NUMBER[v]));
  const extensions = [
    ...(old ? [RENEGOTIATION] : []),
    ...(sni === undefined ? [] : [extension(EXT.serverName, vector(2, uint(1, 0), name(2, sni)))]),
    POINTS,
    extension(10, vector(2, ...offered(GROUPS))),
    ...(hello.tickets ? [extension(EXT.ticket)] : []),
    ...alpn(hello.protocols),
    extension(22),
    MASTER_SECRET,
    ...(modern && hello.postHandshakeAuth ? [extension(49)] : []),
    extension(13, vector(2, ...offered(SIGNATURES))),
    ...(modern
      ? [
          extension(EXT.versions, vector(1, ...versions)),
          extension(45, vector(1, uint(1, 1))),
          extension(EXT.keyShare, vector(2, ...shares())),
          extension(27, vector(1, uint(2, 1), uint(2, 3))),
        ]
      : []),
  ];
  const body = concat(
    uint(2, NUMBER['TLSv1.2']),
    hello.random,
    vector(1, random(modern ? 32 : 0)),
    vector(2, ...(modern ? [SUITES.modern] : []), ...(old ? [SUITES.old] : [])),
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

function protocolsIn(extensions: ReadonlyMap<number, Uint8Array>): readonly string[] {
  const protocols: string[] = [];
  for (const p = cursor(cursor(extensions.get(EXT.alpn) ?? new Uint8Array()).vector(2)); p.left > 0; )
    protocols.push(textOf(p.vector(1)));
  return protocols;
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
  const listed = extensions.get(EXT.versions);
  const said: number[] = listed ? [] : [NUMBER['TLSv1.2']];
  for (const v = cursor(cursor(listed ?? new Uint8Array()).vector(1)); v.left > 0; ) said.push(v.uint(2));
  return {
    random,
    session,
    serverName: names && textOf(names.vector(2)),
    protocols: protocolsIn(extensions),
    versions: VERSIONS.filter((v) => said.includes(NUMBER[v])),
    tickets: extensions.has(EXT.ticket),
  };
}

const serverHello = (
  version: Version,
  random: Uint8Array,
  session: Uint8Array,
  extensions: readonly Uint8Array[],
): Message => ({
  type: HANDSHAKE.serverHello,
  body: concat(
    uint(2, NUMBER['TLSv1.2']),
    random,
    vector(1, session),
    uint(2, AGREED[version].suite),
    uint(1, 0),
    vector(2, ...extensions),
  ),
});

/** ServerHello of TLS 1.3. */
export const serverHello13 = (random: Uint8Array, session: Uint8Array, share: Uint8Array): Message =>
  serverHello('TLSv1.3', random, session, [
    extension(EXT.versions, uint(2, NUMBER['TLSv1.3'])),
    extension(EXT.keyShare, uint(2, HYBRID), vector(2, share)),
  ]);

/** ServerHello of TLS 1.2, with what the server makes of SNI, ALPN and tickets. */
export const serverHello12 = (
  random: Uint8Array,
  session: Uint8Array,
  { serverName, tickets }: ClientHello,
  protocol: string | undefined,
): Message =>
  serverHello('TLSv1.2', random, session, [
    RENEGOTIATION,
    ...(serverName === undefined ? [] : [extension(EXT.serverName)]),
    POINTS,
    ...(tickets ? [extension(EXT.ticket)] : []),
    ...alpn(protocol === undefined ? [] : [protocol]),
    MASTER_SECRET,
  ]);

/** Reads a ServerHello; TLS 1.2 says the protocol there. */
export function readServerHello(body: Uint8Array): {
  readonly random: Uint8Array;
  readonly version: Version;
  readonly protocol: string | undefined;
} {
  const c = cursor(body);
  c.take(2);
  const random = c.take(32);
  c.vector(1);
  c.take(3);
  const extensions = extensionsIn(c.vector(2));
  const version = extensions.has(EXT.versions) ? 'TLSv1.3' : 'TLSv1.2';
  return { random, version, protocol: protocolsIn(extensions)[0] };
}

/** EncryptedExtensions: what the server makes of SNI and ALPN in TLS 1.3. */
export const encryptedExtensions = (named: boolean, protocol: string | undefined): Message => ({
  type: HANDSHAKE.encryptedExtensions,
  body: vector(2, ...(named ? [extension(EXT.serverName)] : []), ...alpn(protocol === undefined ? [] : [protocol])),
});

/** The protocol that EncryptedExtensions say. */
export const chosenProtocol = (body: Uint8Array): string | undefined =>
  protocolsIn(extensionsIn(cursor(body).vector(2)))[0];

import { bytesOf, concat, hexOf, sameBytes, sha256Of } from '../base/index.ts';
import {
  bits,
  bitsOf,
  type Der,
  integer,
  integerOf,
  NULL,
  octets,
  oid,
  oidText,
  readDer,
  sequence,
  small,
} from './der.ts';
import type { Pem } from './pem.ts';

/**
 * Keys that have the form of RSA's and are no cryptography: their primes are only odd numbers, and a signature is a
 * digest that anybody could work out. In a world where nobody forges that is enough to tell whose is whose.
 */
export interface PublicKey {
  readonly modulus: Uint8Array;
}

/** A public key and what its owner keeps. */
export interface PrivateKey extends PublicKey {
  /** privateExponent, prime1, prime2, exponent1, exponent2, coefficient; RFC 8017, A.1.2. */
  readonly secret: readonly Uint8Array[];
}

/** A pseudo-random integer in [0, below), from the World's seed. */
export type Chance = (below: number) => number;

/** rsaEncryption, RFC 8017 */
const RSA = '1.2.840.113549.1.1.1';
/** sha256WithRSAEncryption, RFC 8017 */
const SHA256_RSA = '1.2.840.113549.1.1.11';

/** As many bytes as wanted that depend only on some others. */
export function expand(seed: Uint8Array, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    sha256Of(concat(seed, Uint8Array.of(i >> 8, i & 0xff))),
  );
  return concat(...blocks).subarray(0, length);
}

/** Bytes from the World's chance. */
export function randomBytes(chance: Chance, length: number): Uint8Array {
  return expand(bytesOf([1, 2, 3, 4].map(() => chance(2 ** 32)).join()), length);
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${hexOf(bytes)}`);

function bytesOfNumber(n: bigint): Uint8Array {
  const hex = n.toString(16);
  return Uint8Array.from((hex.length % 2 === 0 ? hex : `0${hex}`).match(/../g) ?? [], (pair) =>
    Number.parseInt(pair, 16),
  );
}

/** A new key of so many bits. */
export function newKey(chance: Chance, size: number): PrivateKey {
  const odd = (top = 0xc0): Uint8Array => {
    const bytes = randomBytes(chance, size / 16).slice();
    bytes[0] = ((bytes[0] ?? 0) & 0x3f) | top;
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 1;
    return bytes;
  };
  const [p, q, exponent, ...rest] = [odd(), odd(), randomBytes(chance, size / 8 - 1), odd(0x40), odd(0x40), odd(0x40)];
  const modulus = bytesOfNumber(numberOf(p ?? Uint8Array.of(1)) * numberOf(q ?? Uint8Array.of(1)));
  return { modulus, secret: [exponent ?? Uint8Array.of(1), p ?? Uint8Array.of(1), q ?? Uint8Array.of(1), ...rest] };
}

/** Bits of a key. */
export const keySize = (key: PublicKey): number => key.modulus.length * 8;

/** Whether two keys belong together. */
export const sameKey = (a: PublicKey, b: PublicKey): boolean => sameBytes(a.modulus, b.modulus);

/** The signature of a key under some bytes, as long as the key. */
export const sign = (key: PublicKey, data: Uint8Array): Uint8Array =>
  expand(concat(sha256Of(key.modulus), sha256Of(data)), key.modulus.length);

/** AlgorithmIdentifier of signatures. */
export const SIGNED = sequence(oid(SHA256_RSA), NULL);

const publicExponent = small(65537);
const algorithm = sequence(oid(RSA), NULL);

/** RSAPublicKey, RFC 8017 A.1.1 */
export const publicKeyDer = (key: PublicKey): Uint8Array => sequence(integer(key.modulus), publicExponent);

/** SubjectPublicKeyInfo, RFC 5280 */
export const publicKeyInfo = (key: PublicKey): Uint8Array => sequence(algorithm, bits(publicKeyDer(key)));

/** PrivateKeyInfo, RFC 5208: what `BEGIN PRIVATE KEY` holds. */
export const privateKeyInfo = (key: PrivateKey): Uint8Array =>
  sequence(
    small(0),
    algorithm,
    octets(sequence(small(0), integer(key.modulus), publicExponent, ...key.secret.map(integer))),
  );

/** Reads SubjectPublicKeyInfo; undefined when it is no RSA key. */
export function readPublicKey(info: Der | undefined): PublicKey | undefined {
  if (oidText(info?.inside[0]?.inside[0]) !== RSA) return undefined;
  return { modulus: integerOf(readDer(bitsOf(info?.inside[1]))?.inside[0]) };
}

/** Reads `PRIVATE KEY` (PKCS #8) or `RSA PRIVATE KEY` (PKCS #1). */
export function readPrivateKey({ label, der }: Pem): PrivateKey | undefined {
  if (label !== 'PRIVATE KEY' && label !== 'RSA PRIVATE KEY') return undefined;
  const outer = readDer(der);
  const key = label === 'PRIVATE KEY' ? readDer(outer?.inside[2]?.body ?? new Uint8Array()) : outer;
  if (!key || key.inside.length < 9) return undefined;
  return { modulus: integerOf(key.inside[1]), secret: key.inside.slice(3).map(integerOf) };
}

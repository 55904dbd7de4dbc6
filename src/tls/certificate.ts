import { civilOf, clockOf, fromCivil, MONTHS, sameBytes, twoDigits } from '../base/index.ts';
import {
  bits,
  bitsOf,
  type Der,
  explicit,
  integer,
  integerOf,
  readDer,
  sequence,
  small,
  TAG,
  text,
  textIn,
} from './der.ts';
import { type Extension, extensionsDer, readExtensions } from './extensions.ts';
import { type PublicKey, publicKeyInfo, readPublicKey, SIGNED, sign } from './key.ts';
import { type Name, nameDer, readName } from './name.ts';
import { type Pem, pemBlocks } from './pem.ts';

/** What a certificate says, without its issuer's signature. */
export interface Claims {
  readonly serial: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  /** Virtual ms since the epoch, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: PublicKey;
  readonly extensions: readonly Extension[];
}

/** A certificate; X.509 version 3, RFC 5280. */
export interface Certificate extends Claims {
  readonly der: Uint8Array;
  /** What the signature stands under: TBSCertificate. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Signs claims with the issuer's key. */
export function issue(claims: Claims, issuer: PublicKey): Certificate {
  const signed = sequence(
    ...(claims.extensions.length > 0 ? [explicit(0, small(2))] : []),
    integer(claims.serial),
    SIGNED,
    nameDer(claims.issuer),
    sequence(timeDer(claims.notBefore), timeDer(claims.notAfter)),
    nameDer(claims.subject),
    publicKeyInfo(claims.key),
    ...(claims.extensions.length > 0 ? [explicit(3, extensionsDer(claims.extensions))] : []),
  );
  const signature = sign(issuer, signed);
  return { ...claims, signed, signature, der: sequence(signed, SIGNED, bits(signature)) };
}

/** Reads a certificate; undefined when the bytes are none. */
export function readCertificate(bytes: Uint8Array): Certificate | undefined {
  const whole = readDer(bytes);
  const [signed, , signature] = whole?.inside ?? [];
  if (!whole || !signed || !signature) return undefined;
  const versioned = signed.inside[0]?.tag === 0xa0;
  const [serial, , issuer, validity, subject, info, ...more] = signed.inside.slice(versioned ? 1 : 0);
  const key = readPublicKey(info);
  if (!key || !validity) return undefined;
  return {
    der: whole.whole,
    signed: signed.whole,
    signature: bitsOf(signature),
    serial: integerOf(serial),
    issuer: readName(issuer),
    subject: readName(subject),
    notBefore: timeOf(validity.inside[0]),
    notAfter: timeOf(validity.inside[1]),
    key,
    extensions: readExtensions(more.find((m) => m.tag === 0xa3)?.inside[0]),
  };
}

/** The certificates of a PEM file, in their order. */
export const certificatesIn = (file: string): readonly Certificate[] =>
  pemBlocks(file)
    .filter(({ label }) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE' || label === 'TRUSTED CERTIFICATE')
    .flatMap(({ der: bytes }) => readCertificate(bytes) ?? []);

/** A certificate for a PEM file. */
export const certificatePem = (c: Certificate): Pem => ({ label: 'CERTIFICATE', der: c.der });

/** Whether the owner of a key has signed a certificate. */
export const isSignedBy = (c: Certificate, key: PublicKey): boolean => sameBytes(c.signature, sign(key, c.signed));

/** UTCTime until 2049, GeneralizedTime after; RFC 5280 4.1.2.5. */
function timeDer(at: number): Uint8Array {
  const c = civilOf(at);
  const rest = [c.month, c.day, c.hour, c.minute, c.second].map(twoDigits).join('');
  if (c.year >= 1950 && c.year < 2050) return text(TAG.utcTime, `${twoDigits(c.year % 100)}${rest}Z`);
  return text(TAG.time, `${c.year}${rest}Z`);
}

function timeOf(value: Der | undefined): number {
  const digits = textIn(value);
  return timeFrom(value?.tag === TAG.utcTime ? `${Number(digits.slice(0, 2)) < 50 ? 20 : 19}${digits}` : digits) ?? 0;
}

/** `Nov 28 14:02:33 2026 GMT`; ASN1_TIME_print(3) */
export function timeText(at: number): string {
  const c = civilOf(at);
  return `${MONTHS[c.month - 1]} ${String(c.day).padStart(2)} ${clockOf(c)} ${c.year} GMT`;
}

/** `YYYYMMDDHHMMSSZ` as virtual ms; undefined when it is no such time. */
export function timeFrom(digits: string): number | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/.exec(digits);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map((n) => Number(n ?? 0));
  return fromCivil(year, month, day, hour, minute, second);
}

import { sameBytes } from '../base/index.ts';
import { bits, bitsOf, explicit, oid, oidText, readDer, sequence, setOf, small } from './der.ts';
import { type Extension, extensionsDer, readExtensions } from './extensions.ts';
import { type PublicKey, publicKeyInfo, readPublicKey, SIGNED, sign } from './key.ts';
import { type Name, nameDer, readName } from './name.ts';

/** A request for a certificate; PKCS #10, RFC 2986. */
export interface CertificationRequest {
  readonly subject: Name;
  readonly key: PublicKey;
  readonly extensions: readonly Extension[];
  readonly signature: Uint8Array;
  /** Whether who asks has the key. */
  readonly valid: boolean;
}

/** extensionRequest, RFC 2985 */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** Asks for a certificate, in DER. */
export function requestDer(subject: Name, key: PublicKey, extensions: readonly Extension[]): Uint8Array {
  const wished = extensions.length === 0 ? [] : [sequence(oid(EXTENSION_REQUEST), setOf(extensionsDer(extensions)))];
  const signed = sequence(small(0), nameDer(subject), publicKeyInfo(key), explicit(0, ...wished));
  return sequence(signed, SIGNED, bits(sign(key, signed)));
}

/** Reads a request; undefined when the bytes are none. */
export function readCertificationRequest(bytes: Uint8Array): CertificationRequest | undefined {
  const [signed, , signature] = readDer(bytes)?.inside ?? [];
  const [, subject, info, attributes] = signed?.inside ?? [];
  const key = readPublicKey(info);
  if (!signed || !key) return undefined;
  const wished = attributes?.inside.find((a) => oidText(a.inside[0]) === EXTENSION_REQUEST);
  const given = bitsOf(signature);
  return {
    subject: readName(subject),
    key,
    extensions: readExtensions(wished?.inside[1]?.inside[0]),
    signature: given,
    valid: sameBytes(given, sign(key, signed.whole)),
  };
}

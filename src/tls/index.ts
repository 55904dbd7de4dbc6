/**
 * What OpenSSL's libraries do for programs: keys and certificates as files hold them, verification, and TLS over an
 * open connection, whose messages are those of RFC 8446 and RFC 5246 and really walk. The arithmetic is no cryptography (see
 * key.ts and record.ts). Knows connections and bytes; never curl, nginx or Docker.
 */
export { publicCredentials, publicTrust } from './authority.ts';
export {
  type Certificate,
  certificatePem,
  certificatesIn,
  issue,
  readCertificate,
  timeFrom,
  timeText,
} from './certificate.ts';
export { type Connected, tlsConnect } from './client.ts';
export { errorText } from './errors.ts';
export * from './extensions.ts';
export type { ClientHello } from './hello.ts';
export {
  keySize,
  newKey,
  type PrivateKey,
  type PublicKey,
  privateKeyInfo,
  publicKeyInfo,
  randomBytes,
  readPrivateKey,
  sameKey,
} from './key.ts';
export { knownType, type Name, nameText } from './name.ts';
export { type Peeked, peekHello } from './peek.ts';
export { type Pem, pem, pemBlocks } from './pem.ts';
export { type CertificationRequest, readCertificationRequest, requestDer } from './request.ts';
export { type Accepted, type Choice, type Credentials, secureConversation, tlsAccept } from './server.ts';
export { ALERT, type Passing, type Secure, type Session, type Watch } from './session.ts';
export { isFor, matching, VERIFY_TEXT, type Verified, verify } from './verify.ts';
export { AGREED, TLS_NAMES, VERSIONS, type Version, versionsBetween } from './version.ts';

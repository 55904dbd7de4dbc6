import { base36Id, hexId, type Tx } from '../../base/index.ts';
import type { Cluster } from './rows.ts';
import type { NodeRole, TlsInfo } from './types.ts';

/** 256 bits of the root CA's digest and 128 of a secret, in base 36: swarmkit ca/config.go#GenerateJoinToken. */
export const newDigest = (tx: Tx): string => `${tx.random(6)}${base36Id(tx, 49)}`;
export const newSecret = (tx: Tx): string => base36Id(tx, 25);

/** The join token of a role. */
export function tokenOf(cluster: Cluster, role: NodeRole): string {
  return `SWMTKN-1-${cluster.digest}-${role === 'manager' ? cluster.managerSecret : cluster.workerSecret}`;
}

/** What a join token says; undefined for a text that is none. */
export function parseToken(text: string): { readonly digest: string; readonly secret: string } | undefined {
  const [, digest, secret] = /^SWMTKN-[12]-([0-9a-z]{50})-([0-9a-z]{25})$/.exec(text) ?? [];
  return digest === undefined || secret === undefined ? undefined : { digest, secret };
}

/** The hexadecimal form of the digest in a token. */
export function digestHex(digest: string): string {
  let value = 0n;
  for (const c of digest) value = value * 36n + BigInt(Number.parseInt(c, 36));
  return value.toString(16).padStart(64, '0').slice(-64);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function random64(tx: Tx, chars: number): string {
  return Array.from({ length: chars }, () => BASE64[tx.random(64)] ?? 'A').join('');
}

/** A root certificate: its form is right (P-256, CN=swarm-ca), its key and signature are chance. */
export function newTrust(tx: Tx): Cluster['trust'] {
  const key = random64(tx, 86);
  const body = `MIIBa${random64(tx, 491)}=`;
  const lines = body.match(/.{1,64}/g) ?? [];
  return {
    root: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: `MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${key}==`,
  };
}

/** `CN=swarm-ca` in DER, as the API has it. */
const ISSUER = 'MBMxETAPBgNVBAMTCHN3YXJtLWNh';

export function tlsInfo(cluster: Cluster): TlsInfo {
  return { TrustRoot: cluster.trust.root, CertIssuerSubject: ISSUER, CertIssuerPublicKey: cluster.trust.key };
}

/** The key that unlocks the managers of a cluster with autolock. */
export const newUnlockKey = (tx: Tx): string => `SWMKEY-1-${random64(tx, 43)}`;

/** Short name of a node among those that gossip. */
export const gossipName = (tx: Tx): string => hexId(tx, 12);

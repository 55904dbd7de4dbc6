/** The versions of TLS that are spoken, the oldest first: OpenSSL's default security level refuses those before. */
export const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

export type Version = (typeof VERSIONS)[number];

/** How a version is written in hellos. */
export const NUMBER: Readonly<Record<Version, number>> = { 'TLSv1.2': 0x0303, 'TLSv1.3': 0x0304 };

/** What two OpenSSLs agree on in each: the suite, and the group of the key exchange. */
export const AGREED: Readonly<
  Record<Version, { readonly suite: number; readonly cipher: string; readonly group: string }>
> = {
  'TLSv1.2': { suite: 0xc030, cipher: 'ECDHE-RSA-AES256-GCM-SHA384', group: 'x25519' },
  'TLSv1.3': { suite: 0x1302, cipher: 'TLS_AES_256_GCM_SHA384', group: 'X25519MLKEM768' },
};

/** The names of all versions that can be asked for, the oldest first. */
export const TLS_NAMES = ['SSLv3', 'TLSv1.0', 'TLSv1.1', ...VERSIONS] as const;

/** The versions that are spoken between two that are named, both included. */
export function versionsBetween(
  least: (typeof TLS_NAMES)[number] = 'SSLv3',
  most: (typeof TLS_NAMES)[number] = 'TLSv1.3',
): readonly Version[] {
  const at = (name: (typeof TLS_NAMES)[number]) => TLS_NAMES.indexOf(name);
  return VERSIONS.filter((v) => at(v) >= at(least) && at(v) <= at(most));
}

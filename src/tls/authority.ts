import { bytesOf, fromCivil, sha256Of } from '../base/index.ts';
import { type Certificate, certificatePem, issue } from './certificate.ts';
import { AUTHORITY, authorityKeyIdentifier, extensionOf, subjectKeyIdentifier } from './extensions.ts';
import { expand, newKey, type PrivateKey } from './key.ts';
import type { Name } from './name.ts';
import { pem } from './pem.ts';
import type { Credentials } from './server.ts';
import { cursor } from './wire.ts';

/** Chance that is the same in every world: what everybody's trust store has in it does not depend on the learner. */
function chanceOf(name: string): (below: number) => number {
  let seed = sha256Of(bytesOf(name));
  return (below) => {
    seed = sha256Of(seed);
    return cursor(seed).uint(4) % below;
  };
}

/** The authority that every trust store of the simulated internet knows. */
const NAME: Name = [
  ['C', 'US'],
  ['O', 'Simulated Internet'],
  ['CN', 'Simulated Root CA'],
];

interface Authority {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
}

let authority: Authority | undefined;

/** Made when first asked for: the same every time. */
function theAuthority(): Authority {
  if (authority) return authority;
  const key = newKey(chanceOf('root'), 2048);
  const certificate = issue(
    {
      serial: expand(bytesOf('root'), 16),
      issuer: NAME,
      subject: NAME,
      notBefore: fromCivil(2015, 6, 4),
      notAfter: fromCivil(2040, 6, 4),
      key,
      extensions: [AUTHORITY, subjectKeyIdentifier(key)],
    },
    key,
  );
  authority = { key, certificate };
  return authority;
}

/** `/etc/ssl/certs/ca-certificates.crt`: the authorities that a system trusts. */
export const publicTrust = (): string => pem(certificatePem(theAuthority().certificate));

/** What a public server shows: a certificate for its names from the authority that all trust. */
export function publicCredentials(names: readonly string[]): Credentials {
  const [first = ''] = names;
  const { key: issuer, certificate: root } = theAuthority();
  const key = newKey(chanceOf(first), 2048);
  const alternative = extensionOf('subjectAltName', names.map((n) => `DNS:${n}`).join(','));
  const certificate = issue(
    {
      serial: expand(bytesOf(first), 16),
      issuer: root.subject,
      subject: [['CN', first]],
      notBefore: fromCivil(2025, 11, 1),
      notAfter: fromCivil(2035, 11, 1),
      key,
      extensions: [...(alternative ? [alternative] : []), subjectKeyIdentifier(key), authorityKeyIdentifier(issuer)],
    },
    issuer,
  );
  return { chain: [certificate], key };
}

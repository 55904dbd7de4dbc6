import { parseIp, sameBytes } from '../base/index.ts';
import { type Certificate, isSignedBy } from './certificate.ts';
import { altNames, mayIssue } from './extensions.ts';
import { sameName } from './name.ts';

/** Outcomes of a verification, in the words of OpenSSL; x509_vfy.h. */
export const VERIFY_TEXT: Readonly<Record<number, string>> = {
  0: 'ok',
  7: 'certificate signature failure',
  9: 'certificate is not yet valid or the system clock is incorrect',
  10: 'certificate has expired',
  18: 'self-signed certificate',
  19: 'self-signed certificate in certificate chain',
  20: 'unable to get local issuer certificate',
  21: 'unable to verify the first certificate',
  62: 'hostname mismatch',
  64: 'IP address mismatch',
  79: 'invalid CA certificate',
};

/** Something that is wrong with the certificate at a depth of the chain; the server's own is 0. */
export interface Flaw {
  readonly code: number;
  readonly depth: number;
}

/** The chain that was built, the server's own certificate first, and all that is wrong with it, in OpenSSL's order. */
export interface Verified {
  readonly chain: readonly Certificate[];
  readonly flaws: readonly Flaw[];
}

export interface Verifying {
  readonly trusted: readonly Certificate[];
  /** Virtual ms since the epoch. */
  readonly now: number;
  /** A trusted certificate ends the chain even if it is no root: X509_V_FLAG_PARTIAL_CHAIN. */
  readonly partial?: boolean;
  /** Name or address that the first certificate must be for. */
  readonly host?: string;
}

const selfIssued = (c: Certificate): boolean => sameName(c.subject, c.issuer);
const same = (a: Certificate, b: Certificate): boolean => sameBytes(a.der, b.der);

/** Builds the chain of what a server sent and verifies it, as X509_verify_cert of OpenSSL does. */
export function verify(sent: readonly Certificate[], options: Verifying): Verified {
  const [first, ...others] = sent;
  if (!first) return { chain: [], flaws: [] };
  const { trusted } = options;
  const isTrusted = (c: Certificate) => trusted.some((t) => same(t, c));
  const chain = [first];
  for (let last = first; !(selfIssued(last) || (options.partial && isTrusted(last))) && chain.length < 10; ) {
    const issued = (c: Certificate) => sameName(c.subject, last.issuer);
    const issuer = trusted.find(issued) ?? others.find((c) => issued(c) && !chain.includes(c));
    if (!issuer) break;
    chain.push(issuer);
    last = issuer;
  }
  return {
    chain,
    flaws: [
      ...pathFlaws(chain, isTrusted, options),
      ...nameFlaws(first, options.host),
      ...chainFlaws(chain, options.now),
    ],
  };
}

function nameFlaws(first: Certificate, host: string | undefined): readonly Flaw[] {
  if (host === undefined || isFor(first, host)) return [];
  return [{ code: parseIp(host) === undefined ? 62 : 64, depth: 0 }];
}

/** Whether the chain leads to what is trusted. */
function pathFlaws(
  chain: readonly Certificate[],
  isTrusted: (c: Certificate) => boolean,
  { partial }: Verifying,
): readonly Flaw[] {
  const depth = chain.length - 1;
  const last = chain[depth];
  if (!last || (isTrusted(last) && (partial || selfIssued(last)))) return [];
  if (selfIssued(last)) return [{ code: depth === 0 ? 18 : 19, depth }];
  return [{ code: 20, depth }, ...(depth === 0 ? [{ code: 21, depth }] : [])];
}

/** Signatures, rights and dates, from the root down. */
function chainFlaws(chain: readonly Certificate[], now: number): readonly Flaw[] {
  return chain
    .map((c, depth) => ({ c, depth }))
    .reverse()
    .flatMap(({ c, depth }) => {
      const issuer = chain[depth + 1] ?? (selfIssued(c) ? c : undefined);
      const codes = [
        ...(depth > 0 && !mayIssue(c.extensions) ? [79] : []),
        ...(issuer && !isSignedBy(c, issuer.key) ? [7] : []),
        ...(now < c.notBefore ? [9] : []),
        ...(now > c.notAfter ? [10] : []),
      ];
      return codes.map((code) => ({ code, depth }));
    });
}

/** Whether a certificate is for a host: its alternative names decide, its subject only if it has none; RFC 9525. */
export function isFor(c: Certificate, host: string): boolean {
  return matching(c, host) !== undefined;
}

/** The name of a certificate that a host fits, and whether it is one of the alternative names. */
export function matching(
  c: Certificate,
  host: string,
): { readonly name: string; readonly alternative: boolean } | undefined {
  const ip = parseIp(host);
  const names = altNames(c.extensions);
  const alternative = names.find((n) =>
    ip === undefined ? n.kind === 'DNS' && fits(n.value, host) : n.kind === 'IP' && n.value === ip,
  );
  if (alternative) return { name: alternative.value, alternative: true };
  if (names.some((n) => n.kind === 'DNS' || n.kind === 'IP')) return undefined;
  const common = c.subject.filter(([type]) => type === 'CN').at(-1)?.[1];
  return common !== undefined && fits(common, host) ? { name: common, alternative: false } : undefined;
}

/** `*` stands for one whole label at the left, before at least two more. */
function fits(pattern: string, host: string): boolean {
  const [p, h] = [pattern.toLowerCase(), host.toLowerCase().replace(/\.$/, '')];
  if (!p.startsWith('*.')) return p === h;
  const rest = p.slice(1);
  const label = h.slice(0, -rest.length);
  return h.endsWith(rest) && label !== '' && !label.includes('.') && rest.indexOf('.', 1) > 0;
}

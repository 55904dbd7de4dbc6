import { bytesOf, bytesOfHex, hexOf, ipFromBits, ipToBigInt, isIpv6, parseIp, sha256Of } from '../base/index.ts';
import { bitsOf, type Der, der, octets, oid, oidText, readDer, sequence, small, TAG, TRUE, textIn } from './der.ts';
import { type PublicKey, publicKeyDer } from './key.ts';

/** An extension of a certificate, RFC 5280 4.2; `value` is the DER of what it says. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Extensions by the names that a configuration of openssl(1) has for them: x509v3_config(5). */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

const USAGES = [
  ['digitalSignature', 'Digital Signature'],
  ['nonRepudiation', 'Non Repudiation'],
  ['keyEncipherment', 'Key Encipherment'],
  ['dataEncipherment', 'Data Encipherment'],
  ['keyAgreement', 'Key Agreement'],
  ['keyCertSign', 'Certificate Sign'],
  ['cRLSign', 'CRL Sign'],
  ['encipherOnly', 'Encipher Only'],
  ['decipherOnly', 'Decipher Only'],
] as const;

const PURPOSES: Readonly<Record<string, readonly [oid: string, text: string]>> = {
  serverAuth: ['1.3.6.1.5.5.7.3.1', 'TLS Web Server Authentication'],
  clientAuth: ['1.3.6.1.5.5.7.3.2', 'TLS Web Client Authentication'],
  codeSigning: ['1.3.6.1.5.5.7.3.3', 'Code Signing'],
  emailProtection: ['1.3.6.1.5.5.7.3.4', 'E-mail Protection'],
};

/** Whom a certificate is for besides its subject. */
export interface AltName {
  readonly kind: 'DNS' | 'IP' | 'email' | 'URI';
  readonly value: string;
}

const KINDS: Readonly<Record<AltName['kind'], number>> = { email: 0x81, DNS: 0x82, URI: 0x86, IP: 0x87 };

/** What `subjectAltName=…` and its like make; undefined when the value is not understood. x509v3_config(5) */
export function extensionOf(name: string, text: string): Extension | undefined {
  const words = text.split(',').map((w) => w.trim());
  const critical = words[0] === 'critical';
  const value = derOf(name, critical ? words.slice(1) : words);
  return value && { oid: EXTENSION[name as keyof typeof EXTENSION], critical, value };
}

function derOf(name: string, words: readonly string[]): Uint8Array | undefined {
  if (name === 'subjectAltName') {
    const names = words.map(altNameDer);
    return names.some((n) => !n) ? undefined : sequence(...names.flatMap((n) => n ?? []));
  }
  if (name === 'basicConstraints') {
    const length = words.find((w) => w.startsWith('pathlen:'))?.slice(8);
    return constraints(
      words.some((w) => /^CA:true$/i.test(w)),
      length === undefined ? undefined : Number(length),
    );
  }
  if (name === 'keyUsage') {
    const on = words.map((w) => USAGES.findIndex(([u]) => u === w));
    return on.includes(-1) ? undefined : usageDer(on);
  }
  if (name !== 'extendedKeyUsage') return undefined;
  const oids = words.map((w) => PURPOSES[w]?.[0]);
  return oids.includes(undefined) ? undefined : sequence(...oids.flatMap((o) => (o === undefined ? [] : [oid(o)])));
}

/** BasicConstraints */
const constraints = (authority: boolean, length?: number): Uint8Array =>
  sequence(...(authority ? [TRUE] : []), ...(length === undefined ? [] : [small(length)]));

function usageDer(on: readonly number[]): Uint8Array {
  let [mask, last] = [0, 0];
  for (const bit of on) {
    mask |= 0x8000 >> bit;
    last = Math.max(last, bit);
  }
  const bytes = last < 8 ? [mask >> 8] : [mask >> 8, mask & 0xff];
  return der(TAG.bits, Uint8Array.of(7 - (last % 8), ...bytes));
}

function altNameDer(word: string): Uint8Array | undefined {
  const [kind = '', ...rest] = word.split(':');
  const value = rest.join(':');
  const tag = KINDS[kind as AltName['kind']];
  if (tag === undefined) return undefined;
  if (kind !== 'IP') return der(tag, bytesOf(value));
  const ip = parseIp(value);
  if (ip === undefined) return undefined;
  return der(
    tag,
    bytesOfHex(
      ipToBigInt(ip)
        .toString(16)
        .padStart(isIpv6(ip) ? 32 : 8, '0'),
    ),
  );
}

const identifier = (key: PublicKey): Uint8Array => sha256Of(publicKeyDer(key)).subarray(0, 20);

/** Names a key, RFC 7093 section 2. */
export const subjectKeyIdentifier = (key: PublicKey): Extension => ({
  oid: EXTENSION.subjectKeyIdentifier,
  critical: false,
  value: octets(identifier(key)),
});

/** Names the key of the issuer. */
export const authorityKeyIdentifier = (key: PublicKey): Extension => ({
  oid: EXTENSION.authorityKeyIdentifier,
  critical: false,
  value: sequence(der(0x80, identifier(key))),
});

/** CA:TRUE, critical */
export const AUTHORITY: Extension = { oid: EXTENSION.basicConstraints, critical: true, value: constraints(true) };

/** Extensions in DER, as certificates and requests carry them. */
export const extensionsDer = (list: readonly Extension[]): Uint8Array =>
  sequence(...list.map((e) => sequence(oid(e.oid), ...(e.critical ? [TRUE] : []), octets(e.value))));

/** Reads extensions. */
export const readExtensions = (list: Der | undefined): readonly Extension[] =>
  (list?.inside ?? []).map((e) => ({
    oid: oidText(e.inside[0]),
    critical: e.inside.length > 2,
    value: e.inside.at(-1)?.body ?? new Uint8Array(),
  }));

const named = (list: readonly Extension[], name: keyof typeof EXTENSION): Der | undefined => {
  const found = list.find((e) => e.oid === EXTENSION[name]);
  return found && readDer(found.value);
};

/** Whom a certificate is for besides its subject. */
export function altNames(list: readonly Extension[]): readonly AltName[] {
  return (named(list, 'subjectAltName')?.inside ?? []).flatMap((n): AltName[] => {
    const kind = (Object.keys(KINDS) as AltName['kind'][]).find((k) => KINDS[k] === n.tag);
    if (kind === undefined) return [];
    return [
      {
        kind,
        value: kind === 'IP' ? ipFromBits(n.body.length === 4 ? 4 : 6, BigInt(`0x${hexOf(n.body)}`)) : textIn(n),
      },
    ];
  });
}

/** Whether its owner may sign certificates; one that says nothing may if it has no extensions at all (version 1). */
export const mayIssue = (list: readonly Extension[]): boolean =>
  list.length === 0 || named(list, 'basicConstraints')?.inside[0]?.tag === TAG.boolean;

/** Heading and lines of an extension as `openssl x509 -text` prints them. */
export function extensionText(e: Extension): { readonly title: string; readonly lines: readonly string[] } {
  const value = readDer(e.value);
  const colons = (bytes: Uint8Array) => (hexOf(bytes).match(/../g) ?? []).join(':').toUpperCase();
  switch (e.oid) {
    case EXTENSION.subjectKeyIdentifier:
      return { title: 'X509v3 Subject Key Identifier', lines: [colons(value?.body ?? e.value)] };
    case EXTENSION.authorityKeyIdentifier:
      return { title: 'X509v3 Authority Key Identifier', lines: [colons(value?.inside[0]?.body ?? e.value)] };
    case EXTENSION.subjectAltName: {
      const words = altNames([e]).map((n) => `${n.kind === 'IP' ? 'IP Address' : n.kind}:${n.value}`);
      return { title: 'X509v3 Subject Alternative Name', lines: [words.join(', ')] };
    }
    case EXTENSION.basicConstraints: {
      const length = value?.inside.find((i) => i.tag === TAG.integer)?.body[0];
      const text = `CA:${mayIssue([e]) ? 'TRUE' : 'FALSE'}${length === undefined ? '' : `, pathlen:${length}`}`;
      return { title: 'X509v3 Basic Constraints', lines: [text] };
    }
    case EXTENSION.keyUsage: {
      const [high = 0, low = 0] = bitsOf(value);
      const on = USAGES.filter((_, bit) => (((high << 8) | low) & (0x8000 >> bit)) !== 0);
      return { title: 'X509v3 Key Usage', lines: [on.map(([, text]) => text).join(', ')] };
    }
    case EXTENSION.extendedKeyUsage: {
      const words = (value?.inside ?? []).map(
        (i) => Object.values(PURPOSES).find(([o]) => o === oidText(i))?.[1] ?? oidText(i),
      );
      return { title: 'X509v3 Extended Key Usage', lines: [words.join(', ')] };
    }
    default:
      return { title: e.oid, lines: [colons(e.value)] };
  }
}

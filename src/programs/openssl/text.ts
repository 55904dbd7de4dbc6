import { concat, hexOf } from '../../base/index.ts';
import {
  type Certificate,
  type CertificationRequest,
  type Extension,
  extensionText,
  keySize,
  nameText,
  type PublicKey,
  timeText,
} from '../../tls/index.ts';

/** Bytes in hexadecimal, `count` on a line, a colon behind each but the last. */
function dump(bytes: Uint8Array, indent: number, count: number): string {
  const pairs = hexOf(bytes).match(/../g) ?? [];
  const lines: string[] = [];
  for (let i = 0; i < pairs.length; i += count)
    lines.push(`${' '.repeat(indent)}${pairs.slice(i, i + count).join(':')}${i + count < pairs.length ? ':' : ''}\n`);
  return lines.join('');
}

const keyText = (key: PublicKey): string => `        Subject Public Key Info:
            Public Key Algorithm: rsaEncryption
                Public-Key: (${keySize(key)} bit)
                Modulus:
${dump(concat(Uint8Array.of(0), key.modulus), 20, 15)}                Exponent: 65537 (0x10001)
`;

/** Extensions, each under its title. */
export function extensionsText(list: readonly Extension[], indent: number): string {
  const pad = ' '.repeat(indent);
  return list
    .map((e) => {
      const { title, lines } = extensionText(e);
      const body = lines.map((line) => `${pad}    ${line}\n`).join('');
      return `${pad}${title}: ${e.critical ? 'critical' : ''}\n${body}`;
    })
    .join('');
}

const signatureText = (signature: Uint8Array): string =>
  `    Signature Algorithm: sha256WithRSAEncryption\n    Signature Value:\n${dump(signature, 8, 18)}`;

/** What `openssl x509 -text` prints of a certificate; X509_print(3). */
export function certificateText(c: Certificate): string {
  const version = c.extensions.length > 0 ? '3 (0x2)' : '1 (0x0)';
  const short = c.serial.length < 8 ? BigInt(`0x${hexOf(c.serial)}`) : undefined;
  const serial =
    short === undefined
      ? `\n            ${(hexOf(c.serial).match(/../g) ?? []).join(':')}`
      : ` ${short} (0x${short.toString(16)})`;
  return `Certificate:
    Data:
        Version: ${version}
        Serial Number:${serial}
        Signature Algorithm: sha256WithRSAEncryption
        Issuer: ${nameText(c.issuer)}
        Validity
            Not Before: ${timeText(c.notBefore)}
            Not After : ${timeText(c.notAfter)}
        Subject: ${nameText(c.subject)}
${keyText(c.key)}${c.extensions.length > 0 ? `        X509v3 extensions:\n${extensionsText(c.extensions, 12)}` : ''}${signatureText(c.signature)}`;
}

/** What `openssl req -text` prints of a request. */
export function requestText(r: CertificationRequest): string {
  const wished =
    r.extensions.length > 0
      ? `            Requested Extensions:\n${extensionsText(r.extensions, 16)}`
      : '            (none)\n';
  return `Certificate Request:
    Data:
        Version: 1 (0x0)
        Subject: ${nameText(r.subject)}
${keyText(r.key)}        Attributes:
${wished}${signatureText(r.signature)}`;
}

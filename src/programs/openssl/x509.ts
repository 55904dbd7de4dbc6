import { bytesOfHex, hexOf, sha256Of } from '../../base/index.ts';
import { type Process, type Run, stat, write } from '../../os/index.ts';
import {
  authorityKeyIdentifier,
  type Certificate,
  certificatePem,
  EXTENSION,
  type Extension,
  extensionOf,
  isFor,
  issue,
  nameText,
  pem,
  sameKey,
  subjectKeyIdentifier,
  timeText,
} from '../../tls/index.ts';
import { notSimulated, quit } from '../lib/answer.ts';
import { pathOf, readText, writeText } from '../lib/paths.ts';
import { loadCertificate, loadKey, save } from './files.ts';
import { modulusLine, publicPem } from './keys.ts';
import { has, numberOf, optionOf, type Parsed, parse, tableOf } from './options.ts';
import { loadRequest, serialNumber, validity } from './req.ts';
import { certificateText, extensionsText } from './text.ts';

const OPTIONS = tableOf(
  'in= out= noout nocert text subject issuer dates startdate enddate serial ext= fingerprint sha256 pubkey modulus checkend= checkhost= checkip= nameopt= req CA= CAkey= CAcreateserial CAserial= days= copy_extensions= extfile= extensions= signkey= key= not_before= not_after= set_serial! inform! outform! hash! subject_hash! issuer_hash! purpose! email! alias! new! x509toreq! sha1! sha512! sha384! certopt! trustout! addtrust! clrext! passin! CAform! CAkeyform! ocsp_uri! ocspid!',
);

/** openssl-x509(1): shows a certificate, or with -req makes one out of a request. */
export function* x509(proc: Process, args: readonly string[]): Run<number> {
  const parsed = parse('x509', args, OPTIONS);
  const certificate = has(parsed, 'req')
    ? yield* signed(proc, parsed)
    : yield* loadCertificate(proc, optionOf(parsed, 'in'));
  for (const [name, value] of parsed.options) yield* write(shown(certificate, name, value, parsed));
  const status = yield* checks(proc, parsed, certificate);
  if (!has(parsed, 'noout', 'nocert') && !has(parsed, 'checkend', 'checkhost', 'checkip'))
    yield* save(proc, 'x509', optionOf(parsed, 'out'), pem(certificatePem(certificate)));
  return status;
}

/** What an option prints, in the order of the command line. */
function shown(c: Certificate, option: string, value: string, parsed: Parsed): string {
  const style = optionOf(parsed, 'nameopt');
  if (style !== undefined && style !== 'RFC2253' && style !== 'oneline') notSimulated(`openssl x509 -nameopt ${style}`);
  switch (option) {
    case 'text':
      return certificateText(c);
    case 'subject':
      return `subject=${nameText(c.subject, style)}\n`;
    case 'issuer':
      return `issuer=${nameText(c.issuer, style)}\n`;
    case 'dates':
      return `notBefore=${timeText(c.notBefore)}\nnotAfter=${timeText(c.notAfter)}\n`;
    case 'startdate':
      return `notBefore=${timeText(c.notBefore)}\n`;
    case 'enddate':
      return has(parsed, 'dates') ? '' : `notAfter=${timeText(c.notAfter)}\n`;
    case 'serial':
      return `serial=${hexOf(c.serial).toUpperCase()}\n`;
    case 'modulus':
      return modulusLine(c.key);
    case 'pubkey':
      return publicPem(c.key);
    case 'fingerprint':
      if (!has(parsed, 'sha256'))
        notSimulated('openssl x509 -fingerprint with SHA-1', 'openssl x509 -fingerprint -sha256');
      return `sha256 Fingerprint=${(hexOf(sha256Of(c.der)).toUpperCase().match(/../g) ?? []).join(':')}\n`;
    case 'ext': {
      const wanted = value.split(',').map((n) => EXTENSION[n as keyof typeof EXTENSION]);
      const found = c.extensions.filter((e) => wanted.some((oid) => oid === e.oid));
      return found.length === 0 ? '' : extensionsText(found, 0);
    }
    default:
      return '';
  }
}

/** -ext without any, -checkend, -checkhost, -checkip: what they say, and the status. */
function* checks(proc: Process, parsed: Parsed, c: Certificate): Run<number> {
  const ext = optionOf(parsed, 'ext');
  if (ext !== undefined && shown(c, 'ext', ext, parsed) === '') yield* write('No extensions in certificate\n', 2);
  let status = 0;
  for (const name of ['checkhost', 'checkip']) {
    const host = optionOf(parsed, name);
    if (host === undefined) continue;
    const fits = isFor(c, host);
    if (!fits) status = 1;
    const what = name === 'checkhost' ? 'Hostname' : 'IP';
    yield* write(`${what} ${host} does ${fits ? 'match' : 'NOT match'} certificate\n`);
  }
  const seconds = optionOf(parsed, 'checkend');
  if (seconds === undefined) return status;
  const ends = c.notAfter < proc.now + numberOf('x509', seconds) * 1000;
  yield* write(ends ? 'Certificate will expire\n' : 'Certificate will not expire\n');
  return ends ? 1 : status;
}

/** A certificate for who sent a request, by an authority or by itself. */
function* signed(proc: Process, parsed: Parsed): Run<Certificate> {
  const request = yield* loadRequest(proc, optionOf(parsed, 'in'), 'certificate request input');
  const holds = request.valid
    ? 'Certificate request self-signature ok'
    : 'Certificate request self-signature did not match the contents';
  yield* write(`${holds}\nsubject=${nameText(request.subject)}\n`, 2);
  const authority = optionOf(parsed, 'CA');
  const own = optionOf(parsed, 'signkey', 'key');
  if (authority === undefined && own === undefined)
    quit('We need a private key to sign with, use -key or -CAkey or -CA with private key');
  const issuer = authority === undefined ? undefined : yield* loadCertificate(proc, authority, 'CA certificate');
  const key = issuer
    ? yield* loadKey(proc, optionOf(parsed, 'CAkey') ?? authority, 'CA private key')
    : yield* loadKey(proc, own);
  if (issuer && !sameKey(issuer.key, key)) quit('CA certificate and CA private key do not match');
  const wished = ['copy', 'copyall'].includes(optionOf(parsed, 'copy_extensions') ?? '') ? request.extensions : [];
  const extensions = [...wished, ...fileExtensions(proc, parsed)];
  return issue(
    {
      serial: serialFor(proc, parsed, authority),
      issuer: issuer?.subject ?? request.subject,
      subject: request.subject,
      ...validity(proc, parsed),
      key: request.key,
      extensions: [...extensions, subjectKeyIdentifier(request.key), ...(issuer ? [authorityKeyIdentifier(key)] : [])],
    },
    key,
  );
}

/** The next number of the authority's serial file; without such a file a number of chance. */
function serialFor(proc: Process, parsed: Parsed, authority: string | undefined): Uint8Array {
  const path = optionOf(parsed, 'CAserial') ?? authority?.replace(/(\.[^./]*)?$/, '.srl');
  const kept = path !== undefined && stat(proc.world, proc.fs, pathOf(proc, path)) ? readText(proc, path) : undefined;
  const hex = kept && 'text' in kept ? (BigInt(`0x${kept.text.trim() || '0'}`) + 1n).toString(16) : undefined;
  const serial = hex === undefined ? serialNumber(proc) : bytesOfHex(hex.length % 2 === 0 ? hex : `0${hex}`);
  if (path !== undefined && (kept || has(parsed, 'CAcreateserial')))
    writeText(proc, path, `${hexOf(serial).toUpperCase()}\n`);
  return serial;
}

/** The extensions of a section of -extfile, x509v3_config(5). */
function fileExtensions(proc: Process, parsed: Parsed): readonly Extension[] {
  const path = optionOf(parsed, 'extfile');
  if (path === undefined) return [];
  const file = readText(proc, path);
  if (!('text' in file)) return quit(`Can't open "${path}" for reading, ${file.message}`);
  const section = optionOf(parsed, 'extensions') ?? '';
  const sections = new Map<string, string[]>([['', []]]);
  let current = '';
  for (const line of file.text.split('\n').map((l) => l.replace(/#.*/, '').trim())) {
    const name = /^\[\s*(\S+)\s*\]$/.exec(line)?.[1];
    if (name !== undefined) {
      current = name;
      sections.set(name, []);
    } else if (line !== '') sections.get(current)?.push(line);
  }
  const named = (value: string) =>
    value.replace(/@(\w+)/, (_, other: string) =>
      (sections.get(other) ?? []).map((l) => l.replace(/^\s*(\w+)(?:\.\d+)?\s*=\s*/, '$1:')).join(','),
    );
  const lines = sections.get(section) ?? quit(`Error checking extension section ${section}`);
  return lines
    .map((line) => {
      const cut = line.indexOf('=');
      const name = line.slice(0, cut).trim();
      return extensionOf(name, named(line.slice(cut + 1).trim())) ?? notSimulated(`the extension ${name} of ${path}`);
    })
    .filter((e) => e.oid !== EXTENSION.authorityKeyIdentifier);
}

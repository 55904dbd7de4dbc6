import { type Process, type Run, write } from '../../os/index.ts';
import {
  AUTHORITY,
  authorityKeyIdentifier,
  type CertificationRequest,
  certificatePem,
  type Extension,
  extensionOf,
  issue,
  type Name,
  nameText,
  type PrivateKey,
  pem,
  pemBlocks,
  randomBytes,
  readCertificationRequest,
  requestDer,
  subjectKeyIdentifier,
  timeFrom,
} from '../../tls/index.ts';
import { notSimulated, quit } from '../lib/answer.ts';
import { readText } from '../lib/paths.ts';
import { loadCertificate, loadKey, save } from './files.ts';
import { generate, privatePem, publicPem } from './keys.ts';
import { has, numberOf, optionOf, type Parsed, parse, tableOf } from './options.ts';
import { askSubject, subjectOf } from './subject.ts';
import { requestText } from './text.ts';

const OPTIONS = tableOf(
  'x509 new newkey= nodes noenc keyout= out= days= subj= addext= key= in= text noout subject verify pubkey sha256 batch quiet utf8 verbose not_before= not_after= CA= CAkey= set_serial! config! extensions! reqexts! section! pkeyopt! passout! passin! inform! outform! keyform! sha1! sha384! sha512! multivalue-rdn nameopt! precert! modulus!',
);

const DAY = 86_400_000;

/** openssl-req(1): a request for a certificate, or with -x509 a certificate at once. */
export function* req(proc: Process, args: readonly string[]): Run<number> {
  const parsed = parse('req', args, OPTIONS);
  if (!has(parsed, 'x509', 'new', 'newkey')) return yield* show(proc, parsed);
  const key = yield* keyFor(proc, parsed);
  const extensions = parsed.options.filter(([n]) => n === 'addext').map(([, v]) => added(v));
  const subj = optionOf(parsed, 'subj');
  const subject = subj === undefined ? yield* askSubject(proc, !has(parsed, 'x509')) : yield* subjectFrom(subj);
  const out = optionOf(parsed, 'out');
  if (!has(parsed, 'x509')) {
    const der = requestDer(subject, key, extensions);
    const made = readCertificationRequest(der);
    if (made && has(parsed, 'text')) yield* write(`${requestText(made)}`);
    if (!has(parsed, 'noout')) yield* save(proc, 'req', out, pem({ label: 'CERTIFICATE REQUEST', der }));
    return 0;
  }
  const issuer = yield* issuerOf(proc, parsed, subject, key);
  const given = (e: Extension) => extensions.some((x) => x.oid === e.oid);
  const defaults = [subjectKeyIdentifier(key), authorityKeyIdentifier(issuer.key), AUTHORITY].filter((e) => !given(e));
  const certificate = issue(
    {
      serial: serialNumber(proc),
      issuer: issuer.name,
      subject,
      ...validity(proc, parsed),
      key,
      extensions: [...defaults, ...extensions],
    },
    issuer.key,
  );
  if (!has(parsed, 'noout')) yield* save(proc, 'req', out, pem(certificatePem(certificate)));
  return 0;
}

/** A serial number of 20 bytes, the first bit unset; rand_serial of openssl's apps. */
export function serialNumber(proc: Process): Uint8Array {
  const bytes = randomBytes((below) => proc.random(below), 20);
  return bytes.map((b, i) => (i === 0 ? (b & 0x7f) | 1 : b));
}

/** From now on for -days, or between two given times. */
export function validity(proc: Process, parsed: Parsed): { readonly notBefore: number; readonly notAfter: number } {
  const now = Math.floor(proc.now / 1000) * 1000;
  const moment = (name: string): number | undefined => {
    const text = optionOf(parsed, name);
    if (text === undefined || text === 'today') return undefined;
    return timeFrom(/^\d{12}Z$/.test(text) ? `20${text}` : text) ?? quit(`Invalid time format for option -${name}`);
  };
  const notBefore = moment('not_before') ?? now;
  const days = numberOf('req', optionOf(parsed, 'days') ?? '30');
  return { notBefore, notAfter: moment('not_after') ?? now + days * DAY };
}

function* keyFor(proc: Process, parsed: Parsed): Run<PrivateKey> {
  const own = optionOf(parsed, 'key');
  if (own !== undefined) return yield* loadKey(proc, own);
  const wanted = optionOf(parsed, 'newkey') ?? 'rsa:2048';
  const size = /^rsa(?::(\d+))?$/.exec(wanted);
  if (!size) notSimulated(`openssl req -newkey ${wanted}`, 'openssl req -newkey rsa:2048');
  const key = yield* generate(proc, Number(size?.[1] ?? 2048), has(parsed, 'quiet'));
  if (!has(parsed, 'nodes', 'noenc')) notSimulated('openssl keys with a pass phrase', 'openssl req … -nodes');
  yield* save(proc, 'req', optionOf(parsed, 'keyout') ?? 'privkey.pem', privatePem(key), 0o600);
  if (!has(parsed, 'quiet')) yield* write('-----\n', 2);
  return key;
}

function* subjectFrom(text: string): Run<Name> {
  const { name, warnings } = subjectOf(text);
  for (const line of warnings) yield* write(`${line}\n`, 2);
  return name;
}

/** `-addext subjectAltName=DNS:web.test` */
function added(text: string): Extension {
  const cut = text.indexOf('=');
  const extension = extensionOf(text.slice(0, cut).trim(), text.slice(cut + 1).trim());
  return extension ?? notSimulated(`openssl req -addext ${text}`, '-addext subjectAltName=DNS:NAME,IP:ADDRESS');
}

/** Who signs with -x509: the subject itself, or the owner of -CA. */
function* issuerOf(
  proc: Process,
  parsed: Parsed,
  subject: Name,
  key: PrivateKey,
): Run<{ readonly name: Name; readonly key: PrivateKey }> {
  const authority = optionOf(parsed, 'CA');
  if (authority === undefined) return { name: subject, key };
  const certificate = yield* loadCertificate(proc, authority, 'issuing CA certificate');
  return {
    name: certificate.subject,
    key: yield* loadKey(proc, optionOf(parsed, 'CAkey') ?? authority, 'issuing CA private key'),
  };
}

/** Without -new a request is read and shown. */
function* show(proc: Process, parsed: Parsed): Run<number> {
  const path = optionOf(parsed, 'in');
  const request = yield* loadRequest(proc, path, 'X509 request');
  if (has(parsed, 'verify'))
    yield* write(`Certificate request self-signature verify ${request.valid ? 'OK' : 'failure'}\n`);
  if (has(parsed, 'text')) yield* write(requestText(request));
  if (has(parsed, 'subject')) yield* write(`subject=${nameText(request.subject)}\n`);
  if (has(parsed, 'pubkey')) yield* write(publicPem(request.key));
  const file = readText(proc, path ?? '');
  if (!has(parsed, 'noout') && 'text' in file) yield* save(proc, 'req', optionOf(parsed, 'out'), file.text);
  return 0;
}

/** Reads a request; load_csr of openssl's apps. */
export function* loadRequest(proc: Process, path: string | undefined, what: string): Run<CertificationRequest> {
  const file =
    path === undefined ? notSimulated('openssl req from standard input', 'openssl req -in FILE') : readText(proc, path);
  if (!('text' in file))
    return quit(`Can't open "${path}" for reading, ${file.message}\nerror: unable to load ${what} from file '${path}'`);
  const found = pemBlocks(file.text).filter(({ label }) => /^(NEW )?CERTIFICATE REQUEST$/.test(label));
  return (
    found.flatMap(({ der }) => readCertificationRequest(der) ?? [])[0] ??
    quit(`error: unable to load ${what} from file '${path}'`)
  );
}

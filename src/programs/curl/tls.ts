import { parseIp } from '../../base/index.ts';
import { type Connection, type Process, type Run, stat } from '../../os/index.ts';
import {
  AGREED,
  altNames,
  type Certificate,
  type Connected,
  certificatesIn,
  errorText,
  keySize,
  matching,
  nameText,
  type Passing,
  type Secure,
  timeText,
  tlsConnect,
  VERIFY_TEXT,
  verify,
} from '../../tls/index.ts';
import { readText } from '../lib/paths.ts';
import type { CurlOptions } from './options.ts';
import type { Talk } from './talk.ts';
import { badlyUsed, offered } from './versions.ts';

/** A connection inside TLS and what came of looking at its certificate; or curl's error. */
export type Secured =
  | { readonly secure: Secure; readonly verified: number }
  | { readonly code: number; readonly error: string; readonly verified?: number };

const TRUST = '/etc/ssl/certs/ca-certificates.crt';

/** What `curl: (60)` adds on lines of its own. */
export const LEGITIMACY = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.
`;

/** Ends the command where --cacert names no file. */
export function checkTrust(proc: Process, options: CurlOptions): void {
  const { cacert } = options;
  if (cacert === undefined || 'text' in readText(proc, cacert)) return;
  badlyUsed('cacert', `The file '${cacert}' provided to --cacert does not exist`);
}

/** The handshake on an open connection, and the verification that curl makes after it. */
export function* secure(
  proc: Process,
  options: CurlOptions,
  host: string,
  connection: Connection,
  deadline: number,
  talk: Talk,
): Run<Secured> {
  const trusted = trustOf(proc, options);
  if (trusted === undefined) return { code: 77, error: `error adding trust anchors from file: ${options.cacert}` };
  const protocols = options.http10 ? ['http/1.0'] : options.http11 ? ['http/1.1'] : ['h2', 'http/1.1'];
  yield* talk.note(`ALPN: curl offers ${protocols.join(',')}`);
  const numeric = parseIp(host);
  const connected = yield* tlsConnect(proc, connection, {
    protocols,
    versions: offered(options.tls),
    tickets: false,
    postHandshakeAuth: true,
    ...(numeric === undefined ? { serverName: host } : {}),
    ...(deadline === Number.POSITIVE_INFINITY ? {} : { deadline }),
    watch: watching(options, talk),
  });
  if (!connected.ok) return broken(connected);
  const { session } = connected.secure;
  const { cipher, group } = AGREED[session.version];
  yield* talk.note(`SSL connection using ${session.version} / ${cipher} / ${group} / RSASSA-PSS`);
  yield* talk.note(
    session.protocol === undefined
      ? 'ALPN: server did not agree on a protocol. Uses default.'
      : `ALPN: server accepted ${session.protocol}`,
  );
  const [first] = session.chain;
  if (!first) return { code: 35, error: 'TLS connect error: error:00000000:lib(0)::reason(0)' };
  yield* describe(first, session.chain, talk);
  const flaw = verify(session.chain, { trusted, now: proc.now, partial: true }).flaws[0]?.code ?? 0;
  if (!options.insecure) {
    const wrong = yield* nameTalk(first, host, talk);
    if (wrong !== undefined) {
      yield* talk.note(wrong);
      return { code: 60, error: wrong, verified: 1 };
    }
  }
  yield* talk.note(`OpenSSL verify result: ${flaw.toString(16)}`);
  if (flaw === 0) yield* talk.note('SSL certificate verified via OpenSSL.');
  else if (options.insecure) yield* talk.note(' SSL certificate verification failed, continuing anyway!');
  else {
    const error = `SSL certificate OpenSSL verify result: ${VERIFY_TEXT[flaw]} (${flaw})`;
    yield* talk.note(error);
    return { code: 60, error, verified: flaw };
  }
  return { secure: connected.secure, verified: flaw };
}

/** Who is trusted; undefined when --cacert holds no certificate. */
function trustOf(proc: Process, options: CurlOptions): readonly Certificate[] | undefined {
  if (options.insecure) return [];
  if (options.cacert === undefined) return certificatesIn(stat(proc.world, proc.fs, TRUST)?.content ?? '');
  const file = readText(proc, options.cacert);
  const own = 'text' in file ? certificatesIn(file.text) : [];
  return own.length === 0 ? undefined : own;
}

const MESSAGES: Readonly<Record<number, string>> = {
  1: 'Client hello',
  2: 'Server hello',
  4: 'Newsession Ticket',
  8: 'Encrypted Extensions',
  11: 'Certificate',
  12: 'Server key exchange',
  14: 'Server finished',
  15: 'CERT verify',
  16: 'Client key exchange',
  20: 'Finished',
};

/** What passes, in the words of OpenSSL: SSL_alert_desc_string_long(3) for alerts, whose level stands before their number. */
function passingText(what: Passing['what'], type: number): string {
  if (what === 'handshake') return `TLS handshake, ${MESSAGES[type]} (${type})`;
  if (what === 'change cipher') return `TLS change cipher, Change cipher spec (${type})`;
  return `TLS alert, ${ALERTS[type] ?? 'unknown'} (${(type === 0 ? 256 : 512) + type})`;
}

const ALERTS: Readonly<Record<number, string>> = {
  0: 'close notify',
  40: 'handshake failure',
  42: 'bad certificate',
  45: 'certificate expired',
  46: 'certificate unknown',
  48: 'unknown CA',
  70: 'protocol version',
  80: 'internal error',
  112: 'unrecognized name',
};

/** Says with -v what passes; the trust anchors are told behind the first message. */
function watching(options: CurlOptions, talk: Talk): (passing: Passing) => Run<void> {
  return function* ({ way, version, what, type, length }) {
    if (what !== 'header') yield* talk.note(`${version} (${way.toUpperCase()}), ${passingText(what, type)}:`);
    yield* talk.data(way, length);
    if (what !== 'handshake' || type !== 1) return;
    if (options.insecure) {
      yield* talk.note('SSL Trust: peer verification disabled');
      return;
    }
    yield* talk.note('SSL Trust Anchors:');
    yield* talk.note(`  CAfile: ${options.cacert ?? TRUST}`);
    yield* talk.note('  CApath: /etc/ssl/certs');
  };
}

function broken({ why }: Connected & { readonly ok: false }): Secured {
  if (why === 'reset') return { code: 35, error: 'Recv failure: Connection reset by peer' };
  if (why === 'timeout') return { code: 28, error: 'timeout' };
  return { code: 35, error: `TLS connect error: ${errorText(why)}` };
}

function* describe(first: Certificate, chain: readonly Certificate[], talk: Talk): Run<void> {
  yield* talk.note('Server certificate:');
  yield* talk.note(`  subject: ${nameText(first.subject)}`);
  yield* talk.note(`  start date: ${timeText(first.notBefore)}`);
  yield* talk.note(`  expire date: ${timeText(first.notAfter)}`);
  yield* talk.note(`  issuer: ${nameText(first.issuer)}`);
  for (const [level, c] of chain.entries())
    yield* talk.note(
      `  Certificate level ${level}: Public key type RSA (${keySize(c.key)}/${strength(keySize(c.key))} Bits/secBits), signed using sha256WithRSAEncryption`,
    );
}

/** Security bits of RSA keys; NIST SP 800-57. */
const strength = (size: number): number =>
  size >= 15360 ? 256 : size >= 7680 ? 192 : size >= 4096 ? 152 : size >= 3072 ? 128 : size >= 2048 ? 112 : 80;

/** Whether the certificate is for the host; what curl complains of if not. */
function* nameTalk(first: Certificate, host: string, talk: Talk): Run<string | undefined> {
  const match = matching(first, host);
  const numeric = parseIp(host) !== undefined;
  if (match?.alternative)
    yield* talk.note(`  subjectAltName: "${host}" matches cert's ${numeric ? 'IP address!' : `"${match.name}"`}`);
  else if (match) yield* talk.note(` common name: ${match.name} (matched)`);
  else if (altNames(first.extensions).length > 0) {
    yield* talk.note(` subjectAltName does not match ${numeric ? 'ipv4 address' : 'hostname'} ${host}`);
    return `SSL: no alternative certificate subject name matches target hostname '${host}'`;
  } else {
    const common = first.subject.filter(([type]) => type === 'CN').at(-1)?.[1];
    if (common === undefined) return 'SSL: unable to obtain common name from peer certificate';
    return `SSL: certificate subject name '${common}' does not match target hostname '${host}'`;
  }
  return undefined;
}

import { hexOf, sha256Of } from '../../base/index.ts';
import {
  AGREED,
  type Certificate,
  type Connected,
  certificatePem,
  keySize,
  nameText,
  pem,
  type Session,
  timeText,
  VERIFY_TEXT,
  type Verified,
  type Version,
} from '../../tls/index.ts';

/** What a verification came to at last. */
const outcome = ({ flaws }: Verified): number => flaws.at(-1)?.code ?? 0;

const verification = (verified: Verified): string =>
  outcome(verified) === 0 ? 'Verification: OK' : `Verification error: ${VERIFY_TEXT[outcome(verified)]}`;

/** -brief */
export function summary(connected: Connected & { readonly ok: true }, verified: Verified): string {
  const { session } = connected.secure;
  const [first] = session.chain;
  const { cipher, group } = AGREED[session.version];
  return `CONNECTION ESTABLISHED
Protocol version: ${session.version}
Ciphersuite: ${cipher}
Peer certificate: ${nameText(first?.subject ?? [])}
Hash used: SHA256
Signature type: rsa_pss_rsae_sha256
${verification(verified)}
${session.version === 'TLSv1.3' ? `Negotiated TLS1.3 group: ${group}` : `Supported Elliptic Curve Point Formats: uncompressed\n${TEMPORARY_KEY}`}
`;
}

const TEMPORARY_KEY = 'Peer Temp Key: X25519, 253 bits';

/** What is reported: the version that was agreed on or wanted, when, and whether the chain is shown whole. */
interface Shown {
  readonly version: Version;
  /** Virtual ms since the epoch. */
  readonly now: number;
  readonly all: boolean;
}

/** What s_client prints of a connection; print_stuff. */
export function report(connected: Connected, verified: Verified, { version, now, all }: Shown): string {
  const session = connected.ok ? connected.secure.session : undefined;
  const chain = session?.chain ?? [];
  const [first] = chain;
  const modern = version === 'TLSv1.3';
  const cipher = first ? AGREED[version].cipher : '(NONE)';
  const lines = [
    'CONNECTED(00000003)',
    '---',
    ...(first ? ['Certificate chain', ...chain.flatMap((c, i) => link(c, i, all)), '---'] : []),
    ...(first
      ? [
          'Server certificate',
          ...(all ? [] : [pem(certificatePem(first)).trimEnd()]),
          `subject=${nameText(first.subject)}`,
          `issuer=${nameText(first.issuer)}`,
        ]
      : ['no peer certificate available']),
    '---',
    'No client certificate CA names sent',
    ...(first ? ['Peer signing digest: SHA256', 'Peer signature type: rsa_pss_rsae_sha256'] : []),
    ...(modern
      ? [`Negotiated TLS1.3 group: ${first ? AGREED[version].group : '<NULL>'}`]
      : first
        ? [TEMPORARY_KEY]
        : []),
    '---',
    `SSL handshake has read ${connected.read} bytes and written ${connected.written} bytes`,
    verification(verified),
    '---',
    `New, ${first ? version : '(NONE)'}, Cipher is ${cipher}`,
    `Protocol: ${version}`,
    ...(first ? [`Server public key is ${keySize(first.key)} bit`] : []),
    modern ? 'This TLS version forbids renegotiation.' : `Secure Renegotiation IS ${first ? '' : 'NOT '}supported`,
    'Compression: NONE',
    'Expansion: NONE',
    session?.protocol === undefined ? 'No ALPN negotiated' : `ALPN protocol: ${session.protocol}`,
    ...(modern ? ['Early data was not sent', returned(verified)] : old(session, verified, now)),
    '---',
  ];
  return `${lines.join('\n')}\n`;
}

const returned = (verified: Verified): string =>
  `Verify return code: ${outcome(verified)} (${VERIFY_TEXT[outcome(verified)]})`;

/** The session of TLS 1.2, as SSL_SESSION_print(3) shows it. */
function old(session: Session | undefined, verified: Verified, now: number): readonly string[] {
  const upper = (bytes: Uint8Array | undefined) => (bytes ? hexOf(bytes).toUpperCase() : '');
  const ticket = session?.ticket;
  const lines = [
    'Protocol  : TLSv1.2',
    `Cipher    : ${session ? AGREED['TLSv1.2'].cipher : '0000'}`,
    // a client makes its own out of the ticket: tls_process_new_session_ticket
    `Session-ID: ${upper(ticket && sha256Of(ticket))}`,
    'Session-ID-ctx: ',
    `Master-Key: ${upper(session?.masterKey)}`,
    'PSK identity: None',
    'PSK identity hint: None',
    'SRP username: None',
    ...(ticket ? ['TLS session ticket lifetime hint: 300 (seconds)', 'TLS session ticket:', ...dump(ticket), ''] : []),
    `Start Time: ${Math.floor(now / 1000)}`,
    'Timeout   : 7200 (sec)',
    returned(verified),
    `Extended master secret: ${session ? 'yes' : 'no'}`,
  ];
  return ['SSL-Session:', ...lines.map((line) => (line === '' ? '' : `    ${line}`))];
}

/** Bytes as BIO_dump_indent of OpenSSL shows them. */
function dump(bytes: Uint8Array): readonly string[] {
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => bytes.subarray(16 * i, 16 * i + 16));
  return rows.map((row, i) => {
    const hex = [...row].map((b, at) => `${b.toString(16).padStart(2, '0')}${at === 7 ? '-' : ' '}`).join('');
    const text = [...row].map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join('');
    return `${(16 * i).toString(16).padStart(4, '0')} - ${hex.padEnd(48)}  ${text}`;
  });
}

/** A certificate of the chain. */
function link(c: Certificate, i: number, whole: boolean): readonly string[] {
  return [
    `${String(i).padStart(2)} s:${nameText(c.subject)}`,
    `   i:${nameText(c.issuer)}`,
    `   a:PKEY: RSA, ${keySize(c.key)} (bit); sigalg: sha256WithRSAEncryption`,
    `   v:NotBefore: ${timeText(c.notBefore)}; NotAfter: ${timeText(c.notAfter)}`,
    ...(whole ? [pem(certificatePem(c)).trimEnd()] : []),
  ];
}

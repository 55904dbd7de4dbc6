import { isIpv6, parseIp } from '../../base/index.ts';
import { type Connection, dial, getaddrinfo, type Process, type Run, write } from '../../os/index.ts';
import {
  type Certificate,
  type Connected,
  certificatePem,
  errorText,
  keySize,
  nameText,
  pem,
  timeText,
  tlsConnect,
  VERIFY_TEXT,
  type Verified,
  verify,
} from '../../tls/index.ts';
import { pump } from '../lib/pump.ts';
import { has, optionOf, type Parsed, parse, tableOf } from './options.ts';
import { trusted } from './verify.ts';

const OPTIONS = tableOf(
  'connect= servername= noservername CAfile= no-CAfile showcerts brief quiet verify_return_error verify_hostname= verify_ip= alpn= ign_eof tls1_3 host! port! tls1_2! tls1_1! no_tls1_3! starttls! cert! key! CApath! debug! msg! state! trace! status! reconnect! sess_out! sess_in! prexit! verify! proxy! 4! 6! nocommands',
);

/** openssl-s_client(1): a connection inside TLS, and all that is to be said of it. */
export function* sClient(proc: Process, args: readonly string[]): Run<number> {
  const parsed = parse('s_client', args, OPTIONS);
  const [, host = 'localhost', port = '4433'] =
    /^(.*?)(?::(\d+))?$/.exec(optionOf(parsed, 'connect') ?? parsed.operands[0] ?? '') ?? [];
  const connection = yield* connect(proc, host.replace(/^\[|\]$/g, '') || 'localhost', Number(port));
  if (typeof connection === 'number') return connection;
  const store = trusted(proc, parsed);
  const wanted = optionOf(parsed, 'verify_hostname', 'verify_ip');
  let verified: Verified = { chain: [], flaws: [] };
  const judge = (chain: readonly Certificate[]): number | undefined => {
    verified = verify(chain, { trusted: store, now: proc.now, ...(wanted === undefined ? {} : { host: wanted }) });
    const [flaw] = verified.flaws;
    return flaw && has(parsed, 'verify_return_error') ? alertFor(flaw.code) : undefined;
  };
  const serverName = nameFor(parsed, host);
  const alpn = optionOf(parsed, 'alpn')?.split(',') ?? [];
  const connected = yield* tlsConnect(proc, connection, {
    judge,
    protocols: alpn,
    ...(serverName === undefined ? {} : { serverName }),
  });
  if (verified.chain.length > 0)
    yield* tellVerified(verified, has(parsed, 'verify_return_error'), has(parsed, 'brief'));
  const brief = has(parsed, 'brief');
  if (!connected.ok) {
    yield* tellBroken(connected);
    if (!brief && !has(parsed, 'quiet')) yield* write(report(connected, verified, parsed));
    connection.close();
    return 1;
  }
  if (brief) yield* write(summary(connected, verified), 2);
  else if (!has(parsed, 'quiet')) yield* write(report(connected, verified, parsed));
  const patient = has(parsed, 'quiet', 'ign_eof');
  const ended = yield* pump(proc, connected.secure, { atEnd: patient ? 'listen' : 'stop', idle: undefined });
  if (ended === 'eof' && !patient && !brief) yield* write('closed\n');
  if (ended === 'stopped') yield* write('DONE\n', 2);
  connected.secure.close();
  return 0;
}

function* connect(proc: Process, host: string, port: number): Run<Connection | number> {
  const found = yield* getaddrinfo(proc, host);
  if (found.kind !== 'ok') {
    yield* write(
      `${THREAD}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:772:Name or service not known\nconnect:errno=2\n`,
      2,
    );
    return 1;
  }
  for (const ip of found.addresses) {
    const dialed = yield* dial(proc, ip, port);
    if (dialed.kind === 'open') {
      yield* write(`Connecting to ${ip}\n`, 2);
      return dialed.connection;
    }
    if (ip !== found.addresses.at(-1)) continue;
    const [number, hex, text] = ERRORS[dialed.kind] ?? [113, '71', 'No route to host'];
    yield* write(
      `${THREAD}:error:800000${hex}:system library:BIO_connect:${text}:../crypto/bio/bio_sock2.c:183:calling connect()\n${THREAD}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:185:\nconnect:errno=${number}\n`,
      2,
    );
  }
  return 1;
}

/** The thread that openssl names in front of its errors; its address differs each time. */
const THREAD = '40E733CA417F0000';

const ERRORS: Readonly<Record<string, readonly [number, string, string]>> = {
  refused: [111, '6F', 'Connection refused'],
  timeout: [110, '6E', 'Connection timed out'],
  'net-unreachable': [101, '65', 'Network is unreachable'],
  'no-route': [101, '65', 'Network is unreachable'],
};

/** SNI: what is told, or the host if it is a name with a dot. */
function nameFor(parsed: Parsed, host: string): string | undefined {
  if (has(parsed, 'noservername')) return undefined;
  const told = optionOf(parsed, 'servername');
  if (told !== undefined) return told;
  return parseIp(host) === undefined && !isIpv6(host) && host.includes('.') ? host : undefined;
}

/** The alert for a certificate that is refused: ssl_x509err2alert of OpenSSL. */
const alertFor = (code: number): number =>
  code === 10 ? 45 : code === 62 || code === 64 || code === 9 || code === 7 ? 42 : 48;

/** `depth=0 CN=web.test`, what is wrong there, and whether it goes on: the verify callback of openssl's apps. */
function* tellVerified({ chain, flaws }: Verified, stops: boolean, brief: boolean): Run<void> {
  const at = (depth: number) => `depth=${depth} ${nameText(chain[depth]?.subject ?? [])}\n`;
  for (const { code, depth } of flaws) {
    yield* write(`${at(depth)}verify error:num=${code}:${VERIFY_TEXT[code]}\n`, 2);
    if (stops) return;
    if (!brief) yield* write('verify return:1\n', 2);
  }
  if (brief) return;
  for (let depth = chain.length - 1; depth >= 0; depth--) yield* write(`${at(depth)}verify return:1\n`, 2);
}

function* tellBroken({ why }: Connected & { readonly ok: false }): Run<void> {
  if (why === 'reset' || why === 'timeout') {
    yield* write(`write:errno=${why === 'reset' ? 104 : 110}\n`, 2);
    return;
  }
  const [place, file, more] = placeOf(why);
  yield* write(`${THREAD}:${errorText(why).replace('routines::', `routines:${place}:`)}:../ssl/${file}:${more}\n`, 2);
  if (typeof why === 'object' && 'plain' in why)
    yield* write(
      `${THREAD}:error:0A000197:SSL routines:SSL_shutdown:shutdown while in init:../ssl/ssl_lib.c:2804:\n`,
      2,
    );
}

/** Where in OpenSSL an error comes from, and what it adds. */
function placeOf(why: Parameters<typeof errorText>[0]): readonly [place: string, file: string, more: string] {
  if (why === 'eof') return ['', 'record/rec_layer_s3.c:698', ''];
  if ('plain' in why) return ['tls_validate_record_header', 'record/methods/tlsany_meth.c:77', ''];
  if ('own' in why) return ['tls_post_process_server_certificate', 'statem/statem_clnt.c:2125', ''];
  return ['ssl3_read_bytes', 'record/rec_layer_s3.c:918', `SSL alert number ${why.alert}`];
}

/** What a verification came to at last. */
const outcome = ({ flaws }: Verified): number => flaws.at(-1)?.code ?? 0;

const verification = (verified: Verified): string =>
  outcome(verified) === 0 ? 'Verification: OK' : `Verification error: ${VERIFY_TEXT[outcome(verified)]}`;

/** -brief */
function summary(connected: Connected & { readonly ok: true }, verified: Verified): string {
  const [first] = connected.secure.session.chain;
  return `CONNECTION ESTABLISHED
Protocol version: TLSv1.3
Ciphersuite: TLS_AES_256_GCM_SHA384
Peer certificate: ${nameText(first?.subject ?? [])}
Hash used: SHA256
Signature type: rsa_pss_rsae_sha256
${verification(verified)}
Negotiated TLS1.3 group: X25519MLKEM768
`;
}

/** What s_client prints of a connection; print_stuff. */
function report(connected: Connected, verified: Verified, parsed: Parsed): string {
  const chain = connected.ok ? connected.secure.session.chain : [];
  const [first] = chain;
  const code = outcome(verified);
  const all = has(parsed, 'showcerts');
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
    `Negotiated TLS1.3 group: ${first ? 'X25519MLKEM768' : '<NULL>'}`,
    '---',
    `SSL handshake has read ${connected.read} bytes and written ${connected.written} bytes`,
    verification(verified),
    '---',
    first ? 'New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384' : 'New, (NONE), Cipher is (NONE)',
    'Protocol: TLSv1.3',
    ...(first ? [`Server public key is ${keySize(first.key)} bit`] : []),
    'This TLS version forbids renegotiation.',
    'Compression: NONE',
    'Expansion: NONE',
    connected.ok && connected.secure.session.protocol !== undefined
      ? `ALPN protocol: ${connected.secure.session.protocol}`
      : 'No ALPN negotiated',
    'Early data was not sent',
    `Verify return code: ${code} (${VERIFY_TEXT[code]})`,
    '---',
  ];
  return `${lines.join('\n')}\n`;
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

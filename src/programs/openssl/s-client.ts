import { isIpv6, parseIp } from '../../base/index.ts';
import { type Connection, dial, getaddrinfo, type Process, type Run, write } from '../../os/index.ts';
import {
  type Certificate,
  type Connected,
  errorText,
  nameText,
  TLS_NAMES,
  tlsConnect,
  VERIFY_TEXT,
  type Verified,
  type Version,
  verify,
  versionsBetween,
} from '../../tls/index.ts';
import { quit } from '../lib/answer.ts';
import { pump } from '../lib/pump.ts';
import { has, optionOf, type Parsed, parse, tableOf } from './options.ts';
import { report, summary } from './report.ts';
import { trusted } from './verify.ts';

const OPTIONS = tableOf(
  'connect= servername= noservername CAfile= no-CAfile showcerts brief quiet verify_return_error verify_hostname= verify_ip= alpn= ign_eof tls1_3 tls1_2 tls1_1 tls1 no_tls1_3 no_tls1_2 no_tls1_1 no_tls1 no_ssl3 host! port! min_protocol! max_protocol! starttls! cert! key! CApath! debug! msg! state! trace! status! reconnect! sess_out! sess_in! prexit! verify! proxy! 4! 6! nocommands',
);

/** openssl-s_client(1): a connection inside TLS, and all that is to be said of it. */
export function* sClient(proc: Process, args: readonly string[]): Run<number> {
  const parsed = parse('s_client', args, OPTIONS);
  const versions = versionsOf(parsed);
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
    versions,
    protocols: alpn,
    ...(serverName === undefined ? {} : { serverName }),
  });
  if (verified.chain.length > 0 && serverName === undefined) yield* write("Can't use SSL_get_servername\n", 2);
  if (verified.chain.length > 0)
    yield* tellVerified(verified, has(parsed, 'verify_return_error'), has(parsed, 'brief'));
  const brief = has(parsed, 'brief');
  if (!connected.ok) {
    yield* tellBroken(connected);
    const shown = { version: versions.at(-1) ?? 'TLSv1.3', now: proc.now, all: false };
    if (!brief && !has(parsed, 'quiet')) yield* write(report(connected, verified, shown));
    const { why } = connected;
    if (why === 'unable' || (typeof why === 'object' && !('own' in why)))
      yield* write(
        `${THREAD}:error:0A000197:SSL routines:SSL_shutdown:shutdown while in init:../ssl/ssl_lib.c:2804:\n`,
        2,
      );
    connection.close();
    return 1;
  }
  if (brief) yield* write(summary(connected, verified), 2);
  else if (!has(parsed, 'quiet')) {
    const { version } = connected.secure.session;
    yield* write(report(connected, verified, { version, now: proc.now, all: has(parsed, 'showcerts') }));
  }
  const patient = has(parsed, 'quiet', 'ign_eof');
  const ended = yield* pump(proc, connected.secure, { atEnd: patient ? 'listen' : 'stop', idle: undefined });
  if (ended === 'eof' && !patient && !brief) yield* write('closed\n');
  if (ended === 'stopped') yield* write('DONE\n', 2);
  connected.secure.close();
  return 0;
}

/** `-tls1_2` and its like: one version alone, or all but some. */
function versionsOf(parsed: Parsed): readonly Version[] {
  const only = TLS_NAMES.filter((n) => has(parsed, optionFor(n)));
  if (only.length > 1) quit('Cannot supply multiple protocol flags');
  const [one] = only;
  if (one !== undefined) return versionsBetween(one, one);
  return versionsBetween().filter((v) => !has(parsed, `no_${optionFor(v)}`));
}

/** `tls1_2` for TLSv1.2, `tls1` for TLSv1.0 */
const optionFor = (name: string): string => name.toLowerCase().replace('v', '').replace('.', '_').replace(/_0$/, '');

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
}

/** Where in OpenSSL an error comes from, and what it adds. */
function placeOf(why: Parameters<typeof errorText>[0]): readonly [place: string, file: string, more: string] {
  if (why === 'eof') return ['', 'record/rec_layer_s3.c:698', ''];
  if (why === 'unable') return ['tls_setup_handshake', 'statem/statem_lib.c:155', ''];
  if ('plain' in why) return ['tls_validate_record_header', 'record/methods/tlsany_meth.c:77', ''];
  if ('own' in why) return ['tls_post_process_server_certificate', 'statem/statem_clnt.c:2125', ''];
  return ['ssl3_read_bytes', 'record/rec_layer_s3.c:918', `SSL alert number ${why.alert}`];
}

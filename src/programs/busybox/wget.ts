import { base64, byteLength, bytesOf, hexOf, isIpv6, parseIp } from '../../base/index.ts';
import {
  baseName,
  type Connection,
  dial,
  getaddrinfo,
  type Process,
  type Program,
  type Run,
  stat,
  write,
} from '../../os/index.ts';
import { ALERT, type Certificate, certificatesIn, errorText, tlsConnect, verify } from '../../tls/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { has, optionOf, type Parsed } from '../lib/getopt.ts';
import { type Failure, type Head, headerOf, responseReader } from '../lib/http.ts';
import { attemptFs, pathOf, readText, writeText } from '../lib/paths.ts';
import { defaultPort, parseUrl, resolveUrl, type Url } from '../lib/url.ts';
import { appletOptions, farEnd, firstAddress, showUsage } from './applet.ts';

/** wget of BusyBox (networking/wget.c). */
export const wget: Program = (proc) => guarded(run(proc));

interface Choice {
  readonly parsed: Parsed;
  readonly quiet: boolean;
  readonly spider: boolean;
  /** Milliseconds without anything from the server; BusyBox waits 900 s. */
  readonly patience: number;
}

function* run(proc: Process): Run<number> {
  const parsed = appletOptions('wget', proc.argv.slice(1), {
    short: 'cqSO:o:P:Y:U:T:t:n:',
    long: {
      continue: 'c',
      quiet: 'q',
      'server-response': 'S',
      'output-document': 'O=',
      'output-file': 'o=',
      'directory-prefix': 'P=',
      proxy: 'Y=',
      'user-agent': 'U=',
      timeout: 'T=',
      tries: 't=',
      header: 'h=',
      'post-data': 'p=',
      'post-file': 'f=',
      spider: 's',
      'no-check-certificate': 'k',
      'no-verbose': 'q',
    },
  });
  if (parsed.operands.length === 0) showUsage('wget');
  if (has(parsed, 'c')) notSimulated('wget -c', 'wget -O FILE URL');
  const seconds = optionOf(parsed, 'T');
  if (seconds !== undefined && !/^\d+$/.test(seconds)) quit(`wget: invalid number '${seconds}'`, 1);
  const choice: Choice = {
    parsed,
    quiet: has(parsed, 'q'),
    spider: has(parsed, 's'),
    patience: Number(seconds ?? 900) * 1000,
  };
  for (const url of parsed.operands) yield* fetch(proc, choice, url);
  return 0;
}

function target(text: string): Url {
  const url = parseUrl(text);
  if (typeof url === 'string')
    return quit(url === 'port' ? `wget: bad port spec '${text}'` : `wget: not an http or ftp url: ${text}`, 1);
  if (!['http', 'https', 'ftp'].includes(url.scheme)) return quit(`wget: not an http or ftp url: ${text}`, 1);
  return url;
}

/** The host as it was written, with its port: what the messages name. */
function place(url: Url): string {
  return `${isIpv6(url.host) ? `[${url.host}]` : url.host}${url.port === undefined ? '' : `:${url.port}`}`;
}

function* fetch(proc: Process, choice: Choice, text: string): Run<void> {
  let url = target(text);
  const name = fileName(choice, url);
  for (let hops = 0; ; hops++) {
    const { head, reader, connection } = yield* ask(proc, choice, url);
    if (has(choice.parsed, 'S'))
      yield* write(
        head.raw
          .split(/\r?\n/)
          .slice(0, -1)
          .map((line) => `  ${line}\n`)
          .join(''),
        2,
      );
    const location = headerOf(head, 'location');
    if ([301, 302, 303, 307, 308].includes(head.status) && location !== undefined) {
      connection.close();
      if (hops >= 5) quit('wget: too many redirections', 1);
      url = target(resolveUrl(url, location));
      continue;
    }
    if (head.status >= 300 || head.status < 200) quit(`wget: server returned error: ${head.line}`, 1);
    if (choice.spider) {
      connection.close();
      if (!choice.quiet) yield* write('remote file exists\n', 2);
      return;
    }
    yield* save(proc, choice, name, head, reader);
    connection.close();
    return;
  }
}

/** Where the page goes: -O, else its last name under -P, `index.html` for a directory. */
function fileName(choice: Choice, url: Url): string {
  const given = optionOf(choice.parsed, 'O');
  if (given !== undefined) return given;
  const last =
    url.path
      .replace(/[?#].*/, '')
      .split('/')
      .at(-1) || 'index.html';
  const prefix = optionOf(choice.parsed, 'P');
  return prefix === undefined ? last : `${prefix.replace(/\/$/, '')}/${last}`;
}

function* ask(proc: Process, choice: Choice, url: Url) {
  const found = yield* getaddrinfo(proc, url.host);
  if (found.kind !== 'ok') quit(`wget: bad address '${place(url)}'`, 1);
  const ip = firstAddress(found.addresses);
  const port = url.port ?? defaultPort(url.scheme);
  if (!choice.quiet) yield* write(`Connecting to ${place(url)} (${isIpv6(ip) ? `[${ip}]` : ip}:${port})\n`, 2);
  const dialled = yield* dial(proc, ip, port, { timeout: choice.patience });
  if (dialled.kind === 'timeout' && choice.patience < 134_000) quit('wget: download timed out', 1);
  if (dialled.kind !== 'open')
    quit(`wget: can't connect to remote host${farEnd(ip)}: ${connectError(dialled.kind)}`, 1);
  if (url.scheme === 'ftp') notSimulated('wget of ftp://', 'wget http://');
  const connection = url.scheme === 'https' ? yield* secure(proc, choice, url, dialled.connection) : dialled.connection;
  yield* connection.send(request(proc, choice, url));
  const reader = responseReader(proc, connection, proc.now + choice.patience);
  const head = yield* reader.head();
  if (typeof head === 'string') return quit(problem(head), 1);
  return { head, reader, connection };
}

/** Who does TLS for Alpine's BusyBox, with OpenSSL and the system's authorities; BusyBox itself verifies nothing. */
const HELPER = '/usr/bin/ssl_client';

/** TLS as BusyBox has it: spawn_ssl_client of networking/wget.c. */
function* secure(proc: Process, choice: Choice, url: Url, connection: Connection): Run<Connection> {
  const helper = stat(proc.world, proc.fs, HELPER) !== undefined;
  const trusting = has(choice.parsed, 'k');
  if (!helper && !trusting) yield* write('wget: note: TLS certificate validation not implemented\n', 2);
  const trusted = certificatesIn(stat(proc.world, proc.fs, '/etc/ssl/certs/ca-certificates.crt')?.content ?? '');
  const judge = (chain: readonly Certificate[]) =>
    verify(chain, { trusted, now: proc.now, host: url.host }).flaws.length > 0 ? ALERT.unknownCa : undefined;
  const connected = yield* tlsConnect(proc, connection, {
    ...(parseIp(url.host) === undefined ? { serverName: url.host } : {}),
    ...(helper && !trusting ? { judge } : {}),
    deadline: proc.now + choice.patience,
    // BusyBox itself speaks TLS 1.2 alone (networking/tls.c)
    ...(helper ? {} : { versions: ['TLSv1.2'] }),
  });
  if (connected.ok) return connected.secure;
  const { why } = connected;
  connection.close();
  if (helper && typeof why === 'object') yield* write(`${THREAD}:${helperError(why)}\nssl_client: SSL_connect\n`, 2);
  else if (typeof why === 'object' && 'plain' in why) {
    const bytes = bytesOf(why.plain);
    const shown = (hexOf(bytes.subarray(0, SHOWN)).match(/../g) ?? []).join(' ');
    yield* write(`wget: got bad TLS record (len:${bytes.length}) while expecting handshake record\n ${shown}\n`, 2);
  } else if (typeof why === 'object' && 'alert' in why)
    yield* write(`wget: TLS error from peer (alert code ${why.alert}): ${why.alert}\n`, 2);
  return quit(problem('reset'), 1);
}

/** The thread that OpenSSL names in front of an error; its address differs each time. */
const THREAD = '40E733CA417F0000';
/** Bytes of a wrong record that BusyBox shows. */
const SHOWN = 99;

function helperError(why: { readonly plain: string } | { readonly alert: number } | { readonly own: number }): string {
  const text = errorText(why);
  const where =
    'plain' in why
      ? ['tls_validate_record_header', 'ssl/record/methods/tlsany_meth.c:84']
      : 'own' in why
        ? ['tls_post_process_server_certificate', 'ssl/statem/statem_clnt.c:2123']
        : ['ssl3_read_bytes', 'ssl/record/rec_layer_s3.c:916'];
  return `${text.replace('routines::', `routines:${where[0]}:`)}:${where[1]}:`;
}

/** errno of connect(2) in words; what BusyBox and others print of it. */
export function connectError(kind: string): string {
  const texts: Readonly<Record<string, string>> = {
    refused: 'Connection refused',
    timeout: 'Connection timed out',
    'no-route': 'Network is unreachable',
    'net-unreachable': 'Network is unreachable',
    'too-long': 'Message too long',
  };
  return texts[kind] ?? 'No route to host';
}

function problem(failure: Failure): string {
  if (failure === 'timeout') return 'wget: download timed out';
  if (failure === 'reset') return 'wget: error getting response: Connection reset by peer';
  return 'wget: error getting response';
}

function request(proc: Process, choice: Choice, url: Url): string {
  const { parsed } = choice;
  const file = optionOf(parsed, 'f');
  const body = optionOf(parsed, 'p') ?? (file === undefined ? undefined : posted(proc, file));
  const headers = parsed.options.filter((o) => o.name === 'h').map((o) => o.value);
  const own = (name: string) => headers.some((h) => h.toLowerCase().startsWith(`${name}:`));
  const lines = [
    `${body === undefined ? 'GET' : 'POST'} ${url.path} HTTP/1.1`,
    ...(own('host') ? [] : [`Host: ${place(url)}`]),
    ...(own('user-agent') ? [] : [`User-Agent: ${optionOf(parsed, 'U') ?? 'Wget'}`]),
    'Connection: close',
    ...(url.user === undefined ? [] : [`Authorization: Basic ${base64(url.user)}`]),
    ...headers,
    ...(body === undefined
      ? []
      : [`Content-Type: application/x-www-form-urlencoded`, `Content-Length: ${byteLength(body)}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

function posted(proc: Process, path: string): string {
  const read = readText(proc, path);
  return 'text' in read ? read.text : quit(`wget: can't open '${path}': ${read.message}`, 1);
}

function* save(
  proc: Process,
  choice: Choice,
  name: string,
  head: Head,
  reader: ReturnType<typeof responseReader>,
): Run<void> {
  const toStdout = name === '-';
  const given = optionOf(choice.parsed, 'O') !== undefined;
  if (!given && stat(proc.world, proc.fs, pathOf(proc, name))) quit(`wget: can't open '${name}': File exists`, 1);
  if (!toStdout && name !== '/dev/null') {
    const refused = writeText(proc, name, '');
    if (refused) quit(`wget: can't open '${name}': ${refused.message}`, 1);
  }
  if (!choice.quiet) yield* write(toStdout ? 'writing to stdout\n' : `saving to '${name}'\n`, 2);
  let size = 0;
  for (;;) {
    const piece = yield* reader.body(head, false);
    if (piece === 'end') break;
    if (typeof piece === 'string')
      quit(
        piece === 'timeout'
          ? 'wget: download timed out'
          : piece === 'partial'
            ? 'wget: connection closed prematurely'
            : 'wget: read error: Connection reset by peer',
        1,
      );
    size += byteLength(piece.data);
    if (toStdout) yield* write(piece.data);
    else if (name !== '/dev/null') attemptFs(() => writeText(proc, name, piece.data, true));
  }
  if (choice.quiet) return;
  const known = headerOf(head, 'content-length') !== undefined;
  yield* write(
    `${proc.isatty(2) ? '\r' : ''}${progress(toStdout ? '-' : baseName(name), size, known)}\n${toStdout ? 'written to stdout' : `'${name}' saved`}\n`,
    2,
  );
}

/** The last state of the progress bar (libbb/progress.c). */
function progress(name: string, size: number, known: boolean): string {
  const label = name.slice(0, 20).padEnd(20);
  const bar = known ? ` 100% |${'*'.repeat(32)}|` : '';
  return `${label}${bar}${known ? ' ' : '  '}${scaled(size)}  0:00:00 ETA`;
}

function scaled(size: number): string {
  if (size < 100_000) return String(size).padStart(5);
  let value = size;
  for (const unit of ['k', 'M', 'G']) {
    value /= 1024;
    if (value < 10_000) return `${value < 100 ? value.toFixed(1) : String(Math.round(value))}${unit}`.padStart(5);
  }
  return `${Math.round(value)}T`.padStart(5);
}

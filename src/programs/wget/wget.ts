import { byteLength, isIpv6, parseIp } from '../../base/index.ts';
import {
  type Connection,
  dial,
  GAI_TEXT,
  getaddrinfo,
  type Process,
  type Program,
  type Run,
  sleep,
  stat,
  write,
} from '../../os/index.ts';
import { strftime } from '../../shell/index.ts';
import { certificatesIn, isFor, tlsConnect, verify } from '../../tls/index.ts';
import { connectError } from '../busybox/wget.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { getopt, has, optionOf, type Parsed } from '../lib/getopt.ts';
import { type Head, headerOf, responseReader } from '../lib/http.ts';
import { pathOf, readText, writeText } from '../lib/paths.ts';
import { defaultPort, parseUrl, resolveUrl, type Url } from '../lib/url.ts';

/** wget(1) of GNU for http and https. */
export const wget: Program = (proc) => guarded(run(proc));

const LONG = {
  quiet: 'q',
  'output-document': 'O=',
  'directory-prefix': 'P=',
  timeout: 'T=',
  tries: 't=',
  'server-response': 'S',
  spider: 'x',
  header: 'h=',
  'post-data': 'p=',
  'user-agent': 'U=',
  'no-verbose': 'v',
  'no-check-certificate': 'k',
  'ca-certificate': 'A=',
  'max-redirect': 'm=',
  'connect-timeout': 'T=',
  'read-timeout': 'T=',
  'no-proxy': 'N',
  help: 'H',
  version: 'V',
};

function* run(proc: Process): Run<number> {
  const parsed = getopt(proc.argv.slice(1), { short: 'qO:P:T:t:SU:vnckrV', long: LONG });
  if ('error' in parsed)
    quit(`wget: ${parsed.error}\nUsage: wget [OPTION]... [URL]...\n\nTry \`wget --help' for more options.`, 2);
  if (has(parsed, 'c', 'r', 'n', 'H')) notSimulated('wget -c, -r, --help', 'wget -q -O FILE URL');
  if (parsed.operands.length === 0)
    quit("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.", 1);
  let status = 0;
  for (const url of parsed.operands) {
    const code = yield* fetch(proc, parsed, url);
    if (code !== 0) status = code;
  }
  return status;
}

const stampOf = (proc: Process) => strftime('%Y-%m-%d %H:%M:%S', proc.now);

function* fetch(proc: Process, parsed: Parsed, text: string): Run<number> {
  const quiet = has(parsed, 'q');
  const say = function* (line: string): Run<void> {
    if (!quiet && !has(parsed, 'v')) yield* write(line, 2);
  };
  let next = text;
  for (let hops = 0; hops <= 20; hops++) {
    const url = parseUrl(next);
    if (typeof url === 'string') return quit(`${text}: Invalid host name.`, 1);
    if (url.scheme !== 'http' && url.scheme !== 'https') quit(`${text}: Unsupported scheme ‘${url.scheme}’.`, 1);
    yield* say(`--${stampOf(proc)}--  ${url.scheme}://${place(url)}${url.path}\n`);
    const reached = yield* reach(proc, parsed, url, say);
    if (typeof reached === 'number') return reached;
    const connection = url.scheme === 'https' ? yield* secure(proc, parsed, url, reached, say) : reached;
    if (typeof connection === 'number') return connection;
    yield* say('HTTP request sent, awaiting response... ');
    yield* connection.send(request(parsed, url));
    const wait = Number(optionOf(parsed, 'T') ?? 900) * 1000;
    const reader = responseReader(proc, connection, proc.now + wait);
    const head = yield* reader.head();
    if (typeof head === 'string') {
      yield* say(
        head === 'timeout'
          ? 'Read error (Connection timed out) in headers.\nGiving up.\n\n'
          : head === 'reset'
            ? 'Read error (Connection reset by peer) in headers.\nGiving up.\n\n'
            : 'No data received.\nGiving up.\n\n',
      );
      return 4;
    }
    const reason = head.line.replace(/^HTTP\/\S+ \d+ ?/, '');
    yield* say(
      has(parsed, 'S')
        ? `\n${head.raw
            .split(/\r?\n/)
            .filter(Boolean)
            .map((l) => `  ${l}\n`)
            .join('')}`
        : `${head.status} ${reason}\n`,
    );
    const location = headerOf(head, 'location');
    if (head.status >= 300 && head.status < 400 && location !== undefined) {
      connection.close();
      yield* say(`Location: ${location} [following]\n`);
      next = resolveUrl(url, location);
      continue;
    }
    if (head.status >= 400) {
      connection.close();
      if (!quiet) yield* write(`${stampOf(proc)} ERROR ${head.status}: ${reason}.\n\n`, 2);
      return 8;
    }
    const code = yield* save(proc, parsed, url, head, reader, say);
    connection.close();
    return code;
  }
  yield* say('20 redirections exceeded.\n');
  return 8;
}

function place(url: Url): string {
  return `${isIpv6(url.host) ? `[${url.host}]` : url.host}${url.port === undefined || url.port === defaultPort(url.scheme) ? '' : `:${url.port}`}`;
}

type Say = (line: string) => Run<void>;

function* reach(proc: Process, parsed: Parsed, url: Url, say: Say): Run<Connection | number> {
  const numeric = parseIp(url.host) !== undefined;
  const port = url.port ?? defaultPort(url.scheme);
  if (!numeric) yield* say(`Resolving ${url.host} (${url.host})... `);
  const found = yield* getaddrinfo(proc, url.host, {});
  if (found.kind !== 'ok') {
    yield* say(`failed: ${GAI_TEXT[found.kind]}.\n`);
    if (!has(parsed, 'q')) yield* write(`wget: unable to resolve host address ‘${url.host}’\n`, 2);
    return 4;
  }
  if (!numeric) yield* say(`${found.addresses.join(', ')}\n`);
  const seconds = Number(optionOf(parsed, 'T') ?? 0);
  const tries = Math.max(1, Number(optionOf(parsed, 't') ?? 20));
  for (let attempt = 1; ; attempt++) {
    for (const ip of found.addresses) {
      yield* say(
        `Connecting to ${numeric ? place({ ...url, port: undefined }) : `${url.host} (${url.host})|${ip}|`}:${port}... `,
      );
      const result = yield* dial(proc, ip, port, seconds > 0 ? { timeout: seconds * 1000 } : {});
      if (result.kind === 'open') {
        yield* say('connected.\n');
        return result.connection;
      }
      yield* say(`failed: ${connectError(result.kind)}.\n`);
      if (result.kind !== 'timeout' && ip === found.addresses.at(-1)) return 4;
    }
    if (attempt >= tries) {
      yield* say('Giving up.\n\n');
      return 4;
    }
    yield* say('Retrying.\n\n');
    yield* sleep(Math.min(attempt, 10) * 1000);
    yield* say(
      `--${stampOf(proc)}--  (try:${String(attempt + 1).padStart(2)})  ${url.scheme}://${place(url)}${url.path}\n`,
    );
  }
}

/** TLS and what wget thinks of the certificate: gnutls of Debian's build. */
function* secure(proc: Process, parsed: Parsed, url: Url, connection: Connection, say: Say): Run<Connection | number> {
  const connected = yield* tlsConnect(
    proc,
    connection,
    parseIp(url.host) === undefined ? { serverName: url.host } : {},
  );
  if (!connected.ok) {
    connection.close();
    const { why } = connected;
    if (why === 'eof' || why === 'reset') yield* say('GnuTLS: The TLS connection was non-properly terminated.\n');
    else if (typeof why === 'object' && 'plain' in why) yield* say('GnuTLS: An unexpected TLS packet was received.\n');
    else yield* say('GnuTLS: A TLS fatal alert has been received.\n');
    yield* say('Unable to establish SSL connection.\n');
    return 4;
  }
  const { secure: inside } = connected;
  const [first] = inside.session.chain;
  const file = optionOf(parsed, 'A');
  const own = file === undefined ? undefined : readText(proc, file);
  const system = stat(proc.world, proc.fs, '/etc/ssl/certs/ca-certificates.crt')?.content ?? '';
  const trusted = certificatesIn(`${own && 'text' in own ? own.text : ''}${system}`);
  const codes = verify(inside.session.chain, { trusted, now: proc.now, partial: true }).flaws.map((f) => f.code);
  const level = has(parsed, 'k') ? 'WARNING' : 'ERROR';
  const wrong: string[] = [];
  if (codes.some((c) => c === 18 || c === 19 || c === 20 || c === 7))
    wrong.push(`The certificate of ‘${url.host}’ is not trusted.`);
  if (codes.some((c) => c === 18 || c === 20))
    wrong.push(`The certificate of ‘${url.host}’ doesn't have a known issuer.`);
  if (codes.includes(9)) wrong.push(`The certificate of ‘${url.host}’ is not yet activated.`);
  if (codes.includes(10)) wrong.push(`The certificate of ‘${url.host}’ has expired.`);
  if (wrong.length === 0 && first && !isFor(first, url.host))
    wrong.push(`The certificate's owner does not match hostname ‘${url.host}’`);
  for (const line of wrong) if (!has(parsed, 'q') || level === 'ERROR') yield* write(`${level}: ${line}\n`, 2);
  if (wrong.length === 0 || level === 'WARNING') return inside;
  inside.close();
  return 5;
}

function request(parsed: Parsed, url: Url): string {
  const body = optionOf(parsed, 'p');
  const headers = parsed.options.filter((o) => o.name === 'h').map((o) => o.value);
  const own = (name: string) => headers.some((h) => h.toLowerCase().startsWith(`${name}:`));
  const method = has(parsed, 'x') ? 'HEAD' : body === undefined ? 'GET' : 'POST';
  const lines = [
    `${method} ${url.path} HTTP/1.1`,
    ...(own('host') ? [] : [`Host: ${place(url)}`]),
    ...(own('user-agent') ? [] : [`User-Agent: ${optionOf(parsed, 'U') ?? 'Wget/1.25.0'}`]),
    'Accept: */*',
    'Accept-Encoding: identity',
    'Connection: Keep-Alive',
    ...headers,
    ...(body === undefined
      ? []
      : ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${byteLength(body)}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

function* save(
  proc: Process,
  parsed: Parsed,
  url: Url,
  head: Head,
  reader: ReturnType<typeof responseReader>,
  say: Say,
): Run<number> {
  const length = headerOf(head, 'content-length');
  const type = headerOf(head, 'content-type')?.replace(/;.*/, '');
  yield* say(`Length: ${length === undefined ? 'unspecified' : length}${type === undefined ? '' : ` [${type}]`}\n`);
  if (has(parsed, 'x')) {
    yield* say('Remote file exists.\n\n');
    return 0;
  }
  const name = fileName(proc, parsed, url);
  const refused = name === '-' || name === '/dev/null' ? undefined : writeText(proc, name, '');
  if (refused) quit(`${name}: ${refused.message}\n\nCannot write to ‘${name}’ (${refused.message}).`, 3);
  yield* say(`Saving to: ‘${name === '-' ? 'STDOUT' : name}’\n\n`);
  const began = proc.now;
  let size = 0;
  for (;;) {
    const piece = yield* reader.body(head, false);
    if (piece === 'end') break;
    if (typeof piece === 'string') {
      yield* say(
        `\n${stampOf(proc)} - Read error at byte ${size}${length === undefined ? '' : `/${length}`} (${piece === 'timeout' ? 'Connection timed out' : 'Connection reset by peer'}). Giving up.\n\n`,
      );
      return 4;
    }
    size += byteLength(piece.data);
    if (name === '-') yield* write(piece.data);
    else if (name !== '/dev/null') writeText(proc, name, piece.data, true);
  }
  const rate = speed((size * 1000) / Math.max(1, proc.now - began));
  yield* say(
    `     0K ${'.'
      .repeat(Math.min(50, Math.ceil(size / 1024)))
      .replace(/(.{10})/g, '$1 ')
      .padEnd(54)}${length === undefined ? '   ' : ' 100%'} ${rate.short}=0s\n\n`,
  );
  yield* say(
    `${stampOf(proc)} (${rate.long}) - ${name === '-' ? 'written to stdout' : `‘${name}’ saved`} [${size}${length === undefined ? '' : `/${length}`}]\n\n`,
  );
  return 0;
}

function fileName(proc: Process, parsed: Parsed, url: Url): string {
  const given = optionOf(parsed, 'O');
  if (given !== undefined) return given;
  const last = url.path.replace(/^\//, '').split('/').at(-1) || 'index.html';
  const prefix = optionOf(parsed, 'P');
  const base = prefix === undefined ? last : `${prefix.replace(/\/$/, '')}/${last}`;
  let name = base;
  for (let n = 1; stat(proc.world, proc.fs, pathOf(proc, name)); n++) name = `${base}.${n}`;
  return name;
}

function speed(bytes: number): { readonly short: string; readonly long: string } {
  let value = bytes;
  for (const unit of ['B', 'KB', 'MB']) {
    if (value < 1024)
      return {
        short: `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)}${unit.replace('B', '')}`,
        long: `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ${unit}/s`,
      };
    value /= 1024;
  }
  return { short: `${value.toFixed(2)}G`, long: `${value.toFixed(2)} GB/s` };
}

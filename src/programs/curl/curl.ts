import { byteLength, isIpv6 } from '../../base/index.ts';
import {
  type Connection,
  mkdir,
  type Process,
  type Program,
  parentOf,
  type Run,
  sleep,
  write,
} from '../../os/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { type Failure, type Head, headerOf, responseReader } from '../lib/http.ts';
import { attemptFs, pathOf, readText, writeText } from '../lib/paths.ts';
import { buffered } from '../lib/stdio.ts';
import { parseUrl, resolveUrl, type Url } from '../lib/url.ts';
import { connect } from './connect.ts';
import { cookiesFor, type Jar, jarText, readJar, received } from './cookies.ts';
import { METER_HEAD, meterLine } from './meter.ts';
import { type CurlOptions, curlOptions } from './options.ts';
import { buildRequest, type Request } from './request.ts';
import { type Talk, talkFor } from './talk.ts';
import { CURL_HELP, CURL_VERSION } from './texts.ts';
import { checkTrust, LEGITIMACY } from './tls.ts';
import { type Facts, writeOut } from './write-out.ts';

/** curl(1) 8.23 for http and https. */
export const curl: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const options = curlOptions(proc.argv.slice(1));
  return yield* options.buffer ? buffered(proc, transfers(proc, options)) : transfers(proc, options);
}

function* transfers(proc: Process, options: CurlOptions): Run<number> {
  if (options.special !== undefined) {
    yield* write(options.special === 'version' ? CURL_VERSION : CURL_HELP);
    return 0;
  }
  if (options.urls.length === 0) quit("curl: try 'curl --help' or 'curl --manual' for more information", 2);
  checkTrust(proc, options);
  const cookies: Cookies = { jar: jarAtFirst(proc, options) };
  let status = 0;
  for (const [number, url] of options.urls.entries()) {
    const output = options.outputs[number];
    let facts = yield* transfer(proc, options, url, number, output, cookies);
    for (let tries = 0; tries < options.retry && retryable(options, facts); tries++) {
      yield* sleep(options.retryDelay ?? Math.min(600_000, 1000 * 2 ** tries));
      facts = yield* transfer(proc, options, url, number, output, cookies);
    }
    if (facts.code !== 0 && (!options.silent || options.showError))
      yield* write(`curl: (${facts.code}) ${facts.error}\n${facts.code === 60 ? LEGITIMACY : ''}`, 2);
    if (options.writeOut !== undefined) {
      const text = writeOut(
        options.writeOut.startsWith('@') ? formatFile(proc, options.writeOut.slice(1)) : options.writeOut,
        facts,
      );
      yield* write(text.err, 2);
      yield* write(text.out);
    }
    status = facts.code;
  }
  if (options.jar === '-') yield* write(jarText(cookies.jar ?? []));
  else if (options.jar !== undefined) writeText(proc, options.jar, jarText(cookies.jar ?? []));
  return status;
}

/** The cookies that are kept from one request to the next; undefined where curl keeps none. */
interface Cookies {
  jar: Jar | undefined;
}

/** `-b FILE` reads cookies, `-b ''` and `-c` only begin to keep them. */
function jarAtFirst(proc: Process, options: CurlOptions): Jar | undefined {
  const files = options.cookies.filter((c) => !c.includes('='));
  if (files.length === 0 && options.jar === undefined) return undefined;
  return files.flatMap((path) => {
    const file = path === '' ? undefined : readText(proc, path);
    return file && 'text' in file ? readJar(file.text, proc.now, options.junkSession) : [];
  });
}

function formatFile(proc: Process, path: string): string {
  const read = readText(proc, path);
  return 'text' in read ? read.text : '';
}

/** Timeouts and 408, 429, 5xx; with --retry-connrefused a refusal too. */
function retryable(options: CurlOptions, facts: Facts): boolean {
  if (facts.code === 28 || [408, 429, 500, 502, 503, 504].includes(facts.status)) return true;
  return options.retryRefused && facts.code !== 0;
}

/** What libcurl says of a text that is no URL; curl_url_strerror(3). */
const REJECTED = {
  nohost: 'No host present',
  port: 'Port number was not a decimal number between 0 and 65535',
  malformed: 'Malformed input to a URL function',
} as const;

type Output = CurlOptions['outputs'][number] | undefined;

/** What a transfer has found out so far. */
type Draft = { -readonly [K in keyof Facts]: Facts[K] };

function* transfer(
  proc: Process,
  options: CurlOptions,
  text: string,
  number: number,
  output: Output,
  cookies: Cookies,
): Run<Facts> {
  const began = proc.now;
  const facts: Draft = {
    url: text,
    effective: text,
    parsed: undefined,
    method: 'GET',
    status: 0,
    version: '0',
    contentType: undefined,
    redirectUrl: undefined,
    local: undefined,
    remote: undefined,
    connects: 0,
    redirects: 0,
    headers: [],
    sizeHeader: 0,
    sizeRequest: 0,
    sizeBody: 0,
    sizeUpload: 0,
    named: 0,
    connected: 0,
    secured: 0,
    verified: 0,
    first: 0,
    total: 0,
    code: 0,
    error: '',
    filename: undefined,
    number,
  };
  const failed = (code: number, error: string): Facts => ({ ...facts, code, error, total: proc.now - began });
  const talk = talkFor(options.verbose);
  let next = text;
  const method = options.method;
  let body = bodyOf(proc, options);
  for (;;) {
    const url = parseUrl(next);
    if (typeof url === 'string') {
      facts.effective = '';
      return failed(3, `URL rejected: ${REJECTED[url]}`);
    }
    const asked =
      options.get && body !== undefined
        ? { ...url, path: `${url.path}${url.path.includes('?') ? '&' : '?'}${body}` }
        : url;
    facts.parsed = asked;
    facts.effective = effective(asked);
    if (!SCHEMES.includes(url.scheme)) return failed(1, `Protocol "${url.scheme}" not supported`);
    if (url.scheme === 'file') notSimulated('curl file://', 'cat');
    const made = yield* connect(proc, options, url, began, talk);
    if ('code' in made) {
      facts.verified = made.verified ?? 0;
      return failed(made.code, made.error);
    }
    facts.connects++;
    facts.local = made.connection.local;
    facts.remote = made.connection.peer;
    facts.named = made.named - began;
    facts.connected = made.connected - began;
    facts.secured = made.secured === undefined ? 0 : made.secured.at - began;
    facts.verified = made.secured?.verified ?? 0;
    if (url.scheme !== 'http' && url.scheme !== 'https') notSimulated(`curl ${url.scheme}://`, 'curl http://');
    const sent = options.get ? undefined : body;
    facts.method = method ?? (options.head ? 'HEAD' : sent === undefined ? 'GET' : 'POST');
    const http2 = made.secured?.protocol === 'h2';
    const own = cookiesFor(cookies.jar ?? [], asked, proc.now);
    const request = buildRequest(options, asked, facts.method, sent, { http2, cookies: own });
    const result = yield* exchange(proc, options, made.connection, {
      url: asked,
      request,
      http2,
      began,
      facts,
      output,
      talk,
      cookies,
    });
    if (typeof result === 'object') {
      yield* talk.note(result.error);
      yield* talk.note('closing connection #0');
      return failed(result.code, result.error);
    }
    if (result === 'done') return { ...facts, total: proc.now - began };
    if (facts.redirects >= options.maxRedirects)
      return failed(47, `Maximum (${options.maxRedirects}) redirects followed`);
    facts.redirects++;
    next = resolveUrl(asked, result);
    yield* talk.note(`Issue another request to this URL: '${next}'`);
    if (facts.status !== 307 && facts.status !== 308 && sent !== undefined) {
      body = undefined;
    }
  }
}

const SCHEMES = [
  'dict',
  'file',
  'ftp',
  'ftps',
  'gopher',
  'gophers',
  'http',
  'https',
  'imap',
  'imaps',
  'ldap',
  'ldaps',
  'mqtt',
  'pop3',
  'pop3s',
  'rtsp',
  'scp',
  'sftp',
  'smtp',
  'smtps',
  'telnet',
  'tftp',
  'ws',
  'wss',
];

function effective(url: Url): string {
  const host = isIpv6(url.host) ? `[${url.host}]` : url.host;
  return `${url.scheme}://${host}${url.port === undefined ? '' : `:${url.port}`}${url.path}`;
}

function bodyOf(proc: Process, options: CurlOptions): string | undefined {
  if (options.data.length === 0) return undefined;
  const parts = options.data.map((d) => {
    if (d.startsWith('\0')) return d.slice(1);
    if (!d.startsWith('@')) return d;
    const read = readText(proc, d.slice(1));
    if (!('text' in read)) quit(`curl: Failed to open ${d.slice(1)}`, 26);
    return read.text.replace(/[\r\n]/g, '');
  });
  return parts.join(options.json ? '' : '&');
}

interface Talking {
  readonly url: Url;
  readonly request: Request;
  readonly http2: boolean;
  readonly cookies: Cookies;
  readonly began: number;
  readonly facts: Draft;
  readonly output: Output;
  readonly talk: Talk;
}

/** One request and its answer: 'done', where a redirect leads, or curl's error. */
function* exchange(
  proc: Process,
  options: CurlOptions,
  connection: Connection,
  it: Talking,
): Run<'done' | string | { readonly code: number; readonly error: string }> {
  const { facts, talk, request, began } = it;
  const deadline = options.maxTime === undefined ? Number.POSITIVE_INFINITY : began + options.maxTime + 1;
  const toStdout = it.output === undefined || (it.output.kind === 'file' && it.output.name === '-');
  const meter = !options.silent && !options.noMeter && !(toStdout && proc.isatty(1));
  if (meter && facts.redirects === 0)
    yield* write(`${METER_HEAD}${meterLine({ total: 0, received: 0, sent: 0, toSend: 0, ms: 0 })}`, 2);
  yield* it.http2 ? openStream(it) : talk.note('using HTTP/1.x');
  const sent = yield* connection.send(request.head.replace(/ HTTP\/2(?=\r\n)/, ' HTTP/2.0') + request.body);
  yield* talk.lines('>', request.head);
  if (sent === 'reset') return { code: 56, error: 'Recv failure: Connection reset by peer' };
  yield* talk.note(
    request.body === ''
      ? 'Request completely sent off'
      : `upload completely sent off: ${byteLength(request.body)} bytes`,
  );
  facts.sizeRequest += byteLength(request.head + request.body);
  facts.sizeUpload = byteLength(request.body);
  const reader = responseReader(proc, connection, deadline);
  const head = yield* reader.head();
  if (typeof head === 'string') {
    connection.close();
    if (meter) yield* write('\n', 2);
    return problem(head, proc, it, 0);
  }
  yield* heed(proc, options, it, head);
  const location = headerOf(head, 'location');
  const redirected = location !== undefined && head.status >= 300 && head.status < 400;
  facts.redirectUrl = redirected ? resolveUrl(it.url, location) : undefined;
  if (options.fail === 'quiet' && head.status >= 400) {
    if (meter) yield* write('\n', 2);
    connection.close();
    return { code: 22, error: `The requested URL returned error: ${head.status}` };
  }
  const following = redirected && options.follow;
  const ended = yield* deliver(proc, options, it, head, reader, following);
  connection.close();
  if (meter && !following) yield* write(finalLines(proc, it, head), 2);
  if (typeof ended === 'object') return ended;
  const close = headerOf(head, 'connection')?.toLowerCase() === 'close' || head.version === '1.0';
  yield* talk.note(
    close ? 'shutting down connection #0' : `Connection #0 to host ${it.url.host}:${facts.remote?.port} left intact`,
  );
  if (following) return location;
  if (options.fail === 'body' && head.status >= 400)
    return { code: 22, error: `The requested URL returned error: ${head.status}` };
  return 'done';
}

/** Says with -v what HTTP/2 makes of a request: a stream, and headers with a colon in front for the first line. */
function* openStream({ talk, url, request }: Talking): Run<void> {
  const [first = '', ...lines] = request.head.trimEnd().split('\r\n');
  const [method, path] = first.split(' ');
  const headers = lines.map(
    (l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 1).trim()] as const,
  );
  yield* talk.note('using HTTP/2');
  yield* talk.note(`[HTTP/2] [1] OPENED stream for ${effective(url)}`);
  const host = headers.find(([name]) => name === 'host')?.[1] ?? '';
  const all = [
    [':method', method],
    [':scheme', url.scheme],
    [':authority', host],
    [':path', path],
    ...headers.filter(([n]) => n !== 'host'),
  ];
  for (const [name, value] of all) yield* talk.note(`[HTTP/2] [1] [${name}: ${value}]`);
}

/** Notes a response's head and prints it where -v, -i, -I or -D ask for it. */
function* heed(proc: Process, options: CurlOptions, it: Talking, head: Head): Run<void> {
  const { facts, talk } = it;
  facts.first = proc.now - it.began;
  facts.status = head.status;
  facts.version = head.version;
  facts.headers = head.headers;
  facts.contentType = headerOf(head, 'content-type');
  facts.sizeHeader += byteLength(head.raw);
  const raw = head.raw.replace(/\r?\n/g, '\r\n');
  // what frames the body is no header there
  const text = it.http2 ? raw.replace(/^transfer-encoding: chunked\r\n/m, '') : raw;
  for (const line of text.split(/(?<=\r\n)/)) {
    if (it.cookies.jar && /^set-cookie:/i.test(line)) {
      const { jar, note } = received(it.cookies.jar, it.url, line.slice(line.indexOf(':') + 1).trim(), proc.now);
      it.cookies.jar = jar;
      if (note !== undefined) yield* talk.note(note);
    }
    yield* talk.lines('<', line);
  }
  if (options.include || options.head) yield* write(text);
  if (options.dumpHeader === '-') yield* write(text);
  else if (options.dumpHeader !== undefined) writeText(proc, options.dumpHeader, text, facts.redirects > 0);
}

function* deliver(
  proc: Process,
  options: CurlOptions,
  it: Talking,
  head: Head,
  reader: ReturnType<typeof responseReader>,
  swallow: boolean,
): Run<'end' | { readonly code: number; readonly error: string }> {
  const { facts } = it;
  let text = '';
  const path = outputPath(it);
  for (;;) {
    const piece = yield* reader.body(head, facts.method === 'HEAD');
    if (piece === 'end') break;
    if (typeof piece === 'string') {
      if (path === undefined) yield* write(text);
      return problem(piece, proc, it, facts.sizeBody, Number(headerOf(head, 'content-length') ?? Number.NaN));
    }
    facts.sizeBody += byteLength(piece.data);
    if (swallow) yield* it.talk.note('Ignoring the response-body');
    else yield* it.talk.data('in', byteLength(piece.data));
    if (swallow) continue;
    if (path === undefined) yield* write(piece.data);
    else text += piece.data;
  }
  if (path === undefined || swallow) return 'end';
  facts.filename = path;
  if (path === '/dev/null' || facts.method === 'HEAD') return 'end';
  if (options.createDirs)
    attemptFs(() => proc.transact((tx) => mkdir(tx, proc.fs, parentOf(pathOf(proc, path)), { parents: true })));
  const refused = writeText(proc, path, text);
  if (!refused) return 'end';
  if (!options.silent) yield* write(`Warning: Failed to open the file ${path}: ${refused.message}\n`, 2);
  return { code: 23, error: `client returned ERROR on write of ${byteLength(text)} bytes` };
}

function outputPath(it: Talking): string | undefined {
  if (it.output === undefined || (it.output.kind === 'file' && it.output.name === '-')) return undefined;
  if (it.output.kind === 'file') return it.output.name;
  const name = it.url.path.replace(/\?.*/, '').split('/').at(-1) ?? '';
  return name === '' ? 'curl_response' : name;
}

function problem(
  failure: Failure,
  proc: Process,
  it: Talking,
  received: number,
  expected = Number.NaN,
): { readonly code: number; readonly error: string } {
  switch (failure) {
    case 'reset':
      return { code: 56, error: 'Recv failure: Connection reset by peer' };
    case 'empty':
      return { code: 52, error: 'Empty reply from server' };
    case 'timeout':
      return {
        code: 28,
        error: `Operation timed out after ${Math.floor(proc.now - it.began)} milliseconds with ${received}${Number.isNaN(expected) ? '' : ` out of ${expected}`} bytes received`,
      };
    case 'garbage':
      return { code: 1, error: 'Received HTTP/0.9 when not allowed' };
    case 'partial':
      return { code: 18, error: `end of response with ${expected - received} bytes missing` };
  }
}

function finalLines(proc: Process, it: Talking, head: Head): string {
  const { facts } = it;
  const length = Number(headerOf(head, 'content-length') ?? facts.sizeBody);
  const line = meterLine({
    total: length,
    received: facts.sizeBody,
    sent: facts.sizeUpload,
    toSend: facts.sizeUpload,
    ms: Math.max(1, proc.now - it.began),
  });
  return `${line}${line}${line}\n`;
}

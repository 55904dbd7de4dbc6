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
import { parseUrl, resolveUrl, type Url } from '../lib/url.ts';
import { connect } from './connect.ts';
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
  if (options.special !== undefined) {
    yield* write(options.special === 'version' ? CURL_VERSION : CURL_HELP);
    return 0;
  }
  if (options.urls.length === 0) quit("curl: try 'curl --help' or 'curl --manual' for more information", 2);
  checkTrust(proc, options);
  let status = 0;
  for (const [number, url] of options.urls.entries()) {
    const output = options.outputs[number];
    let facts = yield* transfer(proc, options, url, number, output);
    for (let tries = 0; tries < options.retry && retryable(options, facts); tries++) {
      yield* sleep(options.retryDelay ?? Math.min(600_000, 1000 * 2 ** tries));
      facts = yield* transfer(proc, options, url, number, output);
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
  return status;
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

type Output = CurlOptions['outputs'][number] | undefined;

/** What a transfer has found out so far. */
type Draft = { -readonly [K in keyof Facts]: Facts[K] };

function* transfer(proc: Process, options: CurlOptions, text: string, number: number, output: Output): Run<Facts> {
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
    if (url === 'nohost') return failed(3, 'URL rejected: No host present');
    if (url === 'port') return failed(3, 'URL rejected: Port number was not a decimal number between 0 and 65535');
    if (url === 'malformed') return failed(3, 'URL rejected: Malformed input to a URL function');
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
    const request = buildRequest(options, asked, facts.method, sent);
    const result = yield* exchange(proc, options, made.connection, { url: asked, request, began, facts, output, talk });
    if (typeof result === 'object') return failed(result.code, result.error);
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
  yield* talk.note('using HTTP/1.x');
  const sent = yield* connection.send(request.head + request.body);
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
    yield* talk.note(`The requested URL returned error: ${head.status}`);
    yield* talk.note('closing connection #0');
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

/** Notes a response's head and prints it where -v, -i, -I or -D ask for it. */
function* heed(proc: Process, options: CurlOptions, it: Talking, head: Head): Run<void> {
  const { facts, talk } = it;
  facts.first = proc.now - it.began;
  facts.status = head.status;
  facts.version = head.version;
  facts.headers = head.headers;
  facts.contentType = headerOf(head, 'content-type');
  facts.sizeHeader += byteLength(head.raw);
  yield* talk.lines('<', head.raw.replace(/\r?\n/g, '\r\n'));
  const text = head.raw.replace(/\r?\n/g, '\r\n');
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

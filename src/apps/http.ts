import { byteLength } from '../base/index.ts';
import type { Connection, Run } from '../os/index.ts';

/** A request of HTTP/1.x as it came; RFC 9112. */
export interface Request {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  /** In the order and spelling in which they came. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** What came instead of a request: its first line. */
export interface Bad {
  readonly bad: string;
}

/** How long a server waits for a request, ms. */
const PATIENCE = 60_000;

/** A header's value, whatever the case of its name. */
export function header(headers: Request['headers'], name: string): string | undefined {
  return headers.find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1];
}

const REQUEST_LINE = /^(\S+) (\S+) (HTTP\/\d\.\d)$/;
/** Bytes with which no text begins. */
const CONTROL = /^(?![\t\r\n])\p{Cc}/u;

const lineOf = (data: string): string => data.split(/[\r\n]/, 1)[0] ?? '';

/** Reads one request; `rest` is what came before it. Undefined when the client closed or sent nothing. */
export function* readRequest(
  conn: Connection,
  rest = '',
  patience = PATIENCE,
): Run<{ readonly request: Request; readonly rest: string } | Bad | undefined> {
  let data = rest;
  while (!/\r?\n\r?\n/.test(data)) {
    // no method begins so: a ClientHello, for one
    if (CONTROL.test(data) || (data.includes('\n') && !REQUEST_LINE.test(lineOf(data)))) return { bad: lineOf(data) };
    const got = yield* conn.recv(patience);
    if (typeof got === 'string') return undefined;
    data += got.data;
    if (data.length > 32_768 && !/\r?\n\r?\n/.test(data)) return { bad: lineOf(data) };
  }
  const end = /\r?\n\r?\n/.exec(data);
  const head = data.slice(0, end?.index ?? 0).split(/\r?\n/);
  const line = REQUEST_LINE.exec(head[0] ?? '');
  if (!line) return { bad: lineOf(data) };
  const headers = head.slice(1).map((h): readonly [string, string] => {
    const cut = h.indexOf(':');
    return [h.slice(0, cut), h.slice(cut + 1).trim()];
  });
  let body = data.slice((end?.index ?? 0) + (end?.[0].length ?? 0));
  const length = Number(header(headers, 'Content-Length') ?? 0);
  while (body.length < length) {
    const got = yield* conn.recv(patience);
    if (typeof got === 'string') break;
    body += got.data;
  }
  const [, method = '', target = '', version = ''] = line;
  return { request: { method, target, version, headers, body: body.slice(0, length) }, rest: body.slice(length) };
}

/** Whether the client wants to go on after the answer. */
export function keepsAlive(request: Request): boolean {
  const wish = header(request.headers, 'Connection')?.toLowerCase();
  return request.version === 'HTTP/1.0' ? wish === 'keep-alive' : wish !== 'close';
}

/**
 * An answer of HTTP/1.1 as HTTP/2 has it: no reason, names in small letters, nothing about the connection (RFC 9113 8.2).
 * The frames are not simulated: inside TLS, where nobody sees them, the text stands for them.
 */
export function http2Answer(text: string): string {
  const cut = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, cut).split('\r\n');
  const small = lines
    .filter((line) => !/^(connection|keep-alive):/i.test(line))
    .map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase()));
  return `${[`HTTP/2 ${first.split(' ')[1]} `, ...small].join('\r\n')}${text.slice(cut)}`;
}

/** An answer of HTTP/1.x; `body` is whole, chunks are put together. */
export interface Response {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** The end of the body was told, not guessed from the end of the connection. */
  readonly framed: boolean;
}

/** Reads the answer to a request. */
export function* readResponse(
  conn: Connection,
  method: string,
  patience: number,
): Run<Response | 'timeout' | 'closed' | 'reset' | 'bad'> {
  let data = '';
  const more = function* (): Run<'more' | 'timeout' | 'closed' | 'reset'> {
    const got = yield* conn.recv(patience);
    if (typeof got !== 'string') {
      data += got.data;
      return 'more';
    }
    return got === 'eof' ? 'closed' : got;
  };
  while (!data.includes('\r\n\r\n')) {
    const state = yield* more();
    if (state !== 'more') return data === '' || state !== 'closed' ? state : 'bad';
  }
  const cut = data.indexOf('\r\n\r\n');
  const [first = '', ...lines] = data.slice(0, cut).split('\r\n');
  const line = /^HTTP\/\d\.\d (\d{3}) ?(.*)$/.exec(first);
  if (!line) return 'bad';
  const headers = lines.map((h): readonly [string, string] => [
    h.slice(0, h.indexOf(':')),
    h.slice(h.indexOf(':') + 1).trim(),
  ]);
  const status = Number(line[1]);
  const answer = (body: string, framed: boolean): Response => ({
    status,
    reason: line[2] ?? '',
    headers,
    body,
    framed,
  });
  data = data.slice(cut + 4);
  if (method === 'HEAD' || status === 204 || status === 304) return answer('', true);
  const length = header(headers, 'Content-Length');
  if (header(headers, 'Transfer-Encoding')?.toLowerCase() === 'chunked') {
    while (!/(^|\r\n)0\r\n\r\n$/.test(data)) if ((yield* more()) !== 'more') break;
    return answer(unchunk(data), true);
  }
  while (length === undefined || byteLength(data) < Number(length)) if ((yield* more()) !== 'more') break;
  return answer(data, length !== undefined);
}

function unchunk(data: string): string {
  let rest = data;
  let body = '';
  for (;;) {
    const head = /^([0-9a-fA-F]+)[^\r\n]*\r\n/.exec(rest);
    const size = Number.parseInt(head?.[1] ?? '0', 16);
    if (!head || size === 0) return body;
    body += rest.slice(head[0].length, head[0].length + size);
    rest = rest.slice(head[0].length + size + 2);
  }
}

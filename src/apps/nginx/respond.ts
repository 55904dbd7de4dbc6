import { byteLength, httpDate } from '../../base/index.ts';
import type { Run } from '../../os/index.ts';
import { header, http2Answer, keepsAlive } from '../http.ts';
import { logError } from './log.ts';
import type { Handler } from './model.ts';
import { type Exchange, expand } from './variables.ts';

/** An answer, before the headers that nginx itself adds. */
export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
  /** Headers that stand after Content-Length, in this order. */
  readonly headers?: readonly (readonly [string, string])[];
  /** Ends the headers: those of a backend, or Accept-Ranges. */
  readonly tail?: readonly (readonly [string, string])[];
  /** Length is not told beforehand. */
  readonly chunked?: boolean;
  /** Content-Length of what HEAD leaves out. */
  readonly length?: number;
  /** nginx's own page for an error. */
  readonly own?: boolean;
  /** What nginx's own page says about the status. */
  readonly page?: string;
  /** The connection ends with it. */
  readonly last?: boolean;
  /** Headers of a backend that say how long to keep its answer and do not go on. */
  readonly control?: Readonly<Record<string, string>>;
}

/** An answer that is nginx's own page for a status. */
export const own = (status: number): Answer => ({ status, body: '', own: true });

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Time-out',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  415: 'Unsupported Media Type',
  416: 'Requested Range Not Satisfiable',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version Not Supported',
  507: 'Insufficient Storage',
}; // prettier-ignore

/** Pages carry the word that the status line has, with two exceptions of the protocol's names. */
const TITLES: Readonly<Record<number, string>> = { 302: 'Found', 401: 'Authorization Required' };

/** nginx's page for a status; ngx_http_special_response.c */
export function specialPage(status: number, signature: string, about?: string): string {
  const text = `${status} ${TITLES[status] ?? REASONS[status] ?? ''}`;
  const title = about === undefined ? text : `${status} ${about}`;
  const more = about === undefined ? '' : `<center>${about}</center>\r\n`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${text}</h1></center>\r\n${more}<hr><center>${signature}</center>\r\n</body>\r\n</html>\r\n`;
}

/** Whether `gzip` would take this answer, if the client does. */
function squeezes(x: Exchange, h: Handler, type: string | undefined, body: string): boolean {
  const { on, types, least } = h.settings.gzip;
  const bare = (type ?? '').split(';')[0] ?? '';
  return on && x.status === 200 && (types.includes(bare) || types.includes('*')) && byteLength(body) >= least;
}

const accepts = (x: Exchange) =>
  x.request.version === 'HTTP/1.1' && /\bgzip\b/.test(header(x.request.headers, 'Accept-Encoding') ?? '');

/** Sends an answer with nginx's headers; returns whether the connection goes on. */
export function* send(x: Exchange, h: Handler, version: string, given: Answer): Run<boolean> {
  // Its own statuses from 494 on are all told as 400.
  const answer = given.own && given.status >= 494 && given.status < 500 ? { ...given, status: 400 } : given;
  const { request, conn } = x;
  const signature = h.settings.tokens ? `nginx/${version}` : 'nginx';
  const body = answer.own ? specialPage(answer.status, signature, answer.page) : answer.body;
  const alive = keepsAlive(request) && answer.status !== 400 && !answer.last;
  x.status = answer.status;
  const none = answer.status === 204 || answer.status === 304;
  const chunked = answer.chunked && request.version !== 'HTTP/1.0';
  const type = answer.own ? 'text/html' : answer.type;
  const added = answer.status < 400 ? h.settings.addHeaders : h.settings.addHeaders.filter((a) => a.always);
  const lines = [
    `HTTP/1.1 ${answer.status}${REASONS[answer.status] ? ` ${REASONS[answer.status]}` : ''}`,
    `Server: ${signature}`,
    `Date: ${httpDate(conn.now)}`,
    ...(type && !none ? [`Content-Type: ${type}`] : []),
    ...(none || chunked || answer.chunked ? [] : [`Content-Length: ${answer.length ?? byteLength(body)}`]),
    ...(answer.headers ?? []).map(([n, v]) => `${n}: ${v}`),
    ...(chunked ? ['Transfer-Encoding: chunked'] : []),
    `Connection: ${alive ? 'keep-alive' : 'close'}`,
    ...(h.settings.gzip.vary && squeezes(x, h, type, body) ? ['Vary: Accept-Encoding'] : []),
    ...(answer.tail ?? []).map(([n, v]) => `${n}: ${v}`),
    ...added
      .map((a) => [a.name, expand(x, a.value)] as const)
      .filter(([, v]) => v !== '')
      .map(([n, v]) => `${n}: ${v}`),
  ];
  if (squeezes(x, h, type, body) && accepts(x))
    logError(x, x.site, 'dockernet-course: not simulated: gzip; the answer goes as it is');
  const head = `${lines.join('\r\n')}\r\n\r\n`;
  const silent = request.method === 'HEAD' || none;
  const payload = silent ? '' : chunked ? `${byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
  x.sent = silent ? 0 : byteLength(body);
  const sent = yield* conn.send(conn.tls?.protocol === 'h2' ? http2Answer(head + payload) : head + payload);
  return alive && sent === 'ok';
}

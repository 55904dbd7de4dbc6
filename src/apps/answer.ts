import { byteLength, httpDate } from '../base/index.ts';
import { type App, type Conversation, type Run, write } from '../os/index.ts';
import { keepsAlive, type Request, readRequest } from './http.ts';

/** What a server answers to a request. */
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body: string;
  /** A line for the server's log. */
  readonly log?: string;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  302: 'Found',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** The words of a status line: RFC 9110, 15. */
export function reasonOf(status: number): string {
  return REASONS[status] ?? '';
}

/** A JSON answer, in one line. */
export function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

/** The path of a request and its query, decoded. */
export function targetOf(request: Request): { readonly path: string; readonly query: ReadonlyMap<string, string> } {
  const cut = request.target.indexOf('?');
  const path = cut < 0 ? request.target : request.target.slice(0, cut);
  const pairs = cut < 0 ? [] : request.target.slice(cut + 1).split('&');
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text.replaceAll('+', ' '));
    } catch {
      return text;
    }
  };
  const query = pairs.map((p): [string, string] => {
    const at = p.indexOf('=');
    return at < 0 ? [decode(p), ''] : [decode(p.slice(0, at)), decode(p.slice(at + 1))];
  });
  return { path, query: new Map(query) };
}

/** An HTTP server out of what it answers: reads requests and keeps the connection as HTTP/1.1 has it. */
export function httpApp(handle: (conn: Conversation, request: Request) => Run<Answer>): App {
  return function* (conn) {
    let rest = '';
    for (;;) {
      const got = yield* readRequest(conn, rest);
      if (got === undefined || 'bad' in got) {
        if (got !== undefined) yield* conn.send('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
        break;
      }
      rest = got.rest;
      const alive = keepsAlive(got.request);
      const answer = yield* handle(conn, got.request);
      yield* conn.send(wire(answer, got.request.method, conn.now, alive));
      if (answer.log !== undefined) yield* write(`${answer.log}\n`);
      if (!alive) break;
    }
    conn.close();
    return 0;
  };
}

function wire(answer: Answer, method: string, now: number, alive: boolean): string {
  const { status = 200, type = 'text/plain; charset=utf-8', headers = [], body } = answer;
  const lines = [
    `HTTP/1.1 ${status} ${reasonOf(status)}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(status === 204 ? [] : [`Content-Type: ${type}`]),
    `Date: ${httpDate(now)}`,
    ...(status === 204 ? [] : [`Content-Length: ${byteLength(body)}`]),
    ...(alive ? [] : ['Connection: close']),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : body}`;
}

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

/** How long a server waits for a request, ms. */
const PATIENCE = 60_000;

/** A header's value, whatever the case of its name. */
export function header(headers: Request['headers'], name: string): string | undefined {
  return headers.find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1];
}

/** Reads one request; `rest` is what came before it. Undefined when the client closed or sent nothing. */
export function* readRequest(
  conn: Connection,
  rest = '',
  patience = PATIENCE,
): Run<{ readonly request: Request; readonly rest: string } | 'bad' | undefined> {
  let data = rest;
  while (!/\r?\n\r?\n/.test(data)) {
    const got = yield* conn.recv(patience);
    if (typeof got === 'string') return undefined;
    data += got.data;
    if (data.length > 32_768 && !/\r?\n\r?\n/.test(data)) return 'bad';
  }
  const end = /\r?\n\r?\n/.exec(data);
  const head = data.slice(0, end?.index ?? 0).split(/\r?\n/);
  const line = /^(\S+) (\S+) (HTTP\/\d\.\d)$/.exec(head[0] ?? '');
  if (!line) return 'bad';
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
  return request.version === 'HTTP/1.1' ? wish !== 'close' : wish === 'keep-alive';
}

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  let n = 0;
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    n += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return n;
}

import { byteLength, httpDate } from '../../base/index.ts';
import { type App, type Conversation, joinPath, list, stat } from '../../os/index.ts';
import { type Request, readRequest } from '../http.ts';

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Python's http.server (SimpleHTTPRequestHandler): the files below the directory that its socket remembers, over HTTP/1.0. */
export const pythonHttp: App = function* (conn) {
  const got = yield* readRequest(conn);
  if (got !== undefined && !('bad' in got)) {
    const { request } = got;
    const answer = answerTo(conn, request);
    if (answer.status >= 400) log(conn, `code ${answer.status}, message ${answer.reason}`);
    log(conn, `"${request.method} ${request.target} ${request.version}" ${answer.status} -`);
    const head = [
      `HTTP/1.0 ${answer.status} ${answer.reason}`,
      'Server: SimpleHTTP/0.6 Python/3.11.7',
      `Date: ${httpDate(conn.now)}`,
      ...answer.headers,
    ];
    yield* conn.send(`${head.join('\r\n')}\r\n\r\n${request.method === 'HEAD' ? '' : answer.body}`);
  }
  conn.close();
  return 0;
};

function answerTo(conn: Conversation, { method, target }: Request): Answer {
  if (method !== 'GET' && method !== 'HEAD')
    return failure(501, `Unsupported method ('${method}')`, 'Server does not support this operation.');
  const path = decoded(target.replace(/[?#].*/, ''));
  const file = joinPath(String(conn.socket.data), `.${path.replace(/\/\.\.(?=\/|$)/g, '')}`);
  const row = stat(conn.world, conn.fs, file);
  if (row?.kind === 'dir') {
    if (!path.endsWith('/')) return redirect(`${path}/`);
    const index = stat(conn.world, conn.fs, joinPath(file, 'index.html'));
    if (index?.kind === 'file') return page(index.content, 'text/html', index.mtime);
    return listing(path, namesIn(conn, file));
  }
  if (row?.kind !== 'file' || path.endsWith('/'))
    return failure(404, 'File not found', 'Nothing matches the given URI.');
  return page(row.content, typeOf(file), row.mtime);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Files of a directory, directories with a slash, as Python sorts them: without regard to case. */
function namesIn(conn: Conversation, directory: string): string[] {
  return list(conn.world, conn.fs, directory)
    .map((name) => (stat(conn.world, conn.fs, joinPath(directory, name))?.kind === 'dir' ? `${name}/` : name))
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

function listing(path: string, names: readonly string[]): Answer {
  const title = `Directory listing for ${path}`;
  const items = names
    .map((n) => `<li><a href="${encodeURIComponent(n).replace(/%2F/g, '/')}">${n}</a></li>\n`)
    .join('');
  const body = `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body>\n<h1>${title}</h1>\n<hr>\n<ul>\n${items}</ul>\n<hr>\n</body>\n</html>\n`;
  return { status: 200, reason: 'OK', headers: typed('text/html; charset=utf-8', body), body };
}

function page(body: string, type: string, mtime: number): Answer {
  return { status: 200, reason: 'OK', headers: [...typed(type, body), `Last-Modified: ${httpDate(mtime)}`], body };
}

function redirect(to: string): Answer {
  return { status: 301, reason: 'Moved Permanently', headers: [`Location: ${to}`, 'Content-Length: 0'], body: '' };
}

function typed(type: string, body: string): string[] {
  return [`Content-type: ${type}`, `Content-Length: ${byteLength(body)}`];
}

function failure(status: number, reason: string, explain: string): Answer {
  const body = `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: ${status}</p>\n        <p>Message: ${reason}.</p>\n        <p>Error code explanation: ${status} - ${explain}</p>\n    </body>\n</html>\n`;
  const headers = ['Connection: close', 'Content-Type: text/html;charset=utf-8', `Content-Length: ${byteLength(body)}`];
  return { status, reason, headers, body };
}

/** What the mimetypes module says of an ending; anything else is bytes. */
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  css: 'text/css',
  js: 'text/javascript',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
};

function typeOf(path: string): string {
  return TYPES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

/** `172.17.0.2 - - [05/Jan/2026 09:00:00] "GET / HTTP/1.1" 200 -` */
function log(conn: Conversation, text: string): void {
  const [, day = '', month = '', year = '', clock = ''] =
    /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(httpDate(conn.now)) ?? [];
  conn.stderr.write(`${conn.peer.ip} - - [${day}/${month}/${year} ${clock}] ${text}\n`);
}

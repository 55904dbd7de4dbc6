import { byteLength, httpDate } from '../base/index.ts';
import { type App, decodeQuery, encodeReply } from '../os/index.ts';
import { readRequest } from './http.ts';

/** Names that the LAN's name server knows; all stand for the web server outside, whose address its socket carries. */
const NAMES = new Set(['example.com.', 'www.example.com.', 'google.com.', 'www.google.com.']);

/** The name server of the LAN: its names have one address, any other name does not exist. */
export const lanDns: App = function* (conn) {
  const query = decodeQuery(conn.datagram?.data ?? '');
  if (!query) return 0;
  const known = NAMES.has(query.name.toLowerCase());
  const answers =
    known && query.type === 'A' ? [{ name: query.name, type: 'A', ttl: 300, data: String(conn.socket.data) }] : [];
  const { id, name, type, rd } = query;
  conn.reply(
    encodeReply({
      id,
      name,
      type,
      rd,
      rcode: known ? 'NOERROR' : 'NXDOMAIN',
      aa: false,
      ra: true,
      compressed: true,
      answers,
      authority: [],
    }),
  );
  yield* conn.send('');
  return 0;
};

const PAGE = '<h1>Example Domain</h1>\n';

/** The one web server outside: a page for GET, whatever the path. */
export const lanWeb: App = function* (conn) {
  const got = yield* readRequest(conn);
  if (got !== undefined && !('bad' in got)) {
    const get = got.request.method === 'GET';
    const body = get ? PAGE : unsupported(got.request.method);
    const head = [
      get ? 'HTTP/1.0 200 OK' : `HTTP/1.0 501 Unsupported method ('${got.request.method}')`,
      'Server: BaseHTTP/0.6 Python/3.11.7',
      `Date: ${httpDate(conn.now)}`,
      ...(get ? [] : ['Connection: close', 'Content-Type: text/html;charset=utf-8']),
      `Content-Length: ${byteLength(body)}`,
    ];
    yield* conn.send(`${head.join('\r\n')}\r\n\r\n${got.request.method === 'HEAD' ? '' : body}`);
  }
  conn.close();
  return 0;
};

function unsupported(method: string): string {
  return `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 501</p>\n        <p>Message: Unsupported method ('${method}').</p>\n        <p>Error code explanation: 501 - Server does not support this operation.</p>\n    </body>\n</html>\n`;
}

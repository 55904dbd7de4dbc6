import { byteLength, httpDate } from '../base/index.ts';
import { type App, type Conversation, decodeQuery, encodeReply, type Run } from '../os/index.ts';
import { publicCredentials, secureConversation, tlsAccept } from '../tls/index.ts';
import { header, readRequest } from './http.ts';

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
export const lanWeb: App = (conn) => answer(conn, () => undefined);

/** The same inside TLS, with a certificate that everybody trusts; there google.com leads to www.google.com. */
export const lanTls: App = function* (conn) {
  const accepted = yield* tlsAccept(conn, ({ serverName, protocols }) => ({
    credentials: publicCredentials(/(^|\.)google\.com$/.test(serverName ?? '') ? GOOGLE : EXAMPLE),
    protocol: protocols.find((p) => p === 'http/1.1'),
  }));
  if (accepted.ok)
    return yield* answer(secureConversation(conn, accepted.secure), (host) =>
      host === 'google.com' ? 'https://www.google.com/' : undefined,
    );
  conn.close();
  return 0;
};

const EXAMPLE = ['example.com', 'www.example.com'];
const GOOGLE = ['google.com', 'www.google.com'];

/** Answers one request; `moved` says where a host has gone. */
function* answer(conn: Conversation, moved: (host: string) => string | undefined): Run<number> {
  const got = yield* readRequest(conn);
  if (got !== undefined && !('bad' in got)) {
    const { request } = got;
    const get = request.method === 'GET';
    const location = get ? moved(header(request.headers, 'Host') ?? '') : undefined;
    const body = location !== undefined ? movedPage(location) : get ? PAGE : unsupported(request.method);
    const status =
      location !== undefined
        ? '301 Moved Permanently'
        : get
          ? '200 OK'
          : `501 Unsupported method ('${request.method}')`;
    const head = [
      `HTTP/1.0 ${status}`,
      'Server: BaseHTTP/0.6 Python/3.11.7',
      `Date: ${httpDate(conn.now)}`,
      ...(location === undefined ? [] : [`Location: ${location}`]),
      ...(get ? [] : ['Connection: close', 'Content-Type: text/html;charset=utf-8']),
      `Content-Length: ${byteLength(body)}`,
    ];
    yield* conn.send(`${head.join('\r\n')}\r\n\r\n${request.method === 'HEAD' ? '' : body}`);
  }
  conn.close();
  return 0;
}

/** The page that stands behind a redirect of google.com. */
const movedPage = (url: string): string =>
  `<HTML><HEAD><meta http-equiv="content-type" content="text/html;charset=utf-8">\n<TITLE>301 Moved</TITLE></HEAD><BODY>\n<H1>301 Moved</H1>\nThe document has moved\n<A HREF="${url}">here</A>.\r\n</BODY></HTML>\r\n`;

function unsupported(method: string): string {
  return `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 501</p>\n        <p>Message: Unsupported method ('${method}').</p>\n        <p>Error code explanation: 501 - Server does not support this operation.</p>\n    </body>\n</html>\n`;
}

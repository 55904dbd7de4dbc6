import { byteLength, httpDate } from '../base/index.ts';
import { type App, stat } from '../os/index.ts';
import { keepsAlive, readRequest } from './http.ts';

const ROOT = '/usr/local/apache2/htdocs';

/** Apache's httpd with the configuration of its image: files below htdocs. */
export const httpd: App = function* (conn) {
  let rest = '';
  for (;;) {
    const got = yield* readRequest(conn, rest);
    if (got === undefined || 'bad' in got) break;
    rest = got.rest;
    const { request } = got;
    const path = (request.target.split('?')[0] ?? '/').replace(/\/$/, '/index.html');
    const row = path.includes('..') ? undefined : stat(conn.world, conn.fs, ROOT + path);
    const found = row?.kind === 'file';
    const page = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n`;
    const body = found ? row.content : page;
    const head = [
      found ? 'HTTP/1.1 200 OK' : 'HTTP/1.1 404 Not Found',
      `Date: ${httpDate(conn.now)}`,
      'Server: Apache/2.4.65 (Unix)',
      ...(found ? [`Last-Modified: ${httpDate(row.mtime)}`, 'Accept-Ranges: bytes'] : []),
      `Content-Length: ${byteLength(body)}`,
      ...(keepsAlive(request) ? [] : ['Connection: close']),
      `Content-Type: ${found ? 'text/html' : 'text/html; charset=iso-8859-1'}`,
    ];
    yield* conn.send(`${head.join('\r\n')}\r\n\r\n${request.method === 'HEAD' ? '' : body}`);
    if (!keepsAlive(request)) break;
  }
  conn.close();
  return 0;
};

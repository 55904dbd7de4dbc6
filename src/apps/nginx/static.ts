import { byteLength, httpDate } from '../../base/index.ts';
import { FsError, joinPath, list, readFile, stat } from '../../os/index.ts';
import { header } from '../http.ts';
import type { Handler, Location } from './model.ts';
import type { Answer } from './respond.ts';
import type { Exchange } from './variables.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  xml: 'text/xml',
  js: 'application/javascript',
  txt: 'text/plain',
  json: 'application/json',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  ico: 'image/x-icon',
  pdf: 'application/pdf',
  wasm: 'application/wasm',
}; // prettier-ignore

/** The file that a URI stands for, by `root` or `alias`. */
export function filePath(h: Handler, location: Location | undefined, uri: string): string {
  const { alias, root } = h.settings;
  if (alias !== undefined && location) return joinPath('/', `${alias}${uri.slice(location.pattern.length)}`);
  return joinPath('/', `${root}${uri}`);
}

/** What a try comes to: an answer, or a URI to go on with. */
export type Tried = Answer | { readonly redirect: string };

/** Serves a file or a directory; ngx_http_static_module, ngx_http_index_module, ngx_http_autoindex_module. */
export function serveFile(x: Exchange, h: Handler, location: Location | undefined): Tried {
  if (x.request.method !== 'GET' && x.request.method !== 'HEAD') return { status: 405, body: '', own: true };
  const path = filePath(h, location, x.uri);
  const row = stat(x.conn.world, x.conn.fs, path);
  if (x.uri.endsWith('/')) {
    if (row?.kind !== 'dir') return { status: 404, body: '', own: true };
    for (const name of h.settings.index) {
      const file = stat(x.conn.world, x.conn.fs, joinPath(path, name));
      if (file && file.kind !== 'dir') return { redirect: name.startsWith('/') ? name : `${x.uri}${name}` };
    }
    return h.settings.autoindex ? listing(x, path) : { status: 403, body: '', own: true };
  }
  if (!row) return { status: 404, body: '', own: true };
  if (row.kind === 'dir') return movedTo(x, `${x.uri}/`);
  return fileAnswer(x, h, path, row.mtime);
}

/** 301 to a path of this server, as an absolute URL. */
export function movedTo(x: Exchange, uri: string, status = 301): Answer {
  const host = (header(x.request.headers, 'Host') ?? x.server.names[0] ?? '').replace(/:\d+$/, '');
  const scheme = x.conn.tls ? 'https' : 'http';
  const port = x.conn.local.port === (x.conn.tls ? 443 : 80) ? '' : `:${x.conn.local.port}`;
  const args = x.args === '' ? '' : `?${x.args}`;
  // `absolute_redirect off`: the path alone, which then stands behind Connection
  if (x.server.settings.relative) return { status, body: '', own: true, tail: [['Location', `${uri}${args}`]] };
  return { status, body: '', own: true, headers: [['Location', `${scheme}://${host}${port}${uri}${args}`]] };
}

function fileAnswer(x: Exchange, h: Handler, path: string, mtime: number): Answer {
  let body: string;
  try {
    body = readFile(x.conn.world, x.conn.fs, path);
  } catch (e) {
    if (e instanceof FsError) return { status: e.code === 'EACCES' ? 403 : 404, body: '', own: true };
    throw e;
  }
  const size = byteLength(body);
  const seconds = Math.floor(mtime / 1000);
  const etag = `"${seconds.toString(16)}-${size.toString(16)}"`;
  const tagged: readonly (readonly [string, string])[] = h.settings.etag ? [['ETag', etag]] : [];
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const type = TYPES[extension] ?? h.settings.defaultType;
  const modified: readonly [string, string] = ['Last-Modified', httpDate(mtime)];
  const since = header(x.request.headers, 'If-None-Match');
  if ((h.settings.etag && since === etag) || (!since && header(x.request.headers, 'If-Modified-Since') === modified[1]))
    return { status: 304, body: '', headers: [modified], tail: tagged };
  const range = /^bytes=(\d*)-(\d*)$/.exec(header(x.request.headers, 'Range') ?? '');
  if (range && (range[1] || range[2])) {
    const from = range[1] ? Number(range[1]) : Math.max(0, size - Number(range[2]));
    const to = range[1] && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
    if (from > to) return { status: 416, body: '', own: true, tail: [['Content-Range', `bytes */${size}`]] };
    const tail = [...tagged, ['Content-Range', `bytes ${from}-${to}/${size}`]] as const;
    return { status: 206, type, body: body.slice(from, to + 1), headers: [modified], tail };
  }
  return {
    status: 200,
    type,
    body,
    headers: [modified],
    tail: [...tagged, ['Accept-Ranges', 'bytes']],
  };
}

function listing(x: Exchange, path: string): Answer {
  const rows = list(x.conn.world, x.conn.fs, path).map((name) => {
    const dir = stat(x.conn.world, x.conn.fs, joinPath(path, name))?.kind === 'dir' ? '/' : '';
    return `<a href="${name}${dir}">${name}${dir}</a>`;
  });
  const title = `Index of ${x.uri}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\r\n${rows.map((r) => `${r}\r\n`).join('')}</pre><hr></body>\r\n</html>\r\n`;
  return { status: 200, type: 'text/html', body, chunked: true };
}

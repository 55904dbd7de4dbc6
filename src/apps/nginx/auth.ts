import { FsError, joinPath, readFile } from '../../os/index.ts';
import { header } from '../http.ts';
import { logError } from './log.ts';
import type { Settings } from './model.ts';
import { type Answer, own } from './respond.ts';
import { type Exchange, expand } from './variables.ts';

/** `auth_basic`: asks for a user of the file; ngx_http_auth_basic_module. Undefined when the request may go on. */
export function authorize(x: Exchange, auth: Settings['auth']): Answer | undefined {
  const realm = expand(x, auth.realm);
  if (realm === 'off') return undefined;
  const ask: Answer = { ...own(401), tail: [['WWW-Authenticate', `Basic realm="${realm}"`]] };
  const given = /^Basic\s+(\S+)$/i.exec(header(x.request.headers, 'Authorization') ?? '')?.[1];
  const [user, password] = given === undefined ? [] : pair(given);
  if (user === undefined || password === undefined) {
    logError(x, x.site, 'no user/password was provided for basic authentication', undefined, 'info');
    return ask;
  }
  const file = joinPath('/etc/nginx', expand(x, auth.file));
  let lines: readonly string[];
  try {
    lines = readFile(x.conn.world, x.conn.fs, file).split('\n');
  } catch (e) {
    if (!(e instanceof FsError)) throw e;
    logError(x, x.site, `open() "${file}" failed (2: No such file or directory)`);
    return own(403);
  }
  const stored = lines.map((l) => l.split(':')).find(([name]) => name === user)?.[1];
  if (stored === undefined) {
    logError(x, x.site, `user "${user}" was not found in "${file}"`);
    return ask;
  }
  if (!stored.startsWith('{PLAIN}')) {
    logError(x, x.site, 'dockernet-course: not simulated: hashed passwords of auth_basic ({PLAIN} is)');
    return own(500);
  }
  if (stored.slice('{PLAIN}'.length) === password) {
    x.user = user;
    return undefined;
  }
  logError(x, x.site, `user "${user}": password mismatch`);
  return ask;
}

function pair(base64: string): readonly [string, string] | readonly [] {
  let text: string;
  try {
    text = atob(base64);
  } catch {
    return [];
  }
  const cut = text.indexOf(':');
  return cut < 0 ? [] : [text.slice(0, cut), text.slice(cut + 1)];
}

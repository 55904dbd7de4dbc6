import { rfc3339Nano } from '../base/index.ts';
import {
  type Conversation,
  FsError,
  out,
  type Program,
  park,
  type Run,
  readFile,
  sleep,
  writeFile,
} from '../os/index.ts';
import { type Answer, httpApp, json, targetOf } from './answer.ts';
import { goError } from './failures.ts';
import { fetchUrl } from './fetch.ts';
import { header, type Request } from './http.ts';
import { open } from './server.ts';

const VERSION = '12.2.1';

/** grafana: listens, with the administrator's password that its environment gives. */
export const grafanaProgram: Program = function* (proc) {
  yield* sleep(500);
  const port = Number(proc.env.GF_SERVER_HTTP_PORT ?? 3000);
  const user = proc.env.GF_SECURITY_ADMIN_USER ?? 'admin';
  const login = `${user}:${proc.env.GF_SECURITY_ADMIN_PASSWORD ?? 'admin'}`;
  const failed = open(proc, [{ port, ip: '::', service: 'grafana', data: { login } }], 'grafana');
  const at = `t=${rfc3339Nano(proc.now)}`;
  if (failed !== undefined) {
    yield* out(
      `Error: ✗ failed to open listener on address 0.0.0.0:${port}: listen tcp 0.0.0.0:${port}: bind: ${failed.toLowerCase()}`,
    );
    return 1;
  }
  yield* out(`logger=settings ${at} level=info msg="Starting Grafana" version=${VERSION}`);
  yield* out(
    `logger=http.server ${at} level=info msg="HTTP Server Listen" address=[::]:${port} protocol=http subUrl= socket=`,
  );
  return yield* park({ TERM: 0, INT: 0 });
};

/** A data source as somebody added it. */
interface Source {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
}

const STORE = '/var/lib/grafana/grafana.db';

function sources(conn: Conversation): readonly Source[] {
  try {
    return JSON.parse(readFile(conn.world, conn.fs, STORE)) as readonly Source[];
  } catch (error) {
    if (error instanceof FsError) return [];
    throw error;
  }
}

const pretty = (value: unknown, status = 200): Answer => ({
  status,
  type: 'application/json; charset=UTF-8',
  body: JSON.stringify(value, undefined, 2),
});

/** Grafana's HTTP API: its health, data sources, and what a data source answers. */
export const grafana = httpApp(function* (conn, request) {
  const { path } = targetOf(request);
  if (path === '/api/health') return pretty({ commit: 'b8a2c7d', database: 'ok', version: VERSION });
  if (path === '/login')
    return {
      type: 'text/html; charset=UTF-8',
      body: '<!DOCTYPE html>\n<html lang="en-US"><head><title>Grafana</title></head><body></body></html>\n',
    };
  if (!path.startsWith('/api/'))
    return {
      status: 302,
      headers: [['Location', '/login']],
      type: 'text/html; charset=utf-8',
      body: '<a href="/login">Found</a>.\n\n',
    };
  if (!admitted(conn, request))
    return json(
      { message: header(request.headers, 'Authorization') ? 'Invalid username or password' : 'Unauthorized' },
      401,
    );
  if (path === '/api/datasources') return request.method === 'POST' ? added(conn, request) : json(sources(conn));
  const [, uid] = /^\/api\/datasources\/uid\/([^/]+)\/health$/.exec(path) ?? [];
  if (uid !== undefined)
    return yield* checked(
      conn,
      sources(conn).find((s) => s.uid === uid),
    );
  const [, id, rest] = /^\/api\/datasources\/proxy\/(?:uid\/)?([^/]+)(\/.*)$/.exec(path) ?? [];
  if (id !== undefined) {
    const source = sources(conn).find((s) => s.uid === id || String(s.id) === id);
    return yield* proxied(conn, request, source, `${rest}${request.target.slice(path.length)}`);
  }
  return json({ message: `dockernet-course: not simulated: Grafana's ${path}` }, 404);
});

function admitted(conn: Conversation, request: Request): boolean {
  const { login } = conn.socket.data as { readonly login: string };
  const [, given = ''] = /^Basic (\S+)$/.exec(header(request.headers, 'Authorization') ?? '') ?? [];
  try {
    return atob(given) === login;
  } catch {
    return false;
  }
}

function added(conn: Conversation, request: Request): Answer {
  let given: Partial<Source>;
  try {
    given = JSON.parse(request.body) as Partial<Source>;
  } catch {
    return json({ message: 'bad request data' }, 400);
  }
  const before = sources(conn);
  const name = given.name ?? '';
  if (name === '' || given.type === undefined) return json({ message: 'bad request data' }, 400);
  if (before.some((s) => s.name === name))
    return json({ message: 'data source with the same name already exists' }, 409);
  const id = before.length + 1;
  const source: Source = { id, uid: given.uid ?? `ds${id}`, name, type: given.type, url: given.url ?? '' };
  conn.transact((tx) => writeFile(tx, conn.fs, STORE, JSON.stringify([...before, source]), { parents: true }));
  return json({ datasource: source, id, message: 'Datasource added', name });
}

/** "Save & test": whether the server behind it can be asked. */
function* checked(conn: Conversation, source: Source | undefined): Run<Answer> {
  if (!source) return json({ message: 'Data source not found' }, 404);
  const url = `${source.url.replace(/\/$/, '')}/api/v1/query`;
  const fetched = yield* fetchUrl(conn, {
    method: 'POST',
    url,
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    body: 'query=up',
  });
  if (fetched.ok && fetched.response.status === 200)
    return json({ message: 'Successfully queried the Prometheus API.', status: 'OK' });
  const why = fetched.ok
    ? `server returned HTTP status ${fetched.response.status}`
    : `Post "${url}": ${goError(fetched.why)}`;
  return json({ message: `${why} - There was an error returned querying the Prometheus API.`, status: 'ERROR' }, 400);
}

function* proxied(conn: Conversation, request: Request, source: Source | undefined, target: string): Run<Answer> {
  if (!source) return json({ message: 'Unable to find datasource' }, 404);
  const fetched = yield* fetchUrl(conn, { method: request.method, url: `${source.url.replace(/\/$/, '')}${target}` });
  if (!fetched.ok) return { status: 502, body: '' };
  const { status, headers, body } = fetched.response;
  return { status, type: headers.find(([n]) => n.toLowerCase() === 'content-type')?.[1] ?? 'text/plain', body };
}

import { rfc3339Nano } from '../../base/index.ts';
import { type App, err, out, type Program, park, sleep } from '../../os/index.ts';
import { type Result, say } from '../databases/protocol.ts';
import { connectionLines } from '../lines.ts';
import { open } from '../server.ts';

/** mongod: listens on the loopback alone unless --bind_ip says otherwise (the image's script says so). */
export const mongod: Program = function* (proc) {
  proc.trap('TERM', 'default');
  yield* sleep(300);
  const option = (name: string) => {
    const at = proc.argv.findIndex((a) => a === name || a.startsWith(`${name}=`));
    return at < 0 ? undefined : (/=(.*)/.exec(proc.argv[at] ?? '')?.[1] ?? proc.argv[at + 1]);
  };
  const all = proc.argv.includes('--bind_ip_all') || proc.container !== undefined;
  const addresses = (option('--bind_ip') ?? (all ? '0.0.0.0' : '127.0.0.1'))
    .split(',')
    .map((ip) => (ip === 'localhost' ? '127.0.0.1' : ip));
  const port = Number(option('--port') ?? 27017);
  const data = { version: proc.env.MONGO_VERSION ?? '8.0.15' };
  const failed = open(
    proc,
    addresses.map((ip) => ({ port, ip, service: 'mongo', data })),
  );
  const log = (id: number, severity: string, component: string, msg: string, attr: object) =>
    out(
      JSON.stringify({
        t: { $date: rfc3339Nano(proc.now).replace('Z', '+00:00') },
        s: severity,
        c: component,
        id,
        ctx: 'listener',
        msg,
        attr,
      }),
    );
  if (failed !== undefined) {
    yield* log(20568, 'E', 'NETWORK', 'Error setting up listener', {
      error: { code: 9001, codeName: 'SocketException', errmsg: `${addresses[0]}:${port} :: caused by :: ${failed}` },
    });
    return 48;
  }
  for (const address of addresses) yield* log(23015, 'I', 'NETWORK', 'Listening on', { address: `${address}:${port}` });
  yield* log(23016, 'I', 'NETWORK', 'Waiting for connections', { port, ssl: 'off' });
  return yield* park({ TERM: 0, INT: 0 });
};

/** Answers its shell; to HTTP it says that it is no web server, as mongod does. */
export const mongo: App = function* (conn) {
  const { version } = conn.socket.data as { readonly version: string };
  const lines = connectionLines(conn);
  for (;;) {
    const line = yield* lines.next();
    if (line === undefined) break;
    if (/^(GET|HEAD|POST) /.test(line)) {
      const text = 'It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n';
      yield* conn.send(
        `HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
      );
      break;
    }
    yield* say(conn, answer(line, version));
  }
  conn.close();
  return 0;
};

function answer(line: string, version: string): Result {
  const text = String(JSON.parse(line));
  const squeezed = text.replace(/\s+/g, '').replaceAll('"', "'").replace(/;$/, '');
  if (/^db\.(runCommand|adminCommand)\((\{'?ping'?:1\}|'ping')\)$/.test(squeezed))
    return { kind: 'done', text: '{ ok: 1 }' };
  if (/^db\.(runCommand|adminCommand)\((\{'?ping'?:1\}|'ping')\)\.ok$/.test(squeezed))
    return { kind: 'done', text: '1' };
  if (squeezed === 'db.version()') return { kind: 'done', text: version };
  if (/^show(dbs|databases)$/.test(squeezed))
    return { kind: 'done', text: 'admin   40.00 KiB\nconfig  12.00 KiB\nlocal   40.00 KiB' };
  return { kind: 'unsimulated', text };
}

/** `mongo:` images refuse a user without a password: docker-entrypoint.sh. */
export function* mongoInitialise(env: Readonly<Record<string, string>>) {
  const [user, password] = [env.MONGO_INITDB_ROOT_USERNAME ?? '', env.MONGO_INITDB_ROOT_PASSWORD ?? ''];
  if ((user === '') === (password === '')) return undefined;
  yield* err(
    "error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'\n       both must be specified for a user to be created",
  );
  return 1;
}

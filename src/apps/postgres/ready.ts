import { err, out, type Program } from '../../os/index.ts';
import { connectTo } from '../fetch.ts';
import { readOptions } from './options.ts';

/** pg_isready(1): whether a server accepts connections; needs no password. */
export const pgIsReady: Program = function* (proc) {
  const options = readOptions(proc.argv.slice(1), proc.env);
  if (typeof options === 'string') {
    yield* err(`pg_isready: ${options}\npg_isready: hint: Try "pg_isready --help" for more information.`);
    return 3;
  }
  const { host, port } = options;
  const where = `${host ?? '/var/run/postgresql'}:${port}`;
  const connected = yield* connectTo(proc, host ?? '127.0.0.1', port, 3000);
  if (connected.ok) connected.connection.close();
  yield* out(`${where} - ${connected.ok ? 'accepting connections' : 'no response'}`);
  return connected.ok ? 0 : 2;
};

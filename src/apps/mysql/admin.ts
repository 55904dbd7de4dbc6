import { err, out, type Program } from '../../os/index.ts';
import { connectMysql, passwordOf } from './connect.ts';
import { readOptions } from './options.ts';

/** mysqladmin(1): whether the server is alive, which health checks ask. */
export const mysqladmin: Program = function* (proc) {
  const options = readOptions(proc.argv.slice(1), proc.env);
  if (typeof options === 'string') {
    yield* err(`mysqladmin: ${options}`);
    return 2;
  }
  const [verb] = options.words;
  if (verb !== 'ping') {
    yield* err(
      `dockernet-course: not simulated: mysqladmin ${verb ?? ''}\ndockernet-course: the nearest thing that is: mysqladmin ping`,
    );
    return 99;
  }
  if (typeof options.password === 'string' && proc.argv.some((a) => /^(-p.|--password=)/.test(a)))
    yield* err('mysqladmin: [Warning] Using a password on the command line interface can be insecure.');
  const session = yield* connectMysql(proc, { ...options, database: undefined }, yield* passwordOf(options));
  if (typeof session === 'string' && !session.startsWith('ERROR 1045')) {
    const host = options.host ?? 'localhost';
    yield* err(
      `mysqladmin: connect to server at '${host}' failed\nerror: '${session.replace(/^ERROR \d+ \(\w+\): /, '')}'\nCheck that mysqld is running on ${host} and that the port is ${options.port}.`,
    );
    return 1;
  }
  if (typeof session === 'string') {
    // a server that denies is alive: mysqladmin ping says so with status 0
    yield* err(
      `mysqladmin: connect to server at '${options.host ?? 'localhost'}' failed\nerror: '${session.replace(/^ERROR \d+ \(\w+\): /, '')}'`,
    );
    return 0;
  }
  session.connection.close();
  yield* out('mysqld is alive');
  return 0;
};

import type { Process, Program, Run } from '../../os/index.ts';
import { become } from '../entrypoints.ts';
import { mongoInitialise } from '../mongo/server.ts';
import { mysqlInitialise } from '../mysql/initialise.ts';
import { postgresInitialise } from '../postgres/initialise.ts';

/** What the script does before it becomes the server; a status ends it instead. */
type Initialise = (proc: Process) => Run<number | undefined>;

const INITIALISE: Readonly<Record<string, Initialise>> = {
  mysqld: mysqlInitialise('MySQL'),
  mariadbd: mysqlInitialise('MariaDB'),
  postgres: postgresInitialise,
  mongod: (proc) => mongoInitialise(proc.env),
};

/** The script of a database's image: makes the database where there is none, refuses without a password, becomes the server. */
export const databaseEntrypoint: Program = function* (proc) {
  const argv = proc.argv.slice(1);
  const words = argv[0]?.startsWith('-')
    ? [DEFAULT.find((v) => proc.env[v[0]] !== undefined)?.[1] ?? '', ...argv]
    : argv;
  const initialise = INITIALISE[words[0] ?? ''];
  const ended = initialise && (yield* initialise(proc));
  if (ended !== undefined) return ended;
  return yield* become(proc, words, '/usr/local/bin/docker-entrypoint.sh');
};

/** The server that options alone are for, by a variable of its image. */
const DEFAULT: readonly (readonly [variable: string, server: string])[] = [
  ['MYSQL_VERSION', 'mysqld'],
  ['MARIADB_VERSION', 'mariadbd'],
  ['PG_VERSION', 'postgres'],
  ['MONGO_VERSION', 'mongod'],
  ['REDIS_VERSION', 'redis-server'],
];

import { rfc3339Nano } from '../../base/index.ts';
import { err, out, type Process, type Run, sleep } from '../../os/index.ts';
import { readStore, writeStore } from '../databases/store.ts';

/** Where the data is. */
export const DATA = '/var/lib/mysql';

interface Flavour {
  readonly prefix: string;
  readonly anyOf: readonly string[];
  readonly complaint: string;
}

const FLAVOURS: Readonly<Record<'MySQL' | 'MariaDB', Flavour>> = {
  MySQL: {
    prefix: 'MYSQL',
    anyOf: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
    complaint:
      'Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD',
  },
  MariaDB: {
    prefix: 'MARIADB',
    anyOf: [
      'MARIADB_ROOT_PASSWORD',
      'MARIADB_ROOT_PASSWORD_HASH',
      'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
      'MARIADB_RANDOM_ROOT_PASSWORD',
      'MYSQL_ROOT_PASSWORD',
    ],
    complaint:
      'Database is uninitialized and password option is not specified\n\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD',
  },
};

/** docker-entrypoint.sh of the mysql and mariadb images: makes the database where there is none. */
export function mysqlInitialise(flavour: 'MySQL' | 'MariaDB'): (proc: Process) => Run<number | undefined> {
  const { prefix, anyOf, complaint } = FLAVOURS[flavour];
  return function* (proc) {
    const { env } = proc;
    const version = env[`${prefix}_VERSION`] ?? '';
    const note = (text: string, kind = 'Note') => `${stamp(proc.now)} [${kind}] [Entrypoint]: ${text}`;
    const started = `Entrypoint script for ${flavour} Server ${version} started.`;
    yield* out(note(started));
    yield* out(note("Switching to dedicated user 'mysql'"));
    yield* out(note(started));
    if (readStore(proc.world, proc.fs, DATA)) return undefined;
    if (!anyOf.some((name) => (env[name] ?? '') !== '')) {
      yield* err(note(complaint, 'ERROR'));
      return 1;
    }
    yield* out(note('Initializing database files'));
    yield* sleep(300);
    yield* out(note('Database files initialized'));
    const of = (name: string) => env[`${prefix}_${name}`] ?? env[`MYSQL_${name}`];
    const random = Array.from({ length: 32 }, () => LETTERS[proc.random(LETTERS.length)]).join('');
    const given = of('ROOT_PASSWORD');
    if (given === undefined && of('RANDOM_ROOT_PASSWORD')) yield* out(note(`GENERATED ROOT PASSWORD: ${random}`));
    const root = given ?? (of('RANDOM_ROOT_PASSWORD') ? random : '');
    const user = of('USER');
    const database = of('DATABASE');
    if (database) yield* out(note(`Creating database ${database}`));
    if (user) yield* out(note(`Creating user ${user}`));
    writeStore(proc, DATA, {
      users: { root, ...(user ? { [user]: of('PASSWORD') ?? '' } : {}) },
      databases: ['information_schema', 'mysql', 'performance_schema', 'sys', ...(database ? [database] : [])],
    });
    yield* out(note(`${flavour} init process done. Ready for start up.`));
    return undefined;
  };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `2026-01-05 09:00:00+00:00` */
function stamp(at: number): string {
  return rfc3339Nano(Math.floor(at / 1000) * 1000)
    .replace('T', ' ')
    .replace('Z', '+00:00');
}

import { err, type Process, type Run, sleep, write } from '../../os/index.ts';
import { readStore, writeStore } from '../databases/store.ts';

/** Where the data is: PGDATA. */
export const dataOf = (env: Readonly<Record<string, string>>) => env.PGDATA ?? '/var/lib/postgresql/data';

const REFUSAL =
  'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n       connections without a password. This is *not* recommended.\n\n       See PostgreSQL documentation about "trust":\n       https://www.postgresql.org/docs/current/auth-trust.html';

/** docker-entrypoint.sh of the postgres image: makes the cluster where there is none. */
export function* postgresInitialise(proc: Process): Run<number | undefined> {
  const { env } = proc;
  if (readStore(proc.world, proc.fs, dataOf(env))) {
    yield* write('\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n');
    return undefined;
  }
  const trust = env.POSTGRES_HOST_AUTH_METHOD === 'trust';
  if ((env.POSTGRES_PASSWORD ?? '') === '' && !trust) {
    yield* err(REFUSAL);
    return 1;
  }
  const user = env.POSTGRES_USER || 'postgres';
  yield* write(
    'The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\n',
  );
  yield* sleep(250);
  writeStore(proc, dataOf(env), {
    users: { [user]: trust ? null : (env.POSTGRES_PASSWORD ?? '') },
    databases: [...new Set(['postgres', 'template0', 'template1', env.POSTGRES_DB || user])],
  });
  yield* write('\nPostgreSQL init process complete; ready for start up.\n\n');
  return undefined;
}

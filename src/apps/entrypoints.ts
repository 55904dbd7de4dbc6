import { rfc3339Nano } from '../base/index.ts';
import { ExecError, err, out, type Process, type Program, type Run, stat } from '../os/index.ts';

/** The script of the nginx image: says what it does on the way, then becomes nginx. */
export const nginxEntrypoint: Program = function* (proc) {
  const argv = proc.argv.slice(1);
  if (argv[0] === 'nginx' || argv[0] === 'nginx-debug') {
    const say = '/docker-entrypoint.sh: ';
    const scripts = [
      '10-listen-on-ipv6-by-default.sh',
      '15-local-resolvers.envsh',
      '20-envsubst-on-templates.sh',
      '30-tune-worker-processes.sh',
    ];
    yield* out(`${say}/docker-entrypoint.d/ is not empty, will attempt to perform configuration`);
    yield* out(`${say}Looking for shell scripts in /docker-entrypoint.d/`);
    for (const script of scripts) {
      yield* out(`${say}${script.endsWith('.envsh') ? 'Sourcing' : 'Launching'} /docker-entrypoint.d/${script}`);
      if (!script.startsWith('10-')) continue;
      yield* out('10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf');
      yield* out('10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf');
    }
    yield* out(`${say}Configuration complete; ready for start up`);
  }
  return yield* become(proc, argv, '/docker-entrypoint.sh', 47);
};

/** The script's last line, `exec "$@"`: what is no program ends it, in the words of the image's sh (dash, or BusyBox's ash). */
function* become(proc: Process, argv: readonly string[], script: string, line?: number): Run<number> {
  try {
    return yield* proc.exec({ argv });
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    const ash = stat(proc.world, proc.fs, '/etc/alpine-release') !== undefined;
    const at = line === undefined ? 'exec: ' : ash ? `exec: line ${line}: ` : `${line}: exec: `;
    const found = error.code === 'ENOENT' ? 'not found' : 'Permission denied';
    yield* err(`${script}: ${at}${argv[0] ?? ''}: ${found}`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

/** What a database insists on being told, by its server's name: any one of these variables. */
const REQUIRED: Readonly<Record<string, { readonly anyOf: readonly string[]; readonly complaint: string }>> = {
  mysqld: {
    anyOf: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
    complaint:
      '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD',
  },
  mariadbd: {
    anyOf: [
      'MARIADB_ROOT_PASSWORD',
      'MARIADB_ROOT_PASSWORD_HASH',
      'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
      'MARIADB_RANDOM_ROOT_PASSWORD',
      'MYSQL_ROOT_PASSWORD',
    ],
    complaint:
      '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD',
  },
  postgres: {
    anyOf: ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD'],
    complaint:
      'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n       connections without a password. This is *not* recommended.\n\n       See PostgreSQL documentation about "trust":\n       https://www.postgresql.org/docs/current/auth-trust.html',
  },
};

/** The script of a database's image: refuses to begin without a password, then becomes the server. */
export const databaseEntrypoint: Program = function* (proc) {
  const argv = proc.argv.slice(1);
  const rule = REQUIRED[argv[0] ?? ''];
  if (rule && !rule.anyOf.some((name) => (proc.env[name] ?? '') !== '')) {
    const stamp = argv[0] === 'postgres' ? '' : `${timestamp(proc.now)} `;
    yield* err(`${stamp}${rule.complaint}`);
    return 1;
  }
  const server = argv[0]?.startsWith('-') ? ['mysqld', ...argv] : argv;
  return yield* become(proc, server, '/usr/local/bin/docker-entrypoint.sh');
};

/** `2026-01-05 09:00:00+00:00` */
function timestamp(at: number): string {
  return rfc3339Nano(Math.floor(at / 1000) * 1000)
    .replace('T', ' ')
    .replace('Z', '+00:00');
}

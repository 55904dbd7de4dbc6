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

/** An entrypoint script's last line, `exec "$@"`: what is no program ends it, in the words of the image's sh (dash, or BusyBox's ash). */
export function* become(proc: Process, argv: readonly string[], script: string, line?: number): Run<number> {
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

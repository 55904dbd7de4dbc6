import { bytesOf, hexOf, sha256Of } from '../base/index.ts';
import { ExecError, err, FsError, out, type Process, type Program, type Run, stat, writeFile } from '../os/index.ts';

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
      for (const line of listenOnIpv6(proc)) yield* out(`${script}: info: ${line}`);
    }
    yield* out(`${say}Configuration complete; ready for start up`);
  }
  return yield* become(proc, argv, '/docker-entrypoint.sh', 47);
};

const DEFAULT_CONF = '/etc/nginx/conf.d/default.conf';

/** SHA-256 of default.conf as the package has it, by which the script knows that nobody changed it. */
const PACKAGED = '373c05e8f0b72fc765497649010e6ba4fa0c6a5f139b132b033884c707da8649';

/** Lets default.conf listen on IPv6 too, unless somebody changed it; what is said of that. 10-listen-on-ipv6-by-default.sh */
function listenOnIpv6(proc: Process): readonly string[] {
  const conf = stat(proc.world, proc.fs, DEFAULT_CONF);
  if (conf?.kind !== 'file') return [`${DEFAULT_CONF} is not a file or does not exist`];
  const write = (text: string) => proc.transact((tx) => writeFile(tx, proc.fs, DEFAULT_CONF, text));
  try {
    write(conf.content);
  } catch (e) {
    if (!(e instanceof FsError)) throw e;
    return [`can not modify ${DEFAULT_CONF} (read-only file system?)`];
  }
  if (conf.content.includes('listen  [::]:80;')) return ['IPv6 listen already enabled'];
  const checks = `Getting the checksum of ${DEFAULT_CONF}`;
  if (hexOf(sha256Of(bytesOf(conf.content))) !== PACKAGED)
    return [checks, `${DEFAULT_CONF} differs from the packaged version`];
  write(conf.content.replace('listen       80;', 'listen       80;\n    listen  [::]:80;'));
  return [checks, `Enabled listen on IPv6 in ${DEFAULT_CONF}`];
}

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

import { rfc3339Nano } from '../../base/index.ts';
import { err, FsError, type Program, park, readFile, sleep } from '../../os/index.ts';
import { open } from '../server.ts';
import { readConfig } from './config.ts';

/** prometheus: reads its configuration, or says what is wrong with it and ends. */
export const prometheus: Program = function* (proc) {
  yield* sleep(100);
  const option = (name: string) => proc.argv.flatMap((a) => new RegExp(`^--${name}=(.*)$`).exec(a)?.[1] ?? []).at(-1);
  const file = option('config\\.file') ?? 'prometheus.yml';
  const address = option('web\\.listen-address') ?? '0.0.0.0:9090';
  const log = (level: string, source: string, message: string, more = '') =>
    err(`time=${stamp(proc.now)} level=${level} source=${source} msg=${quoted(message)}${more}`);
  const refused = (error: string) =>
    log('ERROR', 'main.go:642', `Error loading config (--config.file=${file})`, ` file=${file} err=${quoted(error)}`);
  let text: string;
  try {
    text = readFile(proc.world, proc.fs, file);
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    yield* refused(
      error.code === 'EISDIR' ? `read ${file}: is a directory` : `open ${file}: ${error.message.toLowerCase()}`,
    );
    return 2;
  }
  const jobs = readConfig(text);
  if (typeof jobs === 'string') {
    yield* refused(`parsing YAML file ${file}: ${jobs}`);
    return 2;
  }
  yield* log('INFO', 'main.go:768', 'Starting Prometheus Server', ' mode=server version="(version=3.7.3)"');
  const [host = '', port = '9090'] = address.split(/:(?=\d+$)/);
  const ip = host === '' || host === '0.0.0.0' ? '::' : host;
  const failed = open(proc, [{ port: Number(port), ip, service: 'prometheus', data: { file, text } }]);
  if (failed !== undefined) {
    yield* log(
      'ERROR',
      'main.go:1091',
      'Unable to start web listener',
      ` err="listen tcp ${address}: bind: ${failed.toLowerCase()}"`,
    );
    return 1;
  }
  yield* log('INFO', 'web.go:661', 'Start listening for connections', ` component=web address=${address}`);
  yield* log('INFO', 'main.go:1316', 'Completed loading of configuration file', ` filename=${file}`);
  yield* log('INFO', 'main.go:1030', 'Server is ready to receive web requests.');
  return yield* park({ TERM: 0, INT: 0 });
};

const quoted = (text: string) => (/[\s"=]/.test(text) ? JSON.stringify(text) : text);

function stamp(at: number): string {
  return rfc3339Nano(at).replace(/\.?(\d*)Z$/, (_, d: string) => `.${d.padEnd(3, '0').slice(0, 3)}Z`);
}

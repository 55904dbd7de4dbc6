import { rfc3339Nano } from '../base/index.ts';
import { err, FsError, joinPath, out, type Program, park, readFile, sleep } from '../os/index.ts';
import { open } from './server.ts';
import { readDeclaration } from './service/declaration.ts';

/** `java -jar FILE`: a Spring Boot app as its jar declares it (service/declaration.ts), with Spring's own options. */
export const java: Program = function* (proc) {
  const words = proc.argv.slice(1);
  const at = words.indexOf('-jar');
  const jar = at < 0 ? undefined : words[at + 1];
  if (jar === undefined) {
    yield* err(
      words.some((w) => /^--?version$/.test(w))
        ? 'openjdk version "21.0.8" 2025-07-15'
        : 'dockernet-course: not simulated: java without -jar\ndockernet-course: the nearest thing that is: java -jar FILE',
    );
    return words.some((w) => /^--?version$/.test(w)) ? 0 : 99;
  }
  let text: string;
  try {
    text = readFile(proc.world, proc.fs, joinPath(proc.cwd, jar));
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    yield* err(`Error: Unable to access jarfile ${jar}`);
    return 1;
  }
  const declaration = readDeclaration(text);
  if (typeof declaration === 'string') {
    yield* err(`Error: Invalid or corrupt jarfile ${jar}`);
    return 1;
  }
  const option = (name: string) =>
    words.flatMap((w) => new RegExp(`^(?:--|-D)${name.replace('.', '\\.')}=(.*)$`).exec(w)?.[1] ?? []).at(-1) ??
    proc.env[name.replace('.', '_').toUpperCase()];
  const port = Number(option('server.port') ?? declaration.listen);
  const ip = option('server.address')?.replace('localhost', '127.0.0.1') ?? '::';
  const line = (level: string, thread: string, logger: string, message: string) =>
    out(
      `${rfc3339Nano(proc.now).replace(/(\.\d+)?Z$/, (_, d?: string) => `${(d ?? '.').padEnd(4, '0')}Z`)} ${level.padStart(5)} ${proc.nspid} --- [${declaration.name}] [${thread.padStart(15)}] ${logger.padEnd(40)} : ${message}`,
    );
  yield* out(BANNER);
  yield* line('INFO', 'main', 'com.example.Application', 'Starting Application using Java 21.0.8');
  yield* sleep(1500);
  const data = { declaration, env: proc.env };
  const failed = open(proc, [{ port, ip, service: 'spring', data }]);
  if (failed !== undefined) {
    yield* out(
      `\n***************************\nAPPLICATION FAILED TO START\n***************************\n\nDescription:\n\nWeb server failed to start. Port ${port} was already in use.\n\nAction:\n\nIdentify and stop the process that's listening on port ${port} or configure this application to listen on another port.\n`,
    );
    return 1;
  }
  yield* line(
    'INFO',
    'main',
    'o.s.b.w.embedded.tomcat.TomcatWebServer',
    `Tomcat started on port ${port} (http) with context path '/'`,
  );
  yield* line(
    'INFO',
    'main',
    'com.example.Application',
    'Started Application in 1.9 seconds (process running for 2.3)',
  );
  return yield* park({ TERM: 143, INT: 130 });
};

const BANNER = `
  .   ____          _            __ _ _
 /\\\\ / ___'_ __ _ _(_)_ __  __ _ \\ \\ \\ \\
( ( )\\___ | '_ | '_| | '_ \\/ _\` | \\ \\ \\ \\
 \\\\/  ___)| |_)| | | | | || (_| |  ) ) ) )
  '  |____| .__|_| |_|_| |_\\__, | / / / /
 =========|_|==============|___/=/_/_/_/

 :: Spring Boot ::                (v3.5.7)
`;

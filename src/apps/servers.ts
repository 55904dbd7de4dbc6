import { err, out, type Program, type Programs, park, sleep } from '../os/index.ts';
import { consul } from './consul/command.ts';
import { databaseEntrypoint } from './databases/entrypoint.ts';
import { nginxEntrypoint } from './entrypoints.ts';
import { grafanaProgram } from './grafana.ts';
import { haproxyProgram } from './haproxy/program.ts';
import { java } from './java.ts';
import { mongod } from './mongo/server.ts';
import { mongosh } from './mongo/shell.ts';
import { mysqladmin } from './mysql/admin.ts';
import { mysqlClient } from './mysql/client.ts';
import { mysqld } from './mysql/server.ts';
import { nginxProgram, nginxReload, nginxReopen } from './nginx/program.ts';
import { errorTime } from './nginx/variables.ts';
import { nodeExporterProgram } from './node-exporter.ts';
import { psql } from './postgres/client.ts';
import { pgIsReady } from './postgres/ready.ts';
import { postgres } from './postgres/server.ts';
import { prometheus } from './prometheus/server.ts';
import { python } from './python/program.ts';
import { redisCli } from './redis/client.ts';
import { redisServer } from './redis/server.ts';
import { open } from './server.ts';
import { serviceProgram } from './service/program.ts';
import { serve } from './stand-in.ts';
import type { WhoamiData } from './whoami.ts';

/** An interpreter: without a terminal and without a script it ends at once, as `docker run -d python` does. */
function interpreter(name: string): Program {
  return function* (proc) {
    yield* sleep(30);
    if (proc.argv.length > 1) {
      yield* err(`dockernet-course: not simulated: ${name} programs (traefik/whoami and nginx answer HTTP)`);
      return 99;
    }
    if (!proc.isatty(0)) return 0;
    yield* err(`dockernet-course: not simulated: the ${name} prompt (sh and bash are)`);
    return 99;
  };
}

/** Apache's httpd in the foreground: a page, and nothing else of its configuration. */
const httpd: Program = function* (proc) {
  yield* sleep(30);
  const failed = open(proc, [{ port: 80, service: 'httpd' }], 'httpd');
  if (failed !== undefined) {
    yield* err(
      '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs',
    );
    return 1;
  }
  yield* err(
    "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using the container's address. Set the 'ServerName' directive globally to suppress this message",
  );
  return yield* park({ TERM: 0, WINCH: 0, INT: 0 });
};

const hello: Program = function* () {
  yield* out('\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n');
  return 0;
};

/** `whoami [--port N] [--name NAME]`, which says what it does as Go's log package writes it: `2026/01/05 09:00:00 Starting up on port 80`. */
const whoami: Program = function* (proc) {
  proc.trap('TERM', 'default');
  const option = (name: string): string | undefined => {
    // as Go's flag package reads them
    const at = proc.argv.findIndex((a) => new RegExp(`^--?${name}(=|$)`).test(a));
    return at < 0 ? undefined : (/=(.*)/s.exec(proc.argv[at] ?? '')?.[1] ?? proc.argv[at + 1]);
  };
  const port = Number(option('port') ?? proc.env.WHOAMI_PORT_NUMBER ?? 80);
  const data: WhoamiData = { name: option('name') ?? proc.env.WHOAMI_NAME ?? '' };
  yield* err(`${errorTime(proc.now)} Starting up on port ${port}`);
  yield* sleep(10);
  const failed = open(proc, [{ port, ip: '::', service: 'whoami', data }]);
  if (failed === undefined) return yield* park({ TERM: 0, INT: 0 });
  yield* err(`${errorTime(proc.now)} listen tcp :${port}: bind: ${failed.toLowerCase()}`);
  return 1;
};

/** Programs that images run as servers, by id. */
export const serverPrograms: Programs = {
  serve: { run: serve },
  nginx: { run: nginxProgram },
  'nginx-reload': { run: nginxReload },
  'nginx-reopen': { run: nginxReopen },
  'nginx-entrypoint': { run: nginxEntrypoint },
  'database-entrypoint': { run: databaseEntrypoint },
  haproxy: { run: haproxyProgram },
  httpd: { run: httpd },
  whoami: { run: whoami },
  hello: { run: hello },
  service: { run: serviceProgram },
  java: { run: java },
  'redis-server': { run: redisServer },
  'redis-cli': { run: redisCli },
  mysqld: { run: mysqld },
  mysql: { run: mysqlClient },
  mysqladmin: { run: mysqladmin },
  postgres: { run: postgres },
  psql: { run: psql },
  pg_isready: { run: pgIsReady },
  mongod: { run: mongod },
  mongosh: { run: mongosh },
  consul: { run: consul },
  prometheus: { run: prometheus },
  node_exporter: { run: nodeExporterProgram },
  grafana: { run: grafanaProgram },
  python3: { run: python },
  node: { run: interpreter('Node.js') },
};

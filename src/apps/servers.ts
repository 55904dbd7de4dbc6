import { err, out, type Program, type Programs, park, sleep } from '../os/index.ts';
import { databaseEntrypoint, nginxEntrypoint } from './entrypoints.ts';
import { haproxyProgram } from './haproxy/program.ts';
import { nginxProgram, nginxReload, nginxReopen } from './nginx/program.ts';
import { errorTime } from './nginx/variables.ts';
import { python } from './python/program.ts';
import { open, server } from './server.ts';
import { serve } from './stand-in.ts';

/** Says what the simulation of a server leaves out, and ends as what is not simulated ends. */
function unsimulated(what: string, instead: string): Program {
  return function* () {
    yield* err(`dockernet-course: not simulated: ${what} (${instead})`);
    return 99;
  };
}

const silent = (port: number) => ({ port, service: 'silent' });

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

/** `whoami [--port N]`, which says what it does as Go's log package writes it: `2026/01/05 09:00:00 Starting up on port 80`. */
const whoami: Program = function* (proc) {
  proc.trap('TERM', 'default');
  const at = proc.argv.findIndex((a) => a === '--port' || a === '-port');
  const port = Number((at < 0 ? undefined : proc.argv[at + 1]) ?? proc.env.WHOAMI_PORT_NUMBER ?? 80);
  yield* err(`${errorTime(proc.now)} Starting up on port ${port}`);
  yield* sleep(10);
  const failed = open(proc, [{ port, ip: '::', service: 'whoami' }]);
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
  'redis-server': { run: server([silent(6379)]) },
  'redis-cli': { run: unsimulated('redis-cli', 'nc shows whether the port answers') },
  mysqld: { run: server([silent(3306), silent(33060)], { after: 400 }) },
  postgres: { run: server([silent(5432)], { after: 300 }) },
  mongod: { run: server([silent(27017)], { after: 300 }) },
  consul: { run: server([silent(8500), silent(8600)], { after: 200 }) },
  prometheus: { run: server([silent(9090)], { after: 100 }) },
  node_exporter: { run: server([silent(9100)]) },
  grafana: { run: server([silent(3000)], { after: 500 }) },
  python3: { run: python },
  node: { run: interpreter('Node.js') },
};

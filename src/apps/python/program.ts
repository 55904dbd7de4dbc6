import { isIpv6 } from '../../base/index.ts';
import { listen, NetError, strerror } from '../../net/index.ts';
import { err, joinPath, out, type Process, type Program, park, type Run, sleep } from '../../os/index.ts';

const USAGE = 'usage: server.py [-h] [--cgi] [-b ADDRESS] [-d DIRECTORY] [-p VERSION] [port]';
const HELP = `${USAGE}

positional arguments:
  port                  bind to this port (default: 8000)

options:
  -h, --help            show this help message and exit
  --cgi                 run as CGI server
  -b ADDRESS, --bind ADDRESS
                        bind to this address (default: all interfaces)
  -d DIRECTORY, --directory DIRECTORY
                        serve this directory (default: current directory)
  -p VERSION, --protocol VERSION
                        conform to this HTTP version (default: HTTP/1.0)`;

/** `python3 -m http.server [-b ADDRESS] [-d DIRECTORY] [PORT]`: the one Python program that is simulated. */
export const python: Program = function* (proc) {
  yield* sleep(30);
  const args = proc.argv.slice(1).filter((a) => a !== '-u');
  if (args[0] === '--version' || args[0] === '-V') {
    yield* out('Python 3.11.7');
    return 0;
  }
  if (args[0] === '-m' && args[1] === 'http.server') return yield* httpServer(proc, args.slice(2));
  if (args.length > 0) {
    yield* err('dockernet-course: not simulated: Python programs other than `python3 -m http.server`');
    return 99;
  }
  if (!proc.isatty(0)) return 0;
  yield* err('dockernet-course: not simulated: the Python prompt (sh and bash are)');
  return 99;
};

interface Choice {
  readonly port: number;
  readonly address: string;
  readonly directory: string;
}

function* httpServer(proc: Process, args: readonly string[]): Run<number> {
  if (args.some((a) => a === '-h' || a === '--help')) {
    yield* out(HELP);
    return 0;
  }
  const choice = read(args, proc.cwd);
  if (typeof choice === 'string') {
    yield* err(`${USAGE}\nserver.py: error: ${choice}`);
    return 2;
  }
  const { port, address, directory } = choice;
  yield* sleep(60);
  try {
    proc.transact((tx) =>
      listen(tx, {
        netns: proc.netns,
        proto: 'tcp',
        ip: address,
        port,
        pid: proc.pid,
        comm: 'python3',
        service: 'python-http',
        data: directory,
      }),
    );
  } catch (e) {
    if (!(e instanceof NetError)) throw e;
    yield* err(`Traceback (most recent call last):\n  …\nOSError: [Errno ${ERRNO[e.code] ?? 22}] ${strerror(e.code)}`);
    return 1;
  }
  const shown = isIpv6(address) ? `[${address}]` : address;
  yield* out(`Serving HTTP on ${address} port ${port} (http://${shown}:${port}/) ...`);
  const status = yield* park({ INT: 0 });
  return status;
}

/** Numbers of errno(3) that bind(2) gives. */
const ERRNO: Readonly<Record<string, number>> = { EADDRINUSE: 98, EADDRNOTAVAIL: 99, EACCES: 13 };

/** The choices of the command line, or what argparse says of them. */
function read(args: readonly string[], cwd: string): Choice | string {
  let [port, address, directory]: [string | undefined, string, string] = [undefined, '0.0.0.0', cwd];
  for (let i = 0; i < args.length; i++) {
    const [, name = args[i] ?? '', inline] = /^(--\w+)=(.*)$/.exec(args[i] ?? '') ?? [];
    if (!name.startsWith('-')) {
      if (port !== undefined) return `unrecognized arguments: ${name}`;
      port = name;
      continue;
    }
    if (!['-b', '--bind', '-d', '--directory'].includes(name)) return `unrecognized arguments: ${name}`;
    const value = inline ?? args[++i];
    if (value === undefined)
      return `argument ${name.startsWith('-b') || name === '--bind' ? '-b/--bind' : '-d/--directory'}: expected one argument`;
    if (name === '-b' || name === '--bind') address = value === 'localhost' ? '127.0.0.1' : value;
    else directory = joinPath(cwd, value);
  }
  if (port !== undefined && !/^\d+$/.test(port)) return `argument port: invalid int value: '${port}'`;
  return { port: Number(port ?? 8000), address, directory };
}

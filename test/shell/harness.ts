import { World } from '../../src/base/index.ts';
import {
  err,
  fsAdd,
  joinPath,
  Kernel,
  mkdir,
  out,
  type Program,
  type Programs,
  read,
  readAll,
  readFile,
  sleep,
  Transcript,
  textSource,
  utsNames,
  write,
  writeFile,
} from '../../src/os/index.ts';
import { shellProgram } from '../../src/shell/index.ts';

const echo: Program = function* (proc) {
  yield* out(proc.argv.slice(1).join(' '));
  return 0;
};

const cat: Program = function* (proc) {
  if (proc.argv.length === 1) {
    for (let data = yield* read(); data !== undefined; data = yield* read()) yield* write(data);
    return 0;
  }
  let status = 0;
  for (const path of proc.argv.slice(1)) {
    if (path === '/dev/null') continue;
    try {
      yield* write(path === '-' ? yield* readAll() : readFile(proc.world, proc.fs, joinPath(proc.cwd, path)));
    } catch (e) {
      yield* err(`cat: ${path}: ${e instanceof Error ? e.message : ''}`);
      status = 1;
    }
  }
  return status;
};

const sleeper: Program = function* (proc) {
  yield* sleep(proc.argv[1] === 'infinity' ? 1e15 : Number(proc.argv[1]) * 1000);
  return 0;
};

const yes: Program = function* () {
  for (;;) yield* out('y');
};

const head: Program = function* (proc) {
  let left = Number(proc.argv.find((a) => /\d/.test(a))?.replace(/\D/g, '') ?? 10);
  for (let data = yield* read(); data !== undefined && left > 0; data = yield* read()) {
    for (const line of data.split(/(?<=\n)/)) if (left-- > 0) yield* write(line);
    if (left <= 0) return 0;
  }
  return 0;
};

const env: Program = function* (proc) {
  for (const [k, v] of Object.entries(proc.env)) yield* out(`${k}=${v}`);
  return 0;
};

/** Stand-ins for programs that scripts need; the real ones live above the shell. */
export const STAND_INS: Programs = {
  bash: { run: shellProgram('bash') },
  dash: { run: shellProgram('dash') },
  ash: { run: shellProgram('ash') },
  cat: { run: cat },
  echo: { run: echo },
  sleep: { run: sleeper },
  yes: { run: yes },
  head: { run: head },
  env: { run: env },
};

/** A kernel with one host that has the stand-ins in /bin. */
export function makeKernel(programs: Programs = STAND_INS, now = 1_700_000_000_000, seed = 7): Kernel {
  const kernel = new Kernel(World.empty(now, seed), { programs, apps: {} });
  kernel.transact((tx) => {
    fsAdd(tx, 'host');
    for (const dir of ['/bin', '/usr/bin', '/tmp/w', '/root', '/etc', '/dev'])
      mkdir(tx, 'host', dir, { parents: true });
    for (const id of Object.keys(programs))
      writeFile(tx, 'host', `/usr/bin/${id.replace(/^.*\//, '')}`, '', { mode: 0o755, program: id });
    writeFile(tx, 'host', '/usr/bin/sh', '', { mode: 0o755, program: 'dash' });
    writeFile(tx, 'host', '/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
    tx.put(utsNames, 'host', { hostname: 'node1', domainname: '' });
  });
  return kernel;
}

export interface Played {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | undefined;
}

/** Runs argv to its end in a kernel. */
export async function play(
  argv: readonly string[],
  options: {
    readonly kernel?: Kernel;
    readonly stdin?: string;
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<Played & { readonly chunks: readonly { fd: 1 | 2; data: string }[] }> {
  const kernel = options.kernel ?? makeKernel();
  const screen = new Transcript();
  const child = kernel.spawn({
    argv,
    place: { host: 'host', netns: 'host', fs: 'host' },
    env: { PATH: '/usr/bin:/bin', HOME: '/root', ...options.env },
    cwd: options.cwd ?? '/tmp',
    stdin: textSource(options.stdin ?? ''),
    stdout: screen.sink(1),
    stderr: screen.sink(2),
  });
  for (;;) {
    const why = kernel.runUntil(() => child.status() !== undefined, kernel.now + 3_600_000);
    if (why !== 'promise') break;
    await kernel.pending();
  }
  return { stdout: screen.text(1), stderr: screen.text(2), status: child.status(), chunks: screen.chunks };
}

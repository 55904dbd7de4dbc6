import {
  ExecError,
  type Place,
  type Process,
  type ProcessRow,
  type Program,
  processes,
  type Run,
  wait,
} from '../../os/index.ts';
import { type Answer, command, guarded, notSimulated, ok, quit } from '../lib/answer.ts';
import { getopt, has, optionOf } from '../lib/getopt.ts';
import { netnsOfFile } from '../lib/netns-file.ts';

/** nsenter(1): runs a command in the namespaces of another process. */
export const nsenter: Program = (proc) => guarded(enter(proc));

const LONG = {
  target: 't=',
  all: 'a',
  mount: 'm=?',
  uts: 'u=?',
  ipc: 'i=?',
  net: 'n=?',
  pid: 'p=?',
  user: 'U=?',
  cgroup: 'C=?',
  root: 'r=?',
  wd: 'w=?',
  help: 'h',
};

function* enter(proc: Process): Run<number> {
  const parsed = getopt(proc.argv.slice(1), { short: '+at:m::u::i::n::p::U::C::r::w::FS:G:h', long: LONG });
  if ('error' in parsed) quit(`nsenter: ${parsed.error}\nTry 'nsenter --help' for more information.`, 1);
  const which = parsed.options.find((o) => ['n', 'm', 'u', 'p', 'i', 'a'].includes(o.name));
  const pid = optionOf(parsed, 't');
  const file = parsed.options.find((o) => o.name === 'n')?.value ?? '';
  if (!which) quit('nsenter: no namespace specified', 1);
  if (pid === undefined && file === '') quit('nsenter: neither filename nor target pid supplied for ns/net', 1);
  if (!proc.capable('SYS_ADMIN')) quit('nsenter: reassociate to namespaces failed: Operation not permitted', 1);
  const target = pid === undefined ? byFile(proc, file) : byPid(proc, pid);
  const all = has(parsed, 'a');
  const mount = all || has(parsed, 'm');
  const whole =
    mount && target.container !== undefined
      ? { container: target.container }
      : proc.container === undefined
        ? {}
        : { container: proc.container };
  const uts =
    all || has(parsed, 'u')
      ? `c:${target.container ?? target.host}`
      : (proc.uts ?? (proc.container === undefined ? proc.host : `c:${proc.container}`));
  const place: Place = {
    host: proc.host,
    netns: all || has(parsed, 'n') ? target.netns : proc.netns,
    fs: mount ? target.fs : proc.fs,
    uts,
    ...whole,
  };
  const argv = parsed.operands.length > 0 ? parsed.operands : ['/bin/sh'];
  try {
    return yield* wait(proc.spawn({ argv, place, ...(mount ? { cwd: '/' } : {}) }));
  } catch (e) {
    if (e instanceof ExecError) quit(`nsenter: failed to execute ${argv[0]}: No such file or directory`, 127);
    throw e;
  }
}

type Target = Pick<ProcessRow, 'host' | 'netns' | 'fs' | 'container'>;

function byPid(proc: Process, pid: string): Target {
  const found = visible(proc).find((p) => String(proc.container === undefined ? p.pid : p.nspid) === pid);
  return found ?? quit(`nsenter: cannot open /proc/${pid}/ns/net: No such file or directory`, 1);
}

/** `--net=/var/run/docker/netns/…`: a file that stands for a namespace. */
function byFile(proc: Process, file: string): Target {
  const netns = netnsOfFile(proc, file);
  if (netns === undefined) return quit(`nsenter: cannot open ${file}: No such file or directory`, 1);
  return { host: proc.host, netns, fs: proc.fs };
}

function visible(proc: Process): ProcessRow[] {
  return proc.world
    .by(processes, 'host', proc.host)
    .filter((p) => proc.container === undefined || p.container === proc.container);
}

/** lsns(8) for network namespaces. */
export const lsns: Program = command((proc, args) => {
  if (!args.includes('net') && !args.some((a) => a === '-tnet')) notSimulated('lsns without -t net', 'lsns -t net');
  const seen = new Map<string, ProcessRow[]>();
  for (const p of visible(proc)
    .filter((x) => !x.hidden)
    .sort((a, b) => a.pid - b.pid))
    seen.set(p.netns, [...(seen.get(p.netns) ?? []), p]);
  const rows = [...seen.values()].map((list, i) => {
    const [first] = list;
    return `${String(4_026_531_840 + i * 73)} net  ${String(list.length).padStart(6)} ${String(first?.pid).padStart(5)} ${(first?.user ?? '').padEnd(4)} ${(i === 0 ? 'unassigned' : String(i)).padStart(10)} ${''.padEnd(30)} ${first?.argv.join(' ')}\n`;
  });
  return ok(`        NS TYPE NPROCS   PID USER    NETNSID NSFS                           COMMAND\n${rows.join('')}`);
});

/** unshare(1): only what needs no new namespace; the rest says so. */
export const unshare: Program = command((proc): Answer => {
  if (!proc.capable('SYS_ADMIN')) return quit('unshare: unshare failed: Operation not permitted', 1);
  return notSimulated('unshare', 'ip netns add NAME; ip netns exec NAME COMMAND');
});

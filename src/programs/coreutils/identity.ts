import { hostname, type Process, type Program } from '../../os/index.ts';
import { type Answer, command, ok, quit } from '../lib/answer.ts';
import { type Dialect, misused, quoted, toolOptions } from '../lib/dialect.ts';
import { has, optionOf } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';

/** What uname(2) tells: the kernel on which the recordings were made runs on amd64; its release is an ordinary one. */
const KERNEL = {
  sysname: 'Linux',
  release: '6.12.43+deb13-amd64',
  version: '#1 SMP PREEMPT_DYNAMIC Debian 6.12.43-1 (2025-08-27)',
  machine: 'x86_64',
} as const;

/** uname(1). */
export function uname(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'uname', args, {
      short: 'asnrvmpio',
      long: {
        all: 'a',
        'kernel-name': 's',
        nodename: 'n',
        'kernel-release': 'r',
        'kernel-version': 'v',
        machine: 'm',
        processor: 'p',
        'hardware-platform': 'i',
        'operating-system': 'o',
      },
    });
    if (parsed.operands.length > 0)
      misused(dialect, 'uname', `extra operand ${quoted('gnu', parsed.operands[0] ?? '')}`);
    const all = has(parsed, 'a');
    const want = (name: string) => all || has(parsed, name) || (name === 's' && parsed.options.length === 0);
    const words = [
      want('s') && KERNEL.sysname,
      want('n') && hostname(proc.world, proc),
      want('r') && KERNEL.release,
      want('v') && KERNEL.version,
      want('m') && KERNEL.machine,
      has(parsed, 'p') && 'unknown',
      has(parsed, 'i') && 'unknown',
      want('o') && 'GNU/Linux',
    ];
    return ok(`${words.filter(Boolean).join(' ')}\n`);
  });
}

/** arch(1). */
export const arch: Program = command(() => ok(`${KERNEL.machine}\n`));

/** nproc(1): the lab machines have two processors. */
export function nproc(dialect: Dialect): Program {
  return command((_, args) => {
    const parsed = toolOptions(dialect, 'nproc', args, { short: '', long: { all: 'a', ignore: 'i=' } });
    const [extra] = parsed.operands;
    if (extra !== undefined) misused(dialect, 'nproc', `extra operand ${quoted(dialect, extra)}`);
    const less = optionOf(parsed, 'i') ?? '0';
    if (!/^\d+$/.test(less))
      quit(`nproc: ${dialect === 'gnu' ? `invalid number: ${quoted('gnu', less)}` : `invalid number '${less}'`}`, 1);
    return ok(`${Math.max(1, 2 - Number(less))}\n`);
  });
}

interface Account {
  readonly name: string | undefined;
  readonly uid: string;
  readonly gid: string;
}

/** The account of a user as a process names it (a name or a number), from /etc/passwd. */
function account(proc: Process, user: string): Account | undefined {
  const file = readText(proc, '/etc/passwd');
  const lines = 'text' in file ? file.text.split('\n').map((l) => l.split(':')) : [];
  const [who = '', group] = user.split(':');
  const found = lines.find(([name, , uid]) => name === who || uid === who);
  if (found) return { name: found[0], uid: found[2] ?? '0', gid: group ?? found[3] ?? '0' };
  if (who === 'root') return { name: 'root', uid: '0', gid: group ?? '0' };
  return /^\d+$/.test(who) ? { name: undefined, uid: who, gid: group ?? '0' } : undefined;
}

function groupName(proc: Process, gid: string): string | undefined {
  const file = readText(proc, '/etc/group');
  const lines = 'text' in file ? file.text.split('\n').map((l) => l.split(':')) : [];
  return lines.find((l) => l[2] === gid)?.[0];
}

const named = (id: string, name: string | undefined) => (name === undefined ? id : `${id}(${name})`);

/** id(1). */
export function id(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'id', args, {
      short: 'ugGnrz',
      long: { user: 'u', group: 'g', groups: 'G', name: 'n', real: 'r' },
    });
    const who = parsed.operands[0];
    const found = account(proc, who ?? proc.user);
    if (!found) quit(dialect === 'gnu' ? `id: ${quoted('gnu', who ?? '')}: no such user` : `id: unknown user ${who}`);
    const group = groupName(proc, found.gid);
    const name = has(parsed, 'n');
    if (has(parsed, 'u')) return ok(`${name ? (found.name ?? found.uid) : found.uid}\n`);
    if (has(parsed, 'g', 'G')) return ok(`${name ? (group ?? found.gid) : found.gid}\n`);
    return ok(`uid=${named(found.uid, found.name)} gid=${named(found.gid, group)} groups=${named(found.gid, group)}\n`);
  });
}

/** whoami(1). */
export function whoami(dialect: Dialect): Program {
  return command((proc) => {
    const found = account(proc, proc.user);
    if (found?.name !== undefined) return ok(`${found.name}\n`);
    return quit(
      dialect === 'gnu'
        ? `whoami: cannot find name for user ID ${found?.uid ?? proc.user}`
        : `whoami: unknown uid ${found?.uid ?? proc.user}`,
    );
  });
}

/** groups(1). */
export const groups: Program = command((proc) => {
  const found = account(proc, proc.user);
  return ok(`${groupName(proc, found?.gid ?? '0') ?? found?.gid ?? 'root'}\n`);
});

/** tty(1). */
export const tty: Program = command(
  (proc): Answer => (proc.isatty(0) ? ok('/dev/pts/0\n') : { out: 'not a tty\n', code: 1 }),
);

/** logname(1): nobody has logged in. */
export const logname: Program = command((): Answer => ({ err: 'logname: no login name\n', code: 1 }));

/** hostid(1). */
export const hostid: Program = command(() => ok('007f0100\n'));

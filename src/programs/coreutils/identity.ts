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
  /** Its own first. */
  readonly gids: readonly string[];
}

const rowsOf = (proc: Process, path: string): string[][] => {
  const file = readText(proc, path);
  return 'text' in file ? file.text.split('\n').map((l) => l.split(':')) : [];
};

/** The account of a user, given as a name or a number, from /etc/passwd and /etc/group. */
function account(proc: Process, who: string): Account | undefined {
  const found = rowsOf(proc, '/etc/passwd').find(([name, , uid]) => name === who || uid === who);
  const root = who === 'root' || who === '0';
  if (!found && !root && !/^\d+$/.test(who)) return undefined;
  const name = found?.[0] ?? (who === 'root' ? who : undefined);
  const own = found?.[3] ?? '0';
  const beside = rowsOf(proc, '/etc/group').filter((l) => name !== undefined && (l[3] ?? '').split(',').includes(name));
  return {
    name,
    uid: found?.[2] ?? (root ? '0' : who),
    gids: [...new Set([own, ...beside.map((l) => l[2] ?? '')])],
  };
}

/** The account that the process itself runs as, with the groups that it really has. */
function own(proc: Process): Account | undefined {
  const found = account(proc, proc.user);
  return found && proc.groups ? { ...found, gids: proc.groups.map(String) } : found;
}

const groupName = (proc: Process, gid: string): string | undefined =>
  rowsOf(proc, '/etc/group').find((l) => l[2] === gid)?.[0];

const named = (id: string, name: string | undefined) => (name === undefined ? id : `${id}(${name})`);

/** The ids by name, as -n asks for; one that has none stays a number, and is complained of. */
function byName(
  dialect: Dialect,
  tool: string,
  kind: 'user' | 'group',
  ids: readonly (readonly [id: string, name: string | undefined])[],
): Answer {
  const nameless = ids.filter(([, name]) => name === undefined).map(([id]) => id);
  const why = dialect === 'gnu' ? `cannot find name for ${kind} ID` : 'unknown ID';
  return {
    out: `${ids.map(([id, name]) => name ?? id).join(' ')}\n`,
    err: nameless.map((id) => `${tool}: ${why} ${id}\n`).join(''),
    code: nameless.length > 0 ? 1 : 0,
  };
}

/** id(1). BusyBox tells the groups as getgroups(2) gives them, in order; coreutils the process's own first. */
export function id(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(dialect, 'id', args, {
      short: 'ugGnrz',
      long: { user: 'u', group: 'g', groups: 'G', name: 'n', real: 'r' },
    });
    const who = parsed.operands[0];
    const found = who === undefined ? own(proc) : account(proc, who);
    if (!found) quit(dialect === 'gnu' ? `id: ${quoted('gnu', who ?? '')}: no such user` : `id: unknown user ${who}`);
    const gids = told(dialect, found);
    const gid = found.gids[0] ?? '0';
    const ids = has(parsed, 'u') ? [found.uid] : has(parsed, 'g') ? [gid] : gids;
    const name = (id: string) => (has(parsed, 'u') ? found.name : groupName(proc, id));
    if (has(parsed, 'u', 'g', 'G'))
      return has(parsed, 'n')
        ? byName(
            dialect,
            'id',
            has(parsed, 'u') ? 'user' : 'group',
            ids.map((id) => [id, name(id)]),
          )
        : ok(`${ids.join(' ')}\n`);
    const group = (id: string) => named(id, groupName(proc, id));
    return ok(`uid=${named(found.uid, found.name)} gid=${group(gid)} groups=${gids.map(group).join(',')}\n`);
  });
}

const told = (dialect: Dialect, { gids }: Account) =>
  dialect === 'gnu' ? gids : gids.toSorted((a, b) => Number(a) - Number(b));

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
export function groups(dialect: Dialect): Program {
  return command((proc) => {
    const found = own(proc);
    const gids = found ? told(dialect, found) : ['0'];
    return byName(
      dialect,
      'groups',
      'group',
      gids.map((id) => [id, groupName(proc, id)]),
    );
  });
}

/** tty(1). */
export const tty: Program = command(
  (proc): Answer => (proc.isatty(0) ? ok('/dev/pts/0\n') : { out: 'not a tty\n', code: 1 }),
);

/** logname(1): nobody has logged in. */
export const logname: Program = command((): Answer => ({ err: 'logname: no login name\n', code: 1 }));

/** hostid(1). */
export const hostid: Program = command(() => ok('007f0100\n'));

import { addrDelete, linkByName, linkSet, NetError, netnsAdd, netnsDelete, netnses } from '../../net/index.ts';
import {
  ExecError,
  list,
  mkdir,
  type Place,
  type Process,
  type Run,
  remove,
  stat,
  wait,
  writeFile,
} from '../../os/index.ts';
import { type Answer, fail, notSimulated, ok, quit } from '../lib/answer.ts';
import { netnsOfFile, netnsOfPid } from '../lib/netns-file.ts';
import { matches } from './options.ts';

/** Where ip-netns(8) keeps its names. */
const RUN = '/run/netns';

/** The namespace that a command line names: a name of `ip netns`, a file, or a process id; get_netns of lib/namespace.c. */
export function findNetns(proc: Process, word: string): string {
  const named = netnsOfFile(proc, word.includes('/') ? word : `${RUN}/${word}`);
  return (
    named ??
    (/^\d+$/.test(word) ? netnsOfPid(proc, word) : undefined) ??
    quit(`Error: argument "${word}" is wrong: Invalid "netns" value\n`, 255)
  );
}

/** The namespace of `ip -n NAME` and `ip netns exec NAME`. */
export function openNetns(proc: Process, name: string): string {
  const file = name.startsWith('/') ? name : `${RUN}/${name}`;
  return netnsOfFile(proc, file) ?? quit(`Cannot open network namespace "${name}": No such file or directory`, 255);
}

/** `ip netns …` that answers at once; `exec` is `netnsExec`. */
export function netns(proc: Process, words: string[]): Answer {
  const verb = words[0];
  if (verb === undefined || matches(verb, 'list') || matches(verb, 'show') || verb === 'lst')
    return ok(
      names(proc)
        .map((n) => `${n}\n`)
        .join(''),
    );
  if (matches(verb, 'help')) return fail(NETNS_USAGE, 255);
  if (matches(verb, 'add')) return add(proc, words[1] ?? quit('No netns name specified', 255));
  if (matches(verb, 'delete')) return drop(proc, words[1] ?? quit('No netns name specified', 255));
  if (['set', 'attach', 'identify', 'pids', 'monitor', 'list-id'].includes(verb))
    notSimulated(`ip netns ${verb}`, 'ip netns list, add, delete, exec');
  return fail(`Command "${verb}" is unknown, try "ip netns help".`, 255);
}

function names(proc: Process): string[] {
  return stat(proc.world, proc.fs, RUN) ? list(proc.world, proc.fs, RUN).reverse() : [];
}

function add(proc: Process, name: string): Answer {
  if (!proc.capable('SYS_ADMIN')) return fail(`mkdir ${RUN} failed: Permission denied`, 1);
  if (stat(proc.world, proc.fs, `${RUN}/${name}`))
    return fail(`Cannot create namespace file "${RUN}/${name}": File exists`, 1);
  proc.transact((tx) => {
    const made = netnsAdd(tx, {
      id: `n:${proc.host}:${name}`,
      host: proc.host,
      file: `${RUN}/${name}`,
    });
    // a fresh namespace's lo is down and bare; bringing it up gives it its addresses
    const lo = linkByName(tx, made.id, 'lo');
    if (lo) {
      linkSet(tx, lo.id, { up: false });
      for (const a of linkByName(tx, made.id, 'lo')?.addrs ?? []) addrDelete(tx, lo.id, a);
    }
    mkdir(tx, proc.fs, RUN, { parents: true });
    writeFile(tx, proc.fs, `${RUN}/${name}`, '', { mode: 0o444 });
  });
  return ok();
}

function drop(proc: Process, name: string): Answer {
  if (!stat(proc.world, proc.fs, `${RUN}/${name}`))
    return fail(`Cannot remove namespace file "${RUN}/${name}": No such file or directory`, 255);
  proc.transact((tx) => {
    const made = tx.by(netnses, 'file', `${proc.host}:${RUN}/${name}`)[0];
    if (made) netnsDelete(tx, made.id);
    remove(tx, proc.fs, `${RUN}/${name}`);
  });
  return ok();
}

/** `ip netns exec NAME COMMAND…`. */
export function* netnsExec(proc: Process, words: readonly string[]): Run<number> {
  const [name, ...argv] = words;
  if (name === undefined) quit('No netns name specified', 255);
  if (argv.length === 0) quit('No command specified', 255);
  const place: Place = {
    host: proc.host,
    fs: proc.fs,
    netns: openNetns(proc, name),
    ...(proc.container === undefined ? {} : { container: proc.container }),
  };
  try {
    return yield* wait(proc.spawn({ argv, place }));
  } catch (e) {
    if (e instanceof ExecError) quit(`exec of "${argv[0]}" failed: No such file or directory`, 255);
    if (e instanceof NetError) quit(e.message, 1);
    throw e;
  }
}

const NETNS_USAGE = `Usage:	ip netns list
	ip netns add NAME
	ip netns attach NAME PID
	ip netns set NAME NETNSID
	ip [-all] netns delete [NAME]
	ip netns identify [PID]
	ip netns pids NAME
	ip [-all] netns exec [NAME] cmd ...
	ip netns monitor
	ip netns list-id [target-nsid POSITIVE-INT] [nsid POSITIVE-INT]
NETNSID := auto | POSITIVE-INT
`;

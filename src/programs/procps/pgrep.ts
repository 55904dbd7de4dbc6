import type { Process, Program } from '../../os/index.ts';
import { signalOf } from '../coreutils/sleep.ts';
import { type Answer, command, fail, ok, quit } from '../lib/answer.ts';
import { getopt, has, optionOf } from '../lib/getopt.ts';
import { type Seen, seenBy } from './list.ts';

/** pgrep(1) and pkill(1). */
export function pgrep(tool: 'pgrep' | 'pkill'): Program {
  return command((proc, args) => {
    const signal =
      tool === 'pkill' ? args.find((a) => /^-([A-Z0-9]+|SIG\w+)$/.test(a) && signalOf(a.slice(1))) : undefined;
    const parsed = getopt(
      args.filter((a) => a !== signal),
      {
        short: 'aAcd:efFg:G:hHilLnoP:qs:t:u:U:vVwx',
        long: {
          'list-full': 'a',
          'list-name': 'l',
          count: 'c',
          full: 'f',
          exact: 'x',
          newest: 'n',
          oldest: 'o',
          inverse: 'v',
          parent: 'P=',
          signal: 's=',
          echo: 'e',
          'ignore-case': 'i',
          delimiter: 'd=',
        },
      },
    );
    if ('error' in parsed) quit(`${tool}: ${parsed.error}\nTry \`${tool} --help' for more information.`, 2);
    const [pattern, extra] = parsed.operands;
    if (pattern === undefined && !has(parsed, 'P', 'u', 'U', 'g', 't'))
      quit(`${tool}: no matching criteria specified\nTry \`${tool} --help' for more information.`, 2);
    if (extra !== undefined)
      quit(`${tool}: only one pattern can be provided\nTry \`${tool} --help' for more information.`, 2);
    const parent = optionOf(parsed, 'P');
    const test = matcher(pattern, { exact: has(parsed, 'x'), insensitive: has(parsed, 'i') });
    let found = seenBy(proc).filter(
      (s) =>
        !s.self &&
        test(has(parsed, 'f') ? s.args : s.comm) !== has(parsed, 'v') &&
        (parent === undefined || String(s.ppid) === parent),
    );
    if (has(parsed, 'n')) found = found.slice(-1);
    if (has(parsed, 'o')) found = found.slice(0, 1);
    if (tool === 'pkill')
      return killAll(proc, found, signal?.slice(1) ?? optionOf(parsed, 's') ?? 'TERM', has(parsed, 'e'));
    if (has(parsed, 'c')) return { out: `${found.length}\n`, code: found.length > 0 ? 0 : 1 };
    const line = (s: Seen) =>
      has(parsed, 'a') ? `${s.pid} ${s.args}` : has(parsed, 'l') ? `${s.pid} ${s.comm}` : String(s.pid);
    return {
      out: found.length === 0 ? '' : `${found.map(line).join(optionOf(parsed, 'd') ?? '\n')}\n`,
      code: found.length > 0 ? 0 : 1,
    };
  });
}

function matcher(
  pattern: string | undefined,
  how: { readonly exact: boolean; readonly insensitive: boolean },
): (text: string) => boolean {
  if (pattern === undefined) return () => true;
  const source = how.exact ? `^(?:${pattern})$` : pattern;
  try {
    const regex = new RegExp(source, how.insensitive ? 'i' : '');
    return (text) => regex.test(text);
  } catch {
    return quit(`pgrep: regex error: ${pattern}`, 2);
  }
}

function killAll(proc: Process, found: readonly Seen[], name: string, echo: boolean): Answer {
  const signal = signalOf(name) ?? quit(`pkill: invalid signal: ${name}`, 2);
  for (const s of found) proc.kill(s.row.pid, signal);
  return {
    out: echo ? found.map((s) => `${s.comm} killed (pid ${s.pid})\n`).join('') : '',
    code: found.length > 0 ? 0 : 1,
  };
}

/** pidof(8): newest first. */
export const pidof: Program = command((proc, args) => {
  const names = args.filter((a) => !a.startsWith('-')).map((a) => a.slice(a.lastIndexOf('/') + 1));
  const found = seenBy(proc)
    .filter((s) => !s.self && names.includes(s.comm))
    .map((s) => s.pid)
    .reverse();
  const shown = args.includes('-s') ? found.slice(0, 1) : found;
  return { out: shown.length === 0 ? '' : `${shown.join(' ')}\n`, code: shown.length > 0 ? 0 : 1 };
});

/** kill(1) as a file: the shell has its own. */
export const kill: Program = command((proc, args) => {
  if (args[0] === '-l' || args[0] === '--list')
    return ok(
      'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT\nCHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS\n',
    );
  let name = 'TERM';
  const rest = [...args];
  if (rest[0] === '-s' || rest[0] === '--signal') name = rest.splice(0, 2)[1] ?? '';
  else if (/^-[A-Za-z0-9]+$/.test(rest[0] ?? '') && rest[0] !== '--') name = (rest.shift() ?? '').slice(1);
  if (rest[0] === '--') rest.shift();
  if (name !== '0' && !signalOf(name)) return fail(`kill: invalid signal: ${name}`);
  if (rest.length === 0) return fail('kill: not enough arguments');
  const seen = seenBy(proc);
  const said = rest.map((word) => {
    if (!/^-?\d+$/.test(word)) return `kill: cannot find process "${word}"\n`;
    const target = seen.find((s) => String(s.pid) === word);
    const signal = signalOf(name);
    if (!target) return `kill: sending signal to ${word} failed: No such process\n`;
    if (signal) proc.kill(target.row.pid, signal);
    return '';
  });
  return { err: said.join(''), code: said.some(Boolean) ? 1 : 0 };
});

import type { CommandName } from 'just-bash';
import { type Process, type Program, type Run, readAll, write } from '../../os/index.ts';
import { guarded } from '../lib/answer.ts';
import { type Dialect, toolOptions } from '../lib/dialect.ts';
import { has } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';
import { runFilter } from './filter.ts';

/** md5sum(1) and its family: the digest is just-bash's, the words are the tool's. */
export function checksum(name: CommandName, dialect: Dialect): Program {
  return (proc) => guarded(run(proc, name, dialect));
}

function* digest(proc: Process, name: CommandName, text: string): Run<string> {
  const result = yield* runFilter(proc, name, [], text);
  return result.stdout.split(' ')[0] ?? '';
}

function complaint(name: string, dialect: Dialect, path: string, message: string): string {
  return dialect === 'gnu' ? `${name}: ${path}: ${message}\n` : `${name}: can't open '${path}': ${message}\n`;
}

function* run(proc: Process, name: CommandName, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, name, proc.argv.slice(1), {
    short: 'bctwsz',
    long: { binary: 'b', check: 'c', text: 't', quiet: 'q', status: 's', warn: 'w', tag: 'T' },
  });
  let status = 0;
  for (const path of parsed.operands.length > 0 ? parsed.operands : ['-']) {
    const file = path === '-' ? { text: yield* readAll() } : readText(proc, path);
    if (!('text' in file)) {
      status = 1;
      yield* write(complaint(name, dialect, path, file.message), 2);
    } else if (has(parsed, 'c'))
      status = (yield* check(proc, name, file.text, has(parsed, 's'), has(parsed, 'q'))) || status;
    else yield* write(`${yield* digest(proc, name, file.text)} ${has(parsed, 'b') ? '*' : ' '}${path}\n`);
  }
  return status;
}

function* check(proc: Process, name: CommandName, list: string, silent: boolean, quiet: boolean): Run<number> {
  let [bad, missing] = [0, 0];
  for (const line of list.split('\n')) {
    const m = /^([0-9a-f]+) [ *](.+)$/.exec(line);
    if (!m) continue;
    const file = readText(proc, m[2] ?? '');
    if (!('text' in file)) {
      missing++;
      yield* write(`${name}: ${m[2]}: ${file.message}\n`, 2);
      if (!silent) yield* write(`${m[2]}: FAILED open or read\n`);
      continue;
    }
    const same = (yield* digest(proc, name, file.text)) === m[1];
    if (!same) bad++;
    if (!silent && !(same && quiet)) yield* write(`${m[2]}: ${same ? 'OK' : 'FAILED'}\n`);
  }
  const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);
  if (missing > 0 && !silent)
    yield* write(`${name}: WARNING: ${missing} listed ${plural(missing, 'file', 'files')} could not be read\n`, 2);
  if (bad > 0 && !silent)
    yield* write(`${name}: WARNING: ${bad} computed ${plural(bad, 'checksum', 'checksums')} did NOT match\n`, 2);
  return bad + missing > 0 ? 1 : 0;
}

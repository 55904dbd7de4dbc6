import type { Tx } from '../../base/index.ts';
import { type Exchange, exchangesOf } from '../../net/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { command, ok, quit } from '../lib/answer.ts';
import type { Trial } from './again.ts';
import { linesOf, paragraph, type Row } from './layout.ts';
import { aboutName, asides, tellName } from './name.ts';
import { surroundingsOf } from './surroundings.ts';
import { tellExchange } from './tell.ts';
import { sayIn, type WhyLanguage } from './words.ts';

/** `why [-v] [N]`: tells what decided the last exchange, or the N-th last. */
export const why: Program = command((proc, args) => {
  const language: WhyLanguage = args.includes('--ko') || (proc.env.LANG ?? '').startsWith('ko') ? 'ko' : 'en';
  const say = sayIn(language);
  const word = args.find((a) => !a.startsWith('-'));
  const back = word === undefined ? 1 : Number(word);
  if (!Number.isInteger(back) || back < 1) quit(say('usage'), 2);
  const all = withoutAsides(exchangesOf(proc.world));
  const columns = Number(proc.env.COLUMNS ?? 80);
  const text = (rows: readonly Row[]) =>
    rows
      .flatMap((row) => linesOf(row, columns))
      .map((line) => `${line.trimEnd()}\n`)
      .join('');
  // looking up a name is a means: what it was for is what one asks about, if anything came of it
  const list = all.filter((x) => !aboutName(x));
  const row = all.slice(all.findLastIndex((x) => !aboutName(x)) + 1);
  const c = { world: proc.world, say, around: surroundingsOf(proc) };
  const name = row.length > 0 ? tellName(c, row) : undefined;
  if (name && back === 1) return ok(text(name));
  const told = name ? back - 1 : back;
  const exchange = (list.length > 0 || name ? list : all).at(-told);
  if (!exchange) return ok(text(paragraph(say('nothing'), 0)));
  const first = relayedFrom(list, exchange);
  const trial = trialOf(proc);
  const everything = args.includes('-v');
  return ok(
    [...(first ? [first] : []), exchange]
      .map((x) => text(tellExchange({ ...c, exchange: x }, trial, everything)))
      .join('\n'),
  );
});

/** Without what ping asked for itself about whom it had called. */
function withoutAsides(all: readonly Exchange[]): readonly Exchange[] {
  const at = all.findLastIndex((x) => !aboutName(x));
  const called = all[at];
  return called === undefined
    ? all
    : [...all.slice(0, at + 1), ...all.slice(at + 1 + asides(called, all.slice(at + 1)))];
}

/** Thrown to leave the world as it was. */
class Undone extends Error {}

/** What is tried is tried inside a transaction that is taken back. */
function trialOf(proc: Process): Trial {
  return <T>(change: (tx: Tx) => T): T => {
    const results: T[] = [];
    try {
      proc.transact((tx) => {
        results.push(change(tx));
        throw new Undone();
      });
    } catch (e) {
      if (!(e instanceof Undone)) throw e;
    }
    const [result] = results;
    return result as T;
  };
}

/** What docker-proxy passed on with this exchange: a connection to it, a moment before, on the same machine. */
function relayedFrom(list: readonly Exchange[], exchange: Exchange): Exchange | undefined {
  if (!exchange.what.startsWith('tcp ')) return undefined;
  const before = list.slice(0, list.indexOf(exchange));
  return before.findLast((x) => {
    const end = x.traces[0]?.hops.at(-1)?.what;
    const proxied = end?.kind === 'socket' && end.socket?.comm === 'docker-proxy';
    return proxied && x.traces[0]?.at === exchange.netns && exchange.at - x.at < 20;
  });
}

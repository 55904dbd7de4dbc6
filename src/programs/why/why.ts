import { ApiError, daemonOf } from '../../engine/index.ts';
import { type Exchange, exchangesOf } from '../../net/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { command, ok, quit } from '../lib/answer.ts';
import { plainName, whyText } from './tell.ts';
import { sayIn, type WhyLanguage } from './words.ts';

/** `why [N]`: tells the last exchange, or the N-th last, hop by hop. */
export const why: Program = command((proc, args) => {
  const language: WhyLanguage = args.includes('--ko') || (proc.env.LANG ?? '').startsWith('ko') ? 'ko' : 'en';
  const word = args.find((a) => !a.startsWith('--'));
  const back = word === undefined ? 1 : Number(word);
  if (!Number.isInteger(back) || back < 1) quit('why: usage: why [N]   the N-th last exchange, 1 is the last', 2);
  // looking up a name is a means; what it was for is what one asks about
  const all = exchangesOf(proc.world);
  const told = all.filter((x) => !/:53$/.test(x.what));
  const list = told.length > 0 ? told : all;
  const exchange = list.at(-back);
  if (!exchange) return ok(`${sayIn(language)('nothing')}\n`);
  const first = relayedFrom(list, exchange);
  const name = (netns: string) => containerName(proc, netns);
  return ok([...(first ? [first] : []), exchange].map((x) => whyText(x, language, name)).join('\n'));
});

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

/** The name of the container whose namespace it is. */
function containerName(proc: Process, netns: string): string {
  if (!netns.startsWith('c:')) return netns;
  try {
    return daemonOf(proc, proc.host).containerInspect(netns.slice(2)).Name.replace(/^\//, '');
  } catch (e) {
    if (e instanceof ApiError) return plainName(netns);
    throw e;
  }
}

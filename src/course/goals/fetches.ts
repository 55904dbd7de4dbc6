import type { FetchRequest, FetchResult } from '../facts.ts';
import type { Goal } from '../lesson.ts';
import { type Message, message } from '../message.ts';
import type { Asked, GoalKind } from './kind.ts';
import { whyNotReached } from './reaches.ts';
import { patternsOf, shownMistake, whatOf } from './shown.ts';
import { parseAim } from './target.ts';
import { noPlace } from './words.ts';

/**
 * A request over HTTP is answered: the general question about apps, proxies and hosts. `=>` asks what the answer holds,
 * status line and headers included; with `times`, one of so many requests in a row is enough, or as many as `hits` says.
 */
export const fetches: GoalKind = {
  name: 'fetches',
  about:
    'a GET from there is answered, with no error status or with this one, and the answer shows it (its headers count too); with `times`, one of so many in a row does, with `hits`, exactly so many of them do',
  use: 'fetches FROM URL [status=CODE] [header.NAME=VALUE] [times=N [hits=N]] [=> TEXT | /REGEX/ as LABEL | @CONTAINER[/NETWORK]]',
  args: ['words'],
  mistake: (goal) => {
    const wanted = read(goal);
    return typeof wanted === 'string' ? wanted : undefined;
  },
  say({ goal }) {
    const { from, request, status, hits, shown } = readOr(goal);
    const what = shown === undefined ? '' : whatOf(shown);
    if (hits !== undefined) {
      const brought = shown !== undefined ? what : status === undefined ? message('say.answer') : String(status);
      const [url, times] = [saidOf(request), String(request.times)];
      return message('goal.fetches.hits', { from, url, times, hits: String(hits), what: brought });
    }
    const params = { from, url: saidOf(request), status: String(status ?? ''), what };
    if (status === undefined) return message(shown === undefined ? 'goal.fetches' : 'goal.fetches.shown', params);
    return message(shown === undefined ? 'goal.fetches.status' : 'goal.fetches.both', params);
  },
  async check({ goal }, asked) {
    const { from, request, status, hits, shown } = readOr(goal);
    const cannot = await noPlace(asked, from);
    if (cannot !== undefined) return cannot;
    const patterns = shown === undefined ? undefined : await patternsOf(shown, asked);
    const results = await asked.fetch(from, request);
    const fits = results.filter(
      (r) => r.kind === 'answer' && (status === undefined ? r.status < 400 : r.status === status),
    );
    const brought = fits.filter((r) => r.kind === 'answer' && (patterns?.some((p) => p.test(r.text)) ?? true)).length;
    if (hits === undefined ? brought > 0 : brought === hits) return undefined;
    return hits !== undefined && fits.length > 0
      ? message('not.fetches.hits', { is: String(brought) })
      : fits.length > 0
        ? message('not.fetches.other', { url: request.url, what: shown === undefined ? '' : whatOf(shown) })
        : notAnswered(asked, from, request, results);
  },
};

/** The URL, with the headers that come with it. */
function saidOf({ url, headers }: FetchRequest): string {
  const all = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return all.length === 0 ? url : `${url} (${all.join(', ')})`;
}

async function notAnswered(
  asked: Asked,
  from: string,
  { url }: FetchRequest,
  results: readonly FetchResult[],
): Promise<Message> {
  const answer = results.find((r) => r.kind === 'answer');
  if (answer?.kind === 'answer') return message('not.fetches.status', { url, status: String(answer.status) });
  const aim = aimOf(url);
  const reached = aim === undefined ? undefined : await asked.probe(from, aim);
  if (aim !== undefined && reached !== undefined && reached.kind !== 'reached')
    return whyNotReached(asked, from, aim, reached);
  const failed = results.find((r) => r.kind === 'failed');
  return message('not.fetches.failed', { url, error: failed?.kind === 'failed' ? failed.error : '' });
}

/** The host and port behind a URL. */
function aimOf(url: string) {
  const [, scheme, host = '', port] = URL_PARTS.exec(url) ?? [];
  return parseAim(`${host}:${port ?? (scheme === 'https' ? 443 : 80)}`);
}

const URL_PARTS = /^(https?):\/\/([^/:?#]+|\[[0-9a-f:.]+\])(?::(\d+))?(?:[/?#]\S*)?$/;

interface Wanted {
  readonly from: string;
  readonly request: FetchRequest;
  readonly status: number | undefined;
  /** How many of the requests have to bring it; undefined: at least one. */
  readonly hits: number | undefined;
  readonly shown: string | undefined;
}

/** What the goal line says, or what is wrong with it. */
function read(goal: Goal): Wanted | string {
  const text = goal.text.replace(/^fetches\s*/, '');
  const at = /(?:^|\s)=>(?:\s|$)/.exec(text);
  const [from, url, ...options] = (at === null ? text : text.slice(0, at.index)).trim().split(/\s+/);
  const shown = at === null ? undefined : text.slice(at.index + at[0].length).trim();
  if (from === undefined || url === undefined || aimOf(url) === undefined)
    return 'say who fetches what: `fetches laptop http://192.168.1.100:8080/`';
  const headers: Record<string, string> = {};
  let [status, hits, times]: [number | undefined, number | undefined, number] = [undefined, undefined, 1];
  for (const option of options) {
    const [, key = '', value = ''] = /^([^=]+)=(.+)$/.exec(option) ?? [];
    if (key.startsWith('header.')) headers[key.slice('header.'.length)] = value;
    else if (key === 'status' && /^\d{3}$/.test(value)) status = Number(value);
    else if (key === 'times' && /^[1-9]\d?$/.test(value)) times = Number(value);
    else if (key === 'hits' && /^\d{1,2}$/.test(value)) hits = Number(value);
    else return `\`${option}\` is none of its options`;
  }
  const wrong = shown === undefined ? undefined : shownMistake(shown);
  if (hits !== undefined && hits > times) return `${hits} of ${times} requests cannot bring it`;
  return wrong ?? { from, request: { url, headers, times }, status, hits, shown };
}

/** Goals are read when the lesson is: what is wrong was said then. */
function readOr(goal: Goal): Wanted {
  const wanted = read(goal);
  if (typeof wanted === 'string') throw new Error(`${goal.file}:${goal.line}: ${wanted}`);
  return wanted;
}

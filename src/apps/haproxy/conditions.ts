import { inCidr } from '../../base/index.ts';
import { header, type Request } from '../http.ts';
import type { Acl, Condition, Test } from './model.ts';
import { type Line, NotSimulated } from './parse.ts';
import { type Client, isNumber, sampleOf, take } from './sample.ts';

/** `path_beg -i /api /v1`, `hdr(host) -i example.com` */
export function testOf(words: readonly string[], line: Line): Test {
  const [fetch = '', ...rest] = words;
  const counter = counterOf(fetch);
  if (counter) return { what: 'counter', header: '', values: comparison(rest, words, line), fold: false, counter };
  const found = /^(?:req\.)?(\w+?)(?:\(([^),]*)[^)]*\))?$/.exec(fetch);
  const method = rest[rest.indexOf('-m') + 1];
  const flags = rest.filter((w) => /^-[iMnuf]$/.test(w));
  const matching = rest.includes('-m') ? METHODS[method ?? ''] : '';
  if (flags.includes('-f') || matching === undefined)
    throw new NotSimulated(`HAProxy ACL ${words.join(' ')} (${line.file}:${line.line})`);
  const values = rest.filter((w, i) => !/^-[imnu-]$/.test(w) && rest[i - 1] !== '-m');
  const aliases: Readonly<Record<string, Test['what']>> = {
    fhdr: 'hdr',
    TRUE: 'always',
    always_true: 'always',
    FALSE: 'never',
    always_false: 'never',
  };
  const plain = aliases[found?.[1] ?? ''] ?? found?.[1] ?? '';
  const what = `${plain}${matching}` as Test['what'];
  const known: readonly string[] = [
    'path',
    'path_beg',
    'path_end',
    'path_reg',
    'path_sub',
    'hdr_sub',
    'hdr_reg',
    'hdr_found',
    'status',
    'never',
    'hdr',
    'hdr_beg',
    'hdr_end',
    'hdr_dom',
    'method',
    'src',
    'always',
  ];
  if (!known.includes(what)) {
    const sample = sampleOf(fetch, line);
    if (isNumber(sample) && matching === '')
      return { what: 'number', header: '', values: comparison(rest, words, line), fold: false, sample };
    return { what: `sample${matching}` as Test['what'], header: '', values, fold: flags.includes('-i'), sample };
  }
  return { what, header: found?.[2] ?? '', values, fold: flags.includes('-i') };
}

/** `sc_http_req_rate(0)`, `sc0_conn_rate`, `src_http_req_rate(table)`: a counter of a stick table; 7.3.3. */
function counterOf(fetch: string): Test['counter'] {
  const found = /^(?:sc(\d)?|src)_((?:http_req|http_err|conn|sess)_(?:rate|cnt))(?:\(([^),]*)(?:,([^)]*))?\))?$/.exec(
    fetch,
  );
  if (!found) return undefined;
  const [, digit, kind = '', first, second] = found;
  if (fetch.startsWith('src')) return { kind, slot: 'src', table: first || undefined };
  return { kind, slot: Number(digit ?? first ?? 0), table: (digit === undefined ? second : first) || undefined };
}

const ORDERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ge: (a, b) => a >= b,
  gt: (a, b) => a > b,
  le: (a, b) => a <= b,
  lt: (a, b) => a < b,
};

/** `gt 10`, or numbers that it must be one of: an order and its number each. */
function comparison(rest: readonly string[], words: readonly string[], line: Line): readonly string[] {
  const order = ORDERS[rest[0] ?? ''] ? (rest[0] ?? '') : 'eq';
  const numbers = ORDERS[rest[0] ?? ''] ? rest.slice(1) : rest;
  if (numbers.length === 0 || numbers.some((n) => !/^\d+$/.test(n)))
    throw new NotSimulated(`HAProxy ACL ${words.join(' ')} (${line.file}:${line.line})`);
  return numbers.map((n) => `${order} ${n}`);
}

/** The words of a rule, and the condition that `if` or `unless` hangs behind them. */
export function conditional(
  words: readonly string[],
  acls: readonly Acl[],
  line: Line,
): { readonly said: readonly string[]; readonly when: Condition | undefined } {
  const cut = words.findIndex((w) => w === 'if' || w === 'unless');
  if (cut < 0) return { said: words, when: undefined };
  return { said: words.slice(0, cut), when: conditionOf(words.slice(cut), acls, line) };
}

/** `-m METHOD`: what it adds to the name of a fetch; 7.1.3. */
const METHODS: Readonly<Record<string, string>> = {
  str: '',
  found: '_found',
  beg: '_beg',
  end: '_end',
  sub: '_sub',
  reg: '_reg',
  dom: '_dom',
};

/** `if a !b or c`, with `{ … }` for tests without a name. */
export function conditionOf(words: readonly string[], acls: readonly Acl[], line: Line): Condition {
  const [first, ...rest] = words;
  const invert = first === 'unless';
  const alternatives: { not: boolean; test: readonly Test[] }[][] = [[]];
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    if (word === 'or' || word === '||') {
      alternatives.push([]);
      continue;
    }
    if (word === 'and' || word === '&&') continue;
    const not = word.startsWith('!');
    const bare = not ? word.slice(1) : word;
    if (bare === '{') {
      const end = rest.indexOf('}', i);
      alternatives.at(-1)?.push({ not, test: [testOf(rest.slice(i + 1, end < 0 ? rest.length : end), line)] });
      i = end < 0 ? rest.length : end;
      continue;
    }
    const named = acls.filter((a) => a.name === bare);
    const builtin: Readonly<Record<string, Test>> = {
      TRUE: { what: 'always', header: '', values: [], fold: false },
      METH_GET: { what: 'method', header: '', values: ['GET', 'HEAD'], fold: false },
      METH_POST: { what: 'method', header: '', values: ['POST'], fold: false },
    };
    const own = builtin[bare];
    if (named.length === 0 && !own) throw new NotSimulated(`HAProxy condition "${bare}" (${line.file}:${line.line})`);
    alternatives.at(-1)?.push({ not, test: named.length > 0 ? named : own ? [own] : [] });
  }
  if (!invert) return alternatives;
  if (alternatives.length > 1 || (alternatives[0]?.length ?? 0) > 1)
    throw new NotSimulated(`HAProxy condition: ${words.join(' ')} (${line.file}:${line.line})`);
  return alternatives.map((all) => all.map((t) => ({ ...t, not: !t.not })));
}

/** What a condition can look at. */
export interface Seen {
  readonly request: Request;
  readonly client: Client;
  /** Of the answer, once there is one. */
  readonly status?: number;
  /** What a stick table has counted. */
  readonly counter: (of: NonNullable<Test['counter']>) => number | undefined;
}

/** Whether a condition holds. */
export function holds(condition: Condition | undefined, seen: Seen): boolean {
  if (!condition) return true;
  return condition.some((all) => all.every(({ not, test }) => test.some((t) => fits(t, seen)) !== not));
}

function fits(t: Test, seen: Seen): boolean {
  const { request, client, status = 0 } = seen;
  const sampled = t.sample ? take(t.sample, request, client) : undefined;
  if (t.what === 'counter' || t.what === 'number') {
    const value = t.counter ? seen.counter(t.counter) : sampled === undefined ? undefined : Number(sampled);
    const compare = (text: string) => {
      const [order = '', number] = text.split(' ');
      return value !== undefined && (ORDERS[order]?.(value, Number(number)) ?? false);
    };
    return t.values.some(compare);
  }
  if (t.what === 'always') return true;
  if (t.what === 'never') return false;
  if (t.what === 'status') return t.values.includes(String(status));
  if (t.what === 'hdr_found') return header(request.headers, t.header) !== undefined;
  if (t.what === 'src') return t.values.some((v) => v === client.ip || (v.includes('/') && inCidr(client.ip, v)));
  if (t.what === 'method') return t.values.includes(request.method);
  const fold = (text: string) => (t.fold ? text.toLowerCase() : text);
  const path = request.target.split('?')[0] ?? '';
  if (t.what === 'sample_found') return sampled !== undefined;
  if (t.sample && sampled === undefined) return false;
  const text = fold(sampled ?? (t.what.startsWith('path') ? path : (header(request.headers, t.header) ?? '')));
  const values = t.values.map(fold);
  switch (t.what) {
    case 'path':
    case 'hdr':
    case 'sample':
      // a condition without a value asks whether it is true
      return values.length === 0 ? text === '1' : values.includes(text);
    case 'path_beg':
    case 'hdr_beg':
    case 'sample_beg':
      return values.some((v) => text.startsWith(v));
    case 'path_end':
    case 'hdr_end':
    case 'sample_end':
      return values.some((v) => text.endsWith(v));
    case 'hdr_dom':
    case 'sample_dom':
      return values.some((v) => `.${text.replace(/:\d+$/, '')}.`.includes(`.${v}.`));
    case 'path_sub':
    case 'hdr_sub':
    case 'sample_sub':
      return values.some((v) => text.includes(v));
    default:
      return values.some((v) => new RegExp(v).test(text));
  }
}

/** The name of a sample fetch in an ACL: `hdr` of `req.hdr(host),lower`. */
export function fetchOf(text: string): string {
  return /^(?:(?:req|res)\.)?([\w.]+)/.exec(text)?.[1] ?? text;
}

const BUILT_IN = new Set(
  'FALSE HTTP HTTP_1.0 HTTP_1.1 HTTP_CONTENT HTTP_URL_ABS HTTP_URL_SLASH HTTP_URL_STAR LOCALHOST METH_CONNECT METH_DELETE METH_GET METH_HEAD METH_OPTIONS METH_POST METH_PUT METH_TRACE TRUE WAIT_END'.split(
    ' ',
  ),
);

/** What is wrong with `if …` where `acls` are the names that exist; undefined when nothing is. */
export function conditionProblem(words: readonly string[], acls: readonly string[]): string | undefined {
  const rest = words.slice(1);
  for (let i = 0; i < rest.length; i++) {
    const bare = (rest[i] ?? '').replace(/^!/, '');
    if (['or', '||', 'and', '&&'].includes(bare)) continue;
    if (bare === '{') {
      const end = rest.indexOf('}', i);
      if (end < 0) return "missing closing '}' in condition.";
      i = end;
    } else if (bare !== '' && !acls.includes(bare) && !BUILT_IN.has(bare)) return `no such ACL : '${bare}'.`;
  }
  return undefined;
}

import { inCidr } from '../../base/index.ts';
import { header, type Request } from '../http.ts';
import type { Acl, Condition, Test } from './model.ts';
import { Alerts, type Line, NotSimulated } from './parse.ts';

/** `path_beg -i /api /v1`, `hdr(host) -i example.com` */
export function testOf(words: readonly string[], line: Line): Test {
  const [fetch = '', ...rest] = words;
  const found = /^(?:req\.)?(\w+?)(?:\(([^),]*)[^)]*\))?$/.exec(fetch);
  const flags = rest.filter((w) => /^-[imMnuf]$/.test(w));
  if (flags.includes('-f') || flags.includes('-m'))
    throw new NotSimulated(`HAProxy ACL ${words.join(' ')} (${line.file}:${line.line})`);
  const values = rest.filter((w) => !/^-[inu-]$/.test(w));
  const aliases: Readonly<Record<string, Test['what']>> = {
    fhdr: 'hdr',
    hdr_sub: 'hdr_dom',
    ssl_fc_sni: 'hdr',
    TRUE: 'always',
  };
  const what = aliases[found?.[1] ?? ''] ?? (found?.[1] as Test['what']);
  const known: readonly string[] = [
    'path',
    'path_beg',
    'path_end',
    'path_reg',
    'hdr',
    'hdr_beg',
    'hdr_end',
    'hdr_dom',
    'method',
    'src',
    'always',
  ];
  if (!known.includes(what)) throw new NotSimulated(`HAProxy ACL ${words.join(' ')} (${line.file}:${line.line})`);
  return { what, header: found?.[2] ?? '', values, fold: flags.includes('-i') };
}

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
    if (named.length === 0 && !own)
      throw new Alerts([
        `config : parsing [${line.file}:${line.line}] : error detected while parsing switching rule : no such ACL : '${bare}'.`,
      ]);
    alternatives.at(-1)?.push({ not, test: named.length > 0 ? named : own ? [own] : [] });
  }
  if (!invert) return alternatives;
  if (alternatives.length > 1 || (alternatives[0]?.length ?? 0) > 1)
    throw new NotSimulated(`HAProxy condition: ${words.join(' ')} (${line.file}:${line.line})`);
  return alternatives.map((all) => all.map((t) => ({ ...t, not: !t.not })));
}

/** Whether a condition holds for a request. */
export function holds(condition: Condition | undefined, request: Request, client: string): boolean {
  if (!condition) return true;
  return condition.some((all) => all.every(({ not, test }) => test.some((t) => fits(t, request, client)) !== not));
}

function fits(t: Test, request: Request, client: string): boolean {
  if (t.what === 'always') return true;
  if (t.what === 'src') return t.values.some((v) => v === client || (v.includes('/') && inCidr(client, v)));
  if (t.what === 'method') return t.values.includes(request.method);
  const fold = (text: string) => (t.fold ? text.toLowerCase() : text);
  const path = request.target.split('?')[0] ?? '';
  const text = fold(t.what.startsWith('path') ? path : (header(request.headers, t.header) ?? ''));
  const values = t.values.map(fold);
  switch (t.what) {
    case 'path':
    case 'hdr':
      return values.includes(text);
    case 'path_beg':
    case 'hdr_beg':
      return values.some((v) => text.startsWith(v));
    case 'path_end':
    case 'hdr_end':
      return values.some((v) => text.endsWith(v));
    case 'hdr_dom':
      return values.some((v) => `.${text.replace(/:\d+$/, '')}.`.includes(`.${v}.`));
    default:
      return values.some((v) => new RegExp(v).test(text));
  }
}

import type { Condition, Handler, Pass, Step } from './model.ts';
import { at, type Directive } from './syntax.ts';
import { matcher } from './values.ts';

/** The directives of ngx_http_rewrite_module in a block, in their order. */
export function scriptOf(own: readonly Directive[], inner: (d: Directive) => Handler): readonly Step[] {
  return own.flatMap((d): Step[] => {
    const [first = '', second = '', third = ''] = d.args;
    switch (d.name) {
      case 'set':
        return [{ kind: 'set', name: first.slice(1), value: second }];
      case 'rewrite':
        return [{ kind: 'rewrite', pattern: first, to: second, flag: third }];
      case 'return':
        return [{ kind: 'return', ...returnOf(d) }];
      case 'break':
        return [{ kind: 'break' }];
      case 'if':
        return [{ kind: 'if', test: conditionOf(d), body: inner(d) }];
      default:
        return [];
    }
  });
}

/** `return code [text]`, `return URL` */
export function returnOf(d: Directive): { readonly code: number; readonly text: string } {
  const [first = '', second] = d.args;
  if (second === undefined && /^https?:|^\$/.test(first)) return { code: 302, text: first };
  if (!/^\d{1,3}$/.test(first)) throw at(d, `invalid return code "${first}"`);
  return { code: Number(first), text: second ?? '' };
}

/** `http://name[:port][/uri]`; `bare` where nginx does not know which part of the path to replace. */
export function passOf(d: Directive, bare: boolean): Pass {
  const url = d.args[0] ?? '';
  const found = /^(https?):\/\/([^/]*)(\/.*)?$/.exec(url);
  const place = { file: d.file, line: d.line };
  if (url.includes('$') && !found) return { scheme: 'http', to: url, uri: undefined, variable: true, place };
  if (!found) throw at(d, 'invalid URL prefix');
  const variable = url.includes('$');
  if (bare && !variable && found[3] !== undefined)
    throw at(
      d,
      '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block',
    );
  return { scheme: found[1] ?? 'http', to: found[2] ?? '', uri: found[3], variable, place };
}

/** The condition of `if`, as ngx_http_rewrite_if_condition reads its words. */
export function conditionOf(d: Directive): Condition {
  const words = [...d.args];
  const [first = ''] = words;
  const last = words.at(-1) ?? '';
  if (!first.startsWith('(') || (first === '(' && words.length < 2)) throw at(d, `invalid condition "${first}"`);
  if (!last.endsWith(')')) throw at(d, `invalid condition "${last}"`);
  words[0] = first.slice(1);
  words[words.length - 1] = (words.at(-1) ?? '').slice(0, -1);
  const own = words.filter((w, i) => w !== '' || (i > 0 && i < words.length - 1));
  const [left = '', op, right = ''] = own;
  if (left.startsWith('$')) {
    if (own.length === 1) return { op: 'true', left, right: '' };
    if (op === '=' || op === '!=') return { op, left, right };
    if (op === '~' || op === '~*' || op === '!~' || op === '!~*') {
      matcher(d, right, op.endsWith('*'));
      return { op, left, right };
    }
    throw at(d, `unexpected "${op ?? ''}" in condition`);
  }
  const test = /^!?-[fdex]$/.exec(left)?.[0];
  if (test === undefined) throw at(d, `invalid condition "${left}"`);
  return { op: test as Condition['op'], left: op ?? '', right: '' };
}

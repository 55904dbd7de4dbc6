import { stat } from '../../os/index.ts';
import type { Condition, Handler, Step } from './model.ts';
import { type Answer, own } from './respond.ts';
import { movedTo } from './static.ts';
import { regexp } from './values.ts';
import { type Exchange, expand } from './variables.ts';

/** How the rewrite phase of a block ends. */
export type Ended =
  | { readonly kind: 'answer'; readonly answer: Answer | 'close' }
  /** The URI was changed: another location is to be looked for. */
  | { readonly kind: 'last' }
  /** The request goes on, in the block of the `if` that held, if one did. */
  | { readonly kind: 'on'; readonly handler: Handler | undefined };

/** Carries out set, rewrite, if, break and return in their order; ngx_http_rewrite_handler. */
export function runScript(x: Exchange, script: readonly Step[]): Ended {
  let handler: Handler | undefined;
  let changed = false;
  const run = (steps: readonly Step[]): Ended | 'break' | undefined => {
    for (const step of steps) {
      switch (step.kind) {
        case 'set':
          x.set[step.name] = expand(x, step.value);
          break;
        case 'return':
          return { kind: 'answer', answer: returned(x, step, x.server) };
        case 'break':
          return 'break';
        case 'if': {
          if (!holds(x, step.test)) break;
          handler = step.body;
          const done = run(step.body.script);
          if (done) return done;
          break;
        }
        case 'rewrite': {
          const done = rewrite(x, step);
          if (done === 'last') return { kind: 'last' };
          if (done === 'break') return 'break';
          if (done === 'on') changed = true;
          else if (done) return { kind: 'answer', answer: done };
        }
      }
    }
    return undefined;
  };
  const done = run(script);
  if (done && done !== 'break') return done;
  return changed && done !== 'break' ? { kind: 'last' } : { kind: 'on', handler };
}

/** `return code [text]` */
function returned(x: Exchange, back: { readonly code: number; readonly text: string }, h: Handler): Answer | 'close' {
  if (back.code === 444) return 'close';
  const text = expand(x, back.text);
  if ([301, 302, 303, 307, 308].includes(back.code)) {
    if (!text.startsWith('/')) return { ...own(back.code), ...(text === '' ? {} : { tail: [['Location', text]] }) };
    return movedTo({ ...x, args: '' }, text, back.code);
  }
  if (back.text === '' && back.code >= 300) return own(back.code);
  return { status: back.code, type: h.settings.defaultType, body: text };
}

/** One `rewrite pattern replacement [flag]`; undefined when it does not fit. */
function rewrite(x: Exchange, rule: Extract<Step, { kind: 'rewrite' }>): Answer | 'last' | 'break' | 'on' | undefined {
  const captures = matchInto(x, rule.pattern, x.uri, false);
  if (!captures) return undefined;
  const to = expand(x, rule.to);
  const cut = to.indexOf('?');
  const path = cut < 0 ? to : to.slice(0, cut);
  const own = cut < 0 ? undefined : to.slice(cut + 1);
  // A question mark at the end leaves the old arguments out.
  const args = own === undefined ? x.args : rule.to.endsWith('?') || x.args === '' ? own : `${own}&${x.args}`;
  const clean = rule.to.endsWith('?') && args.endsWith('?') ? args.slice(0, -1) : args;
  const absolute = /^(https?:\/\/|\$scheme)/.test(rule.to);
  if (rule.flag === 'redirect' || rule.flag === 'permanent' || absolute) {
    const status = rule.flag === 'permanent' ? 301 : 302;
    const whole = `${path}${clean === '' ? '' : `?${clean}`}`;
    if (!absolute && path.startsWith('/')) return movedTo({ ...x, args: '' }, whole, status);
    return { status, body: '', own: true, tail: [['Location', whole]] };
  }
  x.uri = path;
  x.args = clean;
  return rule.flag === 'last' ? 'last' : rule.flag === 'break' ? 'break' : 'on';
}

/** Matches and keeps what the groups caught, for $1 and for their names. */
function matchInto(x: Exchange, pattern: string, text: string, fold: boolean): boolean {
  const found = regexp(pattern, fold).exec(text);
  if (!found) return false;
  x.captures = [...found];
  Object.assign(x.set, found.groups);
  return true;
}

function holds(x: Exchange, c: Condition): boolean {
  const left = expand(x, c.left);
  switch (c.op) {
    case 'true':
      return left !== '' && left !== '0';
    case '=':
      return left === expand(x, c.right);
    case '!=':
      return left !== expand(x, c.right);
    case '~':
    case '~*':
      return matchInto(x, c.right, left, c.op === '~*');
    case '!~':
    case '!~*':
      return !regexp(c.right, c.op === '!~*').test(left);
    default: {
      const row = stat(x.conn.world, x.conn.fs, left);
      const kind = c.op.at(-1);
      const is = kind === 'f' ? row?.kind === 'file' : kind === 'd' ? row?.kind === 'dir' : row !== undefined;
      return c.op.startsWith('!') ? !is : is;
    }
  }
}

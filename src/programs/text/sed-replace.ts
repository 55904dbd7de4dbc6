import type { Run } from '../../os/index.ts';
import { quit } from '../lib/answer.ts';
import { type Machine, writeTo } from './sed-machine.ts';
import type { Part, Substitution } from './sed-substitute.ts';

/** Runs an `s` command. */
export function* substitute(m: Machine, s: Substitution): Run<void> {
  const test = s.test ?? m.lastTest;
  if (!test) return quit('sed: no previous regular expression');
  m.lastTest = test;
  const search = test.global ? test : new RegExp(test.source, `${test.flags}g`);
  search.lastIndex = 0;
  let count = 0;
  let made = false;
  let end = -1;
  const text = m.pattern.replace(search, (...args: unknown[]) => {
    const groups = args
      .filter((a, i) => i < args.length - 2 && typeof a !== 'number')
      .map((a) => (typeof a === 'string' ? a : ''));
    const whole = groups[0] ?? '';
    const offset = Number(args.find((a) => typeof a === 'number') ?? 0);
    // an empty match right behind the one before it does not count
    if (whole === '' && offset === end) return '';
    end = offset + whole.length;
    count++;
    if (count < s.nth || (count > s.nth && !s.global)) return whole;
    made = true;
    return render(s.parts, groups);
  });
  if (!made) return;
  m.pattern = text;
  m.substituted = true;
  if (s.print) yield* m.out(m.pattern + m.end);
  if (s.file !== undefined) yield* writeTo(m, s.file, m.pattern + m.end);
}

function render(parts: readonly Part[], groups: readonly string[]): string {
  let out = '';
  let mode: 'U' | 'L' | 'E' = 'E';
  let once: 'u' | 'l' | undefined;
  for (const part of parts) {
    if (typeof part === 'object' && 'change' in part) {
      if (part.change === 'u' || part.change === 'l') once = part.change;
      else mode = part.change;
      continue;
    }
    let text = typeof part === 'string' ? part : (groups[part.group] ?? '');
    if (mode !== 'E') text = mode === 'U' ? text.toUpperCase() : text.toLowerCase();
    if (once !== undefined && text !== '') {
      text = (once === 'u' ? text.slice(0, 1).toUpperCase() : text.slice(0, 1).toLowerCase()) + text.slice(1);
      once = undefined;
    }
    out += text;
  }
  return out;
}

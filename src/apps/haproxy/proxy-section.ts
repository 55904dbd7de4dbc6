import { type Line, NotSimulated, type Section } from './parse.ts';

/** A frontend, backend or listen with the lines that `defaults` puts before its own. */
export interface ProxySection extends Section {
  readonly lines: readonly Line[];
  /** The lines of `global`. */
  readonly globals: readonly Line[];
}

/** `10s`, `500ms`, `2000`: ms. */
export function time(text: string): number {
  const found = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text);
  const unit: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(found?.[1] ?? 0) * (unit[found?.[2] ?? 'ms'] ?? 1);
}

/** What stands behind an option's name on a line: `table T`; the last of them holds. */
export function wordAfter(args: readonly string[], name: string): string | undefined {
  const at = args.lastIndexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

/** Its lines that begin with a word. */
export const all = (p: ProxySection, word: string) => p.lines.filter((l) => l.word === word);
/** The last of them: it holds. */
export const last = (p: ProxySection, word: string) => all(p, word).at(-1);
/** Whether `option NAME` holds; `no option NAME` takes it back. */
export const option = (p: ProxySection, name: string) => {
  const found = p.lines
    .filter(
      (l) =>
        (l.word === 'option' && l.args[0] === name) ||
        (l.word === 'no' && l.args[0] === 'option' && l.args[1] === name),
    )
    .at(-1);
  return found?.word === 'option';
};
export const modeOf = (p: ProxySection): 'http' | 'tcp' => (last(p, 'mode')?.args[0] === 'http' ? 'http' : 'tcp');
/** `ssl-server-verify none`: servers are not verified unless they say so themselves. */
export const trustsAll = (p: ProxySection): boolean =>
  p.globals.findLast((l) => l.word === 'ssl-server-verify')?.args[0] === 'none';
/** `timeout NAME`, ms. */
export const timeoutOf = (p: ProxySection, name: string, otherwise: number) => {
  const line = all(p, 'timeout')
    .filter((l) => l.args[0] === name)
    .at(-1);
  return line ? time(line.args[1] ?? '') : otherwise;
};

/** Where the statistics page is, if there is one. */
export const statsUri = (p: ProxySection) => {
  const lines = all(p, 'stats');
  if (lines.length === 0) return undefined;
  if (lines.some((l) => l.args[0] === 'auth')) throw new NotSimulated('HAProxy stats auth');
  return lines.find((l) => l.args[0] === 'uri')?.args[1] ?? '/haproxy?stats';
};

import type { Run } from '../../os/index.ts';
import { rewindable } from '../descriptors.ts';
import { fieldsOf } from '../expand.ts';
import { complain, emit, type Shell, take, update } from '../shell.ts';
import { isName } from '../state.ts';
import { assign, separators, store } from '../variables.ts';
import { type Builtin, badOption, grumble, letters } from './builtin.ts';

interface Line {
  readonly text: string;
  /** Which characters a backslash quoted. */
  readonly quoted: readonly boolean[];
  readonly end: 'delimiter' | 'count' | 'eof' | 'timeout' | 'signal' | 'closed';
}

interface LineOptions {
  readonly fd: number;
  readonly delimiter: string;
  readonly raw: boolean;
  readonly count?: number;
  readonly exact?: boolean;
  readonly timeout?: number;
}

/** Reads to a delimiter and not one character further: the rest is for whoever reads next. */
export function* readUntil(sh: Shell, o: LineOptions): Run<Line> {
  let text = '';
  const quoted: boolean[] = [];
  const end = o.timeout === undefined ? undefined : sh.proc.now + o.timeout;
  let afterBackslash = false;
  for (;;) {
    if (o.count !== undefined && text.length >= o.count) return { text, quoted, end: 'count' };
    const got = yield* take(sh, o.fd, end === undefined ? undefined : end - sh.proc.now);
    if (typeof got === 'string') return { text, quoted, end: got === 'end' ? 'eof' : got };
    const { data } = got;
    for (let i = 0; i < data.length; i++) {
      const ch = data[i] ?? '';
      let done: Line['end'] | undefined;
      if (afterBackslash) {
        afterBackslash = false;
        if (ch !== '\n') {
          text += ch;
          quoted.push(true);
        }
      } else if (ch === '\\' && !o.raw) afterBackslash = true;
      else if (ch === '\0' && o.delimiter !== '\0') continue;
      else if (ch === o.delimiter && !o.exact) done = 'delimiter';
      else {
        text += ch;
        quoted.push(false);
      }
      if (done === undefined && o.count !== undefined && text.length >= o.count) done = 'count';
      if (done !== undefined) {
        const source = sh.fds.get(o.fd)?.source;
        if (source && i + 1 < data.length) giveBack(sh, o.fd, data.slice(i + 1));
        return { text, quoted, end: done };
      }
    }
  }
}

function giveBack(sh: Shell, fd: number, text: string): void {
  const d = sh.fds.get(fd);
  if (!d?.source) return;
  const source = rewindable(d.source);
  source.unread(text);
  if (source !== d.source) sh.fds.set(fd, { ...d, source });
}

/** `read`. */
export const read: Builtin = function* (sh, args) {
  const bash = sh.state.dialect === 'bash';
  const { flags, rest } = letters(args, bash ? 'adinNptu' : 'dnptu');
  for (const f of flags.keys())
    if (!'adeinNprstu'.includes(f))
      return yield* badOption(
        sh,
        'read',
        `-${f}`,
        'read [-Eers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
      );
  const bad = rest.find((n) => !isName(n.replace(/\[.*\]$/, '')));
  if (bad !== undefined) {
    if (bash) yield* complain(sh, `read: \`${bad}': not a valid identifier`);
    else yield* grumble(sh, 'read', `${bad}: bad variable name`);
    return bash ? 1 : 2;
  }
  if (!bash && rest.length === 0 && sh.state.dialect === 'dash') {
    yield* grumble(sh, 'read', 'arg count');
    return 2;
  }
  const fd = Number(flags.get('u') ?? 0);
  const prompt = flags.get('p');
  if (prompt !== undefined && sh.fds.get(fd)?.source?.isatty) yield* emit(sh, 2, prompt);
  const exact = flags.get('N');
  const count = exact ?? flags.get('n');
  const seconds = flags.get('t');
  if (seconds !== undefined && !/^\d*\.?\d*$/.test(seconds)) {
    yield* complain(sh, `read: ${seconds}: invalid timeout specification`);
    return 1;
  }
  const line = yield* readUntil(sh, {
    fd,
    delimiter: flags.has('d') ? ((flags.get('d') ?? '')[0] ?? '\0') : '\n',
    raw: flags.has('r'),
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(exact === undefined ? {} : { exact: true }),
    ...(seconds === undefined ? {} : { timeout: Number(seconds) * 1000 }),
  });
  if (line.end === 'closed') {
    yield* complain(sh, `read: ${fd}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  const array = flags.get('a');
  if (array !== undefined)
    store(sh, array, { kind: 'indexed', items: Object.fromEntries(split(sh, line).map((f, i) => [i, f])) });
  else distribute(sh, line, rest, exact !== undefined);
  if (line.end === 'timeout') return bash ? 142 : 1;
  if (line.end === 'signal') return 130;
  return line.end === 'eof' ? 1 : 0;
};

function pieces(line: Line): { readonly text: string; readonly quoted: boolean; readonly split: boolean }[] {
  return [...line.text].map((text, i) => ({ text, quoted: false, split: !line.quoted[i] }));
}

function split(sh: Shell, line: Line): string[] {
  return fieldsOf(pieces(line), separators(sh)).map((f) => f.map((p) => p.text).join(''));
}

/** Fields to names; the last name takes what is left with its separators, blanks at its ends removed. */
function distribute(sh: Shell, line: Line, names: readonly string[], whole: boolean): void {
  if (names.length === 0) {
    assign(sh, 'REPLY', line.text);
    return;
  }
  if (whole) {
    for (const [i, name] of names.entries()) assign(sh, name, i === 0 ? line.text : '');
    return;
  }
  const ifs = separators(sh);
  const blanks = [...ifs].filter((c) => c === ' ' || c === '\t' || c === '\n').join('');
  let at = 0;
  const isSeparator = (i: number) => !line.quoted[i] && ifs.includes(line.text[i] ?? '\0') && i < line.text.length;
  const isBlank = (i: number) => isSeparator(i) && blanks.includes(line.text[i] ?? '');
  while (isBlank(at)) at++;
  for (const [n, name] of names.entries()) {
    let end = at;
    if (n === names.length - 1) {
      end = line.text.length;
      while (end > at && isBlank(end - 1)) end--;
      const one = at + fieldLength(line, at, isSeparator);
      // a single field may end in one separator, which is not part of it
      if (one < end && isSeparator(one) && [...line.text.slice(one + 1, end)].every((_, k) => isBlank(one + 1 + k)))
        end = one;
      assign(sh, name, line.text.slice(at, end));
      return;
    }
    end = at + fieldLength(line, at, isSeparator);
    assign(sh, name, line.text.slice(at, end));
    at = end;
    while (isBlank(at)) at++;
    if (isSeparator(at) && !isBlank(at)) {
      at++;
      while (isBlank(at)) at++;
    }
  }
}

function fieldLength(line: Line, at: number, isSeparator: (i: number) => boolean): number {
  let end = at;
  while (end < line.text.length && !isSeparator(end)) end++;
  return end - at;
}

/** `mapfile` and `readarray`. */
export const mapfile: Builtin = function* (sh, args, name) {
  const { flags, rest } = letters(args, 'dnOsuCc');
  for (const f of flags.keys())
    if (!'dnOstuCc'.includes(f))
      return yield* badOption(
        sh,
        name,
        `-${f}`,
        `${name} [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]`,
      );
  const delimiter = flags.has('d') ? ((flags.get('d') ?? '')[0] ?? '\0') : '\n';
  const max = Number(flags.get('n') ?? 0);
  const fd = Number(flags.get('u') ?? 0);
  let skip = Number(flags.get('s') ?? 0);
  const items: string[] = [];
  for (;;) {
    if (max > 0 && items.length >= max) break;
    const line = yield* readUntil(sh, { fd, delimiter, raw: true });
    if (line.end !== 'delimiter' && line.text === '') break;
    const text = line.text + (flags.has('t') || line.end !== 'delimiter' ? '' : delimiter);
    if (skip > 0) skip--;
    else items.push(text);
    if (line.end !== 'delimiter') break;
  }
  const origin = Number(flags.get('O') ?? 0);
  const array = rest[0] ?? 'MAPFILE';
  const old = flags.has('O') ? (sh.state.variables[array]?.items ?? {}) : {};
  store(sh, array, { kind: 'indexed', items: { ...old, ...Object.fromEntries(items.map((t, i) => [origin + i, t])) } });
  return 0;
};

/** getopts; getopts(1p). */
export const getopts: Builtin = function* (sh, args) {
  const [spec, name, ...given] = args;
  if (spec === undefined || name === undefined) {
    if (sh.state.dialect === 'bash') yield* emit(sh, 2, 'getopts: usage: getopts optstring name [arg ...]\n');
    else yield* grumble(sh, 'getopts', 'usage: getopts optstring var [arg]');
    return 2;
  }
  const list = given.length > 0 ? given : sh.state.positional;
  const index = Number(sh.state.variables.OPTIND?.value ?? '1');
  const within = sh.state.optionAt?.index === index ? sh.state.optionAt.at : 1;
  const word = list[index - 1];
  const stop = (next: number): number => {
    assign(sh, name, '?');
    assign(sh, 'OPTIND', String(next));
    update(sh, { optionAt: { index: next, at: 1 } });
    return 1;
  };
  if (word === undefined || !/^-./.test(word)) return stop(index);
  if (word === '--') return stop(index + 1);
  const letter = word[within] ?? '';
  const silent = spec.startsWith(':');
  const at = letter === ':' ? -1 : spec.indexOf(letter, silent ? 1 : 0);
  const takes = at >= 0 && spec[at + 1] === ':';
  let next = index;
  let position = within + 1;
  if (position >= word.length || takes) {
    next++;
    position = 1;
  }
  let value: string | undefined;
  let found = letter;
  if (at < 0) {
    found = '?';
    if (silent) value = letter;
    else yield* optionError(sh, 'illegal option', letter);
  } else if (takes) {
    value = within + 1 < word.length ? word.slice(within + 1) : list[next++ - 1];
    if (value === undefined) {
      next--;
      found = silent ? ':' : '?';
      if (silent) value = letter;
      else yield* optionError(sh, 'option requires an argument', letter);
    }
  }
  assign(sh, name, found);
  assign(sh, 'OPTIND', String(next));
  if (value === undefined)
    update(sh, { variables: Object.fromEntries(Object.entries(sh.state.variables).filter(([k]) => k !== 'OPTARG')) });
  else assign(sh, 'OPTARG', value);
  update(sh, { optionAt: { index: next, at: position } });
  return 0;
};

function* optionError(sh: Shell, what: string, letter: string): Run<void> {
  if (sh.state.variables.OPTERR?.value === '0') return;
  if (sh.state.dialect === 'bash') yield* emit(sh, 2, `${sh.state.name}: ${what} -- ${letter}\n`);
  else
    yield* emit(sh, 2, what.startsWith('illegal') ? `Illegal option -${letter}\n` : `No arg for -${letter} option\n`);
}

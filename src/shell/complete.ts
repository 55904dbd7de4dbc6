import type { Reader } from '../base/index.ts';
import { FsError, joinPath, list, stat } from '../os/index.ts';
import { builtinNames } from './builtins/index.ts';
import { backslashQuote } from './quote.ts';
import type { ShellState } from './state.ts';

/** What a key press on Tab knows: the files, the shell at rest, and who completes arguments of commands. */
export interface CompletionView {
  readonly world: Reader;
  readonly fs: string;
  readonly state: ShellState;
  readonly completer?: Completer;
}

/** Completes the arguments of a command; undefined: it has nothing to say, files are offered. `at` is the word's index. */
export type Completer = (words: readonly string[], at: number) => readonly string[] | undefined;

/** What could stand in place of the word at the cursor. */
export interface Completion {
  /** Where the word begins in the line. */
  readonly start: number;
  /** Whole words, sorted, as they would be typed (quoted where they must be). */
  readonly candidates: readonly string[];
  /** What all of them begin with. */
  readonly common: string;
}

interface Word {
  readonly start: number;
  /** As typed, and without its quotes. */
  readonly raw: string;
  readonly text: string;
  readonly quote: '' | '"' | "'";
}

/** The words of the command that the cursor stands in, the last one unfinished. */
function wordsBefore(line: string): { readonly words: Word[]; readonly redirect: boolean } {
  let words: Word[] = [];
  let redirect = false;
  let current: { start: number; raw: string; text: string; quote: '' | '"' | "'" } | undefined;
  const close = () => {
    if (current) {
      words.push(current);
      redirect = false;
    }
    current = undefined;
  };
  for (let i = 0; i < line.length; i++) {
    const ch = line[i] ?? '';
    const quote = current?.quote ?? '';
    if (quote === '' && /[\s|&;()<>]/.test(ch)) {
      close();
      if (/[|&;()]/.test(ch)) words = [];
      if (/[<>]/.test(ch)) redirect = true;
      continue;
    }
    current ??= { start: i, raw: '', text: '', quote: '' };
    current.raw += ch;
    if (quote !== "'" && ch === '\\' && i + 1 < line.length) {
      current.raw += line[i + 1] ?? '';
      current.text += line[++i] ?? '';
    } else if (quote !== '' && ch === quote) current.quote = '';
    else if (quote === '' && (ch === '"' || ch === "'")) current.quote = ch;
    else current.text += ch;
  }
  const last: Word = current ?? { start: line.length, raw: '', text: '', quote: '' };
  return { words: [...words, last], redirect };
}

const PREFIXES = new Set([
  'sudo',
  'time',
  'exec',
  'command',
  'nohup',
  'env',
  'then',
  'do',
  'else',
  'if',
  'while',
  'until',
  '!',
  '{',
  'watch',
  'xargs',
]);

/** Completes the word before the cursor: commands, variables, files, or what a command's own completer offers. */
export function complete(view: CompletionView, line: string, cursor = line.length): Completion {
  const { words, redirect } = wordsBefore(line.slice(0, cursor));
  const word = words.at(-1) ?? { start: cursor, raw: '', text: '', quote: '' };
  const before = words.slice(0, -1).map((w) => w.text);
  const first = before.findIndex((w) => !PREFIXES.has(w) && !/^[A-Za-z_]\w*=/.test(w));
  const dollar = word.quote === "'" ? null : /\$(\{?)(\w*)$/.exec(word.raw);
  let candidates: string[];
  if (dollar) candidates = variables(view, word, dollar);
  else if (redirect) candidates = files(view, word);
  else if (first < 0 && !word.text.includes('/')) candidates = commands(view, word.text);
  else candidates = argumentsOf(view, before.slice(Math.max(0, first)), word) ?? files(view, word);
  candidates = [...new Set(candidates)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { start: word.start, candidates, common: commonStart(candidates) };
}

function variables(view: CompletionView, word: Word, dollar: RegExpExecArray): string[] {
  const [, brace = '', start = ''] = dollar;
  const head = word.raw.slice(0, dollar.index);
  return Object.keys(view.state.variables)
    .filter((n) => n.startsWith(start))
    .map((n) => `${head}$${brace}${n}${brace === '' ? '' : '}'}`);
}

function commands(view: CompletionView, start: string): string[] {
  const { state, world, fs } = view;
  const path = state.variables.PATH?.value ?? '';
  const found = path.split(':').flatMap((dir) =>
    names(world, fs, joinPath(state.cwd, dir === '' ? '.' : dir)).filter((name) => {
      if (!name.startsWith(start)) return false;
      const row = stat(world, fs, `${dir}/${name}`);
      return row !== undefined && row.kind !== 'dir' && (row.mode & 0o111) !== 0;
    }),
  );
  const own = [...Object.keys(state.aliases), ...Object.keys(state.functions), ...builtinNames(state.dialect)];
  return [...found, ...own.filter((n) => n.startsWith(start))];
}

function argumentsOf(view: CompletionView, before: readonly string[], word: Word): string[] | undefined {
  const offered = view.completer?.([...before, word.text], before.length);
  return offered?.filter((c) => c.startsWith(word.text)).map((c) => quoted(c, word));
}

function names(world: Reader, fs: string, dir: string): string[] {
  try {
    return list(world, fs, dir);
  } catch (e) {
    if (e instanceof FsError) return [];
    throw e;
  }
}

function files(view: CompletionView, word: Word): string[] {
  const { state, world, fs } = view;
  const cut = word.text.lastIndexOf('/') + 1;
  const [dir, start] = [word.text.slice(0, cut), word.text.slice(cut)];
  const home = state.variables.HOME?.value ?? '/';
  const real = joinPath(state.cwd, /^~\//.test(dir) ? home + dir.slice(1) : dir === '' ? '.' : dir);
  return names(world, fs, real)
    .filter((n) => n.startsWith(start) && (start.startsWith('.') || !n.startsWith('.')))
    .map((n) => {
      const isDir = stat(world, fs, joinPath(real, n))?.kind === 'dir';
      return quoted(dir + n, word) + (isDir ? '/' : '');
    });
}

/** A candidate as it must be typed where the word stands. */
function quoted(text: string, word: Word): string {
  if (word.raw.startsWith('"') || word.raw.startsWith("'")) return word.raw[0] + text;
  return text.startsWith('~') ? text : backslashQuote(text);
}

function commonStart(candidates: readonly string[]): string {
  const [first = '', ...rest] = candidates;
  let n = first.length;
  for (const c of rest) while (!c.startsWith(first.slice(0, n))) n--;
  return first.slice(0, n);
}

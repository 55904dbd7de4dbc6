import { badRequest } from '../../errors.ts';

/** A line of a Dockerfile: its verb, its flags (`--from=…`), and what follows; continued lines are one. */
export interface Instruction {
  readonly verb: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly rest: string;
  /** As the builder shows it. */
  readonly original: string;
}

const VERBS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

/** Reads a Dockerfile; `name` is what errors call it. Dockerfile reference; moby/buildkit frontend/dockerfile/parser. */
export function parseDockerfile(text: string, name: string): readonly Instruction[] {
  const found: Instruction[] = [];
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const start = i + 1;
    let line = (lines[i] ?? '').trimStart();
    if (line.trim() === '' || line.startsWith('#')) continue;
    while (/\\[ \t]*$/.test(line) && i + 1 < lines.length) {
      const next = lines[++i] ?? '';
      if (next.trim() === '' || next.trimStart().startsWith('#')) continue;
      line = line.replace(/\\[ \t]*$/, '') + next;
    }
    found.push(instruction(line.trim(), start));
  }
  if (found.length === 0) throw badRequest(`the Dockerfile (${name}) cannot be empty`);
  const first = found.find((it) => it.verb !== 'ARG');
  if (first?.verb !== 'FROM') throw badRequest('no build stage in current context');
  return found;
}

/** One instruction by itself, as ONBUILD keeps them. */
export function instruction(line: string, number = 1): Instruction {
  const [, word = '', after = ''] = /^(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
  const verb = word.toUpperCase();
  if (!VERBS.includes(verb))
    throw badRequest(`dockerfile parse error on line ${number}: unknown instruction: ${word}${suggestion(verb)}`);
  const flags: Record<string, string> = {};
  let rest = after;
  for (let m = /^--([\w.-]+)(?:=(\S*))?\s*/.exec(rest); m && verb !== 'CMD' && verb !== 'ENTRYPOINT'; ) {
    flags[m[1] ?? ''] = m[2] ?? 'true';
    rest = rest.slice(m[0].length);
    m = /^--([\w.-]+)(?:=(\S*))?\s*/.exec(rest);
  }
  if (rest === '' && verb !== 'CMD' && verb !== 'ENTRYPOINT')
    throw badRequest(`dockerfile parse error on line ${number}: ${verb} requires ${needs(verb)}`);
  return { verb, flags, rest, original: `${verb} ${after}`.trim() };
}

function needs(verb: string): string {
  if (verb === 'FROM') return 'either one or three arguments';
  if (verb === 'COPY' || verb === 'ADD') return 'at least two arguments, but only one was provided';
  return ['EXPOSE', 'ENV', 'LABEL', 'VOLUME', 'RUN', 'ARG'].includes(verb)
    ? 'at least one argument'
    : 'exactly one argument';
}

/** The instruction that was meant; buildkit util/suggest: at most two letters away. */
function suggestion(verb: string): string {
  const near = VERBS.map((v) => [distance(verb, v), v] as const).sort(([a], [b]) => a - b)[0];
  return near && near[0] < 3 ? ` (did you mean ${near[1]}?)` : '';
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, x] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, y] of [...b].entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (x === y ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** `["a","b"]`, or a line for the shell. */
export function wordsOf(rest: string, shell: readonly string[]): readonly string[] {
  const list = jsonWords(rest);
  return list ?? [...shell, rest];
}

/** The JSON form of a list, if it is one. */
export function jsonWords(rest: string): readonly string[] | undefined {
  if (!rest.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(rest);
    return Array.isArray(words) && words.every((w) => typeof w === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

/** `k=v k="v w"`, or the old form `k v`; values without their quotes. */
export function pairsOf(rest: string): readonly (readonly [string, string])[] {
  const words = rest.match(/(?:\\.|[^\s"'\\]|"(?:\\.|[^"\\])*"|'[^']*')+/g) ?? [];
  if (!words[0]?.includes('=')) return [[words[0] ?? '', unquote(rest.slice((words[0] ?? '').length).trim())]];
  return words.map((w) => [unquote(w.slice(0, w.indexOf('='))), unquote(w.slice(w.indexOf('=') + 1))] as const);
}

function unquote(text: string): string {
  return text.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) =>
    double !== undefined ? String(double).replace(/\\(["\\$])/g, '$1') : String(single ?? escaped ?? ''),
  );
}

/** `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME:+word}`; frontend/dockerfile/shell. */
export function substituted(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(
    /\\\$|'[^']*'|\$(?:(\w+)|\{(\w+)(?::([-+])([^}]*))?\})/g,
    (all, plain: string | undefined, braced: string | undefined, operator: string | undefined, word = '') => {
      if (all === '\\$') return '$';
      if (all.startsWith("'")) return all;
      const value = env[plain ?? braced ?? ''] ?? '';
      if (operator === '-') return value === '' ? String(word) : value;
      if (operator === '+') return value === '' ? '' : String(word);
      return value;
    },
  );
}

/** A line of a section: keyword, arguments, where it stands. */
export interface Line {
  readonly word: string;
  readonly args: readonly string[];
  readonly file: string;
  readonly line: number;
}

export interface Section {
  readonly kind: 'global' | 'defaults' | 'frontend' | 'backend' | 'listen' | 'resolvers';
  readonly name: string;
  readonly lines: readonly Line[];
  /** Where it begins. */
  readonly file: string;
  readonly line: number;
}

/** One of the lines that HAProxy prints about a configuration. */
export interface Message {
  readonly level: 'ALERT' | 'WARNING' | 'NOTICE';
  readonly text: string;
}

/** What HAProxy says of one line while it reads: its file is read on, but for what is marked as the end. */
export interface Said extends Message {
  readonly stop?: true;
}

/** A configuration that HAProxy does not start with, and all that it says about it. */
export class Refused extends Error {
  constructor(readonly messages: readonly Message[]) {
    super(messages.map((m) => m.text).join('\n'));
  }
}

/** A message that ends the reading. */
export const alert = (text: string): Message => ({ level: 'ALERT', text });

/** Something that would matter and is not simulated. */
export class NotSimulated extends Error {}

const SECTIONS = ['global', 'defaults', 'frontend', 'backend', 'listen', 'resolvers'] as const;
const OTHER_SECTIONS = [
  'userlist',
  'peers',
  'mailers',
  'cache',
  'program',
  'http-errors',
  'ring',
  'fcgi-app',
  'log-forward',
  'traces',
  'crt-store',
];

/** What a backslash and what follows it stand for, and how long they are; 2.2. Before other characters it is one itself. */
function escaped(text: string, quoted: boolean): { readonly char: string; readonly length: number } {
  const hex = /^\\x([0-9a-fA-F]{2})/.exec(text)?.[1];
  if (hex !== undefined) return { char: String.fromCharCode(Number.parseInt(hex, 16)), length: 4 };
  const next = text[1] ?? '';
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  if (named[next] !== undefined) return { char: named[next], length: 2 };
  return next !== '' && ` "'#\\${quoted ? '$' : ''}`.includes(next)
    ? { char: next, length: 2 }
    : { char: '\\', length: 1 };
}

/** Splits a line into words: quotes, backslashes, comments; config-parser. `open` is where a quote begins that does not end. */
function split(text: string): { readonly words: readonly string[]; readonly open?: number } {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '\\' && quote !== "'") {
      const { char, length } = escaped(text.slice(i), quote !== '');
      word = (word ?? '') + char;
      i += length - 1;
    } else if (quote !== '') {
      if (c === quote) quote = '';
      else word = (word ?? '') + c;
    } else if (c === '#') break;
    else if (c === '"' || c === "'") {
      quote = c;
      open = i;
      word ??= '';
    } else if (/\s/.test(c)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (quote !== '') return { words: [], open };
  if (word !== undefined) found.push(word);
  return { words: found };
}

/** Reads a configuration into its sections, with the warnings on the way. Throws Refused or NotSimulated. */
export function parseConfig(
  source: string,
  file: string,
  check: (section: Section, line: Line, sections: readonly Section[]) => readonly Said[],
): { readonly sections: readonly Section[]; readonly warnings: readonly Message[] } {
  const sections: { kind: Section['kind']; name: string; lines: Line[]; file: string; line: number }[] = [];
  const said: Message[] = [];
  const failed = (stopped: boolean) =>
    new Refused([
      ...said,
      alert(`config : Error(s) found in configuration file : ${file}`),
      ...(stopped ? [] : [alert('config : Fatal errors found in configuration.')]),
    ]);
  let lost = false;
  const lines = source.split('\n');
  for (const [i, text] of lines.entries()) {
    const { words, open } = split(text);
    const line = i + 1;
    const at = `[${file}:${line}]`;
    if (open !== undefined) {
      const shown = text.trimStart();
      const column = open - (text.length - shown.length);
      said.push(
        alert(`config : parsing ${at}: unmatched quote at position ${open + 1}:\n  ${shown}\n  ${' '.repeat(column)}^`),
      );
      continue;
    }
    const [word, ...args] = words;
    if (word === undefined) continue;
    if (i === lines.length - 1)
      said.push(
        alert(
          `config : parsing ${at}: Missing LF on last line, file might have been truncated at position ${text.length + 1}.`,
        ),
      );
    const kind = SECTIONS.find((s) => s === word);
    if (OTHER_SECTIONS.includes(word)) throw new NotSimulated(`HAProxy section "${word}" (${file}:${line})`);
    if (kind) {
      const named = kind !== 'global' && kind !== 'defaults';
      if (named && args[0] === undefined) {
        const why = kind === 'resolvers' ? 'missing name for resolvers section.' : `'${kind}' expects an <id> argument`;
        said.push(alert(`config : parsing ${at} : ${why}`));
        throw failed(true);
      }
      lost = named && args[1] !== undefined && args[1] !== 'from';
      if (lost) said.push(alert(`config : parsing ${at} : please use the 'bind' keyword for listening addresses.`));
      const twin = named ? sections.find((s) => s.name === args[0] && clash(s.kind, kind)) : undefined;
      if (twin && kind === 'resolvers') {
        said.push(
          alert(
            `config : Parsing ${at}: resolvers '${args[0]}' has same name as another resolvers (declared at ${file}:${twin.line}).`,
          ),
        );
        throw failed(true);
      }
      if (twin) {
        const text = `config : Parsing ${at}: ${kind === 'listen' ? 'proxy' : kind} '${args[0]}' has the same name as ${twin.kind === 'listen' ? 'proxy' : twin.kind} '${args[0]}' declared at ${file}:${twin.line}.`;
        said.push(alert(text), {
          level: 'WARNING',
          text: `${text} This is dangerous and will not be supported anymore in version 3.3.`,
        });
      }
      if (!lost) sections.push({ kind, name: args[0] ?? '', lines: [], file, line });
      continue;
    }
    const section = sections.at(-1);
    if (lost) said.push(alert(`config : parsing ${at} : 'listen' or 'defaults' expected.`));
    else if (!section) said.push(alert(`config : parsing ${at}: unknown keyword '${word}' out of section.`));
    else {
      const own = { word, args, file, line };
      const found = check(section, own, sections);
      said.push(...found.map(({ level, text }) => ({ level, text })));
      if (found.some((m) => m.stop)) throw failed(true);
      section.lines.push(own);
    }
  }
  if (said.some((m) => m.level === 'ALERT')) throw failed(false);
  return { sections, warnings: said };
}

/** Two proxies of one name may only be a frontend and a backend. */
function clash(a: Section['kind'], b: Section['kind']): boolean {
  if (a === 'resolvers' || b === 'resolvers') return a === b;
  if (a === 'global' || a === 'defaults') return false;
  return a === b || a === 'listen' || b === 'listen';
}

import { parseArgs } from 'node:util';
import { nearest } from '../app/index.ts';
import type { Lang } from '../course/index.ts';

/** What is true of every command. */
export interface Common {
  readonly lang: Lang | undefined;
  readonly plain: boolean;
  readonly colour: boolean;
  /** Borders and marks in ASCII. */
  readonly ascii: boolean;
  readonly dataDir: string | undefined;
}

export type Command =
  | { readonly command: 'menu' | 'review' | 'sandbox' | 'help' | 'support' | 'version' }
  | { readonly command: 'start'; readonly lesson?: string; readonly step?: string }
  | { readonly command: 'incident'; readonly id?: string }
  | { readonly command: 'list' | 'progress'; readonly json: boolean }
  | { readonly command: 'reset'; readonly lesson?: string }
  | { readonly command: 'glossary'; readonly word: string; readonly json: boolean }
  | { readonly command: 'export'; readonly file?: string }
  | { readonly command: 'import'; readonly file: string }
  | { readonly command: 'exec'; readonly file?: string; readonly json: boolean; readonly images: 'real' | 'stand-in' }
  | {
      readonly command: 'verify';
      readonly lessons: readonly string[];
      readonly json: boolean;
      /** Notes that the translations say what the English texts say now. */
      readonly translated: boolean;
    };

/** Something on the command line that means nothing. */
export interface Misuse {
  readonly problem: 'command' | 'option' | 'value' | 'lang' | 'images' | 'many';
  readonly word: string;
  readonly meant?: string;
}

export type Parsed =
  | { readonly ok: true; readonly common: Common; readonly command: Command }
  | { readonly ok: false; readonly common: Common; readonly misuse: Misuse };

const OPTIONS = {
  lang: { type: 'string' },
  plain: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  ascii: { type: 'boolean' },
  'data-dir': { type: 'string' },
  json: { type: 'boolean' },
  images: { type: 'string' },
  translated: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** The commands and how many operands each takes. */
const COMMANDS: Readonly<Record<string, number>> = {
  start: 1,
  incident: 1,
  list: 0,
  progress: 0,
  review: 0,
  sandbox: 0,
  reset: 1,
  glossary: Number.POSITIVE_INFINITY,
  export: 1,
  import: 1,
  exec: 1,
  verify: Number.POSITIVE_INFINITY,
  help: 1,
  version: 0,
};

/** Reads the command line. */
export function parseArgv(argv: readonly string[]): Parsed {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const lang = text(values.lang);
  const common: Common = {
    lang: lang === 'en' || lang === 'ko' ? lang : undefined,
    plain: values.plain === true,
    colour: values['no-color'] !== true,
    ascii: values.ascii === true,
    dataDir: text(values['data-dir']),
  };
  const misused = (misuse: Misuse): Parsed => ({ ok: false, common, misuse });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = OPTIONS[token.name as keyof typeof OPTIONS];
    if (!known)
      return misused(
        unknown(
          'option',
          token.rawName,
          Object.keys(OPTIONS).map((o) => `--${o}`),
        ),
      );
    const value = known.type === 'string' ? text(token.value) : undefined;
    if (
      known.type === 'string' &&
      (value === undefined || (!token.inlineValue && value.startsWith('-') && value !== '-'))
    )
      return misused({ problem: 'value', word: token.rawName });
    if (known.type === 'boolean' && token.value !== undefined)
      return misused({ problem: 'many', word: `${token.rawName}=${token.value}` });
  }
  if (lang !== undefined && common.lang === undefined) return misused({ problem: 'lang', word: lang });
  const images = text(values.images) ?? 'stand-in';
  if (images !== 'real' && images !== 'stand-in') return misused({ problem: 'images', word: images });
  if (values.help === true) return { ok: true, common, command: { command: 'help' } };
  if (values.version === true) return { ok: true, common, command: { command: 'version' } };
  const [name, ...operands] = positionals;
  if (name === undefined) return { ok: true, common, command: { command: 'menu' } };
  const most = COMMANDS[name];
  if (most === undefined) return misused(unknown('command', name, Object.keys(COMMANDS)));
  const extra = operands[most];
  if (extra !== undefined) return misused({ problem: 'many', word: extra });
  if (name === 'import' && operands[0] === undefined) return misused({ problem: 'value', word: 'import' });
  return { ok: true, common, command: commandOf(name, operands, values, images) };
}

function unknown(problem: 'command' | 'option', word: string, words: readonly string[]): Misuse {
  const meant = nearest(word, words);
  return { problem, word, ...(meant === undefined ? {} : { meant }) };
}

function commandOf(
  name: string,
  operands: readonly string[],
  values: { readonly json?: unknown; readonly translated?: unknown },
  images: 'real' | 'stand-in',
): Command {
  const [first] = operands;
  const json = values.json === true;
  switch (name) {
    case 'start': {
      const [lesson, step] = (first ?? '').split('/');
      return { command: 'start', ...(lesson ? { lesson } : {}), ...(step ? { step } : {}) };
    }
    case 'incident':
      return { command: name, ...(first === undefined ? {} : { id: first }) };
    case 'list':
    case 'progress':
      return { command: name, json };
    case 'reset':
      return { command: 'reset', ...(first === undefined ? {} : { lesson: first }) };
    case 'glossary':
      return { command: 'glossary', word: operands.join(' '), json };
    case 'export':
      return { command: 'export', ...(first === undefined ? {} : { file: first }) };
    case 'import':
      return { command: 'import', file: first ?? '' };
    case 'exec':
      return { command: 'exec', json, images, ...(first === undefined || first === '-' ? {} : { file: first }) };
    case 'verify':
      return { command: 'verify', json, lessons: operands, translated: values.translated === true };
    case 'review':
    case 'sandbox':
    case 'version':
      return { command: name };
    case 'help':
      return { command: first === 'support' ? 'support' : 'help' };
    default:
      return { command: 'menu' };
  }
}

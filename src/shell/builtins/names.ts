import { joinPath, type Run, stat } from '../../os/index.ts';
import { singleQuote } from '../quote.ts';
import { complain, emit, option, type Shell, update } from '../shell.ts';
import { getValue } from '../variables.ts';
import { type Builtin, grumble, letters } from './builtin.ts';
import { builtin } from './index.ts';

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'case',
  'esac',
  'for',
  'select',
  'while',
  'until',
  'do',
  'done',
  'in',
  'function',
  'time',
  '{',
  '}',
  '!',
  '[[',
  ']]',
  'coproc',
]);
const ASH_KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'case',
  'esac',
  'for',
  'while',
  'until',
  'do',
  'done',
  'in',
  '{',
  '}',
  '!',
]);

/** Whether a word is part of the grammar. */
export function isKeyword(sh: Pick<Shell, 'state'>, word: string): boolean {
  return (sh.state.dialect === 'bash' ? KEYWORDS : ASH_KEYWORDS).has(word);
}

/** The first executable of a name in PATH, as PATH has it. */
export function inPath(sh: Shell, name: string, all = false): string[] {
  const executable = (path: string) => {
    const row = stat(sh.proc.world, sh.proc.fs, joinPath(sh.state.cwd, path));
    return row !== undefined && row.kind !== 'dir' && (row.mode & 0o111) !== 0;
  };
  if (name.includes('/')) return executable(name) ? [name] : [];
  const found: string[] = [];
  for (const dir of (getValue(sh, 'PATH') ?? '').split(':')) {
    const path = `${dir === '' ? '.' : dir}/${name}`;
    if (!executable(path)) continue;
    found.push(isApplet(sh, path) ? name : path);
    if (!all) break;
  }
  return found;
}

/** Debian's BusyBox runs its applets without looking for files: ash knows them by their bare names. */
function isApplet(sh: Shell, path: string): boolean {
  const row = stat(sh.proc.world, sh.proc.fs, joinPath(sh.state.cwd, path));
  return sh.state.dialect === 'ash' && row?.program?.startsWith('busybox/') === true;
}

type Kind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file';

function kinds(sh: Shell, name: string, all: boolean): { readonly kind: Kind; readonly text: string }[] {
  const list: { kind: Kind; text: string }[] = [];
  const { aliases, functions } = sh.state;
  if (Object.hasOwn(aliases, name) && option(sh, 'expand_aliases'))
    list.push({ kind: 'alias', text: aliases[name] ?? '' });
  if (isKeyword(sh, name)) list.push({ kind: 'keyword', text: name });
  if (Object.hasOwn(functions, name)) list.push({ kind: 'function', text: functions[name]?.source ?? '' });
  if (builtin(sh, name)) list.push({ kind: 'builtin', text: name });
  if (all || list.length === 0) for (const path of inPath(sh, name, all)) list.push({ kind: 'file', text: path });
  return all ? list : list.slice(0, 1);
}

/** What a name is, in the words of `type` or of `command -v`; undefined: nothing. */
export function describe(sh: Shell, name: string, form: 'type' | 'command'): string | undefined {
  const found = kinds(sh, name, false)[0];
  if (!found) return undefined;
  if (form === 'type') return sentence(sh, name, found);
  if (found.kind === 'alias')
    return sh.state.dialect === 'bash'
      ? `alias ${name}=${singleQuote(found.text)}`
      : `alias ${name}=${singleQuote(found.text)}`;
  return found.kind === 'file' ? joinIfRelative(sh, found.text) : name;
}

function joinIfRelative(sh: Shell, path: string): string {
  return path.startsWith('./') && !path.includes('/', 2) ? joinPath(sh.state.cwd, path) : path;
}

function sentence(sh: Shell, name: string, found: { readonly kind: Kind; readonly text: string }): string {
  const bash = sh.state.dialect === 'bash';
  switch (found.kind) {
    case 'alias':
      return bash ? `${name} is aliased to \`${found.text}'` : `${name} is an alias for ${found.text}`;
    case 'keyword':
      return `${name} is a shell keyword`;
    case 'function':
      return bash
        ? `${name} is a function\n${pretty(found.text)}`
        : sh.state.dialect === 'dash'
          ? `${name} is a shell function`
          : `${name} is a function`;
    case 'builtin': {
      const special =
        !bash &&
        [
          '.',
          ':',
          'break',
          'continue',
          'eval',
          'exec',
          'exit',
          'export',
          'readonly',
          'return',
          'set',
          'shift',
          'times',
          'trap',
          'unset',
        ].includes(name);
      return `${name} is a ${special ? 'special ' : ''}shell builtin`;
    }
    case 'file':
      return `${name} is ${found.text}`;
  }
}

/** bash prints a function one command a line; the text as it was typed serves when it has its own lines. */
export function pretty(source: string): string {
  const m = /^(?:function\s+)?([^\s()]+)\s*(?:\(\s*\))?\s*\{\s*([\s\S]*?);?\s*\}$/.exec(source);
  if (!m) return source;
  const body = (m[2] ?? '').split(/\s*;\s*|\n\s*/).filter((l) => l !== '');
  return `${m[1]} () \n{ \n${body.map((l, i) => `    ${l}${i < body.length - 1 ? ';' : ''}`).join('\n')}\n}`;
}

/** `type`. */
export const type: Builtin = function* (sh, args, name) {
  const { flags, rest } = letters(args);
  let status = 0;
  for (const word of rest) {
    const found = kinds(sh, word, flags.has('a'));
    const paths = flags.has('P') ? inPath(sh, word, flags.has('a')) : undefined;
    if (paths) {
      yield* emit(sh, 1, paths.map((p) => `${p}\n`).join(''));
      if (paths.length === 0) status = 1;
      continue;
    }
    if (found.length === 0) {
      status = sh.state.dialect === 'bash' ? 1 : 127;
      if (sh.state.dialect !== 'bash') yield* emit(sh, 1, `${word}: not found\n`);
      else if (!flags.has('t') && !flags.has('p')) yield* complain(sh, `${name}: ${word}: not found`);
      continue;
    }
    for (const one of found) {
      if (flags.has('t')) yield* emit(sh, 1, `${one.kind}\n`);
      else if (flags.has('p')) yield* emit(sh, 1, one.kind === 'file' ? `${one.text}\n` : '');
      else yield* emit(sh, 1, `${sentence(sh, word, one)}\n`);
    }
  }
  return status;
};

/** `alias`. */
export const alias: Builtin = function* (sh, args) {
  const { aliases, dialect } = sh.state;
  const show = (name: string) => `${dialect === 'bash' ? 'alias ' : ''}${name}=${singleQuote(aliases[name] ?? '')}\n`;
  const words = args.filter((a) => a !== '-p');
  if (words.length === 0) {
    yield* emit(sh, 1, Object.keys(aliases).sort().map(show).join(''));
    return 0;
  }
  let status = 0;
  for (const word of words) {
    const cut = word.indexOf('=');
    if (cut > 0) update(sh, { aliases: { ...sh.state.aliases, [word.slice(0, cut)]: word.slice(cut + 1) } });
    else if (Object.hasOwn(aliases, word)) yield* emit(sh, 1, show(word));
    else {
      if (dialect === 'bash') yield* complain(sh, `alias: ${word}: not found`);
      else yield* emit(sh, 2, dialect === 'dash' ? `alias: ${word} not found\n` : `alias: ${word} not found\n`);
      status = 1;
    }
  }
  return status;
};

/** `unalias`. */
export const unalias: Builtin = function* (sh, args) {
  if (args[0] === '-a') {
    update(sh, { aliases: {} });
    return 0;
  }
  let status = 0;
  for (const word of args) {
    if (!Object.hasOwn(sh.state.aliases, word)) {
      if (sh.state.dialect === 'bash') yield* complain(sh, `unalias: ${word}: not found`);
      else yield* emit(sh, 2, `unalias: ${word} not found\n`);
      status = 1;
      continue;
    }
    const { [word]: _gone, ...rest } = sh.state.aliases;
    update(sh, { aliases: rest });
  }
  return status;
};

/** `hash`. */
export const hash: Builtin = function* (sh, args) {
  const { flags, rest } = letters(args, 'p');
  if (flags.has('r')) {
    update(sh, { hashed: {} });
    return 0;
  }
  let status = 0;
  for (const name of rest) {
    const path = inPath(sh, name)[0];
    if (path !== undefined) update(sh, { hashed: { ...sh.state.hashed, [name]: { path, hits: 0 } } });
    else if (!builtin(sh, name)) {
      if (sh.state.dialect === 'bash') yield* complain(sh, `hash: ${name}: not found`);
      else yield* grumble(sh, 'hash', `${name}: not found`);
      status = 1;
    }
  }
  if (rest.length === 0) yield* listHashed(sh);
  return status;
};

function* listHashed(sh: Shell): Run<void> {
  const entries = Object.entries(sh.state.hashed);
  if (sh.state.dialect !== 'bash') yield* emit(sh, 1, entries.map(([, h]) => `${h.path}\n`).join(''));
  else if (entries.length === 0) yield* emit(sh, 1, 'hash: hash table empty\n');
  else
    yield* emit(
      sh,
      1,
      `hits\tcommand\n${entries.map(([, h]) => `${String(h.hits).padStart(4)}\t${h.path}\n`).join('')}`,
    );
}

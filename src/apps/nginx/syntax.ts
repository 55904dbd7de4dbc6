import type { Reader } from '../../base/index.ts';
import { FsError, joinPath, list, parentOf, readFile, stat, strerror } from '../../os/index.ts';

/** A directive with its arguments, and its block if it has one. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[] | undefined;
  readonly file: string;
  readonly line: number;
  /** Line of the `}` that ends its block. */
  readonly end?: number;
  /** In place of a directive: what was wrong there. All that stands before it is looked at first, as nginx reads. */
  readonly wrong?: ConfigError;
}

/** What nginx says about its configuration, after `nginx: [emerg] `. */
export class ConfigError extends Error {}

/** A configuration that exists but is not simulated makes nginx refuse here, honestly. */
export class NotSimulated extends Error {}

/** A message with the place that it is about. */
export function at(d: Pick<Directive, 'file' | 'line'>, message: string): ConfigError {
  return new ConfigError(d.line === 0 ? `${message} in ${d.file}` : `${message} in ${d.file}:${d.line}`);
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly quoted: boolean;
}

/** Words, quoted words, `{`, `}` and `;`; comments go to the end of the line. ngx_conf_read_token */
function tokens(source: string, file: string): { readonly found: Token[]; readonly wrong?: ConfigError } {
  const found: Token[] = [];
  let line = 1;
  let i = 0;
  while (i < source.length) {
    const c = source[i] ?? '';
    if (c === '\n') line++;
    if (/\s/.test(c)) i++;
    else if (c === '#') while (i < source.length && source[i] !== '\n') i++;
    else if (c === '{' || c === '}' || c === ';') {
      found.push({ text: c, line, quoted: false });
      i++;
    } else if (c === '"' || c === "'") {
      const start = line;
      let text = '';
      for (i++; i < source.length && source[i] !== c; i++) {
        if (source[i] === '\\' && i + 1 < source.length) {
          i++;
          const escaped: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
          const next = source[i] ?? '';
          text += next === c || next === '\\' ? next : (escaped[next] ?? `\\${next}`);
        } else text += source[i];
        if (source[i] === '\n') line++;
      }
      if (i >= source.length) {
        found.push({ text: '', line, quoted: false });
        return {
          found,
          wrong: new ConfigError(`unexpected end of file, expecting ";" or "}" in ${file}:${line}`),
        };
      }
      i++;
      if (!/[\s;{)]/.test(source[i] ?? ' ')) {
        found.push({ text: '', line, quoted: false });
        return { found, wrong: new ConfigError(`unexpected "${source[i]}" in ${file}:${line}`) };
      }
      found.push({ text, line: start, quoted: true });
    } else {
      let text = '';
      for (; i < source.length && !/[\s;]/.test(source[i] ?? ''); i++) {
        if (source[i] === '{' && source[i - 1] !== '$') break;
        if (source[i] === '\\' && i + 1 < source.length) text += source[i++];
        text += source[i];
        if (source[i - 1] === '$' && source[i] === '{') {
          while (i + 1 < source.length && source[i] !== '}') text += source[++i];
        }
      }
      found.push({ text, line, quoted: false });
    }
  }
  found.push({ text: '', line, quoted: false });
  return { found };
}

/** Reads a configuration file with all that it includes; what is wrong stands as a directive of its own. */
export function readConfig(r: Reader, fs: string, file: string): readonly Directive[] {
  let source: string;
  try {
    source = readFile(r, fs, file);
  } catch (e) {
    if (!(e instanceof FsError)) throw e;
    return [broken(new ConfigError(`open() "${file}" failed (${errno(e)}: ${strerror(e.code)})`), file, 0)];
  }
  return parseText(r, fs, source, file, parentOf(file));
}

const broken = (wrong: ConfigError, file: string, line: number): Directive => ({
  name: '',
  args: [],
  block: undefined,
  file,
  line,
  wrong,
});

/** Reads directives from a text that is not a file (`-g`), or is one; `prefix` is where included files are looked for. */
export function parseText(r: Reader, fs: string, source: string, file: string, prefix: string): readonly Directive[] {
  const { found: queue, wrong: unreadable } = tokens(source, file);
  let next = 0;
  let stopped = false;
  const block = (inner: boolean): { readonly directives: readonly Directive[]; readonly end: number } => {
    const directives: Directive[] = [];
    const stop = (message: string, line: number) => {
      stopped = true;
      directives.push(broken(unreadable ?? new ConfigError(`${message} in ${file}:${line}`), file, line));
      return { directives, end: line };
    };
    for (;;) {
      const words: Token[] = [];
      let token = queue[next++];
      while (token && (token.quoted || !['{', '}', ';', ''].includes(token.text))) {
        words.push(token);
        token = queue[next++];
      }
      const line = token?.line ?? 1;
      const [head, ...args] = words;
      const end = token?.text ?? '';
      if (end === '') {
        if (head) return stop('unexpected end of file, expecting ";" or "}"', line);
        if (inner || unreadable) return stop('unexpected end of file, expecting "}"', line);
        return { directives, end: line };
      }
      if (end === '}' && (head || !inner)) return stop('unexpected "}"', line);
      if (end === '}') return { directives, end: line };
      if (!head) return stop(`unexpected "${end}"`, line);
      const own = { name: head.text, args: args.map((a) => a.text), file, line };
      if (end === '{') {
        const body = block(true);
        directives.push({ ...own, block: body.directives, end: body.end });
        if (stopped) return { directives, end: body.end };
      } else if (own.name === 'include' && args.length === 1)
        directives.push(
          { ...own, block: undefined },
          ...include(r, fs, joinPath(prefix, own.args[0] ?? ''), file, line, prefix),
        );
      else directives.push({ ...own, block: undefined });
    }
  };
  return block(false).directives;
}

const NUMBERS: Readonly<Record<string, number>> = { ENOENT: 2, EACCES: 13, ENOTDIR: 20, EISDIR: 21 };

function errno(e: FsError): number {
  return NUMBERS[e.code] ?? 2;
}

/** The files that an `include` stands for; a pattern may stand for none. Throws FsError. */
function included(r: Reader, fs: string, path: string): readonly string[] {
  if (!/[*?[]/.test(path)) return [path];
  const dir = parentOf(path);
  if (stat(r, fs, dir)?.kind !== 'dir') return [];
  const name = globPattern(path.slice(dir.length + 1));
  return list(r, fs, dir)
    .filter((n) => name.test(n) && !n.startsWith('.'))
    .map((n) => joinPath(dir, n));
}

function include(
  r: Reader,
  fs: string,
  path: string,
  file: string,
  line: number,
  prefix: string,
): readonly Directive[] {
  return included(r, fs, path).flatMap((name) => {
    try {
      return parseText(r, fs, readFile(r, fs, name), name, prefix);
    } catch (e) {
      if (!(e instanceof FsError)) throw e;
      const message = `open() "${name}" failed (${errno(e)}: ${strerror(e.code)}) in ${file}:${line}`;
      return [broken(new ConfigError(message), file, line)];
    }
  });
}

const globPattern = (text: string) =>
  new RegExp(
    `^${text
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );

/** A configuration's files as nginx read them, the first one first. */
export function configFiles(
  r: Reader,
  fs: string,
  file: string,
): readonly { readonly path: string; readonly text: string }[] {
  const paths = [file];
  const prefix = parentOf(file);
  const visit = (directives: readonly Directive[]) => {
    for (const d of directives) {
      const found = d.name === 'include' ? included(r, fs, joinPath(prefix, d.args[0] ?? '')) : [];
      paths.push(...found.filter((path) => !paths.includes(path)));
      if (d.block) visit(d.block);
    }
  };
  visit(readConfig(r, fs, file));
  return paths.map((path) => ({ path, text: readFile(r, fs, path) }));
}

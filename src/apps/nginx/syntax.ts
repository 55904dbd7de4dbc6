import type { Reader } from '../../base/index.ts';
import { FsError, joinPath, list, parentOf, readFile, strerror } from '../../os/index.ts';

/** A directive with its arguments, and its block if it has one. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[] | undefined;
  readonly file: string;
  readonly line: number;
}

/** What nginx says about its configuration, after `nginx: [emerg] `. */
export class ConfigError extends Error {}

/** A message with the place that it is about. */
export function at(d: Pick<Directive, 'file' | 'line'>, message: string): ConfigError {
  return new ConfigError(`${message} in ${d.file}:${d.line}`);
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly quoted: boolean;
}

/** Words, quoted words, `{`, `}` and `;`; comments go to the end of the line. ngx_conf_read_token */
function tokens(source: string, file: string): Token[] {
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
      if (i >= source.length) throw new ConfigError(`unexpected end of file, expecting ";" or "}" in ${file}:${line}`);
      i++;
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
  return found;
}

/** Reads a configuration file with all that it includes. Throws ConfigError. */
export function readConfig(r: Reader, fs: string, file: string): readonly Directive[] {
  try {
    return parseText(r, fs, readFile(r, fs, file), file);
  } catch (e) {
    if (e instanceof FsError) throw new ConfigError(`open() "${file}" failed (${errno(e)}: ${strerror(e.code)})`);
    throw e;
  }
}

/** Reads directives from a text that is not a file (`-g`), or is one. */
export function parseText(r: Reader, fs: string, source: string, file: string): readonly Directive[] {
  const queue = tokens(source, file);
  let next = 0;
  const block = (inner: boolean): Directive[] => {
    const directives: Directive[] = [];
    for (;;) {
      const words: Token[] = [];
      let token = queue[next++];
      while (token && (token.quoted || !['{', '}', ';', ''].includes(token.text))) {
        words.push(token);
        token = queue[next++];
      }
      const line = token?.line ?? 1;
      const [head, ...args] = words;
      const end = token?.quoted ? '' : (token?.text ?? '');
      if (end === '') {
        if (head) throw new ConfigError(`unexpected end of file, expecting ";" or "}" in ${file}:${line}`);
        if (inner) throw new ConfigError(`unexpected end of file, expecting "}" in ${file}:${line}`);
        return directives;
      }
      if (end === '}') {
        if (head) throw new ConfigError(`unexpected "}" in ${file}:${line}`);
        if (!inner) throw new ConfigError(`unexpected "}" in ${file}:${line}`);
        return directives;
      }
      if (!head) throw new ConfigError(`unexpected "${end}" in ${file}:${line}`);
      const own = { name: head.text, args: args.map((a) => a.text), file, line };
      if (end === '{') directives.push({ ...own, block: block(true) });
      else if (own.name === 'include') directives.push(...include(r, fs, own.args[0] ?? '', file, line));
      else directives.push({ ...own, block: undefined });
    }
  };
  return block(false);
}

const NUMBERS: Readonly<Record<string, number>> = { ENOENT: 2, EACCES: 13, ENOTDIR: 20, EISDIR: 21 };

function errno(e: FsError): number {
  return NUMBERS[e.code] ?? 2;
}

/** `include`: a file that must exist, or all that match a pattern. */
function include(r: Reader, fs: string, pattern: string, file: string, line: number): readonly Directive[] {
  const path = joinPath('/etc/nginx', pattern);
  if (!/[*?[]/.test(path)) {
    try {
      return readConfig(r, fs, path);
    } catch (e) {
      if (e instanceof ConfigError && e.message.startsWith(`open() "${path}"`))
        throw new ConfigError(`${e.message} in ${file}:${line}`);
      throw e;
    }
  }
  const dir = parentOf(path);
  const name = new RegExp(
    `^${path
      .slice(dir.length + 1)
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
  let names: readonly string[];
  try {
    names = list(r, fs, dir);
  } catch (e) {
    if (e instanceof FsError) return [];
    throw e;
  }
  return names.filter((n) => name.test(n) && !n.startsWith('.')).flatMap((n) => readConfig(r, fs, joinPath(dir, n)));
}

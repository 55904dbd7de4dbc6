import type { Mistake } from '../lesson.ts';

/** What the reader below understands: texts, lists of texts, and one level of map. */
export type MiniValue = string | readonly string[] | { readonly [key: string]: string | readonly string[] };

export interface MiniDocument {
  readonly values: Readonly<Record<string, MiniValue>>;
  /** On which line each key stands. */
  readonly lines: Readonly<Record<string, number>>;
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads the small part of YAML that lesson files use: `key: text`, `key: [a, b]`, `- item` lists and one level of
 * indented keys. The full parser costs more at start than everything else that a lesson needs.
 */
export function readMiniYaml(text: string, file: string, firstLine = 1): MiniDocument {
  const values: Record<string, MiniValue> = {};
  const lines: Record<string, number> = {};
  const mistakes: Mistake[] = [];
  let open: string | undefined;
  text.split('\n').forEach((raw, i) => {
    const line = firstLine + i;
    const bare = raw.replace(/(^|\s)#.*$/, '').trimEnd();
    if (bare.trim() === '') return;
    const item = /^\s+-\s+(.+)$|^-\s+(.+)$/.exec(bare);
    const pair = /^(\s*)([A-Za-z0-9][\w.-]*):(?:\s+(.*))?$/.exec(bare);
    if (item !== null && open !== undefined) {
      const list = values[open];
      values[open] = [...(Array.isArray(list) ? list : []), unquote(item[1] ?? item[2] ?? '')];
    } else if (pair !== null && pair[1] === '') {
      const key = pair[2] ?? '';
      if (Object.hasOwn(values, key)) mistakes.push({ file, line, message: `\`${key}\` is given twice: keep one` });
      open = pair[3] === undefined ? key : undefined;
      values[key] = pair[3] === undefined ? [] : value(pair[3]);
      lines[key] = line;
    } else if (pair !== null && open !== undefined) {
      const map = values[open];
      const before =
        typeof map === 'object' && !Array.isArray(map) ? (map as Record<string, string | readonly string[]>) : {};
      values[open] = { ...before, [pair[2] ?? '']: value(pair[3] ?? '') };
      lines[`${open}.${pair[2]}`] = line;
    } else {
      mistakes.push({ file, line, message: `cannot read \`${bare.trim()}\`: write \`key: value\` or \`key: [a, b]\`` });
    }
  });
  return { values, lines, mistakes };
}

function value(text: string): string | readonly string[] {
  const list = /^\[(.*)\]$/.exec(text.trim());
  if (list === null) return unquote(text.trim());
  return (list[1] ?? '')
    .split(',')
    .map((t) => unquote(t.trim()))
    .filter((t) => t !== '');
}

function unquote(text: string): string {
  const quoted = /^(['"])(.*)\1$/.exec(text);
  return quoted === null ? text : (quoted[2] ?? '');
}

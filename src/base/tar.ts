/** One thing in an archive. */
export interface TarEntry {
  /** Without a slash at either end. */
  readonly name: string;
  readonly kind: 'file' | 'dir' | 'link';
  readonly mode: number;
  /** ms */
  readonly mtime: number;
  readonly owner: string;
  /** Bytes of a file, one character each; text of a link. */
  readonly data: string;
  /** Extended attributes; SCHILY.xattr of pax(1). */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An archive taken apart. */
export interface TarContent {
  readonly entries: readonly TarEntry[];
  /** Records of its global header. */
  readonly global: Readonly<Record<string, string>>;
}

const BLOCK = 512;
const NAME = 100;
const TYPES = { file: '0', link: '2', dir: '5' } as const;
const ATTRIBUTE = 'SCHILY.xattr.';

/** A ustar archive with the extended headers of pax(1), as text of one character a byte; tar(5). */
export function tar(entries: readonly TarEntry[], global: Readonly<Record<string, string>> = {}): string {
  const beginning = Object.keys(global).length === 0 ? '' : records('pax_global_header', 'g', global);
  return beginning + entries.map(packed).join('') + '\0'.repeat(2 * BLOCK);
}

function packed(entry: TarEntry): string {
  const name = utf8(entry.kind === 'dir' ? `${entry.name}/` : entry.name);
  const link = entry.kind === 'link' ? utf8(entry.data) : '';
  const extended = {
    ...(name.length > NAME ? { path: entry.name } : {}),
    ...(link.length > NAME ? { linkpath: entry.data } : {}),
    ...Object.fromEntries(Object.entries(entry.attributes ?? {}).map(([k, v]) => [ATTRIBUTE + k, v])),
  };
  const data = entry.kind === 'file' ? entry.data : '';
  return (
    (Object.keys(extended).length === 0 ? '' : records(`PaxHeaders/${name}`, 'x', extended)) +
    header({
      name,
      mode: entry.mode,
      size: data.length,
      mtime: entry.mtime,
      type: TYPES[entry.kind],
      link,
      owner: entry.owner,
    }) +
    padded(data)
  );
}

interface Header {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly mtime: number;
  readonly type: string;
  readonly link: string;
  readonly owner: string;
}

function header(h: Header): string {
  const octal = (n: number, width: number) => `${n.toString(8).padStart(width - 1, '0')}\0`;
  const text = (s: string, width: number) => s.slice(0, width).padEnd(width, '\0');
  const ids = octal(0, 8) + octal(0, 8);
  const seconds = Math.max(0, Math.floor(h.mtime / 1000));
  const before = text(h.name, NAME) + octal(h.mode & 0o7777, 8) + ids + octal(h.size, 12) + octal(seconds, 12);
  const after = `${h.type}${text(h.link, NAME)}ustar\x0000${text(h.owner, 32)}${text('root', 32)}${ids}`;
  const sum = [...before, ...' '.repeat(8), ...after].reduce((n, c) => n + c.charCodeAt(0), 0);
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`.padEnd(BLOCK, '\0');
}

/** `27 path=…\n`: the number counts its own digits too; pax(1), "Extended Header". */
function records(name: string, type: string, values: Readonly<Record<string, string>>): string {
  const data = Object.entries(values)
    .map(([key, value]) => utf8(` ${key}=${value}\n`))
    .map((line) => {
      const length = line.length + String(line.length).length;
      return `${line.length + String(length).length}${line}`;
    })
    .join('');
  return header({ name, mode: 0o644, size: data.length, mtime: 0, type, link: '', owner: 'root' }) + padded(data);
}

function parseRecords(data: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (let at = 0; at < data.length; ) {
    const length = Number.parseInt(data.slice(at), 10);
    if (!(length > 0)) break;
    const [, key = '', value = ''] = /^\d+ ([^=]*)=(.*)\n$/s.exec(data.slice(at, at + length)) ?? [];
    found[fromUtf8(key)] = fromUtf8(value);
    at += length;
  }
  return found;
}

const padded = (data: string): string => data.padEnd(Math.ceil(data.length / BLOCK) * BLOCK, '\0');

/** What is in an archive; undefined when it is none, or ends in the middle. */
export function untar(archive: string): TarContent | undefined {
  const entries: TarEntry[] = [];
  let global: Record<string, string> = {};
  let own: Record<string, string> = {};
  let ended = false;
  for (let at = 0; at + BLOCK <= archive.length && !ended; ) {
    const head = archive.slice(at, at + BLOCK);
    ended = /^\0*$/.test(head);
    if (ended) break;
    if (head.slice(257, 262) !== 'ustar') return undefined;
    const field = (from: number, length: number) => head.slice(from, from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12), 8) || 0;
    const data = archive.slice(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = head[156];
    if (type === 'g') global = { ...global, ...parseRecords(data) };
    else if (type === 'x') own = parseRecords(data);
    else {
      const kind = type === '5' ? 'dir' : type === '2' ? 'link' : 'file';
      const prefix = field(345, 155);
      const name = own.path ?? fromUtf8(prefix === '' ? field(0, NAME) : `${prefix}/${field(0, NAME)}`);
      const attributes = Object.entries(own).flatMap(([k, v]) =>
        k.startsWith(ATTRIBUTE) ? [[k.slice(ATTRIBUTE.length), v] as const] : [],
      );
      entries.push({
        name: name.replace(/^(\.?\/)+|\/+$/g, ''),
        kind,
        mode: Number.parseInt(field(100, 8), 8) || 0,
        mtime: Number.parseInt(field(136, 12), 8) * 1000 || 0,
        owner: field(265, 32) || 'root',
        data: kind === 'link' ? (own.linkpath ?? fromUtf8(field(157, NAME))) : data,
        ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
      });
      own = {};
    }
  }
  return ended ? { entries, global } : undefined;
}

/** A text as its bytes in UTF-8, one character each. */
export function utf8(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('');
}

/** The text behind bytes of one character each. */
export function fromUtf8(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
}

import type { Reader, Tx } from '../../../base/index.ts';
import { chmod, joinPath, list, mkdir, parentOf, readFile, stat, symlink, writeFile } from '../../../os/index.ts';
import type { FileAt } from './archive.ts';

const BLOCK = 512;
const ENDING = '\0'.repeat(2 * BLOCK);

/** A ustar archive of a file or a tree under a name, as text of one character a byte; tar(5). */
export function tarOf(r: Reader, at: FileAt, name: string): string {
  return entries(r, at, name) + ENDING;
}

function entries(r: Reader, { fs, path }: FileAt, name: string): string {
  const row = stat(r, fs, path, { nofollow: true });
  if (!row) return '';
  if (row.kind === 'dir') {
    const inside = list(r, fs, path).map((n) => entries(r, { fs, path: joinPath(path, n) }, `${name}/${n}`));
    return header(`${name}/`, row.mode, 0, row.mtime, '5', '') + inside.join('');
  }
  if (row.kind === 'link') return header(name, row.mode, 0, row.mtime, '2', row.content);
  const data = toBytes(readFile(r, fs, path));
  return header(name, row.mode, data.length, row.mtime, '0', '') + padded(data);
}

function header(name: string, mode: number, size: number, mtime: number, type: string, target: string): string {
  const octal = (n: number, width: number) => `${n.toString(8).padStart(width - 1, '0')}\0`;
  const text = (s: string, width: number) => toBytes(s).slice(0, width).padEnd(width, '\0');
  const before =
    text(name, 100) +
    octal(mode & 0o7777, 8) +
    octal(0, 8) +
    octal(0, 8) +
    octal(size, 12) +
    octal(Math.floor(mtime / 1000), 12);
  const after = `${type}${text(target, 100)}ustar\x0000${text('root', 32)}${text('root', 32)}${octal(0, 8)}${octal(0, 8)}`;
  const sum = [...before, ...' '.repeat(8), ...after].reduce((n, c) => n + c.charCodeAt(0), 0);
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`.padEnd(BLOCK, '\0');
}

function padded(data: string): string {
  return data.padEnd(Math.ceil(data.length / BLOCK) * BLOCK, '\0');
}

/** Unpacks an archive into a directory. Returns false when it is none. */
export function untar(tx: Tx, archive: string, into: FileAt): boolean {
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const head = archive.slice(at, at + BLOCK);
    if (/^\0*$/.test(head)) return true;
    if (head.slice(257, 262) !== 'ustar') return false;
    const field = (from: number, length: number) => head.slice(from, from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12), 8) || 0;
    const path = joinPath(into.path, fromBytes(field(0, 100)));
    const mode = Number.parseInt(field(100, 8), 8);
    at += BLOCK;
    if (head[156] === '5') mkdir(tx, into.fs, path, { parents: true, mode });
    else if (head[156] === '2') symlink(tx, into.fs, fromBytes(field(157, 100)), path);
    else {
      mkdir(tx, into.fs, parentOf(path), { parents: true });
      writeFile(tx, into.fs, path, fromBytes(archive.slice(at, at + size)));
      chmod(tx, into.fs, path, mode);
    }
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
  return archive.length > 0;
}

function toBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function fromBytes(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
}

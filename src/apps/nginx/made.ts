import { inCidr } from '../../base/index.ts';
import type { Made } from './model.ts';
import type { Directive } from './syntax.ts';
import { regexp } from './values.ts';

/** The variables that `map`, `geo` and `split_clients` of a block make, by name. */
export function madeOf(http: readonly Directive[]): Record<string, Made> {
  const made: Record<string, Made> = {};
  for (const d of http) {
    if (d.name !== 'map' && d.name !== 'geo' && d.name !== 'split_clients') continue;
    const rows = d.block ?? [];
    const entries = rows
      .filter((r) => r.args.length > 0 && r.name !== 'default' && r.name !== 'include')
      .map((r) => [literal(r.name), r.args[0] ?? ''] as const);
    made[(d.args.at(-1) ?? '').slice(1)] = {
      kind: d.name === 'split_clients' ? 'split' : d.name,
      source: d.args.length > 1 ? (d.args[0] ?? '') : '$remote_addr',
      hostnames: rows.some((r) => r.name === 'hostnames'),
      entries,
      otherwise: rows.find((r) => r.name === 'default')?.args[0] ?? '',
    };
  }
  return made;
}

/** `\default` in a map is the word, not the keyword. */
const literal = (word: string) => (/^\\(default|hostnames|include|volatile)$/.test(word) ? word.slice(1) : word);

/** Looks a text up in the table of a `map`, `geo` or `split_clients`: what its variable stands for (text with variables), and what groups caught. */
export function lookUp(made: Made, text: string): { readonly value: string; readonly captures: readonly string[] } {
  const plain = (value: string | undefined) => (value === undefined ? undefined : { value, captures: [] });
  const otherwise = { value: made.otherwise, captures: [] };
  if (made.kind === 'geo') return plain(narrowest(made, text)) ?? otherwise;
  if (made.kind === 'split') return plain(share(made, text)) ?? { value: '', captures: [] };
  const key = text.toLowerCase();
  const exact = made.entries.find(([k]) => !k.startsWith('~') && k.toLowerCase() === key);
  if (exact) return { value: exact[1], captures: [] };
  if (made.hostnames) {
    const mask = byMask(made, key);
    if (mask !== undefined) return { value: mask, captures: [] };
  }
  for (const [k, value] of made.entries) {
    if (!k.startsWith('~')) continue;
    const fold = k.startsWith('~*');
    const captures = regexp(k.slice(fold ? 2 : 1), fold).exec(text);
    if (captures) return { value, captures: [...captures] };
  }
  return otherwise;
}

/** `*.example.com`, `.example.com`, `www.*`: the longest wins, those with the star in front first. */
function byMask(made: Made, host: string): string | undefined {
  const longest = (fits: (k: string) => boolean) =>
    made.entries.filter(([k]) => fits(k.toLowerCase())).sort(([a], [b]) => b.length - a.length)[0]?.[1];
  return (
    longest((k) => k.startsWith('*.') && host.endsWith(k.slice(1))) ??
    longest((k) => k.startsWith('.') && (host.endsWith(k) || host === k.slice(1))) ??
    longest((k) => k.endsWith('.*') && host.startsWith(k.slice(0, -1)))
  );
}

function narrowest(made: Made, ip: string): string | undefined {
  const bits = (net: string) => Number(net.split('/')[1] ?? 32);
  return made.entries
    .filter(([net]) => net === ip || (net.includes('/') && inCidr(ip, net)))
    .sort(([a], [b]) => bits(b) - bits(a))[0]?.[1];
}

/** MurmurHash2 of the text decides which percentage it falls into; ngx_http_split_clients_module. */
function share(made: Made, text: string): string | undefined {
  const hash = murmur2(text);
  let upTo = 0;
  for (const [k, value] of made.entries) {
    if (k === '*') return value;
    upTo += Math.floor((Number(k.replace('%', '')) * 100 * 0xffffffff) / 10_000);
    if (hash < upTo) return value;
  }
  return undefined;
}

function murmur2(text: string): number {
  const bytes = [...new TextEncoder().encode(text)];
  let h = bytes.length >>> 0;
  const mix = (k: number) => {
    const m = Math.imul(k, 0x5bd1e995);
    return Math.imul(m ^ (m >>> 24), 0x5bd1e995);
  };
  let i = 0;
  for (; bytes.length - i >= 4; i += 4) {
    const k = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
    h = Math.imul(h, 0x5bd1e995) ^ mix(k);
  }
  const left = bytes.length - i;
  if (left > 2) h ^= (bytes[i + 2] ?? 0) << 16;
  if (left > 1) h ^= (bytes[i + 1] ?? 0) << 8;
  if (left > 0) h = Math.imul(h ^ (bytes[i] ?? 0), 0x5bd1e995);
  h = Math.imul(h ^ (h >>> 13), 0x5bd1e995);
  return (h ^ (h >>> 15)) >>> 0;
}

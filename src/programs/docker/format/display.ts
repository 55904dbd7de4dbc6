import { displayWidth } from '../../../base/index.ts';

/** formatter.TruncateID: without `sha256:`, twelve characters. */
export function shortId(id: string): string {
  return id.slice(id.indexOf(':') + 1).slice(0, 12);
}

/** formatter.Ellipsis: at most `width` columns, the last one `…` when something was cut. */
export function ellipsis(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  for (const c of text) {
    if (displayWidth(kept + c) > width - 1) break;
    kept += c;
  }
  return `${kept}…`;
}

/** units.HumanSizeWithPrecision: powers of 1000. */
export function humanSize(bytes: number, precision = 4): string {
  return scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'], precision);
}

/** units.BytesSize: powers of 1024. */
export function bytesSize(bytes: number): string {
  return scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'], 4);
}

function scaled(bytes: number, base: number, suffixes: readonly string[], precision: number): string {
  let value = bytes;
  let i = 0;
  while (value >= base && i < suffixes.length - 1) {
    value /= base;
    i++;
  }
  return significant(value, precision) + (suffixes[i] ?? '');
}

/** %.Ng of fmt. */
function significant(value: number, precision: number): string {
  if (value === 0) return '0';
  const power = Math.floor(Math.log10(Math.abs(value)));
  if (power >= precision)
    return value
      .toExponential(precision - 1)
      .replace(/\.?0+e/, 'e')
      .replace(/e\+(\d)$/, 'e+0$1');
  return String(Number(value.toPrecision(precision)));
}

/** `k=v,k=v`, by key. */
export function joinLabels(labels: Readonly<Record<string, string>> | null | undefined): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}

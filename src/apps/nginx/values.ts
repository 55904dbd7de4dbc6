import type { Listen } from './model.ts';
import { at, type Directive, NotSimulated } from './syntax.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
  '': 1000,
};

/** `10s`, `1m`, `500ms`, `60`: milliseconds. */
export function duration(d: Directive, text: string): number {
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy]|$)/g)];
  if (parts.length === 0 || parts.map((p) => p[0]).join('') !== text)
    throw at(d, `"${d.name}" directive invalid value`);
  return parts.reduce((sum, p) => sum + Number(p[1]) * (UNITS[p[2] ?? ''] ?? 1000), 0);
}

/** `on` or `off`. */
export function flag(d: Directive): boolean {
  const value = d.args[0] ?? '';
  if (value !== 'on' && value !== 'off')
    throw at(d, `invalid value "${value}" in "${d.name}" directive, it must be "on" or "off"`);
  return value === 'on';
}

/** `host`, `host:port`, `[v6]:port`. */
export function hostPort(text: string, port: number): { readonly host: string; readonly port: number } | undefined {
  const six = /^\[([0-9a-fA-F:.]+)\](?::(\d+))?$/.exec(text);
  if (six) return { host: six[1] ?? '', port: Number(six[2] ?? port) };
  const found = /^([^:/]+)(?::(\d+))?$/.exec(text);
  if (!found) return undefined;
  return { host: found[1] ?? '', port: Number(found[2] ?? port) };
}

/** The address that `listen` names. */
export function listenAddress(d: Directive): { readonly ip: string; readonly port: number } {
  const text = d.args[0] ?? '';
  if (/^\d+$/.test(text) && Number(text) > 0 && Number(text) < 65536) return { ip: '0.0.0.0', port: Number(text) };
  const port = /^\d+$/.test(text) ? text : /:(\d+)$/.exec(text)?.[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535))
    throw at(d, `invalid port in "${text}" of the "listen" directive`);
  if (text.startsWith('unix:')) throw new NotSimulated(`nginx listen ${text} (${d.file}:${d.line})`);
  const parsed = hostPort(text, 80);
  if (!parsed) throw at(d, `invalid host in "${text}" of the "listen" directive`);
  const host = parsed.host === '*' ? '0.0.0.0' : parsed.host === 'localhost' ? '127.0.0.1' : parsed.host;
  if (!/^[\d.]+$|:/.test(host)) throw at(d, `host not found in "${text}" of the "listen" directive`);
  return { ip: host, port: parsed.port };
}

/** A `listen` line. */
export const listenOf = (d: Directive): Listen => ({
  ...listenAddress(d),
  default: d.args.includes('default_server') || d.args.includes('default'),
  ssl: d.args.includes('ssl'),
  udp: d.args.includes('udp'),
});

/** PCRE, as far as JavaScript's expressions agree with it; nginx's message for one that cannot be read. */
export function matcher(d: Directive, pattern: string, fold: boolean): RegExp {
  try {
    return regexp(pattern, fold);
  } catch (e) {
    const said = e instanceof Error ? e.message : '';
    const why = said.includes('nterminated group')
      ? 'missing closing parenthesis'
      : said.includes('nmatched')
        ? 'unmatched closing parenthesis'
        : said.includes('othing to repeat')
          ? 'quantifier does not follow a repeatable item'
          : 'missing terminating ] for character class';
    throw at(d, `pcre2_compile() failed: ${why} in "${pattern}"`);
  }
}

/** A pattern of PCRE as an expression of JavaScript. */
export function regexp(pattern: string, fold: boolean): RegExp {
  const inline = /^\(\?i\)/.test(pattern);
  return new RegExp(pattern.replace(/^\(\?i\)/, '').replace(/\(\?P</g, '(?<'), fold || inline ? 'i' : '');
}

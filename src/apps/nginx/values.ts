import { at, type Directive } from './syntax.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, '': 1000 };

/** `10s`, `1m`, `500ms`, `60`: milliseconds. */
export function duration(d: Directive, text: string): number {
  const found = /^(\d+)(ms|s|m|h|d|)$/.exec(text);
  if (!found) throw at(d, `"${d.name}" directive invalid value`);
  return Number(found[1]) * (UNITS[found[2] ?? ''] ?? 1000);
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
  if (/^\d+$/.test(text)) {
    if (Number(text) < 1 || Number(text) > 65535) throw at(d, `invalid port in "${text}" of the "listen" directive`);
    return { ip: '0.0.0.0', port: Number(text) };
  }
  const parsed = hostPort(text, 80);
  if (!parsed) throw at(d, `invalid host in "${text}" of the "listen" directive`);
  const host = parsed.host === '*' ? '0.0.0.0' : parsed.host === 'localhost' ? '127.0.0.1' : parsed.host;
  if (!/^[\d.]+$|:/.test(host)) throw at(d, `host not found in "${text}" of the "listen" directive`);
  return { ip: host, port: parsed.port };
}

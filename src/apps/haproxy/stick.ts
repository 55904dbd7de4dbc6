import { type Reader, type Tx, table } from '../../base/index.ts';
import type { Config } from './model.ts';
import { type Line, NotSimulated } from './parse.ts';
import type { Sample } from './sample.ts';

/** `stick-table type T size N expire T store …`; configuration manual 11. */
export interface StickTable {
  /** ms, undefined for ever. */
  readonly expire: number | undefined;
  /** What is kept of each key, with the period of a rate in ms. */
  readonly store: Readonly<Record<string, number>>;
}

/** `stick on …`, `stick match …`, `stick store-request …` */
export interface Stick {
  readonly match: boolean;
  readonly store: boolean;
  readonly key: Sample;
  readonly table: string;
}

/** A rate over a period: what was counted in this one and the one before; freq_ctr of HAProxy. */
interface Counter {
  readonly begun: number;
  readonly now: number;
  readonly before: number;
}

interface Entry {
  readonly server: string | undefined;
  readonly touched: number;
  readonly counters: Readonly<Record<string, Counter>>;
}

/** By `<loading of the configuration>/<table>/<key>`. */
const entries = table<Entry>('apps.haproxy.sticks');

const TYPES = ['ip', 'ipv6', 'integer', 'string', 'binary'];
const RATES = ['http_req_rate', 'http_err_rate', 'conn_rate', 'sess_rate'];
const COUNTS = ['http_req_cnt', 'http_err_cnt', 'conn_cnt', 'sess_cnt'];
const OTHERS = [
  'conn_cur',
  'gpc',
  'gpc0',
  'gpc1',
  'gpt',
  'gpt0',
  'gpc0_rate',
  'gpc1_rate',
  'gpc_rate',
  'http_fail_cnt',
  'http_fail_rate',
  'bytes_in_cnt',
  'bytes_in_rate',
  'bytes_out_cnt',
  'bytes_out_rate',
  'server_id',
  'glitch_cnt',
  'glitch_rate',
]; // prettier-ignore

/** What is wrong with the words behind `stick-table`. */
export function tableProblem(args: readonly string[]): string | undefined {
  const words = wordsOf(args);
  if (typeof words === 'string') return words;
  if (words.type !== undefined && !TYPES.includes(words.type.split(/\s/)[0] ?? ''))
    return `stick-table: unknown type '${words.type}'.`;
  for (const name of (words.store ?? '').split(',').filter((n) => n !== ''))
    if (![...RATES, ...COUNTS, ...OTHERS].includes(name.replace(/\(.*/, '')))
      return `stick-table: unknown store option '${name.replace(/\(.*/, '')}'.`;
  if (words.type === undefined) return 'stick-table: missing type.';
  return words.size === undefined ? 'stick-table: missing size.' : undefined;
}

const TAKES = ['type', 'size', 'expire', 'store', 'peers', 'srvkey', 'write-to', 'len', 'brates-factor', 'recv-only'];

function wordsOf(args: readonly string[]): Readonly<Record<string, string>> | string {
  const words: Record<string, string> = {};
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (word === 'nopurge') continue;
    if (!TAKES.includes(word)) return `stick-table: unknown argument '${word}'.`;
    const value = args[++i] ?? '';
    words[word] = word === 'store' && words.store ? `${words.store},${value}` : value;
  }
  return words;
}

/** Reads a table; `time` reads a duration. */
export function tableFrom(l: Line, time: (text: string) => number): StickTable {
  const words = wordsOf(l.args);
  const own = typeof words === 'string' ? {} : words;
  const store: Record<string, number> = {};
  for (const text of (own.store ?? '').split(',').filter((n) => n !== '')) {
    const found = /^(\w+)(?:\((\w+)\))?$/.exec(text);
    const name = found?.[1] ?? '';
    if (![...RATES, ...COUNTS].includes(name) || own.peers !== undefined)
      throw new NotSimulated(`HAProxy stick-table … store ${text} (${l.file}:${l.line})`);
    store[name] = RATES.includes(name) ? time(found?.[2] ?? '') : 0;
  }
  if (own.peers !== undefined) throw new NotSimulated(`HAProxy stick-table … peers (${l.file}:${l.line})`);
  return { expire: own.expire === undefined ? undefined : time(own.expire), store };
}

const key = (config: Config, name: string, of: string) => `${config.loaded}/${name}/${of}`;

function entryOf(r: Reader, config: Config, name: string, of: string): Entry | undefined {
  const found = r.get(entries, key(config, name, of));
  const expire = config.tables[name]?.expire;
  return found && expire !== undefined && r.now - found.touched >= expire ? undefined : found;
}

const EMPTY: Omit<Entry, 'touched'> = { server: undefined, counters: {} };

/** The server that a key sticks to; asking for it keeps it. */
export function stuckTo(tx: Tx, config: Config, name: string, of: string): string | undefined {
  const found = entryOf(tx, config, name, of);
  if (found) tx.put(entries, key(config, name, of), { ...found, touched: tx.now });
  return found?.server;
}

/** From now on the key sticks to the server. */
export function stickTo(tx: Tx, config: Config, name: string, of: string, server: string): void {
  const found = entryOf(tx, config, name, of) ?? EMPTY;
  tx.put(entries, key(config, name, of), { ...found, server, touched: tx.now });
}

/** Counts something of a key, as far as its table keeps it. */
export function countFor(tx: Tx, config: Config, name: string, of: string, kinds: readonly string[]): void {
  const store = config.tables[name]?.store ?? {};
  const found = entryOf(tx, config, name, of) ?? EMPTY;
  const counters = { ...found.counters };
  for (const kind of kinds) {
    const period = store[kind];
    if (period === undefined) continue;
    const c = turned(counters[kind] ?? { begun: tx.now, now: 0, before: 0 }, period, tx.now);
    counters[kind] = { ...c, now: c.now + 1 };
  }
  tx.put(entries, key(config, name, of), { ...found, counters, touched: tx.now });
}

/** A counter at a time: one period further on what was counted is of the one before. */
function turned(c: Counter, period: number, now: number): Counter {
  const past = period === 0 ? 0 : Math.floor((now - c.begun) / period);
  if (past === 0) return c;
  return { begun: past === 1 ? c.begun + period : now, now: 0, before: past === 1 ? c.now : 0 };
}

/** What was counted of a key: all, or the share of the last period that a rate stands for. */
export function countOf(r: Reader, config: Config, name: string, of: string, kind: string): number {
  const found = entryOf(r, config, name, of)?.counters[kind];
  const period = config.tables[name]?.store[kind] ?? 0;
  if (!found) return 0;
  const c = turned(found, period, r.now);
  if (period === 0 || (c.before <= 1 && c.now === 0)) return c.now + (period === 0 ? 0 : c.before);
  return c.now + Math.floor((c.before * (period - (r.now - c.begun))) / period);
}

import { Map as PMap, Set as PSet } from 'immutable';

/** Names a table and the type of its rows. The folder that owns the rows declares the key; nobody else can touch them. */
export interface Table<Row> {
  readonly name: string;
  readonly indexes: Indexes<Row>;
}

/** Where `by` finds a row: under a value, under several, or under none. */
export type Indexes<Row> = Readonly<Record<string, (row: Row) => string | readonly string[] | undefined>>;

const NO_VALUES: readonly string[] = [];
const valuesOf = (of: string | readonly string[] | undefined): readonly string[] =>
  of === undefined ? NO_VALUES : typeof of === 'string' ? [of] : of;

/** Declares a table with its indexes. */
export function table<Row>(name: string, indexes: Indexes<Row> = {}): Table<Row> {
  return { name, indexes };
}

interface Stored {
  readonly rows: PMap<string, unknown>;
  readonly index: Readonly<Record<string, PMap<string, PSet<string>>>>;
}

const EMPTY: Stored = { rows: PMap(), index: {} };

/** What can be read: a World (a value) or a Tx (a World being changed). */
export interface Reader {
  /** Virtual milliseconds since the epoch. */
  readonly now: number;
  get<Row>(table: Table<Row>, id: string): Row | undefined;
  /** Ids in no order: sort what you list. */
  ids(table: Table<never> | Table<unknown>): string[];
  /** Rows in no order: sort what you list. */
  all<Row>(table: Table<Row>): Row[];
  /** Rows whose index `name` equals `value`, in no order. */
  by<Row>(table: Table<Row>, name: string, value: string): Row[];
  size(table: Table<never> | Table<unknown>): number;
}

/**
 * The whole simulated world: persistent tables, a clock and a source of chance.
 * A World never changes; keeping an old one costs only what changed since.
 */
export class World implements Reader {
  private constructor(
    private readonly tables: Readonly<Record<string, Stored>>,
    readonly now: number,
    /** State of the random generator (32 bits). */
    readonly chance: number,
  ) {}

  static empty(now: number, seed: number): World {
    return new World({}, now, seed >>> 0);
  }

  get<Row>(table: Table<Row>, id: string): Row | undefined {
    return (this.tables[table.name] ?? EMPTY).rows.get(id) as Row | undefined;
  }

  ids(table: Table<never> | Table<unknown>): string[] {
    return [...(this.tables[table.name] ?? EMPTY).rows.keys()];
  }

  all<Row>(table: Table<Row>): Row[] {
    return [...(this.tables[table.name] ?? EMPTY).rows.values()] as Row[];
  }

  by<Row>(table: Table<Row>, name: string, value: string): Row[] {
    const stored = this.tables[table.name] ?? EMPTY;
    const ids = stored.index[name]?.get(value);
    return ids ? ([...ids].map((id) => stored.rows.get(id)) as Row[]) : [];
  }

  size(table: Table<never> | Table<unknown>): number {
    return (this.tables[table.name] ?? EMPTY).rows.size;
  }

  /** Names of the tables that exist; for tests and dumps. */
  tableNames(): string[] {
    return Object.keys(this.tables).sort();
  }

  /** The same world at another time. */
  at(now: number): World {
    return new World(this.tables, now, this.chance);
  }

  /** Opens a transaction. Nothing happens to this World; `commit` returns the next one. */
  begin(): Tx {
    return new Tx(this, (tables, chance) => new World(tables, this.now, chance));
  }

  /** @internal the stored form, for Tx only */
  stored(name: string): Stored {
    return this.tables[name] ?? EMPTY;
  }

  /** @internal */
  raw(): Readonly<Record<string, Stored>> {
    return this.tables;
  }
}

/** One change of a row: before and after (undefined: it did not exist). */
export interface Change {
  readonly table: string;
  readonly id: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface Open {
  rows: PMap<string, unknown>;
  index: Record<string, PMap<string, PSet<string>>>;
}

/** A change of the World in progress: commits whole (`commit`) or, if dropped, not at all. */
export class Tx implements Reader {
  private readonly open = new Map<string, Open>();
  private readonly touched = new Map<string, Set<string>>();
  private chance: number;

  constructor(
    private readonly base: World,
    private readonly build: (tables: Readonly<Record<string, Stored>>, chance: number) => World,
  ) {
    this.chance = base.chance;
  }

  get now(): number {
    return this.base.now;
  }

  get<Row>(table: Table<Row>, id: string): Row | undefined {
    return this.view(table.name).rows.get(id) as Row | undefined;
  }

  ids(table: Table<never> | Table<unknown>): string[] {
    return [...this.view(table.name).rows.keys()];
  }

  all<Row>(table: Table<Row>): Row[] {
    return [...this.view(table.name).rows.values()] as Row[];
  }

  by<Row>(table: Table<Row>, name: string, value: string): Row[] {
    const stored = this.view(table.name);
    const ids = stored.index[name]?.get(value);
    return ids ? ([...ids].map((id) => stored.rows.get(id)) as Row[]) : [];
  }

  size(table: Table<never> | Table<unknown>): number {
    return this.view(table.name).rows.size;
  }

  put<Row>(table: Table<Row>, id: string, row: Row): Row {
    const open = this.writable(table.name);
    const before = open.rows.get(id) as Row | undefined;
    if (before === row) return row;
    this.reindex(open, table, id, before, row);
    open.rows = open.rows.set(id, row);
    this.touch(table.name, id);
    return row;
  }

  /** Replaces some fields of a row that must exist. */
  patch<Row extends object>(table: Table<Row>, id: string, fields: Partial<Row>): Row {
    const before = this.get(table, id);
    if (before === undefined) throw new Error(`${table.name}: no row ${id}`);
    return this.put(table, id, { ...before, ...fields });
  }

  delete<Row>(table: Table<Row>, id: string): void {
    const open = this.writable(table.name);
    const before = open.rows.get(id) as Row | undefined;
    if (before === undefined) return;
    this.reindex(open, table, id, before, undefined);
    open.rows = open.rows.delete(id);
    this.touch(table.name, id);
  }

  /** A pseudo-random integer in [0, below), from the World's seed (mulberry32). */
  random(below: number): number {
    this.chance = (this.chance + 0x6d2b79f5) >>> 0;
    let t = this.chance;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  }

  /** What this transaction has changed so far. */
  changes(): Change[] {
    const list: Change[] = [];
    for (const [name, ids] of this.touched) {
      const before = this.base.stored(name).rows;
      const after = this.view(name).rows;
      for (const id of ids) {
        const [b, a] = [before.get(id), after.get(id)];
        if (b !== a) list.push({ table: name, id, before: b, after: a });
      }
    }
    return list;
  }

  commit(): World {
    if (this.open.size === 0 && this.chance === this.base.chance) return this.base;
    const tables: Record<string, Stored> = { ...this.base.raw() };
    for (const [name, open] of this.open) tables[name] = open;
    return this.build(tables, this.chance);
  }

  /** Drops the changes, but not the chance that they used: what is tried again draws other numbers. */
  abandon(): World {
    return this.chance === this.base.chance ? this.base : this.build(this.base.raw(), this.chance);
  }

  private view(name: string): Stored {
    return this.open.get(name) ?? this.base.stored(name);
  }

  private writable(name: string): Open {
    let open = this.open.get(name);
    if (!open) {
      const stored = this.base.stored(name);
      open = { rows: stored.rows, index: { ...stored.index } };
      this.open.set(name, open);
    }
    return open;
  }

  private touch(name: string, id: string): void {
    const ids = this.touched.get(name);
    if (ids) ids.add(id);
    else this.touched.set(name, new Set([id]));
  }

  private reindex<Row>(
    open: Open,
    table: Table<Row>,
    id: string,
    before: Row | undefined,
    after: Row | undefined,
  ): void {
    for (const [name, key] of Object.entries(table.indexes)) {
      const was = before === undefined ? undefined : key(before);
      const is = after === undefined ? undefined : key(after);
      if (was === is) continue;
      let index = open.index[name] ?? PMap<string, PSet<string>>();
      const [old, now] = [valuesOf(was), valuesOf(is)];
      for (const value of old) {
        if (now.includes(value)) continue;
        const rest = (index.get(value) ?? PSet<string>()).delete(id);
        index = rest.size ? index.set(value, rest) : index.delete(value);
      }
      for (const value of now)
        if (!old.includes(value)) index = index.set(value, (index.get(value) ?? PSet<string>()).add(id));
      open.index[name] = index;
    }
  }
}

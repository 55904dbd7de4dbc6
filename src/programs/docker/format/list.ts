import { tabwriter } from '../../../base/index.ts';
import { execute, type GoType, GoValue, type Methods, quoteJson, STRING } from '../../gotemplate/index.ts';
import { CliError } from '../grammar/index.ts';
import { HEADER_FUNCTIONS } from './functions.ts';
import { ExecutionError, parseTemplate, runTemplate, TemplateError } from './template.ts';

/** The rows of one kind of list: what a template can ask of them, and what the columns are called. */
export interface Rows<Row> {
  /** The name that Go's errors show: `*network.networkContext`. */
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, (row: Row, trunc: boolean) => string | boolean | null>>;
  /** Of the fields that are no strings. */
  readonly types?: Readonly<Record<string, GoType>>;
  /** `.Label "key"`, where the rows have labels. */
  readonly labels?: (row: Row) => Readonly<Record<string, string>> | null;
}

/** The Go type of a list's rows: a pointer to a struct that has only methods. */
export function rowType<Row>(rows: Rows<Row>, trunc = true): GoType {
  const { labels } = rows;
  const methods: Record<string, Methods[string]> = Object.fromEntries(
    Object.entries(rows.fields).map(([name, field]) => [
      name,
      { params: [], result: rows.types?.[name] ?? STRING, call: (row: unknown) => field(row as Row, trunc) },
    ]),
  );
  if (labels)
    methods.Label = {
      params: [STRING],
      result: STRING,
      call: (row, [name]) => labels(row as Row)?.[String(name)] ?? '',
    };
  methods.MarshalJSON = { params: [], result: STRING, call: (row) => marshalRow(rows, row as Row, trunc) };
  return { kind: 'pointer', to: { kind: 'struct', name: rows.type.slice(1), fields: [] }, methods };
}

/** formatter.MarshalJSON: what the methods return, by name. */
function marshalRow<Row>(rows: Rows<Row>, row: Row, trunc: boolean): string {
  const parts = Object.keys(rows.fields)
    .sort()
    .map((name) => {
      const value = rows.fields[name]?.(row, trunc);
      return `${quoteJson(name)}:${typeof value === 'string' ? quoteJson(value, true) : String(value ?? null)}`;
    });
  return `{${parts.join(',')}}`;
}

/** The header's data: column names by field, and `.Label` makes one of a label's last part. */
function headerValue<Row>(rows: Rows<Row>): GoValue {
  const label = {
    params: [STRING],
    result: STRING,
    call: (_: unknown, [name]: readonly unknown[]) => labelHeader(String(name)),
  };
  const type: GoType = {
    kind: 'map',
    name: 'formatter.SubHeaderContext',
    of: STRING,
    key: STRING,
    methods: { Label: label },
  };
  return new GoValue(type, rows.headers);
}

const labelHeader = (name: string) => (name.split('.').pop() ?? '').replace(/[-_]/g, ' ');

/** The templates behind the words `table` and `raw` of `--format`, each with what `--quiet` leaves of it. */
export interface Layouts {
  readonly table: string;
  readonly quietTable: string;
  readonly raw: string;
  readonly quietRaw: string;
}

/** What `--format` and `--quiet` ask for; the New…Format functions of docker/cli. */
export function layoutOf(format: string, quiet: boolean, layouts: Layouts): string {
  if (format === '' || format === 'table') return quiet ? layouts.quietTable : layouts.table;
  if (format === 'raw') return quiet ? layouts.quietRaw : layouts.raw;
  return format;
}

/** Formats a list as docker's formatter does: `table …`, `json`, or a template for each row. */
export function formatList<Row>(rows: Rows<Row>, list: readonly Row[], format: string, trunc = true): string {
  const isTable = format.startsWith('table');
  const text = (isTable ? format.slice('table'.length) : format === 'json' ? '{{json .}}' : format)
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
  const template = parsed(text);
  const type = rowType(rows, trunc);
  const body = list.map((row) => `${executed(() => runTemplate(template, new GoValue(type, row)))}\n`).join('');
  if (!isTable) return body;
  return layOut(`${header(() => execute(template, headerValue(rows), { funcs: HEADER_FUNCTIONS }))}\n${body}`);
}

/** Lays out lines of cells with tabs between them, as docker's tables are. */
export function layOut(text: string, options: { readonly minwidth?: number; readonly padding?: number } = {}): string {
  const lines = text.replace(/\n$/, '').split('\n');
  return tabwriter(
    lines.map((line) => line.split('\t')),
    options,
  );
}

function parsed(text: string) {
  try {
    return parseTemplate(text);
  } catch (e) {
    throw e instanceof TemplateError ? new CliError(`template parsing error: ${e.message}`) : e;
  }
}

function executed(run: () => string): string {
  try {
    return run();
  } catch (e) {
    throw e instanceof ExecutionError ? new CliError(`template parsing error: ${e.message}`) : e;
  }
}

/** What of the header could be made: its errors are not told. */
function header(run: () => string): string {
  try {
    return run();
  } catch (e) {
    if (e instanceof ExecutionError) return e.output;
    throw e;
  }
}

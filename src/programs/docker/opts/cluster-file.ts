import { custom, cut, type Flag, type FlagOptions, ParseError, parseCsv } from '../grammar/index.ts';

/** One `--secret` or `--config`: which, and as what file; opts/swarmopts of docker/cli. */
export interface ClusterFileFlag {
  readonly source: string;
  readonly target: string;
  readonly uid: string;
  readonly gid: string;
  readonly mode: number;
}

/** `--secret NAME`, `--config source=NAME,target=PATH,mode=0400`. */
export function clusterFileOpt(
  kind: 'secret' | 'config',
  usage: string,
  options: FlagOptions<readonly ClusterFileFlag[]> = {},
): Flag<readonly ClusterFileFlag[]> {
  return custom<readonly ClusterFileFlag[]>(kind, usage, [], (now, text) => [...now, parse(kind, text)], options);
}

function parse(kind: 'secret' | 'config', text: string): ClusterFileFlag {
  const fields = parseCsv(text);
  let file: ClusterFileFlag = { source: '', target: '', uid: '0', gid: '0', mode: 0o444 };
  const [only = ''] = fields;
  if (fields.length === 1 && !only.includes('=')) return { ...file, source: only, target: only };
  for (const field of fields) file = withField(kind, file, field);
  if (file.source === '') throw new ParseError('source is required');
  return file.target === '' ? { ...file, target: file.source } : file;
}

function withField(kind: string, file: ClusterFileFlag, field: string): ClusterFileFlag {
  const [key, value] = cut(field);
  if (!field.includes('=') || key === '') throw new ParseError(`invalid field '${field}' must be a key=value pair`);
  switch (key.toLowerCase()) {
    case 'source':
    case 'src':
      return { ...file, source: value };
    case 'target':
      return { ...file, target: value };
    case 'uid':
      return { ...file, uid: value };
    case 'gid':
      return { ...file, gid: value };
    case 'mode':
      return { ...file, mode: parseMode(value) };
    default:
      throw new ParseError(`invalid field in ${kind} request: ${key}`);
  }
}

/** strconv.ParseUint(value, 0, 32): `0400` is octal. */
function parseMode(value: string): number {
  const octal = /^0o?([0-7]+)$/.exec(value);
  if (octal) return Number.parseInt(octal[1] ?? '', 8);
  if (/^\d+$/.test(value) && !/^0\d/.test(value)) return Number(value);
  throw new ParseError(`invalid mode specified: strconv.ParseUint: parsing ${JSON.stringify(value)}: invalid syntax`);
}

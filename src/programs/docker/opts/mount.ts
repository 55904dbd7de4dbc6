import {
  custom,
  cut,
  type Flag,
  type FlagOptions,
  ParseError,
  parseBool,
  parseCsv,
  parseSize,
  parseUnsigned,
} from '../grammar/index.ts';

/** One `--mount`; opts.MountOpt of docker/cli. Options of one type keep their names. */
export interface MountFlag {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly readonly: boolean;
  readonly options: Readonly<Record<string, string>>;
}

const OPTION_TYPES: readonly [prefix: string, type: string][] = [
  ['volume', 'volume'],
  ['image', 'image'],
  ['bind', 'bind'],
  ['tmpfs', 'tmpfs'],
];

/** `--mount type=bind,source=/a,target=/b`. */
export function mountOpt(usage: string, options: FlagOptions<readonly MountFlag[]> = {}): Flag<readonly MountFlag[]> {
  return custom<readonly MountFlag[]>('mount', usage, [], (now, text) => [...now, parseMount(text)], options);
}

function parseMount(text: string): MountFlag {
  let mount: MountFlag = { type: 'volume', source: '', target: '', readonly: false, options: {} };
  for (const field of parseCsv(text)) mount = withField(mount, field);
  if (mount.type === '') throw new ParseError('type is required');
  if (mount.target === '') throw new ParseError('target is required');
  for (const [prefix, type] of OPTION_TYPES)
    if (mount.type !== type && Object.keys(mount.options).some((key) => key.startsWith(`${prefix}-`)))
      throw new ParseError(`cannot mix '${prefix}-*' options with mount type '${mount.type}'`);
  const recursive = mount.options['bind-recursive'];
  if ((recursive === 'writable' || recursive === 'readonly') && !mount.readonly)
    throw new ParseError(`option 'bind-recursive=${recursive}' requires 'readonly' to be specified in conjunction`);
  if (recursive === 'readonly' && mount.options['bind-propagation'] !== 'rprivate')
    throw new ParseError(
      "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction",
    );
  return mount;
}

function withField(mount: MountFlag, field: string): MountFlag {
  const [rawKey, value] = cut(field);
  const key = rawKey.toLowerCase();
  const option = (text: string): MountFlag => ({ ...mount, options: { ...mount.options, [key]: text } });
  if (!field.includes('=')) {
    if (key === 'readonly' || key === 'ro') return { ...mount, readonly: true };
    if (key === 'volume-nocopy' || key === 'bind-nonrecursive') return option('true');
    throw new ParseError(`invalid field '${field}' must be a key=value pair`);
  }
  switch (key) {
    case 'type':
      return { ...mount, type: value.toLowerCase() };
    case 'source':
    case 'src':
      return { ...mount, source: value };
    case 'target':
    case 'dst':
    case 'destination':
      return { ...mount, target: value };
    case 'readonly':
    case 'ro':
      return { ...mount, readonly: checked(key, value, () => parseBool(value)) };
    case 'volume-nocopy':
    case 'bind-nonrecursive':
      return option(String(checked(key, value, () => parseBool(value))));
    case 'tmpfs-size':
      return option(String(checked(key, value, () => parseSize(value))));
    case 'tmpfs-mode':
      return option(String(checked(key, value, () => parseUnsigned(value, { base: 8, bits: 32 }))));
    case 'bind-recursive':
      if (!['enabled', 'disabled', 'writable', 'readonly'].includes(value))
        throw new ParseError(
          `invalid value for ${key}: ${value} (must be "enabled", "disabled", "writable", or "readonly")`,
        );
      return option(value);
    case 'consistency':
    case 'bind-propagation':
    case 'volume-subpath':
    case 'volume-label':
    case 'volume-driver':
    case 'volume-opt':
    case 'image-subpath':
      return key === 'consistency' ? mount : option(value);
    default:
      throw new ParseError(`unexpected key '${key}' in '${field}'`);
  }
}

function checked<T>(key: string, value: string, parse: () => T): T {
  try {
    return parse();
  } catch (e) {
    if (e instanceof ParseError) throw new ParseError(`invalid value for ${key}: ${value}`);
    throw e;
  }
}

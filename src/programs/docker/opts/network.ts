import {
  custom,
  cut,
  type Flag,
  type FlagOptions,
  ParseError,
  parseCsv,
  parseInteger,
  reasonOf,
} from '../grammar/index.ts';

/** One `--network`: opts.NetworkAttachmentOpts of docker/cli. */
export interface Attachment {
  readonly target: string;
  readonly aliases: readonly string[];
  readonly driverOpts: Readonly<Record<string, string>>;
  readonly links: readonly string[];
  readonly ip: string;
  readonly ip6: string;
  readonly linkLocalIps: readonly string[];
  readonly mac: string;
  readonly gwPriority: number;
}

export const attachmentTo = (target: string): Attachment => ({
  target,
  aliases: [],
  driverOpts: {},
  links: [],
  ip: '',
  ip6: '',
  linkLocalIps: [],
  mac: '',
  gwPriority: 0,
});

/** `--network NET` or `--network name=NET,alias=A,ip=…`; the long form is lower-cased as a whole, as docker/cli does. */
export function networkOpt(
  usage: string,
  options: FlagOptions<readonly Attachment[]> = {},
): Flag<readonly Attachment[]> {
  return custom<readonly Attachment[]>('network', usage, [], (now, text) => [...now, parseAttachment(text)], options);
}

function parseAttachment(text: string): Attachment {
  if (!/\w+=\w+(,\w+=\w+)*/.test(text)) return attachmentTo(text);
  let it = attachmentTo('');
  for (const field of parseCsv(text)) {
    const lower = field.toLowerCase();
    const [rawKey, rawValue] = cut(lower);
    if (!lower.includes('=') || rawKey === '') throw new ParseError(`invalid field ${field}`);
    it = withField(it, rawKey.trim(), rawValue.trim());
  }
  if (it.target === '') throw new ParseError('network name/id is not specified');
  return it;
}

function withField(it: Attachment, key: string, value: string): Attachment {
  switch (key) {
    case 'name':
      return { ...it, target: value };
    case 'alias':
      return { ...it, aliases: [...it.aliases, value] };
    case 'ip':
      return { ...it, ip: value };
    case 'ip6':
      return { ...it, ip6: value };
    case 'mac-address':
      return { ...it, mac: value };
    case 'link-local-ip':
      return { ...it, linkLocalIps: [...it.linkLocalIps, value] };
    case 'driver-opt': {
      const [name, setting] = cut(value);
      if (!value.includes('=') || name === '') throw new ParseError('invalid key value pair format in driver options');
      return { ...it, driverOpts: { ...it.driverOpts, [name.trim()]: setting.trim() } };
    }
    case 'gw-priority':
      return { ...it, gwPriority: priority(value) };
    default:
      throw new ParseError(`invalid field key ${key}`);
  }
}

function priority(text: string): number {
  try {
    return parseInteger(text, { base: 10 });
  } catch (e) {
    throw new ParseError(`invalid gw-priority (${text}): ${reasonOf(e)}`);
  }
}

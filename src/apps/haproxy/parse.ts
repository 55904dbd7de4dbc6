/** A line of a section: keyword, arguments, where it stands. */
export interface Line {
  readonly word: string;
  readonly args: readonly string[];
  readonly file: string;
  readonly line: number;
}

export interface Section {
  readonly kind: 'global' | 'defaults' | 'frontend' | 'backend' | 'listen';
  readonly name: string;
  readonly lines: readonly Line[];
}

/** What HAProxy says to a configuration that it cannot read: alerts, each a line. */
export class Alerts extends Error {
  constructor(readonly texts: readonly string[]) {
    super(texts.join('\n'));
  }
}

/** Something that would matter and is not simulated. */
export class NotSimulated extends Error {}

const SECTIONS = ['global', 'defaults', 'frontend', 'backend', 'listen'] as const;
const OTHER_SECTIONS = [
  'userlist',
  'peers',
  'resolvers',
  'mailers',
  'cache',
  'program',
  'http-errors',
  'ring',
  'fcgi-app',
  'log-forward',
  'traces',
  'crt-store',
];

const words = (text: string) => text.trim().split(/\s+/);

/** Keywords by section: those that have an effect here, and those whose effect cannot be seen. */
const PROXY = words(`acl backlog balance bind bind-process cookie default_backend default-server description disabled
  dispatch email-alert enabled errorfile errorfiles errorloc errorloc302 errorloc303 force-persist fullconn grace guid
  hash-balance-factor hash-type http-after-response http-check http-error http-request http-response http-reuse
  http-send-name-header id ignore-persist load-server-state-from-file log log-format log-format-sd log-steps log-tag
  max-keep-alive-queue maxconn mode monitor monitor-uri monitor-net option persist rate-limit redirect retries retry-on
  server server-state-file-name server-template source stats stick stick-table tcp-check tcp-request tcp-response timeout
  transparent unique-id-format unique-id-header use_backend use-fcgi-app use-server filter declare`);

const KNOWN: Readonly<Record<Section['kind'], readonly string[] | undefined>> = {
  global: undefined,
  defaults: PROXY,
  frontend: PROXY,
  backend: PROXY,
  listen: PROXY,
};

/** Splits a line into words: quotes, backslashes, comments; config-parser. */
function split(text: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (quote !== '') {
      if (c === quote) quote = '';
      else if (c === '\\' && quote === '"') word = (word ?? '') + (text[++i] ?? '');
      else word = (word ?? '') + c;
    } else if (c === '#') break;
    else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (c === '\\') word = (word ?? '') + (text[++i] ?? '');
    else if (/\s/.test(c)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (word !== undefined) found.push(word);
  return found;
}

/** Reads a configuration into its sections. Throws Alerts. */
export function parseConfig(source: string, file: string): readonly Section[] {
  const sections: { kind: Section['kind']; name: string; lines: Line[] }[] = [];
  const alerts: string[] = [];
  for (const [i, text] of source.split('\n').entries()) {
    const [word, ...args] = split(text);
    if (word === undefined) continue;
    const line = i + 1;
    const kind = SECTIONS.find((s) => s === word);
    if (OTHER_SECTIONS.includes(word)) throw new NotSimulated(`HAProxy section "${word}" (${file}:${line})`);
    if (kind) {
      if (kind !== 'global' && kind !== 'defaults' && args[0] === undefined)
        alerts.push(`parsing [${file}:${line}] : '${kind}' expects an <id> argument`);
      sections.push({ kind, name: args[0] ?? '', lines: [] });
      continue;
    }
    const section = sections.at(-1);
    if (!section) {
      alerts.push(`parsing [${file}:${line}]: unknown keyword '${word}' out of section.`);
      continue;
    }
    const bare = word === 'no' ? (args[0] ?? '') : word;
    if (KNOWN[section.kind] && !KNOWN[section.kind]?.includes(bare)) {
      alerts.push(`parsing [${file}:${line}] : unknown keyword '${word}' in '${section.kind}' section`);
      continue;
    }
    section.lines.push({ word, args, file, line });
  }
  if (alerts.length > 0)
    throw new Alerts([
      ...alerts.map((a) => `config : ${a}`),
      `config : Error(s) found in configuration file : ${file}`,
      'config : Fatal errors found in configuration.',
    ]);
  return sections;
}

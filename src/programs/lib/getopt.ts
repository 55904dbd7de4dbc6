/** One option as it was given. */
export interface Given {
  readonly name: string;
  readonly value: string;
}

export interface Parsed {
  readonly options: readonly Given[];
  readonly operands: readonly string[];
}

export interface Grammar {
  /** As getopt(3) takes it: `c:W:q`, a leading `+` stops at the first operand. `::` is an optional argument. */
  readonly short: string;
  /** Long names: to the short option they stand for, with `=` appended when they take an argument, `=?` when they may. */
  readonly long?: Readonly<Record<string, string>>;
}

/** What is wrong with the arguments, in glibc's words, without the program's name. */
export interface Misuse {
  readonly error: string;
}

/** Splits arguments into options and operands; getopt_long(3). */
export function getopt(args: readonly string[], grammar: Grammar): Parsed | Misuse {
  const options: Given[] = [];
  const operands: string[] = [];
  const stop = grammar.short.startsWith('+');
  const takes = shortOptions(grammar.short);
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      operands.push(...rest);
      break;
    }
    if (word.startsWith('--') && grammar.long) {
      const problem = longOption(word, rest, grammar.long, options);
      if (problem) return { error: problem };
    } else if (word.startsWith('-') && word !== '-') {
      const problem = shortGroup(word.slice(1), rest, takes, options);
      if (problem) return { error: problem };
    } else if (stop) {
      operands.push(word, ...rest);
      break;
    } else operands.push(word);
  }
  return { options, operands };
}

function shortOptions(spec: string): Map<string, '' | ':' | '::'> {
  const found = new Map<string, '' | ':' | '::'>();
  for (const m of spec.replace(/^\+/, '').matchAll(/([^:])(:{0,2})/g)) found.set(m[1] ?? '', m[2] as '' | ':' | '::');
  return found;
}

function shortGroup(group: string, rest: string[], takes: Map<string, string>, options: Given[]): string | undefined {
  for (let i = 0; i < group.length; i++) {
    const name = group[i] ?? '';
    const kind = takes.get(name);
    if (kind === undefined) return `invalid option -- '${name}'`;
    if (kind === '') {
      options.push({ name, value: '' });
      continue;
    }
    const attached = group.slice(i + 1);
    if (attached !== '' || kind === '::') options.push({ name, value: attached });
    else {
      const value = rest.shift();
      if (value === undefined) return `option requires an argument -- '${name}'`;
      options.push({ name, value });
    }
    return undefined;
  }
  return undefined;
}

function longOption(
  word: string,
  rest: string[],
  long: Readonly<Record<string, string>>,
  options: Given[],
): string | undefined {
  const cut = word.indexOf('=');
  const typed = cut < 0 ? word.slice(2) : word.slice(2, cut);
  const names = long[typed] === undefined ? Object.keys(long).filter((n) => n.startsWith(typed)) : [typed];
  const targets = new Set(names.map((n) => long[n]));
  if (names.length === 0) return `unrecognized option '--${typed}'`;
  if (targets.size > 1)
    return `option '--${typed}' is ambiguous; possibilities: ${names.map((n) => `'--${n}'`).join(' ')}`;
  const target = long[names[0] ?? ''] ?? '';
  const name = target.replace(/=\??$/, '');
  if (cut >= 0) {
    if (!target.includes('=')) return `option '--${names[0]}' doesn't allow an argument`;
    options.push({ name, value: word.slice(cut + 1) });
  } else if (target.endsWith('=')) {
    const value = rest.shift();
    if (value === undefined) return `option '--${names[0]}' requires an argument`;
    options.push({ name, value });
  } else options.push({ name, value: '' });
  return undefined;
}

/** The last value given to an option, undefined when it was not given. */
export function optionOf(parsed: Parsed, name: string): string | undefined {
  return parsed.options.findLast((o) => o.name === name)?.value;
}

/** Whether an option was given. */
export function has(parsed: Parsed, ...names: readonly string[]): boolean {
  return parsed.options.some((o) => names.includes(o.name));
}

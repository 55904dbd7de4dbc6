import { ANY, type Func, type Funcs, GoValue, INT, marshal, STRING, STRINGS, string } from '../../gotemplate/index.ts';

const text = (v: GoValue | undefined) => String(v?.data ?? '');
const oneString = (change: (s: string) => string): Func => ({
  params: [STRING],
  call: ([s]) => string(change(text(s))),
});

/** strings.Split: an empty separator splits after each character. */
const split = (s: string, separator: string) => (separator === '' ? [...s] : s.split(separator));

/** strings.Title: a letter that follows no letter, digit, underscore or apostrophe. */
const title = (s: string) =>
  s.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

function truncateBytes(s: string, length: number): string {
  const bytes = new TextEncoder().encode(s);
  return bytes.length < length ? s : new TextDecoder().decode(bytes.slice(0, length));
}

const pad: Func = {
  params: [STRING, INT, INT],
  call: ([s, before, after]) => {
    const source = text(s);
    return string(source === '' ? '' : ' '.repeat(Number(before?.data)) + source + ' '.repeat(Number(after?.data)));
  },
};

/** The functions that docker adds to templates; templates/templates.go of docker/cli. */
export const FUNCTIONS: Funcs = {
  json: { params: [ANY], call: ([v]) => string(marshal(v)) },
  split: { params: [STRING, STRING], call: ([s, separator]) => new GoValue(STRINGS, split(text(s), text(separator))) },
  join: {
    params: [STRINGS, STRING],
    call: ([list, separator]) => string(((list?.data ?? []) as readonly string[]).join(text(separator))),
  },
  title: oneString(title),
  lower: oneString((s) => s.toLowerCase()),
  upper: oneString((s) => s.toUpperCase()),
  pad,
  truncate: { params: [STRING, INT], call: ([s, length]) => string(truncateBytes(text(s), Number(length?.data))) },
};

const same = (...more: readonly (typeof STRING)[]): Func => ({
  params: [STRING, ...more],
  call: ([s]) => string(text(s)),
});

/** What they are while a table's header is made: the column's name stays as it is. */
export const HEADER_FUNCTIONS: Funcs = {
  ...FUNCTIONS,
  json: same(),
  split: same(STRING),
  join: same(STRING),
  title: same(),
  lower: same(),
  upper: same(),
  truncate: same(INT),
};

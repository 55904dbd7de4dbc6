const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** strconv.Unquote; undefined when the text is no Go literal. */
export function unquote(text: string): string | undefined {
  const body = text.slice(1, -1);
  if (text.startsWith('`')) return body.replace(/\r/g, '');
  let failed = false;
  const value = body.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[\s\S])/g,
    (_, code: string) => {
      const simple = SIMPLE[code];
      if (simple !== undefined) return simple;
      if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
      failed = true;
      return '';
    },
  );
  return failed ? undefined : value;
}

/** compose-go's tree.Path: keys joined by dots, `[]` for any item of a list. */
export function next(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Whether a path is one that a pattern with `*` means. */
export function matches(path: string, pattern: string): boolean {
  const parts = path.split('.');
  const wanted = pattern.split('.');
  return parts.length === wanted.length && wanted.every((want, i) => want === '*' || want === parts[i]);
}

/** What a table of patterns says of a path. */
export function lookup<T>(table: Readonly<Record<string, T>>, path: string): T | undefined {
  const exact = Object.hasOwn(table, path) ? table[path] : undefined;
  if (exact !== undefined) return exact;
  return Object.entries(table).find(([pattern]) => matches(path, pattern))?.[1];
}

/** Lexically joins a path to a working directory: absolute, without `.`, `..` or double slashes. */
export function joinPath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The directory that a path lies in; dirname(3). */
export function parentOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? '/' : path.slice(0, cut);
}

/** The last part of a path; basename(3). */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

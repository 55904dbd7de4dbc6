/** The patterns of a .dockerignore: whether a path below the context is left out; moby/patternmatcher. The last that matches decides. */
export function dockerIgnore(text: string): (relative: string) => boolean {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keep: line.startsWith('!'), pattern: expression(line.replace(/^!\s*/, '')) }));
  return (relative) => {
    let out = false;
    for (const { keep, pattern } of rules) if (pattern.test(relative)) out = !keep;
    return out;
  };
}

function expression(pattern: string): RegExp {
  const clean = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
  const source = clean
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (m) => (m.startsWith('**') ? '(?:.*/)?' : m === '*' ? '[^/]*' : '[^/]'));
  return new RegExp(`^${source}(?:/|$)`);
}

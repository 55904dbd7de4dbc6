/** Which docker verbs, flags and drivers the scenarios use, as a table. */
export function coverage(scenarios: readonly string[]): string {
  const counts = new Map<string, Map<string, number>>();
  const count = (verb: string, flag: string) => {
    const row = counts.get(verb) ?? new Map<string, number>();
    row.set(flag, (row.get(flag) ?? 0) + 1);
    counts.set(verb, row);
  };
  for (const line of scenarios.flatMap((s) => s.split('\n')).filter((l) => l.startsWith('$ '))) {
    const words = line.slice(2).split(' ');
    const docker = words[0] === 'docker';
    const management = docker && /^(network|container)$/.test(words[1] ?? '');
    const verb = words.slice(0, docker ? (management ? 3 : 2) : 1).join(' ');
    count(verb, '');
    if (words[1] === 'exec') count(`in a container: ${words.slice(3).find((w) => !w.startsWith('-')) ?? ''}`, '');
    for (const w of words.slice(1)) if (/^--?[a-zA-Z]/.test(w)) count(verb, w.replace(/=.*/, ''));
    for (const m of line.matchAll(/(?:-d|--driver)[ =](\w+)/g))
      if (verb.endsWith('create')) count(`driver ${m[1]}`, '');
    for (const m of line.matchAll(/(?:-o|--opt) (com\.[\w.]+|\w+)/g)) count('driver option', m[1] ?? '');
  }
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return rows
    .map(([verb, row]) => {
      const of = [...row].filter(([f]) => f !== '').sort((a, b) => b[1] - a[1]);
      return `${String(row.get('') ?? 0).padStart(5)} ${verb}  ${of.map(([f, n]) => `${f} ${n}`).join(', ')}`.trimEnd();
    })
    .join('\n');
}

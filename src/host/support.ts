import type { Catalogue } from '../i18n/index.ts';
import { type Class, support } from '../lab/index.ts';

const WIDTH = 78;

/** `help support`: what recordings hold, what follows source and is compared with nothing, what answers "not simulated". */
export function supportText(words: Catalogue['support']): string {
  const { docker, programs, drivers } = support();
  const section = (title: string, names: readonly string[]) => `${title}\n${columns(names)}\n`;
  const of = (wanted: Class) => ({
    docker: docker.filter((c) => c.class === wanted).map((c) => c.command),
    programs: byPackage(programs.filter((p) => p.class === wanted).map((p) => p.id)),
    drivers: drivers.filter((d) => d.class === wanted).map((d) => d.name),
  });
  const [compared, source, not] = [of('compared'), of('source'), of('not')];
  return [
    section(words.compared.commands, compared.docker),
    section(words.compared.programs, compared.programs),
    section(words.compared.drivers, compared.drivers),
    section(words.source.commands, source.docker),
    section(words.source.programs, source.programs),
    section(words.source.others, [...source.drivers, ...words.uncompared]),
    section(words.not.commands, not.docker),
    section(words.not.programs, not.programs),
    `${words.otherwise}\n`,
  ].join('\n');
}

/** `iproute2: bridge ip ss` */
function byPackage(ids: readonly string[]): string[] {
  const packages = new Map<string, string[]>();
  for (const id of ids) {
    const [name = '', command] = id.split('/');
    packages.set(name, [...(packages.get(name) ?? []), ...(command === undefined ? [] : [command])]);
  }
  return [...packages].map(([name, commands]) => (commands.length > 0 ? `${name}: ${commands.join(' ')}` : name));
}

/** Items one a line where they are long, else several to a line. */
function columns(items: readonly string[]): string {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && !item.includes(': ') && last.length + item.length + 2 <= WIDTH)
      lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(...folded(item));
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

function folded(item: string): string[] {
  const lines = [''];
  for (const word of item.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length + 1 > WIDTH) lines.push(`    ${word}`);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

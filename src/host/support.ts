import type { Catalogue } from '../i18n/index.ts';
import { support } from '../lab/index.ts';

const WIDTH = 78;

/** `help support`: what is simulated, what answers "not simulated", and what is followed from source but compared with nothing. */
export function supportText(words: Catalogue['support']): string {
  const { docker, programs, drivers } = support();
  const section = (title: string, names: readonly string[]) => `${title}\n${columns(names)}\n`;
  return [
    section(words.commands, docker.simulated),
    section(words.notCommands, docker.not),
    section(words.programs, byPackage(programs.simulated)),
    section(words.notPrograms, byPackage(programs.not)),
    section(
      words.drivers,
      drivers.filter((d) => d.source === 'recordings').map((d) => d.name),
    ),
    section(words.fromSource, [
      ...drivers.filter((d) => d.source === 'source').map((d) => d.name),
      ...words.uncompared,
    ]),
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

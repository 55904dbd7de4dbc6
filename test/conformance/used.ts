import { parse } from 'unbash';
import { dissect, programs } from '../../src/programs/index.ts';

/** What recordings use: docker's commands with their flags, and other programs by their id. */
export interface Used {
  readonly docker: Readonly<Record<string, readonly string[]>>;
  readonly programs: readonly string[];
}

/** Collects what the steps of recordings use. Every recording has containers of its own. */
export class Collector {
  private readonly docker = new Map<string, Set<string>>();
  private readonly programs = new Set<string>();
  private images = new Map<string, string>();

  /** A recording begins. */
  begin(): void {
    this.images = new Map();
  }

  /** Looks at a step; what it says of containers' images is remembered, what it uses counts only when `counts`. */
  step(command: string, counts: boolean): void {
    for (const words of commandsIn(command)) this.words(words, counts, 'host');
  }

  result(): Used {
    const docker = [...this.docker].map(([name, flags]) => [name, [...flags].sort()] as const);
    return {
      docker: Object.fromEntries(docker.sort(([a], [b]) => (a < b ? -1 : 1))),
      programs: [...this.programs].sort(),
    };
  }

  private words(words: readonly string[], counts: boolean, image: string): void {
    const [name = '', ...rest] = words;
    if (/^[A-Za-z_]\w*=/.test(name) || ['sudo', 'timeout', 'time'].includes(name))
      this.words(name === 'timeout' ? rest.slice(1) : rest, counts, image);
    if (['sh', 'bash', 'ash'].includes(name) && rest.includes('-c'))
      for (const inner of commandsIn(rest[rest.indexOf('-c') + 1] ?? '')) this.words(inner, counts, image);
    if (counts) for (const id of idsOf(name, image)) this.programs.add(id);
    if (name === 'docker') this.dockerLine(rest, counts);
  }

  private dockerLine(words: readonly string[], counts: boolean): void {
    const used = dissect(words);
    if (!used) return;
    if (counts)
      for (const command of used.commands) {
        const flags = this.docker.get(command) ?? new Set<string>();
        for (const flag of used.flags) flags.add(flag);
        this.docker.set(command, flags);
      }
    const [first = '', ...rest] = used.args;
    if (used.commands.includes('docker run') || used.commands.includes('docker create')) {
      this.images.set(used.name, first);
      if (rest.length > 0) this.words(rest, counts, first);
    }
    if (used.commands.includes('docker exec')) this.words(rest, counts, this.images.get(first) ?? '');
  }
}

const BUSYBOX = /^(alpine|busybox)\b/;

/** The programs that a name stands for on a host or in a container of an image. */
function idsOf(name: string, image: string): readonly string[] {
  const ids = Object.keys(programs).filter((id) => id === name || id.endsWith(`/${name}`));
  const small = BUSYBOX.test(image);
  return ids.filter((id) => id.startsWith('busybox/') === (small && ids.includes(`busybox/${name}`)));
}

/** The simple commands of a script, in pipelines, lists and substitutions, as words without their quotes. */
function commandsIn(script: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) walk(item);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    if ('type' in node && node.type === 'Command') {
      const { name, suffix } = node as { readonly name?: unknown; readonly suffix?: readonly unknown[] };
      const words = [name, ...(suffix ?? [])].flatMap((word) => textOf(word));
      if (words.length > 0) found.push(words);
    }
    for (const value of Object.values(node)) walk(value);
  };
  walk(parse(script));
  return found;
}

function textOf(word: unknown): string[] {
  if (typeof word !== 'object' || word === null || !('text' in word)) return [];
  if ('value' in word && typeof word.value === 'string') return [word.value];
  return typeof word.text === 'string' ? [word.text.replace(/^(["'])(.*)\1$/s, '$2')] : [];
}

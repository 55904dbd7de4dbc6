import { FsError, list } from '../../os/index.ts';
import type { At, Completion } from './at.ts';
import { docker } from './docker.ts';
import { dirs, paths } from './files.ts';
import { wordsOf } from './programs.ts';

/** Completes the word at the cursor, as bash does with docker's own completion loaded: commands, subcommands, flags, names, files. */
export function completeLine(at: At, line: string, cursor: number): Completion {
  const before = line.slice(0, cursor);
  const command = before.slice(commandStart(before));
  const words = command.trimStart().split(/\s+/);
  const word = words.pop() ?? '';
  const done = words[0] === 'sudo' ? words.slice(1) : words;
  const candidates = candidatesFor(at, done, word);
  return { from: cursor - word.length, candidates: [...new Set(candidates)].filter((c) => c.startsWith(word)).sort() };
}

/** Where the command that the cursor is in begins: after the last operator, or the opening of a substitution. */
function commandStart(line: string): number {
  return (/^.*(?:[|;&]|\$\(|`|\{\s|\b(?:do|then|else)\s)/s.exec(line)?.[0] ?? '').length;
}

function candidatesFor(at: At, words: readonly string[], word: string): readonly string[] {
  const [program] = words;
  if (program === undefined) return word.includes('/') ? paths(at, word) : commands(at);
  if (program === 'docker') return docker(at, words.slice(1), word);
  if (program === 'docker-compose') return docker(at, ['compose', ...words.slice(1)], word);
  if (program === 'cd' || program === 'rmdir') return dirs(at, word);
  return wordsOf(at, words, word) ?? (word.startsWith('-') ? [] : paths(at, word));
}

/** Names of executables in PATH. */
function commands({ kernel, place, state }: At): readonly string[] {
  const variable = state.variables.PATH;
  const path = variable?.value ?? '/usr/bin:/bin';
  return path.split(':').flatMap((dir) => {
    try {
      return list(kernel.world, place.fs, dir);
    } catch (error) {
      if (error instanceof FsError) return [];
      throw error;
    }
  });
}

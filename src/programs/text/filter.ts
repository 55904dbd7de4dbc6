import type { CommandName } from 'just-bash';
import { type Program, promise, readAll, write } from '../../os/index.ts';
import { filesFor } from './filter-files.ts';

/** How a tool is given to just-bash. */
export interface FilterOptions {
  /** The command there, if its name differs. */
  readonly command?: CommandName;
  /** Arguments that come before the ones given. */
  readonly before?: readonly string[];
  /** What becomes of every argument. */
  readonly each?: (arg: string) => string;
  /** Whether these arguments make it read standard input. */
  readonly reads: (args: readonly string[]) => boolean;
}

/** just-bash's limits are for strangers' scripts; these commands run over text that the simulation made. */
const LIMITS = { maxLoopIterations: 10_000_000, maxCommandCount: 1_000_000 };

/**
 * A text tool of just-bash as a filter over whole inputs. It sees the process's files and input and nothing else;
 * defenseInDepth would patch globals of the real process and stays off.
 */
export function filter(name: CommandName, options: FilterOptions): Program {
  return function* (proc) {
    const given = proc.argv.slice(1);
    const args = options.each ? given.map(options.each) : given;
    const stdin = options.reads(args) ? yield* readAll() : '';
    const result = yield* promise(
      import('just-bash').then(({ Bash }) => {
        const bash = new Bash({
          fs: filesFor(proc),
          cwd: proc.cwd,
          env: { ...proc.env, PATH: '/bin', TZ: 'UTC' },
          commands: [options.command ?? name],
          defenseInDepth: false,
          executionLimits: LIMITS,
        });
        return bash.exec(options.command ?? name, {
          args: [...(options.before ?? []), ...args],
          stdin,
          rawScript: true,
        });
      }),
    );
    const binary = result.stdoutKind === 'bytes' || result.stdoutEncoding === 'binary';
    yield* write(binary ? decoded(result.stdout) : result.stdout);
    yield* write(result.stderr, 2);
    return result.exitCode;
  };
}

/** Bytes kept one a character, as the text that they are in UTF-8. */
function decoded(latin1: string): string {
  return new TextDecoder().decode(Uint8Array.from(latin1, (c) => c.charCodeAt(0)));
}

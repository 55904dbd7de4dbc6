import type { CommandName } from 'just-bash';
import { type Process, type Program, promise, type Run, readAll, write } from '../../os/index.ts';
import { filesFor } from './filter-files.ts';

/** just-bash's limits are for strangers' scripts; these commands run over text that the simulation made. */
const LIMITS = { maxLoopIterations: 10_000_000, maxCommandCount: 1_000_000 };

/** Runs a command of just-bash over a text. */
export function* runFilter(
  proc: Process,
  command: CommandName,
  args: readonly string[],
  stdin: string,
): Run<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }> {
  const result = yield* promise(
    import('just-bash').then(({ Bash }) => {
      const bash = new Bash({
        fs: filesFor(proc),
        cwd: proc.cwd,
        env: { ...proc.env, PATH: '/bin', TZ: 'UTC' },
        commands: [command],
        defenseInDepth: false,
        executionLimits: LIMITS,
      });
      return bash.exec(command, { args: [...args], stdin, rawScript: true });
    }),
  );
  const binary = result.stdoutKind === 'bytes' || result.stdoutEncoding === 'binary';
  return { stdout: binary ? decoded(result.stdout) : result.stdout, stderr: result.stderr, exitCode: result.exitCode };
}

/**
 * A text tool of just-bash as a filter over whole inputs. It sees the process's files and input and nothing else;
 * defenseInDepth would patch globals of the real process and stays off.
 */
export function filter(name: CommandName, reads: (args: readonly string[]) => boolean): Program {
  return function* (proc) {
    const args = proc.argv.slice(1);
    const result = yield* runFilter(proc, name, args, reads(args) ? yield* readAll() : '');
    yield* write(result.stdout);
    yield* write(result.stderr, 2);
    return result.exitCode;
  };
}

/** Bytes kept one a character, as the text that they are in UTF-8. */
function decoded(latin1: string): string {
  return new TextDecoder().decode(Uint8Array.from(latin1, (c) => c.charCodeAt(0)));
}

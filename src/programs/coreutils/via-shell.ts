import type { Process, Program } from '../../os/index.ts';
import { shellProgram } from '../../shell/index.ts';

/** echo, printf, test and [ as files: the shell's builtins of the same name (POSIX wants both to exist and to agree). */
export function viaShell(name: 'echo' | 'printf' | 'test' | '[', dialect: 'bash' | 'ash'): Program {
  const shell = shellProgram(dialect);
  const line = name === '[' ? '[ "$@"' : `${name} "$@"`;
  return (proc) => {
    const asShell: Process = Object.assign(Object.create(proc) as Process, {
      argv: [name, '-c', line, name, ...proc.argv.slice(1)],
    });
    return shell(asShell);
  };
}

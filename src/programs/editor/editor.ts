import { type Process, type Program, type Run, until } from '../../os/index.ts';
import { guarded, notSimulated, quit } from '../lib/answer.ts';
import { pathOf, readText } from '../lib/paths.ts';

/** nano, vi, vim and edit: one full-screen editor, drawn by whoever shows the terminal, with nano's keys. */
export const editor: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const name = proc.argv[0]?.split('/').at(-1) ?? '';
  const [file] = proc.argv.slice(1).filter((w) => !/^[-+]/.test(w));
  const { tty } = proc;
  if (!tty || !proc.isatty(0) || !proc.isatty(1)) return noTerminal(proc, name);
  if (!tty.screen) return notSimulated(`${name} on a terminal that cannot be drawn on`, NEAREST);
  if (file === undefined) return notSimulated(`${name} without a file`, `${name} FILE`);
  const read = readText(proc, file);
  if (!('text' in read) && read.code === 'EISDIR') quit(`${name}: ${file} is a directory`, 1);
  let left = false;
  tty.editing = {
    fs: proc.fs,
    path: pathOf(proc, file),
    text: 'text' in read ? read.text : '',
    leave: () => {
      left = true;
    },
  };
  try {
    yield* until(() => left);
  } finally {
    tty.editing = undefined;
  }
  return 0;
}

const NEAREST = 'cat > FILE, sed';

/** What they say where there is no terminal: ncurses without TERM, and Vim. */
function noTerminal(proc: Process, name: string): never {
  if (name === 'nano' && proc.env.TERM === undefined) quit('Error opening terminal: unknown.', 1);
  if (name === 'vim')
    quit(
      [
        ...(proc.isatty(1) ? [] : ['Vim: Warning: Output is not to a terminal']),
        ...(proc.isatty(0) ? [] : ['Vim: Warning: Input is not from a terminal']),
        'Vim: Error reading input, exiting...',
        'Vim: Finished.',
      ].join('\n'),
      1,
    );
  return notSimulated(`${name} without a terminal`, NEAREST);
}

import { type Process, type Program, type Run, readAll, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { readText } from '../lib/paths.ts';

/** less(1) and more(1): everything at once, as they do when it fits or nobody watches; the screen scrolls by itself. */
export function pager(tool: 'less' | 'more'): Program {
  return (proc) => guarded(run(proc, tool));
}

function* run(proc: Process, tool: 'less' | 'more'): Run<number> {
  const paths = proc.argv.slice(1).filter((w) => !/^[-+]/.test(w));
  if (paths.length === 0) {
    if (proc.isatty(0))
      quit(
        tool === 'less'
          ? 'Missing filename ("less --help" for help)'
          : "more: bad usage\nTry 'more --help' for more information.",
        1,
      );
    yield* write(yield* readAll());
    return 0;
  }
  let status = 0;
  for (const path of paths) {
    const file = readText(proc, path);
    if ('text' in file) yield* write(file.text);
    else {
      status = 1;
      yield* write(
        file.code === 'EISDIR'
          ? `${path} is a directory\n`
          : tool === 'less'
            ? `${path}: ${file.message}\n`
            : `more: cannot open ${path}: ${file.message}\n`,
        2,
      );
    }
  }
  return status;
}

/** clear(1) and reset(1). */
export const clear: Program = function* run(proc) {
  const terminal = proc.env.TERM;
  if (terminal === undefined) {
    yield* write('TERM environment variable not set.\n', 2);
    return 1;
  }
  if (terminal !== 'dumb') yield* write('\x1b[H\x1b[2J\x1b[3J');
  return 0;
};

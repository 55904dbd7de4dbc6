import {
  ExecError,
  hostname,
  type Process,
  type Program,
  type Run,
  sleep,
  Transcript,
  wait,
  write,
} from '../../os/index.ts';
import { strftime } from '../../shell/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { getopt, has, optionOf } from '../lib/getopt.ts';
import { decimal } from '../lib/numbers.ts';

const USAGE = `
Usage:
 watch [options] command

Options:
  -b, --beep             beep if command has a non-zero exit
  -c, --color            interpret ANSI color and style sequences
  -C, --no-color         do not interpret ANSI color and style sequences
  -d, --differences[=<permanent>]
                         highlight changes between updates
  -e, --errexit          exit if command has a non-zero exit
  -f, --follow           Follow the output and don't clear screen
  -g, --chgexit          exit when output from command changes
  -q, --equexit <cycles>
                         exit when output from command does not change
  -n, --interval <secs>  seconds to wait between updates
  -p, --precise          -n includes command running time
  -r, --no-rerun         do not rerun program on window resize
  -s, --shotsdir         directory to store screenshots
  -t, --no-title         turn off header
  -w, --no-wrap          turn off line wrapping
  -x, --exec             pass command to exec instead of "sh -c"

 -h, --help     display this help and exit
 -v, --version  output version information and exit

For more details see watch(1).`;

/** watch(1): runs a command again and again until it is interrupted. */
export const watch: Program = (proc) => guarded(watching(proc));

function* watching(proc: Process): Run<number> {
  const parsed = getopt(proc.argv.slice(1), {
    short: '+bcCdefgn:pq:rs:twxhv',
    long: {
      interval: 'n=',
      'no-title': 't',
      exec: 'x',
      errexit: 'e',
      differences: 'd',
      chgexit: 'g',
      help: 'h',
      version: 'v',
    },
  });
  if ('error' in parsed) quit(`watch: ${parsed.error}\n${USAGE}`, 1);
  if (has(parsed, 'h')) {
    yield* write(USAGE);
    return 0;
  }
  if (has(parsed, 'v')) {
    yield* write('watch from procps-ng 4.0.7\n');
    return 0;
  }
  if (parsed.operands.length === 0) quit(USAGE, 1);
  const interval = optionOf(parsed, 'n') ?? '2';
  const seconds = Math.max(
    0.1,
    decimal(interval) ?? quit(`watch: failed to parse argument: '${interval}': Invalid argument`, 1),
  );
  const line = parsed.operands.join(' ');
  let before: string | undefined;
  for (;;) {
    const transcript = new Transcript();
    const argv = has(parsed, 'x') ? parsed.operands : ['sh', '-c', line];
    const status = yield* wait(launch(proc, argv, transcript));
    const text = transcript.text();
    const left = `Every ${seconds.toFixed(1)}s: ${line}`;
    const right = `${hostname(proc.world, proc)}: ${strftime('%a %b %e %H:%M:%S %Y', proc.now)}`;
    const title = has(parsed, 't')
      ? ''
      : `${left}${' '.repeat(Math.max(1, (proc.tty?.columns ?? 80) - left.length - right.length))}${right}\n\n`;
    yield* write(`${proc.isatty(1) ? '\x1b[H\x1b[2J' : ''}${title}${text}`);
    if (has(parsed, 'e') && status !== 0) return 8;
    if (has(parsed, 'g') && before !== undefined && before !== text) return 0;
    before = text;
    yield* sleep(seconds * 1000);
  }
}

function launch(proc: Process, argv: readonly string[], transcript: Transcript) {
  try {
    return proc.spawn({ argv, stdout: transcript.sink(1), stderr: transcript.sink(2) });
  } catch (e) {
    if (e instanceof ExecError) return quit(`watch: ${argv[0]}: not found`, 1);
    throw e;
  }
}

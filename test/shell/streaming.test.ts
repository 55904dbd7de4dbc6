import { describe, expect, it } from 'vitest';
import type { Program, Programs } from '../../src/os/index.ts';
import { out, sleep, Transcript, textSource } from '../../src/os/index.ts';
import { newState, runLine, type ShellState } from '../../src/shell/index.ts';
import { makeKernel, play, STAND_INS } from './harness.ts';

/** A line a second, for ever. */
const ping: Program = function* () {
  for (let n = 1; ; n++) {
    yield* out(`reply ${n}`);
    yield* sleep(1000);
  }
};

const date: Program = function* (proc) {
  yield* out(String(proc.now));
  return 0;
};

const programs: Programs = { ...STAND_INS, ping: { run: ping, takes: 20 }, date: { run: date } };

/** Runs a script and notes the virtual second of every chunk. */
function timed(script: string, until = 60_000): string {
  const kernel = makeKernel(programs);
  const start = kernel.now;
  const lines: string[] = [];
  const sink = (fd: number) => ({
    isatty: false,
    write: (data: string) => {
      lines.push(`${((kernel.now - start) / 1000).toFixed(1)} ${fd} ${JSON.stringify(data)}`);
      return 'ok' as const;
    },
    close: () => undefined,
  });
  const child = kernel.spawn({
    argv: ['bash', '-c', script],
    place: { host: 'host', netns: 'host', fs: 'host' },
    env: { PATH: '/usr/bin' },
    stdin: textSource(''),
    stdout: sink(1),
    stderr: sink(2),
  });
  kernel.runUntil(() => child.status() !== undefined, start + until);
  return [...lines, `status ${child.status()} after ${((kernel.now - start) / 1000).toFixed(1)}`].join('\n');
}

describe('output comes when it is made, in its order', () => {
  it('a loop prints as it goes', () => {
    expect(timed('for i in 1 2 3; do echo $i; sleep 1; done')).toBe(`0.0 1 "1\\n"
1.0 1 "2\\n"
2.0 1 "3\\n"
status 0 after 3.0`);
  });

  it('a pipe streams, and its end ends what writes to it', () => {
    expect(timed('ping | head -2')).toBe(`0.0 1 "reply 1\\n"
1.0 1 "reply 2\\n"
status 0 after 2.0`);
    expect(timed('ping | cat | while read a b; do echo "got $b"; [ $b = 3 ] && break; done')).toBe(`0.0 1 "got 1\\n"
1.0 1 "got 2\\n"
2.0 1 "got 3\\n"
status 0 after 4.0`);
  });

  it('both streams keep their order, through 2>&1 too', () => {
    expect(timed('echo a; echo b >&2; echo c; { echo d; echo e >&2; echo f; } 2>&1')).toBe(`0.0 1 "a\\n"
0.0 2 "b\\n"
0.0 1 "c\\n"
0.0 1 "d\\n"
0.0 1 "e\\n"
0.0 1 "f\\n"
status 0 after 0.0`);
  });

  it('background work runs beside', () => {
    expect(timed('(sleep 2; echo late) & echo early; sleep 1; echo middle; wait; echo end')).toBe(`0.0 1 "early\\n"
1.0 1 "middle\\n"
2.0 1 "late\\n"
2.0 1 "end\\n"
status 0 after 2.0`);
    expect(timed('ping & sleep 1.5; kill $!; wait $! 2>/dev/null; echo $?')).toBe(`0.0 1 "reply 1\\n"
1.0 1 "reply 2\\n"
1.5 1 "143\\n"
status 0 after 1.5`);
  });

  it('a substitution waits for what still holds its pipe', () => {
    expect(timed('x=$(sleep 3 & echo a); echo $x')).toBe(`3.0 1 "a\\n"
status 0 after 3.0`);
    expect(timed('x=$(sleep 3 >/dev/null & echo a); echo $x')).toBe(`0.0 1 "a\\n"
status 0 after 0.0`);
  });

  it('a trap runs between commands, and ends a wait', () => {
    expect(timed("trap 'echo caught' TERM; (sleep 1; kill -TERM $$) & sleep 5; echo on")).toBe(`5.0 1 "caught\\n"
5.0 1 "on\\n"
status 0 after 5.0`);
    expect(timed("trap 'echo bye; exit 0' TERM; (sleep 1; kill -TERM $$) & sleep 500 & wait $!")).toBe(`1.0 1 "bye\\n"
status 0 after 1.0`);
  });

  it('read takes its timeout from virtual time', () => {
    expect(timed('read -t 2 x < <(sleep 9); echo $?')).toBe(`2.0 1 "142\\n"
status 0 after 2.0`);
  });
});

describe('time, chance and pids are the World’s', () => {
  it('the same script an hour later prints the same bytes from the same world', async () => {
    const script =
      'date; echo $RANDOM $RANDOM $$ $SECONDS; sleep 2; date; echo $SECONDS $EPOCHSECONDS; (echo $BASHPID); printf "%(%F %T)T\\n"';
    const once = await play(['bash', '-c', script], { kernel: makeKernel(programs) });
    const again = await play(['bash', '-c', script], { kernel: makeKernel(programs) });
    expect(again).toEqual(once);
    expect(once.stdout).toBe(`1700000000000
${once.stdout.split('\n')[1]}
1700000002000
2 1700000002
1004
2023-11-14 22:13:22
`);
    const other = await play(['bash', '-c', 'echo $RANDOM $RANDOM $RANDOM'], {
      kernel: makeKernel(programs, undefined, 8),
    });
    const same = await play(['bash', '-c', 'echo $RANDOM $RANDOM $RANDOM'], {
      kernel: makeKernel(programs, undefined, 9),
    });
    expect(other.stdout).not.toBe(same.stdout);
  });
});

describe('the state of a shell is a value', () => {
  /** Runs lines one by one, each in a process of its own, with the state passed through JSON. */
  function session(lines: readonly string[]): string {
    const kernel = makeKernel(programs);
    const screen = new Transcript();
    let state: ShellState = newState({
      dialect: 'bash',
      name: '-bash',
      cwd: '/tmp',
      env: { PATH: '/usr/bin', HOME: '/root' },
      now: kernel.now,
      pid: 1,
      ppid: 0,
      interactive: true,
      login: true,
    });
    for (const line of lines) {
      const before = state;
      const child = kernel.spawn({
        argv: ['-bash'],
        place: { host: 'host', netns: 'host', fs: 'host' },
        env: {},
        cwd: '/tmp',
        stdin: textSource(''),
        stdout: screen.sink(1),
        stderr: screen.sink(2),
        program: function* (proc) {
          const done = yield* runLine(proc, JSON.parse(JSON.stringify(before)), line);
          state = done.state;
          return done.status;
        },
      });
      kernel.runUntil(() => child.status() !== undefined, kernel.now + 60_000);
    }
    return screen.text();
  }

  it('variables, arrays, functions, aliases, options, directory and status live on', () => {
    expect(
      session([
        'x=1; a=(1 "2 3"); declare -A m=([k]=v); export E=exported',
        'f() {\n  echo "f:$1 $LINENO"\n}',
        "alias say='echo said'",
        'cd /usr; false',
        'echo $? $PWD $OLDPWD',
        'echo $x "${a[1]}" ${m[k]}; env | head -0; sh -c "echo $E"',
        'f a; say it',
        'set -u; shopt -s nullglob',
        'echo z* $nope',
        'history 2',
        'nosuch',
      ]),
    ).toBe(`1 /usr /tmp
1 2 3 v
exported
f:a 3
said it
-bash: nope: unbound variable
    9  echo z* $nope
   10  history 2
-bash: nosuch: command not found
`);
  });

  it('jobs of one line are known to the next', () => {
    const text = session(['sleep 5 & (sleep 1; exit 3) &', 'jobs', 'sleep 2', 'wait', 'jobs']).replace(
      /^(\[\d\]) \d+$/gm,
      '$1 PID',
    );
    expect(text).toBe(`[1] PID
[2] PID
[1]-  Running                    sleep 5 &
[2]+  Running                    ( sleep 1; exit 3 ) &
[2]+  Exit 3                     ( sleep 1; exit 3 )
[1]+  Done                       sleep 5
`);
  });
});

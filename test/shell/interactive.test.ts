import { describe, expect, it } from 'vitest';
import { openTerminal } from './terminal.ts';

describe('a shell at a terminal', () => {
  it('prompts, keeps its state from line to line, and leaves with exit', () => {
    const s = openTerminal(['bash']);
    for (const line of [
      'x=5; cd /tmp',
      'echo $x $PWD',
      'f() { echo "f $1"; }',
      'f a',
      'false',
      'echo $?',
      'nosuch',
      'alias hi="echo hello"',
      'hi you',
      'exit 3',
    ])
      s.type(line);
    expect(s.text()).toBe(`root@node1:~# x=5; cd /tmp
root@node1:/tmp# echo $x $PWD
5 /tmp
root@node1:/tmp# f() { echo "f $1"; }
root@node1:/tmp# f a
f a
root@node1:/tmp# false
root@node1:/tmp# echo $?
1
root@node1:/tmp# nosuch
bash: nosuch: command not found
root@node1:/tmp# alias hi="echo hello"
root@node1:/tmp# hi you
hello you
root@node1:/tmp# exit 3
exit
`);
    expect(s.status()).toBe(3);
  });

  it('continues what is not complete, and speaks of errors without lines', () => {
    const s = openTerminal(['bash']);
    for (const line of [
      'for i in 1 2',
      'do echo "a',
      'b$i"',
      'done',
      'cat <<E',
      'text',
      'E',
      'echo )',
      'echo <a b>',
      'echo $((1/0)); echo no',
      'echo ${u?gone}; echo no',
      'echo \\',
      'joined',
    ])
      s.type(line);
    s.end();
    expect(s.text()).toBe(`root@node1:~# for i in 1 2
> do echo "a
> b$i"
> done
a
b1
a
b2
root@node1:~# cat <<E
> text
> E
text
root@node1:~# echo )
bash: syntax error near unexpected token \`)'
root@node1:~# echo <a b>
bash: syntax error near unexpected token \`newline'
root@node1:~# echo $((1/0)); echo no
bash: 1/0: division by 0 (error token is "0")
root@node1:~# echo \${u?gone}; echo no
bash: u: gone
root@node1:~# echo \\
> joined
joined
root@node1:~# exit
`);
    expect(s.status()).toBe(0);
  });

  it('^C ends the program in the foreground and the line, not the shell; output so far is kept', () => {
    const s = openTerminal(['bash']);
    s.type('for i in 1 2 3; do echo $i; sleep 10; done; echo after');
    s.pass(15_000);
    s.interrupt();
    s.type('echo $?');
    s.type('sleep 100 | cat');
    s.pass(1000);
    s.interrupt();
    s.type('echo $?');
    s.type('while true; do :; done');
    s.pass(1000);
    s.interrupt();
    s.type('echo $?');
    s.type('echo half "of');
    s.interrupt();
    s.type('cat');
    s.type('typed');
    s.end();
    s.type('echo back');
    expect(s.text()).toBe(`root@node1:~# for i in 1 2 3; do echo $i; sleep 10; done; echo after
1
2
^C
root@node1:~# echo $?
130
root@node1:~# sleep 100 | cat
^C
root@node1:~# echo $?
130
root@node1:~# while true; do :; done
^C
root@node1:~# echo $?
130
root@node1:~# echo half "of
> ^C
root@node1:~# cat
typed
typed
root@node1:~# echo back
back
root@node1:~# `);
  });

  it('tells of jobs', () => {
    const s = openTerminal(['bash']);
    s.type('sleep 5 &');
    s.type('(sleep 60; exit 2) & sleep 100 &');
    s.type('jobs');
    s.pass(6000);
    s.type('echo x');
    s.type('kill %3');
    s.type('wait %2; echo $?');
    s.pass(60_000);
    s.type('jobs');
    s.type('sleep 30 &');
    s.type('fg');
    s.pass(1000);
    s.interrupt();
    s.type('echo $?');
    const text = s.text().replace(/^(\[\d\]) \d+$/gm, '$1 PID');
    expect(text).toBe(`root@node1:~# sleep 5 &
[1] PID
root@node1:~# (sleep 60; exit 2) & sleep 100 &
[2] PID
[3] PID
root@node1:~# jobs
[1]   Running                    sleep 5 &
[2]-  Running                    ( sleep 60; exit 2 ) &
[3]+  Running                    sleep 100 &
root@node1:~# echo x
x
[1]   Done                       sleep 5
root@node1:~# kill %3
[3]+  Terminated                 sleep 100
root@node1:~# wait %2; echo $?
2
[2]+  Exit 2                     ( sleep 60; exit 2 )
root@node1:~# jobs
root@node1:~# sleep 30 &
[1] PID
root@node1:~# fg
sleep 30
^C
root@node1:~# echo $?
130
root@node1:~# `);
  });

  it('is BusyBox ash in its own words', () => {
    const s = openTerminal(['ash'], '/');
    for (const line of ['nosuch', 'cd /x', 'cd /tmp', 'echo $((1/0))', 'if true', 'then echo y; fi', 'fi', 'exit 4'])
      s.type(line);
    expect(s.text()).toBe(
      `/ # nosuch
sh: nosuch: not found
/ # cd /x
sh: cd: can't cd to /x: No such file or directory
/ # cd /tmp
/tmp # echo $((1/0))
sh: divide by zero
/tmp # if true
> then echo y; fi
y
/tmp # fi
sh: syntax error: unexpected "fi"
/tmp # exit 4
`.replaceAll('sh: ', 'ash: '),
    );
    expect(s.status()).toBe(4);
  });

  it('a trap on INT runs, and the shell goes on', () => {
    const s = openTerminal(['bash']);
    s.type("trap 'echo caught' INT");
    s.type('sleep 10');
    s.pass(500);
    s.interrupt();
    s.type('echo on');
    expect(s.text()).toBe(`root@node1:~# trap 'echo caught' INT
root@node1:~# sleep 10
^C
root@node1:~# echo on
on
root@node1:~# `);
  });
});

describe('subshells of a shell at a terminal', () => {
  it('speak without lines, and ^C reaches what they run', () => {
    const s = openTerminal(['bash']);
    s.type('(nosuch; cd /nodir)');
    s.type('x=$(nosuch2)');
    s.type('(sleep 50; echo no) | cat');
    s.pass(1000);
    s.interrupt();
    s.type('(echo a; sleep 50; echo no)');
    s.pass(1000);
    s.interrupt();
    s.type('echo "$PS1"');
    expect(s.text()).toBe(`root@node1:~# (nosuch; cd /nodir)
bash: nosuch: command not found
bash: cd: /nodir: No such file or directory
root@node1:~# x=$(nosuch2)
bash: nosuch2: command not found
root@node1:~# (sleep 50; echo no) | cat
^C
root@node1:~# (echo a; sleep 50; echo no)
a
^C
root@node1:~# echo "$PS1"
\\u@\\h:\\w\\$ 
root@node1:~# `);
  });
});

import type { Installed } from '../../os/index.ts';
import type { Dialect } from '../lib/dialect.ts';
import { cat } from './cat.ts';
import { date } from './date.ts';
import { env, printenv, pwd, which, wrapper } from './environment.ts';
import { chmod, chown, cpmv, ln, mkdir, rm, rmdir, touch, unlink } from './files.ts';
import { arch, groups, hostid, id, logname, nproc, tty, uname, whoami } from './identity.ts';
import { ls } from './ls.ts';
import { sleep, timeout, yes } from './sleep.ts';
import {
  basename,
  dirname,
  mktemp,
  noStatus,
  readlink,
  realpath,
  seq,
  stat,
  tee,
  truncate,
  yesStatus,
} from './small.ts';
import { viaShell } from './via-shell.ts';

/** What coreutils and BusyBox share: the same tools, each in its own words. */
export function sharedTools(dialect: Dialect): Readonly<Record<string, Installed>> {
  const shell = dialect === 'gnu' ? 'bash' : 'ash';
  const programs = {
    arch,
    '[': viaShell('[', shell),
    test: viaShell('test', shell),
    echo: viaShell('echo', shell),
    printf: viaShell('printf', shell),
    basename: basename(dialect),
    cat: cat(dialect),
    chgrp: chown(dialect, 'chgrp'),
    chmod: chmod(dialect),
    chown: chown(dialect),
    cp: cpmv(dialect, 'cp'),
    date: date(dialect),
    dirname: dirname(dialect),
    env: env(dialect),
    false: noStatus,
    groups: groups(dialect),
    hostid,
    id: id(dialect),
    ln: ln(dialect),
    ls: ls(dialect),
    mkdir: mkdir(dialect),
    mktemp: mktemp(dialect),
    mv: cpmv(dialect, 'mv'),
    nproc: nproc(dialect),
    pwd,
    readlink: readlink(dialect),
    realpath: realpath(dialect),
    rm: rm(dialect),
    rmdir: rmdir(dialect),
    seq: seq(dialect),
    sleep: sleep(dialect),
    stat: stat(dialect),
    sync: yesStatus,
    tee: tee(dialect),
    timeout: timeout(dialect),
    touch: touch(dialect),
    true: yesStatus,
    truncate: truncate(dialect),
    tty,
    uname: uname(dialect),
    unlink: unlink(dialect),
    whoami: whoami(dialect),
    yes,
  };
  return Object.fromEntries(Object.entries(programs).map(([name, run]) => [name, { run }]));
}

/** What only coreutils has. */
export const coreutilsOnly: Readonly<Record<string, Installed>> = {
  dir: { run: ls('gnu') },
  vdir: { run: ls('gnu') },
  logname: { run: logname },
  nice: { run: wrapper('nice', 'n:', { adjustment: 'n=' }) },
  nohup: { run: wrapper('nohup', '') },
  printenv: { run: printenv },
  stdbuf: { run: wrapper('stdbuf', 'i:o:e:', { input: 'i=', output: 'o=', error: 'e=' }) },
  users: { run: yesStatus },
  who: { run: yesStatus },
};

/** which(1) of debianutils and BusyBox. */
export { which, wrapper };

import { badRequest } from '../errors.ts';

/** A column of ps(1): what it shows, and its heading. */
export interface Column {
  readonly field: string;
  readonly title: string;
}

/** The headings of what may stand behind `-o`; "STANDARD FORMAT SPECIFIERS" of ps(1), as far as there is something to show. */
const TITLES: Readonly<Record<string, string>> = {
  ...{
    pid: 'PID',
    ppid: 'PPID',
    user: 'USER',
    euser: 'EUSER',
    uid: 'UID',
    gid: 'GID',
    group: 'GROUP',
    egroup: 'EGROUP',
  },
  ...{ comm: 'COMMAND', ucmd: 'CMD', args: 'COMMAND', command: 'COMMAND', cmd: 'CMD' },
  ...{ tty: 'TT', tt: 'TT', tname: 'TTY', stat: 'STAT', state: 'S', s: 'S' },
  ...{ time: 'TIME', cputime: 'TIME', stime: 'STIME', start: 'STARTED', bsdstart: 'START' },
  ...{ c: 'C', pcpu: '%CPU', '%cpu': '%CPU', pmem: '%MEM', '%mem': '%MEM', vsz: 'VSZ', rss: 'RSS' },
};

const format = (text: string): readonly Column[] =>
  text.split(' ').map((pair) => {
    const [title = '', field = title.toLowerCase()] = pair.split('=');
    return { title, field };
  });

/** What ps shows with `-f`, with `u`, with BSD's options, and with none of these. */
const FULL = format('UID=user PID PPID C STIME TTY=tname TIME CMD=args');
const USER = format('USER PID %CPU %MEM VSZ RSS TTY=tname STAT START=stime TIME COMMAND=args');
const BSD = format('PID TTY=tname STAT TIME COMMAND=args');
const PLAIN = format('PID TTY=tname TIME CMD=comm');

const refuse = (psArgs: string) =>
  badRequest(`dockernet-course: not simulated: docker top with ps options ${psArgs} (try -ef, aux, -o pid,cmd)`);

/** The columns that ps(1) shows with the options of docker top; its own complaints. */
export function columnsOf(psArgs: string): readonly Column[] {
  const words = psArgs.split(/\s+/).filter(Boolean);
  const own: Column[] = [];
  let shown = PLAIN;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const dashed = word.startsWith('-');
    const letters = word.replace(/^-/, '');
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i] ?? '';
      if (letter === 'o') {
        own.push(...listed(letters.slice(i + 1) || (words.shift() ?? '')));
        break;
      }
      if (letter === 'p') throw badRequest('ps: error: process ID list syntax error');
      if (letter === 'f' && dashed) shown = FULL;
      else if (letter === 'u') shown = USER;
      else if (letter === 'x' || (letter === 'a' && !dashed)) shown = shown === PLAIN ? BSD : shown;
      else if (!/[eAaw]/.test(letter)) throw refuse(psArgs);
    }
  }
  const columns = own.length > 0 ? own : shown;
  if (!columns.some((c) => c.title === 'PID')) throw badRequest("Couldn't find PID field in ps output");
  return columns;
}

/** `pid,comm`, `pid=Number` */
function listed(text: string): readonly Column[] {
  return text.split(',').map((part) => {
    const [name = '', title] = part.split('=');
    const field = name.toLowerCase();
    const standard = TITLES[field];
    if (standard === undefined) throw badRequest(`ps: error: unknown user-defined format specifier "${name}"`);
    return { field, title: title ?? standard };
  });
}

import { baseName, hostname, type Run } from '../os/index.ts';
import { expandHere } from './expand.ts';
import { type Shell, update } from './shell.ts';
import { PROMPTS } from './state.ts';
import { strftime } from './strftime.ts';
import { homeOf } from './tilde.ts';
import { getValue } from './variables.ts';

/** A prompt as it is shown; bash(1), "PROMPTING". */
export function* expandPrompt(sh: Shell, name: 'PS1' | 'PS2'): Run<string> {
  const raw = getValue(sh, name) ?? (name === 'PS2' ? '> ' : PROMPTS[sh.state.dialect]);
  const decoded = sh.state.dialect === 'dash' ? raw : decode(sh, raw);
  if (!/[$`]/.test(decoded)) return decoded;
  const { lastStatus, options } = sh.state;
  update(sh, { options: { ...options, xtrace: false } });
  const text = yield* expandHere(sh, decoded);
  update(sh, { lastStatus, options });
  return text;
}

function decode(sh: Shell, raw: string): string {
  return raw.replace(/\\(\d{3}|D\{([^}]*)\}|[\s\S])/g, (all, code: string, format: string | undefined) => {
    if (/^\d{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (format !== undefined) return strftime(format === '' ? '%X' : format, sh.proc.now);
    return one(sh, code) ?? all;
  });
}

function one(sh: Shell, code: string): string | undefined {
  const { proc, state } = sh;
  switch (code) {
    case 'a':
      return '\x07';
    case 'd':
      return strftime('%a %b %d', proc.now);
    case 'e':
      return '\x1b';
    case 'h':
      return hostname(proc.world, proc).split('.')[0] ?? '';
    case 'H':
      return hostname(proc.world, proc);
    case 'j':
      return String(state.jobs.length);
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 's':
      return baseName(state.name);
    case 't':
      return strftime('%H:%M:%S', proc.now);
    case 'T':
      return strftime('%I:%M:%S', proc.now);
    case '@':
      return strftime('%I:%M %p', proc.now);
    case 'A':
      return strftime('%H:%M', proc.now);
    case 'u':
      return proc.user;
    case 'v':
      return '5.3';
    case 'V':
      return '5.3.15';
    case 'w':
      return shortened(sh);
    case 'W':
      return shortened(sh) === '~' ? '~' : state.cwd === '/' ? '/' : baseName(state.cwd);
    case '!':
    case '#':
      return String(state.history.length + 1);
    case '$':
      return proc.user === 'root' ? '#' : '\\$';
    case '\\':
      return '\\\\';
    case '[':
    case ']':
      return '';
    default:
      return undefined;
  }
}

/** The working directory with the home folder as `~`. */
function shortened(sh: Shell): string {
  const home = homeOf(sh, '');
  const { cwd } = sh.state;
  if (home === undefined || home === '/' || home === '') return cwd;
  return cwd === home ? '~' : cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
}

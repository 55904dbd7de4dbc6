/** What was pressed: text, a named key (`C-a`, `M-b`, `C-left`, `S-pgup`, `f1`, `enter`), or a paste. */
export type Press =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'paste'; readonly text: string };

/** A named key. */
export function key(name: string): Press {
  return { kind: 'key', name };
}

/** Final bytes of CSI and SS3 sequences; xterm's ctlseqs, "PC-Style Function Keys". */
const LETTERS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  M: 'enter',
};

/** Numbers before `~`; xterm, VT220, rxvt and the Linux console. */
const NUMBERS: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pgup',
  6: 'pgdn',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

/** The Linux console sends `ESC [ [ A` for F1; console_codes(4). */
const CONSOLE: Readonly<Record<string, string>> = { A: 'f1', B: 'f2', C: 'f3', D: 'f4', E: 'f5' };

const ESC = '\u001b';

/** Reads one event of Ink's input parser: a whole escape sequence, or text in which control bytes may stand anywhere. */
export function parseInput(raw: string): readonly Press[] {
  if (raw.startsWith(ESC)) {
    const name = sequence(raw);
    return name === undefined ? [] : [key(name)];
  }
  const presses: Press[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') presses.push({ kind: 'text', text: text.normalize('NFC') });
    text = '';
  };
  for (const char of raw.replaceAll('\r\n', '\r')) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code <= 0x9f)) {
      text += char;
      continue;
    }
    flush();
    const name = control(code);
    if (name !== undefined) presses.push(key(name));
  }
  flush();
  return presses;
}

function control(code: number): string | undefined {
  if (code === 0x0d || code === 0x0a) return 'enter';
  if (code === 0x09) return 'tab';
  if (code === 0x7f || code === 0x08) return 'backspace';
  if (code === 0x1f) return 'C-_';
  if (code >= 1 && code <= 26) return `C-${String.fromCharCode(code + 0x60)}`;
  return undefined;
}

function sequence(raw: string): string | undefined {
  if (raw === ESC || raw === ESC + ESC) return 'esc';
  if (raw === `${ESC}[Z`) return 'S-tab';
  const linux = /^\[\[([A-E])$/.exec(raw.slice(1))?.[1];
  if (linux !== undefined) return CONSOLE[linux];
  const meta = raw.startsWith(ESC + ESC) ? 'M-' : '';
  const body = meta === '' ? raw.slice(1) : raw.slice(2);
  const letter = /^(?:\[|O)(?:\d+;)?(\d*)([A-Z])$/.exec(body);
  if (letter) return named(LETTERS[letter[2] ?? ''], letter[1], meta);
  const number = /^\[(\d+)(?:;(\d+))?([~^$@])$/.exec(body);
  if (number) {
    // rxvt marks shift and control by the final byte.
    const rxvt = { '~': number[2], $: '2', '^': '5', '@': '6' }[number[3] ?? '~'];
    return named(NUMBERS[number[1] ?? ''], rxvt, meta);
  }
  const lower = /^O([a-d])$/.exec(body)?.[1];
  if (lower !== undefined) return `C-${LETTERS[lower.toUpperCase()] ?? ''}`;
  const alone = parseInput(body)[0];
  if (body.startsWith('[') || body.startsWith('O')) return undefined;
  if (alone?.kind === 'text') return `M-${alone.text.toLowerCase()}`;
  return alone?.kind === 'key' ? `M-${alone.name}` : undefined;
}

/** Modifier parameters are one more than a sum of 1 shift, 2 alt, 4 control. */
function named(name: string | undefined, modifier: string | undefined, meta: string): string | undefined {
  if (name === undefined) return undefined;
  const bits = Math.max(0, Number(modifier || '1') - 1);
  return `${bits & 4 ? 'C-' : ''}${meta !== '' || bits & 2 ? 'M-' : ''}${bits & 1 ? 'S-' : ''}${name}`;
}

import { describe, expect, it } from 'vitest';
import { type Buffer, editBuffer, isChanged, openBuffer, textOf, viewBuffer } from '../../src/app/file-editor/index.ts';
import { key, type Press } from '../../src/app/keys/parse.ts';

const presses = (keys: string): Press[] =>
  keys
    .split(' ')
    .map((k) => (k.startsWith('"') ? { kind: 'text', text: k.slice(1, -1).replaceAll('_', ' ') } : key(k)));

const edit = (text: string, keys: string): Buffer =>
  presses(keys).reduce((b, p) => editBuffer(b, p).buffer, openBuffer('/root/f', text));

/** The text with `|` at the cursor. */
function shown(b: Buffer): string {
  return b.lines
    .map((cells, i) =>
      i === b.row ? `${cells.slice(0, b.col).join('')}|${cells.slice(b.col).join('')}` : cells.join(''),
    )
    .join('\n');
}

describe('the editor', () => {
  it.each<[string, string, string, string]>([
    ['types', '', '"ab" "한" "글"', 'ab한글|'],
    ['moves over lines', 'one\ntwo\n', 'right right right right "x"', 'one\nx|two'],
    ['goes up and down within shorter lines', 'long line\nab\nlong line\n', 'end down', 'long line\nab|\nlong line'],
    ['breaks lines and keeps the indent', '    a;\n', 'end enter "b;"', '    a;\n    b;|'],
    ['joins lines with backspace', 'a\nb\n', 'down home backspace', 'a|b'],
    ['joins lines with delete', 'a\nb\n', 'end delete', 'a|b'],
    ['a Hangul syllable is one step', '컨테이너\n', 'end backspace left', '컨테|이'],
    ['cuts and pastes lines', 'a\nb\nc\n', 'C-k C-k C-u', 'a\nb\n|c'],
    ['the last line can be cut', 'a\n', 'C-k', '|'],
    ['tab is four blanks', '', 'tab "x"', '    x|'],
    ['stays within the text', 'a\n', 'up left left down pgup pgdn right right "b"', 'ab|'],
  ])('%s', (_, text, keys, after) => {
    expect(shown(edit(text, keys))).toBe(after);
  });

  it('takes a paste of lines without indenting it anew', () => {
    const pasted = editBuffer(openBuffer('f', '    x\n'), { kind: 'paste', text: 'a {\r\n\tb;\r\n}\r\n' });
    expect(textOf(pasted.buffer)).toBe('a {\n    b;\n}\n    x\n');
  });

  it('saves, and asks before it leaves changes behind', () => {
    const asked = (b: Buffer, name: string) => editBuffer(b, key(name));
    const fresh = openBuffer('f', 'a\n');
    expect(asked(fresh, 'C-x').asked).toBe('leave');
    const changed = edit('a\n', '"b"');
    expect([isChanged(changed), asked(changed, 'C-s').asked, asked(changed, 'C-x').asked]).toEqual([
      true,
      'save',
      undefined,
    ]);
    const warned = asked(changed, 'C-x').buffer;
    expect([warned.leaving, asked(warned, 'C-x').asked, asked(warned, 'left').buffer.leaving]).toEqual([
      true,
      'leave',
      false,
    ]);
  });

  it('writes what it read', () => {
    for (const text of ['', 'a\n', 'a\n\nb\n', '한글\n']) expect(textOf(openBuffer('f', text))).toBe(text);
  });

  it('shows a window around the cursor', () => {
    const text = Array.from({ length: 30 }, (_, i) => `line ${i + 1} ${'가나다라마'.repeat(4)}`).join('\n');
    const view = viewBuffer(edit(text, 'pgdn pgdn end'), 24, 4);
    expect(view.rows.map((r) => r.map((s) => s.text).join(''))).toMatchInlineSnapshot(`
      [
        "19 나다라마가나다라마   ",
        "20 나다라마가나다라마   ",
        "21 나다라마가나다라마   ",
        "22 나다라마가나다라마   ",
      ]
    `);
    expect(view.cursor).toMatchInlineSnapshot(`
      {
        "x": 21,
        "y": 2,
      }
    `);
  });
});

import { describe, expect, it } from 'vitest';
import { BINDINGS } from '../../src/app/keys/actions.ts';
import { parseInput } from '../../src/app/keys/parse.ts';
import { catalogues } from '../../src/i18n/index.ts';

const ESC = '\u001b';

describe('what terminals send', () => {
  it.each<[string, string]>([
    [`${ESC}OP`, 'f1'],
    [`${ESC}[11~`, 'f1'],
    [`${ESC}[[A`, 'f1'],
    [`${ESC}[15~`, 'f5'],
    [`${ESC}[24~`, 'f12'],
    [`${ESC}[A`, 'up'],
    [`${ESC}OA`, 'up'],
    [`${ESC}[1;5C`, 'C-right'],
    [`${ESC}[1;3D`, 'M-left'],
    [`${ESC}[5;2~`, 'S-pgup'],
    [`${ESC}[6^`, 'C-pgdn'],
    [`${ESC}[Z`, 'S-tab'],
    [`${ESC}`, 'esc'],
    [`${ESC}b`, 'M-b'],
    [`${ESC}\u007f`, 'M-backspace'],
    [`${ESC}\r`, 'M-enter'],
    [`${ESC}${ESC}[A`, 'M-up'],
    ['\u001a', 'C-z'],
    ['\u0000', ''],
  ])('%j is %s', (raw, name) => {
    expect(parseInput(raw)).toEqual(name === '' ? [] : [{ kind: 'key', name }]);
  });

  it('cuts pieces at control bytes', () => {
    expect(parseInput('ls\r\nps\t')).toEqual([
      { kind: 'text', text: 'ls' },
      { kind: 'key', name: 'enter' },
      { kind: 'text', text: 'ps' },
      { kind: 'key', name: 'tab' },
    ]);
  });
});

describe('the tables of keys', () => {
  it.each(Object.entries(BINDINGS))('%s: no key twice, every listed one labelled', (_, table) => {
    const keys = table.flatMap((b) => b.keys);
    expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([]);
    const words = table.flatMap((b) => b.word ?? []);
    expect(words.filter((w, i) => words.indexOf(w) !== i)).toEqual([]);
    const unlabelled = table.filter((b) => b.bar && (b.label === undefined || catalogues.en.keys[b.label] === ''));
    expect(unlabelled).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { parseInput } from '../../src/app/keys/parse.ts';
import {
  complete,
  type Editor,
  edit,
  entered,
  newEditor,
  offsetOf,
  textOf,
  withText,
} from '../../src/app/line-editor/index.ts';

const ESC = '\u001b';

/** Types raw input, as a terminal sends it, and shows the line with `|` at the cursor. */
function typed(raw: string, start: Editor = newEditor()): string {
  return show(press(raw, start));
}

/** Where Ink cuts its input: at escape sequences, backspaces and ^C; the rest arrives in one piece. */
const EVENTS = new RegExp(
  [`${ESC}${ESC}?(?:\\[[0-9;]*[A-Za-z~]|O[A-Z]|.)?`, '[\\u007f\\u0008\\u0003]', `[^${ESC}\\u007f\\u0008\\u0003]+`].join(
    '|',
  ),
  'gsu',
);

function press(raw: string, start: Editor = newEditor()): Editor {
  const events = raw.match(EVENTS) ?? [];
  return events.flatMap(parseInput).reduce((e, p) => edit(e, p).editor, start);
}

function show(e: Editor): string {
  return `${e.cells.slice(0, e.cursor).join('')}|${e.cells.slice(e.cursor).join('')}`;
}

const HISTORY = newEditor(['docker ps', 'docker network ls', 'ping web']);

describe('keys', () => {
  it.each<[string, string, string]>([
    ['text', 'docker ps', 'docker ps|'],
    ['home, end', `ab${ESC}[Hx${ESC}[Fy`, 'xaby|'],
    ['^A ^E', 'ab\u0001x\u0005y', 'xaby|'],
    ['^B ^F', 'ab\u0002\u0002x\u0006y', 'xay|b'],
    ['two lefts and a letter in one piece', `ab${ESC}[D${ESC}[Dx`, 'x|ab'],
    ['backspaces in one piece', 'abc\u007f\u007fd', 'ad|'],
    ['delete', `abc\u0001${ESC}[3~`, '|bc'],
    ['^D inside the line', 'abc\u0001\u0004', '|bc'],
    ['^K ^Y', 'one two\u0002\u0002\u0002\u000b\u0001\u0019', 'two|one '],
    ['^U', 'one two\u0002\u0015', '|o'],
    ['^W takes a word between blanks', 'ls /etc/hosts\u0017', 'ls |'],
    ['M-backspace stops at the slash', `ls /etc/hosts${ESC}\u007f`, 'ls /etc/|'],
    ['M-b M-f', `one two${ESC}b${ESC}bx${ESC}fy`, 'xoney| two'],
    ['^left ^right', `one two${ESC}[1;5Dx${ESC}[1;5Cy`, 'one xtwoy|'],
    ['M-d', `one two\u0001${ESC}d`, '| two'],
    ['^T', 'ab\u0014', 'ba|'],
    ['Hangul is one step', '한글\u007f', '한|'],
    ['decomposed Hangul is composed', '\u1112\u1161\u11ab', '한|'],
    ['an emoji is one step', 'a👍🏽\u007f', 'a|'],
    ['a family is one step', '👨‍👩‍👧x\u0002\u007f', '|x'],
    ['left over Korean', `도커${ESC}[Dx`, '도x|커'],
    ['control bytes never get in', 'a\u0007b', 'ab|'],
    ['unknown sequences never get in', `a${ESC}[99~b`, 'ab|'],
  ])('%s', (_, raw, shown) => {
    expect(typed(raw)).toBe(shown);
  });

  it.each<[string, string, string]>([
    ['up', `${ESC}[A`, 'ping web|'],
    ['up up', `${ESC}[A${ESC}[A`, 'docker network ls|'],
    ['up beyond the first stays', `${ESC}[A`.repeat(9), 'docker ps|'],
    ['down brings the draft back', `dra${ESC}[A${ESC}[B`, 'dra|'],
    ['^P ^N', '\u0010\u0010\u000e', 'ping web|'],
    ['M-. takes the last word', `curl ${ESC}.`, 'curl web|'],
    ['^R finds the newest', '\u0012docker', '|docker network ls'],
    ['^R again goes further back', '\u0012docker\u0012', '|docker ps'],
    ['^R then a move ends the search', '\u0012ls\u0005', 'docker network ls|'],
    ['^R ^G restores', 'abc\u0012docker\u0007', 'abc|'],
    ['^R without a match keeps the line', 'abc\u0012zzz\u0005', 'abc|'],
  ])('history: %s', (_, raw, shown) => {
    expect(typed(raw, HISTORY)).toBe(shown);
  });

  it('asks for what it cannot do itself', () => {
    const asked = (raw: string, from = newEditor()) => parseInput(raw).map((p) => edit(from, p).outcome);
    expect(asked('\r')).toEqual(['submit']);
    expect(asked('ls\r')).toEqual([undefined, 'submit']);
    expect(asked('\t')).toEqual(['complete']);
    expect(asked('\u0003')).toEqual(['interrupt']);
    expect(asked('\u0004')).toEqual(['eof']);
    expect(asked('\u0004', press('a'))).toEqual([undefined]);
    expect(asked('\u000c')).toEqual(['clear']);
  });

  it('keeps the lines of a paste and never runs them', () => {
    const pasted = edit(newEditor(), { kind: 'paste', text: 'docker ps \\\r\n  -a\nls\n' });
    expect(pasted.outcome).toBeUndefined();
    expect(textOf(pasted.editor)).toBe('docker ps \\\n  -a\nls');
  });

  it('keeps each entered line once', () => {
    const twice = [1, 2].reduce((e) => entered(withText(e, 'ls')), newEditor());
    expect(twice.history).toEqual(['ls']);
    expect(entered(withText(twice, '  ')).history).toEqual(['ls']);
    expect(show(entered(withText(twice, 'pwd')))).toBe('|');
  });
});

describe('completion', () => {
  it.each<[string, string, readonly string[], string]>([
    ['one candidate is finished with a space', 'docker net|', ['network'], 'docker network |'],
    ['several: what they share', 'docker network c|', ['connect', 'create'], 'docker network c|'],
    ['several that share more', 'ping db-|', ['db-primary', 'db-private'], 'ping db-pri|'],
    ['a folder goes on', 'cat /et|', ['/etc/'], 'cat /etc/|'],
    ['a flag with a value goes on', 'docker run --na|', ['--name='], 'docker run --name=|'],
    ['in the middle no second space', 'docker net| ls', ['network'], 'docker network |ls'],
    ['Korean before the cursor', '도커 we|', ['web'], '도커 web |'],
    ['nothing fits', 'docker zz|', [], 'docker zz|'],
  ])('%s', (_, before, candidates, after) => {
    const [left = '', right = ''] = before.split('|');
    const editor = withText(newEditor(), left + right, left.length);
    expect(offsetOf(editor)).toBe(left.length);
    const from = left.lastIndexOf(' ') + 1;
    expect(show(complete(editor, { from, candidates }))).toBe(after);
  });
});

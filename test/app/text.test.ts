import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/app/index.ts';
import { inlineText } from '../../src/app/text/inline.ts';
import { renderMarkdown } from '../../src/app/text/markdown.ts';
import { fitLine, hardWrap, line, spread, textOf } from '../../src/app/text/span.ts';
import { EMPTY_SCREEN, write } from '../../src/app/text/terminal.ts';
import { padTo, truncate, widthOf } from '../../src/app/text/width.ts';
import { wrap } from '../../src/app/text/wrap.ts';
import { parseProse } from '../../src/course/index.ts';

const rows = (lines: readonly (readonly { readonly text: string }[])[]) =>
  lines.map((l) => l.map((s) => s.text).join(''));

describe('width', () => {
  it('counts columns, not letters', () => {
    expect(['web', '컨테이너', '●', '👍🏽'].map(widthOf)).toEqual([3, 8, 1, 2]);
    expect(truncate('컨테이너', 5)).toBe('컨테…');
    expect(truncate('컨테이너', 4)).toBe('컨…');
    expect(padTo('한글', 6)).toBe('한글  ');
    expect(textOf(fitLine(line('가나다'), 5))).toBe('가나…');
    expect(textOf(spread(line('이름이 긴 레슨'), line('3/8'), 12))).toBe('이름이 … 3/8');
  });
});

describe('wrapping', () => {
  it('keeps Korean words whole and indents what follows', () => {
    const wrapped = wrap(inlineText('기본 브리지에서는 `box`가 이름을 찾지 못합니다.'), 20, line('  '), line('▸ '));
    expect(rows(wrapped)).toEqual(['▸ 기본 브리지에서는', '  box가 이름을 찾지', '  못합니다.']);
    expect(rows(wrapped).every((r) => widthOf(r) <= 20)).toBe(true);
  });

  it('cuts only what is longer than a row', () => {
    expect(rows(wrap(line('sha256:0123456789abcdef ok'), 10))).toEqual(['sha256:012', '3456789abc', 'def ok']);
  });

  it('cuts output where the terminal would', () => {
    expect(rows(hardWrap(line('a  b 한글 c'), 6))).toEqual(['a  b ', '한글 c']);
  });
});

describe('markdown', () => {
  it('draws what lessons are written in', () => {
    const text = `A **net** and \`web\`, in *prose* that goes on for a while.

- one item that is long enough to wrap
- two
  1. deep

> [!NOTE] Remember.

\`\`\`sh
$ docker network ls
  indented   blanks stay
\`\`\`

| what | 어디 |
|---|---|
| web | 기본 브리지 |
`;
    expect(rows(renderMarkdown(parseProse(text), 30)).join('\n')).toMatchInlineSnapshot(`
      "A net and web, in prose that
      goes on for a while.

      • one item that is long enough
        to wrap
      • two
        1. deep

      │ [!NOTE] Remember.

        $ docker network ls
          indented   blanks stay

      what  어디       
      ────  ───────────
      web   기본 브리지"
    `);
  });
});

describe('the terminal', () => {
  const shown = (...writes: readonly string[]) => rows(writes.reduce((s, w) => write(s, w), EMPTY_SCREEN).rows);
  it.each<[string, readonly string[], readonly string[]]>([
    ['lines', ['a\nb\n'], ['a', 'b', '']],
    ['a line in pieces', ['a', 'b\nc'], ['ab', 'c']],
    ['carriage return writes over', ['10%\r100%'], ['100%']],
    ['backspace', ['ab\bc'], ['ac']],
    ['tab stops', ['a\tb'], ['a       b']],
    ['erase to the end of the line', ['abc\r\u001b[Kd'], ['d']],
    ['up and over', ['one\ntwo\n\u001b[2AONE\n'], ['ONE', 'two', '']],
    ['colours are not text', ['\u001b[32mgreen\u001b[0m'], ['green']],
    ['titles and bells are not text', ['\u001b]0;title\u0007a\u0007b'], ['ab']],
    ['clear starts a new screen', ['a\nb\n\u001b[H\u001b[2Jc'], ['a', 'b', 'c']],
    ['Korean', ['한글\n'], ['한글', '']],
  ])('%s', (_, writes, expected) => {
    expect(shown(...writes)).toEqual(expected);
  });

  it('keeps the style of what was written', () => {
    expect(write(EMPTY_SCREEN, 'a\u001b[31mb\u001b[0mc', 'plain').rows[0]).toEqual([
      { text: 'a', style: 'plain' },
      { text: 'b', style: 'bad' },
      { text: 'c', style: 'plain' },
    ]);
  });
});

describe('what was meant', () => {
  it.each<[string, string | undefined]>([
    ['strat', 'start'],
    ['lst', 'list'],
    ['progess', 'progress'],
    ['rev', 'review'],
    ['xyzzy', undefined],
  ])('%s: %s', (word, meant) => {
    expect(nearest(word, ['start', 'list', 'progress', 'review', 'sandbox'])).toBe(meant);
  });
});

import { describe, expect, it } from 'vitest';
import { fill, goalsEn, goalsKo, isJosa, josa, sayMessage } from '../../src/i18n/index.ts';

describe('Korean particles', () => {
  it.each([
    // word, 이/가, 은/는, 을/를, 과/와, 으로/로
    ['web', '이 은 을 과 으로'],
    ['db', '가 는 를 와 로'],
    ['mongodb', '가 는 를 와 로'],
    ['safe', '가 는 를 와 로'],
    ['vault', '가 는 를 와 로'],
    ['doc', '이 은 을 과 으로'],
    ['my-network', '가 는 를 와 로'], // 네트워크
    ['desk', '가 는 를 와 로'],
    ['report', '가 는 를 와 로'],
    ['crypt', '가 는 를 와 로'],
    ['suspect', '가 는 를 와 로'],
    ['scope', '가 는 를 와 로'],
    ['street', '가 는 를 와 로'],
    ['scale', '이 은 을 과 로'], // 스케일
    ['box', '가 는 를 와 로'],
    ['api', '가 는 를 와 로'],
    ['app-net', '이 은 을 과 으로'],
    ['nginx', '가 는 를 와 로'],
    ['alpine', '이 은 을 과 으로'],
    ['node1', '이 은 을 과 로'], // 일: a final ㄹ takes 로
    ['172.17.0.2', '가 는 를 와 로'], // 이
    ['10.0.0.3', '이 은 을 과 으로'], // 삼
    ['10.0.0.10', '이 은 을 과 으로'], // 영
    ['second-bridge', '가 는 를 와 로'],
    ['컨테이너', '가 는 를 와 로'],
    ['네트워크 망', '이 은 을 과 으로'],
    ['서울', '이 은 을 과 로'],
    ['`web`', '이 은 을 과 으로'], // backquotes are not read
    ['xkcdq', '이(가) 은(는) 을(를) 과(와) (으)로'],
  ])('%s', (word, expected) => {
    const pairs = ['이/가', '은/는', '을/를', '과/와', '으로/로'];
    expect(pairs.map((p) => josa(word, p)).join(' ')).toBe(expected);
  });
});

describe('filling templates', () => {
  it('takes the particle of what was filled in before it', () => {
    expect(fill('`{a}`{은/는} `{b}`{과/와} 다릅니다', { a: 'web', b: 'db' })).toBe('`web`은 `db`와 다릅니다');
  });
  it('leaves what it does not know', () => {
    expect(fill('{a} and {constructor}', { a: 'x' })).toBe('x and {constructor}');
  });
  it('says messages within messages', () => {
    const what = { id: 'say.address-of', params: { name: 'web' } } as const;
    expect(sayMessage('ko', { id: 'goal.looked', params: { what } })).toBe('명령의 출력에서 확인: `web`의 주소');
    expect(sayMessage('en', { id: 'goal.looked', params: { what } })).toBe(
      'a command has shown you the address of `web`',
    );
  });
});

describe('the goal catalogues', () => {
  const holes = (text: string) =>
    [...text.matchAll(/\{([^{}]+)\}/g)]
      .map((m) => m[1] ?? '')
      .filter((h) => !isJosa(h))
      .sort();
  it.each(Object.keys(goalsEn) as (keyof typeof goalsEn)[])('%s names the same things in both languages', (id) => {
    expect([...new Set(holes(goalsKo[id]))]).toEqual([...new Set(holes(goalsEn[id]))]);
  });
  it('leaves no particle open after a name in Korean', () => {
    const open = Object.entries(goalsKo).filter(([, text]) => /`(이|가|은|는|을|를|과|와)(\s|$)/.test(text));
    expect(open).toEqual([]);
  });
});

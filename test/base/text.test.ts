import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asctime,
  base36Id,
  civilOf,
  compareText,
  displayWidth,
  fromCivil,
  goDuration,
  goTime,
  hexId,
  httpDate,
  humanDuration,
  naturalCompare,
  padLeft,
  padRight,
  rfc3339Nano,
  sortedBy,
  tabwriter,
  truncate,
  World,
} from '../../src/base/index.ts';

describe('columns', () => {
  test('are as wide as their longest cell and three more, ten at least; the last is as it is', () => {
    expect(
      tabwriter([
        ['NETWORK ID', 'NAME', 'DRIVER', 'SCOPE'],
        ['3f0a91b2c4d5', 'app-net', 'bridge', 'local'],
        ['a', '데이터베이스', 'host', ''],
      ]),
    ).toBe(
      [
        'NETWORK ID     NAME           DRIVER    SCOPE\n',
        '3f0a91b2c4d5   app-net        bridge    local\n',
        'a              데이터베이스   host      \n',
      ].join(''),
    );
  });

  test('a column ends where a row has no cell in it', () => {
    expect(tabwriter([['a', 'b', 'c'], ['long long', 'x'], ['z'], ['q', 'b', 'c']], { minwidth: 0, padding: 1 })).toBe(
      'a         b c\nlong long x\nz\nq b c\n',
    );
    expect(tabwriter([])).toBe('');
  });

  test('count what a terminal shows', () => {
    expect([displayWidth('abc'), displayWidth('가나'), displayWidth('é')]).toEqual([3, 4, 1]);
    expect([
      padRight('가', 4),
      padLeft('가', 4),
      truncate('가나다', 4),
      truncate('abc', 3),
      truncate('abcd', 3),
    ]).toEqual(['가  ', '  가', '가…', 'abc', 'ab…']);
    fc.assert(fc.property(fc.string(), fc.nat(30), (text, width) => displayWidth(truncate(text, width)) <= width));
  });
});

describe('time', () => {
  const at = fromCivil(2026, 11, 21, 8, 4, 49, 500);

  test('is written as Go and C write it', () => {
    expect([rfc3339Nano(at), rfc3339Nano(at, 123), rfc3339Nano(at - 500)]).toEqual([
      '2026-11-21T08:04:49.5Z',
      '2026-11-21T08:04:49.500000123Z',
      '2026-11-21T08:04:49Z',
    ]);
    expect(goTime(at)).toBe('2026-11-21 08:04:49.5 +0000 UTC');
    expect(asctime(at)).toBe('Sat Nov 21 08:04:49 2026');
    expect(httpDate(at)).toBe('Sat, 21 Nov 2026 08:04:49 GMT');
    expect(rfc3339Nano(fromCivil(1, 1, 1))).toBe('0001-01-01T00:00:00Z');
  });

  test('is taken apart as the calendar has it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('3000-01-01T00:00:00Z'), noInvalidDate: true }),
        (date) => {
          const c = civilOf(date.getTime());
          expect([c.year, c.month - 1, c.day, c.hour, c.minute, c.second, c.ms, c.weekday]).toEqual([
            date.getUTCFullYear(),
            date.getUTCMonth(),
            date.getUTCDate(),
            date.getUTCHours(),
            date.getUTCMinutes(),
            date.getUTCSeconds(),
            date.getUTCMilliseconds(),
            date.getUTCDay(),
          ]);
          expect(fromCivil(c.year, c.month, c.day, c.hour, c.minute, c.second, c.ms)).toBe(date.getTime());
        },
      ),
    );
    expect(civilOf(fromCivil(2024, 12, 31)).yearday).toBe(366);
  });

  test.each([
    [0, 'Less than a second'],
    [1000, '1 second'],
    [59_999, '59 seconds'],
    [60_000, 'About a minute'],
    [120_000, '2 minutes'],
    [89 * 60_000, 'About an hour'],
    [90 * 60_000, '2 hours'],
    [47 * 3_600_000, '47 hours'],
    [48 * 3_600_000, '2 days'],
    [14 * 86_400_000, '2 weeks'],
    [60 * 86_400_000, '2 months'],
    [730 * 86_400_000, '2 years'],
  ])('%d ms are %s', (ms, words) => expect(humanDuration(ms)).toBe(words));

  test.each([
    [0, '0s'],
    [0.5, '500µs'],
    [250, '250ms'],
    [1500, '1.5s'],
    [90_000, '1m30s'],
    [3_600_000, '1h0m0s'],
    [-5000, '-5s'],
  ])('%d ms last %s', (ms, words) => expect(goDuration(ms)).toBe(words));
});

describe('order and ids', () => {
  test('numbers in names count as numbers', () => {
    expect(sortedBy(['net10', 'net2', 'Net1', 'net', 'net02'], (name) => name)).toEqual([
      'Net1',
      'net',
      'net02',
      'net2',
      'net10',
    ]);
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (a, b) => Math.sign(naturalCompare(a, b)) === -Math.sign(naturalCompare(b, a)),
      ),
    );
    expect(compareText('B', 'a')).toBe(-1);
  });

  test('come from the seed', () => {
    const draw = (seed: number): string[] => {
      const tx = World.empty(0, seed).begin();
      return [hexId(tx), hexId(tx, 12), base36Id(tx)];
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(3).map((id) => id.length)).toEqual([64, 12, 25]);
    expect(draw(3)[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});

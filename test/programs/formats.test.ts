import { describe, expect, test } from 'vitest';
import { parseDate } from '../../src/programs/coreutils/date.ts';
import { changeMode } from '../../src/programs/coreutils/mode.ts';
import { interval } from '../../src/programs/coreutils/sleep.ts';
import { meterLine } from '../../src/programs/curl/meter.ts';
import { type Filter, parseFilter } from '../../src/programs/iproute2/ss-filter.ts';
import { statistics, tripText } from '../../src/programs/iputils/statistics.ts';
import { getopt } from '../../src/programs/lib/getopt.ts';
import { general } from '../../src/programs/lib/numbers.ts';
import { parseUrl, resolveUrl } from '../../src/programs/lib/url.ts';

/** Rows of `input → output`, compared as a whole. */
function rows(inputs: readonly string[], of: (input: string) => unknown): string[] {
  return inputs.map((input) => `${input} → ${JSON.stringify(of(input))}`);
}

describe('getopt', () => {
  const grammar = { short: 'c:qo::', long: { count: 'c=', quiet: 'q', color: 'C=?', compact: 'k' } };
  test('options, operands, and what is wrong', () => {
    const inputs = [
      '-c3 a -q b',
      '-qc 3',
      '-q -- -c',
      '--count=3 --quiet',
      '--cou 3',
      '--co',
      '--quiet=1',
      '-c',
      '-x',
      '--color',
      '-oX -o',
    ];
    expect(
      rows(inputs, (words) => {
        const parsed = getopt(words.split(' '), grammar);
        return 'error' in parsed
          ? parsed.error
          : `${parsed.options.map((o) => `${o.name}=${o.value}`).join(' ')} | ${parsed.operands.join(' ')}`;
      }),
    ).toEqual([
      '-c3 a -q b → "c=3 q= | a b"',
      '-qc 3 → "q= c=3 | "',
      '-q -- -c → "q= | -c"',
      '--count=3 --quiet → "c=3 q= | "',
      '--cou 3 → "c=3 | "',
      `--co → "option '--co' is ambiguous; possibilities: '--count' '--color' '--compact'"`,
      `--quiet=1 → "option '--quiet' doesn't allow an argument"`,
      `-c → "option requires an argument -- 'c'"`,
      `-x → "invalid option -- 'x'"`,
      '--color → "C= | "',
      '-oX -o → "o=X o= | "',
    ]);
  });
});

describe('URLs', () => {
  test('taken apart', () => {
    const inputs = ['web', 'HTTP://web:8080/a?b#c', 'http://me:pw@[::1]:80', 'http://', 'web:99999', 'a b', 'web?x'];
    expect(
      rows(inputs, (text) => {
        const url = parseUrl(text);
        return typeof url === 'string' ? url : [url.scheme, url.user, url.host, url.port, url.path].join(' ');
      }),
    ).toEqual([
      'web → "http  web  /"',
      'HTTP://web:8080/a?b#c → "http  web 8080 /a?b"',
      'http://me:pw@[::1]:80 → "http me:pw ::1 80 /"',
      'http:// → "nohost"',
      'web:99999 → "port"',
      'a b → "malformed"',
      'web?x → "http  web  /?x"',
    ]);
  });

  test('redirects', () => {
    const base = parseUrl('http://web:81/dir/page?q');
    if (typeof base === 'string') throw new Error(base);
    expect(rows(['/x', 'x', '//other/x', 'https://other/'], (to) => resolveUrl(base, to))).toEqual([
      '/x → "http://web:81/x"',
      'x → "http://web:81/dir/x"',
      '//other/x → "http://other/x"',
      'https://other/ → "https://other/"',
    ]);
  });
});

describe('filters of ss', () => {
  const shown = (f: Filter): string => {
    switch (f.kind) {
      case 'all':
        return 'all';
      case 'not':
        return `not ${shown(f.of)}`;
      case 'and':
      case 'or':
        return `(${shown(f.left)} ${f.kind} ${shown(f.right)})`;
      case 'port':
        return `${f.end} port ${f.op} ${f.port}`;
      case 'host':
        return `${f.not ? 'not ' : ''}${f.end} host ${f.cidr ?? '*'}:${f.port ?? '*'}`;
    }
  };
  test('states, ports, hosts, and, or, not', () => {
    const inputs = [
      '',
      'sport = :http',
      'dport >= :1024 and not src 10.0.0.0/8',
      'state established sport = :80 or dport = :443',
      '( sport == 22 or sport == 80 ) and dst 192.0.2.1:9',
      'state nonsense',
      'sport',
    ];
    expect(
      rows(inputs, (text) => {
        try {
          const { states, filter } = parseFilter(text.split(' ').filter(Boolean), (message) => {
            throw new Error(message.split('\n')[0]);
          });
          return `${states?.join(',') ?? '*'} ${shown(filter)}`;
        } catch (e) {
          return String(e);
        }
      }),
    ).toEqual([
      ' → "* all"',
      'sport = :http → "* local port = 80"',
      'dport >= :1024 and not src 10.0.0.0/8 → "* (remote port >= 1024 and not local host 10.0.0.0/8:*)"',
      'state established sport = :80 or dport = :443 → "ESTAB (local port = 80 or remote port = 443)"',
      '( sport == 22 or sport == 80 ) and dst 192.0.2.1:9 → "* ((local port = 22 or local port = 80) and remote host 192.0.2.1:9)"',
      'state nonsense → "Error: ss: wrong state name: nonsense"',
      'sport → "Error: ss: bison bellows (while parsing filter): \\"syntax error!\\" Sorry."',
    ]);
  });
});

describe('ping', () => {
  test('a round trip is the rounder the longer it is', () => {
    expect(rows(['0.0004', '0.0456', '1.2345', '12.345', '123.45'], (ms) => tripText(Number(ms)))).toEqual([
      '0.0004 → "0.001"',
      '0.0456 → "0.046"',
      '1.2345 → "1.24"',
      '12.345 → "12.3"',
      '123.45 → "123"',
    ]);
  });

  test('statistics', () => {
    const tally = { sent: 3, received: 2, errors: 1, trips: [1, 3], pipe: 3, began: 0, last: 2004, timed: true };
    expect(statistics('web', tally)).toEqual(`
--- web ping statistics ---
3 packets transmitted, 2 received, +1 errors, 33.3333% packet loss, time 2004ms
rtt min/avg/max/mdev = 1.000/2.000/3.000/1.000 ms, pipe 3
`);
    expect(statistics('web', { ...tally, sent: 0, received: 0, errors: 0, trips: [], pipe: 0 })).toEqual(`
--- web ping statistics ---
0 packets transmitted, 0 received

`);
  });
});

test('numbers as %g prints them', () => {
  expect(rows(['100', '33.33333333', '66.6666666', '0'], (n) => general(Number(n)))).toEqual([
    '100 → "100"',
    '33.33333333 → "33.3333"',
    '66.6666666 → "66.6667"',
    '0 → "0"',
  ]);
});

test('the progress meter of curl', () => {
  const line = (total: number, received: number, ms: number) => meterLine({ total, received, sent: 0, toSend: 0, ms });
  expect([line(615, 615, 5), line(0, 0, 0), line(200_000, 150_000, 1000)]).toEqual([
    '\r100    615 100    615   0      0 120.1k      0                              0',
    '\r  0      0   0      0   0      0      0      0                              0',
    '\r 75 195.3k  75 146.4k   0      0 146.4k      0                              0',
  ]);
});

test('modes', () => {
  const inputs = ['644', 'u+x', 'go-r', '+x', 'a=rw', 'u=rwX', 'u', '9'];
  expect(rows(inputs, (word) => changeMode(word, 0o644, false)?.toString(8))).toEqual([
    '644 → "644"',
    'u+x → "744"',
    'go-r → "600"',
    '+x → "755"',
    'a=rw → "666"',
    'u=rwX → "644"',
    'u → undefined',
    '9 → undefined',
  ]);
});

test('intervals', () => {
  expect(rows(['1', '.5', '2m', '1h', '1d', 'inf', '1x', '-1'], (text) => String(interval(text)))).toEqual([
    '1 → "1000"',
    '.5 → "500"',
    '2m → "120000"',
    '1h → "3600000"',
    '1d → "86400000"',
    'inf → "Infinity"',
    '1x → "undefined"',
    '-1 → "undefined"',
  ]);
});

test('dates', () => {
  const inputs = ['@1.5', '2024-02-29', '2024-02-29T12:30:01Z', 'yesterday', 'whenever'];
  const now = Date.UTC(2025, 0, 2, 3, 4, 5);
  expect(
    rows(inputs, (text) => {
      const ms = parseDate(text, now);
      return ms === undefined ? undefined : new Date(ms).toISOString();
    }),
  ).toEqual([
    '@1.5 → "1970-01-01T00:00:01.500Z"',
    '2024-02-29 → "2024-02-29T00:00:00.000Z"',
    '2024-02-29T12:30:01Z → "2024-02-29T12:30:01.000Z"',
    'yesterday → "2025-01-01T03:04:05.000Z"',
    'whenever → undefined',
  ]);
});

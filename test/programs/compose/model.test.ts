import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/base/index.ts';
import {
  durationText,
  parseBytes,
  parseDuration,
  parseVolume,
  readDotenv,
  shellWords,
  substitute,
} from '../../../src/programs/compose/model/index.ts';
import { keysInOrder } from '../../../src/programs/compose/model/key-order.ts';
import { decode, documents, emitYaml } from '../../../src/programs/compose/yaml/index.ts';

const thrown = (act: () => unknown): string => {
  try {
    return JSON.stringify(act());
  } catch (e) {
    return `! ${(e as Error).message}`;
  }
};

describe('what compose-go reads', () => {
  it('hashes as FIPS 180-4 has its examples', () => {
    expect(['', 'abc', 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'].map(sha256)).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ]);
  });

  it('fills in variables', () => {
    const env: Record<string, string> = { A: 'a', E: '' };
    const warnings: string[] = [];
    const fill = (text: string) =>
      thrown(() => substitute(text, { lookup: (name) => env[name], warn: (w) => warnings.push(w) }));
    // Each line is a template and what it becomes.
    const table = readFileSync(`${import.meta.dirname}/variables.txt`, 'utf8');
    const templates = table
      .trimEnd()
      .split('\n')
      .map((line) => /^.+?(?= ["!] ?)/.exec(line)?.[0] ?? line);
    expect(templates.map((template) => `${template} ${fill(template)}\n`).join('')).toBe(table);
    expect(warnings).toEqual(['The "N" variable is not set. Defaulting to a blank string.']);
  });

  it('splits commands as a shell would, without a shell', () => {
    const table = ['echo a b', `sh -c "echo 'x y'"`, `a\\ b 'c d' "e\\"f"`, 'a | b', '""', `echo "`, 'x\\'];
    expect(table.map((line) => thrown(() => shellWords(line)))).toEqual([
      '["echo","a","b"]',
      `["sh","-c","echo 'x y'"]`,
      '["a b","c d","e\\"f"]',
      '["a"]',
      '[""]',
      '! invalid command line string',
      '! invalid command line string',
    ]);
  });

  it('reads sizes, durations and mounts', () => {
    expect(['64m', '1.5g', '10', '5kb', 'lots'].map((text) => thrown(() => parseBytes(text)))).toEqual([
      '67108864',
      '1610612736',
      '10',
      '5120',
      "! invalid size: 'lots'",
    ]);
    expect(
      ['1m30s', '500ms', '2d', '1h5m', '5', 'soon'].map((text) => thrown(() => durationText(parseDuration(text)))),
    ).toEqual([
      '"1m30s"',
      '"500ms"',
      '"48h0m0s"',
      '"1h5m0s"',
      '! time: missing unit in duration "5"',
      '! time: invalid duration "soon"',
    ]);
    const mounts = ['/data', 'vol:/v', 'v:/v', './a:/b:ro,z', 'c:\\x:/y', '::', 'aa::b', './a:/b:ro:x'];
    expect(mounts.map((text) => thrown(() => Object.fromEntries(parseVolume(text))))).toEqual([
      '{"type":"volume","target":"/data","volume":{}}',
      '{"type":"volume","source":"vol","target":"/v","volume":{}}',
      // One letter before a colon is a drive of Windows to compose-go.
      '{"type":"volume","target":"v:/v","volume":{}}',
      '{"type":"bind","source":"./a","target":"/b","read_only":true,"bind":{}}',
      '{"type":"bind","source":"c:\\\\x","target":"/y","bind":{}}',
      '{"type":"volume","target":"::"}',
      '! invalid spec: aa::b: empty section between colons',
      '! invalid spec: ./a:/b:ro:x: too many colons',
    ]);
  });

  it('reads .env files', () => {
    const read = (text: string) =>
      thrown(() => {
        const vars = new Map<string, string>();
        readDotenv(
          text,
          vars,
          (name) => (name === 'HOME' ? '/root' : undefined),
          () => undefined,
        );
        return Object.fromEntries(vars);
      });
    expect(
      [
        'A=1\n# x\nexport B = two words # c\n',
        'A=\'$HOME\'\nB="$HOME\\n"\nC=$A',
        'HOME\n',
        'A: b\n',
        'A="x',
        'A B=1',
        '?=1',
      ].map(read),
    ).toEqual([
      '{"A":"1","B":"two words"}',
      '{"A":"$HOME","B":"/root\\n","C":"$HOME"}',
      '{"HOME":"/root"}',
      '{"A":"b"}',
      '! line 1: unterminated quoted value "x',
      '! line 1: key cannot contain a space',
      '! line 1: unexpected character "?" in variable name "?=1"',
    ]);
  });

  it('sorts keys as yaml.v3 prints maps', () => {
    expect(keysInOrder(['a10', 'a2', 'b', 'A', 'a-1', '10', '9'], 'yaml')).toEqual([
      '9',
      '10',
      'A',
      'a-1',
      'a2',
      'a10',
      'b',
    ]);
  });
});

describe('YAML', () => {
  const again = (text: string) =>
    [...documents(text)].map((document) => emitYaml(decode(document).value)).join('---\n');

  it('is written as yaml.v3 writes it', () => {
    const text = `a: [1, 2.50, true, ~, "5", 'yes', x y]
b: {c: "q: r", d: "- x", e: "", f: " x", g: "a#b", h: "a #b", i: "::1", j: "x:"}
k: |
  one
    two

  three
l: >-
  folded
  text

  para
m: &anchor
  n: 0x10
o: *anchor
p: "tab\\there"
`;
    expect(again(text)).toBe(`a:
  - 1
  - 2.5
  - true
  - null
  - "5"
  - "yes"
  - x y
b:
  c: 'q: r'
  d: '- x'
  e: ""
  f: ' x'
  g: a#b
  h: 'a #b'
  i: ::1
  j: 'x:'
k: |
  one
    two

  three
l: |-
  folded text
  para
m:
  "n": 16
o:
  "n": 16
p: "tab\\there"
`);
  });

  it('says what is wrong and where as yaml.v3 does', () => {
    const wrong = [
      'a:\n\tb: 1\n',
      'a: b: c\n',
      'a: [1, 2\n',
      'a: {b: 1\n',
      'a: "x\n',
      '- a\nb: c\n',
      'a: *x\n',
      'a: b\n c: d\n',
      'a:\n  - b\n c\n',
      '\x07',
      '%YAML\na',
      'a: @x',
    ];
    expect(wrong.map((text) => thrown(() => again(text)))).toMatchInlineSnapshot(`
      [
        "! yaml: line 2: found character that cannot start any token",
        "! yaml: mapping values are not allowed in this context",
        "! yaml: line 1: did not find expected ',' or ']'",
        "! yaml: line 1: did not find expected ',' or '}'",
        "! yaml: line 2: found unexpected end of stream",
        "! yaml: line 1: did not find expected '-' indicator",
        "! yaml: unknown anchor 'x' referenced",
        "! yaml: line 2: mapping values are not allowed in this context",
        "! yaml: line 2: did not find expected key",
        "! yaml: control characters are not allowed",
        "! yaml: line 1: did not find expected <document start>",
        "! yaml: found character that cannot start any token",
      ]
    `);
  });
});

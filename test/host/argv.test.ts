import { describe, expect, it } from 'vitest';
import { parseArgv } from '../../src/host/argv.ts';
import { misuseText } from '../../src/host/texts.ts';
import { catalogues } from '../../src/i18n/index.ts';

const words = (line: string) => line.split(' ').filter((w) => w !== '');

describe('the command line', () => {
  it.each<[string, object]>([
    ['', { command: 'menu' }],
    ['start', { command: 'start' }],
    ['start names', { command: 'start', lesson: 'names' }],
    ['start names/join', { command: 'start', lesson: 'names', step: 'join' }],
    ['list', { command: 'list', json: false }],
    ['list --json', { command: 'list', json: true }],
    ['progress', { command: 'progress', json: false }],
    ['review', { command: 'review' }],
    ['sandbox --plain', { command: 'sandbox' }],
    ['reset', { command: 'reset' }],
    ['reset names', { command: 'reset', lesson: 'names' }],
    ['export', { command: 'export' }],
    ['export p.json', { command: 'export', file: 'p.json' }],
    ['import p.json', { command: 'import', file: 'p.json' }],
    ['exec', { command: 'exec', json: false, images: 'stand-in' }],
    ['exec -', { command: 'exec', json: false, images: 'stand-in' }],
    ['exec a.txt --json --images real', { command: 'exec', file: 'a.txt', json: true, images: 'real' }],
    ['verify', { command: 'verify', json: false, lessons: [] }],
    ['verify a b --json', { command: 'verify', json: true, lessons: ['a', 'b'] }],
    ['--help', { command: 'help' }],
    ['start names -h', { command: 'help' }],
    ['help', { command: 'help' }],
    ['-v', { command: 'version' }],
    ['--version', { command: 'version' }],
  ])('%j', (line, command) => {
    expect(parseArgv(words(line))).toMatchObject({ ok: true, command });
  });

  it('reads what is true of every command', () => {
    expect(parseArgv(words('--lang=ko --plain --no-color --data-dir /tmp/x list')).common).toEqual({
      lang: 'ko',
      plain: true,
      colour: false,
      ascii: false,
      dataDir: '/tmp/x',
    });
  });

  it.each<[string, string]>([
    ['strat', 'There is no command "strat". Did you mean "start"?'],
    ['progess', 'There is no command "progess". Did you mean "progress"?'],
    ['frobnicate', 'There is no command "frobnicate".'],
    ['--plian', 'There is no option "--plian". Did you mean "--plain"?'],
    ['-x', 'There is no option "-x".'],
    ['--lang fr', 'There is no language "fr": use en or ko.'],
    ['--lang', '--lang wants a value.'],
    ['--data-dir --plain', '--data-dir wants a value.'],
    ['--plain=yes', '"--plain=yes" is one word too many.'],
    ['list names', '"names" is one word too many.'],
    ['import', 'import wants a value.'],
    ['exec --images fake', 'There are no images "fake": use real or stand-in.'],
  ])('%j: %s', (line, said) => {
    const parsed = parseArgv(words(line));
    const text = parsed.ok ? '' : misuseText(parsed.misuse, catalogues.en);
    expect(text).toBe(`dockernet-course: ${said}\ndockernet-course --help lists what there is.\n`);
  });
});

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listLessons, readLesson } from '../../src/host/lesson-files.ts';
import { langOf } from '../../src/host/locale.ts';
import { stateDir } from '../../src/host/paths.ts';
import { EN, KO } from '../app/support.ts';

function folder(): string {
  const dir = join(mkdtempSync(join(tmpdir(), 'dockernet-')), 'lessons');
  mkdirSync(dir);
  for (const id of ['names', 'bridge']) {
    mkdirSync(join(dir, id));
    writeFileSync(join(dir, id, 'lesson.md'), EN.replaceAll('\n', '\r\n'));
  }
  writeFileSync(join(dir, 'names', 'lesson.ko.md'), KO);
  writeFileSync(join(dir, 'course.yaml'), 'order: [names, bridge]\n');
  return dir;
}

it('lists lessons at a glance, in the order of the course', () => {
  const list = listLessons(folder());
  expect(list.map((l) => [l.id, l.title.en, l.title.ko, l.minutes])).toEqual([
    ['names', 'Names, not addresses', '주소가 아니라 이름으로', 20],
    ['bridge', 'Names, not addresses', 'Names, not addresses', 20],
  ]);
  expect(list[0]?.steps).toEqual([
    { id: 'join', title: { en: 'Two containers, one name', ko: '컨테이너 둘, 이름 하나' } },
    { id: 'look', title: { en: 'Look around', ko: '둘러보기' } },
  ]);
});

it('the glance sees the steps that the parser sees', () => {
  const dir = folder();
  const read = readLesson(dir, 'names');
  expect(read.ok && read.lesson.steps.map((s) => s.id)).toEqual(listLessons(dir)[0]?.steps.map((s) => s.id));
  expect(read.ok && read.lesson.languages).toEqual(['en', 'ko']);
});

it('says which file is missing', () => {
  expect(readLesson(folder(), 'nothing')).toEqual({
    ok: false,
    errors: [{ file: 'lessons/nothing/lesson.md', line: 1, message: 'there is no such file' }],
  });
  expect(listLessons('/does/not/exist')).toEqual([]);
});

it.each<[Record<string, string>, string]>([
  [{ LANG: 'ko_KR.UTF-8' }, 'ko'],
  [{ LANG: 'en_US.UTF-8' }, 'en'],
  [{ LC_ALL: 'C', LANG: 'ko_KR.UTF-8' }, 'en'],
  [{ LC_ALL: '', LC_MESSAGES: 'ko', LANG: 'C' }, 'ko'],
  [{}, 'en'],
])('%j: %s', (env, lang) => {
  expect(langOf(env)).toBe(lang);
});

it.each<[string, Record<string, string>, string]>([
  ['linux', {}, '/home/me/.local/state/dockernet-course'],
  ['linux', { XDG_STATE_HOME: '/x' }, '/x/dockernet-course'],
  ['linux', { XDG_STATE_HOME: 'relative' }, '/home/me/.local/state/dockernet-course'],
  ['darwin', {}, '/home/me/Library/Application Support/dockernet-course'],
  ['win32', { LOCALAPPDATA: '/l' }, '/l/dockernet-course'],
])('state on %s with %j', (platform, env, dir) => {
  expect(stateDir(env, platform, '/home/me')).toBe(dir);
});

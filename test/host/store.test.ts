import { mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { happened, NO_PROGRESS, opened, type Progress, stepDone } from '../../src/course/index.ts';
import { openStore } from '../../src/host/store.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'dockernet-store-'));
const done = (progress: Progress, ...steps: readonly string[]) =>
  steps.reduce((p, s, i) => stepDone(p, s.split('/')[0] ?? '', s.split('/')[1] ?? '', 100 + i), progress);
const doneIn = (progress: Progress) =>
  Object.entries(progress.lessons)
    .flatMap(([id, l]) =>
      Object.entries(l.steps).flatMap(([step, r]) => (r.done === undefined ? [] : [`${id}/${step}`])),
    )
    .sort();
const OPEN = { lesson: 'a', step: '1', seed: 7, events: [] };

describe('the progress file', () => {
  it('is not there, is written, is read', async () => {
    const dir = join(folder(), 'not', 'there', 'yet');
    const store = openStore(dir);
    expect(store.load()).toEqual({ saved: { progress: NO_PROGRESS } });
    const progress = happened(opened(done(NO_PROGRESS, 'a/1'), OPEN), {
      kind: 'line',
      at: 5,
      tty: 0,
      line: 'docker 도커',
    });
    expect(await store.save(progress, true)).toBeUndefined();
    expect(await store.saveLang('ko')).toBeUndefined();
    expect(openStore(dir).load()).toEqual({ saved: { progress, lang: 'ko' } });
  });

  it.each<[string, string]>([
    ['half of it', '{"version": 1, "progress": {"version": 1, "lessons": {"a": {"st'],
    ['nothing at all', ''],
    ['something else', '[1, 2]'],
    ['zeros', '\u0000'.repeat(64)],
  ])('that has %s is moved aside, and the next one is good', async (_, text) => {
    const dir = folder();
    writeFileSync(join(dir, 'progress.json'), text);
    const store = openStore(dir);
    const { trouble, saved } = store.load();
    expect([trouble?.kind, saved.progress]).toEqual(['broken', NO_PROGRESS]);
    expect(readFileSync(trouble?.movedTo ?? '', 'utf8')).toBe(text);
    expect(await store.save(done(NO_PROGRESS, 'a/1'), false)).toBeUndefined();
    expect(doneIn(openStore(dir).load().saved.progress)).toEqual(['a/1']);
  });

  it('of a newer version is kept as well', () => {
    const dir = folder();
    writeFileSync(join(dir, 'progress.json'), '{"version": 9, "progress": {}}');
    expect(openStore(dir).load().trouble?.kind).toBe('newer');
    expect(readdirSync(dir).length).toBe(1);
  });

  it('keeps what two processes have done', async () => {
    const dir = folder();
    const [one, two] = [openStore(dir), openStore(dir)];
    await one.save(done(NO_PROGRESS, 'a/1'), false);
    await two.save(done(NO_PROGRESS, 'b/1'), false);
    await one.save(done(NO_PROGRESS, 'a/1', 'a/2'), false);
    expect(doneIn(openStore(dir).load().saved.progress)).toEqual(['a/1', 'a/2', 'b/1']);
  });

  it('keeps what many writers do at once', async () => {
    const dir = folder();
    const names = Array.from({ length: 12 }, (_, i) => `l${i}/s`);
    await Promise.all(names.map((n) => openStore(dir).save(done(NO_PROGRESS, n), false)));
    expect(doneIn(openStore(dir).load().saved.progress)).toEqual([...names].sort());
    expect(readdirSync(dir)).toEqual(['progress.json']);
  });

  it('is not held up by a lock that a dead process left', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'progress.lock'), '');
    utimesSync(join(dir, 'progress.lock'), new Date(0), new Date(0));
    expect(await openStore(dir).save(done(NO_PROGRESS, 'a/1'), false)).toBeUndefined();
    expect(readdirSync(dir)).toEqual(['progress.json']);
  });

  it('says why it cannot be written, and goes on', async () => {
    const file = join(folder(), 'a-file');
    writeFileSync(file, '');
    const store = openStore(join(file, 'below'));
    expect(await store.save(done(NO_PROGRESS, 'a/1'), false)).toMatch(/^(ENOTDIR|EEXIST): /);
    expect(store.load()).toEqual({ saved: { progress: NO_PROGRESS } });
  });

  it('forgets only when told to', async () => {
    const dir = folder();
    const store = openStore(dir);
    await store.save(done(NO_PROGRESS, 'a/1', 'b/1'), false);
    await store.replace(done(NO_PROGRESS, 'b/1'));
    expect(doneIn(store.load().saved.progress)).toEqual(['b/1']);
  });
});

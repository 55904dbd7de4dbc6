import { describe, expect, it } from 'vitest';
import { coveringSeeds, incidentOfTheDay, variation, varied } from '../../src/course/index.ts';

const VARY = ['gate door hall', '10.20.0 10.44.0', '8080 8090 9000'];

describe('variation', () => {
  it.each([
    [0, {}],
    [1, { gate: 'door' }],
    [2, { gate: 'hall' }],
    [3, { '10.20.0': '10.44.0' }],
    [6, { '8080': '8090' }],
    [17, { gate: 'hall', '10.20.0': '10.44.0', '8080': '9000' }],
    [18, {}],
    [20, { gate: 'hall' }],
  ])('of seed %i', (seed, words) => {
    expect(Object.fromEntries(variation(VARY, seed))).toEqual(words);
  });

  it.each([
    [[], [0]],
    [['gate door'], [0, 1]],
    [VARY, [0, 10, 17]],
  ])('%j is seen whole in the seeds %j', (entries, seeds) => {
    expect(coveringSeeds(entries)).toEqual(seeds);
    const seen = new Set(
      seeds.flatMap((seed) =>
        entries.map((entry) => variation(entries, seed).get(entry.split(' ')[0] ?? '') ?? entry.split(' ')[0]),
      ),
    );
    expect([...seen].sort()).toEqual(entries.flatMap((entry) => entry.split(' ')).sort());
  });
});

describe('varied', () => {
  const words = new Map([
    ['gate', 'hall'],
    ['10.20.0', '10.44.0'],
    ['8080', '9000'],
    ['hall', 'gate'],
  ]);
  it.each([
    ['the gate is shut', 'the gate is shut'],
    ['the `gate` is shut', 'the `hall` is shut'],
    ['`gate`, ``gate`` and `http://gate:8080/`', '`hall`, ``hall`` and `http://hall:9000/`'],
    ['`gateway`, `gate-net`, `my-gate`, `gate_1`', '`gateway`, `gate-net`, `my-gate`, `gate_1`'],
    ['`10.20.0.5/24` and `110.20.0.5`, `1.10.20.0`', '`10.44.0.5/24` and `110.20.0.5`, `1.10.20.0`'],
    ['`18080`, `--publish=8080:80`', '`18080`, `--publish=9000:80`'],
    ['`gate` and `hall` change places', '`hall` and `gate` change places'],
    ['## `gate` {#gate}', '## `hall` {#gate}'],
    ['```setup\n$ docker run --name gate nginx\n```\ngate', '```setup\n$ docker run --name hall nginx\n```\ngate'],
    [
      '````debrief\ngate\n```run\n$ ping gate\n```\ngate\n````\ngate',
      '````debrief\nhall\n```run\n$ ping hall\n```\nhall\n````\ngate',
    ],
    ['```hint\n문은 `gate`입니다.\n```\n`gate`입니다.', '```hint\n문은 `hall`입니다.\n```\n`hall`입니다.'],
    ['---\nvary: [`gate` hall]\n---\n`gate`', '---\nvary: [`gate` hall]\n---\n`hall`'],
    ['no fence\n---\n`gate`', 'no fence\n---\n`hall`'],
  ])('%j', (text, other) => {
    expect(varied(text, words)).toBe(other);
    expect(varied(text, new Map())).toBe(text);
  });
});

describe('the incident of the day', () => {
  it.each([
    [20785, { id: 'b', seed: 6928 }, ['a', 'b', 'c']],
    [20786, { id: 'c', seed: 6928 }, ['a', 'b', 'c']],
    [20787, { id: 'a', seed: 6929 }, ['a', 'b', 'c']],
    [20787, undefined, []],
  ])('of day %i is %j', (day, incident, ids) => {
    expect(incidentOfTheDay(day, ids)).toEqual(incident);
  });
});

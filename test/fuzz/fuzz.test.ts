import { describe, expect, it } from 'vitest';
import { parseScenario, playScenario } from '../../src/lab/index.ts';
import { coverage } from './coverage.ts';
import { generate, TOPICS } from './generate.ts';

const play = async (text: string) => {
  const scenario = parseScenario(text);
  if ('message' in scenario) throw new Error(scenario.message);
  return (await playScenario(scenario)).steps;
};

describe('generated scenarios', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(generate('bridge', 7)).toBe(generate('bridge', 7));
    expect(generate('bridge', 7)).not.toBe(generate('bridge', 8));
  });

  it('ask for nothing that nobody has when the outside does not answer', () => {
    const texts = Array.from({ length: 20 }, (_, seed) => generate('dns', seed, false));
    expect(texts.filter((t) => /exec \S+ \S+.* nobody/.test(t))).toEqual([]);
  });

  it('are counted by verb, flag and driver', () => {
    expect(coverage(['# t\n$ docker network create -d bridge -o a=1 x\n$ docker run -d --name c alpine\n'])).toBe(
      [
        '    1 docker network create  -d 1, -o 1',
        '    1 docker run  -d 1, --name 1',
        '    1 driver bridge',
        '    0 driver option  a 1',
      ].join('\n'),
    );
  });

  it.each(Object.keys(TOPICS))('of %s play without an internal error, and the same twice', async (topic) => {
    const text = generate(topic, 11, true, 16);
    const steps = await play(text);
    expect(steps.filter((s) => s.exitCode === null || /dockernet-course: internal error/.test(s.stderr))).toEqual([]);
    expect(await play(text)).toEqual(steps);
  });
});

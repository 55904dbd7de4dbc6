import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { everyCommand, helpText, pathOf } from '../../../src/programs/docker/grammar/index.ts';
import { root } from '../../../src/programs/docker/tree.ts';

/** What --help of every command prints, on an engine without swarm and on a swarm manager. */
const STATES = {
  noswarm: { swarmActive: false, manager: false },
  manager: { swarmActive: true, manager: true },
} as const;

const LEGACY_BUILDER = /^DEPRECATED: The legacy builder.*\n.*\n.*\n\n/;

const places = new Map([...everyCommand(root)].map((place) => [pathOf(place), place]));

describe.each(Object.entries(STATES))('help, %s', (state, visible) => {
  const folder = `${import.meta.dirname}/help/${state}`;
  test.each(readdirSync(folder))('%s', (file) => {
    const path = file.replace('.txt', '').replace(/_$/, '').replaceAll('_', ' ');
    const place = places.get(path);
    expect(place, path).toBeDefined();
    if (place)
      expect(helpText(place, visible)).toBe(readFileSync(`${folder}/${file}`, 'utf8').replace(LEGACY_BUILDER, ''));
  });
});

import { expect, test } from 'vitest';
import { serverPrograms } from '../../src/apps/index.ts';
import { CURRICULUM, HOST_APPS } from '../../src/engine/images/curriculum.ts';
import { busyboxFiles, hostFiles, netshootFiles, slimFiles } from '../../src/engine/images/programs.ts';
import { REAL } from '../../src/engine/images/real.ts';
import { programs } from '../../src/programs/index.ts';

test('every program that a file of an image or a host names exists', () => {
  const tools = [...busyboxFiles(), ...slimFiles(), ...netshootFiles(), ...hostFiles(true)];
  const images = [...REAL.images, ...CURRICULUM].flatMap((i) => i.files ?? []);
  const named = [...tools, ...HOST_APPS, ...images].flatMap((f) => ('program' in f ? [f.program] : []));
  const known = { ...programs, ...serverPrograms };
  expect([...new Set(named)].filter((id) => known[id] === undefined)).toEqual([]);
});

import { expect, test } from 'vitest';
import { busyboxFiles, hostFiles, netshootFiles, slimFiles } from '../../src/engine/images/programs.ts';
import { programs } from '../../src/programs/index.ts';

test('every program that a file of an image or a host names exists', () => {
  const files = [...busyboxFiles(), ...slimFiles(), ...netshootFiles(), ...hostFiles(true)];
  const missing = [...new Set(files.map((f) => f.program))].filter((id) => programs[id] === undefined);
  expect(missing).toEqual([]);
});

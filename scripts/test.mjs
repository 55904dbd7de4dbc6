// npm test: every check of the project, from a clone.
import { build, install, run } from './setup.mjs';

install();
const step = (title, command, ...args) => {
  process.stdout.write(`\n== ${title}\n`);
  run(command, args);
};
step('types', 'npx', 'tsc', '--noEmit');
step('format and lint', 'npx', 'biome', 'check', '.');
step('unused code', 'npx', 'knip');
build();
step('package', 'npx', 'publint', '--strict');
step('tests', 'npx', 'vitest', 'run', ...process.argv.slice(2));

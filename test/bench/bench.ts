import { screen } from './app.ts';
import { commands, scale } from './engine.ts';
import { walk } from './walk.ts';

/** npm run bench [-- screen|commands|scale|walk]: speed and memory as ratios measured side by side in one run. */
const parts: Readonly<Record<string, () => Promise<void>>> = { screen, commands, scale, walk };
const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`\n== ${name}\n`);
  await run();
}
process.exit(0);

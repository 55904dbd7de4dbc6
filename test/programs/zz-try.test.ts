import { it } from 'vitest';
import { play, makeKernel } from '/work/main/test/shell/harness.ts';
import { programs } from '../../src/programs/index.ts';
const gnu = Object.fromEntries(Object.entries(programs).filter(([id]) => !id.startsWith('busybox/')));
it('x', async () => {
  console.log(Object.keys(gnu).join(' '));
  for (const s of process.env.S!.split('@@')) { const {chunks, ...r} = await play(['bash', '-c', s], { kernel: makeKernel(gnu) }); console.log('$', s, '\n' + r.stdout, 'E:' + r.stderr, r.status); }
});

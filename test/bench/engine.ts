import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Bash } from 'just-bash';
import { createMachine, Lab, runOnce } from '../../src/lab/index.ts';
import { median, ms, print, ratio, sideBySide, timed } from './measure.ts';

/** One command in the course's shell, beside just-bash's own `true`. */
export async function commands(): Promise<void> {
  const lab = Lab.create({ images: 'real' });
  await lab.run('docker network create app');
  await lab.run('docker run -d --name web --network app nginx');
  await lab.run('docker run -d --name box --network app alpine sleep infinity');
  const bash = new Bash({ defenseInDepth: false });
  await bash.exec('true');
  const medians = await sideBySide(40, {
    'just-bash true': () => timed(() => bash.exec('true')),
    true: () => timed(() => lab.run('true')),
    'docker run -d nginx': (i) => timed(() => lab.run(`docker run -d --name n${i} --network app nginx`)),
    'docker exec box ping -c 1 web': () => timed(() => lab.run('docker exec box ping -c 1 web')),
  });
  const base = medians['just-bash true'];
  for (const [name, value] of Object.entries(medians))
    print(name, `${ms(value).padStart(10)} ${ratio(value, base).padStart(9)} of just-bash's true`);
}

const NETWORKS = 100;
const CONTAINERS = 10_000;
const SAMPLE = 100;

/** 10,000 containers on 100 networks: the last commands beside the first, and memory. */
export async function scale(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const heap = () => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  const kernel = createMachine({ images: 'real' });
  const subnet = (i: number) => `10.${Math.floor(i / 64)}.${(i % 64) * 4}.0/22`;
  for (let i = 0; i < NETWORKS; i++)
    await runOnce(kernel, 'node1', `docker network create --subnet ${subnet(i)} n${i}`);
  const before = heap();
  const times: number[] = [];
  for (let i = 0; i < CONTAINERS; i++)
    times.push(
      await timed(() =>
        runOnce(kernel, 'node1', `docker run -d --name c${i} --network n${i % NETWORKS} alpine sleep infinity`),
      ),
    );
  const after = heap();
  const [first, last] = [median(times.slice(0, SAMPLE)), median(times.slice(-SAMPLE))];
  print(`docker run, containers 1-${SAMPLE}`, ms(first).padStart(10));
  print(
    `docker run, containers ${CONTAINERS - SAMPLE + 1}-${CONTAINERS}`,
    `${ms(last).padStart(10)} ${ratio(last, first).padStart(9)} of the first`,
  );
  print('memory a container', `${((after - before) / CONTAINERS / 1024).toFixed(1)} KB`.padStart(10));
  const pings = [];
  for (let i = 0; i < 20; i++)
    pings.push(await timed(() => runOnce(kernel, 'node1', `docker exec c${i} ping -c 1 c${i + NETWORKS}`)));
  print('docker exec … ping among them', ms(median(pings)).padStart(10));
}

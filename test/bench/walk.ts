import { createMachine, runOnce } from '../../src/lab/index.ts';
import { linksOf, tcpConnect } from '../../src/net/index.ts';
import { median, ms, print, ratio, timed } from './measure.ts';

const NETWORKS = 100;
const FEW = 200;
const MANY = 10_000;
const ROUNDS = 200;

/** The way of a packet among 200 and among 10,000 containers (100 a network, each with a published port): the same connections, as a ratio. */
export async function walk(): Promise<void> {
  const kernel = createMachine({ images: 'real' });
  const type = (line: string) => runOnce(kernel, 'node1', line);
  const subnet = (i: number) => `10.${Math.floor(i / 64)}.${(i % 64) * 4}.0/22`;
  for (let i = 0; i < NETWORKS; i++) await type(`docker network create --subnet ${subnet(i)} n${i}`);
  const grow = async (from: number, to: number) => {
    for (let i = from; i < to; i++)
      await type(
        `docker run -d --name c${i} --network n${Math.floor(i / (MANY / NETWORKS))} -p ${10_000 + i}:80 nginx`,
      );
  };
  await grow(0, FEW);
  const address = async (i: number) =>
    (await type(`docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' c${i}`)).stdout.trim();
  const sandbox = async (i: number) => `c:${(await type(`docker inspect -f '{{.Id}}' c${i}`)).stdout.trim()}`;
  const [first, other] = [await address(0), await address(FEW - 1)];
  const inside = await sandbox(1);
  if (linksOf(kernel.world, inside).length === 0) throw new Error('the container has no sandbox of that name');
  const ways: Readonly<Record<string, { readonly from: string; readonly dst: string; readonly port: number }>> = {
    'node1 to a container': { from: 'node1', dst: first, port: 80 },
    'node1 to a published port, by docker-proxy': { from: 'node1', dst: '127.0.0.1', port: 10_007 },
    'laptop to a published port, by DNAT': { from: 'laptop', dst: '192.168.1.100', port: 10_007 },
    'container to the internet': { from: inside, dst: '203.0.113.10', port: 80 },
    'container to another network: dropped': { from: inside, dst: other, port: 80 },
  };
  const measure = async (): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const [name, { from, dst, port }] of Object.entries(ways)) {
      kernel.transact((tx) => tcpConnect(tx, from, { dst, port, pid: 1 })); // the neighbours are known from now on
      const once = () => tcpConnect(kernel.world.begin(), from, { dst, port, pid: 1 });
      for (let i = 0; i < ROUNDS; i++) once();
      const times: number[] = [];
      for (let i = 0; i < ROUNDS; i++) times.push(await timed(once));
      found[name] = median(times);
    }
    return found;
  };
  const few = await measure();
  await grow(FEW, MANY);
  const many = await measure();
  for (const name of Object.keys(ways))
    print(
      `${name}: ${MANY} beside ${FEW}`,
      `${ms(many[name] ?? 0).padStart(10)} ${ratio(many[name] ?? 0, few[name] ?? 0).padStart(9)}`,
    );
}
